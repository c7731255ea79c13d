"""The worker's age and sex."""

from __future__ import annotations

import pytest

from imr_llm.rules.worker import read_age_and_sex

AGES = [
    ("a 48 year old welder", 48, "with blanks"),
    ("a 48-year-old welder", 48, "with hyphens"),
    ("a 48 year-old welder", 48, "with one hyphen"),
    ("a 48 yr old welder", 48, "abbreviated"),
    ("a 48 y/o welder", 48, "two letters"),
    ("a 48yo welder", 48, "two letters alone"),
    ("a welder, 48 years of age", 48, "of age"),
    ("a welder aged 48", 48, "aged"),
    ("a woman of 48, a welder", 48, "of"),
    ("a welder, age: 48", 48, "a label"),
    ("a forty-eight year old welder", 48, "in words"),
    ("a thirty-year-old welder", 30, "in one word"),
    ("a welder since 13 years old, now 48 years old", 48, "an earlier age"),
    ("she broke it at 2 years old", None, "an age at a past event"),
    ("fell 12 years ago", None, "a time"),
    ("a 480 year old welder", None, "beyond reason"),
    ("has a welder", None, "none"),
    ("", None, "nothing"),
]
SEXES = [
    ("a 48 year old male, her nurse said", "male", "the noun"),
    ("a 48-year-old right-handed female welder", "female", "a word between"),
    ("a 48yo F welder, his words", "female", "an initial"),
    ("a 48 yr old M. Smith", None, "a name"),
    ("a 48 year old gentleman", "male", "gentleman"),
    ("a 48 year old woman", "female", "woman"),
    ("Her father, a man of 70, drove her. She is a 48 year old lady", "female", "beside the age"),
    ("The lady fell.", "female", "a noun without an age"),
    ("a 48 year old welder with male erectile disorder; she fell", "female", "a disorder"),
    ("He fell. His wife saw it and she called him.", "male", "the commoner pronoun"),
    ("He fell and she fell.", None, "as many of each"),
    ("The worker fell. The theme is work.", None, "none, for letters inside words do not count"),
    ("", None, "nothing"),
]


@pytest.mark.parametrize(("summary", "expected", "why"), AGES)
def test_age(summary: str, expected: int | None, why: str) -> None:
    """The age is the worker's now, however it is written."""
    assert read_age_and_sex(summary)[0] == expected, why


@pytest.mark.parametrize(("summary", "expected", "why"), SEXES)
def test_sex(summary: str, expected: str | None, why: str) -> None:
    """Sex goes by the noun beside the age, then by any noun, then by the pronouns."""
    assert read_age_and_sex(summary)[1] == expected, why
