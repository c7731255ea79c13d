"""What a rationale tells again of a date is no second fact."""

from __future__ import annotations

import pytest

from imr_llm.record import EventKind
from imr_llm.rules.again import is_denied, is_the_same, of_a_rationale
from imr_llm.rules.cues import find_cues
from imr_llm.rules.mentions import Mention

VISIT, SCAN = EventKind.VISIT, EventKind.DIAGNOSTIC


def mention(text: str) -> Mention:
    """The date § of a text."""
    at = text.index("§")
    return Mention(at, at + 1, "§", None)


@pytest.mark.parametrize(
    ("text", "told", "same"),
    [
        ("He had had three visits as of §.", VISIT, True),
        ("The official report of § shows a tear.", SCAN, True),
        ("The official report of § tells of pain.", VISIT, False),
        ("The therapy ordered on § did not help.", VISIT, True),
        ("The therapy ordered on § did not help.", SCAN, False),
        ("He was still taking ibuprofen on §.", VISIT, True),
        ("He was given ibuprofen on §.", VISIT, False),
    ],
)
def test_the_same(text: str, told: EventKind, same: bool) -> None:
    """A term, or what was ordered, found or reported on the day that was told of."""
    assert is_the_same(text, mention(text), {told}) is same


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("No dyspepsia is described in the note of §.", True),
        ("On § there was no mention of a trial.", True),
        ("There was no relief, and a cast was placed on §.", False),
        ("He was given a cast on § without relief.", False),
    ],
)
def test_denied(text: str, denied: bool) -> None:
    """What a sentence says was not there, before the date or at once behind it."""
    assert is_denied(text, 0, mention(text)) is denied


@pytest.mark.parametrize(
    ("text", "reviewed"),
    [
        ("He is 45 years old and denied ulcers on §", False),
        ("The drug was denied on §", True),
        ("Utilization review denied ulcer drugs on §", True),
        ("It is not medically necessary", False),
    ],
)
def test_who_denied(text: str, reviewed: bool) -> None:
    """A rationale's verb of refusing is a review's where one is named, or in the passive."""
    cues = of_a_rationale(text, find_cues(text, 0, len(text)))
    assert any(cue.kind is EventKind.UTILIZATION_REVIEW for cue in cues) is reviewed
