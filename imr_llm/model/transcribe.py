"""From a model's draft to a record: `record_of(draft, text)`, a pure function.

What the model points at is cut from the letter, its dates are read from the letter's own words, and
what cannot be transcribed becomes null with an open check that says why. Nothing here looks at the
letter to correct the model: that is the second reader's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from imr_llm.dates import PartialDate, parse_date
from imr_llm.extraction import Check, Status
from imr_llm.folding import key
from imr_llm.letter.citations import read_guideline
from imr_llm.letter.titles import date_of_service, is_retrospective, request_of
from imr_llm.model import draft as wire
from imr_llm.model.draft import Draft, DraftCitation, DraftEvent, DraftItem
from imr_llm.model.example import Guard
from imr_llm.model.locate import Place
from imr_llm.model.phrases import phrase, place_of_date, without_outcome
from imr_llm.record import Basis, Determination

CASE_DATES = (
    "date_assigned",
    "date_of_injury",
    "decision_date",
    "ur_denial_date",
    "application_received",
)
OLDEST = 130
BASES = {"m": Basis.MTUS, "n": Basis.NON_MTUS}


@dataclass(kw_only=True)
class _Transcription(Guard):
    """One draft on its way into a record."""

    draft: Draft

    @cached_property
    def latest_year(self) -> int | None:
        """The year of the latest decision or review, by which two-digit years are read."""
        case = self.draft.case
        known = [case.decision_date, case.ur_denial_date] if case else []
        read = (parse_date(one) for one in (*known, self.draft.review_date) if one)
        return max((one.year for one in read if one), default=None)

    def day(self, name: str, printed: str | None) -> PartialDate | None:
        """A date in the letter's words as a date."""
        if printed is None or not self.own(name, printed):
            return None
        read = parse_date(printed, self.latest_year)
        if read is None:
            self.refuse(name, Status.UNREADABLE, printed, "no date can be read in these words")
        return read

    def cut(self, name: str, pointer: str | None) -> str | None:
        """What a pointer means, cut from the letter."""
        if pointer is None:
            return None
        if span := self.place.pointed(pointer):
            return self.place.folded.text[slice(*span)]
        fault = "points at no line of the letter, or at words that are not in it or not there only"
        self.refuse(name, Status.UNSUPPORTED, pointer, fault)
        return None


def record_of(
    draft: Draft, text: str, example: frozenset[str] = frozenset()
) -> tuple[Determination, tuple[Check, ...]]:
    """The record a draft amounts to, and a check for whatever could not be transcribed.

    `example` holds the values of the prompt's example (`example_values`): none of them is taken
    that the letter does not hold.
    """
    work = _Transcription(place=Place.of(text), example=example, draft=draft)
    values: dict[str, Any] = {
        "case": _case(work),
        "reviewer": {
            "specialties": draft.specialties,
            "licensed_states": draft.licensed_states,
        },
        "worker": _worker(work),
        "utilization_review": {
            "date": work.day("utilization_review.date", draft.review_date),
            "decision": wire.REVIEW_DECISIONS.get(draft.review_decision or ""),
        },
        "clinical_summary": work.cut("clinical_summary", draft.clinical_summary),
        "events": [
            _event(work, f"events[{number}]", one) for number, one in enumerate(draft.events)
        ],
        "unreadable_dates": list(draft.unreadable_dates),
        "items": _items(work),
    }
    record = Determination.model_validate(work.own_only(values))
    return record, tuple(work.checks)


def _case(work: _Transcription) -> dict[str, Any]:
    printed = work.draft.case
    if printed is None:
        return dict.fromkeys((*CASE_DATES, "case_number", "priority"))
    case: dict[str, Any] = {
        "case_number": printed.case_number,
        "priority": wire.PRIORITIES.get(printed.priority or ""),
    }
    for name in CASE_DATES:
        read = work.day(f"case.{name}", getattr(printed, name))
        case[name] = date.fromisoformat(read) if read and read.day else None
        if read and not read.day:
            work.refuse(f"case.{name}", Status.UNREADABLE, read, "the header prints whole dates")
    return case


def _worker(work: _Transcription) -> dict[str, Any]:
    """The worker; of several dates of injury the first begins a cumulative trauma."""
    draft = work.draft
    end = draft.injury[-1] if draft.injury else None
    start = draft.injury[0] if len(draft.injury) > 1 else None
    return {
        "age": draft.age if draft.age is None or 0 <= draft.age <= OLDEST else None,
        "sex": wire.SEXES.get(draft.sex or ""),
        "date_of_injury": work.day("worker.date_of_injury", end),
        "injury_start": work.day("worker.injury_start", start),
        "diagnoses": list(draft.diagnoses),
    }


def _event(work: _Transcription, name: str, event: DraftEvent) -> dict[str, Any]:
    """One event; its phrase is cut around the date, which must begin in the line pointed at."""
    return {
        "date": work.day(f"{name}.date", event.date),
        "kind": wire.EVENT_KINDS[event.kind],
        "text": _phrase(work, name, event),
    }


def _phrase(work: _Transcription, name: str, event: DraftEvent) -> str | None:
    place, text = work.place, work.place.folded.text
    line = place.run(event.line, event.line)
    # a date that is broken over two lines of the source may be so in two lines of ours
    following = place.run(event.line, event.line + 1) or line
    found = place_of_date(text, following, event.date) if following else None
    if line and following and found and found[0] < line[1]:
        return text[slice(*phrase(text, following, found))]
    fault = "the line pointed at does not print this date"
    work.refuse(f"{name}.text", Status.UNSUPPORTED, event.date, fault)
    return None


def _items(work: _Transcription) -> list[dict[str, Any]]:
    """The items; where a rationale stands twice, its gist need be told once."""
    items = [_item(work, f"items[{n}]", one) for n, one in enumerate(work.draft.items)]
    told: dict[str, str] = {}
    for item in items:
        reason = key(item["rationale"] or "")
        if reason and item["rationale_gist"] is None:
            item["rationale_gist"] = told.get(reason)
        elif reason:
            told.setdefault(reason, item["rationale_gist"])
    return items


def _item(work: _Transcription, name: str, item: DraftItem) -> dict[str, Any]:
    title, printed = _title(work, name, item)
    if item.decision == "x":
        work.checks.append(
            Check(
                field=f"{name}.decision",
                status=Status.UNSUPPORTED,
                found=printed,
                message="the letter prints neither Upheld nor Overturned",
            )
        )
    asked = request_of(title) if title else None
    return {
        "title": title,
        "request": asked.request if asked else None,
        "original_request": asked.original if asked else None,
        "authorized": asked.authorized if asked else None,
        "retrospective": is_retrospective(title) if title else None,
        "date_of_service": date_of_service(title, work.latest_year) if title else None,
        "decision": wire.DECISIONS[item.decision],
        "category": wire.CATEGORIES[item.category],
        "rationale": work.cut(f"{name}.rationale", item.rationale),
        "rationale_gist": item.rationale_gist,
        "medically_necessary": item.medically_necessary,
        "claims_administrator_guideline": _guideline(
            work, f"{name}.claims_administrator_guideline", item.claims_administrator_guideline
        ),
        "maximus_guideline": _guideline(work, f"{name}.maximus_guideline", item.maximus_guideline),
    }


def _title(work: _Transcription, name: str, item: DraftItem) -> tuple[str | None, str | None]:
    """A title, and what stands printed behind it: the rest of its line, or the next line."""
    if work.cut(f"{name}.title", item.title) is None:
        return None, None
    text, span = work.place.folded.text, work.place.pointed(item.title)
    title = without_outcome(text, span) if span else (0, 0)
    ends = (end for _, end in work.place.lines)
    behind = (text[title[1] : end].strip(" :") for end in ends if end > title[1])
    return text[slice(*title)], next((one for one in behind if one), None)


def _guideline(work: _Transcription, name: str, pointer: str | None) -> dict[str, Any] | None:
    """A guideline paragraph; what it cites is read from it, unless the draft tells it apart."""
    if pointer is None:
        return None
    if (text := work.cut(f"{name}.text", pointer)) is None:
        return {"text": None, "basis": None, "citations": None}
    read = read_guideline(text)
    place = work.place
    told = [
        one
        for one in work.draft.citations
        if place.pointed(one.paragraph) == place.pointed(pointer)
    ]
    if not told:
        return read.model_dump()
    sources = {one.source for one in told}
    basis = Basis.BOTH if len(sources) > 1 else BASES[sources.pop()]
    return {"text": text, "basis": basis, "citations": [_citation(one) for one in told]}


def _citation(told: DraftCitation) -> dict[str, Any]:
    return {
        "source": wire.SOURCES[told.source],
        "title": told.title,
        "sections": told.sections,
        "pages": told.pages,
    }
