"""The words of a disputed item, and which of them are told in one breath.

What is asked for stands first: a purpose or an occasion ("for", "before", "status post") begins
another stretch, and within a stretch a comma, a bracket, "and", "of" or "with" begins another
breath. "Nurse visits for wound care, 2 weeks" is three breaths in two stretches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# "10/325mg", "20%", "#60", "C5-6", "(LSO)": a number or a word, and the mark before it that parts
WORD = re.compile(r"([,;:()\[\]/&+–—]|(?<=\s)-(?=\s))|#?\d[\d.,]*%?|#|%|[^\W\d_]\w*")

# After these it is told what the thing is for, when and how.
PURPOSES = frozenset(
    "for to before after prior following follows post status due secondary during while when until "
    "since per because regarding re without w/o using utilizing under as if given via".split()
)
# These part what is asked for together, or from what belongs to it.
JOINTS = frozenset(
    "and or plus with of in at on by from including includes include vs versus into through".split()
)


class Word(NamedTuple):
    """A word as the tables spell it: small letters; `#` and `%` stand for a number with them.

    `parted` says that a mark stands between it and the word before.
    """

    text: str
    parted: bool


def words_of(request: str) -> list[Word]:
    """The words of a request, in order; plain numbers are left out, for they name nothing."""
    return list(_words(request.casefold()))


def _words(request: str) -> Iterator[Word]:
    parted = False
    for match in WORD.finditer(request):
        text = match[0]
        if match[1]:
            parted = True
            continue
        if text[0] == "#" or text[-1] == "%":
            text = "#" if text[0] == "#" else "%"
        elif text[0].isdigit():
            continue
        yield Word(text, parted)
        parted = False
