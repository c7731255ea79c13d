"""A dated fact of the narrative, and what each date was told of as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from imr_llm.dates import PartialDate
from imr_llm.record import EventKind
from imr_llm.rules.mentions import Mention


@dataclass(frozen=True, slots=True)
class Fact:
    """One mentioned date with the kinds of fact it dates, and the sentence it stands in.

    `range_start` is the date that a period ("from ... through ...") began which this one ends.
    `guessed`: no word near the date tells the kind.
    """

    mention: Mention
    kinds: tuple[EventKind, ...]
    sentence: tuple[int, int]
    range_start: PartialDate | None = None
    guessed: bool = False


Told = Mapping[PartialDate | None, set[EventKind]]
"""What each date was told of as."""


def told_of(facts: list[Fact]) -> Told:
    """What the facts tell each date of."""
    told: dict[PartialDate | None, set[EventKind]] = {}
    for fact in facts:
        told.setdefault(fact.mention.date, set()).update(fact.kinds)
    return told
