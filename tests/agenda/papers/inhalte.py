"""Steckbriefe to be printed: from nothing at all to what nobody should do to a printer."""

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


ALLE = (leer, voll, umfeld, hart, zeichen)
