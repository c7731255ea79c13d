"""Which word of its clause a date belongs to, and so what it is the date of.

In this order: the thing that the date stands before ("the § note"); the thing that a word ties it
to ("MRI dated §", "RFA received on §"); the verb of its clause ("was denied on §", "On § she
slipped"); the thing beside it; whatever tells in the clauses around. Else nothing tells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from imr_llm.record import EventKind
from imr_llm.rules.clauses import clause_after, clause_before
from imr_llm.rules.cues import Cue, find_cues

LEFT, RIGHT = 160, 160
NEAR = 60
"""A thing as far off as that, in letters, is beside a date."""

# what ties a date to the thing before it: "MRI of the knee performed on", "RFA received"
TIED = re.compile(
    r"[^.;]{0,70}?\b(?:dated?|performed|done|taken|obtained|completed|conducted|signed|received|issued"
    r"|written|collected|drawn|rendered|made|prepared|authored|carried out|took place|occurred|happened"
    r"|held|concluded|finished|submitted|sent|faxed|filed|forwarded|transmitted)\b(?: by [^.;,]{0,30})?[ ,:]*(?:of|on|in|about|for|to be)?[\s\"“(]*",
    re.IGNORECASE,
)
# the same right before it: "report of", "MRI (", "RFA is"
JOINED = re.compile(
    r"[\s\"”)]*(?:(?:was|were|is|are|as|also|last|first)\b *)*(?:(?:of|from|reads|is|as)\b[ :]*|[(:,])?[\s\"“(]*",
    re.IGNORECASE,
)
# the same of an injury or a review: "injury to the neck on", "the reviewer on"
OCCURRED = re.compile(
    r"(?:(?! for )[^.;,]){0,60}(?:\bon|\bin|\bof|\bdated|\bsince|\bfrom|,|\() (?:or about )?\(?",
    re.IGNORECASE,
)
DECIDED = re.compile(r",? (?:on|in|of|dated) \(?", re.IGNORECASE)
# "... DOS 12/29/16": the date of the service that was named
OF_SERVICE = re.compile(r"\b(?:DOS|dates? of service)[ :,]*(?:of|on|is|was)?[\s(]*$", re.IGNORECASE)
# what makes a date stand before a thing as its own: "the § visit", "her § MRI", "per § note"
OWNED = re.compile(
    r"(?:\b(?:the|an?|his|her|its|their|this|that|said|per|via|at|with|recent|latest|prior|first|initial)"
    r"|['’]s|s['’]) $|^[\s(\"]*$|[;:,] $",
    re.IGNORECASE,
)
UNTIMED = re.compile(r"\b(?:in|and|from|of|on) $", re.IGNORECASE)
# words between a date and the thing it stands before: "the § thoracic CT", not "§ for an MRI"
OWN = re.compile(
    r" (?:(?!(?:and|or|for|of|to|with|in|on|at|by|from|he|she|the|an?|his|her|was|were|is|are|has"
    r"|had|but|that|which|who|when|while|after|\w+ed)\b)[\w/'-]+ ){0,3}",
    re.IGNORECASE,
)
BESIDE = re.compile(r"['’]?s?[ /-]{0,2}")
# "§ when she lifted a crate", "§ while carrying a tray"
MEANWHILE = re.compile(
    r"\)?,? (?:(?:when|while|as) (?:he|she|the (?:worker|patient|bus|ladder))|while (?:the |\w+ing)"
    r"|(?:he|she) was \w+ing\b[^.;]{0,60} when (?:he|she|his|her|the|an?))\b",
    re.IGNORECASE,
)
# what parts one thing from the next: "the MRI and x-rays", "the reviewer in a decision"
SPLIT = re.compile(r",|&|\+|\b(?:and|in|by|at|during|via|per|on|under)\b", re.IGNORECASE)
# "since §", "until §", where nothing else tells: what went on
LASTING = re.compile(r"\b(?:since|until|till) (?:at least |about |around )?$", re.IGNORECASE)
# "9792.24.4 (": a section of the regulations; "(updated", "published in", "as amended on"
REGULATION = re.compile(r"\d{4}\.\d+(?:\.\d+)?,? \($")
CLOSE = re.compile(
    r"[,)]?(?: (?:in|on|since|as of|of|dated|was|last|from|online))*[\s(,]*", re.IGNORECASE
)
SURELY_PUBLISHED = re.compile(r"published|accessed|copyright|approved", re.IGNORECASE)
# "The request was reviewed on": by the utilization review
WEIGHED = re.compile(r"reviewed|considered|evaluated|assessed", re.IGNORECASE)
# "the review, which was completed on §": what it is said of stands before
RELATIVE = re.compile(r"\b(?:which|that)$", re.IGNORECASE)
DONE = (EventKind.DIAGNOSTIC, EventKind.PROCEDURE, EventKind.INJURY)
DONE_OR_GIVEN = (EventKind.DIAGNOSTIC, EventKind.PROCEDURE, EventKind.TREATMENT)
CLOSE_BY = 6
# "It was completed on §", "The first was given on §": of what was named last
PRONOUN = re.compile(
    r"\W*(?:it|this|another|(?:the|a) (?:first|second|third|last|latter|other))(?: one)? (?:was|were|has|had)\b",
    re.IGNORECASE,
)
THINGS, VERBS = ("noun", "form"), ("verb", "asking")


@dataclass(frozen=True, slots=True)
class Owner:
    """What a date is the date of; `told` how surely: by a thing, by a verb, near by, or not."""

    kind: EventKind | None
    told: str


NOBODY = Owner(None, "guess")
PUBLISHED = Owner(None, "publication")


def owner_of(
    text: str, sentence: tuple[int, int], date: tuple[int, int], others: tuple[int, int]
) -> Owner:
    """The owner of the date (or list of dates) at `date` in its sentence.

    `others` are where the date before it ends and the date after it starts.
    """
    start = max(sentence[0], others[0], date[0] - LEFT)
    end = min(sentence[1], others[1], date[1] + RIGHT)
    left, right = find_cues(text, start, date[0]), find_cues(text, date[1], end)
    clause = clause_before(text, start, date[0])
    here = [cue for cue in left if cue.start >= clause]
    if not any(cue.sort in (*THINGS, *VERBS) for cue in here) and RELATIVE.search(
        text, start, clause
    ):
        here = _chain(text, left, date[0])
    if any(cue.sort == "light" for cue in here) and PRONOUN.match(text, clause):
        named = [
            cue for cue in find_cues(text, max(0, clause - LEFT), clause) if cue.sort == "noun"
        ]
        here = [cue for cue in named if cue.kind in DONE_OR_GIVEN][-1:] or here
    found = (
        _published(text, start, left, date[0], clause)
        or _of_service(text, left, date[0])
        or _before_its_thing(text, start, date, here, right)
        or _tied(text, here, date[0], right)
        or _weighed(text, sentence[0], here, date, right)
        or _by_verb(text, here, date[0], start == sentence[0])
        or (None if here else _leading(text, date, right, end))
        or _around(text, left, date)
    )
    return found or NOBODY


def _published(text: str, start: int, left: Sequence[Cue], at: int, clause: int) -> Owner | None:
    """Of a publication, where a word of publishing is the last before the date."""
    if REGULATION.search(text, max(start, at - 20), at):
        return PUBLISHED
    if any(cue.sort == "publisher" and cue.start >= clause for cue in left):
        return PUBLISHED
    if not left or left[-1].kind:
        return None
    last, between = left[-1], text[left[-1].end : at]
    if last.sort == "publication":
        return PUBLISHED if CLOSE.fullmatch(between) else None
    if last.sort == "publishing" and len(between) < NEAR:
        sure = SURELY_PUBLISHED.match(text, last.start) or text[max(start, last.start - 1)] == "("
        if sure or any(cue.sort == "publication" for cue in left):
            return PUBLISHED
    return None


def _of_service(text: str, left: Sequence[Cue], at: int) -> Owner | None:
    """Of the service named last, where the date is said to be that of a service."""
    if not OF_SERVICE.search(text, max(0, at - 24), at):
        return None
    given = (cue.kind for cue in reversed(left) if cue.kind in DONE_OR_GIVEN)
    return Owner(next(given, EventKind.VISIT), "thing")


def _before_its_thing(
    text: str, start: int, date: tuple[int, int], here: Sequence[Cue], right: Sequence[Cue]
) -> Owner | None:
    if not right or right[0].sort not in THINGS:
        return None
    owned = OWNED.search(text, start, date[0])
    if not owned and (
        here or right[0].start != date[1] + 1 or not UNTIMED.search(text, start, date[0])
    ):
        return None
    if not OWN.fullmatch(text, date[1], right[0].start):
        return None
    return Owner(_head(text, right), "thing")


def _head(text: str, cues: Sequence[Cue]) -> EventKind | None:
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


def _chain(text: str, here: Sequence[Cue], at: int) -> list[Cue]:
    """The nouns of the last thing before `at`: none of it stands before a verb, comma or `and`."""
    verb = max((n for n, cue in enumerate(here) if cue.sort in VERBS), default=-1)
    after = here[verb + 1 :]
    nouns = [cue for cue in after if cue.sort in THINGS]
    if not nouns:
        return []
    parts = [cue.end for cue in after if cue.sort in ("link", "saying")]
    parts += [match.end() for match in SPLIT.finditer(text, nouns[0].end, nouns[-1].start)]
    last = max((part for part in parts if part <= nouns[-1].start), default=0)
    chain = [cue for cue in nouns if cue.start >= last]
    things = [n for n, cue in enumerate(chain) if cue.sort == "noun"]
    return chain[things[0] :] if things and chain[0].sort == "form" else chain


def _tied(text: str, here: Sequence[Cue], at: int, right: Sequence[Cue]) -> Owner | None:
    chain = _chain(text, here, at)
    if not chain:
        return None
    kind, verb = _head(text, chain), _last_verb(here)
    if kind is EventKind.INJURY and OCCURRED.fullmatch(text, chain[0].end, at):
        return Owner(kind, "thing")
    if chain[-1].kind is EventKind.UTILIZATION_REVIEW and DECIDED.fullmatch(
        text, chain[-1].end, at
    ):
        return Owner(chain[-1].kind, "thing")
    if not any(one.fullmatch(text, chain[-1].end, at) for one in (JOINED, TIED)):
        return None
    if chain[-1].sort == "form" and chain[0].sort == "form":
        if verb and verb.kind is not EventKind.VISIT:
            return Owner(verb.kind, "verb")
        told = next((cue.kind for cue in right if cue.kind), None)
        if told is EventKind.UTILIZATION_REVIEW:
            return Owner(told, "verb")
    if verb and verb.kind is EventKind.UTILIZATION_REVIEW and text[at - 1] == "(":
        return Owner(verb.kind, "verb")
    return Owner(kind, "thing")


def _last_verb(here: Sequence[Cue]) -> Cue | None:
    return next((cue for cue in reversed(here) if cue.sort in VERBS), None)


def _weighed(
    text: str, start: int, here: Sequence[Cue], date: tuple[int, int], right: Sequence[Cue]
) -> Owner | None:
    """Of the review, where what was reviewed on the date is a request, or is then refused."""
    verb = _last_verb(here)
    if not verb or not WEIGHED.match(text, verb.start):
        return None
    then = next((cue for cue in right if cue.sort == "verb"), None)
    refused = then and then.kind is EventKind.UTILIZATION_REVIEW and then.start - date[1] < NEAR
    asked = any(
        cue.kind is EventKind.REQUEST
        for cue in find_cues(text, max(start, verb.start - LEFT), verb.start)
    )
    return Owner(EventKind.UTILIZATION_REVIEW, "verb") if refused or asked else None


def _by_verb(text: str, here: Sequence[Cue], at: int, first: bool) -> Owner | None:
    """What the verb of the clause tells, or the thing that its clause is about.

    What was asked for yields to a review, unless that has a date (not the `first`) of its own.
    """
    verbs = [cue for cue in here if cue.sort in VERBS]
    if verbs:
        told = {cue.kind for cue in here if cue.sort in ("noun", "verb")}
        yields = verbs[-1].kind is EventKind.VISIT or (first and verbs[-1].sort == "asking")
        if yields and EventKind.UTILIZATION_REVIEW in told:
            return Owner(EventKind.UTILIZATION_REVIEW, "verb")
        return Owner(verbs[-1].kind, "verb")
    chain = _chain(text, here, at)
    said = next((cue for cue in here if cue.sort == "saying"), None)
    if chain and (not said or (chain[-1].kind in DONE and at - chain[-1].end < CLOSE_BY)):
        return Owner(_head(text, chain), "thing")
    light = said or next((cue for cue in reversed(here) if cue.sort == "light"), None)
    return Owner(light.kind, "verb") if light else None


def _leading(text: str, date: tuple[int, int], right: Sequence[Cue], end: int) -> Owner | None:
    """What happened on a date that leads its clause: its verb's, or its subject's."""
    if MEANWHILE.match(text, date[1], end):
        return Owner(EventKind.INJURY, "verb")
    stop = clause_after(text, date[1], end)
    cues = [cue for cue in right if cue.start < stop and cue.kind]
    things = [cue for cue in cues if cue.sort in THINGS]
    if things and things[0].kind is EventKind.UTILIZATION_REVIEW and things[0] is cues[0]:
        return Owner(things[0].kind, "verb")
    verb = next((cue for cue in cues if cue.sort in (*VERBS, "saying")), None)
    if verb:
        asked = things and things[0].kind is EventKind.REQUEST and things[0].start < verb.start
        if asked and WEIGHED.match(text, verb.start):
            return Owner(EventKind.UTILIZATION_REVIEW, "verb")
        if verb.sort == "asking" and not asked:
            return Owner(EventKind.VISIT, "verb")
        return Owner(verb.kind, "verb")
    if things and things[0].start - date[1] < NEAR:
        return Owner(_head(text, things), "near")
    return next((Owner(cue.kind, "near") for cue in cues if cue.sort == "light"), None)


def _around(text: str, left: Sequence[Cue], date: tuple[int, int]) -> Owner | None:
    """What lasted until or since a date, else the nearest word of the clause before."""
    if LASTING.search(text, max(0, date[0] - 30), date[0]):
        return Owner(EventKind.TREATMENT, "near")
    if text[date[0] - 1] == "(" and any(cue.kind is EventKind.UTILIZATION_REVIEW for cue in left):
        return Owner(EventKind.UTILIZATION_REVIEW, "near")
    last = next((cue for cue in reversed(left) if cue.kind), None)
    return Owner(last.kind, "near") if last and date[0] - last.end < NEAR else None
