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


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"items": []}'])
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
