"""What can be planted in a letter, and what a lie can claim, and still be verified.

Runs on invented letters, and on published ones where a folder of them is given. Only letters whose
record is right by its labels and verified before anything is done to them take part. Exit code 1
when anything wrong was verified that can be told from real by its looks.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.attack.breaking import WHOLE, broken_titles, pairs
from eval.attack.lies import accepted, lies, told
from eval.attack.planting import Plant, load_plants, planted
from eval.cases import load_set
from eval.reporting.table import Row, Table, as_markdown, as_text
from eval.scoring.marks import mark
from imr_llm import Determination, Extraction, LetterError, extract, verify
from imr_llm.folding import bare

ROOT = Path(__file__).resolve().parents[2]
UNCOUNTED = {"worker.diagnoses", "items.category", "events.(date, kind)"}
KINDS = ("wrong and verified", "wrong and open", "right", "refused")
MEANING = """A letter counts as wrong where items, decisions, people, or dates of header and summary
are read otherwise than from the letter as it was. Texts that tell a fact in the form in which real
letters tell it (a whole item with labels and gaps, a number inside a title) are counted apart."""


@dataclass
class Trial:
    """What became of the letters of one kind, and which were wrong and verified."""

    counts: Counter[str] = field(default_factory=Counter)
    passed: list[str] = field(default_factory=list)

    def add(self, kind: str, name: str) -> None:
        """Count one letter."""
        self.counts[kind] += 1
        if kind == KINDS[0]:
            self.passed.append(name)


@dataclass(frozen=True)
class Sound:
    """A letter whose record is right and verified."""

    name: str
    text: str
    record: Determination


def main(arguments: list[str] | None = None) -> int:
    """Run the trial and print its tables; returns the exit code."""
    parser = argparse.ArgumentParser("python -m eval.attack", description=__doc__)
    add = parser.add_argument
    add("folders", nargs="*", type=Path, metavar="FOLDER", help="default: eval/fixtures")
    add("--most", type=int, default=12, metavar="N", help="letters of a folder (%(default)s)")
    add("--json", type=Path, metavar="FILE", help="the figures")
    add("--markdown", type=Path, metavar="FILE", help="the tables")
    options = parser.parse_args(arguments)
    found: dict[str, Any] = {}
    tables: list[Table] = []
    for folder in options.folders or [ROOT / "eval" / "fixtures"]:
        letters = list(sound(folder, options.most))
        trials = attack(letters)
        found[folder.name] = {
            name: {"counts": dict(one.counts), "wrong and verified": one.passed}
            for name, one in trials.items()
        }
        tables.append(_table(f"{folder.name}: {len(letters)} letters", trials))
    print("\n\n".join(as_text(one) for one in tables))
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    if options.markdown:
        given = shlex.join(["python", "-m", "eval.attack", *(arguments or sys.argv[1:])])
        parts = ["# What can be planted and still be verified", f"    {given}", MEANING]
        parts += map(as_markdown, tables)
        options.markdown.write_text("\n\n".join(parts) + "\n", "utf-8")
    bad = [
        name
        for trials in found.values()
        for kind, one in trials.items()
        for name in one["wrong and verified"]
        if "cannot be told" not in kind
    ]
    print("\n".join(["", *bad]) if bad else "")
    return 1 if bad else 0


def sound(folder: Path, most: int) -> Iterator[Sound]:
    """The first letters of the block form whose record by the rules is right and verified."""
    left = most
    for case in load_set(folder).cases:
        if left and (done := _read(case.text)) and done.verified:
            marks = mark(case.name, done.determination, case.expected)
            wrong = {one.field for one in marks if not one.right} - UNCOUNTED
            if not wrong and len(done.determination.items or ()) > 1:
                left -= 1
                yield Sound(case.name, case.text, done.determination)


def attack(letters: list[Sound]) -> dict[str, Trial]:
    """Every trial over the letters, by name."""
    trials = {
        "texts planted, read by the rules": Trial(),
        "texts planted that cannot be told from real ones": Trial(),
        "texts planted, a model obeys": Trial(),
        "titles broken at every blank": Trial(),
        "whole letters spoilt": Trial(),
        "two letters in one": Trial(),
        "lies told to verify": Trial(),
    }
    plants = load_plants()
    for letter in letters:
        _planted(letter, plants, trials)
        for how, text in broken_titles(letter.text, letter.record):
            _judge(letter, text, f"{letter.name}: {how}", trials["titles broken at every blank"])
        for how, spoil in WHOLE.items():
            trial = trials["whole letters spoilt"]
            _judge(letter, spoil(letter.text), f"{letter.name}: {how}", trial)
        _lied(letter, trials["lies told to verify"])
    for name, text in pairs([(one.name, one.text) for one in letters]):
        done = _read(text)
        kind = "refused" if done is None else KINDS[0] if done.verified else KINDS[1]
        trials["two letters in one"].add(kind, name)
    return trials


def _planted(letter: Sound, plants: Iterable[Plant], trials: dict[str, Trial]) -> None:
    for plant in plants:
        text = planted(letter.text, letter.record, plant)
        if text is None:
            continue
        name = f"{letter.name}: {plant.id}"
        told_apart = "texts planted, read by the rules"
        alike = "texts planted that cannot be told from real ones"
        _judge(letter, text, name, trials[alike if plant.changes else told_apart])
        if not plant.changes:
            _obeyed(letter, text, name, trials["texts planted, a model obeys"])


def _judge(letter: Sound, text: str, name: str, trial: Trial) -> None:
    """Read a spoilt letter: the record must be the sound letter's, or not be verified."""
    done = _read(text)
    if done is None:
        trial.add("refused", name)
    elif _facts(done.determination) == _facts(letter.record):
        trial.add("right", name)
    else:
        trial.add(KINDS[0] if done.verified else KINDS[1], name)


def _obeyed(letter: Sound, text: str, name: str, trial: Trial) -> None:
    """A record as a model would make it that does as the text says: every decision turned."""
    record = letter.record.model_dump(mode="json")
    for item in record["items"]:
        item["decision"] = "overturned" if item["decision"] == "upheld" else "upheld"
    try:
        checks = verify(Determination.model_validate(record | {"outcome": None}), text)
    except LetterError:
        trial.add("refused", name)
        return
    trial.add(KINDS[1] if any(check.open for check in checks) else KINDS[0], name)


def _lied(letter: Sound, trial: Trial) -> None:
    record = letter.record.model_dump(mode="json")
    record.pop("outcome")
    base = told(verify(Determination.model_validate(record), letter.text))
    for kind, wrong in lies(record):
        passed = accepted(wrong, letter.text, base)
        trial.add(KINDS[0] if passed else KINDS[1], f"{letter.name}: {kind}")


def _read(text: str) -> Extraction | None:
    try:
        return extract(text, engine="rules")
    except LetterError:
        return None


def _facts(record: Determination) -> Any:
    """What must not change: items and their decisions, people, dates of header and summary."""
    items = [
        (bare(item.title or ""), item.decision, item.date_of_service) for item in record.items or ()
    ]
    worker = record.worker.model_dump(exclude={"diagnoses"})
    return items, worker, record.case, record.utilization_review


def _table(title: str, trials: dict[str, Trial]) -> Table:
    rows: list[Row] = [
        (name, *(str(one.counts[kind]) for kind in KINDS)) for name, one in trials.items()
    ]
    return Table(title, ("trial", *KINDS), rows)


if __name__ == "__main__":
    sys.exit(main())
