"""Nothing that is there is lost: not an input, by whatever name, nor a stranger's file."""

from __future__ import annotations

import json
import resource
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from imr_llm.cli import main


@pytest.fixture
def letter_file(tmp_path: Path, letter: Callable[[str], str]) -> Path:
    """A letter in a folder of its own."""
    path = tmp_path / "letters" / "letter.txt"
    path.parent.mkdir()
    path.write_text(letter("f4b-header"), "utf-8")
    return path


Name = Callable[[Path], Path]


def itself(path: Path) -> Path:
    """The same path."""
    return path


def by_another_path(path: Path) -> Path:
    """The same file, reached by another path."""
    return path.parent / ".." / path.parent.name / path.name


def by_a_link(path: Path) -> Path:
    """The same file by a symbolic link."""
    link = path.with_name("link.html")
    link.symlink_to(path)
    return link


def by_a_hard_link(path: Path) -> Path:
    """The same file by a second name."""
    link = path.with_name("second.html")
    link.hardlink_to(path)
    return link


@pytest.mark.parametrize("name", [itself, by_another_path, by_a_link, by_a_hard_link])
class TestOverItsInput:
    """No command writes over what it reads."""

    def test_review(
        self, letter_file: Path, name: Name, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A page is not written over its letter."""
        before = letter_file.read_bytes()
        assert main(["review", str(letter_file), "-o", str(name(letter_file))]) == 2
        assert letter_file.read_bytes() == before
        assert "is the input" in capsys.readouterr().err

    def test_review_of_a_record(self, letter_file: Path, name: Name) -> None:
        """Nor over the record that is reviewed."""
        record = letter_file.with_name("record.json")
        record.write_text("{}", "utf-8")
        told = ["review", str(letter_file), "--record", str(record), "-o", str(name(record))]
        assert main(told) == 2
        assert record.read_text("utf-8") == "{}"

    def test_batch(self, letter_file: Path, name: Name) -> None:
        """Rows are not written over the lines that are read."""
        lines = letter_file.with_name("letters.jsonl")
        lines.write_text('{"source": "a", "text": "b"}\n', "utf-8")
        out = name(lines)
        if out.suffix != ".jsonl":
            out = out.rename(out.with_suffix(".jsonl"))
        assert main(["batch", str(lines), "-o", str(out)]) == 2
        assert lines.read_text("utf-8") == '{"source": "a", "text": "b"}\n'


def test_batch_over_a_letter(letter_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rows are not written over a letter, not even over an empty one."""
    empty = letter_file.with_name("empty.txt")
    empty.touch()
    out = letter_file.with_name("rows.jsonl")
    out.hardlink_to(empty)
    assert main(["batch", str(letter_file.parent), "-o", str(out)]) == 2
    assert empty.read_bytes() == b""
    assert "is the input" in capsys.readouterr().err


def test_page_replaced(letter_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page is written into a folder that is made, said, and replaced by the next one."""
    out = letter_file.parent / "new" / "pages" / "page.html"
    assert main(["review", str(letter_file), "-o", str(out)]) == 0
    assert f"wrote {out}; 0 open checks" in capsys.readouterr().err
    first = out.read_bytes()
    out.write_bytes(first + b"<!-- old -->")
    assert main(["review", str(letter_file), "-o", str(out)]) == 0
    assert b"<!-- old -->" not in out.read_bytes()
    assert list(out.parent.iterdir()) == [out]


def test_page_by_a_link(letter_file: Path) -> None:
    """A link stays one: the page that it leads to is replaced."""
    out = letter_file.parent / "page.html"
    link = by_a_link(out)
    assert main(["review", str(letter_file), "-o", str(link)]) == 0
    assert link.is_symlink()
    assert b"<!DOCTYPE html>" in out.read_bytes()


@pytest.mark.parametrize(
    "there", [b"", b"notes", b"<!DOCTYPE html>\n<html><p>My page</p></html>", b"x" * 10_000]
)
def test_strangers_file(
    letter_file: Path, there: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever else is there stays."""
    out = letter_file.parent / "page.html"
    out.write_bytes(there)
    assert main(["review", str(letter_file), "-o", str(out)]) == 2
    assert out.read_bytes() == there
    assert "name another" in capsys.readouterr().err


def test_letter_with_our_mark(letter_file: Path) -> None:
    """A letter that quotes the mark of our pages is no page of ours."""
    other = letter_file.with_name("other.txt")
    other.write_text("x" * 600 + '<meta name="generator" content="imr-llm">', "utf-8")
    before = other.read_bytes()
    assert main(["review", str(letter_file), "-o", str(other)]) == 2
    assert other.read_bytes() == before


@pytest.mark.parametrize("out", ["letters", "letters/letter.txt/page.html"])
def test_no_such_output(letter_file: Path, out: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What can hold no page is told by name."""
    assert main(["review", str(letter_file), "-o", str(letter_file.parents[1] / out)]) == 2
    assert "letters" in capsys.readouterr().err


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file may grow beyond a few bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_full_disk(
    letter_file: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page that does not fit is named, and the one before stays."""
    out = letter_file.parent / "page.html"
    assert main(["review", str(letter_file), "-o", str(out)]) == 0
    before = out.read_bytes()
    request.getfixturevalue("small_files")
    assert main(["review", str(letter_file), "-o", str(out)]) == 2
    assert f"{out}: the page cannot be written" in capsys.readouterr().err
    assert out.read_bytes() == before
    assert {one.name for one in out.parent.iterdir()} == {"letter.txt", "page.html"}


def test_strangers_tables(letter_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Tables that no run wrote are not written over."""
    out = letter_file.parent / "mine.csv"
    out.mkdir()
    (out / "items.csv").write_text("mine", "utf-8")
    assert main(["batch", str(letter_file), "-o", str(out)]) == 2
    assert (out / "items.csv").read_text("utf-8") == "mine"
    assert "without a run's rows" in capsys.readouterr().err
    assert [one.name for one in out.iterdir()] == ["items.csv"]


def test_rows_of_another(letter_file: Path) -> None:
    """Lines of JSON that look like rows are not taken for a run's."""
    out = letter_file.parent / "mine.jsonl"
    out.write_text(json.dumps({"source": "a", "text": "b"}), "utf-8")
    assert main(["batch", str(letter_file), "-o", str(out)]) == 2
    assert out.read_text("utf-8") == json.dumps({"source": "a", "text": "b"})


class TestSummaryTable:
    """A summary's table is written over another summary's alone."""

    @pytest.fixture
    def rows(self, letter_file: Path) -> Path:
        """The rows of a run."""
        rows = letter_file.parents[1] / "rows.jsonl"
        assert main(["batch", str(letter_file), "-o", str(rows)]) == 0
        return rows

    def test_replaced(self, rows: Path) -> None:
        """Its own it replaces; the folder is made."""
        out = rows.parent / "new" / "letters.csv"
        for _ in range(2):
            assert main(["summary", str(rows), "-o", str(out)]) == 0
        assert [one.name for one in out.parent.iterdir()] == ["letters.csv"]

    @pytest.mark.parametrize("there", [b"", b"mine,all mine\r\n1,2\r\n"])
    def test_strangers(self, rows: Path, there: bytes, capsys: pytest.CaptureFixture[str]) -> None:
        """Whatever else is there stays."""
        out = rows.with_name("mine.csv")
        out.write_bytes(there)
        assert main(["summary", str(rows), "-o", str(out)]) == 2
        assert out.read_bytes() == there
        assert "name another" in capsys.readouterr().err

    def test_a_runs_table(self, rows: Path, letter_file: Path) -> None:
        """A run's own table is no summary."""
        tables = rows.with_name("tables.csv")
        assert main(["batch", str(letter_file), "-o", str(tables)]) == 0
        before = (tables / "items.csv").read_bytes()
        assert main(["summary", str(tables), "-o", str(tables / "items.csv")]) == 2
        assert (tables / "items.csv").read_bytes() == before
