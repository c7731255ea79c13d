"""The figures that are kept are what the code does, and the documentation tells the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.__main__ import main
from eval.reporting.accuracy import RESULTS, evaluation_tables, readme_table, unverified
from imr_llm.summary.page import TABLES

SAME = ("fields", "groups", "decisions", "trust", "usage", "faults", "unread", "accepted_negatives")


def kept(name: str) -> dict[str, Any]:
    """The only set of letters of a kept result."""
    found: dict[str, Any] = json.loads((RESULTS / f"{name}.json").read_bytes())["sets"][0]
    return found


def now(tmp_path: Path, *arguments: str) -> dict[str, Any]:
    """The same of a run now, without planted errors."""
    written = tmp_path / "now.json"
    assert main(["--no-plant", "--json", str(written), *arguments]) == 0
    found: dict[str, Any] = json.loads(written.read_bytes())["sets"][0]
    return found


def same(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Compare what two runs found, reader by reader."""
    assert after["sha256"] == before["sha256"]
    assert after["about"] == before["about"]
    earlier = {one["reader"]: one for one in before["readers"]}
    for reader in after["readers"]:
        for part in SAME:
            assert reader[part] == earlier[reader["reader"]][part], (reader["reader"], part)


def test_documented(root: Path) -> None:
    """The tables of the README and of the evaluation's page are made of the kept results."""
    readme = (root / "README.md").read_text("utf-8")
    assert readme_table() in readme
    assert unverified() in " ".join(readme.split())
    assert evaluation_tables() in (root / "docs" / "evaluation.md").read_text("utf-8")


def test_categories_of_a_summary(root: Path) -> None:
    """Summary and notebook say of categories what the first run on real letters found."""
    found = kept("letters-36-first-run")["readers"][1]["fields"]["items.category"]
    told = f"{found['right']} of {found['right'] + found['wrong']} were right"
    notes = {name: note for name, _, note in TABLES}

    assert told in notes["category"]
    assert told in (root / "docs" / "notebook.ipynb").read_text("utf-8")


EVALUATIONS = sorted(path for path in RESULTS.glob("*.json") if path.stem != "trust")


@pytest.mark.parametrize("path", EVALUATIONS, ids=lambda path: path.stem)
def test_command(path: Path) -> None:
    """A kept result names the command that made it and has no absolute path in it."""
    command = json.loads(path.read_bytes())["command"]
    page = path.with_suffix(".md").read_text("utf-8")

    assert command.startswith("python -m eval")
    assert f"--json eval/results/{path.name}" in command
    assert f"    {command}\n" in page
    assert " /" not in command


def test_fixtures(tmp_path: Path) -> None:
    """All five readers still give the kept figures on the fixtures."""
    found = now(tmp_path)
    assert [one["reader"] for one in found["readers"]] == [
        "always-upheld",
        "rules",
        "llm-first",
        "llm",
        "both",
    ]
    same(kept("fixtures"), found)


def test_heldout(root: Path, tmp_path: Path) -> None:
    """The rules still give the kept figures on the letters held out."""
    same(kept("heldout"), now(tmp_path, str(root / "eval" / "heldout")))


def test_nothing_wrong_was_verified() -> None:
    """The trial that is kept found nothing wrong and verified that can be told by its looks."""
    kept_trial = json.loads((RESULTS / "trust.json").read_bytes())
    passed = {
        (folder, name): one["wrong and verified"]
        for folder, trials in kept_trial.items()
        for name, one in trials.items()
        if "cannot be told" not in name
    }
    assert passed
    assert not any(passed.values())


def test_fixtures_refused() -> None:
    """Every negative is refused."""
    assert kept("fixtures")["negatives"] == 10
    assert all(one["accepted_negatives"] == [] for one in kept("fixtures")["readers"])


@pytest.mark.parametrize(
    ("name", "chosen"), [("letters", "letters-43"), ("letters-36", "letters-36")]
)
def test_published(name: str, chosen: str, root: Path, shared: Path, tmp_path: Path) -> None:
    """The rules still give the kept figures on the published letters."""
    listed = f"@{root / 'eval' / 'sets' / chosen}.args"
    same(kept(name), now(tmp_path, str(shared), listed, "--engine", "rules"))


def test_no_words_of_published_letters(shared: Path) -> None:
    """Nothing of a real letter's text stands in the kept results."""
    written = "".join(path.read_text("utf-8") for path in RESULTS.glob("letters*"))
    for path in sorted((shared / "gold").glob("*.json")):
        for item in json.loads(path.read_bytes())["items"]:
            assert item["title"] not in written
