"""The state's treatment categories, told by the head of a disputed item (LABELLING.md).

In the head the last term is the thing, those before it are told of it: "neurology consultation
before carpal tunnel surgery" is a consultation, "heated therapy blanket" a blanket.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from imr_llm.record import Category
from imr_llm.rules.heads import Head, head_of
from imr_llm.rules.vocabulary import Weight

Sign = Callable[[Head, str], bool]

# "Flurbiprofen 20%, Baclofen 2%, Hyaluronic acid 0.2%": a compound, whatever it is made of
COMPOUND = re.compile(r"%[^%]{0,80}%")
# "Referral to a chiropractor", "Referral for psychological testing"; not "Neurology referral"
REFERRAL = re.compile(r"(?:\W*(?:retrospective\W+)?referr(?:al|ed)s? (?:to|for)\b)+", re.IGNORECASE)
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
        return _referred(_asked(request[referral.end() :]))
    return _asked(request)


def _asked(request: str) -> Category:
    """What the head of a request asks for."""
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
    """What the last term of a head says, or what stands beside turns it into."""
    said = head.terms[-1].category
    turned = (into for of, sign, into in TURNS if of is said and sign(head, request))
    return next(turned, said)


def _injected(head: Head, _: str) -> bool:
    return any(term.text.startswith("inject") for term in head.stretch)


def _measured(head: Head, _: str) -> bool:
    return any(term.text.endswith(("level", "levels")) for term in head.stretch)


def _to_have(head: Head, _: str) -> bool:
    """A unit, a purchase, a rental: the thing itself is asked for, not its use on somebody."""
    return any(
        term.weight is Weight.VAGUE and term.category is Category.DMEPOS for term in head.stretch
    )


def _done(head: Head, request: str) -> bool:
    """It is done to somebody, several times."""
    return bool(SESSIONS.search(request)) and not _to_have(head, request)


def _ultrasound_done(head: Head, request: str) -> bool:
    return head.terms[-1].text == "ultrasound" and _done(head, request)


def _therapist(head: Head, request: str) -> bool:
    """A therapist evaluates, and treats."""
    return head.terms[0].category is Category.REHABILITATION and bool(COURSE.search(request))


def _psychologist(head: Head, _: str) -> bool:
    """A psychologist evaluates; a consultation stays one."""
    first, last = head.terms[0], head.terms[-1]
    return first.category is Category.PSYCH_SERVICES and last.text.startswith("eval")


# What the last term of a head says, a sign beside it, and what that makes of it.
TURNS: tuple[tuple[Category, Sign, Category], ...] = (
    # "Kenalog and lidocaine injection", "Vitamin B12 levels"
    (Category.PHARMACEUTICALS, _injected, Category.INJECTION),
    (Category.PHARMACEUTICALS, _measured, Category.DIAGNOSTIC_TESTING),
    # "Traction, 30 day rental", "E-stim in the clinic, 6 visits", "Ultrasound, 6 sessions"
    (Category.THERAPIES, _to_have, Category.DMEPOS),
    (Category.DMEPOS, _done, Category.THERAPIES),
    (Category.DIAGNOSTIC_TESTING, _ultrasound_done, Category.THERAPIES),
    # "Physical therapy re-evaluation and 6 sessions", "Psychological pain evaluation"
    (Category.EVALUATION_MANAGEMENT, _therapist, Category.REHABILITATION),
    (Category.EVALUATION_MANAGEMENT, _psychologist, Category.PSYCH_SERVICES),
)
