"""The rows of a run, read again."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.dataset
import pytest

from imr_llm.cli import main
from imr_llm.many.rows import ROWS, NoRows, read_rows

ONE = {"source": "a.txt", "error": {"type": "LetterError", "message": "the letter is empty"}}
TWO = {"source": "b.txt", "error": {"type": "LetterError", "message": "the letter is empty"}}
AGAIN = {"source": "a.txt", "error": {"type": "LetterError", "message": "read again"}}


def written(path: Path, *lines: object) -> Path:
    """A file of lines of JSON."""
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    return path


def test_rows(tmp_path: Path) -> None:
    """Rows in their order; a letter read again by its last row."""
    path = written(tmp_path / "rows.jsonl", ONE, TWO, AGAIN)

    assert list(read_rows(path)) == [TWO, AGAIN]


def test_cut_short(tmp_path: Path) -> None:
    """A last row that a killed run left is no row."""
    path = written(tmp_path / "rows.jsonl", ONE)
    path.write_bytes(path.read_bytes() + b'{"source": "b.t')

    assert list(read_rows(path)) == [ONE]


SPOILT = {
    "nested": '"determination": ' + "[" * 100_000,
    "no JSON": '"determination": {},',
    "a long number": f'"determination": {"9" * 5_000}',
    "a word": '"determination": "SECRET"',
    "a list": '"determination": {"items": ["SECRET"]}',
    "checks": '"checks": [{"field": 1}]',
    "an error": '"error": "SECRET"',
}


@pytest.mark.parametrize("how", SPOILT)
@pytest.mark.parametrize("command", ["summary page", "summary table", "review"])
def test_spoilt_row(
    tmp_path: Path, command: str, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A row that somebody changed is told of by its place, and none of what it holds."""
    path = written(tmp_path / "rows.jsonl", ONE)
    with path.open("a") as rows:
        rows.write(f'{{"source": "b.txt", {SPOILT[how]}}}\n')
    name, _, kind = command.partition(" ")
    out = tmp_path / {"page": "out.html", "table": "out.csv", "": "out"}[kind]

    assert main([name, str(path), "-o", str(out)]) == 2
    told = capsys.readouterr().err
    assert "rows.jsonl, line 2" in told or "rows.jsonl: the row of b.txt" in told
    assert "SECRET" not in told


def test_half_a_character(tmp_path: Path) -> None:
    """A row that holds what no page can is shown with a mark in its place."""
    path = written(tmp_path / "rows.jsonl", ONE | {"source": "odd \ud800"})
    out = tmp_path / "page.html"

    assert main(["summary", str(path), "-o", str(out)]) == 0
    assert "odd ?" in out.read_text("utf-8")


def test_spoilt_source(tmp_path: Path) -> None:
    """So is a name that never ends."""
    path = written(tmp_path / "rows.jsonl", ONE)
    with path.open("a") as rows:
        rows.write('{"source": ' + "[" * 100_000 + "}\n")
    with pytest.raises(NoRows, match="line 2"):
        list(read_rows(path))


@pytest.mark.parametrize(
    "content",
    ["", "A SECRET.\n", '{"id": 1}\n{"id": 2}\n', '{"id": 1}\n', "[]\n"],
    ids=["empty", "text", "lines", "line", "list"],
)
def test_something_else(tmp_path: Path, content: str) -> None:
    """A file of something else is told of, and none of what it holds."""
    path = tmp_path / "other.jsonl"
    path.write_text(content, "utf-8")
    with pytest.raises(NoRows) as caught:
        list(read_rows(path))

    assert "other.jsonl" in str(caught.value)
    assert "SECRET" not in str(caught.value)


def test_missing(tmp_path: Path) -> None:
    """So is a file that is not there."""
    with pytest.raises(NoRows, match="no such file"):
        list(read_rows(tmp_path / "rows.jsonl"))


def test_folder_of_tables(letters: Path, tmp_path: Path) -> None:
    """A folder of tables holds its rows, and reads as a dataset without them."""
    out = tmp_path / "imr.parquet"
    assert main(["batch", str(letters), "-o", str(out)]) in (0, 3)
    files = pyarrow.dataset.dataset(out).files

    assert (out / ROWS).is_file()
    assert len(files) == 5
    assert all(one.endswith(".parquet") for one in files)
    assert len(list(read_rows(out))) == len(list(letters.rglob("*.txt")))
