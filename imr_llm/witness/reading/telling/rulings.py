"""What one sentence rules."""

from __future__ import annotations

from typing import NamedTuple

from imr_llm.record import ReviewDecision
from imr_llm.witness.reading.facts import Standing


class Ruling(NamedTuple):
    """What a sentence tells of the outcome.

    `refused`, `partly`, `granted`: the verdicts met; `rest`: what remained of something was
    refused. `unsure`: one of them was not understood. `about`: the first words of what they are
    about. `itemized`: that is a request named in the sentence. `earlier`: it is called previous.
    `open`: a number was granted, of which it is not told how many were asked for; `of`: the words
    that name it, none where it is not named. `first`, `last`: the places of the verdicts.
    """

    refused: bool = False
    partly: bool = False
    granted: bool = False
    rest: bool = False
    unsure: bool = False
    about: frozenset[str] = frozenset()
    itemized: bool = False
    earlier: bool = False
    first: int = 0
    last: int = 0
    open: bool = False
    of: frozenset[str] = frozenset()

    @property
    def decision(self) -> ReviewDecision | None:
        """The outcome, None where nothing was refused or granted in part."""
        if self.refused and self.partly:
            return ReviewDecision.MIXED
        if self.partly:
            return ReviewDecision.MODIFIED
        return ReviewDecision.DENIED if self.refused else None

    @property
    def standing(self) -> Standing:
        """SURE where every verdict was understood, and how much was granted."""
        open_ = self.open and self.refused and not self.partly
        return Standing.MAYBE if self.unsure or open_ else Standing.SURE
