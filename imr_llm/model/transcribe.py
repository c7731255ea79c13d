"""From a model's draft to a record: `record_of(draft, text)`, a pure function.

Dates are read from the letter's own words, passages are cut from the letter, and what cannot be
transcribed becomes null with an open check that says why. Nothing here looks at the letter to
correct the model: that is the second reader's business.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from imr_llm.dates import PartialDate, parse_date
from imr_llm.extraction import Check, Claim, Status
from imr_llm.folding import key
from imr_llm.model.draft import Draft, DraftGuideline, DraftItem, DraftPassage
from imr_llm.model.locate import Place, Span
from imr_llm.record import (
    Basis,
    Category,
    Decision,
    Determination,
    EventKind,
    Priority,
    ReviewDecision,
    Sex,
    Source,
)

CASE_DATES = (
    "date_assigned",
    "date_of_injury",
    "decision_date",
    "ur_denial_date",
    "application_received",
)
VOCABULARIES = (Basis, Category, Decision, EventKind, Priority, ReviewDecision, Sex, Source)
SHORTEST_TELLING = 6
"""Values shorter than this ("male", "2") may stand in any letter, and prove no copying."""


@dataclass
class _Transcription:
    """One draft on its way into a record: where it is looked up, and what could not be taken."""

    place: Place
    example: frozenset[str] = frozenset()
    latest_year: int | None = None
    checks: list[Check] = field(default_factory=list)

    def refuse(self, name: str, status: Status, claimed: Claim, message: str) -> None:
        self.checks.append(Check(field=name, status=status, claimed=claimed, message=message))

    def own(self, name: str, words: str) -> bool:
        """Whether words are not the example's, or are the letter's as well."""
        telling = len(words) >= SHORTEST_TELLING and key(words) in self.example
        if telling and not self.place.holds(words):
            self.refuse(name, Status.UNSUPPORTED, words, "copied from the prompt's example")
            return False
        return True

    def day(self, name: str, printed: str | None) -> PartialDate | None:
        """A date in the letter's words as a date."""
        if printed is None or not self.own(name, printed):
            return None
        read = parse_date(printed, self.latest_year)
        if read is None:
            self.refuse(name, Status.UNREADABLE, printed, "no date can be read in these words")
        return read

    def cut(self, name: str, drafted: DraftPassage, found: Span | None) -> str | None:
        """A passage cut from the letter, where its first and last words were found."""
        if found:
            return self.place.folded.text[slice(*found)]
        words = f"{drafted.first_words} ... {drafted.last_words}"
        fault = "its first or last words are not in the letter, or there more than once"
        self.refuse(name, Status.UNSUPPORTED, words, fault)
        return None

    def passage(self, name: str, drafted: DraftPassage | None, region: Span) -> str | None:
        """A long passage: its first and last words must be unique, in the region or at all."""
        if drafted is None:
            return None
        words = (drafted.first_words, drafted.last_words)
        whole = (0, len(self.place.folded.text))
        # a letter may give its results first and its reasons further on
        found = self.place.passage(*words, *region) or self.place.passage(*words, *whole)
        return self.cut(name, drafted, found)


def record_of(
    draft: Draft, text: str, example: frozenset[str] = frozenset()
) -> tuple[Determination, tuple[Check, ...]]:
    """The record a draft amounts to, and a check for whatever could not be transcribed.

    `example` holds the values of the prompt's example (`example_values`): none of them is taken
    that the letter does not hold.
    """
    work = _Transcription(Place.of(text), example)
    known = [draft.case.decision_date, draft.case.ur_denial_date, draft.utilization_review.date]
    work.latest_year = max(
        (read.year for one in known if one and (read := parse_date(one))), default=None
    )
    values: dict[str, Any] = {
        "case": _case(work, draft),
        "reviewer": draft.reviewer.model_dump(),
        "worker": _worker(work, draft),
        "utilization_review": {
            "date": work.day("utilization_review.date", draft.utilization_review.date),
            "decision": draft.utilization_review.decision,
        },
        "clinical_summary": work.passage(
            "clinical_summary", draft.clinical_summary, (0, len(work.place.folded.text))
        ),
        "events": [
            {
                "date": work.day(f"events[{number}].date", one.date),
                "kind": one.kind,
                "text": one.phrase,
            }
            for number, one in enumerate(draft.events)
        ],
        "unreadable_dates": list(draft.unreadable_dates),
        "items": [
            _item(work, f"items[{number}]", item, region)
            for number, (item, region) in enumerate(_regions(work.place, draft.items))
        ],
    }
    record = Determination.model_validate(_without_example(work, values))
    return record, tuple(work.checks)


def _case(work: _Transcription, draft: Draft) -> dict[str, Any]:
    case: dict[str, Any] = draft.case.model_dump()
    for name in CASE_DATES:
        read = work.day(f"case.{name}", case[name])
        case[name] = date.fromisoformat(read) if read and read.day else None
        if read and not read.day:
            work.refuse(f"case.{name}", Status.UNREADABLE, read, "the header prints whole dates")
    return case


def _worker(work: _Transcription, draft: Draft) -> dict[str, Any]:
    worker = draft.worker
    return {
        "age": worker.age if worker.age is None or 0 <= worker.age <= 130 else None,  # noqa: PLR2004
        "sex": worker.sex,
        "date_of_injury": work.day("worker.date_of_injury", worker.date_of_injury),
        "injury_start": work.day("worker.injury_start", worker.injury_start),
        "diagnoses": list(worker.diagnoses),
    }


def _regions(place: Place, items: list[DraftItem]) -> Iterator[tuple[DraftItem, Span]]:
    """Every item with the stretch of the letter from its title to the next one's."""
    at, starts = 0, []
    for item in items:
        found = place.find(f"{item.title}: {item.decision_words}", at) or place.find(item.title, at)
        at = found[0][1] if found else at
        starts.append(found[0] if found else None)
    whole = len(place.folded.text)
    for number, item in enumerate(items):
        start = starts[number]
        following = next((one for one in starts[number + 1 :] if one), None)
        yield item, (start[1] if start else 0, following[0] if following and start else whole)


def _item(work: _Transcription, name: str, item: DraftItem, region: Span) -> dict[str, Any]:
    if item.decision == "other":
        work.checks.append(
            Check(
                field=f"{name}.decision",
                status=Status.UNSUPPORTED,
                found=item.decision_words,
                message="the letter prints neither Upheld nor Overturned",
            )
        )
    partial = item.partial
    return {
        "title": item.title,
        "request": partial.request if partial else item.title,
        "original_request": partial.original_request if partial else None,
        "authorized": partial.authorized if partial else None,
        "retrospective": item.retrospective,
        "date_of_service": work.day(f"{name}.date_of_service", item.date_of_service),
        "decision": None if item.decision == "other" else item.decision,
        "category": item.category,
        "rationale": work.passage(f"{name}.rationale", item.rationale, region),
        "rationale_gist": item.rationale_gist,
        "medically_necessary": item.medically_necessary,
        **_guidelines(work, name, item, region),
    }


def _guidelines(
    work: _Transcription, name: str, item: DraftItem, region: Span
) -> dict[str, dict[str, Any] | None]:
    """Both guideline paragraphs: short, often alike, and so taken one after the other."""
    made: dict[str, dict[str, Any] | None] = {}
    at, end = region
    for label in ("claims_administrator_guideline", "maximus_guideline"):
        drafted: DraftGuideline | None = getattr(item, label)
        if drafted is None:
            made[label] = None
            continue
        words = drafted.passage
        found = work.place.next_passage(words.first_words, words.last_words, at, end)
        at = found[1] if found else at
        made[label] = {
            "text": work.cut(f"{name}.{label}.text", words, found),
            "basis": drafted.basis,
            "citations": [citation.model_dump() for citation in drafted.citations],
        }
    return made


def _without_example(work: _Transcription, values: Any, name: str = "") -> Any:
    """The values without any that the prompt's example holds and the letter does not."""
    if isinstance(values, dict):
        inner = f"{name}." if name else ""
        return {k: _without_example(work, v, f"{inner}{k}") for k, v in values.items()}
    if isinstance(values, list):
        kept = [_without_example(work, one, f"{name}[{k}]") for k, one in enumerate(values)]
        return [
            one for one, was in zip(kept, values, strict=True) if one is not None or was is None
        ]
    if not isinstance(values, str) or isinstance(values, PartialDate):
        return values
    return values if work.own(name, values) else None


def example_values(example: str) -> frozenset[str]:
    """What of the example's draft (JSON) is its own: every text but the schema's own words."""
    words = {key(member) for vocabulary in VOCABULARIES for member in vocabulary}
    return frozenset(_texts(json.loads(example))) - words


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield key(value)
