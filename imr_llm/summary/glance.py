"""One row of a run at a glance: what is open in it, what contradicts itself, how urgent it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from imr_llm.witness import concluding_sentence
from imr_llm.wording import name_of, plain, sides

Row = dict[str, Any]

# what was decided, and on what: "items[0].decision", "items[2].title", "items", "letter", "outcome"
DECISIVE = re.compile(r"letter|outcome|items(?:\[\d+\](?:\.(?:decision|title|request))?)?")
ITEM = re.compile(r"items\[(\d+)\]\.medically_necessary")


class Concern(IntEnum):
    """Why somebody should look at a letter, the most urgent first."""

    DECISION_OPEN = 0
    CONTRADICTS_ITSELF = 1
    READERS_DISAGREE = 2
    OPEN = 3
    FAILED = 4
    VERIFIED = 5


SAID = {
    Concern.DECISION_OPEN: "a decision or an item is open",
    Concern.CONTRADICTS_ITSELF: "contradicts itself",
    Concern.READERS_DISAGREE: "two readers disagree",
    Concern.OPEN: "other values are open",
    Concern.FAILED: "could not be read",
    Concern.VERIFIED: "verified",
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """One place where a letter contradicts itself, in words."""

    what: str
    how: str


@dataclass(frozen=True, slots=True)
class Glance:
    """One letter of a run.

    `open` and `disputed` name fields; `decisions` are those of its items, null where there is none.
    """

    source: str
    case_number: str | None
    decision_date: str | None
    decisions: tuple[str | None, ...]
    open: tuple[str, ...]
    disputed: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    error: str | None

    @property
    def concern(self) -> Concern:
        """The most urgent of the reasons to look at it."""
        if self.error is not None:
            return Concern.FAILED
        if any(DECISIVE.fullmatch(one) for one in self.open):
            return Concern.DECISION_OPEN
        if self.conflicts:
            return Concern.CONTRADICTS_ITSELF
        if self.disputed:
            return Concern.READERS_DISAGREE
        return Concern.OPEN if self.open else Concern.VERIFIED


def fields_of(letter: Glance) -> str:
    """The open and disputed fields in words; those on which the letter contradicts itself first."""
    names = dict.fromkeys(map(name_of, (*letter.open, *letter.disputed)))
    if letter.concern is not Concern.CONTRADICTS_ITSELF:
        return ", ".join(names)
    contrary = dict.fromkeys(one.what for one in letter.conflicts)
    rest = ", ".join(one for one in names if one not in contrary)
    return ", ".join(contrary) + (f"; also open: {rest}" if rest else "")


def glance(row: Row) -> Glance:
    """What a row says, as a run wrote it; only this much of it is kept."""
    record = row.get("determination") or {}
    case, checks = record.get("case") or {}, row.get("checks") or ()
    error = row.get("error")
    opened = [check for check in checks if is_open(check)]
    return Glance(
        source=row["source"],
        case_number=case.get("case_number"),
        decision_date=case.get("decision_date"),
        decisions=tuple(item.get("decision") for item in record.get("items") or ()),
        open=tuple(dict.fromkeys(check["field"] for check in opened)),
        disputed=tuple(_fields(row.get("disputed") or ())),
        conflicts=tuple(
            Conflict(name_of(one["field"]), _how(one, record))
            for one in opened
            if one["status"] == "conflict"
        ),
        error=f"{error['type']}: {error['message']}" if error else None,
    )


def urgency(letter: Glance) -> tuple[int, int, int, str]:
    """What letters are sorted by, the most urgent first."""
    return letter.concern, -len(letter.conflicts), -len(letter.open), letter.source


def is_open(check: Row) -> bool:
    """Whether a check, as a row holds it, is open."""
    return bool(check["status"] != "confirmed" and check.get("resolution") != "replaced")


def _fields(disputed: Any) -> Iterator[str]:
    """The fields that two readers read differently, by name or with their values."""
    for one in disputed:
        yield one if isinstance(one, str) else str(one["field"])


def _how(check: Row, record: Row) -> str:
    """Both sides of a conflict, an item's with the words of its rationale."""
    if told := sides(check["field"], check["claimed"], check["found"]):
        return told
    if not (at := ITEM.fullmatch(check["field"])):
        return str(check["message"])
    item = record["items"][int(at[1])]
    told = "medically necessary" if check["found"] else "not medically necessary"
    words = concluding_sentence(item.get("rationale") or "")
    quote = f": “{words}”" if words else ""
    return f"{plain(item.get('decision'))}, though the rationale concludes {told}{quote}"
