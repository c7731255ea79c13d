"""Folding: a letter's lines become running text that still knows where every character stood.

Folded means: lines joined, any run of blanks one blank, ends trimmed; a hyphen at a line's end
stays and joins without a blank. Page furniture (footers, page numbers) counts as blank.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

LINE_ENDS = "\n\r\f\v\x1c\x1d\x1e\x85\u2028\u2029"

# any run of blanks that is not one plain blank, and characters that print nothing at all
IRREGULAR = re.compile("[\u200b\u2060\ufeff\u00ad]+|\\s{2,}|[^\\S ]")

# "Final Determination Letter for IMR Case Number CM13-0001234   3", "Page 3 of 7", "- 3 -" beside
# a page break; not "3" on a line of running text, not "page 3 of the guideline states"
_PAD = r"[ \t\r\u00a0]*"
FURNITURE = re.compile(
    rf"^{_PAD}(?:(?:Final Determination Letter for )?IMR Case Number:? (?:CM|IMR)[ \d-]{{4,24}}"
    rf"(?:Page )?\d{{0,4}}|Page \d{{1,4}}(?: of \d{{1,4}})?){_PAD}$"
    rf"|(?<=\f){_PAD}(?:- )?\d{{1,3}}(?: -)?{_PAD}$"
    rf"|^{_PAD}(?:- )?\d{{1,3}}(?: -)?{_PAD}(?=\n?\f)",
    re.MULTILINE,
)

# hyphens that comparisons ignore: those that do not stand between two digits
LOOSE_HYPHEN = re.compile(r"(?<![0-9])-|-(?![0-9])")
BLANKS = re.compile(r"\s+|[\u200b\u2060\ufeff\u00ad]+")

# poppler's header: two labels on following lines, their values further down
COLUMN_HEADER = re.compile(r"Case Number:\s*\n\s*Date Assigned:\s*\n\s*Decision Date:")
HYPHEN_AT_LINE_END = re.compile(r"-[^\S\n]*\n")


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the source ended a line: its folded offset and how many line ends stood there."""

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
        """The source span of the folded span: `source[a:b]` is where `text[start:end]` came from."""
        if start >= end:
            return (self._at(start), self._at(start))
        return (self._at(start), self._at(end - 1) + 1)

    def _at(self, offset: int) -> int:
        segment = bisect_right(self._folded, offset) - 1
        return self._source[segment] + offset - self._folded[segment]

    @cached_property
    def line_starts(self) -> frozenset[int]:
        """The folded offsets at which a line of the source begins."""
        return frozenset({0, *(one.at for one in self.breaks)})


def fold(text: str) -> Folded:
    """Fold `text`, keeping for every character of the result its offset in `text`."""
    text = without_furniture(text)
    pieces: list[str] = []
    folded, source, breaks = [0], [0], []
    length = done = 0
    for match in IRREGULAR.finditer(text):
        start, end = match.span()
        lines = _line_ends(match[0])
        plain = text[done:start]
        pieces.append(plain)
        length += len(plain)
        joins = not match[0][0].isspace() or (lines and _ends_in_hyphen(plain, pieces))
        if length and not joins and end < len(text):
            pieces.append(" ")
            folded.append(length)
            source.append(start)
            length += 1
        done = end
        folded.append(length)
        source.append(end)
        if lines:
            breaks.append(Break(length, lines))
    pieces.append(text[done:])
    whole = "".join(pieces)
    lead = len(whole) - len(whole.lstrip())
    return Folded(
        whole.strip(),
        tuple(Break(max(one.at - lead, 0), one.lines) for one in breaks),
        tuple(at - lead for at in folded),
        tuple(source),
    )


def folded(text: str) -> str:
    """The folded text alone."""
    return fold(text).text


def without_furniture(text: str) -> str:
    """Blank out footers and page numbers; the length and every other offset stay as they are."""
    return FURNITURE.sub(lambda match: " " * len(match[0]), text)


def lost_hyphens(text: str) -> bool:
    """Tell whether a tool dropped the hyphens at line ends, as poppler's `pdftotext` does."""
    dropped_by_poppler = COLUMN_HEADER.search(text) or text.endswith("\f")
    return bool(dropped_by_poppler) and not HYPHEN_AT_LINE_END.search(text)


def key(text: str, *, hyphens_lost: bool = False) -> str:
    """What of `text` counts in a comparison: no blanks, no hyphens but those between two digits.

    With `hyphens_lost` (texts of poppler's) no hyphen counts at all.
    """
    text = BLANKS.sub("", text)
    return text.replace("-", "") if hyphens_lost else LOOSE_HYPHEN.sub("", text)


def same(one: str, other: str, *, hyphens_lost: bool = False) -> bool:
    """Compare two texts as the contract compares them."""
    return key(one, hyphens_lost=hyphens_lost) == key(other, hyphens_lost=hyphens_lost)


def _line_ends(blanks: str) -> int:
    if newlines := blanks.count("\n"):
        return newlines
    return sum(blanks.count(end) for end in LINE_ENDS)


def _ends_in_hyphen(plain: str, pieces: list[str]) -> bool:
    """A hyphen that hangs on a word; a dash with a blank before it joins nothing."""
    if len(plain) > 1:
        return plain[-1] == "-" and plain[-2] != " "
    return plain == "-" and len(pieces) > 1 and not pieces[-2].endswith(" ")
