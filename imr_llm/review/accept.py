"""A record with what people decided of it: its checks say who, and when."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from imr_llm.errors import RecordError
from imr_llm.extraction import Check, Extraction, Resolution, Status
from imr_llm.pipeline import examined
from imr_llm.record import load_record
from imr_llm.review.corrections import Ruling, Rulings, Verdict
from imr_llm.review.kinds import steps

EXTRA = "extra."
"""What the names of the caller's own fields begin with."""


def accept(extraction: Extraction, text: str, rulings: Rulings) -> Extraction:
    """The extraction after what people decided.

    A corrected value stands in the record, its check is `differs` and `replaced`; one that was
    added (`completed`) `omitted` and `replaced`. A confirmed one is `confirmed`. One that cannot be
    told, or that two people decided differently, stays open. Every such check's message names who
    decided and when. All other claims are checked anew against the letter, for a corrected title or
    decision bears on them.

    Raises RecordError for a field that the record has not, or a value that cannot stand there.
    """
    before = extraction.determination.model_dump(mode="json")
    after: dict[str, Any] = json.loads(json.dumps(before))
    values = {name: one for name, one in rulings.values.items() if name not in rulings.quarrels}
    for path, ruling in values.items():
        if ruling.decided.verdict is Verdict.CORRECTED:
            _put(after, path, ruling.decided.value)
    if "outcome" not in values and after.get("items") != before.get("items"):
        after.pop("outcome", None)
    record = load_record(json.dumps(after))
    found = examined(record, text)
    # the caller's own fields are no part of the record, and stay as they were checked
    extra = [one for one in extraction.checks if one.field.startswith(EXTRA)]
    checks = list(_checks((*found.checks, *extra), {**before, "extra": extraction.extra}, rulings))
    unverified = [*found.unverified]
    unverified += [one for one in extraction.unverified if one.startswith(EXTRA)]
    settled = {
        name for name, one in values.items() if one.decided.verdict is not Verdict.CANNOT_BE_TOLD
    }
    update = {
        "determination": record,
        "checks": tuple(checks),
        "unverified": tuple(one for one in unverified if one not in settled),
        "agreed": tuple(one for one in extraction.agreed if one not in settled),
        "disputed": tuple(one for one in extraction.disputed if one.field not in settled),
    }
    return extraction.model_copy(update=update)


def _checks(checks: tuple[Check, ...], before: Any, rulings: Rulings) -> Iterator[Check]:
    """The second reader's checks, with one of a person's in place of those on the same field."""
    told: set[str] = set()
    for check in checks:
        if check.field not in rulings.values:
            yield check
        elif check.field not in told:
            told.add(check.field)
            others = [one for one in checks if one.field == check.field]
            yield _ruled(check.field, others, before, rulings)
    for field in rulings.values:
        if field not in told:
            yield _ruled(field, [], before, rulings)


def _ruled(field: str, others: list[Check], before: Any, rulings: Rulings) -> Check:
    ruling = rulings.values[field]
    decided, claimed = ruling.decided, _plain(_get(before, field))
    opened = [one for one in others if one.open]
    span = ruling.added or next((one.span for one in [*opened, *others] if one.span), None)
    status, found, resolution = Status.CONFIRMED, claimed, Resolution.KEPT
    said = "added" if ruling.added else f"{decided.verdict.value.replace('_', ' ')}"
    if field in rulings.quarrels:
        status, found, said = Status.DOUBTFUL, None, "two people decided differently, the last"
    elif decided.verdict is Verdict.CANNOT_BE_TOLD:
        status, found = Status.DOUBTFUL, None
    elif decided.verdict is Verdict.CORRECTED and _plain(decided.value) != claimed:
        status = Status.OMITTED if ruling.added else Status.DIFFERS
        found, resolution = _plain(decided.value), Resolution.REPLACED
    readers = "".join(f"; second reader: {one.status.value}, {one.message}" for one in opened)
    return Check(
        field=field,
        status=status,
        claimed=claimed,
        found=found,
        span=span,
        resolution=resolution,
        message=f"{said} by {_who(ruling)}{readers}",
    )


def _who(ruling: Ruling) -> str:
    return f"{ruling.by} on {ruling.decided.at.isoformat()}"


def _plain(value: Any) -> Any:
    """A value as a check may hold it; parts of the record are not told there."""
    parts = isinstance(value, dict) or (
        isinstance(value, list) and not all(isinstance(one, str) for one in value)
    )
    return None if parts else value


def _get(record: Any, path: str) -> Any:
    """What stands in a field; None where the record has no such field."""
    for step in steps(path):
        try:
            record = record[step]
        except (KeyError, IndexError, TypeError):
            return None
    return record


def _put(record: Any, path: str, value: Any) -> None:
    try:
        *way, last = steps(path)
        for step in way:
            record = record[step]
        record[last]  # only what is there can be corrected
        record[last] = value
    except (KeyError, IndexError, TypeError, ValueError):
        raise RecordError(f"the record has no {path}") from None
