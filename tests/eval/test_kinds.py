"""The kinds of events, apart from whether their dates were found."""

from __future__ import annotations

from typing import Any

import pytest

from eval.scoring.kinds import KIND, kind_marks
from eval.scoring.marks import mark
from imr_llm import Determination

LABELS = [
    {"date": "2016-01-02", "kind": "injury"},
    {"date": "2016-03-04", "kind": "utilization_review"},
    {"date": "2016-03-04", "kind": "visit"},
    {"date": "2016-05-06", "kind": "other"},
]


def told(*events: tuple[str, str]) -> list[tuple[str, bool, list[str]]]:
    """Labelled kind, whether it is right, and what the record has, of a record of these events."""
    record = {"events": [{"date": date, "kind": kind} for date, kind in events]}
    labels = Determination.model_validate({"events": LABELS})
    marks = mark("it", Determination.model_validate(record), labels)
    found = list(kind_marks(marks))
    assert all(one.field == KIND for one in found)
    return [(one.expected, one.right, one.actual) for one in found]


def test_right_dates_alone() -> None:
    """Injuries and reviews are not counted, nor an event at a date that is not in the record."""
    assert told(("2016-03-04", "utilization_review"), ("2016-03-04", "visit")) == [
        ("visit", True, ["utilization_review", "visit"])
    ]


@pytest.mark.parametrize("kind", ["visit", "injury"])
def test_wrong(kind: str) -> None:
    """A kind that is not the labelled one is wrong, whichever it is."""
    assert told(("2016-05-06", kind)) == [("other", False, [kind])]


def test_of_two_at_a_date() -> None:
    """Of two events at one date each wants its own."""
    assert told(("2016-03-04", "request")) == [("visit", False, ["request"])]


def test_letters_apart() -> None:
    """A date of one letter is no date of another."""
    labels = Determination.model_validate({"events": LABELS[3:]})
    nothing: Any = Determination.model_validate({"events": []})
    marks = [*mark("a", labels, labels), *mark("b", nothing, labels)]

    assert [(one.letter, one.right) for one in kind_marks(marks)] == [("a", True)]


def test_not_read() -> None:
    """Events that were not read have no kind to be right."""
    labels = Determination.model_validate({"events": LABELS})
    assert list(kind_marks(mark("it", Determination(), labels))) == []
