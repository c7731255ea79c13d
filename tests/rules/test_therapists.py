"""A therapist's note: of therapy given, or of an examination."""

from __future__ import annotations

import pytest

from imr_llm.rules.places import place_of
from imr_llm.rules.therapists import is_of_therapy

NOTES = [
    ("Per the therapy note dated § she has attended 5 of 6 visits", True),
    ("The therapy notes from § to § document 8 visits with no change in the leg pain", True),
    ("The therapy record through § showed steady gains at each visit", True),
    ("No leg complaint stands in the chiropractic notes from § to §", True),
    ("The § treatment note contained no settings of the device", True),
    ("The occupational therapy notes dated § reported a grip of 22 pounds", False),
    ("The last physical therapy note of § showed gains in strength", False),
    ("The therapy note (§) has flexion of 70 degrees", False),
    ("A physical therapy discharge note of § was sent", False),
    ("The progress note of § mentions therapy", False),
    ("The § progress report mentions therapy notes", False),
]


@pytest.mark.parametrize(("sentence", "therapy"), NOTES)
def test_notes(sentence: str, therapy: bool) -> None:
    """A bare note, or several, is of the therapy; one that tells a finding is an examination's."""
    at, last = sentence.index("§"), sentence.rindex("§")
    sentence = sentence.replace("§", "8")
    whole, date = (0, len(sentence)), (at, last + 1)
    assert is_of_therapy(place_of(sentence, whole, [], date, whole)) is therapy
