"""What one sentence tells of a review's verdict: which of denied and modified.

The words are `review.toml`'s. A grant that is negated in its clause is a denial; of a grant in
full nothing is said. Why a review decided so is left out. All patterns are of small letters.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from imr_llm.record import ReviewDecision
from imr_llm.rules.clauses import clause_before
from imr_llm.rules.cues import BY_THE_WORKER
from imr_llm.rules.lexicon import Lexicon, Term
from imr_llm.rules.sentences import small

_TABLES: dict[str, Any] = tomllib.loads((files("imr_llm.rules") / "review.toml").read_text("utf-8"))
REVIEW = Lexicon(_TABLES["told"])
_KINDS: dict[str, list[str]] = _TABLES["verdict"] | _TABLES["unfavorable"]
_WORDS = Lexicon(_KINDS | _TABLES["turn"] | _TABLES["nothing"])

NUMBER = (
    r"(?:#?\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|sixteen"
    r"|eighteen|twenty)(?: \(\d+\))?"
)
ITEMS = r"(?:\w+ )?(?:request|medication|item|service|treatment|procedure|drug|prescription)s?\b"
# "8 visits of the 12", "three months of the requested twelve", "40 hours were granted out of 160";
# not "two of the four medications"
PART_OF_IT = re.compile(
    rf"\b{NUMBER}(?: [\w-]+){{0,5}}? (?:out )?of (?:(?:the|these|those|an?|requested|original) )*"
    rf"{NUMBER}(?! {ITEMS})",
)
# "a one month supply only", "in place of the purchase", "for weaning"
LESS = re.compile(
    r"\bonly\b|\binstead of|\bin place of|\bin lieu of|\brather than|\bfor (?:a )?(?:wean|taper)\w*"
    r"|\bto allow for (?:a )?(?:wean|taper)|\b(?:no|without|zero) refills?"
    r"|\b(?:with|after) modification|\bhalf\b|\b(?:a )?(?:portion|part) of\b|\bfewer\b"
    r"|\ba (?:shorter|lesser|smaller|reduced)\b",
)
# "reduced from 12 sessions to 4", "was cut to #90", "weaned Norco by certifying 30"; not "reduced
# to 4 of 10"
CUT = re.compile(
    r"\b(?:reduc|cut|decreas|lower|limit|shorten|trimm|scal|wean)\w*\b[^.;]{0,80}?"
    rf"\b(?:to|by) (?:\w+ ){{0,2}}?{NUMBER}(?!\d| (?:out )?of 10)",
)
# "changed the purchase to a one month rental"
CHANGED = re.compile(
    r"\b(?:chang|convert|switch)(?:ed|ing)\b[^.;]{0,80}\bto (?:an? )?(?:[\w-]+ ){0,3}"
    r"(?:rental|trial)\b",
)
# "12 visits were certified for 6", "2x6 was approved as 2x3"; not "#60 was certified for 30 days"
FEWER = re.compile(
    r"(?P<asked>\b\d+(?: ?x ?\d+)?)\b[^.;]{0,60}\b(?:certified|approved|authorized|allowed|granted)"
    r" (?:for|as|at) (?!(?P=asked)\b)#?\d+(?: ?x ?\d+)?\b(?![ -](?:day|week|month|year|mg|hour))",
)
# "the purchase was denied but a one month rental was approved": less of the same thing
IN_PLACE = re.compile(r"\bpurchase\b(?:(?!request)[^.]){0,120}\b(?:rental|trial)\b")
# "the remaining 30 tablets", "the balance", "the other three": of the same request; not "the
# remaining requests", "the rest of the items", "among others"
REST = re.compile(
    rf"\b(?:remaining|remainder|balance|rest|leftover|(?<!among )others?|(?:next|last) {NUMBER})\b"
    rf"(?!(?: of)?(?: the| these| all| his| her)? {ITEMS})",
)
# a partial authorization, as titles print it; what it left over is no separate denial
PREAMBLE = re.compile(
    r"\bwas authorized by the claims administrator"
    r"|\bthe claims administrator authorized\b[^.]{0,300}(?:leaving|in place of|instead)",
)
REMAINDER = re.compile(r"remaining imr eligible portion")
# "that the panel could be certified and that the echocardiogram could not.", "but not the visits"
ELLIPSIS = re.compile(
    r"\b(?:could|was|were|did|is|are|should|would) not(?: be)?(?=[.,;)]|$)"
    r"|\bneither (?:was|were|could) |\bbut not (?:for )?(?:the|an?|his|her)\b",
)
# "medical necessity of the cream had not been demonstrated"
UNPROVEN = re.compile(
    r"\bnecessity\b[^.;]{0,80}\bnot (?:been )?(?:\w+ly )?(?:established|demonstrated|shown"
    r"|documented|substantiated|met|proven|justified|supported)",
)
# "..., as there was no record of failed care", up to a new clause or the next verdict
REASON = re.compile(
    r"\b(?:as (?:there|it|the|no|he|she|they|this|that|an?|his|her|more|further|additional|mtus|odg"
    r"|guidelines?|acoem|documentation|these)"
    r"|since|because|stating|noting|citing|reasoning|explaining|(?<!was )(?<!were )(?<!been )given"
    r"|giving|seeing|inasmuch"
    r"|in view|owing to|due to|for (?:want|lack)|on the grounds?|arguing|writing|observ\w+"
    r"|remark\w+|the reason\w*)\b"
    r"(?:(?!, (?:and|but|while|whereas|the|ur|utilization)\b"
    r"|(?:,|and) (?:non-? ?certif|deni|deny|modif|partial|approv|certif|reduc))[^;])*",
)
# a negation that reaches only what is close: "lack of medical necessity", not "no screen, and was"
LACK = re.compile(r"no\b|lack|without|against|fail(?:ed|ure)\b(?! to)")
BESIDE, NEAR, CLOSE, FAR = 6, 30, 60, 120


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that tells a verdict, and where what it says begins."""

    kind: str
    scope: int
    start: int
    end: int


def verdicts_of(sentence: str, *, goes_on: bool) -> set[ReviewDecision]:
    """Which of denied and modified one sentence of a review tells; none where all is granted.

    Args:
        sentence: one sentence about a review.
        goes_on: whether the sentence before tells of it too, so that its verb may be left out.
    """
    told = small(sentence)
    if REMAINDER.search(told):
        return set()
    told = REASON.sub(lambda match: " " * len(match[0]), told)
    words = _words_of(told)
    kinds = {word.kind for word in words}
    ends = [*(word.start for word in words[1:]), len(told)]
    partly = bool(kinds & {"granted", "modified"})
    found = (_verdict(told, one, end, partly) for one, end in zip(words, ends, strict=False))
    verdicts = {verdict for verdict in found if verdict}
    if any(one.search(told) for one in (CUT, FEWER, CHANGED, PREAMBLE)):
        verdicts.add(ReviewDecision.MODIFIED)
    if UNPROVEN.search(told) or ((goes_on or "granted" in kinds) and ELLIPSIS.search(told)):
        verdicts.add(ReviewDecision.DENIED)
    if "granted" in kinds and ReviewDecision.DENIED in verdicts and IN_PLACE.search(told):
        return {ReviewDecision.MODIFIED}
    return verdicts or ({ReviewDecision.DENIED} if "adverse" in kinds else set())


def reasons_of(sentence: str) -> list[bool]:
    """Of each letter of a sentence, whether it tells why a review decided so, not what or when."""
    why = [False] * len(sentence)
    for reason in REASON.finditer(small(sentence)):
        why[reason.start() : reason.end()] = [True] * (reason.end() - reason.start())
    return why


def granted_in(sentence: str) -> str:
    """What one sentence of a review grants, in small letters, with the words of granting.

    Empty where it grants nothing.
    """
    told = REASON.sub(lambda match: " " * len(match[0]), small(sentence))
    words = _words_of(told)
    ends = [*(word.start for word in words[1:]), len(told)]
    pairs = zip(words, ends, strict=False)
    return " ".join(told[one.scope : end] for one, end in pairs if one.kind == "granted")


def _verdict(told: str, word: _Word, end: int, partly: bool) -> ReviewDecision | None:
    """What one word of the verdict tells, with the words about it up to the next at `end`.

    `partly`: the sentence grants something too, so that "the remaining" is of the same request.
    """
    if word.kind == "modified":
        return ReviewDecision.MODIFIED
    if word.kind == "denied":
        rest = partly and REST.search(told, word.scope, end)
        return ReviewDecision.MODIFIED if rest else ReviewDecision.DENIED
    if word.kind == "granted":
        near = min(end, word.end + CLOSE)
        less = PART_OF_IT.search(told, word.scope, end) or LESS.search(told, word.scope, near)
        return ReviewDecision.MODIFIED if less else None
    return None


def _words_of(told: str) -> list[_Word]:
    """The words of the verdict in order; not what the worker denied, nor "denied certification"."""
    words: list[_Word] = []
    turned: Term | None = None
    last = 0
    for term in _WORDS.find(told, 0, len(told)):
        turned = term if term.table == "not" else turned
        if term.table not in _KINDS:
            continue
        scope = clause_before(told, last, term.start)
        away = term.start - turned.end if turned and turned.start >= scope else sys.maxsize
        object_of_it = words and words[-1].kind == "denied" and term.start - last < BESIDE
        kind, last = term.table, term.end
        if kind == "granted" and object_of_it:
            continue
        if kind == "granted" and turned:
            kind = "denied" if away < (NEAR if LACK.match(told, turned.start) else FAR) else kind
        elif kind != "granted" and away < BESIDE:
            continue
        if not BY_THE_WORKER.search(told, max(0, term.start - 40), term.start):
            words.append(_Word(kind, scope, term.start, term.end))
    return words
