"""The state's treatment categories, told by the head of a disputed item (LABELLING.md).

In the head the last term is the thing, those before it are told of it: "neurology consultation
before carpal tunnel surgery" is a consultation, "heated therapy blanket" a blanket.
"""

from __future__ import annotations

import re

from imr_llm.record import Category
from imr_llm.rules.heads import Head, Term, head_of
from imr_llm.rules.vocabulary import Weight

# "Flurbiprofen 20%, Baclofen 2%, Hyaluronic acid 0.2%": a compound, whatever it is made of
COMPOUND = re.compile(r"%[^%]{0,80}%")
# "Referral to a chiropractor", "Referral for psychological testing"; not "Neurology referral"
REFERRAL = re.compile(r"\W*(?:retrospective\W+)?referr(?:al|ed)s? (?:to|for)\b", re.IGNORECASE)
# "TENS, 6 sessions": it is done to somebody
SESSIONS = re.compile(r"\b(?:sessions?|visits|treatments)\b", re.IGNORECASE)
# "twice a week", "2x4", "and treatment": more than an evaluation is asked for
COURSE = re.compile(
    rf"{SESSIONS.pattern}|\b(?:treat(?:ment)?|times|twice|weekly|(?:per|a) week|\d ?x ?\d)\b",
    re.IGNORECASE,
)


def category_of(request: str) -> Category:
    """The category of what a title puts up for decision; `other` only when no term fits."""
    if COMPOUND.search(request):
        return Category.PHARMACEUTICALS
    if referral := REFERRAL.match(request):
        return _referred(category_of(request[referral.end() :]))
    head = head_of(request)
    if not head:
        return Category.OTHER
    setting = (term.category for term in head.terms if term.weight is Weight.SETTING)
    return next(setting, None) or _thing(head, request)


def _referred(category: Category) -> Category:
    """A referral for an operation, or for nothing that is named, is to somebody who looks at it."""
    seen = category in (Category.SURGERY, Category.OTHER)
    return Category.EVALUATION_MANAGEMENT if seen else category


def _thing(head: Head, request: str) -> Category:
    """What the last term of a head says, or what the words beside it turn it into."""
    last = head.terms[-1].category
    match last:
        case Category.PHARMACEUTICALS:
            if any(term.text.startswith("inject") for term in head.stretch):
                return Category.INJECTION  # "Kenalog and lidocaine injection"
            if any("level" in term.text for term in head.stretch):
                return Category.DIAGNOSTIC_TESTING  # "Vitamin B12 and folate levels"
        case Category.THERAPIES if any(map(_to_have, head.stretch)):
            return Category.DMEPOS  # "Traction, 30 day rental"
        case Category.DMEPOS if SESSIONS.search(request):
            if not any(map(_to_have, head.stretch)):
                return Category.THERAPIES  # "E-stim in the clinic, 6 visits"
        case Category.EVALUATION_MANAGEMENT if COURSE.search(request):
            if head.terms[0].category is Category.REHABILITATION:
                return Category.REHABILITATION  # "Physical therapy re-evaluation and 6 sessions"
    return last


def _to_have(term: Term) -> bool:
    """A unit, a purchase, a rental: the thing itself is asked for, not its use on somebody."""
    return term.weight is Weight.VAGUE and term.category is Category.DMEPOS
