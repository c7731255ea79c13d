"""To which layout family and era a letter belongs (FORMATS, section 0), for scores apart."""

from __future__ import annotations

import re

from imr_llm.folding import folded
from imr_llm.letter.sections import family_of

from ..cases import Case

FAMILIES = ("F1", "F2", "F3", "F4a", "F4b", "F5")
# "State(s) of Licensure: Texas, Illinois": credentials in a block of their own (F4b and later)
CREDENTIALS = re.compile(r"State\(s\)\s+of\s+Licensure:")
FIRST_NEW_YEAR = 2018


def family(case: Case) -> str:
    """`F1` ... `F5`, or `unknown`; F4 is divided by its credentials, F5 is told by its year."""
    layout = family_of(folded(case.text)).value
    if layout != "f4":
        return layout.upper() if layout != "unknown" else layout
    year = _year(case)
    if year and year >= FIRST_NEW_YEAR:
        return "F5"
    return "F4b" if CREDENTIALS.search(case.text) else "F4a"


def era(case: Case) -> str:
    """The year of the decision, else of the utilization review; `undated` where neither is."""
    year = _year(case)
    return str(year) if year else "undated"


def _year(case: Case) -> int | None:
    expected = case.expected
    if expected.case.decision_date:
        return expected.case.decision_date.year
    review = expected.utilization_review.date
    return int(review[:4]) if review else None
