"""The head of a disputed item: what is asked for, without what is told of it.

A purpose or an occasion ("for", "before", "status post") begins another stretch of the request,
and within a stretch a comma, a bracket, "and", "of" or "with" begins another breath: "Nurse visits
for wound care, 2 weeks" is three breaths in two stretches. The head is the first breath that names
anything, in the first stretch that does.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from imr_llm.record import Category
from imr_llm.rules.vocabulary import LONGEST, Weight, joined, named, words_of


class Term(NamedTuple):
    """A term of the tables where it stands; `stretch` and `breath` are numbers that grow."""

    text: str
    weight: Weight
    category: Category
    stretch: int
    breath: int


class Head(NamedTuple):
    """The terms of the head, from the left, and those of its stretch, which it is among."""

    terms: list[Term]
    stretch: list[Term]


def head_of(request: str) -> Head | None:
    """The head of a request; None where no term of the tables stands in it."""
    for _, terms in groupby(_terms(request), lambda term: term.stretch):
        stretch = list(terms)
        telling = [term for term in stretch if term.weight is not Weight.VAGUE] or stretch
        return Head([term for term in telling if term.breath == telling[0].breath], stretch)
    return None


def _terms(request: str) -> Iterator[Term]:
    """The terms that a request names, from the left, the longest at each word."""
    words = list(words_of(request))
    stretch = breath = at = 0
    while at < len(words):
        size, entry = named(words[at : at + LONGEST])
        breath += words[at].parted
        match entry:
            case None | (Weight.IGNORED, _):
                pass
            case (Weight.PURPOSE, _):
                stretch, breath = stretch + 1, breath + 1
            case (Weight.JOINT, _):
                breath += 1
            case _:
                yield Term(joined(words[at : at + size]), *entry, stretch, breath)
        at += size
