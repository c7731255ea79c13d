"""How much of a request a grant grants: all, a part, or what the words leave open."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from imr_llm.witness.reading.telling.amounts import to_extent
from imr_llm.witness.reading.telling.asked import Asked, asked_in, granted
from imr_llm.witness.reading.telling.lexicon import Row, kinds
from imr_llm.witness.reading.telling.portions import INSTEAD, lesser
from imr_llm.witness.reading.telling.quantities import (
    Amount,
    amounts,
    stem,
    words_in,
    words_of_subject,
)
from imr_llm.witness.reading.telling.stretches import counted, says
from imr_llm.witness.reading.telling.verdicts import after_thing, passive

_LIMITING = (*INSTEAD, "without", "no", "only")
_TAIL = 12  # words after a passive verdict that may limit it
_REQUESTS = kinds("request requested")
_ON_TRIAL = ("trial", "rental", "weaning", "wean", "taper", "tapering")


class Extent(NamedTuple):
    """`part`: surely less than was asked for; `whole`: a number, and all of it.

    `open`: the units of numbers of which it is not told how many were asked for; `named`: the
    words that name what they count, none where one of them is not named.
    """

    part: bool = False
    whole: bool = False
    open: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()


def extent(row: Row, place: int, stretch: Row, following: int, asked: Asked) -> Extent:
    """The extent of a grant at a place; `following`: where the next verdict stands."""
    behind = after_thing(row, place) or passive(row, place)
    if counted(_subject(row, place) if behind else stretch):
        return Extent(part=True)
    if _for_number(row, place) and counted(row[place + 1 : place + 8]):
        return Extent(part=True)
    after_all = row[place + 1 : min(following, place + 1 + _TAIL)]
    own = _subject(row, place) if behind else _object(row, place, following)
    words = _own(after_all) if behind else own
    if _of_units(own) or lesser(words) or (behind and lesser(own[:2])):
        return Extent(part=True)
    found = [one for one in _amounts(row, place, own) if one.told or not behind]
    doubts = frozenset({"trial"}) if _limited(words) else frozenset()
    if not found:
        bare = frozenset({"number"}) if _to_number(row, place) else frozenset()
        things = frozenset() if doubts or bare else _counted_things(own)
        return Extent(open=doubts | bare | (things and {"thing"}), named=things)
    known = asked() + (asked_in(row[max(0, place - _OBJECT) : place]) or [])
    judged = [(one, granted(one, known)) for one in found]
    if any(whole is False for _, whole in judged):
        return Extent(part=True)
    unknown = [one for one, whole in judged if whole is None]
    named = frozenset[str]()
    if not doubts and all(one.words for one in unknown):
        named = named.union(*(one.words for one in unknown))
    units = frozenset(one.unit for one in unknown)
    return Extent(whole=not unknown, open=units | doubts, named=named)


def _subject(row: Row, place: int) -> Row:
    """What stands before a passive verb: after the verdict before it, the words of a new clause."""
    low = max(0, place - _OBJECT)
    for begin in range(place - 1, low - 1, -1):
        if row[begin].kind == "stop":
            return row[begin + 1 : place]
        if row[begin].kind in _RULED:
            joint = (at for at in range(begin, place) if row[at].kind in _JOINTS)
            return row[next(joint, begin) + 1 : place]
    return row[low:place]


_RULED = kinds("refuse grant part")


def _object(row: Row, place: int, following: int) -> Row:
    """What an active verb grants: up to a stop, or to the subject of a passive verdict."""
    end = min(following, place + 1 + _OBJECT)
    joints = [at for at in range(place + 1, end) if row[at].kind in _JOINTS]
    stop = next((at for at in joints if row[at].kind == "stop"), end)
    if stop == end == following and joints and passive(row, following):
        stop = joints[-1]
    return row[place + 1 : stop]


_OBJECT = 24
_JOINTS = kinds("stop comma and but")


def _own(words: Row) -> Row:
    """The words up to the clause's end."""
    end = next((at for at, word in enumerate(words) if word.kind in ("stop", "comma")), len(words))
    return words[:end]


def _amounts(row: Row, place: int, own: Row) -> list[Amount]:
    """The amounts granted: behind an active verb or "was certified for", else in the subject."""
    if _for_number(row, place):
        named = words_of_subject(row, place)
        return [one._replace(words=named) for one in amounts(row, place + 1, place + 4)]
    number = next((at for at, word in enumerate(own) if word.kind == "number"), len(own))
    if any(word.kind in _REQUESTS for word in own[:number]):
        return []  # "certified the request for 12 visits"
    return amounts(own, 0, len(own))


def _counted_things(own: Row) -> frozenset[str]:
    """The words of "two compression gloves"; none of "one pair", which may be of what was asked."""
    named = [word for word in _own(own)[1:] if word.kind in _NAMING]
    if not says(own[:1], "number") or not named or own[1] is not named[0]:
        return frozenset()
    counters = any(word.text.removesuffix("s") in _COUNTERS for word in named)
    return frozenset() if counters else words_in(" ".join(word.text for word in named))


_NAMING = kinds("thing word")
_COUNTERS = (
    "pair", "set", "box", "bottle", "tube", "kit", "piece", "pack", "unit", "item", "more", "other",
    "additional", "further", "refill", "of", "month", "year", "side", "level", "purchase", "rental",
)  # fmt: skip


def _to_number(row: Row, place: int) -> bool:
    """As in "was approved for 6", "agreed to six": of what is not said."""
    near = row[place + 1 : place + 3]
    return _for_number(row, place) or [word.kind for word in near] == ["to", "number"]


def _for_number(row: Row, place: int) -> bool:
    """As in "was certified for six visits", "PT certified for six visits"."""
    near = [word.kind for word in row[place + 1 : place + 3]]
    return to_extent(row, place) or (
        near in (["for", "number"], ["to", "number"]) and after_thing(row, place)
    )


def _of_units(stretch: Row) -> bool:
    """As in "eight of the sessions", "4/8 visits"."""
    if any(_fraction(one.text) and stem(unit.text) for one, unit in pairwise(stretch)):
        return True
    return any(
        number.kind == "number" and of.kind == "of" and stem(unit.text) == "visit"
        for number, of, unit in zip(stretch, stretch[1:], stretch[2:], strict=False)
    )


def _fraction(text: str) -> bool:
    some, of, all_of = text.partition("/")
    return bool(of) and some.isdecimal() and all_of.isdecimal() and (
        len(all_of) < _DIGITS and int(some) < int(all_of)
    )  # fmt: skip


_DIGITS = 3


def _limited(words: Row) -> bool:
    """As in "a trial of the cane", "for weaning", "a used one instead": perhaps not all."""
    return any(
        word.text in (*INSTEAD, "without", "no")
        or (word.text in _ON_TRIAL and says(words[at + 1 : at + 2], "of"))
        or (word.text in _ON_TRIAL and says(words[:at][-1:], "for"))
        or word.text == "only"
        for at, word in enumerate(words)
    )
