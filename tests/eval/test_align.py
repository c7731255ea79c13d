"""Items paired one to one by title, ties by order."""

from __future__ import annotations

import random

import pytest

from eval.scoring.align import align

TITLES = ["Norco 10/325mg #60", "MRI of the lumbar spine", "Norco 10/325mg #90", "Cane", "Cane"]


@pytest.mark.parametrize(
    ("got", "want", "pairs"),
    [
        ([], ["Cane"], []),
        (["Cane"], [], []),
        (["Cane"], ["Cane"], [(0, 0)]),
        (["cane "], ["Cane"], [(0, 0)]),
        (["Cane", "Cane"], ["Cane", "Cane"], [(0, 0), (1, 1)]),
        (["Cane"], ["Cane", "Cane"], [(0, 0)]),
        (["Cane", "Walker"], ["Walker", "Cane"], [(1, 0), (0, 1)]),
        (["Norco 10/325mg #60"], ["Norco 10/325mg #90", "Norco 10/325mg #60"], [(0, 1)]),
        (["Norco 10/325mg #61"], ["Norco 10/325mg #60", "Physical therapy"], [(0, 0)]),
        (["Physical therapy"], ["Norco 10/325mg #60"], []),
        ([None, ""], ["Cane"], []),
        ([None, "Cane"], ["Cane"], [(1, 0)]),
    ],
)
def test_pairs(got: list[str | None], want: list[str], pairs: list[tuple[int, int]]) -> None:
    """The same title first, then the most alike; nothing alike is no pair."""
    assert align(got, want) == pairs


@pytest.mark.parametrize("seed", range(20))
def test_shuffled(seed: int) -> None:
    """In whatever order the items come, each finds its own title."""
    order = random.Random(seed).sample(range(len(TITLES)), len(TITLES))  # noqa: S311
    shuffled = [TITLES[at] for at in order]

    pairs = align(shuffled, TITLES)
    assert [place for _, place in pairs] == list(range(len(TITLES)))
    assert sorted(at for at, _ in pairs) == list(range(len(TITLES)))
    assert all(shuffled[at] == TITLES[place] for at, place in pairs)
