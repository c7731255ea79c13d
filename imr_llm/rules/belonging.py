"""Which word of its clause a date belongs to, and so what it is the date of.

In this order: the thing that the date stands before ("the § note"); the thing that a word ties it
to ("MRI dated §", "RFA received on §"); the verb of its clause ("was denied on §", "On § she
slipped"); the thing its clause is about; the nearest word before. Else nothing tells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from imr_llm.record import EventKind
from imr_llm.rules.cues import ON_THE_DAY, Cue
from imr_llm.rules.former import of_the_history, of_then
from imr_llm.rules.lasting import SPANNED, is_lasting, lasted
from imr_llm.rules.leading import WEIGHED, leading
from imr_llm.rules.owners import PUBLISHED, REVIEW, TREATMENT, Owner
from imr_llm.rules.places import DONE, GIVEN, NEAR, THINGS, VERBS, Place, head_of, place_of
from imr_llm.rules.publications import is_published
from imr_llm.rules.services import BEHIND, in_retrospect, of_a_course, of_service
from imr_llm.rules.therapists import is_of_therapy
from imr_llm.rules.vocabulary import is_drug, words_of

CLOSE, DAY, FAR, DRUG = 6, 50, 90, 3

# what ties a date to the thing before it: "MRI of the knee performed on", "RFA received"
TIED = re.compile(
    r"[^.;]{0,70}?\b(?:dated?|performed|done|taken|obtained|completed|conducted|signed|received"
    r"|issued|written|collected|drawn|rendered|made|prepared|authored|carried out|took place"
    r"|occurred|happened|held|concluded|finished|submitted|sent|faxed|filed|forwarded"
    r"|transmitted)\b(?: by [^.;,]{0,30})?[ ,:]*(?:of|on|in|about|for|to be)?[\s\"“(]*",
    re.IGNORECASE,
)
# the same right before it: "report of", "MRI (", "RFA is"
JOINED = re.compile(
    r"[\s\"”)]*(?:(?:was|were|is|are|as|also|last|first)\b *)*"
    r"(?:(?:of|from|reads|is|as)\b[ :]*|[(:,])?[\s\"“(]*",
    re.IGNORECASE,
)
# the same of an injury or a review: "injury to the neck on", "the reviewer on"
OCCURRED = re.compile(
    r"(?:(?! for )[^.;,]){0,60}(?:\b(?:on|in|of|dated|since|from)|,|\() (?:or about )?\(?",
    re.IGNORECASE,
)
DECIDED = re.compile(r",? (?:on|in|of|dated) \(?", re.IGNORECASE)
# "the date of injury on the RFA is": of the injury, wherever it is written
OF_THE_INJURY = re.compile(r"(?: [\w()/-]+){0,6}? (?:is|was|as)(?: listed as| given as)? $")
# "wrote to the claims administrator on"
TO_IT = ("to ", "to the ")
# what makes a date stand before a thing as its own: "the § visit", "her § MRI", "per § note"
OWNED = re.compile(
    r"(?:\b(?:the|an?|his|her|its|their|this|that|said|per|via|at|with|recent|latest|prior|first"
    r"|initial)|['’]s|s['’]|[;:,]) $|^[\s(\"]*$",
    re.IGNORECASE,
)
# the same where the thing follows at once: "in § notes", "On § MRI"
UNOWNED = re.compile(r"\b(?:in|and|from|of|on|showed|revealed|documented) $", re.IGNORECASE)
# "On § MRI was denied": of the verb, not of the thing
DECIDED_OF = (EventKind.REQUEST, EventKind.UTILIZATION_REVIEW)
# words between a date and the thing it stands before: "the § thoracic CT", not "§ for an MRI"
OWN = re.compile(
    r" (?:(?!(?:and|or|for|of|to|with|in|on|at|by|from|he|she|the|an?|his|her|was|were|is|are|has"
    r"|had|but|that|which|who|when|while|after|\w+ed)\b)[\w/'-]+ ){0,3}",
    re.IGNORECASE,
)
# what tells of drugs and names none
UNNAMED = ("#", "%", "medication", "medications", "drug", "drugs", "cream", "tablets", "refills")
# "X-rays were reported on §": said of the thing, not by the worker
SAID_OF_IT = re.compile(r"(?:was|were|been) (?:\w+ly )?$", re.IGNORECASE)
# "UR determined that the injections performed on § were": of what was performed
GAVE = re.compile(r"(?: \w+)? (?:performed|given|administered|provided|done) ", re.IGNORECASE)
# "noted to include x-rays of the neck on §"
LISTING = re.compile(r"includ\w+", re.IGNORECASE)
# "an amputation on the day of injury": the injury itself
HARM = re.compile(r"\b(?:amputat|lacerat|fractur|avuls|crush)", re.IGNORECASE)


def owner_of(
    text: str,
    sentence: tuple[int, int],
    cues: Sequence[Cue],
    date: tuple[int, int],
    others: tuple[int, int],
) -> Owner:
    """The owner of the date (or list of dates) at `date` in its sentence; `PUBLISHED` is nobody's.

    `cues` are those of the whole sentence; `others` are where the date before it ends and the date
    after it starts.
    """
    place = place_of(text, sentence, cues, date, others)
    if is_published(place):
        return PUBLISHED
    day = _on_the_day(place)
    if not day:
        return _first(place)
    told = _first(place_of(text, sentence, cues, (day.start(), date[1]), others))
    harm = told.kind is EventKind.INJURY or HARM.search(text, place.clause, day.start())
    return Owner(EventKind.INJURY, also=None if harm else told.kind)


def _on_the_day(place: Place) -> re.Match[str] | None:
    """The words "on the day of the injury" that end where the date begins, if they do."""
    day = ON_THE_DAY.search(place.text, max(place.begin, place.start - DAY), place.start)
    return day if day and day.end() == place.start else None


def _first(place: Place) -> Owner:
    """The owner by the first rule that knows one."""
    first = (
        of_then,
        of_service,
        in_retrospect,
        of_a_course,
        _before_its_thing,
        _since,
        _tied,
        _weighed,
    )
    rules = (*first, _verb, _clause, leading, _nearest)
    owner = next((owner for rule in rules if (owner := rule(place))), of_the_history(place))
    return TREATMENT if owner.kind is EventKind.VISIT and is_of_therapy(place) else owner


def _before_its_thing(place: Place) -> Owner | None:
    right = place.right[0] if place.right else None
    if not right or right.sort not in THINGS:
        return None
    before = place.before(place.start - place.begin)
    verb = next((cue for cue in place.after() if cue.sort in VERBS), None)
    if verb and verb.kind in DECIDED_OF and right.kind in GIVEN and right.start == place.end + 1:
        return None
    at_once = not place.here and right.start == place.end + 1 and UNOWNED.search(before)
    if not at_once and not OWNED.search(before):
        return None
    own = OWN.fullmatch(place.text, place.end, right.start)
    return Owner(head_of(place.text, place.right)) if own else None


def _since(place: Place) -> Owner | None:
    """Of an injury, a review or a work status, which bind a date further off than other things."""
    thing = place.thing()
    if not thing:
        return None
    injured = (cue for cue in place.here if cue.sort in THINGS and cue.kind is EventKind.INJURY)
    kind, between = head_of(place.text, thing), place.since(thing[-1])
    if any(OF_THE_INJURY.fullmatch(place.since(cue)) for cue in injured):
        return Owner(EventKind.INJURY)
    if kind is EventKind.INJURY and OCCURRED.fullmatch(place.since(thing[0])):
        return Owner(kind)
    if kind is EventKind.TREATMENT and SPANNED.fullmatch(between):
        return Owner(kind)
    asked = place.verb and (place.verb.sort, place.verb.kind) == ("verb", EventKind.REQUEST)
    asked = asked or place.text.endswith(TO_IT, 0, thing[-1].start)
    decided = thing[-1].kind is REVIEW.kind and DECIDED.fullmatch(between)
    return REVIEW if decided and not asked else None


def _tied(place: Place) -> Owner | None:
    """Of the thing that a word ties the date to."""
    thing, verb = place.thing(), place.verb
    between = place.since(thing[-1]) if thing else ""
    if not thing or not (JOINED.fullmatch(between) or TIED.fullmatch(between)):
        return None
    if thing[0].sort == "form" and verb and verb.kind is not EventKind.VISIT:
        return Owner(verb.kind)
    told = next((cue.kind for cue in place.right if cue.kind), None)
    if told is EventKind.REQUEST and place.text.startswith("letter", thing[0].start):
        return Owner(told)  # "In his letter of § the provider appealed"
    by_the_review = thing[0].sort == "form" and told is REVIEW.kind
    if by_the_review or (between.endswith("(") and verb and verb.kind is REVIEW.kind):
        return REVIEW
    return _of(place, thing)


def _of(place: Place, thing: list[Cue], near: bool = False) -> Owner:
    """Of a thing, or of what it asks for where one of that day is known."""
    kind = head_of(place.text, thing)
    if thing[-1].kind in GIVEN and GAVE.match(place.since(thing[-1])):
        return Owner(thing[-1].kind)
    asked_for = kind is EventKind.REQUEST and thing[-1].kind in GIVEN
    return Owner(kind, near, asked=thing[-1].kind if asked_for else None)


def _weighed(place: Place) -> Owner | None:
    """Of the review, where what was reviewed on the date is a request, or is then refused."""
    verb = place.verb
    if not verb or not WEIGHED.match(place.text, verb.start):
        return None
    then = next((cue for cue in place.right if cue.sort == "verb"), None)
    refused = then and then.kind is REVIEW.kind and then.start - place.end < NEAR
    asked = any(cue.kind is EventKind.REQUEST for cue in place.so_far(verb))
    return REVIEW if refused or asked else None


def _verb(place: Place) -> Owner | None:
    """What the verb of the clause tells.

    A visit's yields to a review named beside it, and so does what was asked for, unless the review
    has a date of its own.
    """
    if not place.verb:
        return None
    named = any(cue.kind is REVIEW.kind and cue.sort in ("noun", "verb") for cue in place.here)
    asked = place.first and place.verb.sort == "asking"
    yields = asked or place.verb.kind is EventKind.VISIT
    return REVIEW if yields and named else Owner(place.verb.kind)


def _clause(place: Place) -> Owner | None:
    """The thing that the clause before the date is about, where it has no verb that tells."""
    thing = place.thing()
    if is_lasting(place) and (not thing or thing[-1].kind is EventKind.VISIT):
        return None
    said = next((cue for cue in place.here if cue.sort == "saying"), None)
    done = thing and thing[-1].kind in DONE and _is_done(place, thing[-1], said)
    if thing and (not said or done or _said_of_it(place, thing[0], said)):
        return _of(place, thing, near=len(place.since(thing[-1])) > FAR)
    light = said or next((cue for cue in reversed(place.here) if cue.sort == "light"), None)
    return Owner(light.kind) if light else None


def _is_done(place: Place, thing: Cue, said: Cue | None) -> bool:
    """Tell whether a date is a thing's though something is said: "noted to include x-rays on §"."""
    if len(place.since(thing)) < CLOSE or BEHIND.fullmatch(place.since(thing)):
        return True
    listed = (cue for cue in place.here if cue.sort == "link" and said and cue.start >= said.end)
    return any(LISTING.fullmatch(place.text, cue.start, cue.end) for cue in listed)


def _said_of_it(place: Place, thing: Cue, said: Cue) -> bool:
    """Tell whether what is said is said of a study: "x-rays were reported"."""
    if thing.kind is not EventKind.DIAGNOSTIC or thing.end > said.start:
        return False
    return bool(SAID_OF_IT.search(place.text, max(0, said.start - 20), said.start))


def _nearest(place: Place) -> Owner | None:
    """What lasted until or since a date, a drug, else the nearest word of the clauses before."""
    if is_lasting(place):
        return lasted(place)
    if place.before(1) == "(" and any(cue.kind is REVIEW.kind for cue in place.left):
        return REVIEW
    words = list(words_of(place.text[max(place.clause, place.start - NEAR) : place.start]))[-DRUG:]
    if any(is_drug(word) and word.text not in UNNAMED for word in words):
        return Owner(EventKind.TREATMENT, near=True)
    last = next((cue for cue in reversed(place.left) if cue.kind), None)
    return Owner(last.kind, near=True) if last and place.start - last.end < NEAR else None
