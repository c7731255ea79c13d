"""The letter as lines of print: where a paragraph ends, judged from spacing, width and full stops.

Offsets always index the original text: page furniture is blanked at equal length.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from imr_llm.folding import lost_hyphens, without_furniture

# "...is not medically necessary.", '(Tapering.)"'; not "vs", not "3 visits,"
SENTENCE_END = re.compile(r"[.!?][\"')\]\u2019\u201d]{0,3}$")

# a line that holds blanks only, between two line ends; not an empty line
SPACED_BLANK_LINE = re.compile(r"\n[ \t\u00a0]+\r?\n")

CLEARLY_SHORT = 0.13
"""Bold lines (item titles) hold about a tenth fewer characters than plain ones."""

ENOUGH_LINES = 2000

# characters of no width; inside a word they stay, and comparisons skip them
NO_WIDTH = re.compile("[\u200b\u2060\ufeff]+")


@dataclass(frozen=True)
class Sheet:
    """A letter's text with its furniture blanked, and the lines that print something."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    hyphens_lost: bool

    def line_at(self, offset: int) -> int:
        """The index of the last printing line that starts at or before `offset`; -1 if none."""
        return bisect_right(self.starts, offset) - 1

    def is_spaced(self, line: int) -> bool:
        """Tell whether a blank line follows `line`."""
        if line + 1 >= len(self.starts):
            return False
        return _line_ends(self.text[self.ends[line] : self.starts[line + 1]]) > self._pitch

    def ends_paragraph(self, line: int, *, spaced: bool = False) -> bool | None:
        """Tell whether the paragraph ends with `line`; None where the print does not show it.

        With `spaced` (paragraphs hereabouts are parted by blank lines) a short line ends none.
        """
        before = self.text[self.starts[line] : self.ends[line]]
        gap = self.text[self.ends[line] : self.starts[line + 1]]
        after = self.text[self.starts[line + 1] : self.ends[line + 1]]
        if SENTENCE_END.search(before[-5:]):
            return not after[0].islower() or self.is_spaced(line)
        if after[0].islower():
            return False
        filled = len(before) + 1 + len(after.split(maxsplit=1)[0])
        if self._is_page_break(gap):
            return None if filled < self.width * (1 - CLEARLY_SHORT) else False
        if _line_ends(gap) > self._pitch:
            return True if filled < self.width or self._has_form_feeds else None
        return not spaced and filled < self.width * (1 - CLEARLY_SHORT)

    @cached_property
    def width(self) -> int:
        """How many characters a full line holds."""
        pairs = islice(zip(self.starts, self.ends, strict=True), ENOUGH_LINES)
        widths = sorted(end - start for start, end in pairs)
        return widths[int(len(widths) * 0.9)] if widths else 0

    @cached_property
    def _pitch(self) -> int:
        """How many line ends stand between two lines of one paragraph."""
        pairs = islice(zip(self.ends, self.starts[1:], strict=False), ENOUGH_LINES)
        counts = Counter(_line_ends(self.text[end:start]) for end, start in pairs)
        return counts.most_common(1)[0][0] if counts else 1

    @cached_property
    def _has_form_feeds(self) -> bool:
        return "\f" in self.text

    @cached_property
    def _has_spaced_blank_lines(self) -> bool:
        # blank lines after the end part no paragraphs
        return bool(self.ends and SPACED_BLANK_LINE.search(self.text, 0, self.ends[-1]))

    def _is_page_break(self, gap: str) -> bool:
        """A form feed, or empty lines in a letter whose paragraphs are parted by spaced lines."""
        if "\f" in gap:
            return True
        return (
            not self._has_form_feeds
            and self._has_spaced_blank_lines
            and not SPACED_BLANK_LINE.search(gap)
        )


def spread(text: str) -> Sheet:
    """Lay out `text` as a sheet."""
    clean = without_furniture(text)
    if not clean.isascii():
        clean = NO_WIDTH.sub(_blank_beside_blanks, clean)
    starts, ends = [], []
    at = 0
    for line in clean.splitlines(keepends=True):
        if printed := line.strip():
            start = at + len(line) - len(line.lstrip())
            starts.append(start)
            ends.append(start + len(printed))
        at += len(line)
    return Sheet(clean, tuple(starts), tuple(ends), lost_hyphens(text))


def _blank_beside_blanks(match: re.Match[str]) -> str:
    start, end = match.span()
    around = match.string[max(0, start - 1) : start], match.string[end : end + 1]
    return match[0] if all(around) and not any(map(str.isspace, around)) else " " * len(match[0])


def _line_ends(gap: str) -> int:
    return len(f"|{gap}|".splitlines()) - 1
