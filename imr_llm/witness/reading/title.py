"""Where an item's title begins: from its last colon upwards, to where the layout parts paragraphs.

The layout is the evidence, not the words. Where paragraphs are parted by wider gaps a title begins
below one; in compact letters it begins a line, and the line above ends a sentence. What is neither,
or looks like more than a title, stays unproved.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from imr_llm.furniture import footers
from imr_llm.witness.reading.request import CLOSING_IS, PARTIAL_GOES_ON, PARTIAL_OPENS
from imr_llm.witness.reading.sheet import Sheet

# "...is not medically necessary.", '(Tapering.)"'; not "vs", not "3 visits,"
STOP = re.compile(r"[.!?][\"')\]\u2019\u201d]{0,3}$")
# between two sentences: "necessary. The"; not "q.i.d. #60"
BETWEEN = re.compile(r"[.!?](?<=[a-z\d)\"'\]]{2}.)[\"')\]]{0,3}\s")
# what makes a sentence of words: "is not medically necessary"; not "Norco 10/325mg q.i.d."
SAYS = re.compile(
    r"\b(?:is|are|was|were|has|have|had|be|been|being|do|does|did|can|cannot|could|will|would|should|may"
    r"|might|must|no|not|supports?|lacks?|remains?|appears?|meets?|exceeds?|fails?|agree|disagree"
    r"|necessary|necessity|appropriate|indicated|established|documented|recommend\w*|certified"
    r"|warranted|supported|upheld|overturned|approved|denied)\b",
    re.IGNORECASE,
)
# a sentence that ends inside a would-be title: "therapy. The patient"; not "vs. L5", "no. 3"
INNER_STOP = re.compile(r"[a-z]{3}[.!?][\"')\]]?\s+[A-Z]")
ALLOWED_STOPS = re.compile(r"original\s+request\.|Claims\s+Administrator\.|IMR\s+eligible\.")
# a sentence, or its end: "would not help him A cane"; not "to include", "#60 was the original"
PROSE = re.compile(
    r"\b(?:is|are|has|have|had|been|would|should|could|will|does|did|cannot|(?:was|were)(?!\s+(?:the"
    r"\s+original|authorized)))\b(?!\s*$)"
)
# signs that no title is printed with: of tables and markup, and marks that print nothing
ODD_SIGNS = re.compile("[|`{}\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]|\\*\\*|##|</")
LONGEST_WALK = 80
LONGEST_TITLE = 1200
"""Characters; twice the longest of 439 published titles (FORMATS 1.4)."""
LOOKED_BACK = 600


@dataclass(frozen=True)
class Start:
    """The offset at which a title begins, and whether the layout proves it."""

    at: int
    proved: bool


def start_of_title(sheet: Sheet, floor: int, colon: int, *, spaced: bool, first: bool) -> Start:
    """Walk up from the colon; `floor` is where the text before the title begins.

    Args:
        sheet: the letter.
        floor: the end of the label (or lead-in) before; nothing above it belongs to the title.
        colon: the title's last colon.
        spaced: paragraphs hereabouts are parted by gaps wider than usual.
        first: the text above `floor` is the items' lead-in, so the title may begin right there.
    """
    bottom = line = sheet.line_at(colon)
    while bottom - line < LONGEST_WALK and sheet.starts[line] >= floor:
        above = line - 1 if line > 0 and sheet.ends[line - 1] > floor else None
        start = sheet.starts[line]
        if above is None:
            return Start(start, first and _is_a_title(sheet, start, colon))
        if sheet.parts(above):
            proved = _one_paragraph(sheet, floor, above, spaced=spaced) and not first
            return Start(start, proved and _is_a_title(sheet, start, colon, set_apart=True))
        turned = sheet.turns_page(above)
        if (turned or not spaced) and _begins_below(sheet, floor, above, start, colon):
            return Start(start, not first and _is_a_title(sheet, start, colon))
        line -= 1
    return Start(max(floor, sheet.starts[max(line, 0)]), proved=False)


def _one_paragraph(sheet: Sheet, floor: int, above: int, *, spaced: bool) -> bool:
    """From the label to the gap stands one paragraph: nothing else comes before the title."""
    first = max(sheet.line_at(floor), 0)
    if any(sheet.parts(line) for line in range(first, above)):
        return False
    return spaced or bool(STOP.search(sheet.line(above)))


def _begins_below(sheet: Sheet, floor: int, above: int, start: int, colon: int) -> bool:
    """Without a gap: a sentence ends with the line above, and what follows is a whole title.

    Rationales may lack their last full stop: then the line is short, and the sentence has a verb.
    """
    stopped = STOP.search(sheet.line(above))
    if sheet.text[start].islower() or not (stopped or sheet.is_short(above)):
        return False
    low = max(floor, sheet.ends[above] - LOOKED_BACK)
    ends = [match.end() for match in BETWEEN.finditer(sheet.text, low, sheet.ends[above])]
    says = SAYS if stopped else PROSE
    spoken = says.search(sheet.text, ends[-1] if ends else low, sheet.ends[above])
    return bool(spoken) and _is_whole(sheet.text[start:colon])


def _is_a_title(sheet: Sheet, start: int, colon: int, *, set_apart: bool = False) -> bool:
    """Nothing speaks against a title: whole, of a title's length, no sentence of a rationale."""
    title = sheet.text[start:colon]
    if colon - start > LONGEST_TITLE or not _is_whole(title):
        return False
    if any(start < one and other < colon for one, other in sheet.furniture):
        return False
    if ODD_SIGNS.search(title) or next(footers(title), None) or _says_it_twice(title):
        return False
    if INNER_STOP.search(ALLOWED_STOPS.sub(" ", title)):
        return False
    return set_apart or not PROSE.search(title)


def _says_it_twice(title: str) -> bool:
    words = title.split()
    half = len(words) // 2
    return half > 0 and words[:half] == words[half:]


def _is_whole(title: str) -> bool:
    """No bracket closes that was not opened; a partial authorization has its first sentence."""
    if title.count(")") > title.count("("):
        return False
    folded = " ".join(title.split())
    if PARTIAL_OPENS in folded:
        return True
    return not PARTIAL_GOES_ON.search(folded) and not CLOSING_IS.search(folded)
