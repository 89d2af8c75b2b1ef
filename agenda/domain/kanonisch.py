"""Data whose bytes are kept and hashed: equal data have equal bytes."""

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Kanonisch:
    """A document as data; whoever inherits tells of which shape."""

    daten: dict

    @classmethod
    def lesen(cls, text):
        """Return the document of kept text."""
        return cls(json.loads(text))

    @cached_property
    def canonical(self):
        """The bytes that are kept, hashed and handed out."""
        text = json.dumps(self.daten, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return unicodedata.normalize("NFC", text).encode()

    @cached_property
    def sha256(self):
        return hashlib.sha256(self.canonical).hexdigest()

    def __getitem__(self, key):
        return self.daten[key]
