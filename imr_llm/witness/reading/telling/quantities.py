"""So many of something: "ten visits", "cold therapy for 14 days", "#60", "the left knee"."""

from __future__ import annotations

import re
from typing import NamedTuple

from imr_llm.witness.reading.telling.lexicon import Row, kinds
from imr_llm.witness.reading.telling.stretches import says

_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "eighteen": 18, "twenty": 20, "twenty four": 24, "thirty": 30,
    "thirty six": 36, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90,
}  # fmt: skip
# what is counted: by its stem, and what is one and the same
_UNITS = {
    "visit": "visit", "session": "visit", "treatment": "visit", "appointment": "visit",
    "tablet": "piece", "capsule": "piece", "pill": "piece", "patch": "piece",
    "day": "day", "week": "week", "month": "month", "year": "year", "hour": "hour",
    "refill": "refill", "injection": "injection", "dose": "dose", "unit": "unit", "vial": "vial",
    "block": "block", "box": "box", "tube": "tube",
}  # fmt: skip
_STEMS = tuple(_UNITS)
_WIDE = 4  # words from a number to what it counts
_NEAR = 8  # words that name the thing counted
_SMALL = 3  # letters of "for", "the"
_EDGES = kinds("stop comma and but colon by date refuse grant part not neither rest")
_NAMES = kinds("word thing request")
ASKED = kinds("requested")
ASKING = frozenset({
    "asked", "asks", "asking", "seeks", "sought", "seeking", "recommended", "recommends",
    "recommending", "prescribed", "prescribes", "ordered", "orders", "proposed", "proposes",
    "requests", "requesting", "suggested", "suggests", "wants", "applied", "solicited", "wanted",
    "wishes",
})  # fmt: skip


class Amount(NamedTuple):
    """So many of something: a count, its unit, and the words that name the thing.

    `told`: by a number; "the injection", "the left knee" are one, "both knees" are two.
    """

    many: int
    unit: str
    words: frozenset[str]
    told: bool = True


def amounts(row: Row, low: int, high: int) -> list[Amount]:
    """The amounts told between two places of a row."""
    found = []
    for place in range(low, min(high, len(row))):
        if row[place].kind == "number" and (many := _count(row[place].text)) is not None:
            unit, at = _unit(row, place)
            if unit:
                found.append(Amount(many, unit, _words(row, min(place, at), max(place, at))))
        elif implied := _implied(row, place):
            unit, many = implied
            found.append(Amount(many, unit, _words(row, place, place), told=False))
    return found


def _implied(row: Row, place: int) -> tuple[str, int] | None:
    """One or two of something, told without a number."""
    text = row[place].text
    if text in _SIDES:
        return ("side", _SIDES[text])
    if text == "both" and row[place + 1 : place + 2] and row[place + 1].text in _LIMBS:
        return ("side", 2)
    before = row[place - 1] if place else None
    if text not in _SINGLE or (before and (before.kind == "number" or _rate(before.text))):
        return None
    return (_UNITS[text], 1)


_SIDES = {"left": 1, "right": 1, "bilateral": 2, "bilaterally": 2}
_LIMBS = (
    "knees", "shoulders", "hips", "wrists", "hands", "elbows", "ankles", "feet", "sides", "ears",
    "eyes", "legs", "arms", "upper", "lower", "thumbs", "heels", "groins",
)  # fmt: skip
_SINGLE = ("injection", "block", "visit", "session", "week", "month", "day", "year")


def _rate(text: str) -> bool:
    """As in "4 hours a day", "twice a week", "per month"."""
    return bool(stem(text)) or text in ("times", "x", "per", "every", "each", "twice", "once")


def _count(text: str) -> int | None:
    bare = text.removeprefix("#")
    return int(bare) if bare.isdecimal() and len(bare) < _WIDE + 1 else _NUMBERS.get(text)


def _unit(row: Row, place: int) -> tuple[str, int]:
    """What a number counts, and where that stands: "12 therapy visits", "visits x 12", "#60"."""
    for at in range(place + 1, min(len(row), place + 1 + _WIDE)):
        if row[at].kind in _EDGES or row[at].kind in ("of", "for", "number", "open", "on"):
            break
        if unit := stem(row[at].text):
            return unit, at
    if row[place].text.startswith("#"):
        return "piece", place
    back = place - 1
    times = back >= 0 and row[back].text == "x"
    if back >= 0 and (times or row[back].kind in ("open", "comma")):
        back -= 1
    if back >= 0 and (unit := stem(row[back].text)):
        return unit, back
    return ("visit", place) if times else ("", place)


def stem(text: str) -> str:
    """What a word counts, "" where it is no unit."""
    last = text.rsplit(" ", 1)[-1]
    return next((_UNITS[stem] for stem in _STEMS if last.startswith(stem)), "")


def _words(row: Row, first: int, last: int) -> frozenset[str]:
    """The words that name what is counted: "of cold therapy" behind it, else those about it."""
    end = last + 1
    while end < min(len(row), last + _NEAR) and row[end].kind not in _EDGES:
        end += 1
    begin = last + 1
    if not says(row[last + 1 : last + 2], "of"):
        begin = first
        while begin > max(0, first - _NEAR) and not _edge(row, begin - 1):
            begin -= 1
    return _named(row[begin:end])


def _named(row: Row) -> frozenset[str]:
    return words_in(" ".join(word.text for word in row if word.kind in _NAMES))


def words_in(text: str) -> frozenset[str]:
    """The words that may name a thing, small and without a plural's s: no unit, no side."""
    return frozenset(
        part.removesuffix("s")
        for part in _WORD.findall(text.lower())
        if len(part) > _SMALL and not stem(part) and part not in _SIDES and part not in _COMMON
    )


# "shockwave", "x-ray"; not the digits of a dose
_WORD = re.compile(r"[a-z][a-z'-]*")
_COMMON = ("with", "request", "requested", "additional", "purchase", "rental", "times", "from")


def words_of_subject(row: Row, place: int) -> frozenset[str]:
    """The words that name the subject of a passive verb: "and the Norco was allowed for #60"."""
    begin = place
    while begin > max(0, place - _NEAR) and not _edge(row, begin - 1):
        begin -= 1
    return _named(row[begin:place])


def _edge(row: Row, place: int) -> bool:
    word = row[place]
    return word.kind in _EDGES or word.kind in ASKED or word.text in ("with", *ASKING)
