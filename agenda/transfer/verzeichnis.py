"""Names in cells → what they mean in the portal, with "Meinten Sie …?" for typing errors."""

import difflib
from functools import cached_property

from django.core.exceptions import ValidationError

from agenda.transfer.zellen import AKTEUR
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Gremium, Kommune
from kommunen.suche import falten


class Namen:
    """The names of one model. `art` is what one of them is called in a sentence."""

    def __init__(self, art, objekte):
        self.art = art
        self.labels, self.nach_name, self.fruehere = {}, {}, {}
        for objekt in objekte:
            self.labels[objekt.slug] = str(objekt)
            nachfolger = getattr(objekt, "nachfolger", None)
            if nachfolger:
                self.fruehere[objekt.slug] = str(nachfolger)
            for name in (str(objekt), objekt.slug, getattr(objekt, "kurzname", "")):
                if name:
                    self.nach_name.setdefault(falten(name), objekt.slug)

    def find(self, text):
        """Return {"code", "label"} of a name in any spelling, or None."""
        slug = self.nach_name.get(falten(" ".join(text.split())))
        return slug and {"code": slug, "label": self.labels[slug]}

    def aehnlich(self, text):
        """Return the name that somebody may have meant, or None."""
        treffer = difflib.get_close_matches(falten(text[:200]), self.nach_name, n=1, cutoff=0.7)
        return self.labels[self.nach_name[treffer[0]]] if treffer else None

    def get(self, text):
        if wert := self.find(text):
            if neu := self.fruehere.get(wert["code"]):
                raise ValidationError(
                    f"Das {self.art} „{wert['label']}“ ist in „{neu}“ aufgegangen. Bitte dieses eintragen."
                )
            return wert
        meldung = f"„{text[:60]}“ ist als {self.art} nicht bekannt."
        if name := self.aehnlich(text):
            raise ValidationError(f"{meldung} Meinten Sie „{name}“?")
        namen = sorted(name for slug, name in self.labels.items() if slug not in self.fruehere)
        erlaubt = ", ".join(f"„{name}“" for name in namen[:15])
        mehr = " und weitere" if len(namen) > 15 else ""
        raise ValidationError(f"{meldung} Erlaubt sind {erlaubt or 'noch keine'}{mehr}.")


class Verzeichnis:
    """All names an import may need; each model is asked once."""

    @cached_property
    def _handlungsfeld(self):
        return Namen("Handlungsfeld", Handlungsfeld.objects.select_related("nachfolger"))

    @cached_property
    def kommunen(self):
        return Namen("Kommune", Kommune.objects.all())

    @cached_property
    def _gremium(self):
        return Namen("Gremium", Gremium.objects.all())

    def verweis(self, spalte, text):
        """Return the typed value of a `verweis` column."""
        namen = {
            Handlungsfeld: lambda: self._handlungsfeld,
            Kommune: lambda: self.kommunen,
            Gremium: lambda: self._gremium,
        }[spalte.feld.related_model]()
        return namen.get(text)

    def person(self, text):
        """Return (kommune, akteur) of a line in "Verantwortliche" or "Beteiligte".

        An Akteur that is no Kommune is marked as one: an unknown name may be a typing error.
        """
        if text.lower().startswith(AKTEUR.strip().lower()):
            akteur = text[len(AKTEUR.strip()) :].strip()
            if not akteur or len(akteur) > 200:
                raise ValidationError("Nach „Akteur:“ folgt ein Name mit höchstens 200 Zeichen.")
            return None, akteur
        try:
            return self.kommunen.get(text), None
        except ValidationError as error:
            raise ValidationError(
                f"{error.message} Ist ein anderer Akteur gemeint, schreiben Sie „{AKTEUR}{text[:60]}“."
            ) from error
