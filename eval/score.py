"""A record against its labels, field by field: correct, wrong, missing or spurious.

Values are compared as the contract compares them (white space and loose hyphens do not count).
Items are aligned one to one by their folded title, ties by order; what has no partner counts as
missing or spurious, and its fields with it. Events and citations are compared as sets.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from imr_llm import Determination
from imr_llm.folding import key
from imr_llm.record import Case

PLAIN: dict[str, tuple[str, ...]] = {
    "case": tuple(Case.model_fields),
    "reviewer": ("specialties", "licensed_states"),
    "worker": ("age", "sex", "date_of_injury", "injury_start", "diagnoses"),
    "utilization_review": ("date", "decision"),
}
WHOLE = ("clinical_summary", "unreadable_dates")
ITEM: tuple[str, ...] = (
    "title",
    "request",
    "original_request",
    "authorized",
    "retrospective",
    "date_of_service",
)
ITEM += ("decision", "category", "rationale", "medically_necessary")
GUIDELINES = ("claims_administrator_guideline", "maximus_guideline")


@dataclass(slots=True)
class Tally:
    """How often one field was right, and how it was not."""

    correct: int = 0
    wrong: int = 0
    missing: int = 0
    spurious: int = 0
    where: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; a wrong value fails both. 1.0 of nothing."""
        claimed = self.correct + self.wrong + self.spurious
        expected = self.correct + self.wrong + self.missing
        return 2 * self.correct / (claimed + expected) if claimed + expected else 1.0


Scores = defaultdict[str, Tally]


def score(name: str, actual: Determination, expected: Determination, scores: Scores) -> None:
    """Add one letter's record to `scores`; `name` is noted where it is not right."""
    got, want = actual.model_dump(mode="json"), expected.model_dump(mode="json")
    for part, fields in PLAIN.items():
        for one in fields:
            if one in want.get(part, {}):
                _compare(scores[f"{part}.{one}"], name, got.get(part, {}).get(one), want[part][one])
    for one in WHOLE:
        if one in want:
            _compare(scores[one], name, got.get(one), want[one])
    if "events" in want:
        _compare_events(name, got.get("events") or [], want["events"] or [], scores)
    if "items" in want:
        _compare_items(name, got.get("items") or [], want["items"] or [], scores)


def _compare(tally: Tally, name: str, got: Any, want: Any) -> None:
    if _key(got) == _key(want):
        tally.correct += want is not None
        return
    if want is None:
        tally.spurious += 1
    elif got is None:
        tally.missing += 1
    else:
        tally.wrong += 1
    tally.where.append(name)


def _key(value: Any) -> Any:
    """What of a value counts: of text no blanks, of lists and objects the same of their parts."""
    if isinstance(value, str):
        return key(value)
    if isinstance(value, list):
        return tuple(map(_key, value))
    if isinstance(value, dict):
        return tuple((name, _key(part)) for name, part in sorted(value.items()))
    return value


def _compare_sets(tally: Tally, name: str, got: Iterable[Any], want: Iterable[Any]) -> None:
    have, need = Counter(map(_key, got)), Counter(map(_key, want))
    tally.correct += (have & need).total()
    tally.missing += (need - have).total()
    tally.spurious += (have - need).total()
    if have != need:
        tally.where.append(name)


def _compare_events(name: str, got: list[Any], want: list[Any], scores: Scores) -> None:
    dates = [{event["date"] for event in events} for events in (got, want)]
    _compare_sets(scores["events.date"], name, *dates)
    pairs = [[[event["date"], event["kind"]] for event in events] for events in (got, want)]
    _compare_sets(scores["events.(date, kind)"], name, *pairs)


def _compare_items(name: str, got: list[Any], want: list[Any], scores: Scores) -> None:
    pairs = list(_aligned(got, want))
    _compare_sets(scores["items"], name, (i["title"] for i in got), (i["title"] for i in want))
    for have, need in pairs:
        for one in ITEM:
            if one in need:
                _compare(scores[f"items.{one}"], name, have.get(one), need[one])
        for guideline in GUIDELINES:
            if need.get(guideline):
                _compare_guideline(
                    name, guideline, have.get(guideline) or {}, need[guideline], scores
                )


def _compare_guideline(name: str, which: str, have: Any, need: Any, scores: Scores) -> None:
    for one in ("text", "basis"):
        if one in need:
            _compare(scores[f"items.{which}.{one}"], name, have.get(one), need[one])
    if "citations" in need:
        tally = scores[f"items.{which}.citations"]
        _compare_sets(tally, name, have.get("citations") or (), need["citations"] or ())


def _aligned(got: list[Any], want: list[Any]) -> Iterator[tuple[Any, Any]]:
    """Every labelled item with the record's of the same title, or an empty one."""
    by_title: dict[str, list[Any]] = defaultdict(list)
    for item in got:
        by_title[key(item.get("title") or "")].append(item)
    for item in want:
        partners = by_title[key(item.get("title") or "")]
        yield (partners.pop(0) if partners else {}, item)
