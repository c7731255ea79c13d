"""How much of a request a verdict grants: "authorized for 4 of the 10 sessions", "six visits"."""

from __future__ import annotations

from imr_llm.witness.reading.telling.lexicon import Row, Word, kinds
from imr_llm.witness.reading.telling.stretches import says

_EXTENT = (["for", "number"], ["to", "number"])
_UNITS = ("visit", "session", "day", "week", "month", "tablet", "hour", "treatment", "dose")
_PASSED = kinds("be on the date")
_FEWER = ("halved", "trimmed", "curtailed", "slashed", "pared", "whittled", "shortened")
_SIDES = ("left", "right", "side", "sided", "bilateral", "bilaterally", "sides")


def to_extent(row: Row, place: int) -> bool:
    """As in "was certified for #90", in full or in part."""
    extent = [word.kind for word in row[place + 1 : place + 3]] in _EXTENT
    return extent and place > 0 and row[place - 1].kind == "be"


def but_some(after: Row) -> bool:
    """As in "was non-certified, however 6 visits were recommended"."""
    return any(
        word.kind == "but" and says(after[at + 1 : at + 3], "number")
        for at, word in enumerate(after)
    )


def unread(row: Row) -> bool:
    """A change of number in a verb unknown: "was whittled to 6 visits", "was halved"."""
    if any(row[at - 1].kind == "be" and word.text in _FEWER for at, word in enumerate(row) if at):
        return True
    return any(
        word.text.endswith("ed")
        and word.kind == "word"
        and row[at - 1].text in ("was", "were")
        and row[at + 1].kind in ("to", "from")
        and row[at + 2].kind == "number"
        and "/" not in row[at + 2].text
        for at, word in enumerate(row[:-2])
        if at
    )


def beyond(stretch: Row) -> bool:
    """As in "denied the visits beyond four": not the first four."""
    return any(
        word[1] in _BEYOND and says(stretch[at + 1 : at + 3], "number")
        for at, word in enumerate(stretch[:_FAR])
    )


_FAR = 8
_BEYOND = frozenset({"beyond", "excess", "above", "over", "exceeding", "past", "more"})


def still_why(since: Row, *, why: bool) -> bool:
    """The words since the last verdict, up to this, leave it in a reason; ";" ends one."""
    ends = [at for at, word in enumerate(since) if word.text == ";"]
    return _reasoned(since[ends[-1] :]) if ends else why or _reasoned(since)


def _reasoned(row: Row) -> bool:
    """A reason begins: "because", "citing", "as no trial was made"; not "as requested"."""
    return any(
        (word.text in REASONS and word.kind != "part")
        or (word.text == "as" and _as_clause(row, at))
        for at, word in enumerate(row)
    )


def _as_clause(row: Row, at: int) -> bool:
    """As in "as opioids are not ...", a clause up to the verdict; not "as debridement twice"."""
    if at and row[at - 1].text in _AS:
        return False
    if row[at + 1 : at + 2] and row[at + 1].kind in _NAMED_SO:
        return False
    for word in row[at + 1 : at + 12]:
        if word.kind in ("stop", "but"):
            return False
        if word.kind in ("be", "not") or word.text.startswith("not "):
            return True
    return False


# What follows these tells why, not what.
REASONS = frozenset({"because", "noting", "stating", "citing", "due to", "indicating"})
REASONS |= {"given", "since", "since the", "based"}
_AS = frozenset({"well", "such", "same", "far", "long", "soon"})
_NAMED_SO = kinds("requested request refuse grant part not it partly made said seen")


def of_units(stretch: Row) -> bool:
    """It is of one thing alone, counted: "one visit", "six sessions of PT"."""
    rest = next((at for at, word in enumerate(stretch) if word.kind == "rest"), len(stretch))
    own = [word for word in stretch[:rest] if word.kind not in _PASSED]
    while own and own[-1].kind in ("and", "comma", "but"):
        own.pop()
    commas = [at for at, word in enumerate(own) if word.kind == "comma"]
    if own and own[0].kind == "for" and len(commas) == 1:
        own = own[commas[0] + 1 :]  # "For scaling, one visit was"
    counted_one = len(own) > 1 and _unit(own[0], own[1])
    return counted_one and not says(own, "and") and not says(own, "comma")


def _unit(number: Word, thing: Word) -> bool:
    return number.kind == "number" and thing.text.startswith(_UNITS)


def sides(stretch: Row) -> frozenset[str]:
    """The sides it tells."""
    return frozenset([word.text for word in stretch if word.text in _SIDES])


def beside_sides(stretch: Row) -> frozenset[str]:
    """The words that name what it tells, but for the part of the body whose side is told."""
    return frozenset([
        word.text.removesuffix("s") for before, word in zip([None, *stretch], stretch, strict=False)
        if word.kind in _NAMING and word.text not in _SIDES
        and not (before and before.text in _SIDES)
    ])  # fmt: skip


_NAMING = kinds("thing word")


def of_it(stretch: Row) -> bool:
    """As in "modified it"; not "Of these, the panel was certified"."""
    listed = [word[0] for word in stretch[:3]] == ["of", "it", "comma"]
    return says(stretch[:2], "it") and not listed
