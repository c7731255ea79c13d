"""The checks as they are made: one per claim, with the evidence's place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, TypeAdapter

from imr_llm.extraction import Check, Claim, Status
from imr_llm.witness.reading.sections import Span

_MESSAGES = {
    Status.DIFFERS: "the letter says otherwise",
    Status.UNSUPPORTED: "nothing in the letter supports it",
    Status.OMITTED: "in the letter, not in the record",
    Status.UNREADABLE: "it rests on a string that cannot be read",
    Status.DOUBTFUL: "the letter neither proves nor refutes it",
}


JSON_TYPES = frozenset({str, int, bool, type(None)})
_CHECKS = TypeAdapter(tuple[Check, ...])


@dataclass
class Ledger:
    """Collects checks; `unverified` names claims that nothing re-derives."""

    _entries: list[dict[str, Any]] = field(default_factory=list)
    unverified: list[str] = field(default_factory=list)

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks in the order of entry, made all at once, which takes half the time."""
        return _CHECKS.validate_python(self._entries)

    def add(
        self,
        name: str,
        status: Status,
        *,
        claimed: object = None,
        found: object = None,
        span: Span | None = None,
        message: str = "",
    ) -> None:
        """Enter one check."""
        self._enter(name, status, plain(claimed), plain(found), span, message)

    def _enter(
        self,
        name: str,
        status: Status,
        claimed: Claim,
        found: Claim,
        span: Span | None,
        message: str,
    ) -> None:
        entry = {
            "field": name,
            "status": status,
            "claimed": claimed,
            "found": found,
            "span": span if span and span[0] < span[1] else None,
            "message": message or _MESSAGES.get(status, ""),
        }
        self._entries.append(entry)

    def settle(
        self,
        name: str,
        claimed: object,
        found: object,
        span: Span | None,
        *,
        agree: Callable[[str, str], bool | None] | None = None,
        sure: bool = True,
        message: str = "",
    ) -> None:
        """Compare a claim with what was found; null on either side means "not said".

        `agree` compares two strings, None where it cannot tell. With `sure` false nothing is more
        than doubtful, whatever was found.
        """
        one, other = plain(claimed), plain(found)
        status = _status(one, other, agree) if sure else Status.DOUBTFUL
        if one is None and other is None:
            span = None
        self._enter(name, status, one, other, span, message)


def _status(one: Claim, other: Claim, agree: Callable[[str, str], bool | None] | None) -> Status:
    if one is None or other is None:
        if one is other:
            return Status.CONFIRMED
        return Status.OMITTED if one is None else Status.UNSUPPORTED
    if one == other:
        return Status.CONFIRMED
    if agree and isinstance(one, str) and isinstance(other, str):
        told = agree(one, other)
        return Status.DOUBTFUL if told is None else Status.CONFIRMED if told else Status.DIFFERS
    return Status.DIFFERS


def claims(part: BaseModel, name: str) -> bool:
    """Tell whether a record says anything about a field; a part left out claims nothing."""
    return name in part.model_fields_set


def plain(value: object) -> Claim:
    """A value in JSON's own types."""
    if type(value) in JSON_TYPES:
        return value  # type: ignore[return-value]  # of one of these types
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return str(value)
