"""The letter as lines of print, and the gaps between them.

Offsets always index the original text: page furniture is blanked at equal length.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from imr_llm.folding import lost_hyphens
from imr_llm.furniture import blanked, furniture

# a line that holds blanks only, between two line ends; not an empty line
SPACED_BLANK_LINE = re.compile(r"\n[ \t\u00a0]+\r?\n")

ENOUGH_LINES = 2000
ROOM = 0.87
"""Bold lines (item titles) hold about a tenth fewer characters than plain ones."""

# the print of a line, whatever ends lines, without the blanks around it
PRINT = re.compile(r"\S(?:[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*\S)?")

# characters of no width; inside a word they stay, and comparisons skip them
NO_WIDTH = re.compile("[\u200b\u2060\ufeff]+")


@dataclass(frozen=True)
class Sheet:
    """A letter's text with its furniture blanked, and the lines that print something."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    furniture: tuple[tuple[int, int], ...]
    hyphens_lost: bool

    def line_at(self, offset: int) -> int:
        """The index of the last printing line that starts at or before `offset`; -1 if none."""
        return bisect_right(self.starts, offset) - 1

    def is_spaced(self, line: int) -> bool:
        """Tell whether a blank line follows `line`."""
        if line + 1 >= len(self.starts):
            return False
        return _line_ends(self.text[self.ends[line] : self.starts[line + 1]]) > self._pitch

    def begins_line(self, offset: int) -> bool:
        """Tell whether a line's print begins at `offset`."""
        line = self.line_at(offset)
        return line >= 0 and self.starts[line] == offset

    def ends_line(self, offset: int) -> bool:
        """Tell whether a line's print ends at `offset`."""
        line = self.line_at(offset - 1)
        return line >= 0 and self.ends[line] == offset

    def parts(self, line: int) -> bool:
        """Tell whether a gap that parts paragraphs follows `line`: a wider one, on one page."""
        return self.is_spaced(line) and not self.turns_page(line)

    def turns_page(self, line: int) -> bool:
        """Tell whether the page ends with `line`.

        At a form feed or a footer; without form feeds, at empty lines where paragraphs are parted
        by spaced ones.
        """
        if line + 1 >= len(self.starts):
            return False
        gap = self.text[self.ends[line] : self.starts[line + 1]]
        below = bisect_left(self.furniture, (self.ends[line], 0))
        if below < len(self.furniture) and self.furniture[below][0] < self.starts[line + 1]:
            return True
        if self._has_form_feeds:
            return "\f" in gap
        spaced = self._has_spaced_blank_lines and self.is_spaced(line)
        return spaced and not SPACED_BLANK_LINE.search(gap)

    def is_short(self, line: int) -> bool:
        """Tell whether the next line's first word would have fitted on `line` with ease."""
        word = self.line(line + 1).split(maxsplit=1)[0]
        return self.ends[line] - self.starts[line] + 1 + len(word) < self._width * ROOM

    def line(self, number: int) -> str:
        """The print of one line."""
        return self.text[self.starts[number] : self.ends[number]]

    @cached_property
    def _width(self) -> int:
        """How many characters a full line holds."""
        pairs = islice(zip(self.starts, self.ends, strict=True), ENOUGH_LINES)
        widths = sorted(end - start for start, end in pairs)
        return widths[int(len(widths) * 0.9)] if widths else 0

    @cached_property
    def _pitch(self) -> int:
        """How many line ends stand between two lines of one paragraph."""
        gaps = islice(map(slice, self.ends, self.starts[1:]), ENOUGH_LINES)
        counts: Counter[int] = Counter()
        for gap, times in Counter(map(self.text.__getitem__, gaps)).items():
            counts[_line_ends(gap)] += times
        return counts.most_common(1)[0][0] if counts else 1

    @cached_property
    def _has_form_feeds(self) -> bool:
        return "\f" in self.text

    @cached_property
    def _has_spaced_blank_lines(self) -> bool:
        # blank lines after the end part no paragraphs
        return bool(self.ends and SPACED_BLANK_LINE.search(self.text, 0, self.ends[-1]))


def spread(text: str) -> Sheet:
    """Lay out `text` as a sheet."""
    footers = furniture(text)
    clean = blanked(text, footers)
    if not clean.isascii():
        clean = NO_WIDTH.sub(_blank_beside_blanks, clean)
    lines = [match.span() for match in PRINT.finditer(clean)]
    starts, ends = zip(*lines, strict=True) if lines else ((), ())
    return Sheet(clean, starts, ends, tuple(footers), lost_hyphens(text))


def _blank_beside_blanks(match: re.Match[str]) -> str:
    start, end = match.span()
    around = match.string[max(0, start - 1) : start], match.string[end : end + 1]
    return match[0] if all(around) and not any(map(str.isspace, around)) else " " * len(match[0])


def _line_ends(gap: str) -> int:
    return len(f"|{gap}|".splitlines()) - 1
