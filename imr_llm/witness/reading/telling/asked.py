"""Amounts asked for, and whether a grant comes up to them.

A grant that gives a number is a grant in full only where the same number was asked for.
"""

from __future__ import annotations

from collections.abc import Callable

from imr_llm.witness.reading.telling.lexicon import Row, kinds
from imr_llm.witness.reading.telling.quantities import ASKED, ASKING, Amount, amounts
from imr_llm.witness.reading.telling.stretches import says

_PAST = kinds("seen after earlier said since refuse grant part")
_DONE = ("completed", "attended", "finished", "used", "failed", "despite", "already")
_MANY = 40  # amounts of a sentence that are looked at
_LASTING = ("week", "month", "day", "year")

Asked = Callable[[], list[Amount]]  # the amounts that the sentences before ask for


def asked_in(row: Row) -> list[Amount] | None:
    """The amounts that a sentence says were asked for; None where it asks for nothing.

    "EMDR sessions, ten, were asked for" has them before its verb, "asks for ten" behind it.
    """
    for place, word in enumerate(row):
        if word.kind in ASKED or word.text in ASKING or _for(row, place):
            passive = any(one.kind == "be" for one in row[max(0, place - 2) : place])
            return (_before(row, place) if passive else _behind(row, place))[:_MANY]
    return None


def _for(row: Row, place: int) -> bool:
    """As in "a request for", "the request for authorization was for", "the plan calls for"."""
    if row[place].kind == "for":
        before = row[place - 1 : place]
        return bool(before) and (before[0].kind == "be" or before[0].text in ("calls", "called"))
    return row[place].kind == "request" and says(row[place + 1 : place + 2], "for")


def _before(row: Row, place: int) -> list[Amount]:
    begin = place
    while begin and row[begin - 1].kind != "stop":
        begin -= 1
    own = row[begin:place]
    done = any(word.kind in _PAST or word.text in _DONE for word in own)
    return [] if done else amounts(row, begin, place)


def _behind(row: Row, place: int) -> list[Amount]:
    end = place + 1
    while end < len(row) and row[end].kind not in ("stop", "after", "when", "since"):
        end += 1
    return amounts(row, place + 1, end)


def granted(one: Amount, asked: list[Amount]) -> bool | None:
    """Whether an amount is all that was asked for; None where that is not told plainly."""
    same = [each.many for each in asked if _alike(one, each)]
    if not one.told and one.unit not in _LASTING:
        return None if any(many > one.many for many in same) else True
    if not same:
        return None
    if all(one.many < many for many in same):
        return False if one.told else None
    return True if all(one.many == many for many in same) else None


def _alike(one: Amount, other: Amount) -> bool:
    """Of one unit and one thing, as far as they are named; days and weeks are of anything."""
    if one.unit != other.unit:
        return False
    shared = one.words & other.words
    unnamed = not one.words or (one.unit == "visit" and not other.words)
    return bool(shared) or unnamed
