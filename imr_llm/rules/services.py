"""Dates of service: of what was given, however the letter asks for it."""

from __future__ import annotations

import re

from imr_llm.record import EventKind
from imr_llm.rules.mentions import Mention
from imr_llm.rules.owners import TREATMENT, Owner
from imr_llm.rules.places import GIVEN, Place

# "... DOS 12/29/16": the date of the service that was named
OF_SERVICE = re.compile(r"\b(?:DOS|dates? of service)[ :,]*(?:of|on|is|was)?[\s(]*$", re.IGNORECASE)
# "the drug test (DOS ", "the drug test, DOS ": what goes on behind it is of the date before
ENCLOSED = re.compile(r"[(,] ?(?:DOS|dates? of service)[ :]*(?:of )?$", re.IGNORECASE)
# "seen by the counselor for 3 visits, the last one on §"
LAST_OF_A_COURSE = re.compile(
    r"\b(?:visits|sessions|treatments)\b[^.;]{0,24}?,? (?:with )?(?:the|his|her)"
    r" (?:first|last|latest|final|most recent)(?: (?:one|was|being))* (?:on )?\(?$",
    re.IGNORECASE,
)
# "status post fusion C5-6 (§)": of what is listed right before the bracket
BEHIND = re.compile(r"(?: (?!(?:and|with|but|\w+ed)\b)[\w/-]+){0,6} (?:\(|(?:on|in) )")
# "the retrospective request for injections on §": of what was given before it was asked for
IN_RETROSPECT = re.compile(r"\bretrospective", re.IGNORECASE)


def of_service(place: Place) -> Owner | None:
    """Of the service named last, where the date is said to be that of a service."""
    if not OF_SERVICE.search(place.before(24)):
        return None
    given = [cue.kind for cue in reversed(place.left) if cue.kind in GIVEN]
    given += [cue.kind for cue in place.right[:1] if cue.kind in GIVEN]  # "Retrospective (DOS §)"
    return Owner(given[0] if given else EventKind.VISIT)


def of_a_course(place: Place) -> Owner | None:
    """Of the therapy, where the date is that of one of its visits."""
    return TREATMENT if LAST_OF_A_COURSE.search(place.before(80)) else None


def in_retrospect(place: Place) -> Owner | None:
    """Of what was given, where it was asked for afterwards and the date is right behind it."""
    thing = place.thing()
    given = thing and thing[-1].kind in GIVEN and BEHIND.fullmatch(place.since(thing[-1]))
    told = given and IN_RETROSPECT.search(place.text, place.clause, thing[-1].start)
    return Owner(thing[-1].kind) if told else None


def of_a_service(text: str, mention: Mention) -> bool:
    """Tell whether a date is put in brackets as that of a service: "the drug test (DOS §) was"."""
    return bool(ENCLOSED.search(text, max(0, mention.start - 24), mention.start))
