"""Bare years in a rationale: a study's, unless the worker was hurt or operated on in them."""

from __future__ import annotations

import re

BESIDE, REACH = 12, 80
_OPERATION = (
    r"(?:surger(?:y|ies)|fusion|release|repair|replacement|reconstruction|operation|procedure"
    r"|\w+(?:ectomy|otomy|oscopy|plasty))s?"
)
# "was injured in ", "the injury of ", "her fusion in ", "two earlier procedures in 1996 and "; not
# "injuries are common (2009"
OWN_YEAR = re.compile(
    r"\b(?:was injured|(?:injury|accident) (?:of|in|from|dated)|injured)(?: in)? $"
    r"|\b(?:his|her|(?:worker|patient|claimant|applicant)['\u2019]s|prior|previous|earlier|remote|old"
    rf"|past|status post|s/p) (?:(?!stud|trial|review|series)[\w-]+ ){{0,4}}?{_OPERATION}"
    r" (?:in|of|from) (?:\d{4} and )?$",
    re.IGNORECASE,
)
# "the 2009 surgery", "his 2012 rotator cuff repair": an operation of that year
OF_AN_OPERATION = re.compile(rf" (?:[\w-]+ ){{0,3}}?{_OPERATION}\b", re.IGNORECASE)
OWN = re.compile(r"\b(?:the|his|her|prior|previous|earlier|remote|old|['\u2019]s) $", re.IGNORECASE)


def is_own(text: str, year: int) -> bool:
    """Tell whether the words before a year say that it is the worker's."""
    return bool(OWN_YEAR.search(text, max(0, year - REACH), year))


def of_an_operation(text: str, start: int, end: int) -> bool:
    """Tell whether a year from `start` to `end` names an operation: "the 2009 surgery"."""
    own = OWN.search(text, max(0, start - BESIDE), start)
    return bool(own and OF_AN_OPERATION.match(text, end))
