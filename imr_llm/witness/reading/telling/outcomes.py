"""What the utilization review decided, as one sentence tells it.

All refused: DENIED; all partly granted: MODIFIED; some of each: MIXED. What was certified in full
does not count.
"""

from __future__ import annotations

from imr_llm.witness.reading.telling.amounts import REASONS
from imr_llm.witness.reading.telling.lexicon import Row, kinds
from imr_llm.witness.reading.telling.rulings import Ruling
from imr_llm.witness.reading.telling.stretches import first_thing
from imr_llm.witness.reading.telling.tally import tally
from imr_llm.witness.reading.telling.verdicts import (
    DECIDERS,
    VERDICTS,
    by_another,
    of_activity,
    on_liability,
    passive,
)

_CASE = kinds("review payer decision denial upheld request requested rest appeal")
_MADE = kinds("made be of for upheld")
_NOMINAL = kinds("of for")
_RULED = VERDICTS | {"denial"}
_WANTED = kinds("request requested thing")


def ruling_of(row: Row, present: frozenset[str], *, told_before: bool) -> Ruling | None:
    """The ruling of a sentence (its verdicts `resolved`), None where it tells none.

    `present`: the kinds of its words; `told_before`: the sentence before tells of the review.
    """
    if present.isdisjoint(_RULED):
        return None
    places = _verdicts(row)
    if not places:
        return _nominal(row)
    if present.isdisjoint(_CASE) and not told_before and not _treatment_denied(row, places):
        return None
    ruling = tally(row, places)
    unsure = ruling.unsure or not _listed(row, places)
    unsure = unsure or _excepting(row, places[-1])
    if present.isdisjoint(DECIDERS) and not (told_before or _asked(row, places[0])):
        unsure = True
    return ruling._replace(unsure=True) if unsure and not ruling.unsure else ruling


def _excepting(row: Row, last: int) -> bool:
    """As in "denied all requests except the brace"; not in a reason."""
    after = row[last : last + _EXCEPTED]
    why = next((at for at, word in enumerate(after) if word.text in REASONS), len(after))
    return any(word.kind == "except" for word in row[:last] + after[:why])


_EXCEPTED = 8  # words after a verdict in which something may be excepted from it


def _verdicts(row: Row) -> list[int]:
    """The places of the review's verdicts: not what the worker or a provider denied or approved.

    A "denial of the MRI" counts beside them: "resulted in denial of the MRI and modification of".
    """
    found = []
    for place, word in enumerate(row):
        if word.kind == "denial":
            if row[place + 1 : place + 2] and row[place + 1].kind in _NOMINAL:
                found.append(place)
        elif word.kind in VERDICTS and not (
            by_another(row, place) or on_liability(row, place) or of_activity(row, place)
        ):
            found.append(place)
    verbs = [place for place in found if row[place].kind != "denial"]
    return found if verbs else []


def _nominal(row: Row) -> Ruling | None:
    """As in "A denial was issued", "the decision was a denial", "upheld its denial"."""
    for place, word in enumerate(row):
        if word.kind != "denial":
            continue
        near = row[max(0, place - 3) : place + 5]
        if any(other.kind in _MADE for other in near):
            about = first_thing(row[place + 1 :])
            named = frozenset([about] if about else [])
            return Ruling(refused=True, about=named, first=place, last=place)
    return None


def _listed(row: Row, places: list[int]) -> bool:
    """In a list of "thing: verdict" lines, every line has its verdict."""
    first = places[0]
    if all(word.kind != "colon" for word in row[max(0, first - 2) : first]):
        return True
    lines = 1 + sum(word.kind == "colon" for word in row[first:])
    return lines <= len(places)


def _asked(row: Row, place: int) -> bool:
    """As in "The request for PT was denied", "the requested brace was modified"."""
    return passive(row, place) and any(word.kind in _WANTED for word in row[:place])


def _treatment_denied(row: Row, places: list[int]) -> bool:
    """As in "Physical therapy was denied"."""
    return passive(row, places[0]) and any(word.kind == "thing" for word in row[: places[0]])
