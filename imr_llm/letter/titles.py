"""Titles of disputed items: where one begins, and what a partial authorization in it says.

A title ends at the last colon before its outcome; its start must be found without blank lines, for
compact letters have none (FORMATS 1.7). It begins a line, and the line before it ends a paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import deque
from dataclasses import dataclass

from imr_llm.dates import PartialDate, parse_date
from imr_llm.folding import Folded

# "...is not medically necessary.", "...(6 visits).\")": the end of a sentence
SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]{0,3}$")
# a sentence's end inside running text: "necessary. One (1) CT"; not "vs. debridement", "p.o. daily"
SENTENCE_BREAK = re.compile(r"(?<![ .(][a-z])(?<!vs)[.!?][\"'”’)\]]{0,3} (?=[\"“(\[]?[A-Z0-9])")
# what an unfinished rationale says and no half title does: "would not be indicated"; not "Office
# visit, established patient", "Lumbar support brace"
CONCLUDING = re.compile(
    r"\b(?:necess(?:ary|ity)|guidelines?\b"
    r"|(?:is|are|was|were|be|been|not|cannot|do|does|to|has|have|will|would)\b(?: \w+){0,3}? "
    r"(?:indicated"
    r"|support|establish|approv|warrant|appropriate|recommend))",
    re.IGNORECASE,
)

# what a title begins with
BEGINNING = re.compile(r"[A-Z0-9\"“(\[]")

ORIGINAL = "was the original request"
# a line inside a partial authorization: "Tramadol 50mg #20 was authorized by ...", "The remaining
# IMR eligible portion ...", "The original request, ..."; not "Tramadol 50mg #60 was the original"
INSIDE_PREAMBLE = re.compile(
    r"(?:(?!was the original request).){0,600}?"
    r"(?:The remaining IMR eligible portion|leaving the original request IMR eligible|"
    r"The original request,|authorized by the Claims Administrator)"
)

# forms A and A': "X was the original request. Y was authorized by the Claims Administrator. The
# remaining IMR eligible portion of the original request, Z is"
FORM_A = re.compile(
    r"(?P<original>.+?) was the original request[.,;]? (?P<authorized>.+?) (?:was"
    r"|were) (?:authorized|approved)"
    r" by the Claims Administrator[.,;]? The remaining IMR eligible portion of the original"
    r" request,?"
    r" (?:is for |is )?(?P<request>.+?)(?: is| are)?"
)
# form B: "X was the original request. The Claims Administrator authorized Y, leaving the original
# request IMR eligible. The original request, X is"
FORM_B = re.compile(
    r"(?P<original>.+?) was the original request[.,;]? The Claims Administrator (?:authorized"
    r"|approved)"
    r" (?P<authorized>.+?), leaving the original request IMR eligible[.,;]? The original request,?"
    r" (?P<request>.+?)(?: is| are)?"
)
LONGEST_TITLE = 2_000
SHORT_LINE = 0.8
"""Lines of proportional type differ in length by a tenth; one under this share is short."""

RETROSPECTIVE = re.compile(r"\bretro(?:spective(?:ly)?)?\b(?!-)", re.IGNORECASE)
# "(DOS 12/29/16)", "DOS: 11/14/16", "date of service 12/13/2016", "9/9/2015 DOS"; not an order's
# date, "per 12/07/2016 order"
DATE_OF_SERVICE = re.compile(
    r"\b(?:DOS|dates? of service)\b:? ?(?:of |on )?(?P<date>\d{1,2}[-/] ?\d{1,2}[-/] ?(?:\d{4}"
    r"|\d{2}))(?!\d)"
    r"|(?P<before>\d{1,2}[-/]\d{1,2}[-/](?:\d{4}|\d{2})) (?:DOS|date of service)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked, granted and decided; `original` and `authorized` only of a partial one."""

    request: str
    original: str | None = None
    authorized: str | None = None


def request_of(title: str) -> Request:
    """What a title puts up for decision: itself, or the remaining portion it tells of."""
    if ORIGINAL in title and len(title) <= LONGEST_TITLE:
        for form in (FORM_A, FORM_B):
            if match := form.fullmatch(title):
                return Request(match["request"], match["original"], match["authorized"])
    return Request(title)


def is_retrospective(title: str) -> bool:
    """Whether the item was asked for after it was given: it says so, or has a date of service."""
    return bool(RETROSPECTIVE.search(title) or DATE_OF_SERVICE.search(title))


def date_of_service(title: str, latest_year: int | None) -> PartialDate | None:
    """The date of service printed in a title; None where there is none, or one that cannot be."""
    match = DATE_OF_SERVICE.search(title)
    return parse_date(match["date"] or match["before"], latest_year) if match else None


def title_start(folded: Folded, start: int, end: int) -> int:
    """Where the title begins that ends at `end`; the paragraph before it begins at `start`."""
    text = folded.text
    lines = _line_starts(folded, start, end)
    strong = [at for at in lines if SENTENCE_END.search(text, max(start, at - 6), at - 1)]
    ended = set(strong)
    weak = [at for at in lines if at not in ended and _ends_paragraph(folded, at)]
    if not strong and not weak:
        return _without_layout(text, lines, start, end)
    best = _before_preamble(text, strong, end) if strong else start
    concluded = deque(_conclusions(text, best, end))
    last = -1  # where the last conclusion so far begins
    for at in weak:
        while concluded and concluded[0][0] <= at:
            last = max(last, concluded.popleft()[1])
        if at > best and last >= best:
            best = at
    return best


def _conclusions(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The end and the beginning of all that concludes a rationale, by their ends."""
    found = []
    while match := CONCLUDING.search(text, start, end):
        found.append((match.end(), match.start()))
        start = match.start() + 1
    return sorted(found)


def _without_layout(text: str, lines: list[int], start: int, end: int) -> int:
    """The likeliest start where no line visibly ends a paragraph; no reader takes it for proved."""
    sentences = [match.end() for match in SENTENCE_BREAK.finditer(text, start, end)]
    if sentences and not lines:
        return _before_preamble(text, sentences, end)
    first = next(iter(_conclusions(text, start, end)), (end, end))[0]
    begun = [at for at in lines if first <= at and BEGINNING.match(text, at)]
    return begun[-1] if begun else start + (text[start : start + 1] == " ")


def _line_starts(folded: Folded, start: int, end: int) -> list[int]:
    return folded.break_offsets[
        bisect_right(folded.break_offsets, start) : bisect_left(folded.break_offsets, end)
    ]


def _before_preamble(text: str, starts: list[int], end: int) -> int:
    """The last start that is not inside a partial authorization."""
    opening = text.rfind(ORIGINAL, 0, end)
    for at in reversed(starts):
        if opening >= at or not INSIDE_PREAMBLE.match(text, at, end):
            return at
    return starts[0]


def _ends_paragraph(folded: Folded, at: int) -> bool:
    """Whether the layout ends a paragraph before the line at `at`: a wider gap, or a short line.

    A line is short when the next line's first word would have fitted on it with room to spare.
    """
    before, gap = folded.line_before(at)
    if gap > folded.usual_gap:
        return True
    next_word = folded.text[at : at + 40].split(" ", 1)[0]
    return before + 1 + len(next_word) < SHORT_LINE * folded.line_width
