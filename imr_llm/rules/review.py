"""The utilization review's date and decision, as the clinical case summary tells them.

`denied`: every listed request refused; `modified`: every one partly granted; `mixed`: some of each.
"""

from __future__ import annotations

import re

from imr_llm.record import EventKind, ReviewDecision, UtilizationReview
from imr_llm.rules.events import Fact
from imr_llm.rules.sentences import sentences

# what makes a sentence one about the review: "The original utilization review", "The prior
# determination", "The request for Ultram was denied", "previously non-certified"
ABOUT_REVIEW = re.compile(
    r"utilization review|\bUR\b|(?:prior|previous|adverse|initial) (?:determination|review|denial)"
    r"|claims administrator|(?:requests?|requested|treatments?|services?|case)"
    r"\b[^.;]{0,200}\b(?:was|were|been) (?:also |previously |therefore |both )*(?:denied|modified"
    r"|non-? ?certified|noncertified|not certified|partially)|previously (?:denied|modified"
    r"|non-? ?certified|reviewed)"
    r"|\b(?:was|were) (?:not (?:approved|certified|authorized)|non-? ?certified|noncertified)",
    re.IGNORECASE,
)

# the stems without which neither of the next two can match
VERDICT_WORD = re.compile(
    r"[cdmnpra](?:ertif|en[iy]|odif|ecess|pprov|uthor|eclin|efus|llow)|\bgrant", re.IGNORECASE
)
# "non- certified a request", "failed to approve", "found neither medically necessary"
DENIED = re.compile(
    r"\bnon-? ?certif\w+|\bnoncertif\w+|\bnot? certif\w+|\bdenied\b|\bdenial\b|\bdenying\b"
    r"|\bnon-? ?approved\b"
    r"|\bnot medically necessary|\bneither\b[^.;]{0,60}medically necessary"
    r"|\bnot (?:been )?(?:approved|authorized)|\bfailed to (?:approve|certify|authorize)"
    r"|\bdid not (?:approve|certify|authorize)|\bdeclined\b|\brefused\b|\bconditionally non",
    re.IGNORECASE,
)
# "modified the request", "partially approved", "allowed six of the 14 sessions"; not "modified
# duty", "activity modification", "non-certified all of the 3 requests"
MODIFIED = re.compile(
    r"(?<!activity )(?<!work )\bmodif(?:ied|ication)\b(?! (?:dut|work|activit|job|of activit))"
    r"|\b(?:partial(?:ly)?|partly) (?:approv|authoriz|certif|grant)\w*|\b(?:approved|certified"
    r"|authorized) in part"
    r"|(?<![-\w])(?<!non )(?<!non- )(?:allow|approv|authoriz|certifi|grant)ed (?:only )?"
    r"(?!all|each|every|any|both|none|most)[\w-]+(?: \(\d+\))? (?:out )?of (?:the |these )?\d"
    r"|\bwas authorized by the Claims Administrator"
    r"|\bThe Claims Administrator authorized\b[^.]{0,300}"
    r"(?:leaving|in place of|instead)",
    re.IGNORECASE,
)
# the part that a partial authorization left over is no separate denial: "The remaining IMR eligible
# portion of the original request, four sessions of physical therapy, was denied"
REMAINDER = re.compile(r"remaining IMR eligible portion", re.IGNORECASE)
PATIENT_DENIES = re.compile(
    r"\b(?:worker|patient|applicant|claimant|he|she)(?: also| currently| further)? (?:denied"
    r"|denies)"
    r"|\bden(?:ied|ying) (?:liability|any |having |headache|alcohol|tobacco|numbness|pain|fever"
    r"|chest|smoking|an acup)",
    re.IGNORECASE,
)


def read_review(text: str, summary: tuple[int, int], facts: list[Fact]) -> UtilizationReview:
    """The review of the summary's facts; date or decision None where the summary does not tell."""
    reviews = [fact for fact in facts if EventKind.UTILIZATION_REVIEW in fact.kinds]
    deciding = [fact for fact in reviews if _verdicts(text[slice(*fact.sentence)])] or reviews
    return UtilizationReview(
        date=deciding[-1].mention.date if deciding else None,
        decision=_decision(text, summary, {fact.sentence for fact in reviews}),
    )


def _decision(
    text: str, summary: tuple[int, int], dated: set[tuple[int, int]]
) -> ReviewDecision | None:
    verdicts: set[ReviewDecision] = set()
    for span in sentences(text, *summary):
        sentence = text[slice(*span)]
        if told := _verdicts(sentence):
            verdicts |= told if span in dated or ABOUT_REVIEW.search(sentence) else set()
    if len(verdicts) > 1:
        return ReviewDecision.MIXED
    return verdicts.pop() if verdicts else None


def _verdicts(sentence: str) -> set[ReviewDecision]:
    """Which of denied and modified one sentence of the review tells."""
    verdicts: set[ReviewDecision] = set()
    if not VERDICT_WORD.search(sentence):
        return verdicts
    if MODIFIED.search(sentence):
        verdicts.add(ReviewDecision.MODIFIED)
    denials = PATIENT_DENIES.sub("", sentence)
    if DENIED.search(denials) and not REMAINDER.search(sentence):
        verdicts.add(ReviewDecision.DENIED)
    return verdicts
