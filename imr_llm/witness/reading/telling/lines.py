"""The sentences of a section as read: words, roles of dates, rulings. Read as far as asked."""

from __future__ import annotations

import re

from imr_llm.witness.reading.facts import Roles, Span
from imr_llm.witness.reading.narrative import TOKEN, Narrative, Sentence
from imr_llm.witness.reading.telling.asked import asked_in
from imr_llm.witness.reading.telling.elisions import elision
from imr_llm.witness.reading.telling.lexicon import AGE, LEANING, REVIEW, SEX, VERDICT, Row, kinds
from imr_llm.witness.reading.telling.occasions import roles_of
from imr_llm.witness.reading.telling.once import Once
from imr_llm.witness.reading.telling.outcomes import ruling_of
from imr_llm.witness.reading.telling.quantities import Amount
from imr_llm.witness.reading.telling.rulings import Ruling
from imr_llm.witness.reading.telling.verdicts import resolved
from imr_llm.witness.reading.telling.words import (
    Chunk,
    chunks_of,
    lower,
    pieces_of,
    place_of,
    signs_of,
    words_of,
)

_INTRODUCTION = re.compile(r"\byears?[ -]{0,2}old\b|(?<![a-z])y/?o\b|\ba (?:fe)?male\b")
OPENING = 2  # the sentences that may introduce the worker
_NAMED = kinds("review denial appeal")
_GRANT = kinds("grant")
_REFUSED = kinds("refuse part unsure_verdict denial")
_CARRIED = 4  # sentences that may go on with a review's verdicts
_ASKED_BACK = 4  # sentences from a request to its verdict
_PERSONAL = AGE | SEX


class Line:
    """One sentence: its text in small letters, what its words are signs of, and its reading."""

    def __init__(self, sentence: Sentence, before: Line | None, *, opening: bool) -> None:
        """`opening`: it stands where the worker is introduced; `before`: the sentence before."""
        self.sentence = sentence
        self.text = lower(sentence.text)
        self.dated = "\0" in self.text
        self.before = before
        self._opening = opening

    @Once
    def _chunks(self) -> list[Chunk]:
        return chunks_of(self.text)

    @Once
    def signs(self) -> int:
        """All that its words are signs of."""
        return signs_of(self._chunks)

    @Once
    def _words(self) -> tuple[Row, list[int]]:
        return words_of(pieces_of(self._chunks))

    @Once
    def row(self) -> Row:
        """Its words, the verdicts taken in their company."""
        row = self._words[0]
        if not self.signs & VERDICT and not self._leaning:
            return row
        return resolved(row, told_before=self._tells_before)

    @Once
    def _leaning(self) -> bool:
        """It may tell a verdict in words that mean one where a review speaks."""
        if not self.signs & LEANING:
            return False
        if self.signs & REVIEW and any(word[0] == "payer" for word in self._words[0]):
            return True
        return self.told_before

    @Once
    def kinds(self) -> frozenset[str]:
        """The kinds of its words."""
        return frozenset([word[0] for word in self.row])

    @Once
    def introduces(self) -> bool:
        """It tells who the worker is."""
        return bool(self.signs & _PERSONAL and _INTRODUCTION.search(self.text))

    @Once
    def _occasions(self) -> tuple[dict[int, Roles], set[int]]:
        if not self.dated:
            return {}, set()
        return roles_of(
            self.row,
            opening=self._opening or self.introduces,
            ruled_before=self._ruled_before,
        )

    def _ruled_before(self) -> bool:
        told = self.before.ruling if self.before is not None else None
        return told is not None and told.decision is not None

    @Once
    def roles(self) -> dict[int, Roles]:
        """The roles of its dates."""
        return self._occasions[0]

    @Once
    def guessed(self) -> set[int]:
        """The dates whose role no pattern read."""
        return self._occasions[1]

    @Once
    def ruling(self) -> Ruling | None:
        """What it says that the review decided."""
        return self._own or self._elided

    @Once
    def _own(self) -> Ruling | None:
        if not self.signs & VERDICT and not self._leaning:
            return None
        return ruling_of(
            self.row,
            self.kinds,
            self._asked_before,
            told_before=self._tells_before,
            just_asked=self._just_asked,
        )

    def _just_asked(self) -> bool:
        return self.before is not None and self.before._asked is not None

    @Once
    def _asked(self) -> list[Amount] | None:
        return asked_in(self._words[0])

    def _asked_before(self) -> list[Amount]:
        """The amounts that the nearest of the sentences before ask for."""
        line, found = self.before, []
        for _ in range(_ASKED_BACK):
            if line is None:
                break
            found += line._asked or []
            line = line.before
        return found

    @property
    def _elided(self) -> Ruling | None:
        """As in "PT was certified. The brace was not, as it is no cure"."""
        if self.before is None or "not" not in self.text or not self._words[0]:
            return None
        place = elision(self.row)
        certified = self.before._own if place is not None else None
        if place is None or certified is None or not certified.granted:
            return None
        return Ruling(refused=True, first=place, last=place)

    @Once
    def names_review(self) -> bool:
        """A review is named in it, or a payer's decision."""
        if not self.signs & VERDICT:
            return False
        named = frozenset([word[0] for word in self._words[0]])
        return bool(named & _NAMED) or {"payer", "decision"} <= named

    def _tells_before(self) -> bool:
        return self.told_before

    @Once
    def told_before(self) -> bool:
        """The sentence before tells of the review, or goes on with its verdicts."""
        line = self.before
        for _ in range(_CARRIED):
            if line is None or line.names_review:
                return line is not None
            if not line.signs & (VERDICT | LEANING):
                return False
            line = line.before
        return False

    @Once
    def grants(self) -> bool:
        """It tells of nothing but certification in full."""
        if self.ruling is not None:
            return self.ruling.decision is None and self.ruling.granted
        return self.has(_GRANT) and not self.has(_REFUSED)

    def has(self, kinds: frozenset[str]) -> bool:
        """Whether a word of these kinds stands in it."""
        return not kinds.isdisjoint(self.kinds)

    def sign(self, sign: int) -> Span | None:
        """The letter's span of its first piece that is such a sign, however it is meant."""
        for at, piece in enumerate(pieces_of(self._chunks) if self.signs & sign else ()):
            if piece.signs & sign:
                return self._span(at, at)
        return None

    def hint(self, sign: int) -> Span | None:
        """The letter's span of its first word that is such a sign where it stands."""
        if not self.signs & sign:
            return None
        return next((self.place(at, at) for at, w in enumerate(self.row) if w.signs & sign), None)

    def place(self, first: int, last: int) -> Span:
        """The letter's span from one word of the row to another."""
        row, begins = self._words
        return self._span(begins[first], begins[last] + row[last].size - 1)

    def place_of(self, number: int) -> Span:
        """The letter's span of a date."""
        return self.sentence.place(*self._tokens[number])

    @Once
    def _tokens(self) -> dict[int, Span]:
        """Where in its text each date stands."""
        return {int(one[1]): one.span() for one in TOKEN.finditer(self.text)}

    def _span(self, first: int, last: int) -> Span:
        """The letter's span from one piece to another."""
        return self.sentence.place(place_of(self.text, first)[0], place_of(self.text, last)[1])


def lines_of(told: Narrative) -> list[Line]:
    """Every sentence."""
    lines: list[Line] = []
    for order, sentence in enumerate(told.sentences):
        before = lines[-1] if lines else None
        lines.append(Line(sentence, before, opening=order < OPENING))
    return lines


def roles_in(told: Narrative, lines: list[Line]) -> dict[int, Roles]:
    """The roles of all mentions; one that stands in no sentence has none."""
    found = dict.fromkeys(range(len(told.mentions)), Roles())
    for line in lines:
        if line.dated:
            found.update({number: role for number, role in line.roles.items() if number in found})
    return found
