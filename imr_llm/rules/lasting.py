"""What went on until, through or since a date: a treatment, a work status, a complaint."""

from __future__ import annotations

import re

from imr_llm.record import EventKind
from imr_llm.rules.leading import MEANWHILE
from imr_llm.rules.owners import Owner
from imr_llm.rules.places import Place
from imr_llm.rules.vocabulary import is_drug, words_of

# "off work until", "modified duty with no lifting over 10 pounds through": of the work status
SPANNED = re.compile(
    r"[^.;]{0,60}\b(?:until|till|through|thru|since|effective|starting|beginning|ending|as of)"
    r"(?: at least| about| approximately)? \(?",
    re.IGNORECASE,
)
# "since §", "until §", where nothing else tells: what went on
LASTING = re.compile(r"\b(?:since|until|till) (?:at least |about |around )?$", re.IGNORECASE)
# "pain since §", "no enlargement since §": no treatment
SYMPTOM = re.compile(
    r"\b(?:pain|symptom|numb|tingl|weak|swell|swollen|enlarg|headache|complain|discomfort|stiff"
    r"|spasm|present|dizz|nause|tender|wors|persist|unchanged|constant|improv|recover|better|diabet|hypertens"
    r"|asthma|arthriti|smok)",
    re.IGNORECASE,
)


def is_lasting(place: Place) -> bool:
    """Tell whether "since" or "until" stands right before the date."""
    return bool(LASTING.search(place.before(30)))


def lasted(place: Place) -> Owner:
    """What went on, where no thing and no verb of the clause tells: a treatment, or a complaint."""
    if MEANWHILE.match(place.text, place.end, place.stop):
        return Owner(EventKind.INJURY)
    last = place.text[place.clause : place.start].rpartition(", ")[2]
    felt = SYMPTOM.search(last) and not any(map(is_drug, words_of(last)))
    return Owner(EventKind.OTHER, near=True) if felt else Owner(EventKind.TREATMENT)
