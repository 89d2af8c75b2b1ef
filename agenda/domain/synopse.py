"""What differs between two volumes or two Fassungen: told in sentences, then text by text.

A Steckbrief is known by its identity, never by its Nummer: one that got another Nummer, moved,
or went up into another one is told as just that. Where, when and to whom a volume was given
(Band["kopf"], its stand) is no difference; what it says is.
"""

from bisect import bisect_left
from dataclasses import dataclass, field

from django.db.models import Q

from agenda.domain.band import IDENTITAET, KAPITELTEXTE, Unvollstaendig
from agenda.domain.dokument import Dokument
from agenda.domain.vergleich import Aenderung, aenderungen, textaenderung
from agenda.models import Fassung
from agenda.models.ausgabe import Ausgabeart, Ordnung
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Portal

TITELEI = {"titel": "Titel", "untertitel": "Untertitel", "vorwort": "Vorbemerkung"}


@dataclass(frozen=True)
class Teil:
    """A Steckbrief that is not as it was.

    Nummer and titel are the new ones (the old ones of what is no longer there); alt and neu are
    the numbers of its Fassungen (None: not in this volume); saetze tell what became of it as a
    whole, aenderungen what its text says differently.
    """

    nummer: str
    titel: str
    alt: int | None
    neu: int | None
    saetze: list
    aenderungen: list = field(default_factory=list)

    @property
    def name(self):
        return f"Steckbrief {self.nummer} „{self.titel}“"


@dataclass(frozen=True)
class Synopse:
    """`band` are the Aenderungen of the volume itself, `teile` those of its Steckbriefe."""

    band: list
    teile: list

    @property
    def leer(self):
        return not (self.band or self.teile)

    @property
    def saetze(self):
        """All of it as plain sentences; each makes sense without the others."""
        return [aenderung.satz for aenderung in self.band] + [
            satz
            for teil in self.teile
            for satz in (
                *teil.saetze,
                *(f"Steckbrief {teil.nummer}: {a.satz}" for a in teil.aenderungen),
            )
        ]


def vergleich_zweier_fassungen(alt, neu):
    """Return the Teil of two Fassungen of one Steckbrief, whichever is the older."""
    dokumente = [Dokument.lesen(fassung.dokument) for fassung in (alt, neu)]
    saetze = [] if alt.nr == neu.nr else [f"Fassung {neu.nr} im Vergleich mit Fassung {alt.nr}."]
    return Teil(
        neu.nummer, dokumente[1]["titel"].text, alt.nr, neu.nr, saetze, aenderungen(*dokumente)
    )


def vergleichen(alt, neu):
    """Return the Synopse from one Band to another, by two queries.

    Raises Unvollstaendig if a Fassung is not there any more.
    """
    vorher, nachher = _gelesen(alt, neu)
    paare = [(vorher[key][1].pk, nachher[key][1].pk) for key in vorher if key in nachher]
    texte = _dokumente(pk for paar in paare if len(set(paar)) > 1 for pk in paar)
    plaetze = _versetzt(alt, neu, list(vorher), list(nachher))
    teile = [
        _neuer(zeile)
        if steckbrief not in vorher
        else _gebliebener(vorher, nachher, steckbrief, texte, plaetze, (alt, neu))
        for steckbrief, (zeile, _) in nachher.items()
    ]
    teile += [
        _entfallener(zeile, fassung, nachher)
        for steckbrief, (zeile, fassung) in vorher.items()
        if steckbrief not in nachher
    ]
    return Synopse(_rahmen(alt, neu), [teil for teil in teile if teil])


def _gelesen(*baende):
    """Return for each Band {steckbrief: (its entry, its Fassung without text)}, in its order."""
    summen = {zeile["sha256"] for band in baende for zeile in band.steckbriefe}
    gefunden = {}
    # A redaction changed the hash; what was given out before names the one from before.
    for fassung in (
        Fassung.objects.filter(Q(sha256__in=summen) | Q(sha256_original__in=summen))
        .select_related("steckbrief__nachfolger")
        .defer("dokument")
    ):
        for summe in (fassung.sha256_original, fassung.sha256):
            gefunden[summe, fassung.nummer, fassung.nr] = fassung
    try:
        return [
            {
                (fassung := gefunden[_kennung(zeile)]).steckbrief_id: (zeile, fassung)
                for zeile in band.steckbriefe
            }
            for band in baende
        ]
    except KeyError as fehlt:
        raise Unvollstaendig("Steckbrief {1}, Fassung {2}".format(*fehlt.args[0])) from None


def _kennung(zeile):
    return zeile["sha256"], zeile["nummer"], zeile["fassung"]


def _dokumente(pks):
    return {
        pk: Dokument.lesen(text)
        for pk, text in Fassung.objects.filter(pk__in=set(pks)).values_list("pk", "dokument")
    }


def _name(zeile):
    return f"Steckbrief {zeile['nummer']} „{zeile['titel']}“"


def _neuer(zeile):
    satz = f"{_name(zeile)} neu aufgenommen (Fassung {zeile['fassung']})."
    return Teil(zeile["nummer"], zeile["titel"], None, zeile["fassung"], [satz])


def _entfallener(zeile, fassung, nachher):
    satz = f"{_name(zeile)} entfällt (zuletzt Fassung {zeile['fassung']})."
    ziel = fassung.steckbrief.nachfolger
    if ziel and ziel.pk in nachher:
        satz = f"{_name(zeile)} entfällt; er ist in {_name(nachher[ziel.pk][0])} aufgegangen."
    return Teil(zeile["nummer"], zeile["titel"], zeile["fassung"], None, [satz])


def _gebliebener(vorher, nachher, steckbrief, texte, plaetze, baende):
    (vor, alt), (nach, neu) = vorher[steckbrief], nachher[steckbrief]
    saetze, unterschiede = [], []
    if alt.pk != neu.pk:
        nummer = f" (vorher Nummer {vor['nummer']})" if vor["nummer"] != nach["nummer"] else ""
        saetze.append(
            f"{_name(nach)}{nummer} steht jetzt in Fassung {neu.nr} (vorher Fassung {alt.nr})."
        )
        unterschiede = aenderungen(texte[alt.pk], texte[neu.pk])
    elif vor["sha256"] != nach["sha256"]:
        saetze.append(f"{_name(nach)}: In Fassung {neu.nr} wurde inzwischen Text geschwärzt.")
    gesagt = {aenderung.key for aenderung in unterschiede}
    if vor["handlungsfeld"] != nach["handlungsfeld"] and "handlungsfeld" not in gesagt:
        felder = [
            band.handlungsfeld(z["handlungsfeld"])["name"]
            for band, z in zip(baende, (vor, nach), strict=True)
        ]
        saetze.append(
            f"{_name(nach)} gehört jetzt zum Handlungsfeld „{felder[1]}“ (vorher „{felder[0]}“)."
        )
    if steckbrief in plaetze:
        saetze.append(f"{_name(nach)} hat einen anderen Platz: {plaetze[steckbrief]}.")
    if not (saetze or unterschiede):
        return None
    return Teil(nach["nummer"], nach["titel"], alt.nr, neu.nr, saetze, unterschiede)


def _versetzt(alt, neu, vorher, nachher):
    """Return {steckbrief: where it stands now} of the fewest that must have moved.

    In volumes of different order all of them did; the order itself is told then.
    """
    if alt["ordnung"] != neu["ordnung"]:
        return {}
    platz = {steckbrief: i for i, steckbrief in enumerate(vorher)}
    gemeinsam = [steckbrief for steckbrief in nachher if steckbrief in platz]
    geblieben = _laengste_folge([platz[steckbrief] for steckbrief in gemeinsam])
    nummern = [zeile["nummer"] for zeile in neu.steckbriefe]
    return {
        steckbrief: f"jetzt nach Steckbrief {nummern[i - 1]}" if i else "jetzt am Anfang"
        for i, steckbrief in enumerate(nachher)
        if steckbrief in platz and platz[steckbrief] not in geblieben
    }


def _laengste_folge(zahlen):
    """Return the numbers of a longest rising subsequence (patience sorting)."""
    enden, letzte, davor = [], [], {}
    for zahl in zahlen:
        i = bisect_left(enden, zahl)
        davor[zahl] = letzte[i - 1] if i else None
        enden[i:], letzte[i:] = [zahl, *enden[i + 1 :]], [zahl, *letzte[i + 1 :]]
    folge, zahl = set(), letzte[-1] if letzte else None
    while zahl is not None:
        folge.add(zahl)
        zahl = davor[zahl]
    return folge


def _rahmen(alt, neu):
    """Return the Aenderungen of what is not a Steckbrief."""
    return [
        *_texte("titelei", TITELEI, alt.daten, neu.daten),
        *_form(alt, neu),
        *_texte("impressum", _identitaet(), alt["identitaet"], neu["identitaet"]),
        *_handlungsfelder(alt, neu),
        *_register(alt, neu),
    ]


def _identitaet():
    namen = {
        name: str(Portal._meta.get_field(name).verbose_name) for name in (*IDENTITAET, "hinweis")
    }
    return {name: f"Impressum, {label}" for name, label in namen.items()}


def _texte(bereich, labels, alt, neu):
    return [
        textaenderung(f"{bereich}:{name}", label, alt.get(name) or "", neu.get(name) or "")
        for name, label in labels.items()
        if (alt.get(name) or "") != (neu.get(name) or "")
    ]


def _form(alt, neu):
    """Return how a volume is made, where that differs."""
    if alt["art"] != neu["art"]:
        texte = [Ausgabeart(band["art"]).label for band in (alt, neu)]
        yield textaenderung("art", "Art der Ausgabe", *texte)
    if alt["ordnung"] != neu["ordnung"]:
        texte = [Ordnung(band["ordnung"]).label for band in (alt, neu)]
        yield textaenderung("ordnung", "Reihenfolge der Steckbriefe", *texte)
    for key, label in (("titelblatt", "Titelblatt"), ("muster", "Muster")):
        if alt[key] != neu[key]:
            texte = ["ja" if band[key] else "nein" for band in (alt, neu)]
            yield textaenderung(key, label, *texte)


def _handlungsfelder(alt, neu):
    """Compare the chapters' own texts; what only came in or left with its Steckbriefe is short."""
    vorher, nachher = (
        {feld["slug"]: feld for feld in band["handlungsfelder"]} for band in (alt, neu)
    )
    labels = {
        name: str(Handlungsfeld._meta.get_field(name).verbose_name)
        for name in ("name", "nummer", *KAPITELTEXTE)
    }
    for slug, feld in nachher.items():
        name = f"Handlungsfeld „{feld['name']}“"
        if slug not in vorher:
            yield Aenderung(f"kapitel:{slug}", name, f"{name} neu aufgenommen.", "", feld["name"])
            continue
        texte = [
            {key: "" if eines[key] is None else str(eines[key]) for key in labels}
            for eines in (vorher[slug], feld)
        ]
        yield from _texte(
            f"kapitel:{slug}", {key: f"{name}, {label}" for key, label in labels.items()}, *texte
        )
    for slug, feld in vorher.items():
        if slug not in nachher:
            name = f"Handlungsfeld „{feld['name']}“"
            yield Aenderung(f"kapitel:{slug}", name, f"{name} entfällt.", feld["name"], "")


def _register(alt, neu):
    """Name who came and who left; who takes part in what stands in the Steckbriefe."""
    register = f"Register: {neu['identitaet']['partner_mehrzahl'] or 'Beteiligte'}"
    vorher, nachher = ([eintrag["name"] for eintrag in band["register"]] for band in (alt, neu))
    for name in nachher:
        if name not in vorher:
            satz = f"Im Register neu genannt: {name}."
            yield Aenderung(f"register:{name}", register, satz, "", name)
    for name in vorher:
        if name not in nachher:
            satz = f"Im Register nicht mehr genannt: {name}."
            yield Aenderung(f"register:{name}", register, satz, name, "")
