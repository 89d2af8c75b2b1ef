"""A Vorlage as a Word file: the same as the PDF, to be taken into the council system or gone over."""

from django.template.loader import render_to_string
from django.utils import timezone

from agenda.papers import werkstatt
from agenda.papers.steckbrief import NEUTRAL
from agenda.papers.vorlage import inhalt, raender
from kommunen.models import Portal


def docx(vorlage):
    """Return the .docx of a Vorlage. Raises werkstatt.Gescheitert."""
    portal = Portal.objects.aktuell()
    rand = raender(vorlage, portal)
    return werkstatt.word(
        render_to_string("papers/word_vorlage.html", inhalt(vorlage)),
        titel=vorlage.betreff or vorlage.titel,
        autor=portal.kreis or portal.titel,
        zeitpunkt=timezone.now(),
        kopf=(rand["kopf"], rand["rechts"]),
        fuss=rand["fuss"],
        oberste=1,
        farbe=NEUTRAL,
    )
