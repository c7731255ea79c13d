"""Two runs beside each other."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from eval.reporting.baseline import NoComparison, flips, load_baseline

RUN: dict[str, Any] = {
    "sets": [
        {
            "name": "fixtures",
            "sha256": "1",
            "readers": [
                {
                    "reader": "rules",
                    "faults": [
                        {
                            "letter": "a",
                            "field": "worker.age",
                            "place": "worker.age",
                            "verdict": "wrong",
                        }
                    ],
                }
            ],
        }
    ]
}


def test_same() -> None:
    """Nothing flips between a run and itself."""
    assert flips(RUN, RUN) == []


def test_flips() -> None:
    """What is right in one run alone is told, by letter and place, as gained or lost."""
    after = copy.deepcopy(RUN)
    fault = {"letter": "b", "field": "items.decision", "place": "items[0].decision"}
    after["sets"][0]["readers"][0]["faults"] = [fault | {"verdict": "missing"}]
    found = flips(RUN, after)

    assert [(str(one), one.loss) for one in found] == [
        ("gained: fixtures, rules: a worker.age [worker.age] (wrong, now right)", False),
        (
            "lost: fixtures, rules: b items[0].decision [items.decision] (right, now missing)",
            True,
        ),
    ]


def reader(found: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The same run, with more known of its only reader."""
    told = copy.deepcopy(found)
    told["sets"][0]["readers"][0].update(more)
    return told


def test_verified() -> None:
    """A record that is verified in one run alone is told, though no value flipped."""
    found = flips(reader(RUN, verified=["a", "b"]), reader(RUN, verified=["b", "c"]))

    assert [(str(one), one.loss) for one in found] == [
        ("lost: fixtures, rules: a (verified, now open)", True),
        ("gained: fixtures, rules: c (open, now verified)", False),
    ]


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (2, [("lost: fixtures, rules: records verified (2, now 1)", True)]),
        (1, []),
        (0, [("gained: fixtures, rules: records verified (0, now 1)", False)]),
    ],
)
def test_verified_only_counted(count: int, told: list[tuple[str, bool]]) -> None:
    """A baseline that only counts verified records is compared by their number."""
    found = flips(reader(RUN, trust={"verified": count}), reader(RUN, verified=["a"]))

    assert [(str(one), one.loss) for one in found] == told


def test_unread() -> None:
    """A letter that is not read any more is one loss, not one for each of its values."""
    read = reader(RUN, verified=["a"], unread={}, faults=[])
    unread = reader(RUN, verified=[], unread={"a": "ModelUnavailable"})

    lost, gained = flips(read, unread), flips(unread, read)
    assert [(str(one), one.loss) for one in lost + gained] == [
        ("lost: fixtures, rules: a (read, now not read)", True),
        ("gained: fixtures, rules: a (not read, now read)", False),
    ]


def test_other_reader() -> None:
    """A reader that the baseline does not have is not compared."""
    after = copy.deepcopy(RUN)
    after["sets"][0]["readers"] = [{"reader": "llm", "faults": []}]

    assert flips(RUN, after) == []


def test_other_letters() -> None:
    """Runs over other letters or labels do not compare."""
    after = copy.deepcopy(RUN)
    after["sets"][0]["sha256"] = "2"
    with pytest.raises(NoComparison, match="not those of the baseline"):
        flips(RUN, after)
    after["sets"][0]["name"] = "letters"
    with pytest.raises(NoComparison, match="no set of letters in common"):
        flips(RUN, after)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"items": []}', "[" * 100_000])
def test_no_outcome(tmp_path: Path, content: str) -> None:
    """Anything but an outcome is refused by its name."""
    path = tmp_path / "before.json"
    path.write_text(content, "utf-8")
    with pytest.raises(NoComparison, match=r"before\.json"):
        load_baseline(path)
    with pytest.raises(NoComparison, match=r"none\.json"):
        load_baseline(tmp_path / "none.json")


def test_loaded(tmp_path: Path) -> None:
    """An outcome is read back as it was written."""
    path = tmp_path / "before.json"
    path.write_text(json.dumps(RUN), "utf-8")
    assert load_baseline(path) == RUN
