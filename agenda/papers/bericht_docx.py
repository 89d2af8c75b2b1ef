"""A Sachstandsbericht as a Word file: the same words as its PDF, to be edited and quoted from."""

import datetime

from django.template.loader import render_to_string

from agenda.papers import bericht, store, werkstatt
from agenda.papers.berichtteile import Berichtteile
from agenda.papers.steckbrief import NEUTRAL


def key(dokument, *, entwurf=False):
    """Return the name of its Word file in the store, its ETag: drawn from the same as the PDF."""
    return bericht.key(dokument, entwurf=entwurf) + store.WORD


def docx(dokument, *, entwurf=False):
    """Return the bytes of the .docx of a Berichtdokument: from the store, or written.

    A draft says so in its head. Raises werkstatt.Gescheitert.
    """
    name = key(dokument, entwurf=entwurf)
    if (fertig := store.lesen(name)) is None:
        fertig = _schreiben(dokument, entwurf=entwurf)
        store.ablegen(name, fertig)
    return fertig


def html(dokument, *, entwurf=False):
    """Return the HTML that its Word file is written from."""
    teile = Berichtteile(dokument, entwurf=entwurf)
    return render_to_string("papers/_bericht.html", {"teile": teile, "word": True})


def _schreiben(dokument, *, entwurf=False):
    teile = Berichtteile(dokument, entwurf=entwurf)
    text = html(dokument, entwurf=entwurf)
    return werkstatt.word(
        text,
        titel=teile.titel,
        autor=teile.herausgeber,
        zeitpunkt=datetime.datetime.fromisoformat(teile.zeitpunkt),
        kopf=(teile.kopf, teile.rechts),
        fuss=teile.fuss,
        farbe=NEUTRAL,
        oberste=1,
        gross=len(text) > bericht.GROSS,
    )
