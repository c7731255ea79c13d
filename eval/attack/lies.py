"""One wrong thing at a time in a right record, told to `verify`."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from imr_llm import Check, Determination, verify

Record = dict[str, Any]
Lie = tuple[str, Record]

ROLES = ("injury", "utilization_review")
SCALARS = (
    ("case", ("case_number", "date_assigned", "date_of_injury", "decision_date")),
    ("case", ("ur_denial_date", "priority", "application_received")),
    ("worker", ("age", "sex", "date_of_injury", "injury_start")),
    ("utilization_review", ("date", "decision")),
)
REVIEWS = ("denied", "modified", "mixed")
SWAPS = (("left", "right"), ("right", "left"), ("cervical", "lumbar"), ("lumbar", "cervical"))
NUMBER = re.compile(r"\d+")
# "4-6", "#6 0"
JOINT = re.compile(r"\d[ -]\d")
STRANGER = "Hydrotherapy pool, 6 visits"


def accepted(record: Record, letter: str, base: frozenset[str]) -> bool:
    """Whether a lie passes: nothing is open that was not open on the right record."""
    return told(verify(Determination.model_validate(record), letter)) <= base


def told(checks: tuple[Check, ...]) -> frozenset[str]:
    """What is open, by field and status."""
    return frozenset(f"{check.field} {check.status}" for check in checks if check.open)


def lies(record: Record) -> Iterator[Lie]:
    """Every lie about a record, with its kind."""
    yield from _nulled(record)
    yield from _about_dates(record)
    yield from _about_events(record)
    yield from _about_items(record)
    yield from _among_items(record)


def _with(record: Record, value: object, *way: str | int) -> Record:
    changed = copy.deepcopy(record)
    part: Any = changed
    for step in way[:-1]:
        part = part[step]
    part[way[-1]] = value
    return changed


def _nulled(record: Record) -> Iterator[Lie]:
    for part, names in SCALARS:
        for name in names:
            if (record.get(part) or {}).get(name) is not None:
                yield f"{part}.{name} nulled", _with(record, None, part, name)
    for at, item in enumerate(record["items"]):
        for name in ("title", "decision", "request", "original_request", "authorized"):
            if item.get(name) is not None:
                yield f"item's {name} nulled", _with(record, None, "items", at, name)


def _about_dates(record: Record) -> Iterator[Lie]:
    """Every date of the letter in every other role, and each a day off."""
    case = record.get("case") or {}
    dates = {event["date"] for event in record["events"]}
    dates |= {value for name, value in case.items() if value and name.startswith(("date", "ur_"))}
    for part, name in (
        ("worker", "date_of_injury"),
        ("utilization_review", "date"),
        ("case", "date_of_injury"),
        ("case", "ur_denial_date"),
        ("case", "decision_date"),
    ):
        right = (record.get(part) or {}).get(name)
        if right is None:
            continue
        for date in sorted({*map(str, dates), _shifted(str(right))} - {str(right)}):
            if part != "case" or len(date) == len("2016-10-30"):
                yield f"{part}.{name} another date", _with(record, date, part, name)
    decision = (record.get("utilization_review") or {}).get("decision")
    for other in REVIEWS:
        if decision and other != decision:
            yield "review's outcome", _with(record, other, "utilization_review", "decision")


def _about_events(record: Record) -> Iterator[Lie]:
    for at, event in enumerate(record["events"]):
        yield "event a day off", _with(record, _shifted(event["date"]), "events", at, "date")
        for kind in ROLES:
            alike = [one["kind"] for one in record["events"] if one["date"] == event["date"]]
            if kind not in alike:
                yield f"another date as {kind}", _with(record, kind, "events", at, "kind")
        if event["kind"] in ROLES:
            yield f"{event['kind']} as a visit", _with(record, "visit", "events", at, "kind")
        left = [one for place, one in enumerate(record["events"]) if place != at]
        if event["date"] not in {one["date"] for one in left}:
            yield "event left out", record | {"events": left}


def _about_items(record: Record) -> Iterator[Lie]:
    for at, item in enumerate(record["items"]):
        other = "overturned" if item["decision"] == "upheld" else "upheld"
        yield "decision flipped", _with(record, other, "items", at, "decision")
        for name in ("title", "request"):
            value = item.get(name)
            for kind, wrong in _distorted(value) if value else ():
                yield f"{name}: {kind}", _with(record, wrong, "items", at, name)


def _distorted(title: str) -> Iterator[tuple[str, str]]:
    for number in NUMBER.finditer(title):
        wrong = str(int(number[0]) + 1)
        yield "number changed", title[: number.start()] + wrong + title[number.end() :]
        if len(number[0]) > 1:
            split = f"{number[0][0]}-{number[0][1:]}"
            yield "number broken", title[: number.start()] + split + title[number.end() :]
            split = f"{number[0][0]} {number[0][1:]}"
            yield "number broken", title[: number.start()] + split + title[number.end() :]
    for joint in JOINT.finditer(title):
        yield "numbers joined", title[: joint.start() + 1] + title[joint.end() - 1 :]
    for one, other in SWAPS:
        if re.search(rf"\b{one}\b", title, re.IGNORECASE):
            yield "side or place", re.sub(rf"\b{one}\b", other, title, count=1, flags=re.I)
    words = title.split(" ")
    if len(words) > 1:
        yield "first word left out", " ".join(words[1:])
        yield "last word left out", " ".join(words[:-1])


def _among_items(record: Record) -> Iterator[Lie]:
    items = record["items"]
    for at, item in enumerate(items):
        rest = [one for place, one in enumerate(items) if place != at]
        yield "item left out", record | {"items": rest}
        yield "item doubled", record | {"items": [*items[: at + 1], item, *items[at + 1 :]]}
        stranger = {"title": STRANGER, "request": STRANGER, "decision": "overturned"}
        yield "item of another letter", record | {"items": [*items[:at], stranger, *items[at:]]}
        words = (item.get("rationale") or record.get("clinical_summary") or "").split(" ")
        quoted = item | {"title": " ".join(words[:5]), "request": " ".join(words[:5])}
        yield (
            "item of a rationale",
            record | {"items": [*items[: at + 1], quoted, *items[at + 1 :]]},
        )
        if at:
            before = items[at - 1]
            merged = before | {"title": f"{before['title']} and {item['title']}"}
            yield "items merged", record | {"items": [*items[: at - 1], merged, *items[at + 1 :]]}
            swapped = [*items[: at - 1], item, before, *items[at + 1 :]]
            if item["title"] != before["title"]:
                yield "items out of order", record | {"items": swapped}
            if item["decision"] != before["decision"]:
                one, other = item["decision"], before["decision"]
                both = _with(record, one, "items", at - 1, "decision")
                yield "decisions swapped", _with(both, other, "items", at, "decision")


def _shifted(date: str) -> str:
    """The same precision, one step off."""
    head, _, last = date.rpartition("-")
    if not head:
        return str(int(date) - 1)
    return f"{head}-{int(last) % (28 if '-' in head else 12) + 1:02}"
