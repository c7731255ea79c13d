"""Is a date a utilization review's? What a review's name or a verdict beside it is worth."""

from __future__ import annotations

from imr_llm.witness.reading.facts import Roles, Standing
from imr_llm.witness.reading.telling.clauses import Setting
from imr_llm.witness.reading.telling.lexicon import Row, kinds
from imr_llm.witness.reading.telling.verdicts import VERDICTS, on_liability, passive, teller

REVIEWS = kinds("review payer decision denial appeal upheld") | VERDICTS
_BODIES = kinds("review payer denial")
_OBJECTS = kinds("request requested thing grant rest number")
_REQUESTS = kinds("request requested")
_BREAKS = kinds("seen said dated made who when happen stop be since after")

_SENT = ("received", "mailed", "faxed", "sent", "delivered", "communicated", "printed")
_PAPERS = ("records", "order", "orders", "referral", "application")  # reviewed by anybody
_NAMING = 8  # words of a name: "the denial of the lumbar MRI"

SURE = Roles(review=Standing.SURE)
MAYBE = Roles(review=Standing.MAYBE)


def of_verdict(setting: Setting, place: int) -> Roles | None:
    """The role that a verdict at `place` gives to the date it was given on."""
    row = setting.row
    kind = row[place].kind
    who = None if _that_was(row, place) else teller(row, place)
    told = not setting.around.isdisjoint(_BODIES) or who in _BODIES
    if kind == "unsure_verdict" or on_liability(row, place):
        return MAYBE if told or kind != "unsure_verdict" else None
    if who in ("review", "payer", "denial") or _parted(setting, place):
        return SURE
    if who in ("worker", "provider", "attorney", "relative") and not told:
        return MAYBE if passive(row, place) and kind == "refuse" else None
    if told:
        return SURE if kind != "grant" or passive(row, place) else MAYBE
    return SURE if _asked(setting, place) or _authorized(setting, place) else MAYBE


def _that_was(row: Row, place: int) -> bool:
    """As in "The patient had a request for an MRI that was denied": of the request."""
    relative = [word.kind for word in row[max(0, place - 2) : place]] in _RELATIVES
    return relative and any(word.kind in _REQUESTS for word in row[max(0, place - 8) : place])


_RELATIVES = (["that", "be"], ["who", "be"])


def _authorized(setting: Setting, place: int) -> bool:
    """As in "Fusion of L5-S1 was authorized on D": nobody but a payer does so."""
    row = setting.row
    own = row[place].text.startswith(_AUTHORIZED) and not setting.whole.idle
    own = own and (place == setting.head_end - 1 or place > setting.spell.last)
    by = any(word.kind == "by" for word in setting.after[:_NAMING])
    return own and setting.links == ("on",) and passive(row, place) and not by


_AUTHORIZED = ("authoriz", "authoris", "certif", "approv")


def _parted(setting: Setting, place: int) -> bool:
    """As in "The carrier on D certified six visits": the date parts a subject from its verb."""
    own = setting.head_end - 1
    while own > setting.begin and setting.row[own].kind in ("who", "comma"):
        own -= 1  # "a physician adviser, who on D approved"
    if own < setting.begin or place < setting.spell.last or "of" in setting.links:
        return False
    between = setting.row[setting.spell.last + 1 : place]
    return setting.row[own].kind in _BODIES and not any(w.kind in ACTORS for w in between)


def _asked(setting: Setting, place: int) -> bool:
    """Something requested stands before the verdict, or it opens the telling."""
    row = setting.row
    wanted = _OBJECTS if row[place].kind == "refuse" else _REQUESTS  # "medication was modified"
    asked = any(word.kind in wanted for word in row[max(0, place - 20) : place])
    # "takes one drug and denied heartburn on D": of the worker
    own = [word.kind for word in row[place + 1 : place + 2]] == ["word"] and not passive(row, place)
    return row[place].kind != "grant" and ((asked and not own) or place == 0)


def governs(setting: Setting, head: int | None) -> int | None:
    """The verdict before a trailing date, where no other verb comes between.

    "UR denied the MRI of the knee on D", not "UR denied the MRI performed on D".
    """
    row = setting.row
    if "be" in setting.links and "made" not in setting.links:
        return None  # "denied it since the last MRI was on D"
    for place in range(setting.head_end - 1, setting.begin - 1, -1):
        if row[place].kind in VERDICTS:
            return place
        if row[place].kind in _BREAKS or _begins_clause(setting, place):
            return None
        if row[place].kind == "requested" and place == head:
            near = row[place + 1 : setting.head_end]
            if not near:
                return None
    return None


def _begins_clause(setting: Setting, place: int) -> bool:
    """As in "After UR denied PT, he had an MRI on D": another subject after a comma."""
    joined = place > 0 and setting.row[place - 1].kind in ("comma", "and", "but")
    return joined and setting.row[place].kind in ("worker", "provider", "relative", "attorney")


def named(setting: Setting, head: int) -> Roles:
    """The role of a date that belongs to the review's name, or the payer's, at `head`."""
    row = setting.row
    kind = row[head].kind
    if setting.spell.loose or kind == "appeal" or setting.has_near(kinds("appeal"), head, 3):
        if "on" in setting.links:
            return MAYBE  # "The patient appealed the denial on D"
        ruled = not setting.around.isdisjoint(VERDICTS | {"upheld", "denial"})
        return SURE if ruled and kind != "appeal" else MAYBE
    if kind in ("review", "denial"):
        return MAYBE if _sent(setting, head) or _sent_to(setting, head) else SURE
    if kind == "payer":
        verdict = governs(setting, None)
        ruled = verdict is not None and not on_liability(row, verdict)
        ruled = ruled or any(word.kind in VERDICTS for word in setting.after[:1])
        return SURE if ruled or setting.has_near(kinds("denial"), head, 4) else MAYBE
    if setting.around.isdisjoint(_BODIES | VERDICTS):
        return MAYBE
    own = teller(row, head)
    return MAYBE if own in ("provider", "worker") else SURE


def _sent(setting: Setting, head: int) -> bool:
    """As in "The denial was mailed on D", "was informed of the denial on D"."""
    between = setting.row[head + 1 : setting.spell.first]
    told = "on" in setting.links and setting.has_near(kinds("said"), head, 3)
    return told or any(word.text in _SENT for word in between)


def _sent_to(setting: Setting, head: int) -> bool:
    """As in "The request was sent to Utilization Review on D": not yet its decision."""
    to = [word.kind for word in setting.row[max(0, head - 2) : head] if word.kind != "the"]
    return to[-1:] == ["to"] and setting.around.isdisjoint(VERDICTS)


def ruled_near(setting: Setting) -> bool:
    """A payer or a review refuses or grants something in the date's sentence."""
    near = setting.row[max(0, setting.begin - FAR) : setting.end + FAR]
    present = frozenset([word[0] for word in near])
    return not present.isdisjoint(PARTIES) and not present.isdisjoint(VERDICTS)


FAR = 40  # words beyond a stop or another date
PARTIES = kinds("payer review decision denial")
ACTORS = kinds("worker provider attorney relative seen")


def reviewed(setting: Setting, head: int) -> bool:
    """As in "These requests were previously reviewed on D": what is asked for, not a record."""
    row = setting.row
    verbs = range(setting.head_end, setting.spell.first)
    done = any(row[place].text == "reviewed" and passive(row, place) for place in verbs)
    return done and row[head].kind in _REQUESTS and row[head].text not in _PAPERS


def denial_was_on(setting: Setting) -> bool:
    """As in "The previous denial for the requests below was on D": the clause's first noun."""
    words = (word.kind for word in setting.before if word.kind not in ("earlier", "first_review"))
    return setting.links[:2] == ("on", "be") and next(words, None) == "denial"


# What has a date of its own, whatever review it is told of.
_OWN_DATE = ("request", "rfa", "authorization", "dos", "date", "service")


def denial_of(setting: Setting, head: int) -> Roles:
    """As in "the denial of the surgery was issued on D": surely the denial's date."""
    ruled = (
        {"be", "made"} <= set(setting.links)
        or setting.links[:2] == ("on", "be")
        or ("on" in setting.links and setting.has_near(kinds("made"), head, _NAMING))
    )
    return SURE if ruled else MAYBE


def noted(setting: Setting) -> bool:
    """As in "UR decided to non-certify the blocks (D)": the only date, perhaps the verdict's."""
    return setting.whole.dates == 1 and "open" in setting.links and ruled_near(setting) and (
        governs(setting, None) is not None
    )  # fmt: skip


def of_something(setting: Setting, head: int) -> bool:
    """As in "the UR denial of the lumbar MRI dated D": whose date it is stays open."""
    row = setting.row
    if row[head].text.startswith(_OWN_DATE):
        return False
    for place in range(head - 1, max(setting.begin, head - 8) - 1, -1):
        if row[place].kind in ("review", "denial", "decision"):
            return True
        if row[place].kind not in ("of", "for", "word", "request", "thing", "number", "requested"):
            return False
    return False
