"""Letters with their labels, from a folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from eval.cases import UNKNOWN, load_set
from imr_llm import LetterError, RecordError, load_record


def test_own_letters(letters: Path) -> None:
    """The synthetic letters are loaded by name with their text and labels."""
    cases = load_set(letters).cases

    assert [case.name for case in cases] == sorted(path.stem for path in letters.glob("*.json"))
    for case in cases:
        assert case.text == (letters / f"{case.name}.txt").read_text("utf-8")
        assert case.expected == load_record((letters / f"{case.name}.json").read_bytes())


def test_folders(tmp_path: Path) -> None:
    """Labels may stand in `gold/` and letters in `text/`; negatives stand alone."""
    for folder, name in (("gold", "one.json"), ("text", "one.txt"), ("negative", "two.txt")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text('{"items": []}', "utf-8")
    found = load_set(tmp_path)

    assert [case.name for case in found.cases] == ["one"]
    assert [case.name for case in found.negatives] == ["two"]
    assert (found.name, found.about) == (tmp_path.name, UNKNOWN)


def test_only(letters: Path) -> None:
    """Letters may be chosen by patterns of their names."""
    found = load_set(letters, ["f4a-*", "f4b-many"])

    assert [case.name for case in found.cases] == ["f4a-doubled", "f4b-many"]


def test_hash(letters: Path, tmp_path: Path) -> None:
    """The hash is that of letters and labels, wherever they lie, and changes with either."""
    copied = tmp_path / "copied"
    shutil.copytree(letters, copied)
    before = load_set(letters).sha256
    assert load_set(copied).sha256 == before

    letter, label = copied / "f4b-many.txt", copied / "f4b-many.json"
    letter.write_text(letter.read_text("utf-8") + " ", "utf-8")
    changed = load_set(copied).sha256
    label.write_text("{}", "utf-8")
    assert len({before, changed, load_set(copied).sha256}) == 3


def test_nothing(tmp_path: Path) -> None:
    """A folder without labels, or labels without a letter, are errors that name them."""
    with pytest.raises(FileNotFoundError, match="no labels"):
        load_set(tmp_path)
    for label in ("{}", "[" * 100_000):
        (tmp_path / "one.json").write_text(label, "utf-8")
        with pytest.raises(FileNotFoundError, match=r"one\.json"):
            load_set(tmp_path)


def test_unusable(tmp_path: Path) -> None:
    """Labels of another shape, and letters that cannot be read, are named."""
    (tmp_path / "one.txt").write_text("A letter.", "utf-8")
    (tmp_path / "one.json").write_text('{"verdict": 1}', "utf-8")
    with pytest.raises(RecordError, match=r"^one: .*verdict"):
        load_set(tmp_path)
    (tmp_path / "one.json").write_text("{}", "utf-8")
    (tmp_path / "one.txt").write_bytes(b"")
    with pytest.raises(LetterError, match=r"^one: "):
        load_set(tmp_path)
