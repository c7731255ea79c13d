"""What two readers' agreement is worth: how right is what nothing re-derives, agreed and disputed.

Of one reader's extraction the same fields are told, all of them read by one alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from imr_llm import Disputed

from ..scoring.counts import Rate, proportion
from ..scoring.verdicts import Mark
from .worth import Checked

KINDS = "events.(date, kind)"
JUDGED = ("items.category", "items.medically_necessary", KINDS)
"""What is scored of the fields that nothing re-derives; nobody labels a gist."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """The labelled values of unverified fields on one set of letters, by who read them how.

    `agreed_coverage` is the share of them that two readers agreed on; `rules_right` the share of
    the disputed ones in which the rules' value, that the record has not, is the right one.
    """

    values: int
    right: Rate
    agreed: int
    agreed_right: Rate
    agreed_coverage: Rate
    disputed: int
    disputed_right: Rate
    rules_right: Rate


def agreement(letters: Iterable[Checked]) -> Agreement:
    """What the unverified fields of some letters were worth."""
    letters = list(letters)
    values = [_judged(it) for it in letters]

    def share(of: Callable[[Checked], Iterable[str]]) -> list[list[bool]]:
        chosen = [set(of(it)) for it in letters]
        return [
            [one.right for field, one in told.items() if field in fields]
            for told, fields in zip(values, chosen, strict=True)
        ]

    all_of = share(lambda it: it.extraction.unverified)
    agreed = share(lambda it: it.extraction.agreed)
    disputed = share(lambda it: (one.field for one in it.extraction.disputed))
    covered = [
        [field in it.extraction.agreed for field in told]
        for it, told in zip(letters, values, strict=True)
    ]
    rules = [
        [_rules_right(one, told, it) for one in it.extraction.disputed if one.field in told]
        for it, told in zip(letters, values, strict=True)
    ]
    return Agreement(
        values=sum(map(len, all_of)),
        right=proportion(all_of),
        agreed=sum(map(len, agreed)),
        agreed_right=proportion(agreed),
        agreed_coverage=proportion(covered),
        disputed=sum(map(len, disputed)),
        disputed_right=proportion(disputed),
        rules_right=proportion(rules),
    )


def _judged(it: Checked) -> dict[str, Mark]:
    """The marks of a record's unverified values, by field; what the labels leave out has none."""
    unverified = set(it.extraction.unverified)
    return {
        one.claim: one
        for one in it.marks
        if one.field in JUDGED and one.actual is not None and one.claim in unverified
    }


def _rules_right(dispute: Disputed, told: dict[str, Mark], it: Checked) -> bool:
    """Whether the labels have the rules' value: of a kind, at a date that the record has not."""
    mark = told[dispute.field]
    if mark.field != KINDS:
        return bool(mark.expected == dispute.rules)
    wanted: list[Any] = [mark.actual[0], dispute.rules]
    return any(one.field == KINDS and one.expected == wanted for one in it.marks)
