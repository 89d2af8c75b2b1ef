"""The one table of who may do what. Groups and their rights are made from it after each migrate.

Which rows a right reaches is told by the QuerySets (`visible_to`, `editable_by`).
"""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

TEILE = ("hauptaktivitaet", "meilenstein", "finanzierung", "kennzahl", "verweis", "anlage")
SACHSTAND_TEILE = ("meilensteinstand", "mittelabfluss", "messwert", "standvorort")
GRUND = (
    "kommunen.kommune",
    "kommunen.gemeinde",
    "kommunen.gremium",
    "handlungsfelder.handlungsfeld",
    "agenda.drucksache",
)
SEITENTEILE = ("agenda.seitendokument", "agenda.seitenvideo")
LESBAR = (
    *GRUND,
    *(
        f"agenda.{name}"
        for name in (
            "steckbrief",
            "mitwirkung",
            *TEILE,
            "sachstand",
            *SACHSTAND_TEILE,
            "fassung",
            "arbeitsstand",
            "vorgang",
            "ausgabe",
            "ausgabesteckbrief",
            "bericht",
            "sitzung",
            "runde",
            "abfrage",
        )
    ),
)


def _rechte(verben, modelle):
    """Return permission names: verbs × "app.model" → "app.verb_model"."""
    return {
        f"{app}.{verb}_{modell}"
        for app, modell in (name.split(".") for name in modelle)
        for verb in verben
    }


_SCHREIBEN = ("add", "change", "delete")
_STEUERN = {
    f"agenda.{verb}_steckbrief"
    for verb in ("view_all", "change_all", "release", "shelve", "redact")
}

ROLLEN = {
    "Stabsstelle": (
        _rechte(("view",), LESBAR)
        | _rechte(("add", "change"), ["agenda.steckbrief"])
        | _rechte(
            _SCHREIBEN,
            [f"agenda.{name}" for name in ("mitwirkung", *TEILE, "sachstand", *SACHSTAND_TEILE)],
        )
        | _rechte(
            (*_SCHREIBEN, "view"),
            [
                "agenda.drucksache",
                "agenda.beratung",
                "agenda.beschlusspunkt",
                "agenda.drucksachenanlage",
                "agenda.beratungsergebnis",
                "agenda.finanzielleauswirkung",
                "agenda.sitzung",
                "agenda.runde",
                "agenda.abfrage",
                "agenda.meldelink",
                "agenda.zielgruppe",
            ],
        )
        | _rechte(
            ("add", "change", "view"),
            [
                "kommunen.kommune",
                "kommunen.kommunalart",
                "kommunen.gremium",
                "handlungsfelder.handlungsfeld",
            ],
        )
        | _rechte(
            (*_SCHREIBEN, "view"),
            [
                "kommunen.gemeinde",
                "kommunen.entsendung",
                "kommunen.ressource",
                "kommunen.rechtsgrundlage",
            ],
        )
        | _rechte(("change", "view"), ["kommunen.portal"])
        | _rechte((*_SCHREIBEN, "view"), ["agenda.seite", *SEITENTEILE])
        | _rechte(("change", "delete", "view"), ["agenda.rueckmeldung"])
        | _rechte(("add", "change", "view"), ["agenda.schwaerzung"])
        | _rechte(_SCHREIBEN, ["agenda.ausgabe", "agenda.ausgabesteckbrief"])
        | {"agenda.freeze_ausgabe"}
        | _rechte(_SCHREIBEN, ["agenda.bericht"])
        | {"agenda.freeze_bericht", "agenda.manage_runde"}
        | _rechte(("add", "view"), ["agenda.ausfuehrungsstand"])
        | _rechte(("view",), ["agenda.nummernvergabe"])
        | _STEUERN
        | {"agenda.accept_sachstand"}
    ),
    "Partner": (
        _rechte(("view",), LESBAR)
        | _rechte(("add", "change"), ["agenda.steckbrief", "agenda.sachstand"])
        | _rechte(_SCHREIBEN, [f"agenda.{name}" for name in (*TEILE, *SACHSTAND_TEILE)])
    ),
    # Participation (ideas, comments) comes later; until then a moderator reads what is public and
    # works off what readers report.
    "Moderation": (
        _rechte(("view",), [*GRUND, "agenda.seite", *SEITENTEILE])
        | _rechte(("change", "view"), ["agenda.rueckmeldung"])
    ),
    "Lesend": _rechte(("view",), LESBAR) | {"agenda.view_all_steckbrief"},
}


@transaction.atomic
def sync_groups():
    """Make the groups what the table says; a right added by hand in the admin goes again."""
    rechte = {
        f"{recht.content_type.app_label}.{recht.codename}": recht
        for recht in Permission.objects.select_related("content_type")
    }
    for name, soll in ROLLEN.items():
        gruppe, _ = Group.objects.get_or_create(name=name)
        gruppe.permissions.set([rechte[recht] for recht in sorted(soll)])
