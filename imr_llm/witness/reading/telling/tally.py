"""What the verdicts of one sentence come to.

Each verdict covers what stands after it (active) or before it (passive). What is refused of a
request that is granted in part ("certified six, denied the remaining six") is no second request.
"""

from __future__ import annotations

from imr_llm.witness.reading.telling.amounts import beyond, but_some, still_why, unread
from imr_llm.witness.reading.telling.asked import Asked
from imr_llm.witness.reading.telling.count import Count
from imr_llm.witness.reading.telling.extents import extent
from imr_llm.witness.reading.telling.indirect import WEAK
from imr_llm.witness.reading.telling.leanings import LEANT
from imr_llm.witness.reading.telling.lexicon import Row, kinds
from imr_llm.witness.reading.telling.rulings import Ruling
from imr_llm.witness.reading.telling.stretches import says
from imr_llm.witness.reading.telling.verdicts import after_thing, passive, teller

_ASKING = kinds("request requested")
_COVERED = 20  # words that a verdict covers at most
_ANEW = kinds("and comma but")


def tally(row: Row, places: list[int], asked: Asked) -> Ruling:
    """The verdicts at these places of a sentence, counted; `asked`: the amounts asked for."""
    count = Count()
    why, last = False, places[0]
    for at, place in enumerate(places):
        kind, text = row[place].kind, row[place].text
        stretch = _stretch(row, places, at)
        why = still_why(row[last : place + 1], why=why)
        last = place
        aside = why and not _anew(row, place)
        if aside and (kind == "grant" or text in WEAK or text in LEANT):
            continue  # "denied the MRI, stating that prior surgery was authorized"
        if kind == "grant" and _long_ago(row, place, first=not at):
            continue  # "noting that six visits had been approved before"
        before = (count.refused, count.partly)
        if kind == "grant":
            following = places[at + 1] if at + 1 < len(places) else len(row)
            count.grant(extent(row, place, stretch, following, asked), stretch)
        else:
            count.add(kind, stretch, row[max(0, place - 6) : place])
            count.unsure = count.unsure or (kind == "refuse" and beyond(stretch))
        if before != (count.refused, count.partly) and (aside or (before[1] and text in LEANT)):
            count.unsure = True  # "denied PT because a modified program was not tried"
    count.unsure = count.unsure or but_some(row[places[-1] :])
    count.unsure = count.unsure or unread(row) or _in_turn(row, places)
    return count.ruling(row, places)


def _long_ago(row: Row, place: int, *, first: bool) -> bool:
    """As in "six visits were approved before.", or in a reason before any verdict."""
    if first and still_why(row[:place], why=False):
        return True
    near = [word.text for word in row[place + 1 : place + 3]]
    return near[:1] in (["before"], ["previously"], ["earlier"], ["already"]) and (
        len(near) == 1 or near[1] in (".", ",", ";", ")")
    )


def _in_turn(row: Row, places: list[int]) -> bool:
    """As in "was initially modified and subsequently denied"."""
    if len({row[place].kind for place in places}) == 1:
        return False
    turns = any(word.text in _TURNS for place in places for word in row[max(0, place - 2) : place])
    return turns or _formerly(row, places)


def _formerly(row: Row, places: list[int]) -> bool:
    """As in "Previously UR denied a scooter; now it modified the walker": one clause of both."""
    former, found, verdicts = False, set(), set(places)
    for place, word in enumerate(row):
        if word.kind == "stop":
            former = False
        elif word.text in _FORMERLY:
            former = True
        elif place in verdicts:
            found.add((former, word.kind != "grant"))
    return {(True, True), (False, True)} <= found or {(True, True), (False, False)} <= found


_FORMERLY = ("previously", "earlier", "formerly", "previous")


_TURNS = ("initially", "subsequently", "later", "first", "finally", "ultimately", "eventually")


def _anew(row: Row, place: int) -> bool:
    """A verdict after a reason that is plainly a new one: "due to pain, and modified the request".

    Not "because PT was modified", "as it is not supported and not necessary".
    """
    joined = place > 0 and row[place - 1].kind in _ANEW
    near = row[place + 1 : place + 4]
    if joined and any(word.kind in _ASKING or word.kind in ("for", "of") for word in near[:2]):
        return True
    if joined and row[place - 1].kind == "and" and row[place - 2].kind == "comma":
        return True  # ", and reduced the rental": the verb of the review again
    since = row[max(0, place - 12) : place]
    if passive(row, place) and _own_clause(since):
        return True
    return passive(row, place) and any(
        word.kind == "request" and since[at - 1].kind in _ANEW
        for at, word in enumerate(since)
        if at
    )


def _own_clause(since: Row) -> bool:
    """As in "because PT was untried, and the visits of therapy were", a thing as its subject."""
    starts = [
        at for at, word in enumerate(since)
        if word.kind == "but" or (word.kind == "and" and at and since[at - 1].kind == "comma")
    ]  # fmt: skip
    own = frozenset([word[0] for word in since[starts[-1] + 1 :]]) if starts else _STRAY
    return own.isdisjoint(_STRAY) and not own.isdisjoint(_THINGS)


_THINGS = kinds("thing request requested")
_STRAY = kinds("said seen who when that not since after provider worker earlier")


def _stretch(row: Row, places: list[int], at: int) -> Row:
    """What a verdict covers: the words after it, or before it where it is passive."""
    place = places[at]
    behind = passive(row, place) and (at == 0 or not _active_before(row, places, at))
    listed = not behind and after_thing(row, place)
    if listed or behind:
        low = _subject(row, max(places[at - 1] + 1, place - _COVERED), place) if at else 0
        if listed:
            low = max(
                (spot + 1 for spot in range(low, place) if row[spot].kind == "comma"), default=low
            )
        return row[max(low, place - _COVERED) : place]
    high = places[at + 1] if at + 1 < len(places) else len(row)
    return row[place + 1 : min(high, place + 1 + _COVERED)]


def _subject(row: Row, low: int, place: int) -> int:
    """Where a passive verdict's subject begins: "cut to two a week, and the brace was"."""
    stops = [at for at in range(low, place) if row[at].kind == "stop"]
    low = stops[-1] + 1 if stops else low
    for at in range(low + 1, place):
        if row[at - 1].kind == "comma" and row[at].kind in ("and", "but"):
            return at + 1
        if row[at - 1].kind in ("and", "but") and _a_request(row[at : at + 2]):
            return at
    return low


def _a_request(near: Row) -> bool:
    """As in "was modified and the requests for two drugs were": a subject of its own."""
    return says(near, "request") or says(near, "requested")


def _active_before(row: Row, places: list[int], at: int) -> bool:
    between = row[places[at - 1] : places[at]]
    active = not passive(row, places[at - 1]) and not says(between, "stop")
    return active and teller(row, places[at]) is None
