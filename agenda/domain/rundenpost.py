"""The mails of a round: plain text, one to an address, never stopped by one that fails."""

import smtplib

from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils import timezone

from agenda.domain.meldetoken import adresse
from kommunen.models import Portal

BETREFF = {
    "einladung": "Bitte um Sachstand bis {frist:%d.%m.%Y}",
    "erinnerung": "Erinnerung: Sachstand bis {frist:%d.%m.%Y}",
    "weitergegeben": "Sachstand zu Projekt {projekt.nummer} bis {frist:%d.%m.%Y}",
    "neuer_link": "Ihr neuer Link für den Sachstand bis {frist:%d.%m.%Y}",
    "rueckfrage": "Rückfrage zum Sachstand von Projekt {projekt.nummer}",
}
OHNE_ADRESSE = "Keine E-Mail-Adresse eingetragen."
# What sending raises: the server's no, no server, a line break or a sign an address cannot bear.
FEHLER = (smtplib.SMTPException, OSError, ValueError)


def senden(links, art, *, je_link=None, **mehr):
    """Send each link its mail and return how many went out.

    art: a key of BETREFF, and the template of that name. mehr: further values for the template;
    je_link: {pk of a link: values for its mail alone}.
    Side effects: `versandt_at`, or `fehler` in words, in each row. A mail that is refused does not
    stop the others; where no server answers, the rest is not tried.
    """
    verbindung, weg, versandt = get_connection(), "", 0
    portal = Portal.objects.aktuell()
    for link in links:
        link.fehler = OHNE_ADRESSE if not link.email else weg
        if not link.fehler:
            try:
                verbindung.open()
            except FEHLER as error:
                weg = link.fehler = warum(error)
            else:
                link.fehler = _einzeln(
                    _mail(link, art, portal, **mehr, **(je_link or {}).get(link.pk, {})), verbindung
                )
        if not link.fehler:
            link.versandt_at = timezone.now()
            versandt += 1
        link.save(update_fields=["fehler", "versandt_at"])
    verbindung.close()
    return versandt


def _einzeln(mail, verbindung):
    """Send one and return why it did not work, or ""."""
    mail.connection = verbindung
    try:
        mail.send()
    except FEHLER as error:
        verbindung.close()  # after a refusal some servers hang up
        return warum(error)
    return ""


def _mail(link, art, portal, **mehr):
    runde = link.abfrage.runde
    werte = {
        "adresse": adresse(link),
        "aufgaben": [],
        "frist": runde.abgabefrist,
        "kommune": link.abfrage.kommune,
        "link": link,
        "portal": portal,
        "projekt": link.steckbrief,
        "runde": runde,
        "vorbei": runde.abgabefrist < timezone.localdate(),
        **mehr,
    }
    werte["bestaetigbar"] = any(aufgabe.bestaetigbar for aufgabe in werte["aufgaben"])
    betreff = f"{portal.titel}: {BETREFF[art].format(**werte)}"
    return EmailMessage(
        subject=" ".join(betreff.split()),
        body=render_to_string(f"agenda/mail/{art}.txt", werte).strip() + "\n",
        to=[link.email],
        reply_to=[portal.email] if portal.email else None,
    )


def vorschau(runde, kommune):
    """Return the text of the invitation to a Kommune, before there is a link."""
    werte = {
        "adresse": "(Hier steht der persönliche Link.)",
        "aufgaben": [],
        "bestaetigbar": False,
        "frist": runde.abgabefrist,
        "kommune": kommune,
        "portal": Portal.objects.aktuell(),
        "runde": runde,
    }
    return render_to_string("agenda/mail/einladung.txt", werte).strip()


def pruefmail(an):
    """Send a test mail to an address and return why it did not work, in German, or ""."""
    portal = Portal.objects.aktuell()
    mail = EmailMessage(
        subject=" ".join(f"{portal.titel}: Testnachricht".split()),
        body=render_to_string("agenda/mail/pruefung.txt", {"portal": portal}).strip() + "\n",
        to=[an],
    )
    try:
        mail.send()
    except FEHLER as error:
        return warum(error)
    return ""


def warum(error):
    """Return in a German sentence what went wrong with a mail, with the server's own words."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            satz = "Der Mailserver nimmt die Empfängeradresse nicht an."
        case smtplib.SMTPSenderRefused():
            satz = "Der Mailserver nimmt die Absenderadresse nicht an (DJANGO_FROM_EMAIL)."
        case smtplib.SMTPAuthenticationError():
            satz = "Der Mailserver lehnt die Anmeldung ab: Benutzername oder Passwort stimmen nicht (EMAIL_URL)."
        case smtplib.SMTPNotSupportedError():
            satz = "Der Mailserver kann etwas Verlangtes nicht, zum Beispiel TLS oder eine Anmeldung (EMAIL_URL)."
        case smtplib.SMTPException():
            satz = "Der Mailserver hat die Nachricht nicht angenommen."
        case TimeoutError():
            satz = "Der Mailserver antwortet nicht rechtzeitig."
        case OSError():
            satz = "Der Mailserver ist nicht zu erreichen."
        case _:
            satz = "Adresse oder Betreff lassen sich nicht als E-Mail schreiben."
    worte = " ".join("".join(z if z.isprintable() else " " for z in str(error)).split())
    return f"{satz} ({worte})"[:300] if worte else satz
