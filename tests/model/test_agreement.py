"""Two records of one letter, compared where nothing re-derives them."""

from __future__ import annotations

from typing import Any

import pytest

from imr_llm import Determination
from imr_llm.model.agreement import Reading, agreed_of, compared, disputed_of

CATEGORIES = ("items[0].category", "items[1].category", "items[2].category")


def readings(rules: dict[str, Any], model: dict[str, Any], *unverified: str) -> list[Reading]:
    """What two records say."""
    one, other = (Determination.model_validate(record) for record in (rules, model))
    return [*compared(one, other, unverified)]


def item(title: str, category: str | None, **fields: Any) -> dict[str, Any]:
    """An item."""
    return {"title": title, "category": category, **fields}


def test_items_by_title() -> None:
    """Items are aligned by folded title, ties in their order; one that only one has is passed."""
    rules = {"items": [item("X-ray", "other"), item("Cane", "dmepos"), item("X-ray", "surgery")]}
    model = {"items": [item("X-\nray", "other"), item("X-ray", "other"), item("Bed", "dmepos")]}

    assert readings(rules, model, *CATEGORIES) == [
        Reading("items[0].category", "other", "other"),
        Reading("items[1].category", "surgery", "other"),
    ]


def test_only_what_both_read() -> None:
    """A null is no reading, and a field that is re-derived is none of these."""
    rules = {"items": [item("A", None, medically_necessary=True, decision="upheld")]}
    model = {"items": [item("A", "other", medically_necessary=False, decision="overturned")]}

    assert readings(rules, model) == []
    assert readings(rules, model, "items[0].category", "items[0].medically_necessary") == [
        Reading("items[0].medically_necessary", True, False)
    ]


@pytest.mark.parametrize(
    ("rules", "model", "expected"),
    [
        (["visit"], ["visit"], [(0, "visit", "visit")]),
        (["visit"], ["request"], [(0, "visit", "request")]),
        (["visit", "request"], ["request"], [(0, "request", "request"), (0, "visit", None)]),
        (["visit"], ["visit", "request"], [(0, "visit", "visit"), (1, None, "request")]),
        (["injury"], ["visit"], []),
        (["injury", "visit"], ["injury", "visit"], [(1, "visit", "visit")]),
        ([], ["visit"], []),
    ],
)
def test_kinds_by_date(rules: list[str], model: list[str], expected: list[Any]) -> None:
    """The kinds of a date that both have are compared; roles are the second reader's."""
    one, other = (
        {"events": [{"date": "2016-01-02", "kind": kind} for kind in kinds]}
        for kinds in (rules, model)
    )

    assert readings(one, other) == [Reading(f"events[{at}].kind", a, b) for at, a, b in expected]


def test_agreed_or_disputed() -> None:
    """A field is one or the other."""
    met = [Reading("a", "x", "x"), Reading("b", "x", "x"), Reading("b", None, "y")]

    assert agreed_of(met) == ("a",)
    assert [(one.field, one.rules, one.model) for one in disputed_of(met)] == [("b", None, "y")]
