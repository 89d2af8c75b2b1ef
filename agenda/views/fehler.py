from django.shortcuts import render

from agenda.domain import vorschlaege


def nicht_gefunden(request, exception):
    """Answer 404 with what may have been meant."""
    kontext = {"vorschlaege": vorschlaege.zu_pfad(request.path)}
    return render(request, "404.html", kontext, status=404)
