"""Words that tell a verdict only where a review is said to speak.

"UR endorsed the brace but not the MRI", "found neither necessary", "the outcome was adverse":
the surgeon may say any of these too, and then they are words like others.
"""

from __future__ import annotations

from collections.abc import Callable

from imr_llm.witness.reading.telling.lexicon import Row, Word, kinds, phrases_of

LEANINGS = kinds("against in_favor unfit fit adverse favorable")
ADVERSE = kinds("adverse favorable")
_AGAINST = kinds("against unfit adverse")
# In a reason none of these is a verdict.
LEANT = frozenset(phrase for kind in LEANINGS for phrase in phrases_of(kind))
_BODIES = kinds("review payer decision denial")
_STRANGERS = kinds("worker provider attorney relative")
_SPEAKERS = _BODIES | _STRANGERS
_STOPS = kinds("stop colon")
_CLAUSE = 30  # words from a review to what it is said to do
_JUDGED = 10  # words from "found" to "unwarranted"
_JUDGING = frozenset({
    "found", "deemed", "considered", "judged", "held", "felt", "thought", "declared", "termed",
    "called", "opined", "determined", "concluded", "decided", "regarded", "ruled", "finding",
    "deeming", "considering", "stated", "noted", "wrote", "said", "reasoned", "advised",
    "indicated", "believed",
})  # fmt: skip
# What is a decision where it is said to be adverse; "the outcome of surgery" is none.
OUTCOMES = frozenset({
    "outcome", "opinion", "recommendation", "verdict", "conclusion", "ruling", "response", "reply",
    "answer", "finding", "result", "notification",
})  # fmt: skip
_ADVERSELY = 12  # words from "the outcome" to "was adverse"
_NOT_OURS = ("effect", "effects", "reaction", "reactions", "event", "events", "side", "response")


def leaning(row: Row, place: int, *, told_before: Callable[[], bool]) -> str:
    """`refuse` or `grant` where a review speaks so; else `word`."""
    kind = row[place].kind
    if kind in ("adverse", "favorable"):
        meant = _of_decision(row, place, told_before=told_before)
    elif kind in ("fit", "unfit"):
        meant = _judged(row, place)
    else:
        meant = spoken(row, place)
    if not meant:
        return "word"
    return "refuse" if kind in _AGAINST else "grant"


def decisions(row: Row, place: int) -> int | None:
    """The place of the "outcome", "opinion" that an "adverse" at a place is said of."""
    after = row[place + 1 : place + 2]
    if after and after[0].text in OUTCOMES:
        return place + 1
    for back in range(place - 1, max(-1, place - _ADVERSELY), -1):
        if row[back].text in OUTCOMES:
            return back
        if row[back].kind in ("stop", "provider", "worker"):
            return None
    return None


def _of_decision(row: Row, place: int, *, told_before: Callable[[], bool]) -> bool:
    """As in "the outcome was adverse", "UR: adverse on both", "an unfavorable determination"."""
    after = row[place + 1 : place + 2]
    if after and (after[0].text in _NOT_OURS or after[0].kind == "symptom"):
        return False
    if after and after[0].kind == "decision":
        return True
    speaker = _speaker(row, place)
    if speaker in _BODIES:
        return True
    if decisions(row, place) is None:
        return False
    if speaker in _STRANGERS:
        return False
    near = row[max(0, place - _CLAUSE) : place + _CLAUSE]
    return any(word.kind in _BODIES for word in near) or told_before()


def _judged(row: Row, place: int) -> bool:
    """As in "UR found the brace unwarranted", "neither was deemed necessary by the reviewer"."""
    for back in range(place - 1, max(-1, place - _JUDGED), -1):
        if row[back].text in _JUDGING:
            return spoken(row, back)
        if row[back].kind in _STOPS:
            return False
    return False


def spoken(row: Row, place: int) -> bool:
    """A review speaks: it stands last before the verb, or behind "by" or "at" after it."""
    for at, word in enumerate(row[place + 1 : place + _CLAUSE]):
        if word.kind in ("stop", "but"):
            break
        if (word.kind in ("by", "on") or word.text == "with") and (
            speaker := _first_speaker(row[place + at + 2 :])
        ):
            return speaker in _BODIES
    return _speaker(row, place) in _BODIES


def _first_speaker(row: Row) -> str | None:
    """Who is named right after "by": "by the peer reviewer", "at the utilization review level"."""
    return next((word.kind for word in row[:2] if word.kind in _SPEAKERS), None)


def _speaker(row: Row, place: int) -> str | None:
    """The last who is named before a place, in its sentence.

    Beyond a stop only where the verb goes on or is passive: "; and refused", "; it was deemed".
    """
    idle = True  # nothing but joints between
    for back in range(place - 1, max(-1, place - _CLAUSE), -1):
        kind = row[back].kind
        if kind in _SPEAKERS:
            return kind
        if kind == "stop" and not idle and not any(w.kind == "be" for w in row[back:place]):
            return None
        idle = idle and (kind in _JOINTS or row[back].text in _JUDGING)
    return None


_JOINTS = kinds("and but comma stop")


def withheld(row: Row, place: int, word: Word) -> bool:
    """As in "certification of the walker was withheld"."""
    if word.text not in WITHHELD:
        return False
    near = row[max(0, place - _CONSENTED) : place]
    return any(one.text in _CONSENT for one in near)


WITHHELD = frozenset({"withheld", "withhold", "withholding"})
_CONSENTED = 12
_CONSENT = ("certification", "approval", "authorization", "consent", "authorisation")


def apart(row: Row, place: int) -> bool:
    """As in "UR turned the walker down": the verb parted from its "down"."""
    for back in range(place - 2, max(-1, place - _PARTED), -1):
        if row[back].text == "turned":
            return spoken(row, back)
        if row[back].kind == "stop":
            return False
    return False


_PARTED = 8


def answered(row: Row, place: int) -> bool:
    """As in "The reviewer's answer was no to both", "said yes to the cane"."""
    return row[place + 1 : place + 2] != [] and row[place + 1].kind == "to" and spoken(row, place)
