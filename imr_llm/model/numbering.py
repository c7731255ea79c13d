"""The numbered lines in which a model is shown a letter, so that it can point and need not copy.

Lines are cut from the folded text at every sentence, colon, label and visible end of a paragraph,
with no idea of which layout it is: a line too many costs a model nothing, a range takes it in.
Sentences that every letter repeats are not shown and have no number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from imr_llm.folding import Folded

Span = tuple[int, int]

SHORT_LINE = 0.7
"""A line of the source under this share of the usual width visibly ends a paragraph."""
BAR = "|"
"""Stands behind every number and nowhere else: the letter's own are shown as `¦`."""

# after "...on 11-8-16. ", "...(6 visits).\\") " and "QTY: 3." in "QTY: 3.The UR"; not in "7.5 mg",
# "p.o. daily", "vs. tear", "Nov. 8, 2016"
SENTENCE = re.compile(
    r"[.!?](?<!\bvs\.)(?<!\bDr\.)(?<!\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\.)"
    r"(?<!\bSept\.)[\"'”’)\]]{0,3}(?: (?![a-z])|(?=[A-Z][a-z]))"
)
# after "Decision rationale:", "records:" in "records: 48 year old" and "2 refill(s):" in "2
# refill(s): Upheld"; not in "Date of Injury: 10/13/2016", "QTY: 1:", "10:30", "Page(s): 305,307"
COLON = re.compile(
    r":(?:(?<!\(s\):) (?![a-z]|\d{1,2}[-/]\d|\d[\d.]{0,9}:)|(?= ?(?:Upheld|Overturned)\b))"
)
# after an outcome, though text follows at once: ": Upheld The claimant"
OUTCOME = re.compile(r": ?(?:Upheld|Overturned)\b\.? ?")
# headings and labels, which joined text sets in the middle of a line; with the blank behind them
LANDMARK = re.compile(
    r"(?:HOW THE IMR FINAL DETERMINATION WAS MADE|CLINICAL CASE SUMMARY"
    r"|IMR ISSUES, DECISIONS AND RATIONALES|IMR DECISION\(S\) AND RATIONALE\(S\)"
    r"|DOCUMENTS REVIEWED|Claims Administrator guideline:|MAXIMUS guideline:|Decision rationale:"
    r"|State\(s\) of Licensure:|Certification\(s\)/Specialty:) ?"
)
# sentences that every letter repeats and that say nothing of the case
BOILERPLATE = re.compile(
    r"MAXIMUS Federal Services sent the complete case file to an? (?:physician|expert) reviewer\."
    r"|He/she has no affiliation with the employer, employee, providers or the claims"
    r" administrator\."
    r"|He/she has been in active clinical practice for more than five years and is currently"
    r" working at least 24 hours a week in active practice\."
    r"|The (?:physician|expert) reviewer was selected based on his/her clinical experience,"
    r" education, background, and expertise in the same or similar specialties that evaluate"
    r" and/or treat the medical condition and disputed items/services?\."
    r"|He/she is familiar with governing laws and regulations, including the strength of evidence"
    r" hierarchy that applies to Independent Medical Review determinations\.",
    re.IGNORECASE,
)


def lines(folded: Folded) -> list[Span]:
    """The folded spans of a letter's lines, in order; the first is number 1."""
    text = folded.text
    cuts = sorted({0, len(text), *_wording(text), *_layout(folded)})
    spans = (_trimmed(text, start, end) for start, end in pairwise(cuts))
    return [
        (start, end)
        for start, end in spans
        if start < end and not BOILERPLATE.fullmatch(text, start, end)
    ]


def numbered(folded: Folded) -> str:
    """A letter as a model is shown it: `12| text`, a line each.

    Folded text has no line ends, and none of its bars is shown as one: it can forge no number.
    """
    shown = (folded.text[start:end].replace(BAR, "¦") for start, end in lines(folded))
    return "\n".join(f"{number}{BAR} {line}" for number, line in enumerate(shown, 1))


def _wording(text: str) -> Iterator[int]:
    for pattern in (SENTENCE, COLON, OUTCOME):
        yield from (match.end() for match in pattern.finditer(text))
    for match in LANDMARK.finditer(text):
        yield from match.span()


def _layout(folded: Folded) -> Iterator[int]:
    """Where a paragraph visibly ends: before a wider gap, or behind a short line."""
    for at in folded.break_offsets:
        length, gap = folded.line_before(at)
        short = length < SHORT_LINE * folded.line_width and not folded.text[at : at + 1].islower()
        if (gap > folded.usual_gap or short) and folded.text[at - 1] != "-":
            yield at


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return (start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))
