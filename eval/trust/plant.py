"""Planted errors: a right record made wrong in one place, and the field that must open for it."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from imr_llm import Determination, Status
from imr_llm.pipeline import examined

Record = dict[str, Any]
Planted = tuple[str, Record, tuple[str, ...]]
"""What was done, the wrong record, and the fields of which one must open."""

GUIDELINES = ("claims_administrator_guideline", "maximus_guideline")
OTHER = {
    "upheld": "overturned",
    "overturned": "upheld",
    "male": "female",
    "female": "male",
    "MTUS": "Non-MTUS",
    "Non-MTUS": "MTUS",
    "injury": "visit",
    "utilization_review": "visit",
}
MOST_ITEMS = 2


def _with(record: Record, path: str, value: object) -> Record:
    """A copy of the record with one value changed; `path` as in `items.0.title`."""
    changed = copy.deepcopy(record)
    part: Any = changed
    *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
    for step in way:
        part = part[step]
    part[last] = value
    return changed


def _shifted(date: str) -> str:
    """The same precision, one step off."""
    head, _, last = date.rpartition("-")
    if not head:
        return str(int(date) - 1)
    limit = 28 if head.count("-") else 12
    return f"{head}-{int(last) % limit + 1:02}"


def _in_items(record: Record) -> Iterator[Planted]:
    for at, item in enumerate(record["items"][:MOST_ITEMS]):
        name, path = f"items[{at}]", f"items.{at}"
        for part, wrong in _wrong_values(item):
            # a title with another number may be another item's
            fields = (f"{name}.{part}", *(["items"] if part == "title" else []))
            yield part, _with(record, f"{path}.{part}", wrong), fields
        for part in GUIDELINES:
            if isinstance(item.get(part), dict):
                yield from _in_guideline(record, f"{path}.{part}", f"{name}.{part}", item[part])


def _wrong_values(item: Record) -> Iterator[tuple[str, object]]:
    """For each part of an item that is labelled, values that the letter does not have."""
    for part in ("decision", "medically_necessary", "retrospective"):
        if part in item:
            yield part, OTHER.get(str(item[part]), not item[part])
    for part in ("request", "original_request", "authorized"):
        if part in item:
            yield part, f"{item[part] or 'Norco'} twice"
    if "date_of_service" in item:
        yield "date_of_service", "2013-01-01"
    title, why = item["title"], item.get("rationale")
    changed = re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), title, count=1)
    yield "title", changed if changed != title else f"{title} #30"
    for wrong in (
        (f"{why} It is so.", why[: len(why) // 2], why.replace(" not ", " ", 1)) if why else ()
    ):
        if wrong != why:
            yield "rationale", wrong


def _in_guideline(record: Record, path: str, name: str, found: Record) -> Iterator[Planted]:
    if found.get("basis"):
        wrong = "mtus" if found["basis"] != "mtus" else "both"
        yield "basis", _with(record, f"{path}.basis", wrong), (f"{name}.basis",)
    yield "guideline dropped", _with(record, path, None), (name,)
    for at, cited in enumerate(found.get("citations") or ()):
        here, field = f"{path}.citations.{at}", f"{name}.citations[{at}]"
        dropped = [one for place, one in enumerate(found["citations"]) if place != at]
        yield (
            "citation dropped",
            _with(record, f"{path}.citations", dropped),
            (f"{name}.citations",),
        )
        wrongs: dict[str, object] = {
            "title": f"{cited['title']} (Annex)",
            "source": OTHER[cited["source"]],
            "pages": [*cited["pages"], "999"],
            "sections": [*cited["sections"], "Annex"],
        }
        for part, value in wrongs.items():
            yield f"citation {part}", _with(record, f"{here}.{part}", value), (f"{field}.{part}",)


def _among_items(record: Record) -> Iterator[Planted]:
    items = record["items"]
    for at, item in enumerate(items[:MOST_ITEMS]):
        rest = [one for place, one in enumerate(items) if place != at]
        yield "item dropped", record | {"items": rest}, ("items",)
        doubled = [*items[:at], item, *items[at:]]
        yield "item doubled", record | {"items": doubled}, (f"items[{at}]", f"items[{at + 1}]")
        invented = {"title": "Hydrotherapy pool", "rationale": "Invented.", "decision": "upheld"}
        yield (
            "item invented",
            record | {"items": [*items[:at], invented, *items[at:]]},
            (f"items[{at}]",),
        )
        if at and item["title"] != items[at - 1]["title"]:
            before = items[at - 1]
            swapped = [*items[: at - 1], item, before, *items[at + 1 :]]
            yield "order", record | {"items": swapped}, ("items",)
            titles = _with(
                _with(record, f"items.{at}.title", before["title"]),
                f"items.{at - 1}.title",
                item["title"],
            )
            yield "titles swapped", titles, ("items", f"items[{at}].title")
            for part in ("decision", "rationale"):
                if part in item and "".join(str(item[part]).split()) != "".join(
                    str(before[part]).split()
                ):
                    both = _with(
                        _with(record, f"items.{at}.{part}", before[part]),
                        f"items.{at - 1}.{part}",
                        item[part],
                    )
                    yield f"{part} swapped", both, (f"items[{at}].{part}",)
                    yield f"{part} swapped", both, (f"items[{at - 1}].{part}",)


def _in_events(record: Record) -> Iterator[Planted]:
    events = record.get("events") or []
    dates = [event["date"] for event in events]
    for at, event in enumerate(events):
        date, path, name = event["date"], f"events.{at}", f"events[{at}]"
        wrongs = [
            _shifted(date),
            f"{int(date[:4]) - 1}{date[4:]}",
            f"{date[:5]}{date[8:]}-{date[5:7]}",
        ]
        for wrong in wrongs:
            possible = re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-([01]\d|2[0-8]))?)?", wrong)
            if possible and wrong not in dates:
                yield "event's date", _with(record, f"{path}.date", wrong), (f"{name}.date",)
        rest = [one for place, one in enumerate(events) if place != at]
        if dates.count(date) == 1:
            yield "event omitted", record | {"events": rest}, ("events",)
        if event["kind"] in ("injury", "utilization_review"):
            same = [one for one in rest if (one["date"], one["kind"]) == (date, event["kind"])]
            if not same:
                yield "role lost", _with(record, f"{path}.kind", "visit"), ("events",)
        elif not any(one["date"] == date and one["kind"] == "injury" for one in rest):
            yield "role gained", _with(record, f"{path}.kind", "injury"), (f"{name}.kind",)
    added = [*events, {"date": "2001-02-03", "kind": "visit"}]
    yield "event invented", record | {"events": added}, (f"events[{len(events)}].date",)


def _in_the_rest(record: Record) -> Iterator[Planted]:
    worker, review = record["worker"], record["utilization_review"]
    wrongs: dict[str, object] = {
        "worker.age": (worker.get("age") or 0) + 1,
        "worker.sex": OTHER.get(worker.get("sex"), "male"),
        "worker.injury_start": "2001-01-01",
        "utilization_review.decision": "denied" if review.get("decision") != "denied" else "mixed",
        "reviewer.specialties": [*record["reviewer"]["specialties"], "Phrenology"],
        "reviewer.licensed_states": ["Atlantis", *record["reviewer"]["licensed_states"][1:]],
        "unreadable_dates": [*(record.get("unreadable_dates") or ()), "11/203"],
    }
    injuries = {event["date"] for event in record["events"] if event["kind"] == "injury"}
    reviews = {event["date"] for event in record["events"] if event["kind"] == "utilization_review"}
    for event in record["events"]:
        if event["date"] not in injuries:
            yield (
                "injury",
                _with(record, "worker.date_of_injury", event["date"]),
                ("worker.date_of_injury",),
            )
        if event["date"] not in reviews and review.get("date"):
            yield (
                "review",
                _with(record, "utilization_review.date", event["date"]),
                ("utilization_review.date",),
            )
    for name, value in record.get("case", {}).items():
        wrongs[f"case.{name}"] = _wrong_header(name, value)
        if value is not None:
            yield "header dropped", _with(record, f"case.{name}", None), (f"case.{name}",)
    summary = record["clinical_summary"]
    for wrong in (
        f"{summary} She is well.",
        summary[:-20],
        summary.replace(" was ", " was not ", 1),
    ):
        if wrong != summary:
            yield "summary", record | {"clinical_summary": wrong}, ("clinical_summary",)
    for path, planted in wrongs.items():
        yield path, _with(record, path, planted), (path,)
    decisions = {item["decision"] for item in record["items"]}
    contrary = "partially_overturned" if len(decisions) == 1 else "upheld"
    yield "outcome", record | {"outcome": contrary}, ("outcome",)


def _wrong_header(name: str, value: str | None) -> str:
    if name == "priority":
        return "expedited"
    if name == "case_number":
        return "CM01-0000001"
    return _shifted(value) if value else "2001-01-01"


def whole(record: Record) -> bool:
    """Whether a record says enough to be spoilt everywhere: of an empty one nothing is learnt."""
    items = record.get("items") or ()
    said = [item.get(part) for item in items for part in ("title", "decision", "rationale")]
    reviewer = record.get("reviewer", {})
    said += [reviewer.get("specialties"), reviewer.get("licensed_states")]
    said += [record.get("events"), record.get("clinical_summary")]
    return bool(items) and all(said)


def planted(record: Record) -> Iterator[Planted]:
    """Every way in which this record, which is whole, is made wrong, one at a time."""
    for plant in (_in_items, _among_items, _in_events, _in_the_rest):
        yield from plant(record)


def caught(record: Record, text: str) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """For each planted error what was done, the fields, and whether one of them opened for it.

    Left out are fields that the record has wrong already, as there is nothing right to spoil, and
    those that nothing re-derives and that are listed as such.
    """
    before, _ = _examined(record, text)
    wrong_already = {field for field, status in before if status is not Status.CONFLICT}
    for what, wrong, fields in planted(record):
        opened, unverified = _examined(wrong, text)
        if not wrong_already & set(fields) and not set(fields) <= unverified:
            yield what, fields, bool({field for field, _ in opened - before} & set(fields))


def _examined(record: Record, text: str) -> tuple[set[tuple[str, Status]], set[str]]:
    """What is open on a record, and what nothing re-derives of it."""
    found = examined(Determination.model_validate(record), text)
    opened = {(check.field, check.status) for check in found.checks if check.open}
    return opened, set(found.unverified)
