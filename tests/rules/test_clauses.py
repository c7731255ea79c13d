"""Where a clause ends and the next begins."""

from __future__ import annotations

import pytest

from imr_llm.rules.clauses import clause_after, clause_before

BEFORE = [
    ("He was seen, but an MRI of §", " an MRI of ", "but"),
    ("He was seen; an MRI of §", " an MRI of ", "a semicolon"),
    ("The MRI and x-rays of §", "The MRI and x-rays of ", "two nouns"),
    ("He was seen and the MRI of §", "the MRI of ", "a new subject"),
    ("He was off work until §", "He was off work until ", "a word that joins the date"),
    ("He improved after the surgery of §", " the surgery of ", "a word that begins a clause"),
    ("§", "", "nothing"),
]
AFTER = [
    ("§ he was seen, but an MRI", " he was seen", "but"),
    ("§ he was seen", " he was seen", "the end"),
    ("§ that a fusion", "", "at once"),
]


@pytest.mark.parametrize(("text", "clause", "why"), BEFORE)
def test_before(text: str, clause: str, why: str) -> None:
    """The clause that ends at a place begins after the last joint before it."""
    at = text.index("§")

    assert text[clause_before(text, 0, at) : at] == clause, why


@pytest.mark.parametrize(("text", "clause", "why"), AFTER)
def test_after(text: str, clause: str, why: str) -> None:
    """The clause that goes on at a place ends at the next joint."""
    assert text[1 : clause_after(text, 1, len(text))] == clause, why
