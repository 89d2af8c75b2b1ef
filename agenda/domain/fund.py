"""What a search shows of a hit: the words it was found by, marked, and where they stand."""

from dataclasses import dataclass

from django.db.models import Case, F, TextField, Value, When
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from agenda.domain import katalog, markdown
from agenda.domain.dokument import Dokument
from agenda.domain.stemming import EINHEIT, stamm, teile
from agenda.models import Eintrag

LEER = SafeString()
LAENGE = 240
# So much stands before the first hit in an excerpt that begins inside a text.
VORLAUF = 60


@dataclass(frozen=True)
class Fund:
    """Title and excerpt of one hit, safe to print; `feld` says where else the words stand."""

    titel: SafeString
    text: SafeString
    feld: str = ""
    stelle: SafeString = LEER


def eintraege(treffer, anfrage):
    """Return the Einträge of narrow rows, in their order, each with its `fund` (None without words).

    treffer: dicts of ProjektFilter, at most one page of them. One query; it brings the documents
    only of those whose words stand neither in title nor in Kurzbeschreibung.
    """
    tief = [werte["pk"] for werte in treffer if anfrage and anfrage.rang(werte) == 3]
    rows = katalog.eintraege_fuer_karten(Eintrag.objects)
    if tief:
        rows = rows.annotate(
            dokument=Case(
                When(pk__in=tief, then=F("fassung__dokument")),
                default=Value(""),
                output_field=TextField(),
            )
        )
    gefunden = rows.in_bulk([werte["pk"] for werte in treffer])
    ergebnis = [gefunden[werte["pk"]] for werte in treffer if werte["pk"] in gefunden]
    if anfrage:
        for eintrag in ergebnis:
            eintrag.fund = _fund(eintrag, Marker(anfrage), eintrag.dokument if tief else "")
    return ergebnis


def _fund(eintrag, marker, dokument):
    feld, stelle = "", LEER
    if dokument:
        offen = marker.ohne(eintrag.titel, eintrag.kurzbeschreibung)
        for label, text in _felder(Dokument.lesen(dokument)):
            if offen.stellen(text):
                feld, stelle = label, marker.auszug(text)
                break
    return Fund(
        marker.markiert(eintrag.titel), marker.auszug(eintrag.kurzbeschreibung), feld, stelle
    )


def _felder(dokument):
    """Yield (label, plain text) of a document's fields; each cell of a table by itself."""
    for feld in dokument.felder:
        if feld.key in ("titel", "kurzbeschreibung"):
            continue
        if feld.kind == "tabelle":
            for zeile in feld.zeilen:
                for zelle in zeile.zellen:
                    if zelle.kind in ("text", "verweis", "markdown") and zelle.key != "sha256":
                        yield feld.label, _text(zelle)
        elif feld.kind in ("text", "markdown", "liste", "verweis"):
            yield feld.label, _text(feld)


def _text(feld):
    return markdown.plain(feld.text) if feld.kind == "markdown" else feld.text


class Marker:
    """Finds the words of a query in a text as it is written."""

    def __init__(self, anfrage=None, glieder=None):
        self.glieder = anfrage.glieder if glieder is None else glieder
        self.folgen = {
            (tuple(fragment.split()), not fragment.endswith(" "))
            for glied in self.glieder
            for fragment in glied.fragmente
        }

    def ohne(self, *texte):
        """Return a Marker for those words that none of the texts holds."""
        return Marker(
            glieder=[
                glied
                for glied in self.glieder
                if not any(Marker(glieder=[glied]).stellen(text) for text in texte)
            ]
        )

    def stellen(self, text):
        """Return [(start, end)] of the whole words found, in order and not overlapping."""
        einheiten = list(EINHEIT.finditer(text or ""))
        woerter = [(stamm(t), e.span()) for e in einheiten for t in teile(e[0])]
        ganze = [(stamm("".join(t)), e.span()) for e in einheiten if len(t := teile(e[0])) > 1]
        gefunden = [
            (stellen[i][1][0], stellen[i + len(gesucht) - 1][1][1])
            for stellen in (woerter, ganze)
            for gesucht, offen in self.folgen
            for i in range(len(stellen) - len(gesucht) + 1)
            if _gleich([wort for wort, _ in stellen[i : i + len(gesucht)]], gesucht, offen)
        ]
        ergebnis = []
        for anfang, ende in sorted(gefunden):
            if ergebnis and anfang <= ergebnis[-1][1]:
                ergebnis[-1] = (ergebnis[-1][0], max(ende, ergebnis[-1][1]))
            else:
                ergebnis.append((anfang, ende))
        return ergebnis

    def markiert(self, text):
        """Return a text as safe HTML with <mark> around what was found."""
        ende, stuecke = 0, []
        for anfang, schluss in self.stellen(text):
            stuecke.append((text[ende:anfang], text[anfang:schluss]))
            ende = schluss
        return format_html(
            "{}{}", format_html_join("", "{}<mark>{}</mark>", stuecke), (text or "")[ende:]
        )

    def auszug(self, text):
        """Return the piece of a text around its first hit, marked; the beginning without one."""
        text = " ".join((text or "").split())
        stellen = self.stellen(text)
        ab = 0
        if stellen and stellen[0][1] > LAENGE - VORLAUF:
            ab = text.rfind(" ", 0, max(stellen[0][0] - VORLAUF, 1)) + 1
        bis = len(text)
        if bis - ab > LAENGE:
            bis = text.rfind(" ", ab, ab + LAENGE)
            bis = ab + LAENGE if bis <= ab else bis
        return format_html(
            "{}{}{}",
            "… " if ab else "",
            self.markiert(text[ab:bis]),
            " …" if bis < len(text) else "",
        )


def _gleich(worte, gesucht, offen):
    if offen:
        return worte[-1].startswith(gesucht[-1]) and tuple(worte[:-1]) == gesucht[:-1]
    return tuple(worte) == gesucht
