"""What is cut finer than lines: the phrase around a date, a title before its outcome."""

from __future__ import annotations

import re

from imr_llm.model.numbering import Span

WORDS_BEFORE = 5
# what a word before a date ends with where the phrase must not reach further back
STOPS = tuple(".,;:()")
# " was seen for" behind "On 10/30/2016", " at work" before a full stop; not " (White", " 0.5 mg",
# " follow-up", " p.o."
WORDS_AFTER = re.compile(r"(?: [A-Za-z]+(?![\w/('’-]|[.,:]\w)){0,3}")
# what a date is made of: "10", "/", "October", ","; not the hyphens and blanks in it
PARTS = re.compile(r"[0-9A-Za-z]+|[^0-9A-Za-z\s-]")
# ": Upheld" or the colon alone, behind a title; not ":" inside it
TITLE_END = re.compile(r":(?: ?(?:Upheld|Overturned)\.?)?", re.IGNORECASE)


def place_of_date(text: str, where: Span, words: str) -> Span | None:
    """Where a date's words stand first; blanks and hyphens between their parts do not count.

    A part is a whole number or word: `1/2/16` is not in `11/2/16`.
    """
    parts = [re.escape(part) for part in PARTS.findall(words)]
    date = re.compile(rf"(?<![0-9A-Za-z]){'[ -]*'.join(parts)}(?![0-9A-Za-z])")
    match = date.search(text, *where) if parts else None
    return match.span() if match else None


def phrase(text: str, line: Span, date: Span) -> Span:
    """A date with up to five words before it and three behind, within its line and its clause."""
    *before, attached = text[line[0] : date[0]].split(" ")
    start = date[0]
    if not attached:
        for word in reversed(before[-WORDS_BEFORE:]):
            if not word or word.endswith(STOPS) or word.startswith("("):
                break
            start -= len(word) + 1
    after = WORDS_AFTER.match(text, date[1], line[1])
    return (start, after.end() if after else date[1])


def without_outcome(text: str, title: Span) -> Span:
    """A title's span without the colon, and the outcome word where the lines hold it as well."""
    start, end = title
    at = text.rfind(":", start, end)
    if at <= start or not TITLE_END.fullmatch(text, at, end):
        return title
    return (start, at - (text[at - 1] == " "))
