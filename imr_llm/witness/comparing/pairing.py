"""Which item of a record is which item of the letter.

By folded title, one to one, ties by order; what is left over is paired where it is clearly the
same item (the same rationale, or a similar title at the same place).
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from imr_llm.folding import bare

SIMILAR = 0.6
COMPARED = 200
"""How much of two long titles is compared: enough to tell, and bounded."""
NEARBY = 3


def pair(
    record: Sequence[tuple[str | None, str | None]], letter: Sequence[tuple[str, str | None]]
) -> dict[int, int]:
    """Record index to letter index; both sides give (title key, rationale) per item."""
    pairs = _by_key([title for title, _ in record], [title for title, _ in letter])
    mine = [at for at in range(len(record)) if at not in pairs]
    taken = set(pairs.values())
    theirs = [at for at in range(len(letter)) if at not in taken]
    if not mine or not theirs:
        return pairs
    record = [(title, why and bare(why)) for title, why in record]
    letter = [(title, why and bare(why)) for title, why in letter]
    pairs |= _in_place(record, letter, mine, theirs)
    mine = [at for at in mine if at not in pairs]
    taken = set(pairs.values())
    theirs = [at for at in theirs if at not in taken]
    rest = _by_key([record[at][1] for at in mine], [letter[at][1] for at in theirs])
    pairs |= {mine[one]: theirs[other] for one, other in rest.items()}
    taken = set(pairs.values())
    return pairs | _similar(
        record,
        letter,
        [at for at in mine if at not in pairs],
        deque(at for at in theirs if at not in taken),
    )


def in_order(pairs: dict[int, int]) -> bool:
    """Tell whether the paired items stand in the letter's order."""
    places = [pairs[at] for at in sorted(pairs)]
    return all(one < other for one, other in pairwise(places))


def _by_key(record: Sequence[str | None], letter: Sequence[str | None]) -> dict[int, int]:
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for at, wanted in enumerate(letter):
        if wanted:
            waiting[wanted].append(at)
    return {
        at: waiting[wanted].popleft()
        for at, wanted in enumerate(record)
        if wanted and waiting.get(wanted)
    }


def _in_place(
    record: Sequence[tuple[str | None, str | None]],
    letter: Sequence[tuple[str, str | None]],
    mine: list[int],
    theirs: list[int],
) -> dict[int, int]:
    """Leftovers with the same index and the same rationale, a similar title, or no title."""
    free = set(theirs)
    return {
        at: at
        for at in mine
        if at in free
        and (
            record[at][0] is None
            or (record[at][1] and record[at][1] == letter[at][1])
            or _alike(record[at][0], letter[at][0])
        )
    }


def _similar(
    record: Sequence[tuple[str | None, str | None]],
    letter: Sequence[tuple[str, str | None]],
    mine: list[int],
    theirs: deque[int],
) -> dict[int, int]:
    """The first similar title among the next few leftovers, so that the work stays linear."""
    pairs = {}
    for at in mine:
        for place in range(min(NEARBY, len(theirs))):
            if _alike(record[at][0], letter[theirs[place]][0]):
                pairs[at] = theirs[place]
                del theirs[place]
                break
    return pairs


def _alike(one: str | None, other: str | None) -> bool:
    if not one or not other:
        return one is None
    if one.endswith(other) or other.endswith(one):
        return True
    matcher = SequenceMatcher(None, one[:COMPARED], other[:COMPARED], autojunk=False)
    return matcher.quick_ratio() >= SIMILAR and matcher.ratio() >= SIMILAR
