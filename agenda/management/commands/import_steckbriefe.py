from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from agenda.transfer import datei, zuordnung
from agenda.transfer.abgleich import NummernUnklar, planen
from agenda.transfer.einspielen import NichtEingespielt, einspielen
from agenda.transfer.finden import EIGENE, FREMDE
from agenda.transfer.roh import OHNE_BROWSER, Dateifehler

SCHRITT = 100


class Command(BaseCommand):
    help = (
        "Liest Steckbriefe aus einer Datei (.xlsx, .csv, .ods) ein, ohne Grenze für die Zahl der "
        "Zeilen. Es entstehen Entwürfe; freigegeben wird nichts. Steht in einer Zeile ein Fehler, "
        "wird gar nichts gespeichert."
    )

    def add_arguments(self, parser):
        parser.add_argument("datei", metavar="DATEI")
        parser.add_argument("--probe", action="store_true", help="nur zeigen, was geschehen würde")
        parser.add_argument(
            "--nummern",
            choices=[EIGENE, FREMDE],
            help="wessen Nummern in der Datei stehen; ohne Angabe genügt die Kennung der Zeilen",
        )
        parser.add_argument(
            "--konto",
            metavar="BENUTZERNAME",
            help="wessen Rechte gelten und wer im Verlauf steht; ohne Angabe die Einrichtung",
        )

    def handle(self, *args, **options):
        pfad, user = Path(options["datei"]), _konto(options["konto"])
        try:
            inhalt = pfad.read_bytes()
        except OSError as error:
            raise CommandError(f"{pfad}: {error.strerror}") from error
        try:
            tabellen, hinweise = zuordnung.tabellen(datei.lesen(inhalt, OHNE_BROWSER), OHNE_BROWSER)
            _refuse_unknown_titles(tabellen)
            plan = planen(
                [(tabelle, tabelle.answer({})) for tabelle in tabellen],
                user=user,
                nummern=options["nummern"],
                datei=pfad.name,
                hinweise=hinweise,
                progress=self._progress("verglichen"),
            )
        except NummernUnklar as error:
            raise CommandError(
                f"{error.messages[0]} Bitte --nummern eigene oder --nummern fremde angeben."
            ) from error
        except Dateifehler as error:
            raise CommandError(" ".join(error.messages)) from error
        self._show(plan)
        if plan.fehler:
            raise CommandError(f"Nichts wurde gespeichert: {len(plan.fehler)} Fehler.")
        if options["probe"]:
            self.stdout.write("Probe: Nichts wurde gespeichert.")
            return
        try:
            einspielen(
                plan,
                user=user,
                versionen=plan.versionen,
                datei=pfad.name,
                progress=self._progress("gespeichert"),
            )
        except NichtEingespielt as error:
            self._show_errors(plan)
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write("Gespeichert.")

    def _progress(self, wort):
        def progress(fertig):
            if fertig % SCHRITT == 0:
                self.stdout.write(f"{fertig} Zeilen {wort} …")

        return progress

    def _show(self, plan):
        for hinweis in plan.hinweise:
            self.stdout.write(f"Hinweis: {hinweis}")
        for vorschlag in plan.zu_zeigen:
            self.stdout.write(f"Zeile {vorschlag.zeile}: {vorschlag.name} ({vorschlag.art})")
            for hinweis in vorschlag.hinweise:
                self.stdout.write(f"  {hinweis}")
            for zelle in vorschlag.aenderungen:
                if not zelle.meldung:
                    self.stdout.write(
                        f"  {zelle.titel}: {_kurz(zelle.vorher)} → {_kurz(zelle.nachher)}"
                    )
        self._show_errors(plan)
        self.stdout.write(
            f"{len(plan.neue)} neu, {len(plan.geaenderte)} geändert, {len(plan.unveraenderte)} unverändert, {len(plan.fehler)} Fehler"
        )

    def _show_errors(self, plan):
        for zelle in plan.fehler:
            self.stderr.write(f"{zelle.ort}: {zelle.meldung}")


def _konto(username):
    if username is None:
        return None
    konten = get_user_model().objects.filter(is_active=True)
    try:
        return konten.get(username=username)
    except get_user_model().DoesNotExist:
        raise CommandError(f"Ein aktives Konto „{username}“ gibt es nicht.") from None


def _refuse_unknown_titles(tabellen):
    offen = [f"„{s.titel}“ (Blatt „{t.name}“)" for t in tabellen for s in t.offen]
    if offen:
        raise Dateifehler(
            f"Diese Spalten sind nicht bekannt: {', '.join(offen)}. Bitte ordnen Sie sie einmal im Browser zu (Steckbriefe, „Importieren“, mit den ersten Zeilen der Datei); das Portal merkt sich die Antwort. Oder entfernen Sie sie aus der Datei."
        )


def _kurz(text):
    text = " ".join(text.split())
    return f"„{text[:60]}…“" if len(text) > 60 else f"„{text}“"
