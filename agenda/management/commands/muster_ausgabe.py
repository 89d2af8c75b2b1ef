import fcntl
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.models import F

from agenda.domain import ausgaben
from agenda.models import Ausgabe, Eintrag, Steckbrief
from agenda.models.ausgabe import Ausgabeart, Ordnung
from agenda.papers import ausgabe as papier
from kommunen.models import Portal

ADRESSE = "muster"
VORWORT = "Dieses Papier ist ein Muster. Es zeigt, wie eine festgeschriebene Ausgabe aussieht: mit Titelblatt, Inhaltsverzeichnis, den gültigen Fassungen der Steckbriefe und dem Verzeichnis der Partner. Es gehört zu keiner Drucksache, und kein Gremium hat es erhalten."


class Command(BaseCommand):
    help = (
        "Legt einmal eine Muster-Ausgabe aus allen gültigen Steckbriefen (Agenda und Umfeld) an "
        "und schreibt sie fest. „MUSTER“ steht auf jeder Seite; eine Drucksache trägt sie nie. "
        "Gibt es schon ein Muster oder noch keinen Steckbrief, geschieht nichts. Lässt sich das "
        "PDF nicht setzen, bleibt nichts zurück; der nächste Aufruf versucht es wieder. Auch was ein "
        "abgebrochener Lauf hinterlassen hat, räumt er weg."
    )

    def handle(self, *args, **options):
        try:
            with _allein():
                self._anlegen()
        except BlockingIOError:
            self.stderr.write("Gerade entsteht schon eine Muster-Ausgabe; nichts wurde geändert.")
        except OSError as error:
            self.stderr.write(f"Ohne Muster-Ausgabe geht es weiter: {papier.grund(error)}")

    def _anlegen(self):
        if Ausgabe.objects.festgeschrieben().filter(muster=True).exists():
            self.stdout.write("Eine Muster-Ausgabe gibt es schon; nichts wurde geändert.")
            return
        steckbriefe = _gueltige()
        if not steckbriefe:
            self.stdout.write("Es ist noch kein Steckbrief veröffentlicht; ohne ihn kein Muster.")
            return
        # Left by a run that was stopped half-way.
        Ausgabe.objects.entwuerfe().filter(slug=ADRESSE, muster=True, created_von=None).delete()
        if Ausgabe.objects.filter(slug=ADRESSE).exists():
            self.stderr.write(f"Unter /ausgaben/{ADRESSE}/ entsteht schon eine andere Ausgabe.")
            return
        self.stdout.write("Die Muster-Ausgabe wird gesetzt …")
        entwurf = ausgaben.anlegen(
            steckbriefe,
            user=None,
            art=Ausgabeart.GESAMT,
            titel=Portal.objects.aktuell().titel,
            slug=ADRESSE,
            vorwort=VORWORT,
            ordnung=Ordnung.HANDLUNGSFELD,
            muster=True,
        )
        try:
            seiten = _festschreiben(entwurf)
        except (*papier.GRUENDE, OSError) as error:
            entwurf.delete()
            self.stderr.write(f"Ohne Muster-Ausgabe geht es weiter: {papier.grund(error)}")
            return
        self.stdout.write(f"Muster-Ausgabe festgeschrieben: {seiten} Seiten.")


@contextmanager
def _allein():
    """Hold a lock that ends with this process, whatever becomes of it. Raises BlockingIOError."""
    pfad = Path(settings.MEDIA_ROOT, ".muster.lock")
    pfad.parent.mkdir(parents=True, exist_ok=True)
    with pfad.open("a") as schloss:
        fcntl.flock(schloss, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def _gueltige():
    """Return the Steckbriefe that go on now: the agenda in its order, then the Umfeld."""
    laufende = Eintrag.objects.gueltig().laufend()
    folge = laufende.order_by("bezug", F("reihenfolge").asc(nulls_last=True), "schluessel")
    nach_pk = Steckbrief.objects.in_bulk()
    return [nach_pk[pk] for pk in folge.values_list("steckbrief", flat=True)]


def _festschreiben(entwurf):
    band = ausgaben.bauen(entwurf)
    pdf = papier.setzen(band, sekunden=None)
    seiten = papier.seiten(pdf)
    ausgaben.festschreiben(entwurf, seen_sha256=band.sha256, pdf=pdf, seiten=seiten, user=None)
    return seiten
