"""What two readers' agreement is worth, on records whose worth is known."""

from __future__ import annotations

from typing import Any

import pytest

from eval.scoring.marks import mark
from eval.trust.agreement import agreement
from eval.trust.worth import Checked
from imr_llm import Determination, Disputed, Extraction
from imr_llm.extraction import Family, Provenance

LABELS: dict[str, Any] = {
    "items": [{"title": "A", "category": "surgery"}, {"title": "B", "category": "other"}],
    "events": [{"date": "2016-01-02", "kind": "visit"}, {"date": "2016-03-04", "kind": "request"}],
}
FIELDS = ("items[0].category", "items[1].category", "events[0].kind", "events[1].kind")


def checked(
    changes: dict[str, str], agreed: tuple[str, ...], *disputed: tuple[str, str, str]
) -> Checked:
    """A record with some labels changed."""
    told = Determination.model_validate(LABELS).model_dump_json(exclude_unset=True)
    for before, after in changes.items():
        told = told.replace(f'"{before}"', f'"{after}"')
    record = Determination.model_validate_json(told)
    source = Provenance(engine="x", family=Family.F4, version="0", text_sha256="", seconds=0)
    extraction = Extraction(
        determination=record,
        checks=(),
        unverified=FIELDS,
        agreed=agreed,
        disputed=tuple(Disputed(field=a, rules=b, model=c) for a, b, c in disputed),
        provenance=source,
    )
    labels = Determination.model_validate(LABELS)
    return Checked("letter", extraction, mark("letter", record, labels))


def test_one_reader() -> None:
    """Of one reader's record nothing is agreed, and every value is told."""
    found = agreement([checked({"surgery": "programs"}, ())])

    assert (found.values, found.agreed, found.disputed) == (4, 0, 0)
    assert found.right.value == pytest.approx(3 / 4)
    assert found.agreed_right.value is None


def test_two_readers() -> None:
    """Agreed and disputed values are told apart, and in a dispute which of two was right."""
    found = agreement(
        [
            checked(
                {"surgery": "programs", "visit": "diagnostic", "request": "other"},
                ("items[1].category", "events[1].kind"),
                ("items[0].category", "surgery", "programs"),
                ("events[0].kind", "visit", "diagnostic"),
            )
        ]
    )

    assert (found.values, found.agreed, found.disputed) == (4, 2, 2)
    assert found.agreed_right.value == pytest.approx(1 / 2)
    assert found.agreed_coverage.value == pytest.approx(1 / 2)
    assert (found.disputed_right.value, found.rules_right.value) == (0, 1)


def test_not_labelled() -> None:
    """What the labels leave out is not told."""
    it = checked({}, FIELDS)
    without = Determination.model_validate({"items": LABELS["items"]})
    marks = mark("letter", it.extraction.determination, without)

    assert agreement([Checked("letter", it.extraction, marks)]).agreed == 2
