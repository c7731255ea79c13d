"""Scoring: planted differences give exactly the counts that they should."""

from __future__ import annotations

import copy
import json
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eval.cases import load_cases
from eval.score import Scores, Tally, score
from imr_llm import Determination, load_record

Counts = dict[str, tuple[int, int, int, int]]
LABELS: dict[str, Any] = {
    "case": {"case_number": "CM19-0000001", "priority": None},
    "worker": {"age": 40, "sex": "male"},
    "utilization_review": {"date": "2016-03-04", "decision": "denied"},
    "clinical_summary": "He fell on 01-02-2016. X-rays were normal.",
    "events": [
        {"date": "2016-01-02", "kind": "injury", "text": "fell on 01-02-2016"},
        {"date": "2016-03-04", "kind": "utilization_review"},
    ],
    "unreadable_dates": ["10/204"],
    "items": [
        {
            "title": "Wrist brace",
            "decision": "upheld",
            "rationale": "It is not medically necessary.",
            "maximus_guideline": {
                "basis": "mtus",
                "citations": [
                    {"source": "MTUS", "title": "One", "sections": [], "pages": []},
                    {"source": "MTUS", "title": "Two", "sections": ["A"], "pages": []},
                ],
            },
        },
        {"title": "Cane", "decision": "overturned"},
        {"title": "Cane", "decision": "upheld"},
    ],
}


def faults(change: Callable[[Any], object]) -> Counts:
    """What is not right of the labels' own record after a change: wrong, missing and spurious."""
    record, scores = copy.deepcopy(LABELS), defaultdict[str, Tally](Tally)
    change(record)
    changed = Determination.model_validate(record)
    score("it", changed, Determination.model_validate(LABELS), scores)
    return {name: counts(one) for name, one in scores.items() if any(counts(one)[1:])}


def counts(one: Tally) -> tuple[int, int, int, int]:
    """A tally's four numbers."""
    return (one.correct, one.wrong, one.missing, one.spurious)


CHANGES: list[tuple[str, Callable[[Any], object], Counts]] = [
    ("nothing", lambda it: it, {}),
    (
        "white space and hyphens",
        lambda it: it.update(clinical_summary=("He  fell on\n01-02-2016.Xrays were normal. ")),
        {},
    ),
    (
        "a hyphen between digits",
        lambda it: it.update(clinical_summary=("He fell on 01-022016. X-rays were normal.")),
        {"clinical_summary": (0, 1, 0, 0)},
    ),
    ("a wrong value", lambda it: it["worker"].update(age=41), {"worker.age": (0, 1, 0, 0)}),
    ("a missing value", lambda it: it["worker"].update(age=None), {"worker.age": (0, 0, 1, 0)}),
    ("a value left out", lambda it: it["worker"].pop("age"), {"worker.age": (0, 0, 1, 0)}),
    (
        "a spurious value",
        lambda it: it["case"].update(priority="standard"),
        {"case.priority": (0, 0, 0, 1)},
    ),
    ("more than the labels say", lambda it: it["worker"].update(date_of_injury="2016"), {}),
    (
        "a list cut short",
        lambda it: it.update(unreadable_dates=[]),
        {"unreadable_dates": (0, 1, 0, 0)},
    ),
    (
        "an event missing",
        lambda it: it["events"].pop(),
        {"events.date": (1, 0, 1, 0), "events.(date, kind)": (1, 0, 1, 0)},
    ),
    (
        "an event of another kind",
        lambda it: it["events"][1].update(kind="visit"),
        {"events.(date, kind)": (1, 0, 1, 1)},
    ),
    (
        "a second kind of one date",
        lambda it: it["events"].append({"date": "2016-01-02", "kind": "visit"}),
        {"events.(date, kind)": (2, 0, 0, 1)},
    ),
    ("events in another order", lambda it: it["events"].reverse(), {}),
    (
        "events not read",
        lambda it: it.update(events=None),
        {"events.date": (0, 0, 2, 0), "events.(date, kind)": (0, 0, 2, 0)},
    ),
    (
        "a wrong decision",
        lambda it: it["items"][0].update(decision="overturned"),
        {"items.decision": (2, 1, 0, 0)},
    ),
    (
        "an item missing",
        lambda it: it["items"].pop(0),
        {
            "items": (2, 0, 1, 0),
            "items.title": (2, 0, 1, 0),
            "items.decision": (2, 0, 1, 0),
            "items.rationale": (0, 0, 1, 0),
            "items.maximus_guideline.basis": (0, 0, 1, 0),
            "items.maximus_guideline.citations": (0, 0, 2, 0),
        },
    ),
    ("an item too many", lambda it: it["items"].append({"title": "Soup"}), {"items": (3, 0, 0, 1)}),
    (
        "shuffled items",
        lambda it: (
            it["items"].insert(0, it["items"].pop(2)) or it["items"].insert(0, it["items"].pop(2))
        ),
        {},
    ),
    ("the first item last", lambda it: it["items"].append(it["items"].pop(0)), {}),
    (
        "twins exchanged",
        lambda it: it["items"].append(it["items"].pop(1)),
        {"items.decision": (1, 2, 0, 0)},
    ),
    (
        "a basis wrong",
        lambda it: it["items"][0]["maximus_guideline"].update(basis="both"),
        {"items.maximus_guideline.basis": (0, 1, 0, 0)},
    ),
    (
        "citations in another order",
        lambda it: it["items"][0]["maximus_guideline"]["citations"].reverse(),
        {},
    ),
    (
        "a section wrong",
        lambda it: it["items"][0]["maximus_guideline"]["citations"][1].update(sections=["B"]),
        {"items.maximus_guideline.citations": (1, 0, 1, 1)},
    ),
]


@pytest.mark.parametrize(("name", "change", "expected"), CHANGES, ids=[one[0] for one in CHANGES])
def test_planted(name: str, change: Callable[[Any], object], expected: Counts) -> None:
    """A planted difference is counted where it is and nowhere else."""
    assert faults(change) == expected, name


def test_part_left_out() -> None:
    """A whole part that the record leaves out is missing, field by field."""
    assert faults(lambda it: it.pop("worker")) == {
        "worker.age": (0, 0, 1, 0),
        "worker.sex": (0, 0, 1, 0),
    }


def test_all_right() -> None:
    """The labels against themselves are right as often as they say something."""
    scores: Scores = defaultdict(Tally)
    record = Determination.model_validate(LABELS)
    score("it", record, record, scores)

    assert {name: one.correct for name, one in scores.items()} == {
        "case.case_number": 1,
        "case.priority": 0,
        "worker.age": 1,
        "worker.sex": 1,
        "utilization_review.date": 1,
        "utilization_review.decision": 1,
        "clinical_summary": 1,
        "unreadable_dates": 1,
        "events.date": 2,
        "events.(date, kind)": 2,
        "items": 3,
        "items.title": 3,
        "items.decision": 3,
        "items.rationale": 1,
        "items.maximus_guideline.basis": 1,
        "items.maximus_guideline.citations": 2,
    }
    assert {one.f1 for one in scores.values()} == {1.0}
    assert not any(one.where for one in scores.values())


@pytest.mark.parametrize(
    ("tally", "f1"),
    [
        (Tally(), 1.0),
        (Tally(correct=3), 1.0),
        (Tally(wrong=1), 0.0),
        (Tally(correct=1, wrong=1), 0.5),
        (Tally(correct=2, missing=1, spurious=1), 2 / 3),
        (Tally(correct=1, missing=2), 0.5),
        (Tally(correct=1, spurious=2), 0.5),
    ],
)
def test_f1(tally: Tally, f1: float) -> None:
    """A wrong value fails both precision and recall, a missing or spurious one only one of them."""
    assert tally.f1 == pytest.approx(f1)


class TestCases:
    """Labelled letters from a folder."""

    def test_own_letters(self, letters: Path) -> None:
        """The synthetic letters are loaded by name with their text and labels."""
        cases = list(load_cases(letters))

        assert [case.name for case in cases] == sorted(path.stem for path in letters.glob("*.json"))
        for case in cases:
            assert case.text == (letters / f"{case.name}.txt").read_text("utf-8")
            assert case.expected == load_record((letters / f"{case.name}.json").read_bytes())

    def test_folders(self, tmp_path: Path) -> None:
        """Labels may stand in `gold/` and letters in `text/`."""
        for folder, name in (("gold", "one.json"), ("text", "one.txt")):
            (tmp_path / folder).mkdir()
            (tmp_path / folder / name).write_text('{"items": []}', "utf-8")

        assert [case.name for case in load_cases(tmp_path)] == ["one"]

    def test_nothing(self, tmp_path: Path) -> None:
        """A folder without labels, or labels without a letter, are errors that name them."""
        with pytest.raises(FileNotFoundError, match="no labels"):
            list(load_cases(tmp_path))
        (tmp_path / "one.json").write_text("{}", "utf-8")
        with pytest.raises(FileNotFoundError, match=r"one\.json"):
            list(load_cases(tmp_path))


class TestProgram:
    """`python -m eval`."""

    def run(self, root: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Run the program."""
        command = [sys.executable, "-m", "eval", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=root)

    def test_table(self, root: Path, letters: Path, tmp_path: Path) -> None:
        """A planted wrong label is one wrong decision, and `--where` names its letter."""
        labels = json.loads((letters / "f4b-header.json").read_bytes())
        labels["items"][0]["decision"] = "upheld"
        (tmp_path / "planted.json").write_text(json.dumps(labels), "utf-8")
        shutil.copy(letters / "f4b-header.txt", tmp_path / "planted.txt")
        done = self.run(root, "--where", tmp_path)
        rows = [line.split() for line in done.stdout.splitlines()]

        assert (done.returncode, done.stderr) == (0, "")
        assert ["items.decision", "3", "1", "0", "0", "0.750"] in rows
        assert rows[rows.index(["items.decision", "3", "1", "0", "0", "0.750"]) + 1] == ["planted"]

    def test_no_folder(self, root: Path, tmp_path: Path) -> None:
        """A folder without labels is wrong usage."""
        done = self.run(root, tmp_path)

        assert (done.returncode, done.stdout) == (2, "")
        assert "no labels" in done.stderr
