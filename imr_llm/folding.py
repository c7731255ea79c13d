"""Folding: a letter's lines become running text that still knows where every character stood.

Folded means: lines joined, any run of blanks one blank, ends trimmed; a hyphen at a line's end
stays and joins without a blank. Page furniture (footers, page numbers) counts as blank.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median, mode
from typing import NamedTuple

from imr_llm.furniture import without_furniture

HALF_A_LINE = 50
OTHER_LINE_ENDS = "\r\f\v\x1c\x1d\x1e\x85\u2028\u2029"
UNPRINTED = "\u200b\u2060\ufeff\u00ad"
INVISIBLE = (
    " \t\n\x1f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u202f\u205f\u3000" + OTHER_LINE_ENDS + UNPRINTED
)

# any run of blanks that is not one plain blank (a blank to begin with: quickly passed over
# elsewhere); and the same with characters that print nothing
IRREGULAR = re.compile(r"\s(?:\s+|(?<! ))")
WITH_UNPRINTED = re.compile(rf"[\s{UNPRINTED}]*[{UNPRINTED}][\s{UNPRINTED}]*|{IRREGULAR.pattern}")

# blanks and hyphens that comparisons ignore: none of those that stand next to a digit
LOOSE = re.compile(r"(?<![0-9 -])[ -]++(?![0-9])")
BLANKS_AND_HYPHENS = re.compile(rf"[\s{UNPRINTED}-]+")

# poppler's header: two labels on following lines, their values further down; not "Case Number: Date
# Assigned:" on one line
COLUMN_HEADER = re.compile(
    r"Case Number:(?=[^\S\n]*+\n)\s*+Date Assigned:(?=[^\S\n]*+\n)\s*+Decision Date:"
)
HYPHEN_AT_BREAK = re.compile(r"-\s*[\n\r\f\v\x1c-\x1e]")
# the same with all blanks behind it, where it hangs on a word: "L5-\n S1"; not "Lumbar -\nThoracic"
HANGING_AT_BREAK = re.compile(rf"-(?<!\s-){HYPHEN_AT_BREAK.pattern[1:]}\s*")
HYPHEN_AT_LINE_END = re.compile(r"-[^\S\n]*\n")


class Break(NamedTuple):
    """Where the source ended a line: its folded offset, and how many line ends stood there."""

    at: int
    lines: int


@dataclass(frozen=True)
class Folded:
    """Folded text, and the way back to the source it was folded from."""

    text: str
    breaks: tuple[Break, ...]
    _folded: tuple[int, ...]
    _source: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source that `text[start:end]` was folded from."""
        if start >= end:
            return (self._at(start), self._at(start))
        return (self._at(start), self._at(end - 1) + 1)

    def _at(self, offset: int) -> int:
        segment = bisect_right(self._folded, offset) - 1
        return self._source[segment] + offset - self._folded[segment]

    @cached_property
    def break_offsets(self) -> list[int]:
        """The folded offsets, ascending, at which a line of the source begins; 0 left out."""
        return [one.at for one in self.breaks]

    @cached_property
    def line_starts(self) -> frozenset[int]:
        """The folded offsets at which a line of the source begins."""
        return frozenset({0, *self.break_offsets})

    @cached_property
    def usual_gap(self) -> int:
        """How many line ends usually part two lines: 1, or 2 where every newline is doubled."""
        return mode([one.lines for one in self.breaks]) if self.breaks else 1

    @cached_property
    def line_width(self) -> int:
        """The usual length of a full line, in characters; 0 for a text of one line."""
        lengths = [two - one for one, two in pairwise((0, *self.break_offsets))]
        return int(median([n for n in lengths if n > HALF_A_LINE] or [0]))

    def line_before(self, at: int) -> tuple[int, int]:
        """The length of the line before the line start `at`, and the line ends between."""
        number = bisect_right(self.break_offsets, at) - 1
        before = self.break_offsets[number - 1] if number else 0
        return (at - before - 1, self.breaks[number].lines)


def fold(text: str) -> Folded:
    """Fold `text`, keeping for every character of the result its offset in `text`."""
    text = without_furniture(text)
    first = len(text) - len(text.lstrip(INVISIBLE))
    last = len(text.rstrip(INVISIBLE))
    pieces, folded, source, breaks = [], [0], [first], []
    length, done = 0, first
    irregular = WITH_UNPRINTED if any(one in text for one in UNPRINTED) else IRREGULAR
    for match in irregular.finditer(text, first, last):
        start, end = match.span()
        pieces.append(text[done:start])
        length += start - done
        blanks = match[0]
        lines = blanks.count("\n") or sum(map(blanks.count, OTHER_LINE_ENDS))
        if not (blanks.strip(UNPRINTED) == "" or (lines and _hangs_on_hyphen(text, start))):
            pieces.append(" ")
            folded.append(length)
            source.append(start + len(blanks) - len(blanks.lstrip(UNPRINTED)))
            length += 1
        folded.append(length)
        source.append(end)
        if lines:
            breaks.append(Break(length, lines))
        done = end
    pieces.append(text[done:last])
    return Folded("".join(pieces), tuple(breaks), tuple(folded), tuple(source))


def folded(text: str) -> str:
    """The folded text alone."""
    return joined(without_furniture(text))


def joined(text: str) -> str:
    """A part of a letter folded, whose page furniture, if any, is blank already."""
    if not text.isascii():
        return fold(text).text
    if HYPHEN_AT_BREAK.search(text):
        text = HANGING_AT_BREAK.sub("-", without_furniture(text))
    return " ".join(text.split())


def lost_hyphens(text: str) -> bool:
    """Tell whether a tool dropped the hyphens at line ends, as poppler's `pdftotext` does."""
    dropped_by_poppler = COLUMN_HEADER.search(text) or text.endswith("\f")
    return bool(dropped_by_poppler) and not HYPHEN_AT_LINE_END.search(text)


def key(text: str) -> str:
    """What of `text` counts in a comparison: no blanks and hyphens, but those next to a digit.

    `1-2 visits` is not `12 visits`, and `# 60` not `#60` (contract, section 3).
    """
    if not text.isascii():
        text = "".join([one for one in text if one not in UNPRINTED])
    return LOOSE.sub("", " ".join(text.split()))


def bare(text: str) -> str:
    """`text` without any blank or hyphen: to find a place by, never to compare by."""
    if text.isascii():
        return "".join(text.split()).replace("-", "")
    return BLANKS_AND_HYPHENS.sub("", text)


def same(one: str, other: str) -> bool:
    """Compare two texts as the contract compares them."""
    return key(one) == key(other)


def _hangs_on_hyphen(text: str, at: int) -> bool:
    """Whether a hyphen that hangs on a word ends at `at`; a spaced dash joins nothing."""
    return text[at - 1] == "-" and not text[at - 2 : at - 1].isspace()
