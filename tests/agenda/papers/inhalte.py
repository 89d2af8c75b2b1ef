"""Steckbriefe to be printed: from nothing at all to what nobody should do to a printer."""

import hashlib
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from agenda.domain import workflow
from agenda.models import Steckbrief
from agenda.models.teile import anlage_pfad
from tests.factories import make_fassung, make_full_steckbrief, make_handlungsfeld, make_steckbrief

LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschafter"[
    :80
]
LONG_TITLE = ("Gemeinsame Einführung der elektronischen Akte in allen Ämtern und Städten, " * 4)[
    :300
]
MARKDOWN = f"""
#### Überschrift, die zwei Ebenen überspringt

Ein Absatz mit **fett**, *kursiv*, ~~gestrichen~~, `code` und {LONG_WORD}.

# Noch eine

- eins
- zwei

  zweiter Absatz im Punkt
  - zwei a
    1. zwei a eins
    2. zwei a zwei
- drei
  > Zitat im Punkt

> Ein Zitat
>
> - mit Liste

1. eins

   ```
   code im Punkt
   ```

2. zwei

    eingerückter Code mit {LONG_WORD}

| Ort | Länge | Kosten |
|:----|:-----:|-------:|
| Büsum | 1 | 2 € |
| {LONG_WORD} | | |
| fehlt |

<script>alert(1)</script><style>h1 {{ color: red }}</style><p onclick="x">Rohes <b>HTML</b></p>

![Bild von fern](https://example.org/bild.png) ![](file:///etc/passwd)

[böse](javascript:alert(1)) [Datei](file:///etc/passwd) [Daten](data:text/html,x)
[gut](https://example.org/ein/sehr/langer/pfad/der/kein/ende/nimmt/und/weiter?a=b&c=d#e)
<https://example.org/selbst> [](https://example.org/leer) [**fett**](https://example.org/fett)

---

Zeile eins\\
Zeile zwei

""" + "\n".join(f"{'#' * ebene} Ebene {ebene}\n\nText." for ebene in range(1, 7))
SYMBOLS = (
    "Emoji 😀 👩\u200d👩\u200d👧 🇩🇪 1️⃣ ❤️ ✅, Zeichen ●▲■ → ⇒ ✓ № ½ \u2010 \u2011 – — … „x“ ‚y‘ « » © ∑ √ ≥, "
    "rechts nach links: שלום עולם und مرحبا بالعالم, Ελληνικά, Українська, Türkçe ğış, Polski łąę, "
    "Tiếng Việt, 日本語, 한국어, हिन्दी, ไทย, \U0001d518\U0001d52b, e\u0301 a\u0308 z\u030c, ﬁ ﬂ, "
    "weich\u00adgetrennt, geschützt\u00a0eng\u202f, \u200b\u2060\ufeff\u200e\u200f\u202eumgekehrt\u202c, "
    "\x07\x0b\x1f\x7f\x85, Word-Punkt \uf0b7, \ufffd, \ufdd0\U0001fffe, \U000e0041"
)


def naechste_fassung(steckbrief, **felder):
    """Release a Steckbrief once more, with other words in its fields."""
    Steckbrief.objects.filter(pk=steckbrief.pk).update(**felder)
    steckbrief = Steckbrief.objects.get(pk=steckbrief.pk)
    workflow.record(steckbrief, user=None)
    return make_fassung(Steckbrief.objects.get(pk=steckbrief.pk))


def leer():
    return make_fassung(make_steckbrief("Projekt"))


def voll():
    steckbrief = make_full_steckbrief()
    steckbrief.anlagen.create(
        position=1,
        titel="Bild vom Start",
        datei="anlagen/ab/ab.png",
        dateiname="Bild vom Start & Ziel.png",
        sha256="ab" * 32,
        groesse=123456,
        medientyp="image/png",
        alternativtext="Menschen vor dem Rathaus",
        nachweis="Kreis Musterland",
    )
    return make_fassung(steckbrief)


def mit_bild():
    """A Steckbrief with an image that lies in the storage."""
    datei = BytesIO()
    Image.new("RGB", (40, 30), "#0b5c7a").save(datei, "PNG")
    inhalt = datei.getvalue()
    summe = hashlib.sha256(inhalt).hexdigest()
    steckbrief = make_steckbrief("Mit Bild")
    anlage = steckbrief.anlagen.create(
        position=1,
        titel="Bild vom Start",
        dateiname="start.png",
        sha256=summe,
        groesse=len(inhalt),
        medientyp="image/png",
        alternativtext="Menschen vor dem Rathaus",
    )
    default_storage.save(anlage_pfad(anlage), ContentFile(inhalt))
    workflow.record(steckbrief, user=None)
    return make_fassung(Steckbrief.objects.get(pk=steckbrief.pk))


def umfeld():
    return make_fassung(make_steckbrief("Busse im Takt", bezug="umfeld", stand="2022"))


def hart():
    steckbrief = make_full_steckbrief(
        LONG_TITLE,
        handlungsfeld=make_handlungsfeld(f"{LONG_WORD} und dies und das"[:120]),
        kurzbeschreibung=f"{LONG_WORD} & <b>kein</b> HTML\nzweite Zeile",
        ansprechstelle=LONG_WORD * 2,
        ansprechstelle_email=f"{LONG_WORD[:60].lower().replace('ä', 'ae')}@example.org",
        zielgruppen="\n".join([LONG_WORD, "Bürger*innen", "<i>Vereine</i>"]),
        **dict.fromkeys(("beschreibung", "finanzierung_erlaeuterung"), MARKDOWN),
    )
    for nummer in range(3, 33):
        steckbrief.meilensteine.create(
            position=nummer,
            titel=f"Meilenstein {nummer} {LONG_WORD if nummer % 7 == 0 else ''}",
            termin="Herbst 2024",
            beschreibung=MARKDOWN if nummer == 5 else "Satz. " * nummer,
            verschiebungsgrund=LONG_WORD * 3 if nummer == 9 else "",
        )
        if nummer > 8:
            continue
        steckbrief.finanzierungen.create(
            position=nummer,
            jahr=2000 + nummer,
            art="foerderung",
            programm=LONG_WORD * 2,
            foerderquote="100",
            geplant=10**14,
            bewilligt=10**14 - 1,
            verausgabt=99,
            produkt="1" * 40,
            bewilligung_von="2024-01-01",
            erlaeuterung="Erläuterung " * 20,
        )
        steckbrief.kennzahlen.create(
            position=nummer,
            name=LONG_WORD,
            einheit="Digitalisierungsstrategien",
            zielwert="9999999999999.99",
        )
        steckbrief.mitwirkungen.create(position=nummer, akteur=LONG_WORD, rolle="beteiligt")
        steckbrief.verweise.create(
            position=nummer,
            art="quelle",
            titel="Quelle " * 20,
            url=f"https://example.org/{'x' * 150}",
        )
    return make_fassung(steckbrief)


def zeichen():
    return make_fassung(
        make_steckbrief(
            f"Zeichen ✓ 😀 {SYMBOLS[-60:]}"[:300],
            kurzbeschreibung=SYMBOLS,
            beschreibung=f"{SYMBOLS}\n\n# {SYMBOLS}\n\n**{SYMBOLS}** *{SYMBOLS}*\n\n| {SYMBOLS} |\n|---|\n| {SYMBOLS} |",
            zielgruppen=SYMBOLS,
        )
    )


LEICHT = """Das Projekt heißt: Lotsen.
Lotsen helfen Ihnen mit dem Internet.
Sie müssen nichts bezahlen.

## So geht es

- Sie rufen an.
- Ein Mensch kommt zu Ihnen.
"""
SPRACHEN = """Auf Englisch heißt das [digital *literacy*]{lang=en}, auf Hebräisch [שלום]{lang=he}.

{lang=nds}
Wi snackt Platt: *Moin mitnanner!*

{lang=en}
> Nobody is left behind.

{lang=da}
- Velkommen til Ditmarsken
- Vi ses

{lang=ar}
مرحبا بالعالم
"""


def sprachen():
    """Passages in other languages, and Leichte Sprache with a sentence to a line."""
    return make_fassung(
        make_steckbrief(
            "Viele Sprachen",
            beschreibung=SPRACHEN,
            zweck="| Wort | heißt |\n|---|---|\n| [Broadband]{lang=en} | Breitband |",
            leichte_sprache=LEICHT,
            leichte_sprache_geprueft="2026-01-15",
        )
    )


def auszeichnung():
    """A text about HTML: what it says of attributes is text, not one of ours."""
    return make_fassung(
        make_steckbrief(
            'Das Attribut id="abc"',
            kurzbeschreibung='Ein Knopf hat role="button" und tabindex="0".',
            beschreibung='Das Attribut id="abc" und role="button" <b id="x">sowie</b> aria-labelledby="y".\n\n`<p id="z" role="note">`',
        )
    )


def kaputt():
    """Tables as people type them: ragged, without head or body, in lists; lists in any depth."""
    return make_fassung(
        make_steckbrief(
            "Kaputte Tabellen",
            beschreibung=TABELLEN,
            zweck="# Eins\n\n###### Sechs\n\n## Zwei\n\n- # Überschrift im Punkt\n",
            vorbehalt="\n".join(f"{'  ' * tiefe}- Ebene {tiefe}" for tiefe in range(12)),
        )
    )


TABELLEN = """
| a | b | c |
|---|
| keine Tabelle |

| a | b |
|---|---|
| nur eine |
| eine | zwei | drei |
||

| nur Kopf |
|---|

- im Punkt

  | x | y |
  |--:|:-:|
  | 1 | |

> | im | Zitat |
> |---|---|
> | 1 | 2 |
"""

ALLE = (leer, voll, umfeld, hart, zeichen, sprachen, auszeichnung, kaputt)
