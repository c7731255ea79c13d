"""How surely the running text tells a fact: sure, maybe, or no (contract 2, `confirmed`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Generic, NamedTuple, TypeVar

from imr_llm.dates import PartialDate
from imr_llm.record import ReviewDecision, Sex

T = TypeVar("T")
Span = tuple[int, int]


class Standing(IntEnum):
    """How much the words have to say for a reading."""

    NO = 0
    MAYBE = 1
    SURE = 2


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """One reading of a fact: its value, its evidence in the letter, and how sure the words are."""

    value: T
    span: Span
    standing: Standing


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """All that a section has to say for one fact.

    `candidates`: in the letter's order, rivals included. `hints`: places that hint at the fact,
    however worded, of which nothing was read. Without either the section is silent. `unless`: words
    that name what may have been granted in part; the one candidate would be sure without that.
    `refused`: the words of the sentences that refuse, where `unless` has any.
    """

    candidates: tuple[Candidate[T], ...] = ()
    hints: tuple[Span, ...] = ()
    unless: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()

    @property
    def sure(self) -> Candidate[T] | None:
        """The one reading that has no rival; None where there is none, or more than one."""
        if len(self.candidates) != 1 or self.candidates[0].standing is not Standing.SURE:
            return None
        return self.candidates[0]

    @property
    def place(self) -> Span | None:
        """Where the fact is told or hinted at first; None where the section is silent."""
        return next((one.span for one in self.candidates), next(iter(self.hints), None))


class Roles(NamedTuple):
    """How surely a date of the section is an injury's, a review's, anything else's.

    `former`: it is surely an injury's, though an earlier one than that of the claim.
    """

    injury: Standing = Standing.NO
    review: Standing = Standing.NO
    other: Standing = Standing.NO
    former: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """What a clinical case summary tells. `roles` has one entry for every mention, by number."""

    age: Fact[int] = field(default_factory=Fact)
    sex: Fact[Sex] = field(default_factory=Fact)
    injury: Fact[PartialDate] = field(default_factory=Fact)
    injury_start: Fact[PartialDate] = field(default_factory=Fact)
    review: Fact[PartialDate] = field(default_factory=Fact)
    outcome: Fact[ReviewDecision] = field(default_factory=Fact)
    roles: dict[int, Roles] = field(default_factory=dict)
