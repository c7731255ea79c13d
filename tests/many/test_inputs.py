"""The letters of a folder, a pattern or a JSON Lines file."""

from __future__ import annotations

import errno
import json
import os
from collections import Counter
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
        "[" * 100_000,
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
        ("line 8", shapeless),
        ("line 9", "the line's id or text is no string"),
        ("one (line 10)", "line 1 has the same id"),
    ]
    assert sum(isinstance(one, LetterError) for _, one in find_letters(str(path))) == 6


def test_long_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line longer than any letter's is not read whole, and costs itself only."""
    monkeypatch.setattr("imr_llm.many.inputs.LARGEST", 100)
    path = tmp_path / "letters.jsonl"
    lines = [{"id": name, "text": "A" * size} for name, size in (("a", 1), ("b", 950), ("c", 1))]
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    found = [(name, str(content)) for name, content in find_letters(str(path))]

    assert found == [("a", "A"), ("line 2", "the line is longer than 100 bytes"), ("c", "A")]


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"PK\3\4\n\n", "zip file"), (b"\x1f\x8b\n", "gzip file: unpack"), (b"\x89PNG\n", "an image")],
)
def test_no_lines(tmp_path: Path, data: bytes, told: str) -> None:
    """An archive is no file of lines, each of which would be an error."""
    path = tmp_path / "letters.jsonl"
    path.write_bytes(data)
    with pytest.raises(NoInput, match=told):
        list(find_letters(str(path)))


def test_one_letter(folder: Path) -> None:
    """A letter alone is a letter, also where its name looks like a pattern."""
    (folder / "a[1].txt").touch()
    for name in ("b.txt", "a.PDF", "a[1].txt"):
        assert list(find_letters(str(folder / name))) == [(name, folder / name)]


def test_passed_over(folder: Path) -> None:
    """What is no letter is counted, linked folders among it; folders are no files."""
    (folder / "linked").symlink_to(folder / "2016")
    (folder / "archive.zip").touch()
    os.mkfifo(folder / "2016" / "pipe.txt")
    for where, counts in (
        (folder, {".md": 1, ".zip": 1, ".txt": 1, "linked folder": 1}),
        (folder / "*", {".md": 1, ".zip": 1}),
        (folder / "*.txt", {}),
    ):
        passed_over: Counter[str] = Counter()
        assert list(find_letters(str(where), passed_over))
        assert passed_over == counts


def test_closed_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that cannot be read is an error in its letters' place, not silence."""
    scan = os.scandir

    def closed(path: str) -> object:
        if str(path).endswith("deep"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", closed)
    found = {name: str(content) for name, content in find_letters(str(folder))}
    assert found["2016/deep/"] == "the folder cannot be read: Permission denied"
    assert "2016/c.txt" in found


def test_odd_name(tmp_path: Path) -> None:
    """A name that is no text comes with escapes; the file is found all the same."""
    path = tmp_path / os.fsdecode(b"odd \xff.txt")
    path.write_text("x", "utf-8")
    ((name, content),) = find_letters(str(tmp_path))
    assert (name, content) == (r"odd \udcff.txt", path)


@pytest.mark.parametrize("where", ["**a/*.txt", "/[", "a/../**b"])
def test_no_pattern(folder: Path, where: str) -> None:
    """A pattern that is none says so."""
    with pytest.raises(NoInput, match=r"pattern|no letters"):
        list(find_letters(f"{folder}/{where}"))


def test_no_name() -> None:
    """An empty name, as of a variable that is not set, is not the folder one stands in."""
    with pytest.raises(NoInput, match="nothing"):
        list(find_letters(""))


@pytest.mark.parametrize("where", ["nowhere", "nowhere/*.txt", "empty", "*.md", "none.jsonl"])
def test_nothing(folder: Path, where: str) -> None:
    """Nothing to read is an error that names where it was looked for."""
    (folder / "empty").mkdir()
    (folder / "none.jsonl").write_text("\n", "utf-8")
    with pytest.raises(NoInput, match=where.replace("*", r"\*").replace(".", r"\.")):
        list(find_letters(str(folder / where)))
