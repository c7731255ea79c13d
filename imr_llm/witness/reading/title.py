"""Where an item's title begins: from its last colon upwards, to the end of the paragraph before.

Letters may have no blank lines, and pages break anywhere, so a start counts only where the print
proves it; otherwise the title stays unproved and its check stays open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from imr_llm.witness.reading.request import CLOSING_IS, PARTIAL_GOES_ON, PARTIAL_OPENS
from imr_llm.witness.reading.sheet import SENTENCE_END, Sheet

# a sentence that ends inside a would-be title: "therapy. The patient"; not "vs. L5", "no. 3"
INNER_STOP = re.compile(r"[a-z]{3}[.!?][\"')\]]?\s+[A-Z]")
ALLOWED_STOPS = re.compile(r"original\s+request\.|Claims\s+Administrator\.|IMR\s+eligible\.")

# a sentence, or its end: "would not help him A cane"; not "to include", "#60 was the original"
PROSE = re.compile(
    r"\b(?:is|are|has|have|had|been|would|should|could|will|does|did|cannot|(?:was|were)(?!\s+(?:the"
    r"\s+original|authorized)))\b(?!\s*$)"
)
# the set phrase that closes a rationale, right before a title on the same line
CONCLUDED = re.compile(
    r"medically\s+(?:necessary|appropriate)(?:\s+and\s+appropriate)?[.]\"?\s+(?=[\"(]?[A-Z0-9])"
)
LONGEST_WALK = 80


@dataclass(frozen=True)
class Start:
    """The offset at which a title begins, and whether the print proves it."""

    at: int
    proved: bool


def start_of_title(sheet: Sheet, floor: int, colon: int, outcome: int, *, first: bool) -> Start:
    """Walk up from the colon; `floor` is where the text before the title begins.

    Args:
        sheet: the letter.
        floor: the end of the label (or lead-in) before; nothing above it belongs to the title.
        colon: the title's last colon.
        outcome: where the outcome word stands.
        first: the text above `floor` is the items' lead-in, so the title may begin right there.
    """
    bottom = _last_printed(sheet, colon)
    line = sheet.line_at(bottom)
    spaced = sheet.is_spaced(sheet.line_at(outcome))
    for _ in range(LONGEST_WALK):
        start = sheet.starts[line]
        if start < floor or line == 0:
            return _at_the_floor(sheet, floor, colon, first=first)
        above = _above(sheet, line, floor)
        verdict = (
            (True if first else None)
            if above is None
            else sheet.ends_paragraph(above, spaced=spaced)
        )
        if above is not None and _goes_on_above(
            sheet.text[sheet.starts[above] : sheet.ends[above]]
        ):
            verdict = False
        if verdict is not False and _is_whole(sheet.text[start:colon]):
            by_blank_line = above is not None and sheet.is_spaced(above)
            proved = bool(verdict) and (by_blank_line or not PROSE.search(sheet.text, start, colon))
            return _without_a_rationale(sheet, Start(start, proved), colon)
        line -= 1
    return Start(sheet.starts[line], proved=False)


def _last_printed(sheet: Sheet, colon: int) -> int:
    line = sheet.line_at(colon)
    return min(colon, sheet.ends[line]) if line >= 0 else colon


def _above(sheet: Sheet, line: int, floor: int) -> int | None:
    """The line above, unless it ends before the floor."""
    return line - 1 if line > 0 and sheet.ends[line - 1] > floor else None


def _at_the_floor(sheet: Sheet, floor: int, colon: int, *, first: bool) -> Start:
    """The title's line begins above the floor: lines were joined, or it is the first item's."""
    inside = sheet.text[floor:colon]
    begin = floor + len(inside) - len(inside.lstrip())
    return _without_a_rationale(sheet, Start(begin, first), colon)


def _without_a_rationale(sheet: Sheet, start: Start, colon: int) -> Start:
    """On joined lines a title may follow its predecessor's set conclusion; else it is unproved."""
    if start.proved and not _runs_over(sheet.text[start.at : colon]):
        return start
    closings = list(CONCLUDED.finditer(sheet.text, start.at, colon))
    at = closings[-1].end() if closings else start.at
    title = sheet.text[at:colon]
    return Start(at, bool(closings) and not (_runs_over(title) or PROSE.search(title)))


def _goes_on_above(line: str) -> bool:
    """The line above holds a set phrase of a partial authorization and no sentence's end."""
    return bool(PARTIAL_GOES_ON.search(line)) and not SENTENCE_END.search(line)


def _is_whole(title: str) -> bool:
    """No bracket closes that was not opened; a partial authorization has its first sentence."""
    if title.count(")") > title.count("("):
        return False
    folded = " ".join(title.split())
    if PARTIAL_OPENS in folded:
        return True
    return not PARTIAL_GOES_ON.search(folded) and not CLOSING_IS.search(folded)


def _runs_over(title: str) -> bool:
    """A sentence ends inside the would-be title, so a rationale's end is in it too."""
    return bool(INNER_STOP.search(ALLOWED_STOPS.sub(" ", title)))
