"""Marks: a planted difference is marked where it is and nowhere else."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from eval.scoring.marks import mark
from eval.scoring.verdicts import Mark, Verdict
from imr_llm import Determination

Counts = dict[str, dict[str, int]]
LABELS: dict[str, Any] = {
    "case": {"case_number": "CM19-0000001", "priority": None},
    "reviewer": {"specialties": ["Toxicology", "Urology"]},
    "worker": {"age": 40, "sex": "male", "diagnoses": ["sprain"]},
    "utilization_review": {"date": "2016-03-04", "decision": "denied"},
    "clinical_summary": "He fell on 01-02-2016. X-rays were normal.",
    "events": [
        {"date": "2016-01-02", "kind": "injury", "text": "fell on 01-02-2016"},
        {"date": "2016-03-04", "kind": "utilization_review"},
        {"date": "2016-03-04", "kind": "visit"},
    ],
    "unreadable_dates": ["10/204"],
    "items": [
        {
            "title": "Wrist brace",
            "decision": "upheld",
            "rationale": "It is not medically necessary.",
            "maximus_guideline": {
                "basis": "mtus",
                "citations": [
                    {"source": "MTUS", "title": "One", "sections": [], "pages": []},
                    {"source": "MTUS", "title": "Two", "sections": ["A"], "pages": []},
                ],
            },
        },
        {"title": "Cane", "decision": "overturned"},
        {"title": "Cane", "decision": "upheld"},
    ],
}


def marks(change: Callable[[Any], object]) -> list[Mark]:
    """The marks of the labels' own record after a change."""
    record = copy.deepcopy(LABELS)
    change(record)
    changed = Determination.model_validate(record)
    return mark("it", changed, Determination.model_validate(LABELS))


def faults(change: Callable[[Any], object]) -> Counts:
    """What is not right after a change, counted by field and verdict."""
    counted: Counts = {}
    for one in marks(change):
        if not one.right:
            counts = counted.setdefault(one.field, {})
            counts[one.verdict.value] = counts.get(one.verdict.value, 0) + 1
    return counted


WRONG, MISSING, ABSTAINED, SPURIOUS = (
    {verdict.value: 1} for verdict in Verdict if verdict is not Verdict.RIGHT
)
CHANGES: list[tuple[str, Callable[[Any], object], Counts]] = [
    ("nothing", lambda it: it, {}),
    (
        "white space and hyphens",
        lambda it: it.update(clinical_summary="He  fell on\n01-02-2016.Xrays were normal. "),
        {},
    ),
    (
        "a hyphen between digits",
        lambda it: it.update(clinical_summary="He fell on 01-022016. X-rays were normal."),
        {"clinical_summary": WRONG},
    ),
    ("a wrong value", lambda it: it["worker"].update(age=41), {"worker.age": WRONG}),
    ("a null value", lambda it: it["worker"].update(age=None), {"worker.age": ABSTAINED}),
    ("a value left out", lambda it: it["worker"].pop("age"), {"worker.age": ABSTAINED}),
    (
        "a value invented",
        lambda it: it["case"].update(priority="standard"),
        {"case.priority": SPURIOUS},
    ),
    ("more than the labels say", lambda it: it["worker"].update(date_of_injury="2016"), {}),
    ("a list cut short", lambda it: it.update(unreadable_dates=[]), {"unreadable_dates": MISSING}),
    (
        "a list not read",
        lambda it: it["worker"].update(diagnoses=None),
        {"worker.diagnoses": ABSTAINED},
    ),
    (
        "one of a list wrong",
        lambda it: it["reviewer"].update(specialties=["Urology", "Oncology"]),
        {"reviewer.specialties": MISSING | SPURIOUS},
    ),
    ("a list in another order", lambda it: it["reviewer"]["specialties"].reverse(), {}),
    (
        "the only event of a date missing",
        lambda it: it["events"].pop(0),
        {"events.date": MISSING, "events.role": MISSING, "events.(date, kind)": MISSING},
    ),
    (
        "one of two events of a date missing",
        lambda it: it["events"].pop(2),
        {"events.(date, kind)": MISSING},
    ),
    (
        "an event of another kind",
        lambda it: it["events"][2].update(kind="treatment"),
        {"events.(date, kind)": MISSING | SPURIOUS},
    ),
    (
        "an event with a role it has not",
        lambda it: it["events"][2].update(kind="injury"),
        {"events.(date, kind)": MISSING | SPURIOUS, "events.role": SPURIOUS},
    ),
    ("events in another order", lambda it: it["events"].reverse(), {}),
    (
        "events not read",
        lambda it: it.update(events=None),
        {
            "events.date": {"abstained": 2},
            "events.role": {"abstained": 2},
            "events.(date, kind)": {"abstained": 3},
        },
    ),
    (
        "a wrong decision",
        lambda it: it["items"][0].update(decision="overturned"),
        {"items.decision": WRONG},
    ),
    (
        "a decision not given",
        lambda it: it["items"][0].update(decision=None),
        {"items.decision": ABSTAINED, "outcome": ABSTAINED},
    ),
    (
        "a title misread: still the same item",
        lambda it: it["items"][0].update(title="Wrist braces"),
        {"items.title": WRONG},
    ),
    (
        "an item dropped",
        lambda it: it["items"].pop(0),
        {
            "items": MISSING,
            "items.title": MISSING,
            "items.decision": MISSING,
            "items.rationale": MISSING,
            "items.maximus_guideline.basis": MISSING,
            "items.maximus_guideline.citations": {"missing": 2},
        },
    ),
    (
        "an item invented",
        lambda it: it["items"].append(
            {"title": "Hydrotherapy pool", "decision": "upheld", "category": "other"}
        ),
        {"items": SPURIOUS, "items.title": SPURIOUS, "items.decision": SPURIOUS},
    ),
    (
        "an item replaced by another",
        lambda it: it["items"].__setitem__(1, {"title": "Hydrotherapy pool", "decision": "upheld"}),
        {
            "items": MISSING | SPURIOUS,
            "items.title": MISSING | SPURIOUS,
            "items.decision": MISSING | SPURIOUS,
            "outcome": WRONG,
        },
    ),
    (
        "shuffled items are realigned",
        lambda it: it["items"].insert(2, it["items"].pop(0)),
        {"items.order": WRONG},
    ),
    (
        "of items with one title the order tells",
        lambda it: it["items"].append(it["items"].pop(1)),
        {"items.decision": {"wrong": 2}},
    ),
    (
        "a basis wrong",
        lambda it: it["items"][0]["maximus_guideline"].update(basis="both"),
        {"items.maximus_guideline.basis": WRONG},
    ),
    (
        "citations in another order",
        lambda it: it["items"][0]["maximus_guideline"]["citations"].reverse(),
        {},
    ),
    (
        "a section wrong",
        lambda it: it["items"][0]["maximus_guideline"]["citations"][1].update(sections=["B"]),
        {"items.maximus_guideline.citations": MISSING | SPURIOUS},
    ),
    (
        "an outcome contrary to the items",
        lambda it: it.update(outcome="upheld"),
        {"outcome": WRONG},
    ),
    (
        "a whole part left out",
        lambda it: it.pop("utilization_review"),
        {"utilization_review.date": ABSTAINED, "utilization_review.decision": ABSTAINED},
    ),
]


@pytest.mark.parametrize(("name", "change", "expected"), CHANGES, ids=[one[0] for one in CHANGES])
def test_planted(name: str, change: Callable[[Any], object], expected: Counts) -> None:
    """A planted difference gives exactly the counts that it should."""
    assert faults(change) == expected, name


def test_all_right() -> None:
    """The labels against themselves are right as often as they say something."""
    assert Counter(one.field for one in marks(lambda it: it) if one.right) == {
        "case.case_number": 1,
        "reviewer.specialties": 2,
        "worker.age": 1,
        "worker.sex": 1,
        "worker.diagnoses": 1,
        "utilization_review.date": 1,
        "utilization_review.decision": 1,
        "clinical_summary": 1,
        "unreadable_dates": 1,
        "events.date": 2,
        "events.role": 2,
        "events.(date, kind)": 3,
        "items": 3,
        "items.order": 1,
        "items.title": 3,
        "items.decision": 3,
        "items.rationale": 1,
        "items.maximus_guideline.basis": 1,
        "items.maximus_guideline.citations": 2,
        "outcome": 1,
    }


def test_places() -> None:
    """A mark says where its value stands in the labels, and where a check of it would stand."""

    def change(it: Any) -> None:
        it["items"].insert(0, {"title": "Hydrotherapy pool", "decision": "upheld"})
        it["items"][1]["decision"] = "overturned"
        it["events"].pop(0)

    found = {(one.place, one.claim) for one in marks(change) if not one.right}
    assert found == {
        ("+items[0]", "items[0]"),
        ("+items[0].title", ""),
        ("+items[0].decision", ""),
        ("items[0].decision", "items[1].decision"),
        ("events[0].date", "events"),
        ("events[0].kind", "events"),
    } | {
        ("outcome", "outcome") for one in marks(change) if one.field == "outcome" and not one.right
    }


def test_odd_labels() -> None:
    """Labels or records without a title, a date or a kind are scored, and nothing breaks."""
    odd = Determination.model_validate(
        {"items": [{"decision": "upheld"}], "events": [{"kind": "visit"}, {"date": "2016"}]}
    )
    fields = Counter((one.field, one.verdict.value) for one in mark("it", odd, odd))

    assert fields["items", "missing"] == fields["items", "spurious"] == 1
    assert fields["events.(date, kind)", "right"] == 2


def test_part_the_labels_leave_out() -> None:
    """An incomplete record is scored on what it holds."""
    full = Determination.model_validate(LABELS)
    part = Determination.model_validate({"items": [{"title": "Wrist brace", "decision": "upheld"}]})
    fields = {one.field for one in mark("it", full, part)}

    assert fields == {"items", "items.title", "items.decision", "outcome"}
