"""The letters of a folder, a pattern or a JSON Lines file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imr_llm import LetterError
from imr_llm.many.inputs import NoInput, find_letters


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with letters of both kinds, some of them deeper, and other files."""
    for name in ("b.txt", "a.PDF", "2016/c.txt", "2016/deep/d.pdf", "notes.md", "e.txt/f.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", "utf-8")
    return tmp_path


def test_folder(folder: Path) -> None:
    """Every letter below, named by its path in the folder, in the order of names."""
    assert list(find_letters(str(folder))) == [
        (name, folder / name)
        for name in ("a.PDF", "b.txt", "2016/c.txt", "2016/deep/d.pdf", "e.txt/f.txt")
    ]


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("*.txt", ["b.txt"]),
        ("**/*.pdf", ["2016/deep/d.pdf"]),
        ("2016/*", ["c.txt"]),
        ("20??/**/*", ["2016/c.txt", "2016/deep/d.pdf"]),
        ("*.[tT]xt", ["b.txt"]),
    ],
)
def test_pattern(folder: Path, pattern: str, names: list[str]) -> None:
    """What fits, named by its path below the part without wildcards."""
    assert [name for name, _ in find_letters(f"{folder}/{pattern}")] == names


def test_lines(tmp_path: Path) -> None:
    """A letter a line; a line that is none, or another letter's id, is an error in its place."""
    lines = [
        json.dumps({"id": "one", "text": "A"}),
        json.dumps({"source": "two", "id": "no", "text": "A"}),
        "",
        json.dumps({"id": 3, "text": "C", "more": None}),
        "{",
        json.dumps(["one"]),
        json.dumps({"id": "four"}),
        json.dumps({"id": "five", "text": 5}),
        json.dumps({"id": "one", "text": "D"}),
    ]
    path = tmp_path / "letters.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    found = [(name, str(content)) for name, content in find_letters(str(path))]
    shapeless = "the line is no JSON object with an id and a text"

    assert found == [
        ("one", "A"),
        ("two", "A"),
        ("3", "C"),
        ("line 5", shapeless),
        ("line 6", shapeless),
        ("line 7", shapeless),
        ("line 8", "the line's id or text is no string"),
        ("one (line 9)", "line 1 has the same id"),
    ]
    assert sum(isinstance(one, LetterError) for _, one in find_letters(str(path))) == 5


@pytest.mark.parametrize("where", ["nowhere", "nowhere/*.txt", "empty", "*.md", "none.jsonl"])
def test_nothing(folder: Path, where: str) -> None:
    """Nothing to read is an error that names where it was looked for."""
    (folder / "empty").mkdir()
    (folder / "none.jsonl").write_text("\n", "utf-8")
    with pytest.raises(NoInput, match=where.replace("*", r"\*").replace(".", r"\.")):
        list(find_letters(str(folder / where)))
