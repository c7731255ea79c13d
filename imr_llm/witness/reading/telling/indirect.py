"""Verdicts told in words that mean one only where a review speaks.

"Xanax was reduced to #30" grants in part, "that neither could be recommended" refuses, and so does
"PT was certified; the brace was not". "Non-certified pending receipt of the study" is no deferral.
"""

from __future__ import annotations

from imr_llm.witness.reading.telling.lexicon import Row, Word, kinds
from imr_llm.witness.reading.telling.stretches import counted

LESSENED = frozenset({"reduced", "cut", "lowered", "decreased", "shortened", "limited"})
LESSENED |= {"curtailed", "pared", "scaled", "lessened", "halved", "slashed"}
WEAK = LESSENED | {"recommended", "recommend", "supported", "endorsed"}  # in a reason, no verdict
_ADVISED = WEAK - LESSENED
_TELLING = kinds("review payer decision denial refuse grant part unsure_verdict")
_ENDS = kinds("stop comma and but close")
_REACH = 16  # words from "reduced" to "to 4 hours"
_ABLE = ("could", "can", "would")


def indirect(row: Row) -> Row:
    """The row of a sentence that tells of a review, such verdicts called by what they mean."""
    if _TELLING.isdisjoint([word[0] for word in row]):
        return row
    found, granted = list(row), _granted(row)
    refused = next((at for at, word in enumerate(row) if word.kind == "refuse"), len(row))
    for place, word in enumerate(row):
        kind = _kind(row, place, granted=granted < place, refused=refused < place)
        if kind is not None:
            found[place] = word._replace(kind=kind)
    return found


def _kind(row: Row, place: int, *, granted: bool, refused: bool) -> str | None:
    """What the word means; `granted`, `refused`: whether such a verdict stands before it."""
    word = row[place]
    if word.text in LESSENED:
        return "part" if lessened(row, place) else None
    if word.text in ("agreed", "gave"):
        return _agreed(row, place)
    if word.text in _ADVISED:
        return "refuse" if _not_advised(row, place) else None
    if word.text == "pending":
        return "word" if refused else None
    if word.kind in ("not", "neither") and granted:
        return "refuse" if elided(row, place) else None
    return None


def lessened(row: Row, place: int) -> bool:
    """As in "reduced to #30", "reduced from 8 hours daily to 4"; not "pain reduced to 4/10"."""
    if row[place - 1 : place] and row[place - 1].text == "already":
        return False  # "had already cut Norco to #120": an earlier review
    if _another(row, place):
        return False
    after = row[place + 1 : place + 1 + _REACH]
    for at, word in enumerate(after):
        if word.kind == "stop":
            return False
        if word.kind == "to":
            return any(_quantity(one) for one in after[at + 1 : at + 3])
    return False


def _another(row: Row, place: int) -> bool:
    """A symptom was lessened, or a provider did it, or it stands in a clause of a reason."""
    low = max(0, place - _CLAUSE)
    own = low
    for at in range(low, place):
        if row[at].kind in _ENDS:
            own = at + 1
    if any(word.kind in _STRANGE or word.text in _IS for word in row[own:place]):
        return True  # "dosing is limited to 80": a rule
    after = row[place + 1 : place + 1 + _REACH]
    return any(
        word.kind == "by" and after[at + 1 : at + 2] and after[at + 1].kind == "provider"
        for at, word in enumerate(after)
    )


_CLAUSE = 12  # words back to where a clause begins
_STRANGE = kinds("symptom provider worker who when after said earlier injury hurt act work_noise")
_STRANGE |= kinds("activity")
_IS = ("is", "are")


def _agreed(row: Row, place: int) -> str | None:
    """As in "agreed to the clearance", "gave 2 weeks of the 4"; "agreed to six" stays open."""
    first, second, *_ = [*(word.kind for word in row[place + 1 : place + 3]), "", ""]
    if row[place].text == "agreed":
        return "grant" if first == "to" and second not in ("number", "") else None
    return "grant" if first == "number" and counted(row[place + 1 : place + 8]) else None


def _quantity(word: Word) -> bool:
    return word.kind == "number" and "/" not in word.text and not word.text.endswith("%")


def _not_advised(row: Row, place: int) -> bool:
    """As in "could not be recommended", "neither could be recommended"."""
    near = row[max(0, place - 4) : place]
    return any(word.kind in ("not", "neither") for word in near) and any(
        word.text in (*_ABLE, "cannot") for word in near
    )


def _granted(row: Row) -> int:
    """Where the first certification stands that no "not" takes back; the row's length if none."""
    certified = (at for at, word in enumerate(row) if word.kind == "grant")
    kept = (at for at in certified if all(one.kind != "not" for one in row[max(0, at - 4) : at]))
    return next(kept, len(row))


def elision(row: Row) -> int | None:
    """The place of the "not" of a sentence like "The brace was not", its subject a thing."""
    for place, word in enumerate(row[:_REACH]):
        if word.kind in _PEOPLE:
            return None
        if word.text == "not":
            return place if elided(row, place) else None
    return None


_PEOPLE = kinds("worker provider symptom")


def elided(row: Row, place: int) -> bool:
    """A negation whose verb is left out: "the brace was not.", "and neither was the cane"."""
    back, after = row[place - 1 : place], row[place + 1 : place + 2]
    if row[place].kind == "neither":
        return bool(after) and after[0].kind == "be"
    auxiliary = bool(back) and (back[0].kind == "be" or back[0].text in _ABLE)
    if row[place].text != "not" or not auxiliary:
        return False
    if after and after[0].kind == "comma":  # ", as it sedates"; not ", he said, painful"
        return row[place + 2].kind in _RESUMING if len(row) > place + 2 else True
    return not after or after[0].kind in _ENDS


_RESUMING = kinds("be when and but since after for")
