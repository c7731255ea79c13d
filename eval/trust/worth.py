"""What verification is worth: how right what it confirms is, and what it lets pass.

A field is confirmed where every check on it is; a wrong value is caught where a check on it is
open. What verification says nothing of stays out: categories, most event kinds, diagnoses left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from imr_llm import Check, Extraction
from imr_llm.extraction import Resolution, Status

from ..scoring.counts import Rate, proportion
from ..scoring.verdicts import Mark, Verdict, same

DIAGNOSES = "worker.diagnoses"
NEVER_CHECKED = ("items.category", "events.(date, kind)")
AN_ITEM = re.compile(r"items\[\d+\]")
LAST_INDEX = re.compile(r"(.+)\[\d+\]")


@dataclass(frozen=True, slots=True)
class Checked:
    """One letter's extraction with the marks of its record."""

    letter: str
    extraction: Extraction
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class Trust:
    """What one engine's checks were worth on one set of letters.

    `verified_right` is the share of verified records without a fault, `confirmed_right` that of
    confirmed values; the coverages say how many records and values that is of all. `caught` is how
    many of the values that are not right have an open check; `false_alarms` how many open checks
    stand on a value that is right, the letters' own conflicts aside.
    """

    letters: int
    verified: int
    verified_right: Rate
    verified_coverage: Rate
    values: int
    confirmed: int
    confirmed_right: Rate
    confirmed_coverage: Rate
    checks: dict[str, int]
    faults: int
    caught: int
    false_alarms: int
    wrong_though_verified: tuple[str, ...]


def worth(letters: Iterable[Checked]) -> Trust:
    """What the checks of some letters were worth."""
    letters = list(letters)
    verifiable = [[one for one in it.marks if _verifiable(one, it.extraction)] for it in letters]
    told = [_Told(it.extraction.checks) for it in letters]
    stated = [
        [(told[at].confirmed(one.claim), one.right) for one in marks if one.actual is not None]
        for at, marks in enumerate(verifiable)
    ]
    kept = [at for at, it in enumerate(letters) if it.extraction.verified]
    faults = [(at, one) for at, marks in enumerate(verifiable) for one in marks if not one.right]
    return Trust(
        letters=len(letters),
        verified=len(kept),
        verified_right=proportion([[all(one.right for one in verifiable[at])] for at in kept]),
        verified_coverage=proportion([[it.extraction.verified] for it in letters]),
        values=sum(map(len, stated)),
        confirmed=sum(sure for one in stated for sure, _ in one),
        confirmed_right=proportion([[right for sure, right in one if sure] for one in stated]),
        confirmed_coverage=proportion([[sure for sure, _ in one] for one in stated]),
        checks=_statuses(letters),
        faults=len(faults),
        caught=sum(told[at].catches(one) for at, one in faults),
        false_alarms=sum(_false_alarms(told[at], marks) for at, marks in enumerate(verifiable)),
        wrong_though_verified=tuple(
            f"{one.letter} {one.place}" for at, one in faults if at in kept
        ),
    )


def _verifiable(mark: Mark, extraction: Extraction) -> bool:
    checked = mark.field not in NEVER_CHECKED and mark.claim not in extraction.unverified
    left_out = mark.field == DIAGNOSES and mark.verdict in (Verdict.ABSTAINED, Verdict.MISSING)
    return checked and bool(mark.claim) and not left_out


def _statuses(letters: Iterable[Checked]) -> dict[str, int]:
    """How many checks are confirmed, replaced, and open by what they say."""
    found = Counter(
        "replaced" if check.resolution is Resolution.REPLACED else check.status.value
        for it in letters
        for check in it.extraction.checks
    )
    names = ("confirmed", "replaced", *(one.value for one in Status if one is not Status.CONFIRMED))
    return {name: found[name] for name in names}


def _false_alarms(told: _Told, marks: Sequence[Mark]) -> int:
    """Open checks on values that are right and that nothing wrong stands beside."""
    suspect = {_home(one.claim) for one in marks if not one.right}
    right = {one.claim for one in marks if one.verdict is Verdict.RIGHT}
    opened = [check for claim in right for check in told.on(claim) if check.open]
    conflicts = {check.field for check in opened if check.status is Status.CONFLICT}
    alarms = {check.field for check in opened} - conflicts
    return sum(_home(field) not in suspect for field in alarms)


def _home(path: str) -> str:
    """The list that an element's path is in, else the path itself."""
    match = LAST_INDEX.match(path)
    return match[1] if match else path


class _Told:
    """A letter's checks by the value they stand on."""

    def __init__(self, checks: Iterable[Check]) -> None:
        self._by_field: dict[str, list[Check]] = {}
        for check in checks:
            for path in _upwards(check.field):
                self._by_field.setdefault(path, []).append(check)
        self._exact = {
            path: [check for check in found if check.field == path]
            for path, found in self._by_field.items()
        }

    def on(self, claim: str) -> list[Check]:
        """The checks on a value, else on its parts, else on the list that it is an element of."""
        whole = [claim, f"{claim}.title"] if AN_ITEM.fullmatch(claim) else [claim]
        found = [check for path in whole for check in self._exact.get(path, ())]
        return found or self._by_field.get(claim) or self._exact.get(_home(claim)) or []

    def confirmed(self, claim: str) -> bool:
        """Whether there are checks on it and all are confirmed."""
        found = self.on(claim)
        return bool(found) and all(check.status is Status.CONFIRMED for check in found)

    def catches(self, fault: Mark) -> bool:
        """Whether one of the checks on it is open, and where it is of an omission, of this one."""
        return any(check.open and _is_of(check, fault) for check in self.on(fault.claim))


def _is_of(check: Check, fault: Mark) -> bool:
    if check.status is not Status.OMITTED or not isinstance(check.found, str) or fault.actual:
        return True
    expected = fault.expected
    if isinstance(expected, dict):
        expected = expected["title"]
    return same(check.found, expected[0] if isinstance(expected, list) else expected)


def _upwards(path: str) -> Iterator[str]:
    """A path and every path that it is a part of."""
    yield path
    while "." in path or "[" in path:
        path = path[: max(path.rfind("."), path.rfind("["))]
        yield path
