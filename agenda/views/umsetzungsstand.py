"""How far everything is, today or on any past day."""

from urllib.parse import urlencode

from django.views.generic import TemplateView

from agenda.domain import figures, zeichnung
from agenda.domain.meilensteine import Lage
from agenda.domain.zeichnung import Gruppe, balken
from agenda.filters import EintragFilter
from agenda.models.sachstand import Umsetzungsstand
from agenda.models.steckbrief import Bezug
from agenda.models.teile import Rolle
from agenda.views import blaettern
from agenda.views.auswahl import lies_stichtag, projektliste
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Kommune

MEILENSTEINSEITE = "meilensteinseite"
BEZUG_WORTE = {Bezug.AGENDA: "Agenda", Bezug.UMFELD: "Umfeld"}


class UmsetzungsstandView(TemplateView):
    """Every number leads to what it counts: to the list, or on a past day to the table below."""

    template_name = "agenda/umsetzungsstand.html"

    def get_context_data(self, **kwargs):
        felder = list(Handlungsfeld.objects.aktuell())
        kommunen = list(Kommune.objects.in_folge())
        auswahl = EintragFilter(self.request.GET, felder=felder, kommunen=kommunen)
        self.bezug = auswahl.aktiv.get("bezug", "")
        self.stichtag, fehler, erster_tag = lies_stichtag(self.request.GET.get("stichtag", ""))
        projekte = figures.projekte_am(self.stichtag, bezug=self.bezug)
        gezeigte = projekte
        if not self.stichtag.ist_heute:
            gezeigte = _eingegrenzt(projekte, auswahl.aktiv, felder)
        meilensteine = figures.meilensteine_nach_jahr(projekte)
        hinweise = auswahl.hinweise
        blatt = self.teilen(gezeigte, hinweise, auswahl.aktiv, "seite", "#projekte")
        bezug = {"bezug": self.bezug} if self.bezug else {}
        meilensteinblatt = self.teilen(
            _meilensteinzeilen(projekte), hinweise, bezug, MEILENSTEINSEITE, "#alle-meilensteine"
        )
        self.ankerseiten = _ankerseiten(meilensteinblatt)
        return super().get_context_data(
            handlungsfelder=felder,
            auswahl=auswahl,
            hinweise=hinweise,
            stichtag=self.stichtag,
            fehler=fehler,
            erster_tag=erster_tag,
            bezug=self.bezug,
            zahl=figures.zaehlen(projekte),
            figuren=[
                ("stand", _figur(self.nach_stand(projekte))),
                ("handlungsfeld", _figur(self.nach_handlungsfeld(projekte, felder))),
                ("kommune", _figur(self.nach_kommune(projekte, kommunen))),
            ],
            meilensteine=_figur(self.nach_jahr(meilensteine)) if meilensteine else None,
            faellig=_faellig(figures.faellige_meilensteine(projekte, self.stichtag.tag)),
            meilensteinblatt=meilensteinblatt,
            projekte=blatt.seite.object_list,
            blatt=blatt,
            eingegrenzt=len(gezeigte) != len(projekte),
            gezeigte_zahl=figures.zaehlen(gezeigte),
            alle_url=self.adresse(),
            feldnamen={feld.pk: feld.name for feld in felder},
            **kwargs,
        )

    def adresse(self, **filter_):
        """Return where the projects of a number are listed as they were on this day."""
        filter_ = {"bezug": self.bezug} | filter_
        if self.stichtag.ist_heute:
            return projektliste(**filter_)
        werte = {"stichtag": self.stichtag.tag.isoformat()} | filter_
        return f"?{urlencode({name: wert for name, wert in werte.items() if wert})}#projekte"

    def teilen(self, zeilen, hinweise, werte, parameter, anker):
        """Return the Blatt of one of the two tables, on the same day."""
        if not self.stichtag.ist_heute:
            werte = {"stichtag": self.stichtag.tag.isoformat()} | werte
        return blaettern.teilen(
            zeilen, self.request.GET, hinweise, werte=werte, parameter=parameter, anker=anker
        )

    def meilensteinadresse(self, jahr, bezug, lage):
        """Return where the table of milestones has those of a number, maybe on another page."""
        anker = _anker(jahr, bezug, lage)
        return f"{self.ankerseiten.get(anker, '')}#{anker}"

    def nach_stand(self, projekte):
        zahlen = figures.nach_stand(projekte)
        groesster = max((zahl.gesamt for _, zahl in zahlen), default=0)
        return [
            Gruppe(
                stand.label,
                self.adresse(stand=stand.value),
                zahl,
                [
                    balken(
                        "",
                        [
                            (
                                bezug.value,
                                wort,
                                zahl[bezug],
                                self.adresse(stand=stand.value, bezug=bezug.value),
                            )
                            for bezug, wort in BEZUG_WORTE.items()
                        ],
                        groesster,
                        url=self.adresse(stand=stand.value),
                    )
                ],
            )
            for stand, zahl in zahlen
        ]

    def nach_handlungsfeld(self, projekte, felder):
        zahlen = figures.nach_handlungsfeld(projekte)
        groesster = _groesster(zahlen)
        return [
            self._gruppe(
                feld.name,
                {"handlungsfeld": feld.slug},
                zahlen.get(feld.pk, {}),
                "stand",
                Umsetzungsstand,
                groesster,
            )
            for feld in felder
        ]

    def nach_kommune(self, projekte, kommunen):
        zahlen = figures.nach_kommune(projekte)
        groesster = _groesster(zahlen)
        return [
            self._gruppe(
                kommune.anzeigename,
                {"kommune": kommune.slug},
                zahlen.get(kommune.slug, {}),
                "rolle",
                Rolle,
                groesster,
            )
            for kommune in kommunen
        ]

    def _gruppe(self, titel, grund, zahlen, name, arten, groesster):
        """Return a Gruppe with one bar per Bezug, its parts being `arten` (TextChoices)."""
        reihen = [
            balken(
                wort,
                [
                    (
                        art.value,
                        art.label,
                        zahlen[bezug].get(art, 0),
                        self.adresse(**grund, bezug=bezug.value, **{name: art.value}),
                    )
                    for art in arten
                ],
                groesster,
                url=self.adresse(**grund, bezug=bezug.value),
            )
            for bezug, wort in BEZUG_WORTE.items()
            if bezug in zahlen
        ]
        zahl = figures.Zahl(*(sum(zahlen.get(bezug, {}).values()) for bezug in BEZUG_WORTE))
        return Gruppe(titel, self.adresse(**grund) if reihen else "", zahl, reihen)

    def nach_jahr(self, meilensteine):
        groesster = _groesster(meilensteine)
        return [
            Gruppe(
                str(jahr) if jahr else "ohne zugesagten Termin",
                "",
                None,
                [
                    balken(
                        wort,
                        [
                            (
                                lage,
                                text,
                                zahlen[bezug].get(lage, 0),
                                self.meilensteinadresse(jahr, bezug, lage),
                            )
                            for lage, text in Lage.choices
                        ],
                        groesster,
                        url=self.meilensteinadresse(
                            jahr, bezug, next(art for art in Lage if art in zahlen[bezug])
                        ),
                    )
                    for bezug, wort in BEZUG_WORTE.items()
                    if bezug in zahlen
                ],
            )
            for jahr, zahlen in meilensteine.items()
        ]


def _groesster(zahlen):
    """Return the number of the longest bar in {key: {Bezug: {kind: number}}}."""
    return max(
        (sum(arten.values()) for bezuege in zahlen.values() for arten in bezuege.values()),
        default=0,
    )


def _figur(gruppen):
    spalten, zeilen = zeichnung.tabelle(gruppen)
    return {"gruppen": gruppen, "spalten": spalten, "zeilen": zeilen}


def _eingegrenzt(projekte, aktiv, felder):
    """Narrow the table of a past day by the same parameters as the list of projects has."""
    feld_pks = {feld.slug: feld.pk for feld in felder}
    feld, stand, kommune, rolle = map(aktiv.get, ("handlungsfeld", "stand", "kommune", "rolle"))
    return [
        projekt
        for projekt in projekte
        if (not feld or projekt.handlungsfeld_id == feld_pks[feld])
        and (not stand or projekt.stand == stand)
        and (not kommune or kommune in projekt.rollen)
        and (
            not rolle
            or rolle in ([projekt.rollen[kommune]] if kommune else projekt.rollen.values())
        )
    ]


def _faellig(anzahl):
    """Return {"gesamt", "teile": [(word, number)]} of the milestones promised for before."""
    teile = [(wort, anzahl[lage]) for lage, wort in Lage.choices if anzahl[lage]]
    return {"gesamt": sum(anzahl.values()), "teile": teile}


def _anker(jahr, bezug, lage):
    return f"meilensteine-{jahr or 'ohne'}-{bezug}-{lage}"


def _meilensteinzeilen(projekte):
    """Return [(anchor or "", Projekt, Meilensteinlage)] as the figure counts them, group by group."""
    paare = [(projekt, m) for projekt in projekte for m in projekt.meilensteine]
    folge = list(Lage)
    paare.sort(
        key=lambda paar: (
            paar[1].jahr is None,
            paar[1].jahr,
            paar[0].bezug,
            folge.index(paar[1].lage),
        )
    )
    zeilen, gesehen = [], set()
    for projekt, meilenstein in paare:
        anker = _anker(meilenstein.jahr, projekt.bezug, meilenstein.lage)
        zeilen.append(("" if anker in gesehen else anker, projekt, meilenstein))
        gesehen.add(anker)
    return zeilen


def _ankerseiten(blatt):
    """Return {anchor: address of the page it stands on} of what stands on another page."""
    paginator = blatt.seite.paginator
    return {
        anker: blatt.adresse(1 + nr // paginator.per_page).partition("#")[0]
        for nr, (anker, _, _) in enumerate(paginator.object_list)
        if anker and 1 + nr // paginator.per_page != blatt.seite.number
    }
