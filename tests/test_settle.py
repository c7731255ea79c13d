"""What a check may put right in the record, and what it must not."""

from __future__ import annotations

from typing import Any

import pytest

from imr_llm import Check, Determination, Resolution, Status
from imr_llm.settle import settle

TEXT = (
    "Decision Date: 04/03/2019 \nWrist brace: Overturned. \nClaims Administrator guideline: None. "
    "Decision rationale: We find: Upheld \nwas wrong. \nCane \nUpheld \nClaims Administrator "
    "guideline: None."
)
RECORD = Determination.model_validate(
    {
        "case": {"decision_date": "2019-03-04", "case_number": "CM19-0000001"},
        "worker": {"age": 40, "date_of_injury": "2018-03-02"},
        "items": [{"title": "Wrist brace", "decision": "upheld"}, {"decision": "upheld"}],
    }
)


def span(words: str, nth: int = 1) -> tuple[int, int]:
    """Where the nth `words` stand in the text."""
    at = -1
    for _ in range(nth):
        at = TEXT.index(words, at + 1)
    return (at, at + len(words))


def differs(field: str, found: Any, where: tuple[int, int] | None, **more: Any) -> Check:
    """A check that says the letter prints something else."""
    return Check(**{"field": field, "status": Status.DIFFERS, "found": found, "span": where} | more)


def test_decision() -> None:
    """An outcome printed between its title and the first label replaces the claim."""
    check = differs("items[0].decision", "overturned", span("Overturned"), claimed="upheld")
    record, (settled,) = settle(RECORD, [check], TEXT)

    assert [one.decision for one in record.items or ()] == ["overturned", "upheld"]
    assert record.outcome == "partially_overturned"
    assert settled == check.model_copy(update={"resolution": Resolution.REPLACED})
    assert (settled.open, settled.claimed) == (False, "upheld")


def test_case_date() -> None:
    """A date printed in the header replaces the claim, and nothing else of the case changes."""
    check = differs("case.decision_date", "2019-04-03", span("04/03/2019"))
    record, (settled,) = settle(RECORD, [check], TEXT)

    assert record.case.model_dump(mode="json") == {
        "decision_date": "2019-04-03",
        "case_number": "CM19-0000001",
    }
    assert settled.resolution is Resolution.REPLACED


KEPT = [
    (differs("items[0].decision", "upheld", span("Upheld", 1)), "a word in a rationale"),
    (differs("items[1].decision", "overturned", span("Upheld", 2)), "no colon before the word"),
    (differs("items[0].decision", "overturned", None), "no evidence"),
    (differs("items[0].decision", "modified", span("Overturned")), "no known decision"),
    (differs("items[0].decision", None, span("Overturned")), "nothing found"),
    (
        differs("items[0].decision", "overturned", span("Overturned"), status=Status.CONFLICT),
        "the letter contradicts itself",
    ),
    (
        differs("items[0].decision", "overturned", span("Overturned"), status=Status.UNSUPPORTED),
        "unsupported, not contradicted",
    ),
    (
        differs("case.decision_date", "2019-04-03", span("04/03/2019"), status=Status.OMITTED),
        "an omission is never filled in",
    ),
    (differs("case.case_number", "CM19-0000002", None), "no date"),
    (differs("case.priority", "standard", None), "no date either"),
    (differs("worker.date_of_injury", "2019-04-03", span("04/03/2019")), "not of the header"),
    (differs("utilization_review.date", "2019-04-03", span("04/03/2019")), "nor this"),
    (differs("items[0].title", "Brace", span("brace")), "a title"),
    (differs("outcome", "overturned", span("Overturned")), "the outcome"),
]


@pytest.mark.parametrize(("check", "why"), KEPT)
def test_kept(check: Check, why: str) -> None:
    """Everything else stays as claimed, with its check as it was."""
    assert settle(RECORD, [check], TEXT) == (RECORD, (check,)), why


def test_all_at_once() -> None:
    """Checks keep their order, and the record that was given stays as it was."""
    before = RECORD.model_dump()
    checks = [
        differs("items[0].title", "Brace", None),
        differs("items[0].decision", "overturned", span("Overturned")),
        differs("case.decision_date", "2019-04-03", span("04/03/2019")),
    ]
    record, settled = settle(RECORD, checks, TEXT)

    assert [one.field for one in settled] == [one.field for one in checks]
    assert [one.open for one in settled] == [True, False, False]
    assert record != RECORD
    assert RECORD.model_dump() == before
