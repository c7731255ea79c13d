"""The answer: checks, their openness, and what an extraction survives."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from pydantic import ValidationError

from imr_llm import (
    Check,
    ChecksFailed,
    Determination,
    Extraction,
    Family,
    Provenance,
    Resolution,
    Status,
    load_record,
)

CONFIRMED = Check(field="items[0].decision", status=Status.CONFIRMED)
OMITTED = Check(field="events", status=Status.OMITTED, found="SECRET", message="SECRET")
REPLACED = Check(
    field="case.decision_date", status=Status.DIFFERS, resolution=Resolution.REPLACED, span=(3, 9)
)


def extraction(*checks: Check) -> Extraction:
    """An extraction with these checks."""
    provenance = Provenance(
        engine="rules", family=Family.F4, version="0", text_sha256="0", seconds=0.5
    )
    record = Determination.model_validate({"items": [{"title": "Brace", "decision": "upheld"}]})
    return Extraction(
        determination=record,
        checks=checks,
        unverified=("items[0].category",),
        provenance=provenance,
    )


@pytest.mark.parametrize(("status", "resolution"), list(product(Status, Resolution)))
def test_open(status: Status, resolution: Resolution) -> None:
    """A check is open unless it is confirmed or was replaced."""
    closed = status is Status.CONFIRMED or resolution is Resolution.REPLACED

    assert Check(field="case", status=status, resolution=resolution).open is not closed


@pytest.mark.parametrize(
    ("checks", "verified"),
    [((), True), ((CONFIRMED,), True), ((REPLACED,), True), ((CONFIRMED, OMITTED), False)],
)
def test_verified(checks: tuple[Check, ...], verified: bool) -> None:
    """An extraction is verified when no check is open."""
    assert extraction(*checks).verified is verified


def test_raise_for_checks() -> None:
    """Open checks are raised by field and status, never by value; closed ones are not raised."""
    with pytest.raises(ChecksFailed) as caught:
        extraction(CONFIRMED, OMITTED, REPLACED).raise_for_checks()

    assert str(caught.value) == "1 open check(s): events omitted"
    extraction(CONFIRMED, REPLACED).raise_for_checks()


def test_round_trip() -> None:
    """A dumped extraction says whether it is verified, and loads again whole or as a record."""
    done = extraction(OMITTED, REPLACED)
    dumped = done.model_dump_json()

    assert done.model_dump(mode="json")["verified"] is False
    assert Extraction.model_validate_json(dumped) == done
    assert load_record(dumped) == done.determination


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Check, {"field": "events", "status": "wrong"}),
        (Check, {"field": "events", "status": "omitted", "span": [1, 2, 3]}),
        (Check, {"field": "events", "status": "omitted", "extra": 1}),
        (Check, {"status": "omitted"}),
        (Provenance, {"engine": "rules"}),
    ],
)
def test_refused(kind: Any, data: dict[str, Any]) -> None:
    """What lacks a field, or has one too many, is no check and no provenance."""
    with pytest.raises(ValidationError):
        kind.model_validate(data)


def test_frozen() -> None:
    """Nothing of an answer can be set."""
    done: Any = extraction(CONFIRMED)

    for part, name in ((done, "checks"), (done.checks[0], "status"), (done.provenance, "engine")):
        with pytest.raises(ValidationError, match="frozen"):
            setattr(part, name, None)
