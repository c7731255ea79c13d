"""Which item of a record is which item of the labels: one to one, by title, ties by order."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

import numpy
from scipy.optimize import linear_sum_assignment

from imr_llm.folding import bare

LEAST_ALIKE = 0.5
"""Titles less alike than this are of different items. It only pairs; nothing is right by it."""
ORDER_WEIGHT = 1e-6


def align(got: Sequence[str | None], want: Sequence[str | None]) -> list[tuple[int, int]]:
    """Pairs (index in `got`, index in `want`) of the same disputed item, in the labels' order.

    The assignment that makes all paired titles together most alike (the same folded title being
    wholly alike), and of those the one that keeps most to the order. An item without a title, or
    with one like no other, has no partner.
    """
    if not got or not want:
        return []
    cost = numpy.array(
        [
            [1 - _alike(one, other) + ORDER_WEIGHT * abs(at - place) for place, other in _on(want)]
            for at, one in _on(got)
        ]
    )
    rows, columns = linear_sum_assignment(cost)
    pairs = [
        (int(row), int(column))
        for row, column in zip(rows, columns, strict=True)
        if cost[row, column] < 1
    ]
    return sorted(pairs, key=lambda pair: pair[1])


def _on(titles: Sequence[str | None]) -> list[tuple[int, str]]:
    return [(at, bare(title or "").lower()) for at, title in enumerate(titles)]


def _alike(one: str, other: str) -> float:
    """1 for the same title, at most 0.9 for another one, 0 for one that is another item's."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return 0.9 * ratio if ratio >= LEAST_ALIKE else 0.0
