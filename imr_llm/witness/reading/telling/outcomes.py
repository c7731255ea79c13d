"""What the utilization review decided, as one sentence tells it.

All refused: DENIED; all partly granted: MODIFIED; some of each: MIXED. What was certified in full
does not count.
"""

from __future__ import annotations

from collections.abc import Callable

from imr_llm.witness.reading.telling.amounts import REASONS
from imr_llm.witness.reading.telling.asked import Asked
from imr_llm.witness.reading.telling.indirect import WEAK
from imr_llm.witness.reading.telling.lexicon import Row, kinds
from imr_llm.witness.reading.telling.rulings import Ruling
from imr_llm.witness.reading.telling.stretches import first_thing
from imr_llm.witness.reading.telling.tally import tally
from imr_llm.witness.reading.telling.verdicts import (
    DECIDERS,
    VERDICTS,
    adjective,
    by_another,
    of_activity,
    on_liability,
    passive,
)

_CASE = kinds("review payer decision denial upheld request requested rest appeal")
_MADE = kinds("made be of for upheld")
_LED_TO = ("recommended", "resulted", "led", "met", "met with", "returned", "gave", "came", "drew")
_NO_REVIEW = kinds("symptom claim liability injury")
_NOMINAL = kinds("of for")
_RULED = VERDICTS | {"denial"}
_WANTED = kinds("request requested thing")


def ruling_of(
    row: Row,
    present: frozenset[str],
    asked: Asked,
    *,
    told_before: Callable[[], bool],
    just_asked: Callable[[], bool],
) -> Ruling | None:
    """The ruling of a sentence (its verdicts `resolved`), None where it tells none.

    `present`: the kinds of its words; `asked`: what was asked for before; `told_before`: the
    sentence before tells of the review; `just_asked`: of a request.
    """
    if present.isdisjoint(_RULED):
        return None
    places = _verdicts(row)
    if not places:
        return _nominal(row)
    nobody = present.isdisjoint(DECIDERS)
    told = nobody and (told_before() or (_of_request(row, places) and just_asked()))
    if present.isdisjoint(_CASE) and not told and not _treatment_denied(row, places):
        return None
    ruling = tally(row, places, asked)
    unsure = ruling.unsure or not _listed(row, places)
    unsure = unsure or _excepting(row, places[-1]) or _dangling(row, places)
    unsure = unsure or (nobody and any(row[at].text in WEAK for at in places))
    if nobody and not told and not _asked(row, places[0]):
        unsure = True
    return ruling._replace(unsure=True) if unsure and not ruling.unsure else ruling


def _of_request(row: Row, places: list[int]) -> bool:
    """As in "This was not approved", right after a request; a patient may decline."""
    return all(passive(row, at) and row[at].text.startswith(_ANSWERS) for at in places) and (
        _PERSONS.isdisjoint([word[0] for word in row])
    )


_ANSWERS = ("approv", "certif", "authoriz", "denied", "non", "turned", "not medical", "disallow")
_PERSONS = kinds("worker provider relative attorney")


def _dangling(row: Row, places: list[int]) -> bool:
    """As in "certified the cane for a month; the walker it did not", a "not" of no verdict."""
    return any(
        word.text == "not" and word.kind == "not" and row[at - 1].kind in ("be", "but")
        and (at + 1 == len(row) or row[at + 1].kind in _ENDS)
        for at, word in enumerate(row[places[0] :], places[0])
    )  # fmt: skip


_ENDS = kinds("stop comma and")


def _excepting(row: Row, last: int) -> bool:
    """As in "denied all requests except the brace"; not in a reason."""
    after = row[last : last + _EXCEPTED]
    why = next((at for at, word in enumerate(after) if word.text in REASONS), len(after))
    return any(word.kind == "except" for word in row[:last] + after[:why])


_EXCEPTED = 8  # words after a verdict in which something may be excepted from it


def _verdicts(row: Row) -> list[int]:
    """The places of the review's verdicts: not what the worker or a provider denied or approved.

    A "denial of the MRI" counts beside them: "resulted in denial of the MRI and modification of".
    """
    found = []
    for place, word in enumerate(row):
        if word.kind == "denial":
            if row[place + 1 : place + 2] and row[place + 1].kind in _NOMINAL:
                found.append(place)
        elif word.kind in VERDICTS and not (
            by_another(row, place)
            or on_liability(row, place)
            or of_activity(row, place)
            or adjective(row, place)
        ):
            found.append(place)
    verbs = [place for place in found if row[place].kind != "denial"]
    return found if verbs else []


def _nominal(row: Row) -> Ruling | None:
    """As in "A denial was issued", "the decision was a denial", "upheld its denial"."""
    for place, word in enumerate(row):
        if word.kind != "denial":
            continue
        near = row[max(0, place - 3) : place + 5]
        if any(other.kind in _NO_REVIEW for other in row[place + 1 : place + 5]):
            continue  # "there was a denial of the claim", "denial of numbness"
        if any(other.kind in _MADE or other.text in _LED_TO for other in near):
            about = first_thing(row[place + 1 :])
            named = frozenset([about] if about else [])
            return Ruling(refused=True, about=named, first=place, last=place)
    return None


def _listed(row: Row, places: list[int]) -> bool:
    """In a list of "thing: verdict" lines, every line has its verdict."""
    first = places[0]
    if all(word.kind != "colon" for word in row[max(0, first - 2) : first]):
        return True
    lines = 1 + sum(word.kind == "colon" for word in row[first:])
    return lines <= len(places)


def _asked(row: Row, place: int) -> bool:
    """As in "The request for PT was denied", "the requested brace was modified"."""
    return passive(row, place) and any(
        word.kind in _WANTED or word.text in _CONSENT for word in row[:place]
    )


def _treatment_denied(row: Row, places: list[int]) -> bool:
    """As in "Physical therapy was denied"."""
    return passive(row, places[0]) and any(
        word.kind == "thing" or word.text in _CONSENT for word in row[: places[0]]
    )


_CONSENT = ("authorization", "authorisation", "coverage")
