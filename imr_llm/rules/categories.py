"""The state's treatment categories, told by the terms of a disputed item (LABELLING.md).

The term that stands first in the item decides; where two begin together, the longest. Names and
forms of medication count only where no other term stands ("lidocaine injection").
"""

from __future__ import annotations

import re

from imr_llm.record import Category
from imr_llm.rules.terms import CATEGORIES, GUIDANCE, LEADS, words

# "Associated surgical service: Cold therapy unit", "Post-op physical therapy"
LEAD = re.compile(rf"(?:{words(LEADS)}\W*)+", re.IGNORECASE)
# "Ultrasound guided injection"; not "Ultrasound of the shoulder"
GUIDED = re.compile(words(GUIDANCE), re.IGNORECASE)

TERMS = [
    (Category(name), re.compile(words(terms), re.IGNORECASE))
    for name, terms in CATEGORIES.items()
    if name != Category.PHARMACEUTICALS
]
# "Norco 10/325mg #60", "Flurbiprofen 20% cream", "Tylenol #3"; not "physical therapy #8"
MEDICATION = re.compile(
    words(CATEGORIES[Category.PHARMACEUTICALS])
    + r"|(?<=\d)(?:mg|mcg|ml|cc|gm?|grams?)\b|\d ?%|#\d",
    re.IGNORECASE,
)
# "Flurbiprofen 20%, Baclofen 2%, Hyaluronic acid 0.2%": a compound, whatever it is made of
COMPOUND = re.compile(r"%[^%]{0,80}%")


def category_of(request: str) -> Category:
    """The category of what a title puts up for decision; `other` only when no term fits."""
    if COMPOUND.search(request):
        return Category.PHARMACEUTICALS
    lead = LEAD.match(request)
    thing = GUIDED.sub("", request[lead.end() :] if lead else request)
    found = [
        (match.start(), -match.end(), name) for name, term in TERMS if (match := term.search(thing))
    ]
    if found:
        return min(found)[2]
    return Category.PHARMACEUTICALS if MEDICATION.search(request) else Category.OTHER
