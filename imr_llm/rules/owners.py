"""What a date is the date of, as the rules of `belonging` answer."""

from __future__ import annotations

from dataclasses import dataclass

from imr_llm.record import EventKind


@dataclass(frozen=True, slots=True)
class Owner:
    """What a date is the date of; None as kind where nothing tells. `near`: only nearness tells.

    `asked`: what a request is for, whose date it may be too. `also`: what else is of that date.
    """

    kind: EventKind | None
    near: bool = False
    asked: EventKind | None = None
    also: EventKind | None = None


NOBODY = Owner(None)
PUBLISHED = Owner(None)
REVIEW = Owner(EventKind.UTILIZATION_REVIEW)
TREATMENT = Owner(EventKind.TREATMENT)
