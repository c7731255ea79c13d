"""One reader over one set of letters: what it read, scored."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from imr_llm import Extraction, LetterError
from imr_llm.letter.gate import admit

from .cases import Case, LetterSet
from .readers import AlwaysUpheld, Reader, Reading
from .scoring.counts import Counts, Rate, count, proportion
from .scoring.kinds import kind_marks
from .scoring.marks import mark
from .scoring.strata import era, family
from .scoring.verdicts import Mark
from .trust.agreement import Agreement, agreement
from .trust.plant import caught, whole
from .trust.worth import Checked, Trust, worth

ALL = "all fields"
DECISIONS = "items.decision"
DATES = (
    "case.date_assigned",
    "case.date_of_injury",
    "case.decision_date",
    "case.ur_denial_date",
    "case.application_received",
    "worker.date_of_injury",
    "worker.injury_start",
    "utilization_review.date",
    "items.date_of_service",
    "events.date",
)
GROUPS: dict[str, tuple[str, ...]] = {
    "items": ("items",),
    "decisions": (DECISIONS,),
    "dates": DATES,
    "guidelines": tuple(
        f"items.{side}_guideline.{part}"
        for side in ("claims_administrator", "maximus")
        for part in ("basis", "citations")
    ),
}
"""The fields that the headline tells together."""
Progress = Callable[[Iterable[Case], int, str], Iterable[Case]]


@dataclass(frozen=True, slots=True)
class Read:
    """One letter as one reader read it, with its marks."""

    case: Case
    reading: Reading
    marks: list[Mark]

    @property
    def extraction(self) -> Extraction | None:
        """The extraction, for readers that have one and letters that were read."""
        return self.reading.extraction


@dataclass(frozen=True, slots=True)
class Classified:
    """How often items of one decision were found, and right where claimed."""

    items: int
    recall: Rate
    precision: Rate


@dataclass(frozen=True, slots=True)
class Scored:
    """All that one reader's letters of one set tell."""

    reader: str
    about: dict[str, str]
    letters: list[Read]
    fields: dict[str, Counts]
    groups: dict[str, dict[str, Counts]]
    classes: dict[str, Classified]
    trust: Trust | None
    planted: dict[str, tuple[int, int]]
    accepted: list[str]
    seconds: float
    usage: dict[str, int | None] = field(default_factory=dict)
    judgment: Agreement | None = None

    @property
    def unread(self) -> dict[str, str]:
        """The letters that the reader failed on, and how."""
        return {it.case.name: it.reading.error for it in self.letters if it.reading.error}


def score(letters: LetterSet, reader: Reader, *, plant: bool, progress: Progress) -> Scored:
    """Read every letter of a set once and score it; `plant` also spoils the records one by one."""
    started = time.perf_counter()
    read = [
        _read(case, reader) for case in progress(letters.cases, len(letters.cases), reader.name)
    ]
    seconds = time.perf_counter() - started
    marks = [one for it in read for one in it.marks]
    checked = [Checked(it.case.name, it.extraction, it.marks) for it in read if it.extraction]
    return Scored(
        reader=reader.name,
        about=reader.about(),
        letters=read,
        fields=_fields([*marks, *kind_marks(marks)]),
        groups=_groups(read),
        classes={name: _class(read, name) for name in ("upheld", "overturned")},
        trust=worth(checked) if checked else None,
        planted=_planted(checked, read, progress) if plant else {},
        accepted=[case.name for case in letters.negatives if _accepted(case)],
        seconds=seconds,
        usage=_usage(checked) | _characters(read),
        judgment=agreement(checked) if checked else None,
    )


def _read(case: Case, reader: Reader) -> Read:
    reading = reader.read(case)
    marks = mark(case.name, reading.record, case.expected)
    if isinstance(reader, AlwaysUpheld):
        marks = [one for one in marks if one.field == DECISIONS]
    return Read(case, reading, marks)


def _fields(marks: Iterable[Mark]) -> dict[str, Counts]:
    found: dict[str, list[Mark]] = {}
    for one in marks:
        found.setdefault(one.field, []).append(one)
    return {name: count(marks_of) for name, marks_of in found.items()}


def _groups(read: Sequence[Read]) -> dict[str, dict[str, Counts]]:
    """The headline's groups of fields: for the whole set, then by family and by era."""
    strata: dict[str, list[Read]] = {"all letters": list(read)}
    for kind in (family, era):
        named = {it.case.name: kind(it.case) for it in read}
        for name in sorted(set(named.values())):
            strata[name] = [it for it in read if named[it.case.name] == name]
    return {name: dict(_headline(its)) for name, its in strata.items()}


def _headline(read: Sequence[Read]) -> Iterator[tuple[str, Counts]]:
    marks = [one for it in read for one in it.marks]
    for name, fields in GROUPS.items():
        yield name, count(one for one in marks if one.field in fields)
    yield ALL, count(marks)


def _class(read: Sequence[Read], name: str) -> Classified:
    decided = [[one for one in it.marks if one.field == DECISIONS] for it in read]
    wanted = [[one.right for one in marks if one.expected == name] for marks in decided]
    claimed = [[one.right for one in marks if one.actual == name] for marks in decided]
    return Classified(sum(map(len, wanted)), proportion(wanted), proportion(claimed))


def _planted(
    checked: Sequence[Checked], read: Sequence[Read], progress: Progress
) -> dict[str, tuple[int, int]]:
    """For each kind of planted error how many were caught, and how many there were."""
    dumped = {it.letter: it.extraction.determination.model_dump(mode="json") for it in checked}
    records = {name: record for name, record in dumped.items() if whole(record)}
    cases = [it.case for it in read if it.case.name in records]
    found, all_of = Counter[str](), Counter[str]()
    for case in progress(cases, len(cases), "planting errors"):
        for what, _, hit in caught(records[case.name], case.text):
            all_of[what] += 1
            found[what] += hit
    return {what: (found[what], all_of[what]) for what in sorted(all_of)}


def _accepted(negative: Case) -> bool:
    """Whether the gate, which is the same for every engine, lets a negative pass."""
    try:
        admit(negative.text)
    except LetterError:
        return False
    return True


def _characters(read: Sequence[Read]) -> dict[str, int | None]:
    """The characters of all recorded answers, where there are any."""
    told = [it.reading.characters for it in read if it.reading.characters is not None]
    return {"characters_out": sum(told)} if told else {}


def _usage(checked: Sequence[Checked]) -> dict[str, int | None]:
    """Requests and tokens of all letters; None where the provider reported none."""
    told = [it.extraction.provenance for it in checked]
    into = [one.tokens_in for one in told if one.tokens_in is not None]
    out = [one.tokens_out for one in told if one.tokens_out is not None]
    return {
        "requests": sum(one.requests for one in told),
        "tokens_in": sum(into) if into else None,
        "tokens_out": sum(out) if out else None,
    }
