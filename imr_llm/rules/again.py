"""A date of the summary that a rationale tells again: what is no second fact of it.

A rationale has its own reviewer, and argues: "not medically necessary" is no utilization review.
"""

from __future__ import annotations

import re

from imr_llm.record import EventKind
from imr_llm.rules.cues import Cue
from imr_llm.rules.mentions import Mention

REACH = 130
REVIEWED = (EventKind.UTILIZATION_REVIEW, EventKind.REQUEST)
NECESSITY = re.compile("not medically necessary", re.IGNORECASE)
# "is 45 and denied ulcers on §"; not "was denied on §"
DENYING = re.compile("den(?:ied|ies)|declin", re.IGNORECASE)
PASSIVE = re.compile(r"\b(?:was|were|been|is|are) (?:\w+ )?$", re.IGNORECASE)
# "three visits as of ", "eight sessions by ", "attended before ": not when something was done
AS_OF = re.compile(r"\b(?:as of|by|before|prior to) $", re.IGNORECASE)
# "the therapy ordered on ": at the visit told of before
ORDERED = re.compile(r"\b(?:ordered|recommended|suggested|advised) (?:\w+ )?on $", re.IGNORECASE)
# "the patient was taking ibuprofen on ": found so at the visit
IN_USE = re.compile(r"\b(?:was|is|were) (?:\w+ )?(?:taking|using)\b[^.;,]* on $", re.IGNORECASE)
# "the official report of §", after an MRI of that day
REPORT = re.compile(r"\breports? (?:of|dated|from) \(?$", re.IGNORECASE)
# "no dyspepsia is described in the note of §": what is denied was not given
DENIED = re.compile(r"\b(?:no|not|nor|never|without|neither|none)\b[^,;]*$", re.IGNORECASE)
# "On § there was no mention of a TENS trial"
NONE_THERE = re.compile(r",? there (?:is|was|were|are) no\b", re.IGNORECASE)


def is_the_same(text: str, mention: Mention, told: set[EventKind]) -> bool:
    """Tell whether a date is a term, or of the study or the visit that it was `told` of."""
    before = text[max(0, mention.start - REACH) : mention.start]
    studied = told == {EventKind.DIAGNOSTIC} and REPORT.search(before)
    seen = EventKind.VISIT in told and (ORDERED.search(before) or IN_USE.search(before))
    return bool(studied or seen or AS_OF.search(before))


def is_denied(text: str, sentence: int, mention: Mention) -> bool:
    """Tell whether what stands around a date is what was not there, or was not done."""
    before = text[max(sentence, mention.start - REACH) : mention.start]
    return bool(DENIED.search(before) or NONE_THERE.match(text, mention.end))


def of_a_rationale(text: str, cues: list[Cue]) -> list[Cue]:
    """The cues of a rationale's sentence: where it names no review, the worker denies."""
    cues = [cue for cue in cues if not NECESSITY.fullmatch(text, cue.start, cue.end)]
    if any(cue.sort == "noun" and cue.kind in REVIEWED for cue in cues):
        return cues
    return [_by_the_worker(text, cue) for cue in cues]


def _by_the_worker(text: str, cue: Cue) -> Cue:
    before = text[max(0, cue.start - 24) : cue.start]
    denied = DENYING.match(text, cue.start) and not PASSIVE.search(before)
    return cue._replace(kind=EventKind.VISIT) if cue.sort == "verb" and denied else cue
