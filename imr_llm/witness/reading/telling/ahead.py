"""Dates that open their clause: "On D, the claims administrator denied ...", "On D he fell"."""

from __future__ import annotations

from imr_llm.witness.reading.facts import Roles, Standing
from imr_llm.witness.reading.telling import injuries, reviews
from imr_llm.witness.reading.telling.behind import OTHER
from imr_llm.witness.reading.telling.clauses import Setting
from imr_llm.witness.reading.telling.injuries import INJURIES
from imr_llm.witness.reading.telling.lexicon import kinds
from imr_llm.witness.reading.telling.verdicts import passive

_DECIDING = kinds("review payer denial decision appeal")
_SPEAKERS = kinds("worker provider relative attorney")
_THINGS = kinds("request requested thing paper")
_SUBJECTS = _DECIDING | _SPEAKERS | _THINGS | kinds("injury accident claim doi cumulative")
_TELLING = kinds("refuse grant part unsure_verdict upheld")
_HARMING = kinds("suffer hurt act reinjure onset happen")
_HARM = kinds("injury accident doi cumulative")


def ahead(setting: Setting) -> Roles | None:
    """The role that the clause after a date gives it: its subject and its first verb."""
    row = setting.row
    subject = _seized(setting)
    for place in range(setting.spell.last + 1, setting.end):
        kind = row[place].kind
        role: Roles | None = None
        if kind in _TELLING:
            return _verdict(setting, place, subject)
        if kind in _HARMING and subject not in _DECIDING:
            role = _harm(setting, place)
        elif subject in _DECIDING or _there_was(setting, place):
            role = _issued(subject, kind)  # "On D there was a denial of"
        elif kind == "said":
            role = _said(setting, place, subject)
        elif kind in ("seen", "symptom") or (
            kind == "requested" and _asks(setting, place, subject)
        ):
            role = OTHER
        if role is not None:
            return role
        if subject is None and kind in _SUBJECTS:
            subject = kind
    return _bare(setting, subject)


def _seized(setting: Setting) -> str | None:
    """As in "The UR physician, on D, opined": the subject stands before the date."""
    before = setting.row[setting.head_end - 1] if setting.head_end else None
    seized = "comma" in setting.links and before is not None and before.kind in _DECIDING
    return before.kind if seized and before is not None else None


def _asks(setting: Setting, place: int, subject: str | None) -> bool:
    """As in "the provider requested", "authorization was requested"; not "requested MRI was"."""
    return subject in _SPEAKERS or passive(setting.row, place)


def _issued(subject: str | None, kind: str) -> Roles | None:
    """As in "On D a denial was issued", "On D the reviewer recommended non-certification"."""
    issued = (kind == "made" and subject == "denial") or kind == "denial"
    return reviews.SURE if issued else None


def _there_was(setting: Setting, place: int) -> bool:
    """As in "On D there was a denial of the brace", not of numbness, or of the claim."""
    row = setting.row
    own = row[place].kind == "denial" and row[place - 1].kind == "be"
    return own and not any(word.kind in _OTHERS for word in row[place + 1 : place + 5])


_OTHERS = kinds("symptom claim liability injury")


def _bare(setting: Setting, subject: str | None) -> Roles | None:
    """No verb understood: the subject alone."""
    if subject in _DECIDING:
        return reviews.MAYBE
    undone = subject in ("request", "requested") and any(w.kind == "be" for w in setting.after)
    around = setting.around
    if subject in _SPEAKERS and "thing" in around and around.isdisjoint(INJURIES | _DECIDING):
        return OTHER  # "On D he had an epidural"
    if subject in _THINGS and not undone and around.isdisjoint(_DECIDING):
        return OTHER  # but not "On D, the request was cut to six visits"
    return None


def _verdict(setting: Setting, place: int, subject: str | None) -> Roles | None:
    row = setting.row
    if row[place].kind == "upheld":
        return reviews.SURE if subject in _DECIDING else None
    if subject in _SPEAKERS:
        return _told_of_verdict(setting, place)
    if subject is None and row[place].kind != "unsure_verdict" and not passive(row, place):
        return reviews.MAYBE
    return reviews.of_verdict(setting, place)


def _told_of_verdict(setting: Setting, place: int) -> Roles:
    """As in "On D, the patient was denied therapy", "On D he denied numbness"."""
    told = any(word.kind in ("review", "payer") for word in setting.after)
    if told and passive(setting.row, place):
        return reviews.SURE
    return reviews.MAYBE if told or passive(setting.row, place) else OTHER


def _harm(setting: Setting, place: int) -> Roles | None:
    row = setting.row
    kind = row[place].kind
    begin = setting.spell.last + 1
    if kind in ("suffer", "happen"):
        near = row[max(begin, place - 4) : place + 8]
        if all(word.kind not in _HARM for word in near):
            return None  # "On D he experienced pain"
    if kind == "happen":
        harm = [spot for spot in range(begin, place) if row[spot].kind in INJURIES]
        return injuries.told_by(setting, harm[-1]) if harm else None
    return injuries.told_by(setting, place)


_NEAR = 4


def _said(setting: Setting, place: int, subject: str | None) -> Roles:
    """As in "On D, he reported pain": a visit; "On D, he reported that he fell" may be either.

    "On D, he reported an injury" is no more a visit than an injury.
    """
    rest = [word.kind for word in setting.row[place + 1 : setting.end]]
    harmed = any(kind in ("act", "hurt", "suffer", "reinjure") for kind in rest)
    named = any(kind in ("injury", "accident", "onset") for kind in rest[:_NEAR])
    if named:
        return injuries.MAYBE
    if subject is None and any(kind in _TELLING for kind in rest[:_NEAR]):
        return reviews.MAYBE  # "D reported therapy authorized"
    return Roles(injury=Standing.MAYBE, other=Standing.MAYBE) if harmed else OTHER
