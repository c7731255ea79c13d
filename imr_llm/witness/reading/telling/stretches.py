"""What the words that a verdict covers say: counts, a rest, the thing itself."""

from __future__ import annotations

from imr_llm.witness.reading.telling.lexicon import Row, kinds

_COUNTED = 4  # words from one number to the next: "four sessions of the eight"
_EDGES = kinds("stop date")
_THING = kinds("word thing")


def counted(stretch: Row) -> bool:
    """As in "four of the eight sessions", "six sessions of the twelve requested", "two of them"."""
    low = None
    for place, word in enumerate(stretch):
        if word.kind == "it" and low is not None and stretch[place - 1].kind == "of":
            return True
        if word.kind == "number":
            if low is not None and any(w.kind == "of" for w in stretch[low:place]):
                return True
            low = place if low is None or place - low > _COUNTED else low
        elif word.kind in _EDGES or word.kind == "comma":
            low = None
    return False


def says(stretch: Row, kind: str) -> bool:
    """Whether a word of the kind stands in it."""
    return any(word.kind == kind for word in stretch)


def clause(stretch: Row) -> Row:
    """The words after the last stop: "6 visits" of "denied PT; 6 visits were approved"."""
    stops = [place for place, word in enumerate(stretch[:-1]) if word.kind in ("stop", "but")]
    return stretch[stops[-1] + 1 :] if stops else stretch


def first_thing(stretch: Row) -> str | None:
    """The first word of what a verdict is about: "Norco" of "the request for Norco #45"."""
    return next((word.text for word in stretch if word.kind in _THING), None)


def whole_rest(stretch: Row) -> bool | None:
    """Other requests ("the remaining requests")? None where it stays open ("the rest").

    False for what is left of one request: "the remaining six", "the remainder", "the remaining
    portion of the request".
    """
    for place, word in enumerate(stretch):
        if word.kind == "rest":
            near = stretch[place + 1 : place + 4]
            if says(near, "request") and not says(near, "partly"):
                return True
            if word.text == "other" and says(near[:1], "number"):
                return False  # "the other three"
            return None if word.text in ("rest", "other", "others") else False
    return False
