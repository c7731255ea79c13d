"""Requests made less: "reduced to #30", "cut in half", "weaned to #60" by a review."""

from __future__ import annotations

from imr_llm.witness.reading.telling.lexicon import Row, Word, kinds

LESSENED = frozenset({"reduced", "cut", "lowered", "decreased", "shortened", "limited"})
LESSENED |= {"curtailed", "pared", "scaled", "lessened", "halved", "slashed", "trimmed", "whittled"}
WEANED = frozenset({"weaned", "tapered", "dropped", "brought", "restricted", "capped"})
_REACH = 16  # words from "reduced" to "to 4 hours"
_ENDS = kinds("stop comma and but close")


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
        if word.text == "half":
            return at < _HALF
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


_HALF = 3  # words from "cut" to "in half"
_CLAUSE = 12  # words back to where a clause begins
_STRANGE = kinds("symptom provider worker who when after said earlier injury hurt act work_noise")
_STRANGE |= kinds("activity")
_IS = ("is", "are")


def _quantity(word: Word) -> bool:
    return word.kind == "number" and "/" not in word.text and not word.text.endswith("%")
