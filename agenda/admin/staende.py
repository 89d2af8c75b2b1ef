"""The states of a Steckbrief as people choose them: version-3 or fassung-2."""

import re

from agenda.admin.seiten import moment, wer
from agenda.models import Fassung


def all_states(steckbrief):
    """Return (Fassungen, Arbeitsstände) without their documents, the newest first."""
    fassungen = (
        Fassung.objects.filter(steckbrief=steckbrief)
        .select_related("eintrag", "freigegeben_von")
        .defer("dokument")
        .order_by("-nr")
    )
    staende = (
        steckbrief.arbeitsstaende.select_related("konto").defer("dokument").order_by("-version")
    )
    return list(fassungen), list(staende)


def find_state(steckbrief, key):
    """Return the Arbeitsstand or Fassung of a key, or None."""
    treffer = re.fullmatch(r"(fassung|version)-([0-9]{1,9})", key)
    if treffer is None:
        return None
    art, nummer = treffer.groups()
    if art == "fassung":
        return steckbrief.fassungen.filter(nr=nummer).first()
    return steckbrief.arbeitsstaende.select_related("konto").filter(version=nummer).first()


def state_key(stand):
    return f"fassung-{stand.nr}" if isinstance(stand, Fassung) else f"version-{stand.version}"


def state_name(stand):
    return f"Fassung {stand.nr}" if isinstance(stand, Fassung) else f"Version {stand.version}"


def state_label(stand, steckbrief):
    """Name a state with when and who, for a list to choose from."""
    if isinstance(stand, Fassung):
        return f"{state_name(stand)}, gilt ab {moment(stand.gilt_ab)}"
    jetzt = ", der jetzige Entwurf" if stand.version == steckbrief.version else ""
    return f"{state_name(stand)}{jetzt}, {moment(stand.created_at)}, {wer(stand.konto)}"
