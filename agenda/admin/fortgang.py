"""A page of the office that goes on by itself while work is going on, unless it is stopped."""

# Time enough to read it, and to stop it (WCAG 2.2.1).
SEKUNDEN = 5
ANHALTEN = "anhalten"


def fortgang(request):
    """Return what its template needs: {weiter: address that goes on, anhalten: that stays, or ""}."""
    angaben = request.GET.copy()
    steht = angaben.pop(ANHALTEN, None)
    weiter = _adresse(request, angaben)
    angaben[ANHALTEN] = "1"
    return {"weiter": weiter, "anhalten": "" if steht else _adresse(request, angaben)}


def von_selbst(response):
    """Let the page go on by itself, if it was not stopped; return it."""
    if response.context_data["anhalten"]:
        response["Refresh"] = f"{SEKUNDEN}; url={response.context_data['weiter']}"
    return response


def _adresse(request, angaben):
    return f"{request.path}?{angaben.urlencode(safe=',')}" if angaben else request.path
