"""Addresses that are a secret stay out of the log: who holds a personal link can report by it."""

import logging
import re

# /meldung/<token>/…, /vorschau/<token>/, /vorschau/ausgabe/<token>/, /vorschau/bericht/<token>/
_GEHEIM = re.compile(r"(/(?:meldung|vorschau)/(?:ausgabe/|bericht/)?)[^/\s'\"?]+")
_formatter = logging.Formatter()


def maskiert(text):
    """Return a text with "…" in place of each secret."""
    return _GEHEIM.sub(r"\1…", text)


class OhneGeheimnis(logging.Filter):
    """Mask secrets in the message and traceback; a mail to the admins leaves such a request out."""

    def filter(self, record):
        text = record.getMessage()
        if (kurz := maskiert(text)) != text:
            record.msg, record.args = kurz, ()
        if _GEHEIM.search(getattr(getattr(record, "request", None), "path", "")):
            record.request = None
            if record.exc_info:
                record.exc_text = maskiert(_formatter.formatException(record.exc_info))
        return True
