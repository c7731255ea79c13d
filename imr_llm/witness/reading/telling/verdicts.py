"""Verdicts: words of refusal, of certification and of partial grant, taken in their company.

"did not certify" refuses, "partially denied" grants in part, "the patient denied numbness" is
no verdict at all.
"""

from __future__ import annotations

from collections.abc import Callable

from imr_llm.witness.reading.telling.indirect import WEAK, indirect
from imr_llm.witness.reading.telling.lexicon import Row, Word, kinds

VERDICTS = kinds("refuse grant part unsure_verdict")
DECIDERS = kinds("review payer decision denial upheld")
_PLAIN = kinds("refuse grant")
_SUBJECTS = kinds("review payer worker provider attorney denial decision relative")
# Between "not" and what it negates: "was not found to be medically necessary".
_BETWEEN_NOT = kinds("be to word wholly seen said that")
_PRESENT = kinds("stop date but")


def _again(word: Word, kind: str) -> Word:
    return word._replace(kind=kind, signs=0 if kind == "word" else word.signs)


def _negated(row: Row, place: int) -> bool:
    """A "not" before the word, with no more than a few plain words between."""
    for back in range(place - 1, max(-1, place - 6), -1):
        if row[back].kind == "not":
            return True
        if row[back].kind not in _BETWEEN_NOT:
            return False
    return False


def _near(row: Row, place: int, kind: str, *, back: int, ahead: int) -> bool:
    window = row[max(0, place - back) : place + ahead + 1]
    return any(word.kind == kind for word in window)


def teller(row: Row, place: int) -> str | None:
    """The kind of the last person, body or paper named before a verb, in its sentence."""
    for back in range(place - 1, max(-1, place - 20), -1):
        kind = row[back].kind
        if kind in _SUBJECTS:
            return kind
        if kind in ("stop", "date"):
            return None
    return None


_VERB_CHAIN = 7  # words of "was previously reviewed on D and denied"
_VERBS = VERDICTS | kinds("earlier made and partly conditionally not")


def passive(row: Row, place: int) -> bool:
    """The verb stands after "was", "were", "been"; as in "was previously reviewed and denied"."""
    if "be" in [word[0] for word in row[max(0, place - 3) : place]]:
        return True
    alone = not row[place + 1 : place + 2] or row[place + 1].kind in _ENDED
    chain = _VERBS | _ON_A_DAY if alone else _VERBS
    back = place - 1
    while back > max(0, place - _VERB_CHAIN) and row[back].kind in chain:
        back -= 1
    return back >= 0 and row[back].kind == "be"


_ON_A_DAY = kinds("seen review on date by")
_ENDED = kinds("stop be comma by after but when since")


def after_thing(row: Row, place: int) -> bool:
    """As in "the notice of D: MRI approved, brace denied.": the thing stands before its verdict."""
    after = row[place + 1 : place + 2]
    if after and after[0].kind not in _LIST_ENDS:
        return False
    thing = place - 2 if place and row[place - 1].kind == "not" else place - 1
    if thing < 0 or row[thing].kind in _NO_THING:
        return False
    if not any(word[0] == "colon" for word in row[max(0, place - _LIST) : place - 1]):
        return False
    return not passive(row, place)


_LIST = 40  # words from a list's colon to a verdict
_LIST_ENDS = kinds("comma stop and but close open for to on")
_NO_THING = kinds("colon comma stop and but not review payer decision by")

_STRANGERS = kinds("worker provider attorney relative")
_BODIES = kinds("review payer denial")
_OBJECTS = kinds("request requested thing grant rest")


def by_another(row: Row, place: int) -> bool:
    """As in "The patient denied numbness", not "UR noted his therapy and denied the request"."""
    if passive(row, place):  # "was modified by the provider"
        by = row[place + 1 : place + 3]
        return len(by) == len(("by", "whom")) and by[0].kind == "by" and by[1].kind in _STRANGERS
    if teller(row, place) not in _STRANGERS:
        return False
    reviewed = any(word.kind in _BODIES for word in row[max(0, place - 25) : place])
    asked = any(word.kind in _OBJECTS for word in row[place + 1 : place + 5])
    return not (reviewed and asked)


_LIABILITY = kinds("claim liability")
_NOUNS = ("approval", "certification")
_ASKING = kinds("request requested")


def on_liability(row: Row, place: int) -> bool:
    """As in "The injury claim was denied", "denied liability": no review of treatment."""
    near = {word.kind for word in row[max(0, place - 3) : place + 3]}
    return not near.isdisjoint(_LIABILITY) or (
        passive(row, place) and "injury" in {word.kind for word in row[max(0, place - 3) : place]}
    )


_ACTIVITY = kinds("activity")
_CHANGED = ("modif", "delay", "withdr")


def of_activity(row: Row, place: int) -> bool:
    """As in "Work status was modified", "she modified her activities": no verdict of a review."""
    if row[place].kind == "refuse" or not row[place].text.startswith(_CHANGED):
        return False
    before = [word.kind for word in row[max(0, place - 5) : place]]
    after = [word.kind for word in row[place + 1 : place + 3]]
    return bool(_ACTIVITY.intersection(before if passive(row, place) else after))


def _partly(row: Row, place: int) -> bool:
    """As in "partially certified", "approved in part", "certified, with modification"."""
    before = any(word.kind == "partly" for word in row[max(0, place - 2) : place])
    following = row[place + 1 : place + 5]
    after = [word for word in following if word.kind != "comma" and word.text != "only"][:1]
    return before or any(word.kind == "partly" and word.text[0] in "iw" for word in after) or (
        any(word.text == "in part" for word in _object(following))
    )  # fmt: skip


def _object(words: Row) -> Row:
    end = next((at for at, word in enumerate(words) if word.kind in _PARTED), len(words))
    return words[:end]


_PARTED = kinds("stop comma and but")


def _company(row: Row, place: int, *, neither: bool, after_refusal: bool) -> str:
    """What a verdict word is, seen with its neighbours."""
    kind = row[place].kind
    if kind in _PLAIN and _partly(row, place):
        return "part"
    if kind == "grant":
        return _certified(row, place, refused=neither or after_refusal)
    if kind == "refuse" and by_another(row, place):
        return "word"
    # "not medically necessary" has its "not", "could not be recommended" has been read with it
    fixed = row[place].text.startswith(("not", "neither")) or row[place].text in WEAK
    return "unsure_verdict" if not fixed and _negated(row, place) else kind


def _certified(row: Row, place: int, *, refused: bool) -> str:
    """A word of certification, refused by a "not" or by what stands before."""
    if row[place].text in _NOUNS and any(w.kind in _ASKING for w in row[max(0, place - 2) : place]):
        return "request"  # "requested approval of the MRI"
    if row[place].text in _NOUNS and place and row[place - 1].kind == "refuse":
        return "request"  # "denied certification for an MRI"
    if refused or _negated(row, place):
        whole = _near(row, place, "wholly", back=2, ahead=2)
        return "unsure_verdict" if whole else "refuse"
    conditional = _near(row, place, "conditionally", back=2, ahead=0)
    return "unsure_verdict" if conditional else "grant"


def adjective(row: Row, place: int) -> bool:
    """As in "Surgery (modified Brostrom repair) was authorized": how a thing is called."""
    if row[place].kind != "part" or row[place - 1 : place] == [] or row[place - 1].kind != "open":
        return False
    for at in range(place + 1, min(len(row) - 1, place + _CALLED)):
        if row[at].kind == "close":
            return row[at + 1].kind in ("be", "grant", "refuse")
        if row[at].kind not in ("word", "thing"):
            return False
    return False


_CALLED = 8


def resolved(row: Row, *, told_before: Callable[[], bool]) -> Row:
    """The row, each verdict word taken in its company; `told_before`: of a review."""
    row = indirect(row, told_before=told_before)
    if VERDICTS.isdisjoint([word[0] for word in row]):
        return row
    found = list(row)
    neither = negated_until = False
    for place, word in enumerate(row):
        if word.kind == "neither":
            neither = place == 0 or row[place - 1].kind not in VERDICTS  # "approved neither"
        elif word.kind == "stop":
            neither = negated_until = False
        if word.kind not in VERDICTS:
            if negated_until and word.kind not in ("and", "word"):
                negated_until = False  # "failed to approve or certify": only what follows at once
            continue
        kind = _company(row, place, neither=neither, after_refusal=negated_until)
        negated_until = kind == "refuse" and word.kind == "grant"
        found[place] = _again(word, kind)
    return found
