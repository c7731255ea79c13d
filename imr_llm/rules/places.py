"""The place of a date in its sentence: its clause, and the cues before and after it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from imr_llm.record import EventKind
from imr_llm.rules.clauses import clause_after, clause_before
from imr_llm.rules.cues import Cue, find_cues

REACH = 160
"""So far on either side, in letters, words can tell what a date is the date of."""
THINGS, VERBS = ("noun", "form"), ("verb", "asking")
NEAR = 60
JOINT = 12
"""So long at most is the word that joins two clauses."""
# what is said at a visit yields to what was done: "noted an MRI on §"
DONE = (EventKind.DIAGNOSTIC, EventKind.PROCEDURE, EventKind.INJURY)
GIVEN = (EventKind.DIAGNOSTIC, EventKind.PROCEDURE, EventKind.TREATMENT)

# "MRI report", "MRI/x-ray", "the physician's report": a row of nouns
BESIDE = re.compile(r"['’]?s?[ /-]{0,2}")
# what parts one thing from the next: "the MRI and x-rays", "the reviewer in a decision"
SPLIT = re.compile(r",|&|\+|\b(?:and|or|in|by|at|during|via|per|on|under)\b", re.IGNORECASE)
# "nine treatments with a discharge note of §": of the note
WITH_ITS = re.compile(r"\bwith an? $", re.IGNORECASE)
# "the review, which was completed on §": what it is said of stands before
RELATIVE = re.compile(r"\b(?:which|that)$", re.IGNORECASE)
# "..., and were repeated on §", "(authorized on §) and performed §": of what was told of before
SUBJECTLESS = re.compile(
    r"\)?,? ?(?:and |then |again |also )*(?:was|were|has been|have been|had been|performed|done"
    r"|completed|obtained|carried out|took place|occurred|repeated)\b",
    re.IGNORECASE,
)
# "carried out shortly after midnight on §": a time of day begins no clause
TIMED = re.compile(r"\b(?:after|before|prior to|following)$", re.IGNORECASE)
# "showed § the patient was referred": a clause of its own, which the date leads
LED = re.compile(r",? (?:the |an? )?(?:injured worker|patient|applicant|claimant|worker|he|she) ")
# "It was completed on §", "The first was given on §": of what was named last
PRONOUN = re.compile(
    r"\W*(?:it|this|another|(?:the|a) (?:first|second|third|last|latter|other))(?: one)?"
    r" (?:was|were|has|had)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A date (or a list of dates) from `start` to `end`, and the words around it.

    `sentence` is where its sentence starts; `begin` and `stop` bound what can tell of it: other
    dates, the sentence, the reach; `clause` is where its clause starts. `left` and `right` are the
    cues there, `here` those of its own clause before it. `first`: no date stands before it.
    """

    text: str
    sentence: int
    begin: int
    start: int
    end: int
    stop: int
    clause: int
    left: Sequence[Cue]
    here: Sequence[Cue]
    right: Sequence[Cue]
    first: bool

    def before(self, length: int) -> str:
        """The text right before the date, at most `length` letters of it."""
        return self.text[max(self.begin, self.start - length) : self.start]

    def since(self, cue: Cue) -> str:
        """The text from the end of a cue to the date."""
        return self.text[cue.end : self.start]

    @property
    def verb(self) -> Cue | None:
        """The last verb of the date's clause before it."""
        return next((cue for cue in reversed(self.here) if cue.sort in VERBS), None)

    def so_far(self, cue: Cue) -> list[Cue]:
        """The cues before a cue, those beyond the date before included."""
        return find_cues(self.text, max(self.sentence, cue.start - REACH), cue.start)

    def after(self) -> list[Cue]:
        """The cues with a kind after the date in the clause that it leads."""
        stop = clause_after(self.text, self.end, self.stop)
        return [cue for cue in self.right if cue.start < stop and cue.kind]

    def thing(self) -> list[Cue]:
        """The nouns of the last thing before the date in its clause."""
        return _thing(self.text, self.here)


def place_of(
    text: str,
    sentence: tuple[int, int],
    cues: Sequence[Cue],
    date: tuple[int, int],
    others: tuple[int, int],
) -> Place:
    """The place of the date at `date`; `others`: the end of the date before, the start of the next.

    `cues` are those of the whole sentence.

    The clause of a pronoun is about what was named last, a relative clause about what it follows.
    """
    begin = max(sentence[0], others[0], date[0] - REACH)
    stop = min(sentence[1], others[1], date[1] + REACH)
    left, right = _between(cues, begin, date[0]), _between(cues, date[1], stop)
    clause = clause_before(text, begin, date[0])
    here = [cue for cue in left if cue.start >= clause]
    if not any(cue.sort in THINGS + VERBS for cue in here):
        if RELATIVE.search(text, max(begin, clause - JOINT), clause):
            here = _thing(text, left)
        elif SUBJECTLESS.match(text, clause) and clause > sentence[0]:
            here = _subject(text, sentence[0], clause) + here
        elif not here and (joint := TIMED.search(text, max(begin, clause - JOINT), clause)):
            clause = clause_before(text, begin, joint.start())
            here = [cue for cue in left if cue.start >= clause]
    last = here[-1] if here else None
    if last and last.sort in ("link", "saying") and last.end == date[0] - 1:
        named = right and right[0].sort == "noun" and right[0].start == date[1] + 1
        here = [] if named or LED.match(text, date[1], stop) else here
    if any(cue.sort == "light" for cue in here) and PRONOUN.match(text, clause):
        named = find_cues(text, max(0, clause - REACH), clause)
        here = [cue for cue in named if cue.sort == "noun" and cue.kind in GIVEN][-1:] or here
    first = others[0] <= sentence[0] and begin == sentence[0]
    return Place(text, sentence[0], begin, *date, stop, clause, left, here, right, first)


def _subject(text: str, sentence: int, clause: int) -> list[Cue]:
    """The thing that the clause which ends at `clause` begins with, where it is something given."""
    before = find_cues(text, max(sentence, clause - REACH), clause)
    first = next((cue for cue in before if cue.sort in (*THINGS, *VERBS)), None)
    return [first] if first and first.sort == "noun" and first.kind in GIVEN else []


def _between(cues: Sequence[Cue], start: int, end: int) -> Sequence[Cue]:
    first = bisect_left(cues, start, key=lambda cue: cue.start)
    return cues[first : bisect_left(cues, end, first, key=lambda cue: cue.start)]


def head_of(text: str, cues: Sequence[Cue]) -> EventKind | None:
    """The kind of a row of nouns that begins with the first: its last, a form's only if alone."""
    row = [cues[0]]
    for cue in cues[1:]:
        if cue.sort not in THINGS or not BESIDE.fullmatch(text, row[-1].end, cue.start):
            break
        row.append(cue)
    nouns = [cue for cue in row if cue.sort == "noun"]
    if not nouns or (nouns[-1].kind is EventKind.TREATMENT and row[-1].sort == "form"):
        return row[-1].kind
    return nouns[-1].kind


def _thing(text: str, cues: Sequence[Cue]) -> list[Cue]:
    """The nouns of the last thing of `cues`: no verb, comma or `and` stands after its first."""
    verb = max((n for n, cue in enumerate(cues) if cue.sort in VERBS), default=-1)
    after = cues[verb + 1 :]
    nouns = [cue for cue in after if cue.sort in THINGS]
    if not nouns:
        return []
    parts = [cue.end for cue in after if cue.sort in ("link", "saying", "light")]
    parts += [match.end() for match in SPLIT.finditer(text, nouns[0].end, nouns[-1].start)]
    if nouns[-1].kind is not EventKind.INJURY and WITH_ITS.search(
        text, max(0, nouns[-1].start - 12), nouns[-1].start
    ):
        parts.append(nouns[-1].start)
    last = max((part for part in parts if part <= nouns[-1].start), default=0)
    thing = [cue for cue in nouns if cue.start >= last]
    named = [n for n, cue in enumerate(thing) if cue.sort == "noun"]
    return thing[named[0] :] if named else thing
