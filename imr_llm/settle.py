"""What the second reader may put right: an outcome at its place, a date of the header.

Everything else that is contradicted stays as claimed, with its check open; omissions are never
filled in (contract, section 2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from imr_llm.extraction import Check, Resolution, Status
from imr_llm.record import Case, Decision, Determination, outcome_of

ITEM_DECISION = re.compile(r"items\[(\d+)\]\.decision")
CASE_DATES = {
    f"case.{name}" for name, field in Case.model_fields.items() if field.annotation == date | None
}
# the outcome word's neighbours: a colon before, the label after
BEFORE = re.compile(r":\s*$")
AFTER = re.compile(r"\.?\s*Claims\s+Administrator\s+guideline:")


def settle(
    record: Determination, checks: Iterable[Check], text: str
) -> tuple[Determination, tuple[Check, ...]]:
    """The record with what the letter prints beyond doubt, and its checks marked `replaced`."""
    checks, settled = tuple(checks), []
    if not any(check.status is Status.DIFFERS for check in checks):
        return record, checks
    for check in checks:
        better = _put_right(record, check, text)
        if better:
            record = better
            check = check.model_copy(update={"resolution": Resolution.REPLACED})  # noqa: PLW2901
        settled.append(check)
    return record, tuple(_recomputed(check, record) for check in settled)


def _recomputed(check: Check, record: Determination) -> Check:
    """The outcome is computed from the items: where their decisions were put right, so is it."""
    if check.field != "outcome" or check.status is not Status.DIFFERS:
        return check
    if record.outcome is None or check.found != record.outcome.value:
        return check
    message = "computed anew from the decisions as printed"
    update = {"status": Status.CONFIRMED, "claimed": check.found, "message": message}
    return check.model_copy(update=update)


def _put_right(record: Determination, check: Check, text: str) -> Determination | None:
    """The record with what one check found in place of the claim; None where that is not for us."""
    if check.status is not Status.DIFFERS or not isinstance(check.found, str):
        return None
    if (match := ITEM_DECISION.fullmatch(check.field)) and _printed_outcome(check, text):
        return _with_decision(record, int(match[1]), Decision(check.found))
    if check.field in CASE_DATES:
        return _with_case_date(record, check.field, check.found)
    return None


def _printed_outcome(check: Check, text: str) -> bool:
    """Whether the evidence is an outcome word between a title and the first label."""
    if not check.span or check.found not in set(Decision):
        return False
    start, end = check.span
    return bool(BEFORE.search(text[max(0, start - 40) : start]) and AFTER.match(text, end))


def _with_decision(record: Determination, index: int, decision: Decision) -> Determination:
    items = list(record.items or ())
    items[index] = items[index].model_copy(update={"decision": decision})
    return record.model_copy(update={"items": items, "outcome": outcome_of(items)})


def _with_case_date(record: Determination, field: str, found: str) -> Determination:
    name = field.removeprefix("case.")
    case = record.case.model_copy(update={name: date.fromisoformat(found)})
    return record.model_copy(update={"case": case})
