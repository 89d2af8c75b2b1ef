"""Official words explained where they stand."""

from django import template

from agenda.domain import woerter

register = template.Library()


@register.inclusion_tag("components/projekt/_erklaerung.html")
def erklaerung(*schluessel):
    """One small visible paragraph that explains words by their keys in domain.woerter."""
    return {"woerter": woerter.erklaeren(*schluessel)}


@register.simple_tag
def satz(schluessel):
    """The sentence alone that explains a word, for a text that goes on."""
    return woerter.WOERTER[schluessel].satz
