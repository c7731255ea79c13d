"""What the tellings of a person's age and of a person's sex have in common."""

from __future__ import annotations

import re
from typing import NamedTuple, TypeVar

from imr_llm.witness.reading.facts import Candidate, Standing
from imr_llm.witness.reading.telling.lexicon import alternatives
from imr_llm.witness.reading.telling.lines import Line

RELATIVES = alternatives("relative")
# "his wife is | 57 years old", and "his 9-year-old | son"
OWNED = re.compile(rf"\b(?:{RELATIVES})\b[^.;]{{0,40}}$")
NEAR = 80  # letters looked at on either side

T = TypeVar("T")


class Told(NamedTuple):
    """A place in a sentence, and how surely it tells the fact."""

    start: int
    end: int
    standing: Standing


def keep(found: dict[T, Candidate[T]], value: T, told: Told, line: Line) -> None:
    """Keep the best telling of a value, the first of its kind."""
    if value not in found or found[value].standing < told.standing:
        span = line.sentence.place(told.start, told.end)
        found[value] = Candidate(value, span, told.standing)
