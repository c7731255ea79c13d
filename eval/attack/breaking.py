"""Letters broken: titles at every blank, lines joined, pages moved, two letters in one text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from eval.attack.planting import ISSUES, title_span
from imr_llm import Determination

BREAKS = {"a line end": " \n", "a blank line": " \n \n", "a page break": "\n\f"}
LABEL = re.compile(r"\s*(?=Claims Administrator guideline:|MAXIMUS guideline:|Decision rationale:)")


def broken_titles(letter: str, record: Determination) -> Iterator[tuple[str, str]]:
    """How it was broken, and the letter: every title at each of its blanks, in three ways."""
    issues = ISSUES.search(letter)
    at = issues.end() if issues else 0
    for item in record.items or ():
        span = title_span(letter, item, at)
        if not span:
            continue
        at = span[1]
        for blank in re.finditer(r" (?=\S)", letter[span[0] : span[1]]):
            start = span[0] + blank.start()
            for name, instead in BREAKS.items():
                yield name, letter[:start] + instead + letter[start + 1 :]


def _joined(letter: str) -> str:
    return " ".join(letter.split())


def _compact(letter: str) -> str:
    return re.sub(r"\n\s*\n", "\n", letter)


def _joined_around_labels(letter: str) -> str:
    return LABEL.sub(" ", letter)


def _spread(letter: str) -> str:
    return letter.replace("\n", "\n \n")


def _cut(letter: str) -> str:
    return letter[: letter.rfind("MAXIMUS guideline:")]


def _doubled_page(letter: str) -> str:
    middle = letter.rfind("Claims Administrator guideline:")
    return letter[:middle] + letter[middle - 400 :]


WHOLE: dict[str, Callable[[str], str]] = {
    "all lines joined": _joined,
    "no blank lines": _compact,
    "labels joined to the line before": _joined_around_labels,
    "a blank line after every line": _spread,
    "cut off in the last item": _cut,
    "a page's end printed twice": _doubled_page,
}
"""Whole-letter manipulations, by name."""


def pairs(letters: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Two letters in one text, each with the next, with and without a page break between."""
    for (one, first), (other, second) in zip(letters, [*letters[1:], letters[0]], strict=True):
        yield f"{one} and {other}", f"{first}\n{second}"
        yield f"{one} and {other}, paged", f"{first}\f{second}"
