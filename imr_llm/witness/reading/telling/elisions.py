"""Verdicts whose verb is left out: "the brace was not", "but not the walker", "and none to"."""

from __future__ import annotations

from collections.abc import Collection

from imr_llm.witness.reading.telling.lexicon import Row, kinds

_REACH = 16  # words from the head of a sentence to its "not"
_ENDS = kinds("stop comma and but close")
_ABLE = ("could", "can", "would")


CERTIFIED = "certified"


def firsts(row: Row) -> dict[str, int]:
    """Where each kind of word stands first; CERTIFIED: a grant that no "not" takes back."""
    found: dict[str, int] = {}
    for at, word in enumerate(row):
        if word[0] not in found:
            found[word[0]] = at
        kept = word[0] == "grant" and CERTIFIED not in found
        if kept and all(near.kind != "not" for near in row[max(0, at - 4) : at]):
            found[CERTIFIED] = at
    return found


def before(first: dict[str, int], wanted: Collection[str], place: int) -> bool:
    """Whether a word of these kinds stands before the place."""
    return any(first.get(kind, place) < place for kind in wanted)


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
    auxiliary = bool(back) and (back[0].kind == "be" or back[0].text in (*_ABLE, "did", "does"))
    if row[place].text != "not" or not auxiliary:
        return False
    if after and after[0].kind == "comma":  # ", as it sedates"; not ", he said, painful"
        if len(row) <= place + 2:
            return True
        return row[place + 2].kind in _RESUMING or row[place + 2].text in _REASONING
    if after and after[0].kind == "open":  # "was not (D)"
        return "date" in [word.kind for word in row[place + 2 : place + 4]]
    return not after or after[0].kind in _ENDS or after[0].kind == "when"


_REASONING = ("noting", "citing", "stating", "given")
_RESUMING = kinds("be when and but since after for")


def elided_object(row: Row, place: int) -> bool:
    """As in "but not the walker", "but not with the walker", after what is certified."""
    before, after = row[place - 1 : place], row[place + 1 : place + 2]
    if not before or before[0].kind != "but" or not after:
        return False
    return after[0].kind not in _NOTHING and after[0].text not in _NO_OBJECT


_NOTHING = kinds("stop comma be date and but since when after not by said seen")
_NO_OBJECT = ("until", "till", "only", "limited", "because", "necessarily")


def without_any(row: Row, place: int) -> bool:
    """As in "agreed with neither", "certified none of them"."""
    return row[place + 1 : place + 2] != [] and row[place + 1].kind == "neither"


def none_of(row: Row, place: int) -> bool:
    """As in "and none to the MRI", after what is granted, in full or in part."""
    last, after = row[max(0, place - 1) : place], row[place + 1 : place + 2]
    joined = bool(last) and last[0].kind in ("and", "but", "comma")
    return joined and bool(after) and after[0].kind in ("to", "of", "for")
