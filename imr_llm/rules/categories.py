"""The state's treatment categories, told by the head of a disputed item (LABELLING.md).

The first breath that names anything decides, and in it the last term: "neurology consultation
before carpal tunnel surgery" is a consultation. What a purpose names counts only where nothing is
named before it ("authorization for an MRI").
"""

from __future__ import annotations

import re
from itertools import groupby

from imr_llm.record import Category
from imr_llm.rules.vocabulary import Term, Weight, terms_of

# "Flurbiprofen 20%, Baclofen 2%, Hyaluronic acid 0.2%": a compound, whatever it is made of
COMPOUND = re.compile(r"%[^%]{0,80}%")
# "Referral to a chiropractor", "Referral for psychological testing"; not "Neurology referral"
REFERRAL = re.compile(r"\W*(?:retrospective\W+)?referr(?:al|ed)s? (?:to|for)\b", re.IGNORECASE)
# "12 sessions", "twice a week", "2x4", "and treatment": more than an evaluation is asked for
COURSE = re.compile(
    r"\b(?:sessions?|visits|treat(?:ment)?s?|times|twice|weekly|(?:per|a) week|\d ?x ?\d)\b",
    re.IGNORECASE,
)


def category_of(request: str) -> Category:
    """The category of what a title puts up for decision; `other` only when no term fits."""
    if COMPOUND.search(request):
        return Category.PHARMACEUTICALS
    if referral := REFERRAL.match(request):
        return _referred(category_of(request[referral.end() :]))
    for _, stretch in groupby(terms_of(request), lambda term: term.stretch):
        return _asked_for(list(stretch), request)
    return Category.OTHER


def _referred(category: Category) -> Category:
    """A referral for an operation, or for nothing that is named, is to somebody who looks at it."""
    seen = category in (Category.SURGERY, Category.OTHER)
    return Category.EVALUATION_MANAGEMENT if seen else category


def _asked_for(stretch: list[Term], request: str) -> Category:
    """What the terms of one stretch ask for."""
    for _, breath in groupby(stretch, lambda term: term.breath):
        told = [term for term in breath if term.weight is not Weight.VAGUE]
        if told:
            setting = (term.category for term in told if term.weight is Weight.SETTING)
            return next(setting, None) or _thing(told, stretch, request)
    return [term for term in stretch if term.breath == stretch[0].breath][-1].category


def _thing(told: list[Term], stretch: list[Term], request: str) -> Category:
    """What one breath names: its last term, or what the rest makes of it."""
    first, last = told[0].category, told[-1].category
    if last is Category.PHARMACEUTICALS:
        # "Kenalog and lidocaine injection", "Vitamin B12 and folate levels"
        if any(term.text.startswith("inject") for term in stretch):
            return Category.INJECTION
        if any("level" in term.text for term in stretch):
            return Category.DIAGNOSTIC_TESTING
    if last is Category.THERAPIES and any(map(_thing_to_have, stretch)):
        return Category.DMEPOS  # "Traction, 30 day rental", "Laser unit"
    if (
        last is Category.EVALUATION_MANAGEMENT
        and first is Category.REHABILITATION
        and COURSE.search(request)
    ):
        return first  # "Physical therapy re-evaluation and 6 sessions"
    return last


def _thing_to_have(term: Term) -> bool:
    return term.weight is Weight.VAGUE and term.category is Category.DMEPOS
