"""Whether a date is a publication's: of a guideline, a law, a study, and not of the worker's."""

from __future__ import annotations

import re

from imr_llm.rules.places import Place

# "9792.24.4 (": a section of the regulations
REGULATION = re.compile(r"\d{4}\.\d+(?:\.\d+)?,? \($")
# "Guidelines (", "MTUS of", "ODG, last"
RIGHT_AFTER = re.compile(
    r"[,)]?(?: (?:in|on|since|as of|of|dated|was|last|from|online))*[\s(,]*", re.IGNORECASE
)
# words of publishing that say it alone; "updated" or "effective" could be of a list, of a brace
ALONE = re.compile(r"published|accessed|copyright|approved", re.IGNORECASE)
NEAR = 60


def is_published(place: Place) -> bool:
    """Tell whether the last word before the date is one of publishing, in `cues.toml`'s tables."""
    if REGULATION.search(place.before(20)):
        return True
    if any(cue.sort == "publisher" and cue.start >= place.clause for cue in place.left):
        return True
    last = place.left[-1] if place.left else None
    if last and last.sort == "publication":
        return bool(RIGHT_AFTER.fullmatch(place.since(last)))
    if last and last.sort == "publishing" and len(place.since(last)) < NEAR:
        text, at = place.text, last.start
        sure = ALONE.match(text, at) or text[max(place.begin, at - 1)] == "("
        return bool(sure) or any(cue.sort == "publication" for cue in place.left)
    return False
