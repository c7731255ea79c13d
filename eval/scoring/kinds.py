"""The kinds of events that nothing re-derives, apart from whether the date was found.

They are counted from marks that are there already, and so are no faults of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from .marks import ROLES
from .verdicts import Mark, Verdict

DATE, ROLE, PAIR = "events.date", "events.role", "events.(date, kind)"
KIND = "events.kind"


def kind_marks(marks: Iterable[Mark]) -> Iterator[Mark]:
    """One mark for each labelled event at a date that the record has: is it there with its kind.

    Injuries and utilization reviews, which are checked, are left out. `expected` is the labelled
    kind, `actual` the kinds that the record has at this date.
    """
    told = list(marks)
    found = {(one.letter, one.expected) for one in told if one.field == DATE and one.right}
    pairs = [one for one in told if one.field == PAIR]
    have: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for one in pairs:
        if one.actual:
            date, kind = one.actual
            have[one.letter, date].append(kind)
    for one in pairs:
        date, kind = one.expected or (None, None)
        if kind and kind not in ROLES and (one.letter, date) in found:
            verdict = Verdict.RIGHT if one.right else Verdict.WRONG
            yield Mark(
                one.letter, KIND, one.place, one.claim, verdict, kind, have[one.letter, date]
            )
