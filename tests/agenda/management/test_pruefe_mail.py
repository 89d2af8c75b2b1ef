import io
import smtplib
from unittest import mock

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db

OEFFNEN = "django.core.mail.backends.locmem.EmailBackend.send_messages"


def run(adresse):
    ausgabe = io.StringIO()
    call_command("pruefe_mail", adresse, stdout=ausgabe)
    return ausgabe.getvalue()


def test_a_test_mail_goes_out_and_what_was_wrong_is_said_plainly(settings):
    assert "hat die Testnachricht an a@example.org angenommen" in run("a@example.org")
    assert mail.outbox[0].subject == "Digitale Agenda: Testnachricht"
    with pytest.raises(CommandError, match="„quatsch“ ist keine E-Mail-Adresse"):
        run("quatsch")


@pytest.mark.parametrize(
    ("fehler", "satz"),
    [
        (ConnectionRefusedError(111, "refused"), "nicht zu erreichen"),
        (TimeoutError(), "antwortet nicht rechtzeitig"),
        (smtplib.SMTPAuthenticationError(535, b"no"), "lehnt die Anmeldung ab"),
        (smtplib.SMTPSenderRefused(550, b"no", "x"), "Absenderadresse"),
        (smtplib.SMTPNotSupportedError("STARTTLS"), "TLS oder eine Anmeldung"),
        (smtplib.SMTPDataError(554, b"spam"), "nicht angenommen"),
    ],
)
def test_each_failure_has_its_sentence(fehler, satz):
    with mock.patch(OEFFNEN, side_effect=fehler), pytest.raises(CommandError, match=satz):
        run("a@example.org")
