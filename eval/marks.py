"""A record against its labels: one mark for every value that either of them states.

Values are compared as the contract compares them (white space and loose hyphens do not count) and
are right or not: nothing is half right. Lists are compared element by element, whatever their
order; items are aligned one to one first. A part the labels leave out is not scored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from eval.align import align
from imr_llm import Determination
from imr_llm.folding import key
from imr_llm.record import Case

SCALARS: dict[str, tuple[str, ...]] = {
    "case": tuple(Case.model_fields),
    "worker": ("age", "sex", "date_of_injury", "injury_start"),
    "utilization_review": ("date", "decision"),
}
LISTS = (
    ("reviewer", "specialties"),
    ("reviewer", "licensed_states"),
    ("worker", "diagnoses"),
)
ITEM: tuple[str, ...] = (
    "decision",
    "title",
    "request",
    "original_request",
    "authorized",
    "retrospective",
    "date_of_service",
    "category",
    "medically_necessary",
    "rationale",
)
GUIDELINES = ("claims_administrator_guideline", "maximus_guideline")
ROLES = ("injury", "utilization_review")


class Verdict(StrEnum):
    """What became of one value."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSING = "missing"
    """Dropped: an item, an element of a list, or a field of a dropped item."""
    ABSTAINED = "abstained"
    """The record says null where the labels have a value."""
    SPURIOUS = "spurious"
    """Invented: the labels have no such item, element or value."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One value of one letter: what was expected, what the record says, and how it is told.

    `place` is the value's path in the labels (an invented one's in the record, after a `+`);
    `claim` is the path in the record on which a check of it stands, empty for the parts of a
    dropped or invented item, which are told by the item's own.
    """

    letter: str
    field: str
    place: str
    claim: str
    verdict: Verdict
    expected: Any = None
    actual: Any = None

    @property
    def right(self) -> bool:
        """Whether the record says what the labels say."""
        return self.verdict is Verdict.RIGHT


def mark(letter: str, actual: Determination, expected: Determination) -> list[Mark]:
    """Every mark of one letter's record, in the record's order."""
    return list(_Marker(letter, actual, expected).marks())


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same as the contract compares them."""
    return bool(_key(one) == _key(other))


def _key(value: Any) -> Any:
    """What of a value counts: of text no blanks, of lists and objects the same of their parts."""
    if isinstance(value, str):
        return key(value)
    if isinstance(value, list):
        return tuple(map(_key, value))
    if isinstance(value, dict):
        return tuple((name, _key(part)) for name, part in sorted(value.items()))
    return value


@dataclass(frozen=True, slots=True)
class _Element:
    """One element of a list: its value, and where it stands."""

    value: Any
    path: str


class _Marker:
    def __init__(self, letter: str, actual: Determination, expected: Determination) -> None:
        self.letter = letter
        self.got = actual.model_dump(mode="json")
        self.want = expected.model_dump(mode="json")

    def marks(self) -> Iterator[Mark]:
        got, want = self.got, self.want
        for part, fields in SCALARS.items():
            for name in fields:
                yield from self._scalar(f"{part}.{name}", got.get(part), want.get(part), name)
        for part, name in LISTS:
            if name in want.get(part, {}):
                yield from self._list(f"{part}.{name}", got.get(part, {}).get(name), want[part])
        yield from self._scalar("clinical_summary", got, want, "clinical_summary")
        if "unreadable_dates" in want:
            yield from self._list("unreadable_dates", got.get("unreadable_dates"), want)
        if "events" in want:
            yield from self._events(got.get("events"), want["events"] or [])
        if "items" in want:
            yield from self._items(got.get("items") or [], want["items"] or [])
            yield from self._scalar("outcome", got, want, "outcome")

    def _mark(self, field: str, verdict: Verdict, place: str, claim: str, **values: Any) -> Mark:
        return Mark(self.letter, field, place, claim, verdict, **values)

    def _scalar(
        self, path: str, got: Any, want: Any, name: str, claim: str | None = None
    ) -> Iterator[Mark]:
        """At most one mark: none where the labels leave the value out, or both say null."""
        if name not in (want or {}):
            return
        expected, actual = want[name], (got or {}).get(name)
        if expected is None and actual is None:
            return
        verdict = Verdict.WRONG
        if same(expected, actual):
            verdict = Verdict.RIGHT
        elif expected is None:
            verdict = Verdict.SPURIOUS
        elif actual is None:
            verdict = Verdict.ABSTAINED
        field = _plain(path)
        yield self._mark(field, verdict, path, claim or path, expected=expected, actual=actual)

    def _list(self, path: str, got: list[Any] | None, want: dict[str, Any]) -> Iterator[Mark]:
        expected = want[path.rpartition(".")[2]] or []
        yield from self._elements(path, path, _elements(path, got), _elements(path, expected))

    def _elements(
        self, field: str, claim: str, got: list[_Element] | None, want: list[_Element]
    ) -> Iterator[Mark]:
        """One mark for each element of either list; each is the partner of one equal other."""
        left: dict[Any, list[_Element]] = defaultdict(list)
        for one in got or ():
            left[_key(one.value)].append(one)
        lost = Verdict.ABSTAINED if got is None else Verdict.MISSING
        for one in want:
            partners = left[_key(one.value)]
            if partners:
                other = partners.pop(0)
                values = {"expected": one.value, "actual": other.value}
                yield self._mark(field, Verdict.RIGHT, one.path, other.path, **values)
            else:
                yield self._mark(field, lost, one.path, claim, expected=one.value)
        for one in (one for partners in left.values() for one in partners):
            yield self._mark(field, Verdict.SPURIOUS, f"+{one.path}", one.path, actual=one.value)

    def _events(self, got: list[Any] | None, want: list[Any]) -> Iterator[Mark]:
        views = {
            "events.date": _dates,
            "events.role": _roles,
            "events.(date, kind)": _pairs,
        }
        for field, view in views.items():
            claimed = None if got is None else view(got)
            yield from self._elements(field, "events", claimed, view(want))

    def _items(self, got: list[Any], want: list[Any]) -> Iterator[Mark]:
        pairs = align([one.get("title") for one in got], [one.get("title") for one in want])
        of_label = {place: at for at, place in pairs}
        for place, item in enumerate(want):
            path = f"items[{place}]"
            if place in of_label:
                at = of_label[place]
                yield self._mark("items", Verdict.RIGHT, path, f"items[{at}]")
                yield from self._item(got[at], item, path, f"items[{at}]")
            else:
                yield self._mark("items", Verdict.MISSING, path, "items", expected=item["title"])
                yield from self._dropped(item, path)
        scored = {name for item in want for name in item}
        for at in sorted(set(range(len(got))) - {at for at, _ in pairs}):
            yield from self._invented(got[at], f"items[{at}]", scored)
        if len(pairs) > 1:
            order = [at for at, _ in pairs]
            verdict = Verdict.RIGHT if order == sorted(order) else Verdict.WRONG
            yield self._mark("items.order", verdict, "items", "items")

    def _item(self, got: Any, want: Any, path: str, claim: str) -> Iterator[Mark]:
        for name in ITEM:
            yield from self._scalar(f"{path}.{name}", got, want, name, f"{claim}.{name}")
        for name in GUIDELINES:
            if want.get(name):
                here, there = f"{path}.{name}", f"{claim}.{name}"
                yield from self._guideline(got.get(name) or {}, want[name], here, there)

    def _guideline(self, got: Any, want: Any, path: str, claim: str) -> Iterator[Mark]:
        for name in ("basis", "text"):
            yield from self._scalar(f"{path}.{name}", got, want, name, f"{claim}.{name}")
        if "citations" in want:
            have = got.get("citations")
            cited = None if have is None else _elements(f"{claim}.citations", have)
            needed = _elements(f"{path}.citations", want["citations"] or []) or []
            yield from self._elements(
                f"{_plain(path)}.citations", f"{claim}.citations", cited, needed
            )

    def _dropped(self, item: Any, path: str) -> Iterator[Mark]:
        """What the labels say of an item that the record does not have."""
        for field, place, value in _values(item, path):
            yield self._mark(field, Verdict.MISSING, place, "", expected=value)

    def _invented(self, item: Any, path: str, scored: set[str]) -> Iterator[Mark]:
        """What the record says of an item that the letter does not have, as far as it is scored."""
        title = item.get("title")
        yield self._mark("items", Verdict.SPURIOUS, f"+{path}", path, actual=title)
        kept = {name: value for name, value in item.items() if name in scored}
        for field, place, value in _values(kept, path):
            yield self._mark(field, Verdict.SPURIOUS, f"+{place}", "", actual=value)


def _plain(path: str) -> str:
    """The field of a path: `items[3].decision` is `items.decision`."""
    head, bracket, rest = path.partition("[")
    return f"{head}{rest.partition(']')[2]}" if bracket else head


def _elements(path: str, values: Sequence[Any] | None) -> Any:
    if values is None:
        return None
    return [_Element(value, f"{path}[{at}]") for at, value in enumerate(values)]


def _dates(events: list[Any]) -> list[_Element]:
    """The distinct dates, each where it stands first."""
    first: dict[str, str] = {}
    for at, event in enumerate(events):
        first.setdefault(event["date"], f"events[{at}].date")
    return [_Element(date, path) for date, path in first.items()]


def _pairs(events: list[Any]) -> list[_Element]:
    return [
        _Element([event["date"], event["kind"]], f"events[{at}].kind")
        for at, event in enumerate(events)
    ]


def _roles(events: list[Any]) -> list[_Element]:
    """The pairs of the two kinds that the second reader tells."""
    return [one for one in _pairs(events) if one.value[1] in ROLES]


def _values(item: Any, path: str) -> Iterator[tuple[str, str, Any]]:
    """Field, path and value of everything that an item says."""
    for name in ITEM:
        if item.get(name) is not None:
            yield f"items.{name}", f"{path}.{name}", item[name]
    for name in GUIDELINES:
        guideline = item.get(name) or {}
        for part in ("basis", "text"):
            if guideline.get(part) is not None:
                yield f"items.{name}.{part}", f"{path}.{name}.{part}", guideline[part]
        for at, cited in enumerate(guideline.get("citations") or ()):
            yield f"items.{name}.citations", f"{path}.{name}.citations[{at}]", cited
