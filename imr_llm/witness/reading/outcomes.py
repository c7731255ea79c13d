"""What a stretch of an unknown layout tells of a request: upheld, overturned, or not one thing.

For layouts without outcome lines (FORMATS 2 and 3): the outcome stands in a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from imr_llm.record import Decision

Span = tuple[int, int]

# "is not medically necessary and appropriate", "was notmedically necessary", "is upheld", "I would
# overturn"; not a heading in capitals: "IS/WAS NOT MEDICALLY NECESSARY"
OUTCOME = re.compile(
    r"\b(?:is|are|was|were)\s+(?:therefore\s+|also\s+)?(?P<no>not\s*)?medically\s+necessary\b"
    r"|\b(?P<upheld>[Uu]p(?:held|hold|holding)|UPHOLD|UPHELD)\b"
    r"|\b(?P<overturned>[Oo]verturn(?:ed|ing)?|OVERTURN(?:ED)?)\b"
)
# "whether the unit is", "if it is", "to determine that": asked, not told
ASKED = re.compile(r"\b(?:whether|if|when|unless|until|determine|criteria)\b[^.;]*$", re.IGNORECASE)
REACH = 160


@dataclass(frozen=True, slots=True)
class Outcome:
    """One decision told in a stretch, and its words."""

    decision: Decision
    span: Span


def outcomes(text: str, stretch: Span) -> list[Outcome]:
    """Every outcome told in a stretch, in order; what is only asked is none."""
    found = []
    for match in OUTCOME.finditer(text, *stretch):
        before = text[max(stretch[0], match.start() - REACH) : match.start()]
        if ASKED.search(before):
            continue
        upheld = match["upheld"] or match["no"]
        found.append(Outcome(Decision.UPHELD if upheld else Decision.OVERTURNED, match.span()))
    return found
