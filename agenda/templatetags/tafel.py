"""The start board of the office, above Django's list of models."""

from dataclasses import dataclass, field

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from agenda.domain import beschlusskontrolle, runden, sachstaende
from agenda.domain import tafel as board

register = template.Library()


@dataclass(frozen=True)
class Abschnitt:
    """A section: its rows are (text, address, further cells), `alle` leads to the whole list."""

    key: str
    titel: str
    leer: str
    spalten: tuple
    zeilen: list
    anzahl: int
    alle: str
    warnung: int = field(default=0)
    warnwort: str = field(default="überfällig")


@register.inclusion_tag("admin/_tafel.html")
def tafel(user):
    """What waits for somebody, in the sections an account has the rights for."""
    return {
        "abschnitte": [bauen(user) for recht, bauen in ABSCHNITTE if user.has_perm(recht)],
        "runde_tafel": runden.tafel(user),
        "beschluss_tafel": beschlusskontrolle.tafel(user),
        "wege": [
            (text, reverse(name))
            for text, recht, name in WEGE
            if recht is None or user.has_perm(recht)
        ],
        "hinweise": [
            hinweis for recht, bauen in HINWEISE if user.has_perm(recht) and (hinweis := bauen())
        ],
    }


def _anlagen(user):
    kommende = board.coming_anlagen(user)
    fehlen = [b for b in kommende if b.ausgabe is None]
    # What is missing first, whatever the date.
    zeilen = sorted(kommende, key=lambda b: b.ausgabe is not None)[: board.HOECHSTENS]
    return Abschnitt(
        "anlagen",
        "Anlagen für kommende Beratungen",
        "Keine kommende Beratung braucht eine Anlage.",
        ("Drucksache", "Beratung", "Anlage"),
        [
            (
                str(b.beratung.drucksache),
                _change("drucksache", b.beratung.drucksache_id),
                [str(b.beratung), _anlage(b, user)],
            )
            for b in zeilen
        ],
        len(kommende),
        _list("ausgabe", "art__exact=anlage"),
        warnung=len(fehlen),
        warnwort="ohne Anlage",
    )


def _anlage(bevorstehend, user):
    """Return what the board says of one Anlage: a word, a sign, and what to do."""
    nr = bevorstehend.anlage_nr
    name = f"Anlage {nr}" if nr else "Anlage"
    if bevorstehend.ausgabe is None:
        fehlt = format_html(
            '<strong class="ueberfaellig"><span aria-hidden="true">▲</span> {} fehlt</strong>', name
        )
        if bevorstehend.entwurf:
            return format_html(
                '{}: Entwurf liegt vor, noch nicht festgeschrieben. <a class="button" href="{}">Zum Entwurf</a>',
                fehlt,
                _change("ausgabe", bevorstehend.entwurf.pk),
            )
        if not user.has_perm("agenda.add_ausgabe"):
            return fehlt
        ziel = reverse("admin:agenda_ausgabe_anlage") + f"?beratung={bevorstehend.beratung.pk}"
        return format_html(
            '{} <a class="button" href="{}{}">Anlage ausgeben …</a>',
            fehlt,
            ziel,
            f"&nr={nr}" if nr else "",
        )
    link = format_html(
        '<a href="{}">{} ausgegeben</a>', _change("ausgabe", bevorstehend.ausgabe.pk), name
    )
    if not bevorstehend.abweichungen:
        return format_html('<span aria-hidden="true">✓</span> {}', link)
    return format_html(
        '<span aria-hidden="true">◆</span> {} <strong class="abweichung">aber {}</strong>',
        link,
        " und ".join(bevorstehend.abweichungen),
    )


def _zur_freigabe(user):
    rows, anzahl = _first(board.submitted(user).select_related("bearbeitet_von"))
    return Abschnitt(
        "freigabe",
        "Zur Freigabe",
        "Nichts wartet auf eine Freigabe.",
        ("Steckbrief", "eingereicht", "bearbeitet von"),
        [(*_link(s), [_moment(s.updated_at), s.bearbeitet_von or "Einrichtung"]) for s in rows],
        anzahl,
        _list("steckbrief", "status__exact=zur_freigabe"),
    )


def _geplant(user):
    rows, anzahl = _first(board.scheduled(user))
    return Abschnitt(
        "geplant",
        "Geplant",
        "Keine Fassung wartet auf ihren Zeitpunkt.",
        ("Steckbrief", "Fassung", "gilt ab"),
        [
            (str(f.steckbrief), _change("fassung", f.pk), [str(f.nr), _moment(f.gilt_ab)])
            for f in rows
        ],
        anzahl,
        _list("fassung", "gueltigkeit=geplant"),
    )


def _entwuerfe(user):
    rows, anzahl = _first(board.drafts_of(user))
    return Abschnitt(
        "entwuerfe",
        "Meine Entwürfe",
        "Sie haben keinen offenen Entwurf.",
        ("Steckbrief", "zuletzt geändert"),
        [(*_link(s), [_moment(s.updated_at)]) for s in rows],
        anzahl,
        _list("steckbrief", f"status__exact=entwurf&bearbeitet_von__id__exact={user.pk}"),
    )


def _zur_annahme(user):
    rows, anzahl = _first(sachstaende.offene(user).select_related("steckbrief", "kommune"))
    return Abschnitt(
        "annahme",
        "Sachstände warten auf Annahme",
        "Kein Sachstand wartet auf seine Annahme.",
        ("Steckbrief", "Meldung", "eingereicht"),
        [
            (
                str(s.steckbrief),
                _change("sachstand", s.pk),
                [_meldung(s), f"{timezone.localtime(s.eingereicht_at):%d.%m.%Y}"],
            )
            for s in rows
        ],
        anzahl,
        _list("sachstand", "status__exact=eingereicht"),
    )


def _meldung(sachstand):
    wer = f", {sachstand.kommune}" if sachstand.kommune else ""
    return f"{sachstand.get_art_display()}{wer}"


def _zurueckgegeben(user):
    rows, anzahl = _first(board.given_back(user))
    return Abschnitt(
        "zurueckgegeben",
        "Zurückgegeben, mit Rückfrage",
        "Auf keinen Ihrer Sachstände gibt es eine offene Rückfrage.",
        ("Steckbrief", "Rückfrage"),
        [(str(s.steckbrief), _change("sachstand", s.pk), [s.rueckfrage]) for s in rows],
        anzahl,
        _list("sachstand", _ids(s.pk for s in rows)) if rows else _list("sachstand", ""),
    )


def _ohne_sachstand(user):
    rows, anzahl = _first(board.without_report(user))
    pks = board.without_report(user).values_list("pk", flat=True) if rows else []
    return Abschnitt(
        "sachstand",
        "Seit 90 Tagen ohne Sachstand",
        "Kein laufendes Projekt wartet auf einen Sachstand.",
        ("Steckbrief", "letzter Sachstand"),
        [(*_link(s), [_moment(s.zuletzt) if s.zuletzt else "noch keiner"]) for s in rows],
        anzahl,
        _list("steckbrief", _ids(pks)),
    )


def _meilensteine(user):
    faellige = board.milestones_due(user)
    return Abschnitt(
        "meilensteine",
        "Meilensteine fällig",
        "In den nächsten 30 Tagen ist kein Meilenstein fällig.",
        ("Meilenstein", "Steckbrief", "Termin"),
        [
            (
                f.meilenstein.titel,
                _change("steckbrief", f.meilenstein.steckbrief_id),
                [str(f.meilenstein.steckbrief), _termin(f)],
            )
            for f in faellige[: board.HOECHSTENS]
        ],
        len(faellige),
        _list("steckbrief", _ids(f.meilenstein.steckbrief_id for f in faellige)),
        warnung=sum(f.ueberfaellig for f in faellige),
    )


def _beratungen(user):
    rows, anzahl = _first(board.last_beratungen(user))
    return Abschnitt(
        "beratungen",
        "Letzte Beratungen",
        "Es ist noch keine Beratung eingetragen.",
        ("Drucksache", "Gremium", "Datum", "Ergebnis"),
        [
            (
                str(b.drucksache),
                _change("drucksache", b.drucksache_id),
                [str(b.gremium), f"{b.datum:%d.%m.%Y}", str(b.ergebnis or "–")],
            )
            for b in rows
        ],
        anzahl,
        _list("drucksache", ""),
    )


def _rueckmeldungen(_user):
    rows, anzahl = _first(board.new_rueckmeldungen())
    return Abschnitt(
        "rueckmeldungen",
        "Neue Rückmeldungen",
        "Keine neue Meldung von Leser*innen.",
        ("Eingangsnummer", "Art", "Seite", "eingegangen"),
        [
            (
                r.eingangsnummer,
                _change("rueckmeldung", r.pk),
                [r.get_art_display(), r.seite or "–", _moment(r.eingegangen_at)],
            )
            for r in rows
        ],
        anzahl,
        _list("rueckmeldung", "status__exact=neu"),
    )


def _ohne_telefon():
    """Return (text, address) while a Kommune cannot be called, else None."""
    anzahl = board.without_phone().count()
    adresse = reverse("admin:kommunen_kommune_changelist") + "?telefon__exact="
    return (f"Kommunen ohne Telefonnummer: {anzahl}", adresse) if anzahl else None


ABSCHNITTE = (
    ("agenda.view_ausgabe", _anlagen),
    ("agenda.view_steckbrief", _zur_freigabe),
    ("agenda.view_fassung", _geplant),
    ("agenda.change_steckbrief", _entwuerfe),
    ("agenda.accept_sachstand", _zur_annahme),
    ("agenda.change_sachstand", _zurueckgegeben),
    ("agenda.view_sachstand", _ohne_sachstand),
    ("agenda.view_steckbrief", _meilensteine),
    ("agenda.view_drucksache", _beratungen),
    ("agenda.view_rueckmeldung", _rueckmeldungen),
)
HINWEISE = (("kommunen.change_kommune", _ohne_telefon),)
WEGE = (
    ("Neuer Steckbrief", "agenda.add_steckbrief", "admin:agenda_steckbrief_add"),
    ("Sachstand melden", "agenda.add_sachstand", "admin:agenda_sachstand_add"),
    ("Website ansehen", None, "start"),
)


def _first(queryset):
    """Return the rows the board shows, and how many there are."""
    rows = list(queryset[: board.HOECHSTENS])
    return rows, len(rows) if len(rows) < board.HOECHSTENS else queryset.count()


def _link(steckbrief):
    return str(steckbrief), _change("steckbrief", steckbrief.pk)


def _change(modell, pk):
    return reverse(f"admin:agenda_{modell}_change", args=[pk])


def _list(modell, suche):
    return reverse(f"admin:agenda_{modell}_changelist") + (f"?{suche}" if suche else "")


def _ids(pks):
    return "id__in=" + ",".join(str(pk) for pk in dict.fromkeys(pks))


def _moment(moment):
    return f"{timezone.localtime(moment):%d.%m.%Y, %H:%M} Uhr"


def _termin(faellig):
    termin = str(faellig.termin)
    if not faellig.ueberfaellig:
        return termin
    return format_html(
        '{} <strong class="ueberfaellig"><span aria-hidden="true">▲</span> überfällig</strong>',
        termin,
    )
