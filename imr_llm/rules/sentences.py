"""Sentences of folded text, as spans; good enough for clinical prose with its abbreviations."""

from __future__ import annotations

import re

# the end of "...in four weeks. On 11-8-16", of "120 g. The" and of "QTY: 3.The UR dated"; not of
# "vs. tear", "Dr. Smith", "p.o. daily", "7.5 mg", "e.g. massage", "No. 3", "Feb. 11"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec")
ABBREVIATIONS = ("vs", "Dr", "No", "St", *MONTHS)
# a lookbehind for those of one length, where Python wants it fixed
NOT_AFTER = "".join(
    rf"(?<!\b(?:{'|'.join(word for word in ABBREVIATIONS if len(word) == length)}).)"
    for length in sorted({len(word) for word in ABBREVIATIONS})
)
BREAK = re.compile(
    r"[.!?]"
    + NOT_AFTER
    + r"(?:(?<=\d [a-z].)|(?<![ .(][a-z].))"
    + r"[\"'”’)\]]{0,3}(?: (?=[\"“'(\[]?[A-Z0-9])|(?=[A-Z][a-z]))"
)


def small(text: str) -> str:
    """The text in small letters, every character in its place."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(one if len(one.lower()) > 1 else one.lower() for one in text)


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The spans of the sentences of `text[start:end]`, in order, without the blanks between."""
    end = len(text) if end is None else end
    found, at = [], start
    for match in BREAK.finditer(text, start, end):
        stop = match.end() - (text[match.end() - 1] == " ")
        if stop > at:
            found.append((at, stop))
        at = match.end()
    if end > at:
        found.append((at, end))
    return found
