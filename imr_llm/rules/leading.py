"""What happened on a date that leads its clause: "On § she slipped", "On § she asked for it"."""

from __future__ import annotations

import re

from imr_llm.record import EventKind
from imr_llm.rules.cues import BY_THE_WORKER, Cue
from imr_llm.rules.owners import REVIEW, Owner
from imr_llm.rules.places import DONE, NEAR, THINGS, VERBS, Place, head_of

# "§ when she lifted a crate", "§ while carrying a tray"
MEANWHILE = re.compile(
    r"\)?,? (?:(?:when|while|as) (?!(?:he|she) (?:is|can|could|was (?:un|not)))"
    r"(?:he|she|the (?:worker|patient|bus|ladder))|while (?!(?:taking|using|wearing|receiving)\b)"
    r"(?:the |\w+ing)"
    r"|(?:he|she) was \w+ing\b[^.;]{0,60} when (?:he|she|his|her|the|an?))\b",
    re.IGNORECASE,
)
# "his lungs were clear on §, and": it leads nothing, but "It was decided on § by UR"
SAID_BEFORE = re.compile(r"\b(?:was|were|is|are)\b", re.IGNORECASE)
# "On § he was using Norco": found so at the visit
IN_USE = re.compile(r"(?:taking|using)\b", re.IGNORECASE)
# "The request was reviewed on §": by the utilization review
WEIGHED = re.compile(r"reviewed|considered|evaluated|assessed", re.IGNORECASE)
# "On § the provider requested an MRI": not what the worker asked for, not an order at the visit
REQUESTED = re.compile(r"requested|asked|solicited", re.IGNORECASE)


def leading(place: Place) -> Owner | None:
    """What the verb of the clause tells, or its subject; None where something stands before."""
    if place.here:
        return None
    if MEANWHILE.match(place.text, place.end, place.stop):
        return Owner(EventKind.INJURY)
    told = _led(place)
    said = SAID_BEFORE.search(place.text, place.clause, place.start)
    return None if said and told != REVIEW else told


def _led(place: Place) -> Owner | None:
    cues = place.after()
    things = [cue for cue in cues if cue.sort in THINGS]
    verb = next((cue for cue in cues if cue.sort in (*VERBS, "saying")), None)
    if things and things[0] is cues[0] and things[0].kind is REVIEW.kind:
        return REVIEW
    if verb:
        return _told(place, cues, things, verb)
    if things and things[0].start - place.end < NEAR:
        return Owner(head_of(place.text, things))
    return _given(cues, things)


def _told(place: Place, cues: list[Cue], things: list[Cue], verb: Cue) -> Owner:
    """What the verb tells: "reported started" is of the second, "ordered" of the visit."""
    at_once = next((cue for cue in cues if 0 <= cue.start - verb.end <= 1), None)
    if verb.sort == "saying" and at_once and at_once.sort in VERBS:
        return Owner(at_once.kind)
    if IN_USE.match(place.text, verb.start):
        return Owner(EventKind.VISIT)
    asked = things and things[0].kind is EventKind.REQUEST and things[0].start < verb.start
    if verb.sort == "asking" and not asked and not _asks(place, verb):
        return Owner(EventKind.VISIT)
    return REVIEW if asked and WEIGHED.match(place.text, verb.start) else Owner(verb.kind)


def _asks(place: Place, verb: Cue) -> bool:
    """Whether a verb of asking tells of a request: "requested" by anybody but the worker."""
    before = place.text[max(place.end, verb.start - 40) : verb.start]
    asked = REQUESTED.match(place.text, verb.start) and not BY_THE_WORKER.search(before)
    return bool(asked)


def _given(cues: list[Cue], things: list[Cue]) -> Owner | None:
    """What was given: "administered an injection" is of the injection."""
    light = next((cue for cue in cues if cue.sort == "light"), None)
    if not light:
        return None
    given = next((cue for cue in things if cue.start > light.end), None)
    done = given and given.kind in DONE and given.start - light.end < NEAR
    return Owner(given.kind if given and done else light.kind)
