"""One document, four faces: what each of them says, field by field."""

from io import BytesIO

import docx as python_docx
from bs4 import BeautifulSoup
from docx.oxml.ns import qn

from agenda.domain import markdown
from agenda.domain.dokument import Dokument
from agenda.papers import docx, steckbrief
from tests.agenda.papers.lesen import spoken, squeezed

# What is not said but meant: an address, a check sum, how a file is called and how long it is.
UNGESAGT = {"url", "sha256", "dateiname", "groesse", "medientyp"}
# Tables whose page has the columns in another order than the file.
UNGEORDNET = {"meilensteine", "finanzierungen", "verweise", "anlagen", "mitwirkungen"}


def datei(fassung):
    """Return {key: texts that must be said, in their order} of the JSON file."""
    felder = {
        feld.key: _texte(feld) for feld in Dokument.lesen(fassung.dokument).felder if not feld.leer
    }
    return {key: [t for t in map(squeezed, texte) if t] for key, texte in felder.items()}


def _texte(feld):
    match feld.kind:
        case "tabelle":
            return [
                text
                for zeile in feld.zeilen
                for zelle in zeile.zellen
                if not zelle.leer and zelle.key not in UNGESAGT
                for text in _texte(zelle)
            ]
        case "markdown":
            zeilen = feld.key == "leichte_sprache"
            html = markdown.render(feld.wert, zeilen=zeilen)
            return list(BeautifulSoup(html, "html.parser").stripped_strings)
        case "liste":
            return feld.wert
        case _:
            return [feld.text]


def seite(client, fassung):
    """Return {key: text} of the web page."""
    response = client.get(f"/projekte/{fassung.nummer}/")
    return _felder(BeautifulSoup(response.content, "html.parser"))


def papier(html):
    """Return {key: text} of the HTML that a PDF is drawn from."""
    return _felder(BeautifulSoup(html, "html.parser"))


def _felder(suppe):
    (artikel,) = suppe.select("article[data-dokument]")
    return {
        feld["data-feld"]: squeezed(feld.get_text(" "))
        for feld in artikel.select("[data-feld]")
        if feld["data-feld"] != "nummer"  # no field of the document
    }


def gesetzt(fassung, monkeypatch):
    """Return (HTML, PDF) of a Fassung as it is really drawn."""
    gesehen = []
    setzen = steckbrief.werkstatt.setzen
    with monkeypatch.context() as patch:
        patch.setattr(
            steckbrief.werkstatt,
            "setzen",
            lambda html, **wie: gesehen.append(html) or setzen(html, **wie),
        )
        pdf = steckbrief.pdf(fassung)
    return gesehen[0], pdf


def gedruckt(html):
    """Return the text that must be heard of the PDF of an HTML: with the addresses of links."""
    suppe = BeautifulSoup(html, "html.parser")
    for weg in suppe.select("head, caption, svg, img"):
        weg.extract()
    for link in suppe.select('.fliesstext a[href^="http"], [data-feld="verweise"] a'):
        if link.get_text() != link["href"]:
            link.append(f" <{link['href']}>")
    return squeezed(suppe.get_text(" "))


def gehoert(pdf, html):
    """Return the text heard of a PDF; the head of a table only once, also if it is repeated."""
    koepfe = {
        squeezed(kopf.get_text(" ")) for kopf in BeautifulSoup(html, "html.parser").select("thead")
    }
    text, soll, platz = squeezed(spoken(pdf)), gedruckt(html), 0
    while platz < len(text):
        rest = text[platz:]
        if not soll.startswith(rest[:1], platz):
            wiederholt = next((kopf for kopf in koepfe if rest.startswith(kopf)), None)
            if wiederholt is None:
                break
            text = text[:platz] + rest[len(wiederholt) :]
        else:
            platz += 1
    return text


def word(fassung):
    """Return {key: text} of the Word file, by its bookmarks."""
    dokument = python_docx.Document(BytesIO(docx.steckbrief(fassung)))
    offen, felder = {}, {}
    for element in dokument.element.body.iter():
        if element.tag == qn("w:bookmarkStart"):
            name = element.get(qn("w:name"))
            if name.startswith("feld_"):
                key = name.removeprefix("feld_").rpartition("_")[0]
                offen[element.get(qn("w:id"))] = key
                felder[key] = ""
        elif element.tag == qn("w:bookmarkEnd"):
            offen.pop(element.get(qn("w:id")), None)
        elif element.tag == qn("w:t"):
            for key in offen.values():
                felder[key] += element.text or ""
    return {key: squeezed(text) for key, text in felder.items()}


def unterschiede(json, **gesichter):
    """Return {key: what is wrong}: a text of the file not said, or two faces that differ."""
    ergebnis = {}
    for key in dict.fromkeys([*json, *(k for felder in gesichter.values() for k in felder)]):
        gesagt = {name: felder.get(key) for name, felder in gesichter.items()}
        if len(set(gesagt.values())) > 1:
            ergebnis[key] = gesagt
            continue
        if key not in json:
            ergebnis[key] = {"json": None}
            continue
        text, platz = next(iter(gesagt.values())) or "", 0
        for stueck in json[key]:
            platz = text.find(stueck, 0 if key in UNGEORDNET else platz)
            if platz < 0:
                ergebnis[key] = {"json": stueck}
                break
            platz += len(stueck)
    return ergebnis
