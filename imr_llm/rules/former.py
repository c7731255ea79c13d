"""Dates of what lies before the claim: an earlier injury, the medical history."""

from __future__ import annotations

import re

from imr_llm.record import EventKind
from imr_llm.rules.owners import NOBODY, Owner
from imr_llm.rules.places import Place

FAR = 90
# "a previous low back strain in §", "a similar sprain of the knee on §": an injury of then
OF_THEN = re.compile(
    r"\b(?:previous|prior|similar|earlier|old)(?: [\w-]+){0,4}? "
    r"(?:strain|sprain|fracture|contusion|laceration|dislocation|concussion|injury)s?"
    r"(?: (?:of|to) (?:[\w-]+ ){1,4}?)?(?: (?:in|on|of|from|since|dated))? \(?$",
    re.IGNORECASE,
)
# "Past history included hypertension and a gastric ulcer in §": nothing of the claim; not "a
# history of tennis elbow in §, from a prior employer"
IN_THE_HISTORY = re.compile(
    r"\bhistory (?:of|includ\w+|is|was|significant|remarkable|positive)\b[^.;]{0,80} in $",
    re.IGNORECASE,
)
AT_WORK = re.compile(
    r"\b(?:(?<!injured )work|employ|job|injur(?!ed worker)|accident|claim(?!ant)|pain|strain"
    r"|sprain)",
    re.IGNORECASE,
)


def of_then(place: Place) -> Owner | None:
    """An injury before the claim's, where it is told as a strain or the like of then."""
    return Owner(EventKind.INJURY) if OF_THEN.search(place.before(FAR)) else None


def of_the_history(place: Place) -> Owner:
    """Of the medical history, where nothing else tells."""
    told = IN_THE_HISTORY.search(place.before(FAR))
    if not told or AT_WORK.search(place.text, place.begin, place.stop):
        return NOBODY
    return Owner(EventKind.OTHER)
