"""Explanations are one or a few plain sentences, for any county."""

import re

from agenda.domain.woerter import WOERTER, erklaeren


def test_every_word_is_explained_plainly_and_for_any_county():
    for key, wort in WOERTER.items():
        assert wort.satz.endswith("."), key
        assert len(wort.satz) <= 180, key
        assert not re.search(r"Dithmarschen|Amt|Ämter|LBGG|in Kraft|archiviert", wort.satz), key
    assert [wort.wort for wort in erklaeren("ampel", "feed")] == ["Ampel", "Feed"]
