"""Words and small figures of the pages."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html

from agenda.domain import herausgeber
from agenda.models.vages_datum import spanne
from kommunen.felder import euro_schreiben

register = template.Library()
register.filter(herausgeber.kreis_neben)

# How far along a Umsetzungsstand is, of five steps; one that is left out has no place on the way.
STUFEN = {
    "idee": 1,
    "in_planung": 2,
    "in_erprobung": 3,
    "in_umsetzung": 4,
    "in_betrieb": 5,
    "abgeschlossen": 5,
}


# How the `seit` of a Stand vor Ort reads; where nothing is meant to come it means nothing.
AB_WANN = {"geplant": "für", "in_einfuehrung": "seit", "verfuegbar": "seit"}


@register.filter
def ab_wann(ort):
    """A Stand vor Ort (EintragOrt or StandVorOrt) → "seit 2024", "für Herbst 2028" or ""."""
    wort = AB_WANN.get(ort.stand)
    return f"{wort} {ort.seit}" if wort and ort.seit else ""


@register.filter
def von_bis(eintrag):
    """Something with a `beginn` and an `ende` → "2023 bis 2024", "am 14.08.2020"."""
    return spanne(eintrag.beginn, eintrag.ende)


@register.filter
def in_worten(zahlen):
    """{"agenda": 3, "umfeld": 22} → "25 Projekte: 3 der Agenda, 22 aus dem Umfeld"."""
    agenda, umfeld = zahlen["agenda"], zahlen["umfeld"]
    gesamt = agenda + umfeld
    wort = "Projekt" if gesamt == 1 else "Projekte"
    if agenda and umfeld:
        return f"{gesamt} {wort}: {agenda} der Agenda, {umfeld} aus dem Umfeld"
    if gesamt:
        return f"{gesamt} {wort} {'der Agenda' if agenda else 'aus dem Umfeld'}"
    return "Kein Projekt"


@register.simple_tag
def verlinkt(zahlen, aktiv=None, **abfrage):
    """The words of in_worten(), each number a link to the list it counts.

    aktiv, abfrage: the list's parameters besides `bezug`; empty ones are left out.
    """
    parameter = {key: wert for key, wert in {**(aktiv or {}), **abfrage}.items() if wert}
    vorn, _, hinten = in_worten(zahlen).partition(": ")
    if not zahlen["agenda"] + zahlen["umfeld"]:
        return vorn
    einziger = "" if hinten else ("agenda" if zahlen["agenda"] else "umfeld")
    stuecke = [(vorn, einziger)]
    if hinten:
        stuecke += zip(hinten.split(", "), ("agenda", "umfeld"), strict=True)
    links = [
        format_html(
            '<a class="kern-link" href="{}">{}</a>',
            _liste({**parameter, "bezug": bezug} if bezug else parameter),
            text,
        )
        for text, bezug in stuecke
    ]
    return links[0] if len(links) == 1 else format_html("{}: {}, {}", *links)


def _liste(parameter):
    return reverse("projekt_list") + (f"?{urlencode(parameter)}" if parameter else "")


@register.filter
def kurz_gezaehlt(objekt):
    """An object with `agenda` and `umfeld` → "2 Agenda, 1 Umfeld"; what is zero is left out."""
    teile = [
        f"{anzahl} {wort}"
        for anzahl, wort in ((objekt.agenda, "Agenda"), (objekt.umfeld, "Umfeld"))
        if anzahl
    ]
    return ", ".join(teile) or "noch kein Projekt"


@register.filter
def stufen(umsetzungsstand):
    """Five booleans: the steps a Umsetzungsstand has taken; none for one that left the way."""
    erreicht = STUFEN.get(umsetzungsstand)
    return [stufe <= erreicht for stufe in range(1, 6)] if erreicht else []


@register.filter
def aufgezaehlt(text):
    """ "25746 25770" → "25746, 25770"."""
    return ", ".join(text.split())


@register.filter
def euro(cents):
    """Whole cents as people write them: 3000000 → "30.000 €"."""
    return f"{euro_schreiben(cents)}\u00a0€"
