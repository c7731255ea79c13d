"""Where two readers of different kind met: fields that nothing re-derives, as each has them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from imr_llm.extraction import Claim, Disputed
from imr_llm.folding import key
from imr_llm.record import Determination, EventKind

ROLES = (EventKind.INJURY, EventKind.UTILIZATION_REVIEW)
"""Kinds that the second reader re-derives."""
# "items[0].category", "items[12].medically_necessary"
OF_ITEM = re.compile(r"items\[(\d+)\]\.(category|medically_necessary)")


@dataclass(frozen=True, slots=True)
class Reading:
    """One unverified field as two readers have it; None where one of them has no value for it."""

    field: str
    rules: Claim
    model: Claim


def agreed_of(readings: Iterable[Reading]) -> tuple[str, ...]:
    """The fields that both read alike, and nothing beside it otherwise."""
    readings = tuple(readings)
    odd = {one.field for one in readings if one.rules != one.model}
    return tuple(dict.fromkeys(one.field for one in readings if one.field not in odd))


def disputed_of(readings: Iterable[Reading]) -> tuple[Disputed, ...]:
    """The fields that they read differently, with both values."""
    return tuple(
        Disputed(field=one.field, rules=one.rules, model=one.model)
        for one in readings
        if one.rules != one.model
    )


def compared(
    rules: Determination, model: Determination, unverified: Iterable[str]
) -> Iterator[Reading]:
    """What two records say of the `unverified` fields of the model's that both have read.

    Items are aligned by folded title, ties by order; kinds are compared date by date.
    """
    unverified = tuple(unverified)
    partners = _partners(rules, model)
    for field in unverified:
        match = OF_ITEM.fullmatch(field)
        if match and (at := partners.get(int(match[1]))) is not None:
            both = [
                getattr((one.items or ())[n], match[2])
                for one, n in ((rules, at), (model, int(match[1])))
            ]
            if None not in both:
                yield Reading(field, *both)
    yield from _kinds(rules, model)


def _partners(rules: Determination, model: Determination) -> dict[int, int]:
    """Of each item of the model's the number of the rules' with the same title."""
    free: dict[str, list[int]] = defaultdict(list)
    for number, item in enumerate(rules.items or ()):
        free[key(item.title or "")].append(number)
    titles = [key(item.title or "") for item in model.items or ()]
    return {at: free[title].pop(0) for at, title in enumerate(titles) if title and free[title]}


def _kinds(rules: Determination, model: Determination) -> Iterator[Reading]:
    """The kinds of every date that both have, but for the roles that are re-derived."""
    read: dict[str, list[str]] = defaultdict(list)
    for event in rules.events or ():
        if event.date and event.kind and event.kind not in ROLES:
            read[event.date].append(event.kind)
    told: dict[str, list[int]] = defaultdict(list)
    events = model.events or []
    for number, event in enumerate(events):
        if event.date and event.kind and event.kind not in ROLES:
            told[event.date].append(number)
    for date, places in told.items():
        if date not in read:
            continue
        left = list(read[date])
        odd = []
        for at in places:
            kind = events[at].kind
            if kind in left:
                left.remove(kind)
                yield Reading(_kind(at), kind, kind)
            else:
                odd.append(at)
        for place, other in zip_longest(odd, left):
            at = places[0] if place is None else place
            yield Reading(_kind(at), other, None if place is None else events[at].kind)


def _kind(number: int) -> str:
    return f"events[{number}].kind"
