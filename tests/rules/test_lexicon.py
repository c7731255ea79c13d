"""Terms of tables where they stand in a text."""

from __future__ import annotations

import pytest

from imr_llm.rules.lexicon import Lexicon

LEXICON = Lexicon(
    {"thing": ["x ray", "arthroscop*", "UR", "report"], "deed": ["UR denied", "seen"]}
)
FOUND = [
    ("an x-ray and an xray", ["thing", "thing"], "a hyphen, or nothing, for a blank"),
    ("an X- ray", ["thing"], "both"),
    ("arthroscopically", ["thing"], "any ending"),
    ("reported", [], "no ending where none is allowed"),
    ("purport", [], "within a word"),
    ("UR denied it", ["deed"], "the longest"),
    ("UR and seen", ["thing", "deed"], "in order"),
    ("re-seen", ["deed"], "after a hyphen"),
    ("MRI/report, s/UR, w/o seen", ["thing", "thing", "deed"], "after a slash between words"),
    ("5seen _seen éseen", [], "not after a digit or a letter"),
    ("X marks", [], "a letter alone"),
    ("", [], "nothing"),
]


@pytest.mark.parametrize(("text", "tables", "why"), FOUND)
def test_found(text: str, tables: list[str], why: str) -> None:
    """Each term is found with its table."""
    assert [term.table for term in LEXICON.find(text, 0, len(text))] == tables, why


def test_bounds() -> None:
    """Only terms between the bounds are found."""
    found = list(LEXICON.find("seen, seen, seen", 2, 12))

    assert [(term.start, term.end) for term in found] == [(6, 10)]
