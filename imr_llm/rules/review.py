"""The utilization review's date and decision, as the clinical case summary tells them.

`denied`: every listed request refused; `modified`: every one partly granted; `mixed`: some of each.
What is granted in full is not in dispute. Of several reviews told, the last that refused anything.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from imr_llm.dates import PartialDate
from imr_llm.record import EventKind, ReviewDecision, UtilizationReview
from imr_llm.rules.clauses import clause_before
from imr_llm.rules.cues import BY_THE_WORKER
from imr_llm.rules.events import Fact
from imr_llm.rules.lexicon import Lexicon, Term
from imr_llm.rules.sentences import sentences

_TABLES: dict[str, Any] = tomllib.loads((files("imr_llm.rules") / "review.toml").read_text("utf-8"))
_REVIEW = Lexicon(_TABLES["told"])
_WORDS = Lexicon(
    {
        name: _TABLES[table][name]
        for table in ("verdict", "unfavorable", "turn", "nothing")
        for name in _TABLES[table]
    }
)

NUMBER = (
    r"(?:#?\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|sixteen"
    r"|eighteen|twenty)(?: \(\d+\))?"
)
# "8 visits of the 12", "six visits out of twelve", "three months of the requested twelve", "40 hours
# were granted out of 160"; not "two of the four medications"
PART_OF_IT = re.compile(
    rf"\b(?!in )(?:{NUMBER})(?: [\w-]+){{0,5}}? (?:out of|of) (?:(?:the|these|those|an?|requested|original) )*"
    rf"{NUMBER}(?! (?:[\w-]+ )?(?:request|medication|item|service|treatment|procedure|drug|prescription))",
    re.IGNORECASE,
)
# "a one month supply only", "in place of the purchase", "for weaning", "cut to #90"
LESS = re.compile(
    r"\bonly\b|\binstead of|\bin place of|\bin lieu of|\brather than|\bfor (?:a )?(?:wean|taper)\w*"
    r"|\bto allow for (?:a )?(?:wean|taper)|\b(?:no|without|zero) refills?|\b(?:with|after) modification",
    re.IGNORECASE,
)
# "reduced from 12 sessions to 4", "was cut to #90", "weaned Norco by certifying 30"
CUT = re.compile(
    rf"\b(?:reduc|cut|decreas|lower|limit|shorten|trimm|scal|wean)\w*\b[^.;]{{0,80}}?\b(?:to|by) (?:\w+ ){{0,2}}?{NUMBER}(?!\d*[ -]?(?:of|out of) 10)",
    re.IGNORECASE,
)
# "the remaining 30 tablets", "the balance", "the other three": of the same request
REST = re.compile(
    r"\b(?:remaining|remainder|balance|rest|leftover|(?<!among )others?)\b(?! (?:\w+ )?(?:request|item|service"
    r"|treatment|medication|procedure|drug))",
    re.IGNORECASE,
)
# "that the panel could be certified and that the echocardiogram could not."
ELLIPSIS = re.compile(
    r"\b(?:could|was|were|did|is|are|should|would) not(?: be)?(?=[.,;)]|$)|\bneither (?:was|were|could) "
    r"|\bbut not (?:for )?(?:the|an?|his|her)\b",
    re.IGNORECASE,
)
# "medical necessity of the cream had not been demonstrated"
UNPROVEN = re.compile(
    r"\bnecessity\b[^.;]{0,80}\bnot (?:been )?(?:\w+ly )?(?:established|demonstrated|shown|documented"
    r"|substantiated|met|proven|justified|supported)",
    re.IGNORECASE,
)
# "the purchase was denied but a one month rental was approved": less of the same thing
IN_PLACE = re.compile(r"\bpurchase\b[^.]{0,120}\b(?:rental|trial)\b", re.IGNORECASE)
# why a review decided so is not what it decided: "..., as there was no record of failed care"
REASON = re.compile(
    r"(?:,|\b) ?\b(?:as (?:there|it|the|no|he|she|they|this|an?|guidelines?|MTUS|ODG|ACOEM|documentation|these)"
    r"|since|because|stating|noting|citing|reasoning|explaining|given|giving|seeing|inasmuch|in view"
    r"|owing to|due to|for (?:want|lack)|on the grounds?|arguing|writing|observ\w+|remark\w+|the reason\w*)\b"
    r"(?:(?!, (?:and|but|while|whereas|the|UR|utilization)\b"
    r"|(?:,|and) (?:non-? ?certif|deni|deny|modif|partial|approv|certif|reduc))[^;])*",
    re.IGNORECASE,
)
# a refusal that needs nobody named: "was non-certified", "The request was denied"
UNNAMED = re.compile(
    r"\bnon-? ?certif|\bnot (?:been )?(?:certified|approved|authorized)"
    r"|\b(?:requests?|requested|treatments?|services?|case|authorization|MRI|surgery|therapy)\b[^.;]{0,200}"
    r"\b(?:was|were|been) (?:\w+ly |also |both )*(?:denied|modified|certified|approved|partially|authorized only)"
    r"|\bpreviously (?:denied|modified|reviewed)|\bpartially (?:certif|approv|authoriz)"
    r"|\bauthorized by the Claims Administrator",
    re.IGNORECASE,
)
# a partial authorization, as titles print it; what it left over is no separate denial
PREAMBLE = re.compile(
    r"\bwas authorized by the Claims Administrator|\bThe Claims Administrator authorized\b[^.]{0,300}"
    r"(?:leaving|in place of|instead)",
    re.IGNORECASE,
)
REMAINDER = re.compile(r"remaining IMR eligible portion", re.IGNORECASE)
# a negation that reaches only what is close: "lack of medical necessity", not "no screen, and was"
LACK = re.compile(r"no\b|lack|without|against|fail(?:ed|ure)\b(?! to)", re.IGNORECASE)
BESIDE, NEAR, CLOSE, FAR = 6, 30, 60, 120


@dataclass
class Review:
    """One review that the summary tells of: its date, None where untold, and its verdicts."""

    date: PartialDate | None
    verdicts: set[ReviewDecision] = field(default_factory=set)


def read_review(text: str, summary: tuple[int, int], facts: list[Fact]) -> UtilizationReview:
    """The review of the summary's facts; date or decision None where the summary does not tell."""
    reviews = _reviews(text, summary, facts)
    if not reviews:
        return UtilizationReview(date=None, decision=None)
    adverse = [one for one in reviews if one.verdicts]
    last = max(adverse, key=lambda one: one.date or "", default=reviews[-1])
    verdicts = last.verdicts
    decision = next(iter(verdicts)) if len(verdicts) == 1 else ReviewDecision.MIXED
    return UtilizationReview(date=last.date, decision=decision if verdicts else None)


def _reviews(text: str, summary: tuple[int, int], facts: list[Fact]) -> list[Review]:
    """The reviews told, in order; what is told without a date is of the review told before it."""
    dates = {
        fact.sentence: fact.mention.date
        for fact in facts
        if EventKind.UTILIZATION_REVIEW in fact.kinds
    }
    reviews: list[Review] = []
    goes_on = False
    for sentence in sentences(text, *summary):
        words = text[slice(*sentence)]
        date = dates.get(sentence)
        about = date or goes_on or any(_REVIEW.find(words, 0, len(words))) or UNNAMED.search(words)
        verdicts = _verdicts(words, goes_on) if about else set()
        goes_on = bool(date or verdicts)
        if not goes_on:
            continue
        if not reviews or (date and reviews[-1].date not in (None, date)):
            reviews.append(Review(date))
        reviews[-1].date = reviews[-1].date or date
        reviews[-1].verdicts |= verdicts
    return reviews


def _verdicts(sentence: str, goes_on: bool) -> set[ReviewDecision]:
    """Which of denied and modified one sentence of the review tells; `goes_on` from one before."""
    if REMAINDER.search(sentence):
        return set()
    told = REASON.sub(lambda match: " " * len(match[0]), sentence)
    words = _words_of(told)
    kinds = {word.kind for word in words}
    verdicts: set[ReviewDecision] = set()
    if "modified" in kinds or CUT.search(told) or PREAMBLE.search(told):
        verdicts.add(ReviewDecision.MODIFIED)
    for number, word in enumerate(words):
        end = words[number + 1].start if number + 1 < len(words) else len(told)
        if word.kind == "granted" and (
            PART_OF_IT.search(told, word.scope, end)
            or LESS.search(told, word.scope, min(end, word.end + CLOSE))
        ):
            verdicts.add(ReviewDecision.MODIFIED)
        if word.kind == "denied" and kinds - {"denied"} and REST.search(told, word.scope, end):
            verdicts.add(ReviewDecision.MODIFIED)
        elif word.kind == "denied":
            verdicts.add(ReviewDecision.DENIED)
    if ((goes_on or "granted" in kinds) and ELLIPSIS.search(told)) or UNPROVEN.search(told):
        verdicts.add(ReviewDecision.DENIED)
    if "granted" in kinds and ReviewDecision.DENIED in verdicts and IN_PLACE.search(told):
        return {ReviewDecision.MODIFIED}
    return verdicts or ({ReviewDecision.DENIED} if "adverse" in kinds else set())


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that tells `denied`, `granted` or `modified`, and where what it says begins."""

    kind: str
    scope: int
    start: int
    end: int


def _words_of(told: str) -> list[_Word]:
    """The words of the verdict in order; a grant that is negated in its clause is a denial."""
    words: list[_Word] = []
    turned: Term | None = None
    last = 0
    for term in _WORDS.find(told, 0, len(told)):
        if term.table == "not":
            turned = term
        if term.table not in ("denied", "granted", "modified", "adverse"):
            continue
        scope = clause_before(told, last, term.start)
        away = term.start - turned.end if turned and turned.start >= scope else sys.maxsize
        kind = term.table
        if kind == "granted" and away < (
            NEAR if turned and LACK.match(told, turned.start) else FAR
        ):
            kind = "denied"
        elif (kind != "granted" and away < BESIDE) or BY_THE_WORKER.search(
            told, max(0, term.start - 40), term.start
        ):
            kind = ""
        object_of_it = (
            kind == "granted"
            and words
            and words[-1].kind == "denied"
            and term.start - last < BESIDE
        )
        last = term.end
        if kind and not object_of_it:
            words.append(_Word(kind, scope, term.start, term.end))
    return words
