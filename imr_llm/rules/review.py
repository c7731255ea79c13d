"""The utilization review's date and decision, as the clinical case summary tells them.

`denied`: every listed request refused; `modified`: every one partly granted; `mixed`: some of each.
What is granted in full is not in dispute; what was granted beside a refusal is a part of a request
where an item's title says so. Of several reviews told, the last that refused anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from imr_llm.dates import PartialDate
from imr_llm.record import EventKind, ReviewDecision, UtilizationReview
from imr_llm.rules.facts import Fact
from imr_llm.rules.lexicon import has_any
from imr_llm.rules.sentences import sentences
from imr_llm.rules.verdicts import REVIEW, granted_in, reasons_of, verdicts_of

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

# one of these is in whatever that matches
STEMS = ("certif", "approv", "authoriz", "denied", "modified", "partially", "reviewed")
# "denied the brace on §; the boot was modified on §"
PARTED = re.compile(r"; ")
# what tells two requests apart: "inguinal", "sessions", "12"; not "left", "and"
NAMES = re.compile(r"\b(?:[a-z]{5,}|\d+)\b")


@dataclass
class Review:
    """One review that the summary tells of: its date, None where untold, and its verdicts."""

    date: PartialDate | None
    verdicts: set[ReviewDecision] = field(default_factory=set)
    told: list[str] = field(default_factory=list)


def read_review(
    text: str, summary: tuple[int, int], facts: list[Fact], parts: Sequence[str] = ()
) -> UtilizationReview:
    """The review of the summary's facts; date or decision None where the summary does not tell.

    `parts`: what each item's title says was authorized in part; "" where it says nothing.
    """
    reviews = _reviews(text, summary, facts)
    if not reviews:
        return UtilizationReview(date=None, decision=None)
    adverse = [one for one in reviews if one.verdicts]
    last = max(adverse, key=lambda one: one.date or "", default=reviews[-1])
    verdicts = _beside_titles(last, parts)
    decision = next(iter(verdicts), None)
    return UtilizationReview(
        date=last.date, decision=ReviewDecision.MIXED if len(verdicts) > 1 else decision
    )


def _beside_titles(review: Review, parts: Sequence[str]) -> set[ReviewDecision]:
    """The verdicts, what was granted being a part of what the titles say was authorized in part."""
    granted = " ".join(map(granted_in, review.told)) if any(parts) else ""
    if granted and all(parts):
        return {ReviewDecision.MODIFIED}
    own = set(NAMES.findall(" ".join(parts).casefold())) & set(NAMES.findall(granted))
    if own and review.verdicts == {ReviewDecision.DENIED}:
        return {ReviewDecision.DENIED, ReviewDecision.MODIFIED}
    return review.verdicts


def _reviews(text: str, summary: tuple[int, int], facts: list[Fact]) -> list[Review]:
    """The reviews told, in order; what is told without a date is of the review told before it."""
    told = [fact for fact in facts if EventKind.UTILIZATION_REVIEW in fact.kinds]
    reviews: list[Review] = []
    goes_on = False
    for span, inside in _tellings(text, summary, told):
        sentence = text[slice(*span)]
        date = _date(sentence, span[0], inside)
        about = date or goes_on or _refused(sentence)
        about = about or any(REVIEW.find(sentence, 0, len(sentence)))
        verdicts = verdicts_of(sentence, goes_on=goes_on) if about else set()
        goes_on = bool(date or verdicts or (goes_on and granted_in(sentence)))
        if not goes_on:
            continue
        if not reviews or (date and reviews[-1].date not in (None, date)):
            reviews.append(Review(date))
        reviews[-1].date = reviews[-1].date or date
        reviews[-1].verdicts |= verdicts
        reviews[-1].told.append(sentence)
    return reviews


def _refused(sentence: str) -> bool:
    """Tell whether a sentence that names nobody tells of a review all the same."""
    return has_any(STEMS, sentence.casefold()) and bool(UNNAMED.search(sentence))


Telling = tuple[tuple[int, int], list[Fact]]


def _tellings(text: str, summary: tuple[int, int], told: list[Fact]) -> Iterator[Telling]:
    """The sentences of a summary with the reviews' dates in each, parted at semicolons between."""
    at = 0
    for start, end in sentences(text, *summary):
        begin, inside = start, list[Fact]()
        while at < len(told) and told[at].mention.start < end:
            since = inside[-1].mention.end if inside else end
            if parted := PARTED.search(text, since, told[at].mention.start):
                yield (begin, parted.end()), inside
                begin, inside = parted.end(), []
            inside.append(told[at])
            at += 1
        yield (begin, end), inside


def _date(sentence: str, start: int, inside: list[Fact]) -> PartialDate | None:
    """The review's date in a sentence: the last, but none of a reason's where it has another."""
    if not inside[1:]:
        return inside[0].mention.date if inside else None
    why = reasons_of(sentence)
    told = [one for one in inside if not why[one.mention.start - start]] or inside[:1]
    return told[-1].mention.date
