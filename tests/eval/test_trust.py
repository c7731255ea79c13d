"""What verification is worth, on checks and marks whose worth is known."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eval.scoring.marks import mark
from eval.trust.worth import Checked, Trust, worth
from imr_llm import Determination, Extraction, extract
from imr_llm.extraction import Check, Provenance, Resolution, Status
from imr_llm.witness.examination import examine

NAME = "f4b-header"


@pytest.fixture
def weigh(letters: Path) -> Callable[..., Trust]:
    """The worth of the checks on a changed record of one letter, the labels being right."""
    text = (letters / f"{NAME}.txt").read_text("utf-8")
    labels = Determination.model_validate(json.loads((letters / f"{NAME}.json").read_bytes()))
    right = extract(text, engine="rules")

    def change_and_weigh(
        change: Callable[[Any], object], blind: tuple[str, ...] = (), alarm: str | None = None
    ) -> Trust:
        record = right.determination.model_dump(mode="json")
        record.pop("outcome")
        change(record)
        changed = Determination.model_validate(record)
        found = examine(changed, text)
        checks = [one for one in found.checks if one.field not in blind]
        if alarm:
            checks = [one for one in checks if one.field != alarm]
            checks.append(Check(field=alarm, status=Status.DIFFERS))
        extraction = Extraction(
            determination=changed,
            checks=tuple(checks),
            unverified=found.unverified,
            provenance=Provenance.model_validate(right.provenance.model_dump()),
        )
        return worth([Checked(NAME, extraction, mark(NAME, changed, labels))])

    return change_and_weigh


def test_right(weigh: Callable[..., Trust]) -> None:
    """A right record is verified, every stated value confirmed, and no alarm is false."""
    found = weigh(lambda it: it)

    assert (found.letters, found.verified, found.verified_right.value) == (1, 1, 1.0)
    assert found.confirmed == found.values > 50
    assert found.confirmed_right.value == 1.0
    assert (found.faults, found.caught, found.false_alarms) == (0, 0, 0)
    assert found.wrong_though_verified == ()


CAUGHT: list[tuple[str, Callable[[Any], object], int]] = [
    ("decision", lambda it: it["items"][0].update(decision="upheld"), 1),
    ("header date", lambda it: it["case"].update(decision_date="2001-01-01"), 1),
    (
        "event's date: one missing, one invented",
        lambda it: it["events"][1].update(date="2001-01-01"),
        2,
    ),
    ("event dropped", lambda it: it["events"].pop(1), 1),
    ("item dropped", lambda it: it["items"].pop(1), 1),
    (
        "item invented",
        lambda it: it["items"].append({"title": "Hydrotherapy pool", "decision": "upheld"}),
        1,
    ),
    ("citation dropped", lambda it: it["items"][0]["maximus_guideline"]["citations"].pop(), 1),
    ("state invented", lambda it: it["reviewer"]["licensed_states"].append("Utah"), 1),
]


@pytest.mark.parametrize(("name", "change", "faults"), CAUGHT, ids=[one[0] for one in CAUGHT])
def test_caught(
    weigh: Callable[..., Trust], name: str, change: Callable[[Any], object], faults: int
) -> None:
    """A fault with an open check on it is caught, and the record is not verified."""
    found = weigh(change)

    assert (found.faults, found.caught, found.verified) == (faults, faults, 0), name
    assert found.wrong_though_verified == ()
    assert found.verified_right.value is None


def test_not_caught(weigh: Callable[..., Trust]) -> None:
    """A fault without a check on it is told as wrong though verified."""

    def change(it: Any) -> None:
        it["case"]["decision_date"] = "2001-01-01"

    found = weigh(change, blind=("case.decision_date",))

    assert (found.faults, found.caught, found.verified) == (1, 0, 1)
    assert found.wrong_though_verified == (f"{NAME} case.decision_date",)
    assert found.verified_right.value == 0.0
    assert found.confirmed == found.values - 1


def test_omission_of_something_else(weigh: Callable[..., Trust]) -> None:
    """An open check on one dropped date does not catch another."""

    def change(it: Any) -> None:
        del it["events"][1:3]

    both = weigh(change)
    assert (both.faults, both.caught) == (2, 2)


def test_false_alarm(weigh: Callable[..., Trust]) -> None:
    """An open check on a value that is right is a false alarm."""
    found = weigh(lambda it: it, alarm="worker.age")

    assert (found.false_alarms, found.verified) == (1, 0)
    assert found.checks["differs"] == 1


def test_never_checked(weigh: Callable[..., Trust]) -> None:
    """Categories and most kinds are never claimed to be verified, and left out here."""

    def change(it: Any) -> None:
        it["items"][0]["category"] = "other"
        it["events"][2]["kind"] = "visit"

    found = weigh(change)
    assert (found.faults, found.verified) == (0, 1)


def test_statuses(weigh: Callable[..., Trust]) -> None:
    """Confirmed, replaced and open checks are counted apart."""
    found = weigh(lambda it: it["items"][0].update(decision="upheld"))

    assert found.checks["differs"] == 1
    assert found.checks["replaced"] == 0
    assert Resolution.REPLACED.value in found.checks
