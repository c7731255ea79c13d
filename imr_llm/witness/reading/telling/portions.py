"""Words that make a grant a part: "only a tapering supply", "in a lower number", "a month only"."""

from __future__ import annotations

from imr_llm.witness.reading.telling.lexicon import Row
from imr_llm.witness.reading.telling.quantities import stem

_CLOSE = 5  # words from "only" to what there is only of
_LESSER = frozenset({
    "reduced", "lesser", "smaller", "lower", "limited", "tapering", "weaning", "shorter", "fewer",
    "shortened", "partial", "abbreviated", "decreased", "diminished", "taper",
})  # fmt: skip
_PORTIONS = (
    "supply", "quantit", "amount", "number", "portion", "course", "dose", "dosage", "visit",
    "session", "tablet", "fill", "period", "duration", "trial", "count", "frequency",
)  # fmt: skip
INSTEAD = ("instead", "lieu", "place", "stead", "rather", "substitute")
_TIMES = ("day", "week", "month", "number")
GIVEN = frozenset({"given", "furnished", "supplied", "provided", "issued", "released", "offered"})
_GIVING = 6  # words from "given" to "in a lower number"


def given_less(row: Row, place: int) -> bool:
    """As in "Imitrex given in a lower number"."""
    own = row[place + 1 : place + _GIVING]
    end = next((at for at, word in enumerate(own) if word.kind in ("stop", "comma")), len(own))
    return row[place].text in GIVEN and lesser(own[:end])


def lesser(words: Row) -> bool:
    """As in "only a tapering supply", "a lower number", "half of the visits", "in lieu of"."""
    if any(word.text == "half" for word in words[:2]):
        return True
    for at, word in enumerate(words):
        near = words[at + 1 : at + _CLOSE]
        if word.text in _LESSER and any(one.text.startswith(_PORTIONS) for one in near[:2]):
            return True
        if word.text == "only" and (_portion(near) or _time(words[max(0, at - 2) : at])):
            return True
        if word.text in INSTEAD and _of_more(near):
            return True
    return False


def _of_more(near: Row) -> bool:
    """As in "in lieu of purchase", "rather than eight"."""
    linked = bool(near) and (near[0].kind == "of" or near[0].text == "than")
    return linked and any(
        one.text.startswith("purchas") or (one.kind == "number" and one.text != "one")
        for one in near[1:3]
    )


def _portion(near: Row) -> bool:
    return any(
        one.text.startswith(_PORTIONS) or (one.kind == "number" and stem(after.text))
        for one, after in zip(near, [*near[1:], *near[-1:]], strict=True)
    )


def _time(before: Row) -> bool:
    """As in "for a month only", "eight sessions only"."""
    return any(word.text.startswith(_TIMES) or stem(word.text) for word in before)
