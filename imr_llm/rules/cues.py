"""The tables of `cues.toml`: what the words of a clause say a date is the date of."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any, NamedTuple

from imr_llm.record import EventKind
from imr_llm.rules.lexicon import Lexicon, any_of, has_any

_TABLES: dict[str, Any] = tomllib.loads((files("imr_llm.rules") / "cues.toml").read_text("utf-8"))
_SORTS = (
    "noun",
    "form",
    "verb",
    "asking",
    "saying",
    "light",
    "link",
    "nothing",
    "publication",
    "publishing",
    "publisher",
)
_LEXICON = Lexicon(
    {f"{sort}.{kind}": terms for sort in _SORTS for kind, terms in _TABLES[sort].items()}
)

# "The patient denied", "she has declined": of the worker, not of the review
BY_THE_WORKER = re.compile(
    r"\b(?:worker|patient|applicant|claimant|employee|he|she)(?: (?:has|had|also|\w+ly))* $",
    re.IGNORECASE,
)
BESIDE = 40
"""So many letters before a term can say what it is."""
DENYING = ("den", "Den")
# "denied heartburn on §": of the worker, whoever is named before it
SYMPTOM = re.compile(
    r" (?:any |having |new )?(?:pain|numb|tingl|heartburn|reflux|nausea|vomit|dizz|weak|headache"
    r"|fever|chills|bowel|bladder|side effects?|depress|anxi|suicid|constipat|locking|giving way"
    r"|swelling|smoking|alcohol|drug use|substance|allerg|history|prior|previous injur)",
    re.IGNORECASE,
)

# "sent to the claims administrator on §", "received by UR on §": who got it, not who decided
RECIPIENT = re.compile(
    r"\b(?:(?:sent|submitted|faxed|forwarded|mailed|transmitted|delivered)(?: \w+)? to"
    r"|received by) (?:the |its |their )?$",
    re.IGNORECASE,
)

# "physical therapy ..., the twelfth visit on §", "with the last visit on §": one of a course
OF_A_COURSE = re.compile(
    r"\b(?:with (?:the |his |her |a )?(?:last|first|final)|\d+(?:st|nd|rd|th)"
    r"|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf|\w+teen|twentie)th) $",
    re.IGNORECASE,
)

# "two weeks after the injury", "five months out from the date of injury": it dates nothing
SPAN_FROM = re.compile(
    r"\b(?:days?|weeks?|months?)(?: out)? (?:after|following|from|since) (?:the )?(?:date of )?$",
    re.IGNORECASE,
)

# "the injury was one month old on §"
SO_OLD = re.compile(r" (?:is|was) (?:[\w-]+ ){0,3}?(?:days?|weeks?|months?) old\b", re.IGNORECASE)

# "which had increased from 10 minutes on §": of a measure, not of a dose
MEASURED = re.compile(
    r" (?:from|to|by) (?:\d{1,2}/\d{1,2}\b|\S+(?: to \S+)?"
    r" (?:minutes?|hours?|degrees?|pounds?|lbs?|feet|blocks?|percent)\b)",
    re.IGNORECASE,
)

# "the requested brace", "of the 12 requested": said of a thing, not what happened
ADJECTIVAL = re.compile(
    r"(?:\b(?:the|an?|all|each|of|these|those|this|his|her)|\d) $", re.IGNORECASE
)


class Cue(NamedTuple):
    """A word of one of the tables: a thing (`noun`, `form`), what happened (`verb`), and so on."""

    sort: str
    kind: EventKind | None
    start: int
    end: int


# words before a term of such a kind that make it date nothing
NOTHING_AFTER = {
    ("noun", EventKind.UTILIZATION_REVIEW): RECIPIENT,
    ("noun", EventKind.INJURY): SPAN_FROM,
    ("asking", EventKind.TREATMENT): ADJECTIVAL,
    ("asking", EventKind.REQUEST): ADJECTIVAL,
}


def find_cues(text: str, start: int, end: int) -> list[Cue]:
    """The cues of `text[start:end]`, in order; those of `link` and of publications have no kind."""
    cues: list[Cue] = []
    course = False
    for term in _LEXICON.find(text, start, end):
        sort, _, name = term.table.partition(".")
        if sort == "nothing":
            continue
        kind = None if name == "words" else EventKind(name)
        before = (max(start, term.start - BESIDE), term.start)
        if (sort, kind) == ("verb", EventKind.UTILIZATION_REVIEW) and (
            BY_THE_WORKER.search(text, *before)
            or (text.startswith(DENYING, term.start) and SYMPTOM.match(text, term.end, end))
        ):
            kind = EventKind.VISIT
        if (sort, kind) == ("noun", EventKind.VISIT) and OF_A_COURSE.search(text, *before):
            kind = EventKind.TREATMENT if course else kind
        nothing = NOTHING_AFTER.get((sort, kind)) if kind else None
        if nothing and nothing.search(text, *before):
            continue
        if _is_measured(text, sort, kind, (term.end, end)):
            continue
        course = course or (sort, kind) == ("noun", EventKind.TREATMENT)
        cues.append(Cue(sort, kind, term.start, term.end))
    return cues


def _is_measured(text: str, sort: str, kind: EventKind | None, after: tuple[int, int]) -> bool:
    """Whether the words behind a term say that it was so old, or that it was so much."""
    if kind is EventKind.INJURY:
        return bool(SO_OLD.match(text, *after))
    return sort == "light" and bool(MEASURED.match(text, *after))


class Sign(NamedTuple):
    """What else a sentence tells of a date; one of the stems is in whatever the pattern matches."""

    kind: EventKind
    stems: tuple[str, ...]
    pattern: re.Pattern[str]

    def stands_in(self, words: str) -> bool:
        """Tell whether it stands there; the costly pattern is tried only where it can match."""
        return has_any(self.stems, words.casefold()) and bool(self.pattern.search(words))


# not "under ultrasound", "ultrasound guidance": of an injection
_IMAGING = rf"(?<!under )(?<!with ){any_of(_TABLES['noun']['diagnostic'])}(?![ -]guid)"


def _signs(table: str) -> tuple[Sign, ...]:
    return tuple(
        Sign(
            EventKind(row["kind"]),
            tuple(row.get("stems", ("",))),
            re.compile("|".join(row["cues"]).replace("{IMAGING}", _IMAGING), re.IGNORECASE),
        )
        for row in _TABLES[table]
    )


ADDED, DONE, DONE_NEXT = _signs("added"), _signs("done"), _signs("done_next")

# "X rays done and read today", "injected on this visit", "in the office", "that day"; not "on the
# visit of 10-30-2016"
AT_THE_VISIT = re.compile(
    r"\b(?:today|then(?=\W*$)|at that time|in[ -](?:the |this |his |her )?(?:office|clinic)"
    r"|(?:the same|this|that) (?:visit|appointment|encounter|exam\w*)"
    r"|(?:this|that|same) (?:same )?(?:date|day)"
    r"|on the (?:day|date) of the (?:visit|exam\w*|appointment))\b",
    re.IGNORECASE,
)
# "X-rays of that date", "seen in the emergency department the same day"
THAT_DAY = re.compile(r"\b(?:that|the same) (?:date|day)\b", re.IGNORECASE)
# one of these is in whatever the first matches
POINTERS = (
    "day", "date", "then", "that time", "office", "clinic", "visit", "appointment", "encounter",
    "exam",
)  # fmt: skip
# "on the day of the accident, "; not "since the date of injury"
ON_THE_DAY = re.compile(
    r"\bon the (?:same )?(?:day|date) (?:of|as) (?:the |his |her |this )?(?:\w+ )?"
    r"(?:injury|accident|incident|fall)\b,? ?\(?",
    re.IGNORECASE,
)


def is_at_the_visit(sentence: str) -> bool:
    """Tell whether a sentence says of something that it was done at the visit told of before."""
    return has_any(POINTERS, sentence.casefold()) and bool(AT_THE_VISIT.search(sentence))


def is_of_that_day(sentence: str) -> bool:
    """Tell whether a sentence says of something that it was done on the day told of before."""
    return bool(THAT_DAY.search(sentence))
