"""The steps of the workflow in words: what a page says before somebody takes one, and what it asks."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from agenda.admin.staende import state_name
from agenda.domain import anlegen, workflow


@dataclass(frozen=True)
class Schritt:
    """A step: its button, and what its page says and asks. `tun` gets the form's values."""

    slug: str
    uebergang: workflow.Uebergang
    titel: str
    was: str
    folge: str
    fertig: str
    tun: Callable
    fragen: tuple = ()

    def url(self, steckbrief):
        return reverse("admin:agenda_steckbrief_schritt", args=[steckbrief.pk, self.slug])


def _merge(steckbrief, *, ziel, **werte):
    workflow.merge(steckbrief, into=ziel, **werte)


UNVERAENDERT = "Auf der Website ändert sich dadurch nichts."
SCHRITTE = (
    Schritt(
        "einreichen",
        workflow.SUBMIT,
        "Zur Freigabe einreichen",
        "Der Entwurf geht an die Stabsstelle. Sie gibt ihn frei oder gibt ihn mit einer Begründung zurück.",
        f"{UNVERAENDERT} Wer den Text danach noch ändert, muss ihn neu einreichen.",
        "ist zur Freigabe eingereicht.",
        workflow.submit,
        ("grund", "seen_version"),
    ),
    Schritt(
        "zurueckgeben",
        workflow.GIVE_BACK,
        "Zurück an Bearbeitung",
        "Der Entwurf geht an die zurück, die ihn bearbeiten. Ihre Begründung steht im Verlauf.",
        UNVERAENDERT,
        "ist zurück an Bearbeitung.",
        workflow.give_back,
        ("grund", "seen_version"),
    ),
    Schritt(
        "verwerfen",
        workflow.DISCARD,
        "Entwurf verwerfen",
        "Der Entwurf sagt danach wieder, was die letzte Fassung sagt. Der verworfene Text bleibt im Verlauf und lässt sich von dort zurückholen.",
        UNVERAENDERT,
        "sagt wieder, was die letzte Fassung sagt.",
        workflow.discard,
        ("seen_version",),
    ),
    Schritt(
        "umnummerieren",
        workflow.RENUMBER,
        "Umnummerieren",
        "Der Steckbrief bekommt eine neue Nummer und dafür eine neue Fassung mit gleichem Text. Ein Entwurf, an dem gerade gearbeitet wird, bleibt, wie er ist.",
        "Die neue Nummer gilt auf der Website ab sofort. Adressen mit der alten Nummer führen weiter hierher; die alte Nummer wird nie wieder vergeben.",
        "hat eine neue Nummer.",
        workflow.renumber,
        ("nummer", "grund"),
    ),
    Schritt(
        "zusammenfuehren",
        workflow.MERGE,
        "Zusammenführen",
        "Dieser Steckbrief geht in einem anderen auf. Texte werden dabei nicht übertragen: Was bleiben soll, tragen Sie dort ein.",
        "Der Steckbrief verschwindet aus den Listen, seine Adressen führen von nun an zum anderen. Seine Fassungen bleiben lesbar, mit Ihrer Begründung.",
        "ist zusammengeführt.",
        _merge,
        ("ziel", "grund", "drucksache"),
    ),
    Schritt(
        "ablegen",
        workflow.SHELVE,
        "Ablegen",
        "Der Steckbrief wird nicht weiter verfolgt. Er lässt sich später wieder aufnehmen.",
        "Er verschwindet aus den Listen der Website. Seine Seite bleibt, mit einem Hinweis und Ihrer Begründung.",
        "ist abgelegt.",
        workflow.shelve,
        ("grund", "drucksache"),
    ),
    Schritt(
        "wieder-aufnehmen",
        workflow.RESUME,
        "Wieder aufnehmen",
        "Der Steckbrief wird wieder verfolgt und lässt sich wieder freigeben.",
        "Er steht wieder in den Listen der Website, mit seiner aktuellen Fassung.",
        "ist wieder aufgenommen.",
        workflow.resume,
        ("grund", "drucksache"),
    ),
    Schritt(
        "loeschen",
        workflow.DELETE,
        "Entwurf löschen",
        "Der Entwurf kommt in den Papierkorb. Von dort lässt er sich zurückholen.",
        f"{UNVERAENDERT} Der Steckbrief war nie öffentlich.",
        "liegt im Papierkorb.",
        workflow.delete_draft,
    ),
    Schritt(
        "zurueckholen",
        workflow.BRING_BACK,
        "Zurückholen",
        "Der Entwurf kommt aus dem Papierkorb zurück und lässt sich wieder bearbeiten.",
        UNVERAENDERT,
        "ist zurückgeholt.",
        workflow.bring_back,
    ),
)


def restore_step(quelle):
    """Return the step that makes an earlier Arbeitsstand or Fassung the draft."""
    name = state_name(quelle)
    return Schritt(
        "wiederherstellen",
        workflow.RESTORE,
        f"{name} als Entwurf",
        f"Der Entwurf sagt danach, was {name} sagt. Der jetzige Text bleibt im Verlauf und lässt sich von dort zurückholen.",
        UNVERAENDERT,
        f"sagt im Entwurf jetzt, was {name} sagt.",
        lambda steckbrief, **werte: workflow.restore(steckbrief, quelle=quelle, **werte),
        ("seen_version",),
    )


def duplicate_step(mehrere):
    """Return the step that makes a copy; `mehrere`: the account works for several Kommunen."""
    return Schritt(
        "duplizieren",
        None,
        "Duplizieren",
        "Es entsteht ein neuer Entwurf mit demselben Inhalt, ohne Nummer, Verlauf und Sachstände. Sein Titel beginnt mit „Kopie von“.",
        "Der Steckbrief selbst bleibt, wie er ist.",
        "ist als Kopie angelegt.",
        anlegen.duplicate,
        ("kommune",) if mehrere else (),
    )
