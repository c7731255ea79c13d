"""The utilization review's date and decision, as the clinical case summary tells them.

`denied`: every listed request refused; `modified`: every one partly granted; `mixed`: some of each.
What is granted in full is not in dispute; what was granted beside a refusal is a part of a request
where an item's title says so. Of several reviews told, the last that refused anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from imr_llm.dates import PartialDate
from imr_llm.record import EventKind, ReviewDecision, UtilizationReview
from imr_llm.rules.events import Fact
from imr_llm.rules.sentences import sentences
from imr_llm.rules.verdicts import REVIEW, granted_in, is_reason, verdicts_of

# a refusal that needs nobody named: "was non-certified", "The request was denied"
UNNAMED = re.compile(
    r"\bnon-? ?certif|\bnot (?:been )?(?:certified|approved|authorized)"
    r"|\b(?:requests?|requested|treatments?|services?|case|authorization|MRI|surgery|therapy)\b"
    r"[^.;]{0,200}\b(?:was|were|been) (?:\w+ly |also |both )*(?:denied|modified|certified|approved"
    r"|partially|authorized only)"
    r"|\bpreviously (?:denied|modified|reviewed)|\bpartially (?:certif|approv|authoriz)"
    r"|\bauthorized by the Claims Administrator",
    re.IGNORECASE,
)

# what tells two requests apart: "inguinal", "sessions", "12"; not "left", "and"
NAMES = re.compile(r"\b(?:[a-z]{5,}|\d+)\b")


@dataclass
class Review:
    """One review that the summary tells of: its date, None where untold, and its verdicts."""

    date: PartialDate | None
    verdicts: set[ReviewDecision] = field(default_factory=set)
    told: list[str] = field(default_factory=list)


def read_review(
    text: str, summary: tuple[int, int], facts: list[Fact], parts: str = ""
) -> UtilizationReview:
    """The review of the summary's facts; date or decision None where the summary does not tell.

    `parts` is what the items' titles say was authorized in part.
    """
    reviews = _reviews(text, summary, facts)
    if not reviews:
        return UtilizationReview(date=None, decision=None)
    adverse = [one for one in reviews if one.verdicts]
    last = max(adverse, key=lambda one: one.date or "", default=reviews[-1])
    if parts and last.verdicts == {ReviewDecision.DENIED}:
        granted = " ".join(map(granted_in, last.told))
        if set(NAMES.findall(parts.casefold())) & set(NAMES.findall(granted.casefold())):
            last.verdicts.add(ReviewDecision.MODIFIED)
    decision = next(iter(last.verdicts), None)
    return UtilizationReview(
        date=last.date, decision=ReviewDecision.MIXED if len(last.verdicts) > 1 else decision
    )


def _reviews(text: str, summary: tuple[int, int], facts: list[Fact]) -> list[Review]:
    """The reviews told, in order; what is told without a date is of the review told before it."""
    dates = _dates(text, facts)
    reviews: list[Review] = []
    goes_on = False
    for span in sentences(text, *summary):
        sentence, date = text[slice(*span)], dates.get(span)
        named = any(REVIEW.find(sentence, 0, len(sentence)))
        about = date or goes_on or named or UNNAMED.search(sentence)
        verdicts = verdicts_of(sentence, goes_on=goes_on) if about else set()
        goes_on = bool(date or verdicts)
        if not goes_on:
            continue
        if not reviews or (date and reviews[-1].date not in (None, date)):
            reviews.append(Review(date))
        reviews[-1].date = reviews[-1].date or date
        reviews[-1].verdicts |= verdicts
        reviews[-1].told.append(sentence)
    return reviews


def _dates(text: str, facts: list[Fact]) -> dict[tuple[int, int], PartialDate | None]:
    """The review's date in each sentence that has one: the last, but none of a reason's."""
    dates: dict[tuple[int, int], PartialDate | None] = {}
    for fact in facts:
        if EventKind.UTILIZATION_REVIEW not in fact.kinds:
            continue
        start, end = fact.sentence
        if fact.sentence not in dates or not is_reason(text[start:end], fact.mention.start - start):
            dates[fact.sentence] = fact.mention.date
    return dates
