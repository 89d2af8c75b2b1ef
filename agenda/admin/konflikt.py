"""Two people saved the same Steckbrief: nothing is lost, the second one chooses field by field."""

from dataclasses import asdict, dataclass

from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms import all_valid
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator

from agenda.domain import dokument, konflikt, workflow
from agenda.domain.dokument import TEILE, Dokument
from agenda.domain.vergleich import aenderungen, unterschiede
from agenda.forms.steckbrief import GESCHWAERZT, check_intended, checksum_of
from agenda.models import Steckbrief
from agenda.models.steckbrief import nummer_schluessel

SALZ = "agenda.admin.konflikt"
NUMMER = "vorgesehene_nummer"
WAHL = "wahl-"
VERLOREN = "Ihre Eingaben ließen sich nicht wiederfinden. Bitte öffnen Sie den Steckbrief neu."


@dataclass
class Eingabe:
    """What somebody wanted to save, carried through the page: signed, so it is what was checked."""

    steckbrief: int
    konto: int
    version: int
    sha256: str
    nummer: str
    dokument: str
    freigeben: bool

    @classmethod
    def lesen(cls, text, steckbrief, konto):
        """Raise BadSignature unless this account wrote it for this Steckbrief."""
        eingabe = cls(**signing.loads(text, salt=SALZ))
        if (eingabe.steckbrief, eingabe.konto) != (steckbrief.pk, konto.pk):
            raise signing.BadSignature
        return eingabe

    def __str__(self):
        return signing.dumps(asdict(self), salt=SALZ, compress=True)


class KonfliktMixin:
    """For the SteckbriefAdmin."""

    def get_urls(self):
        return [
            path(
                "<int:pk>/konflikt/",
                self.admin_site.admin_view(self.konflikt_view),
                name="agenda_steckbrief_konflikt",
            ),
            *super().get_urls(),
        ]

    @method_decorator(transaction.atomic)
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Let a form pass if its text is still what it showed; else bring both together."""
        if object_id is not None and request.method == "POST":
            steckbrief = self.get_object(request, unquote(object_id))
            if steckbrief and self.has_change_permission(request, steckbrief):
                basis = _basis(request.POST, steckbrief)
                if basis is not None:
                    return self._bring_together(request, steckbrief, basis, extra_context)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _bring_together(self, request, steckbrief, basis, extra_context):
        ihr = _with_nummer(dokument.build(steckbrief), steckbrief.vorgesehene_nummer)
        seit = aenderungen(basis, ihr)
        try:
            mein, antwort = self._mine(request, steckbrief, basis, seit, extra_context)
        except ValidationError:
            # The old text names something that is gone: the form tells that it is outdated.
            return super().changeform_view(
                request, str(steckbrief.pk), extra_context={**(extra_context or {}), "seit": seit}
            )
        if antwort is not None:
            return antwort
        eingabe = Eingabe(
            steckbrief.pk,
            request.user.pk,
            int(request.POST["gesehene_version"]),
            checksum_of(steckbrief, request.POST["gesehene_version"]),
            basis.wert(NUMMER),
            mein.canonical.decode(),
            "_freigeben" in request.POST,
        )
        return self._choose(request, steckbrief, eingabe, (basis, ihr, mein))

    def _mine(self, request, steckbrief, basis, seit, extra_context):
        """Return (my document, None), or (None, the form with its errors).

        The form is laid upon the text it showed, saved, read as a document and undone. Files
        stay in the storage, where they lie under their checksum.
        """
        with transaction.atomic():
            probe = Steckbrief.objects.get(pk=steckbrief.pk)
            dokument.apply(basis, probe)
            Steckbrief.objects.filter(pk=probe.pk).update(
                version=int(request.POST["gesehene_version"]),
                vorgesehene_nummer=basis.wert(NUMMER),
            )
            probe = Steckbrief.objects.get(pk=steckbrief.pk)
            mein = self._saved(request, probe)
            antwort = None
            if mein is None:
                antwort = (
                    super()
                    .changeform_view(
                        request,
                        str(probe.pk),
                        extra_context={**(extra_context or {}), "seit": seit},
                    )
                    .render()
                )
            transaction.set_rollback(True)
        return mein, antwort

    def _saved(self, request, probe):
        felder = flatten_fieldsets(self.get_fieldsets(request, probe))
        form_class = self.get_form(request, probe, change=True, fields=felder)
        form = form_class(request.POST, request.FILES, instance=probe)
        formsets, _ = self._create_formsets(request, form.instance, change=True)
        if not (form.is_valid() and all_valid(formsets)):
            for datei in request.FILES.values():
                datei.seek(0)
            return None
        form.save()
        for formset in formsets:
            formset.save()
        fertig = Steckbrief.objects.mit_teilen().get(pk=probe.pk)
        return _with_nummer(dokument.build(fertig), fertig.vorgesehene_nummer)

    @method_decorator(transaction.atomic)
    def konflikt_view(self, request, pk):
        """Take the choices and save both changes as one."""
        steckbrief = self.find(request, pk)
        if not self.has_change_permission(request, steckbrief):
            raise PermissionDenied
        if request.method != "POST":
            return self.to_form(steckbrief)
        try:
            eingabe = Eingabe.lesen(request.POST.get("mein", ""), steckbrief, request.user)
        except signing.BadSignature:
            messages.error(request, VERLOREN)
            return self.to_form(steckbrief)
        if eingabe.sha256 != checksum_of(steckbrief, eingabe.version):
            messages.error(request, GESCHWAERZT)
            return self.to_form(steckbrief)
        texte = _three(steckbrief, eingabe, request.user)
        wahl = {k.removeprefix(WAHL): v for k, v in request.POST.items() if k.startswith(WAHL)}
        if request.POST.get("ihre_version") != str(steckbrief.version):
            wahl = _still_valid(request.POST.get("ihre_version", ""), steckbrief, texte, wahl)
            return self._choose(request, steckbrief, eingabe, texte, wahl, nochmal=True)
        try:
            with transaction.atomic():
                self._merge(request, steckbrief, texte, wahl)
        except konflikt.OffeneKonflikte as offen:
            return self._choose(
                request, steckbrief, eingabe, texte, wahl, offen=[k.key for k in offen.konflikte]
            )
        except ValidationError as error:
            return self._choose(request, steckbrief, eingabe, texte, wahl, fehler=error.messages)
        messages.success(request, "Beide Änderungen sind zusammengeführt und gesichert.")
        if eingabe.freigeben and self.has_release_permission(request):
            return HttpResponseRedirect(
                reverse("admin:agenda_steckbrief_freigeben", args=[steckbrief.pk])
            )
        return self.to_form(steckbrief)

    def _merge(self, request, steckbrief, texte, wahl):
        ergebnis = konflikt.merge(*texte, wahl)
        nummer = ergebnis.wert(NUMMER)
        if not steckbrief.nummer and nummer != steckbrief.vorgesehene_nummer:
            check_intended(nummer, steckbrief)
            steckbrief.vorgesehene_nummer = nummer
        vorher = steckbrief.version
        dokument.apply(ergebnis, steckbrief)
        workflow.record(
            steckbrief, user=request.user, grund=f"Zusammengeführt mit Version {vorher}."
        )

    def _choose(
        self, request, steckbrief, eingabe, texte, wahl=None, *, offen=(), fehler=(), nochmal=False
    ):
        basis, ihr, mein = texte
        wahl = wahl or {}
        konflikte = konflikt.konflikte(*texte)
        keys = {k.key for k in konflikte}
        return self.page(
            request,
            "konflikt",
            steckbrief,
            "Gleichzeitig bearbeitet",
            mein=str(eingabe),
            staende=steckbrief.arbeitsstaende.filter(version__gt=eingabe.version)
            .select_related("konto")
            .defer("dokument"),
            ihre=[(a, a.key in keys) for a in aenderungen(basis, ihr)],
            meine=[(a, a.key in keys) for a in aenderungen(basis, mein)],
            konflikte=[
                {
                    "konflikt": k,
                    "name": f"{WAHL}{k.key}",
                    "ihr": unterschiede(k.basis, k.ihr),
                    "mein": unterschiede(k.basis, k.mein),
                    "wahl": wahl.get(k.key, ""),
                    "fehlt": k.key in offen,
                }
                for k in konflikte
            ],
            offen=offen,
            fehler=fehler,
            nochmal=nochmal,
        )


def _basis(post, steckbrief):
    """Return the document a form showed if the text is another now, else None."""
    gesehen = post.get("gesehene_version", "")
    if not (gesehen.isascii() and gesehen.isdigit() and len(gesehen) < 10):
        return None
    nummer = post.get(f"initial-{NUMMER}", steckbrief.vorgesehene_nummer)
    if nummer and not nummer_schluessel(nummer):
        nummer = steckbrief.vorgesehene_nummer
    if steckbrief.version == int(gesehen) and not _number_clash(post, nummer, steckbrief):
        return None
    stand = steckbrief.arbeitsstaende.filter(version=gesehen).first()
    if stand and stand.sha256 != post.get("gesehener_stand", stand.sha256):
        return None  # redacted meanwhile: the form refuses
    return stand and _with_nummer(Dokument.lesen(stand.dokument), nummer)


def _number_clash(post, gesehen, steckbrief):
    """Whether both changed the intended number, which is no part of the document."""
    return (
        not steckbrief.nummer
        and len({gesehen, steckbrief.vorgesehene_nummer, post.get(NUMMER, gesehen)}) == 3
    )


def _with_nummer(stand, nummer):
    """Add the intended number to a document: for this comparison it is a field like others."""
    label = Steckbrief._meta.get_field(NUMMER).verbose_name
    feld = {"key": NUMMER, "label": str(label), "kind": "text", "wert": nummer}
    return Dokument({**stand.daten, "felder": [*stand.daten["felder"], feld]})


def _three(steckbrief, eingabe, konto):
    """Return (basis, ihr, mein) for a signed input. Parts the account may not touch stay out."""
    stand = steckbrief.arbeitsstaende.get(version=eingabe.version)
    basis = _with_nummer(Dokument.lesen(stand.dokument), eingabe.nummer)
    ihr = _with_nummer(dokument.build(steckbrief), steckbrief.vorgesehene_nummer)
    felder = [
        feld if _may_write(konto, feld["key"]) else {**feld, "wert": basis.wert(feld["key"])}
        for feld in Dokument.lesen(eingabe.dokument).daten["felder"]
    ]
    return basis, ihr, Dokument({**ihr.daten, "felder": felder})


def _may_write(konto, key):
    if key not in TEILE:
        return True
    modell = TEILE[key][0]._meta.model_name
    return any(konto.has_perm(f"agenda.{verb}_{modell}") for verb in ("add", "change", "delete"))


def _still_valid(version, steckbrief, texte, wahl):
    """Return the choices whose two texts are still the same although somebody saved again."""
    basis, _, mein = texte
    stand = steckbrief.arbeitsstaende.filter(version=version if version.isdigit() else 0).first()
    if stand is None:
        return {}
    damals = _with_nummer(Dokument.lesen(stand.dokument), steckbrief.vorgesehene_nummer)
    vorher = set(konflikt.konflikte(basis, damals, mein))
    gleich = {k.key for k in konflikt.konflikte(*texte) if k in vorher}
    return {key: wert for key, wert in wahl.items() if key in gleich}
