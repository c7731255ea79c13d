"""The rules engine: a letter, read without any model, as a record.

Fills every field but the worker's diagnoses and the gist of a rationale, which it does not read.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from imr_llm.dates import PartialDate
from imr_llm.letter.blocks import Block
from imr_llm.letter.citations import read_guideline
from imr_llm.letter.sections import Letter
from imr_llm.letter.titles import date_of_service, is_retrospective, request_of
from imr_llm.record import (
    Case,
    Decision,
    Determination,
    EventKind,
    Guideline,
    Item,
    UtilizationReview,
    Worker,
    outcome_of,
)
from imr_llm.rules.categories import category_of
from imr_llm.rules.conclusion import conclusion_of
from imr_llm.rules.events import read_facts, to_events
from imr_llm.rules.facts import Fact, Told, told_of
from imr_llm.rules.header import read_case
from imr_llm.rules.mentions import Mention, find_mentions
from imr_llm.rules.review import read_review
from imr_llm.rules.reviewer import read_reviewer
from imr_llm.rules.worker import read_age_and_sex

DECISIONS = {"upheld": Decision.UPHELD, "overturned": Decision.OVERTURNED}


def read_record(letter: Letter) -> Determination:
    """The record of a letter as the rules read it; null where the letter does not say."""
    case = read_case(letter)
    summary, rationales, review, latest_year = _dated(letter, case)
    facts = [fact for _, found in (summary, *rationales) for fact in found]
    items = [_item(letter, block, latest_year) for block in letter.blocks]
    mentions = [mention for found, _ in (summary, *rationales) for mention in found]
    return Determination(
        case=case,
        reviewer=read_reviewer(letter),
        worker=_worker(letter, summary[1], case.date_of_injury),
        utilization_review=review,
        clinical_summary=letter[letter.summary],
        events=list(to_events(letter.folded.text, facts)),
        unreadable_dates=[mention.printed for mention in mentions if not mention.date],
        items=items or None,
        outcome=outcome_of(items),
    )


Read = tuple[list[Mention], list[Fact]]


def _dated(letter: Letter, case: Case) -> tuple[Read, list[Read], UtilizationReview, int | None]:
    """The dates of the summary and of each rationale, and the year that two digits are read by.

    That year is the letter's latest decision or utilization review date's. Where the header has
    none, the summary's own review date gives it, read first by the contract's fixed pivot.
    """
    known = [one.year for one in (case.decision_date, case.ur_denial_date) if one]
    first = _read(letter, letter.summary, max(known, default=None))
    review = _review(letter, first[1])
    summary, latest = first, max(known, default=None)
    if review.date and (latest is None or review.date.year > latest):
        latest = review.date.year
        summary = _read(letter, letter.summary, latest)
        review = _review(letter, summary[1])
    summary = (summary[0], _with_injury(summary[1], case.date_of_injury))
    told = told_of(summary[1])
    rationales = [
        _read(letter, block.rationale, latest, told, years=False) for block in letter.blocks
    ]
    return summary, rationales, review, latest


def _with_injury(facts: list[Fact], printed: date | None) -> list[Fact]:
    """The facts; where none is told as an injury, the header's date of injury tells which is."""
    day = printed.isoformat() if printed else None
    at = next((at for at, fact in enumerate(facts) if fact.mention.date == day), None)
    if at is None or any(EventKind.INJURY in fact.kinds for fact in facts):
        return facts
    return [*facts[:at], replace(facts[at], kinds=(EventKind.INJURY,)), *facts[at + 1 :]]


def _read(
    letter: Letter,
    section: tuple[int, int] | None,
    latest: int | None,
    told: Told | None = None,
    *,
    years: bool = True,
) -> Read:
    if not section:
        return ([], [])
    text = letter.folded.text
    mentions = list(
        find_mentions(
            text,
            *section,
            latest_year=latest,
            years=years,
            hyphens_lost=letter.hyphens_lost,
        )
    )
    return (mentions, read_facts(text, section, mentions, told))


def _review(letter: Letter, facts: list[Fact]) -> UtilizationReview:
    if not letter.summary:
        return UtilizationReview(date=None, decision=None)
    parts = [request_of(letter[one.title] or "").authorized or "" for one in letter.blocks]
    return read_review(letter.folded.text, letter.summary, facts, parts)


def _worker(letter: Letter, facts: list[Fact], printed: date | None) -> Worker:
    summary = letter[letter.summary] or ""
    age, sex = read_age_and_sex(summary)
    first, last = _injury(facts, printed)
    return Worker(
        age=age,
        sex=sex,
        date_of_injury=last,
        injury_start=first,
        diagnoses=None,
    )


def _injury(
    facts: list[Fact], printed: date | None
) -> tuple[PartialDate | None, PartialDate | None]:
    """The first (of a cumulative trauma only) and the last day of the injury told.

    Of several injuries it is the one whose date the header prints too, else the first.
    """
    injuries = [fact for fact in facts if EventKind.INJURY in fact.kinds]
    if not injuries:
        return None, None
    same = [fact for fact in injuries if printed and fact.mention.date == printed.isoformat()]
    last = next((fact for fact in injuries if fact.range_start), (same or injuries)[0])
    return last.range_start, last.mention.date


def _item(letter: Letter, block: Block, latest_year: int | None) -> Item:
    title = letter[block.title] or ""
    request = request_of(title)
    rationale = letter[block.rationale]
    return Item(
        title=title,
        request=request.request,
        original_request=request.original,
        authorized=request.authorized,
        retrospective=is_retrospective(title),
        date_of_service=date_of_service(title, latest_year),
        decision=DECISIONS.get(block.words.casefold()),
        category=category_of(request.request),
        claims_administrator_guideline=_guideline(letter[block.claims]),
        maximus_guideline=_guideline(letter[block.maximus]),
        rationale=rationale,
        rationale_gist=None,
        medically_necessary=conclusion_of(rationale) if rationale else None,
    )


def _guideline(paragraph: str | None) -> Guideline | None:
    return read_guideline(paragraph) if paragraph else None
