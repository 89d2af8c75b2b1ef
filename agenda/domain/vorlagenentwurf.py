"""The first draft of a Vorlage: filled with what is known, and with nothing else."""

from collections import defaultdict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from agenda.domain import band, berichte
from agenda.domain.berichtbau import RECHTSRAHMEN
from agenda.domain.dokument import Dokument
from agenda.models import Bericht, Drucksache
from agenda.models.teile import Mittelart
from kommunen.models import Portal, Rechtsgrundlage

BESCHLUSS, MITTEILUNG = "Beschlussvorlage", "Mitteilungsvorlage"
ARTEN = (BESCHLUSS, MITTEILUNG)
RECHT = "agenda.add_drucksache"
ZWECK_KENNTNIS = "Kenntnisnahme"
SCHON_DA = "Zu diesem Bericht gehört schon die {}. Bitte ändern Sie diese."
OHNE_STECKBRIEF = "Bitte wählen Sie mindestens einen Steckbrief."
# Names of Gremien whose article nobody can get wrong; for others the sentence does without.
_DER = ("ausschuss", "tag", "rat", "beirat", "vorstand")
_DIE = ("versammlung", "gruppe", "vertretung", "kommission")
AMPEL = (("rot", "rot"), ("gelb", "gelb"), ("gruen", "grün"))


def leer(art, *, user=None, **felder):
    """Create a draft of one of ARTEN: Federführung and Aktenzeichen of the Portal, nothing else.

    user: who asks for it; None is the portal itself. Raises PermissionDenied without the right.
    """
    if user is not None and not user.has_perm(RECHT):
        raise PermissionDenied
    portal = Portal.objects.aktuell()
    vorgaben = {"federfuehrung": portal.stelle, "aktenzeichen": portal.aktenzeichen}
    return Drucksache.objects.create(entwurf=True, art=art, **{**vorgaben, **felder})


@transaction.atomic
def aus_bericht(bericht, *, user=None):
    """Create the Mitteilungsvorlage that takes a Sachstandsbericht before its Gremium.

    Side effect: a draft of the report belongs to the new Drucksache from now on. Raises
    ValidationError in German if it belongs to one already, and as leer() does.
    """
    bericht = Bericht.objects.select_for_update().get(pk=bericht.pk)
    if schon := berichte.drucksache_zu(bericht):
        raise ValidationError(SCHON_DA.format(schon), code="schon")
    sitzung = bericht.sitzung
    drucksache = leer(
        MITTEILUNG,
        user=user,
        betreff=_betreff(bericht),
        oeffentlich=sitzung.oeffentlich if sitzung else True,
        sachverhalt=sachverhalt(bericht, _dokument(bericht)),
        **({"aktenzeichen": bericht.aktenzeichen} if bericht.aktenzeichen else {}),
    )
    if sitzung:
        drucksache.beratungen.create(
            gremium=sitzung.gremium,
            datum=sitzung.datum,
            zweck=ZWECK_KENNTNIS,
            oeffentlich=sitzung.oeffentlich,
        )
    drucksache.beschlusspunkte.create(
        nummer=1, wortlaut=kenntnisnahme(bericht, sitzung and sitzung.gremium)
    )
    drucksache.anlagen.create(nummer=1, titel=str(bericht))
    if not bericht.ist_festgeschrieben:
        bericht.drucksache = drucksache
        bericht.save(update_fields=["drucksache"])
    return drucksache


@transaction.atomic
def aus_steckbriefen(steckbriefe, *, art=BESCHLUSS, user=None):
    """Create a draft about some Steckbriefe: its Betreff, to which it belongs, planned money.

    The money is that of the Fassungen valid now, per year and Produkt: Aufwand is all that is
    planned, Ertrag the Förderung in it. Raises ValidationError without a Steckbrief.
    """
    steckbriefe = list(steckbriefe)
    if not steckbriefe:
        raise ValidationError(OHNE_STECKBRIEF, code="leer")
    drucksache = leer(art, user=user, betreff=_betreff_der_steckbriefe(steckbriefe))
    drucksache.steckbriefe.set(steckbriefe)
    for (jahr, produkt), (ertrag, aufwand) in sorted(_mittel(steckbriefe).items(), key=_nach_jahr):
        drucksache.finanzen.create(jahr=jahr, produkt=produkt, ertrag=ertrag, aufwand=aufwand)
    return drucksache


def kenntnisnahme(bericht, gremium):
    """ "Der Hauptausschuss nimmt den 3. Sachstandsbericht … zur Kenntnis."; passive if need be."""
    zeitraum = f"für die Zeit vom {bericht.von:%d.%m.%Y} bis zum {bericht.bis:%d.%m.%Y}"
    name = f"{bericht} {zeitraum}"
    klein = str(gremium or "").casefold()
    for artikel, endungen in (("Der", _DER), ("Die", _DIE)):
        if klein.endswith(endungen):
            return f"{artikel} {gremium} nimmt den {name} zur Kenntnis."
    return f"Der {name} wird zur Kenntnis genommen."


def sachverhalt(bericht, dokument):
    """Return the text about period, key facts and legal frame; dokument may be None."""
    zeitraum = f"vom {bericht.von:%d.%m.%Y} bis zum {bericht.bis:%d.%m.%Y}"
    teile = [f"Der {bericht} umfasst die Zeit {zeitraum}. Er ist als Anlage 1 beigefügt."]
    if bericht.berichtigung:
        teile.append(f"Berichtigt wird: {bericht.berichtigung_grund}")
    if dokument is not None:
        teile += _eckdaten(dokument)
    recht = Rechtsgrundlage.objects.filter(schluessel__in=RECHTSRAHMEN)
    if zeilen := [str(grundlage) for grundlage in recht]:
        teile.append("Rechtlicher Rahmen:\n" + "\n".join(f"- {zeile}" for zeile in zeilen))
    return "\n\n".join(teile)


def _dokument(bericht):
    """Return what the report says now, None where it cannot be drawn yet."""
    try:
        return berichte.bauen(bericht)
    except ValidationError:
        return None


def _betreff(bericht):
    titel = f"{bericht.titel} Nr. {bericht.nummer}"
    if bericht.berichtigung:
        titel += f", {bericht.berichtigung}. Berichtigung"
    return f"{titel}: {Portal.objects.aktuell().titel}"


def _eckdaten(dokument):
    zahlen = dokument["zahlen"]
    gemeldet = [
        (zahlen["gemeldet"], "mit neuem Sachstand"),
        (zahlen["unveraendert"], "als unverändert bestätigt"),
        (zahlen["ohne_antwort"], "ohne Rückmeldung"),
    ]
    ampel = _aufzaehlung((zahlen[farbe], wort) for farbe, wort in AMPEL)
    rueckmeldungen = _aufzaehlung(gemeldet)
    saetze = [f"Zahl der Steckbriefe: {zahlen['steckbriefe']}"]
    if rueckmeldungen:
        saetze.append(f"Rückmeldungen: {rueckmeldungen}")
    if ampel:
        saetze.append(f"Ampel: {ampel}")
    for titel, key in (("Entscheidungsbedarf", "entscheidungen"), ("Auffällig", "auffaellig")):
        if zeilen := dokument[key]:
            namen = ", ".join(f"Nr. {zeile['nummer']} „{zeile['titel']}“" for zeile in zeilen)
            bei = "einem Steckbrief" if len(zeilen) == 1 else f"{len(zeilen)} Steckbriefen"
            saetze.append(f"{titel} bei {bei}: {namen}")
    return ["Das Wichtigste in Kürze:\n" + "\n".join(f"- {satz}" for satz in saetze)]


def _aufzaehlung(paare):
    """What there is none of is left out."""
    return ", ".join(f"{anzahl} {wort}" for anzahl, wort in paare if anzahl)


def _betreff_der_steckbriefe(steckbriefe):
    if len(steckbriefe) == 1:
        return str(steckbriefe[0])[:400]
    nummern = [s.nummer for s in steckbriefe if s.nummer]
    wort = f"Steckbriefe {', '.join(nummern)}" if nummern else f"{len(steckbriefe)} Steckbriefe"
    return f"{Portal.objects.aktuell().titel}: {wort}"[:400]


def _mittel(steckbriefe):
    """Return {(year, Produkt): [Ertrag or None, Aufwand or None]} in cents."""
    summen = defaultdict(lambda: [None, None])
    for fassung in band.auswahl(steckbriefe):
        for zeile in Dokument.lesen(fassung.dokument)["finanzierungen"].zeilen:
            cents = zeile["geplant"].wert
            if cents is None:
                continue
            summe = summen[zeile["jahr"].wert, zeile["produkt"].text]
            summe[1] = (summe[1] or 0) + cents
            if zeile["art"].wert["code"] == Mittelart.FOERDERUNG:
                summe[0] = (summe[0] or 0) + cents
    return summen


def _nach_jahr(posten):
    (jahr, produkt), _ = posten
    return (jahr is None, jahr or 0, produkt)
