"""Page furniture: footers and page numbers, which are none of a letter's words.

A line is furniture only in a footer's place and with a footer's repetition. Its place is beside a
page break, or at the text's beginning or end; its repetition is the same form on several pages with
numbers that count them, or a number that is its own page's. Without page breaks in the text the
repetition alone must tell. Everything else, whatever it looks like, is part of the letter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

Span = tuple[int, int]

_B = r"[ \t\u00a0]{1,4}"
# "Final Determination Letter for IMR Case Number CM13-0001234   3", "Page 3 of 7", "- 3 -", "3": a
# whole line; not "Page 3 of the guideline states"
FOOTER = re.compile(
    rf"(?:Final{_B}Determination{_B}Letter{_B}for{_B})?"
    rf"IMR{_B}Case{_B}Number:?{_B}(?:CM|IMR)[ \t\u00a0]?\d{{2}}-\d{{3,8}}"
    rf"(?:[ \t\u00a0]++(?:Page{_B})?(?P<after>\d{{1,4}}))?"
    rf"|Page{_B}(?P<page>\d{{1,4}})(?:{_B}of{_B}\d{{1,4}})?"
    rf"|(?:-{_B})?(?P<bare>\d{{1,3}})(?:{_B}-)?"
)
BEGINS = frozenset("FIP-0123456789")
LONGEST = 120
NAMED = "IMR Case Number"
DIGITS = re.compile(r"\d+")
BLANK = " \t\r\n\u00a0"
BESIDE = 24
"""As many blanks and line ends, at most, may part a footer from its page break."""


@dataclass(frozen=True, slots=True)
class _Footer:
    """A line of a footer's form, its blanks and all."""

    start: int
    end: int
    match: re.Match[str]

    @property
    def number(self) -> str | None:
        """The page that it counts; None for a footer without a number."""
        return self.match["after"] or self.match["page"] or self.match["bare"]


def furniture(text: str) -> list[Span]:
    """The spans of the footers and page numbers of a letter, in order."""
    paged = "\f" in text
    forms: dict[str, list[_Footer]] = defaultdict(list)
    for one in footers(text):
        if _in_place(text, one, paged=paged):
            forms[_form(one)].append(one)
    kept = (one for alike in forms.values() for one in _counting(text, alike))
    return sorted((one.start, one.end) for one in kept)


def footers(text: str) -> Iterator[_Footer]:
    """Every line that has the form of a footer or a page number, wherever it stands."""
    at = 0
    for line in text.replace("\f", "\n").split("\n"):
        printed = line.strip()
        if printed and printed[0] in BEGINS and len(printed) < LONGEST:
            match = FOOTER.fullmatch(printed)
            if match:
                yield _Footer(at, at + len(line), match)
        at += len(line) + 1


def without_furniture(text: str) -> str:
    """Blank out footers and page numbers; the length and every other offset stay as they are."""
    return blanked(text, furniture(text))


def blanked(text: str, spans: Iterable[Span]) -> str:
    """The text with these spans blank, line and page ends in them kept."""
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])


def _in_place(text: str, line: _Footer, *, paged: bool) -> bool:
    """Beside a page break or at an end of the text; a bare number nowhere else."""
    if not paged:
        return line.match["bare"] is None
    above, below = (
        text[max(0, line.start - BESIDE) : line.start],
        text[line.end : line.end + BESIDE],
    )
    return above.rstrip(BLANK)[-1:] in ("", "\f") or below.lstrip(BLANK)[:1] in ("", "\f")


def _form(line: _Footer) -> str:
    """What footers of one kind share: their words."""
    return " ".join(DIGITS.sub("#", line.match[0]).split())


def _counting(text: str, alike: list[_Footer]) -> Iterator[_Footer]:
    """Those of one form that count pages: a lone one by its own page's number."""
    numbers = [one.number for one in alike]
    if len(alike) == 1:
        own = str(1 + text.count("\f", 0, alike[0].start))
        if "\f" in text and (NAMED in _form(alike[0]) or numbers[0] == own):
            yield alike[0]
        return
    told = [int(number) for number in numbers if number is not None]
    if len(told) not in (0, len(alike)):
        return
    if all(one < other for one, other in pairwise(told)):
        yield from alike
