"""Verdicts told in words that mean one only where a review speaks.

"Xanax was reduced to #30" grants in part, "that neither could be recommended" refuses, and so does
"PT was certified; the brace was not". "Non-certified pending receipt of the study" is no deferral.
"""

from __future__ import annotations

from collections.abc import Callable

from imr_llm.witness.reading.telling.elisions import (
    CERTIFIED,
    before,
    elided,
    elided_object,
    firsts,
    none_of,
    without_any,
)
from imr_llm.witness.reading.telling.leanings import (
    ADVERSE,
    LEANINGS,
    OUTCOMES,
    WITHHELD,
    answered,
    apart,
    decisions,
    leaning,
    spoken,
    withheld,
)
from imr_llm.witness.reading.telling.lessening import LESSENED, WEANED, lessened
from imr_llm.witness.reading.telling.lexicon import Row, Word, kinds
from imr_llm.witness.reading.telling.portions import GIVEN, given_less
from imr_llm.witness.reading.telling.stretches import counted

WEAK = LESSENED | {"recommended", "recommend", "supported", "endorsed"}  # in a reason, no verdict
_ADVISED = WEAK - LESSENED
_TELLING = kinds("review payer decision denial refuse grant part unsure_verdict") | LEANINGS
_ABLE = ("could", "can", "would")


def indirect(row: Row, *, told_before: Callable[[], bool]) -> Row:
    """The row of a sentence that tells of a review, such verdicts called by what they mean."""
    present = [word[0] for word in row]
    if _TELLING.isdisjoint(present) and not told_before():
        return row
    found = list(row) if LEANINGS.isdisjoint(present) else _leant(row, told_before=told_before)
    for place in _notice(found) if "colon" in present else ():
        found[place] = found[place]._replace(kind="decision")
    first: dict[str, int] = {}
    for place, word in enumerate(found):
        if word[0] not in _SHORT and word[1] not in _CHANGING:
            continue
        first = first or firsts(found)
        kind = _kind(found, place, word, first)
        if kind is not None:
            found[place] = word._replace(kind=kind)
            first.setdefault(kind, place)
            if kind == "grant":
                first.setdefault(CERTIFIED, place)
    return found


_SHORT = kinds("not neither grant")
_CHANGING = LESSENED | WEANED | GIVEN | WITHHELD | _ADVISED
_CHANGING |= OUTCOMES | {"agreed", "gave", "down", "yes", "pending"}


def _notice(row: Row) -> list[int]:
    """Where a list of verdicts is headed by its paper: "Per the notice of D: MRI approved, ..."."""
    for place, word in enumerate(row[:_HEADED]):
        if word[1] in _NOTICES:
            heads = "colon" in [one.kind for one in row[place + 1 : place + _HEADED]]
            dated = "date" in [one.kind for one in row[place + 1 : place + _HEADED]]
            others = any(one.kind in _STRANGERS for one in row)
            ruled = any(one.kind in _RULED for one in row)
            return [place] if heads and dated and ruled and not others else []
    return []


_HEADED = 6
_NOTICES = frozenset({"notice", "notification", "letter", "notices"})
_STRANGERS = kinds("worker provider attorney relative")
_RULED = kinds("refuse grant part")
_PARTLY = kinds("grant part")
_REFUSED = kinds("refuse")
_BODIES = kinds("review payer decision denial")


def _leant(row: Row, *, told_before: Callable[[], bool]) -> Row:
    """The row, what a review is said to do called by what it means."""
    found = list(row)
    for place, word in enumerate(row):
        if word[0] not in LEANINGS:
            continue
        kind = leaning(row, place, told_before=told_before)
        found[place] = word._replace(kind=kind)
        decided = decisions(row, place) if kind != "word" and word.kind in ADVERSE else None
        if decided is not None:
            found[decided] = row[decided]._replace(kind="decision")
    return found


def _kind(row: Row, place: int, word: Word, first: dict[str, int]) -> str | None:
    """What a word means where it stands; None where no more than its table says.

    `first`: where the kinds of words stand first in the row.
    """
    if word.kind in ("not", "neither"):
        return "refuse" if _left_out(row, place, word, first) else None
    if word.kind == "grant":
        return "refuse" if without_any(row, place) else None
    if word.text in OUTCOMES:  # "the reviewer's recommendation"
        return "decision" if place and row[place - 1].kind in ("review", "payer") else None
    if _lesser(row, place, word, first):
        return "part"
    return "refuse" if _refusing(row, place, word) else _granting(row, place, word, first)


def _refusing(row: Row, place: int, word: Word) -> bool:
    """As in "could not be recommended", "approval was withheld", "turned the walker down"."""
    advised = word.text in _ADVISED and _not_advised(row, place)
    return advised or withheld(row, place, word) or (word.text == "down" and apart(row, place))


def _granting(row: Row, place: int, word: Word, first: dict[str, int]) -> str | None:
    """As in "agreed to the brace", "yes to the brace"; "denied pending a study" is denied."""
    if word.text in ("agreed", "gave"):
        return _agreed(row, place)
    if word.text == "yes" and answered(row, place):
        return "grant"
    decided = word.text == "pending" and before(first, _REFUSED, place)
    return "word" if decided else None


def _left_out(row: Row, place: int, word: Word, first: dict[str, int]) -> bool:
    """A refusal whose verb is left out, or "no to both"."""
    if word.kind == "neither" and none_of(row, place) and before(first, _PARTLY, place):
        return True
    if word.text == "no" and answered(row, place):
        return True
    said = elided_object(row, place) if word.kind == "not" else False
    return (said or elided(row, place)) and before(first, {CERTIFIED}, place)


def _lesser(row: Row, place: int, word: Word, first: dict[str, int]) -> bool:
    if word.text in LESSENED:
        return lessened(row, place)
    if word.text in WEANED:
        return spoken(row, place) and lessened(row, place)
    given = word.kind in ("seen", "made", "word") and given_less(row, place)
    return given and before(first, _BODIES, place)


def _agreed(row: Row, place: int) -> str | None:
    """As in "agreed to the clearance", "gave 2 weeks of the 4"; "gave 2 weeks" stays open."""
    first, second, *_ = [*(word.kind for word in row[place + 1 : place + 3]), "", ""]
    if row[place].text == "agreed":
        return "grant" if first == "to" and second else None
    return "grant" if first == "number" and counted(row[place + 1 : place + 8]) else None


def _not_advised(row: Row, place: int) -> bool:
    """As in "could not be recommended", "neither could be recommended"."""
    near = row[max(0, place - 4) : place]
    return any(word.kind in ("not", "neither") for word in near) and any(
        word.text in (*_ABLE, "cannot") for word in near
    )
