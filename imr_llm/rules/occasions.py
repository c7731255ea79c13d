"""What a sentence without a date says was done: at the visit, or on the day, told of before it."""

from __future__ import annotations

import re

from imr_llm.record import EventKind
from imr_llm.rules.cues import DONE, DONE_NEXT, is_at_the_visit, is_of_that_day
from imr_llm.rules.facts import Fact

PHRASE = 60
# "the physical therapy note of §": no x-ray is taken there, nothing injected
THERAPY_NOTE = re.compile(
    r"\b(?:therap\w+|chiropract\w+|acupunctur\w+)[\w ]{0,20} (?:notes?|reports?|visits?|sessions?)",
    re.IGNORECASE,
)


class Occasions:
    """The visit told of last, and the day, as the sentences of a section are read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._visit: Fact | None = None
        self._day: Fact | None = None

    def note(self, found: list[Fact], *, dated: bool) -> None:
        """Take in what a sentence tells; `dated`: it has a date."""
        visits = [one for one in found if EventKind.VISIT in one.kinds and self._by_a_doctor(one)]
        injured = any(EventKind.INJURY in one.kinds for one in found)
        self._visit = visits[-1] if visits else None if injured else self._visit
        if dated:
            self._day = next((one for one in reversed(found) if self._is_a_day(one)), None)

    def done(self, sentence: tuple[int, int]) -> list[Fact]:
        """The facts of a sentence without a date."""
        words = self._text[slice(*sentence)]
        occasion = self._occasion(sentence, words)
        if not occasion:
            return []
        next_to_it = self._is_next(occasion, sentence)
        done = DONE if is_at_the_visit(words) else DONE_NEXT if next_to_it else ()
        told = (sign.kind for sign in done if sign.stands_in(words))
        return [Fact(occasion.mention, (kind,), occasion.sentence) for kind in told]

    def _occasion(self, sentence: tuple[int, int], words: str) -> Fact | None:
        """The visit, or the day where "that day" can only mean it."""
        day = self._day
        if not day or not is_of_that_day(words):
            return self._visit
        meant = EventKind.INJURY in day.kinds or self._is_next(day, sentence)
        return day if meant else self._visit

    def _is_next(self, fact: Fact, sentence: tuple[int, int]) -> bool:
        return not self._text[fact.sentence[1] : sentence[0]].strip()

    def _is_a_day(self, fact: Fact) -> bool:
        """Whether "that day" may mean a fact's: not a review's, or that of a therapist's note."""
        reviewed = EventKind.UTILIZATION_REVIEW in fact.kinds
        return not (reviewed or fact.guessed) and self._by_a_doctor(fact)

    def _by_a_doctor(self, fact: Fact) -> bool:
        start, end = fact.sentence
        near = max(start, fact.mention.start - PHRASE), min(end, fact.mention.end + PHRASE)
        return not THERAPY_NOTE.search(self._text, *near)
