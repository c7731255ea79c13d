"""A record against its labels: one mark for every value that either of them states.

A part the labels leave out is not scored.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from imr_llm import Determination
from imr_llm.record import Case

from .item_marks import item_marks
from .verdicts import Element, Mark, Marker, elements

SCALARS: dict[str, tuple[str, ...]] = {
    "case": tuple(Case.model_fields),
    "worker": ("age", "sex", "date_of_injury", "injury_start"),
    "utilization_review": ("date", "decision"),
}
LISTS = (
    ("reviewer", "specialties"),
    ("reviewer", "licensed_states"),
    ("worker", "diagnoses"),
)
ROLES = ("injury", "utilization_review")


def mark(letter: str, actual: Determination, expected: Determination) -> list[Mark]:
    """Every mark of one letter's record, in the record's order."""
    got, want = actual.model_dump(mode="json"), expected.model_dump(mode="json")
    return list(_marks(Marker(letter), got, want))


def _marks(marker: Marker, got: dict[str, Any], want: dict[str, Any]) -> Iterator[Mark]:
    for part, fields in SCALARS.items():
        for name in fields:
            yield from marker.scalar(f"{part}.{name}", got.get(part), want.get(part), name)
    for part, name in LISTS:
        if name in want.get(part, {}):
            found = got.get(part, {}).get(name)
            yield from _list(marker, f"{part}.{name}", found, want[part][name])
    yield from marker.scalar("clinical_summary", got, want, "clinical_summary")
    if "unreadable_dates" in want:
        found = got.get("unreadable_dates")
        yield from _list(marker, "unreadable_dates", found, want["unreadable_dates"])
    if "events" in want:
        yield from _events(marker, got.get("events"), want["events"] or [])
    if "items" in want:
        yield from item_marks(marker, got.get("items") or [], want["items"] or [])
        yield from marker.scalar("outcome", got, want, "outcome")


def _list(
    marker: Marker, path: str, got: list[Any] | None, want: list[Any] | None
) -> Iterator[Mark]:
    yield from marker.listed(path, path, elements(path, got), elements(path, want or []))


def _events(marker: Marker, got: list[Any] | None, want: list[Any]) -> Iterator[Mark]:
    views = {
        "events.date": _dates,
        "events.role": _roles,
        "events.(date, kind)": _pairs,
    }
    for field, view in views.items():
        claimed = None if got is None else view(got)
        yield from marker.listed(field, "events", claimed, view(want))


def _dates(events: list[Any]) -> list[Element]:
    """The distinct dates, each where it stands first."""
    first: dict[str, str] = {}
    for at, event in enumerate(events):
        if event.get("date"):
            first.setdefault(event["date"], f"events[{at}].date")
    return [Element(date, path) for date, path in first.items()]


def _pairs(events: list[Any]) -> list[Element]:
    return [
        Element([event.get("date"), event.get("kind")], f"events[{at}].kind")
        for at, event in enumerate(events)
    ]


def _roles(events: list[Any]) -> list[Element]:
    """The pairs of the two kinds that the second reader tells."""
    return [one for one in _pairs(events) if one.value[1] in ROLES]
