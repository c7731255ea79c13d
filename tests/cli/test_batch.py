"""`imr-llm batch`: every letter exactly once, whatever ends the run."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eval.benchmarks.stub import failing, serve
from imr_llm.cli import main
from imr_llm.many.journal import Journal
from imr_llm.many.rows import ROWS
from imr_llm.many.table_files import read_csv, read_parquet
from imr_llm.many.tables import rows_of

LETTERS = 400
KILLS = 4
HEAD = 200
"""Bytes that the line on the run itself does not exceed."""


@pytest.fixture
def many(letter: Callable[[str], str], tmp_path: Path) -> Path:
    """A JSON Lines file of letters, most of them equal, one of them none."""
    text = letter("f4b-header")
    lines = [{"id": f"letter {at}", "text": text} for at in range(LETTERS)]
    lines[7]["text"] = "A recipe."
    path = tmp_path / "letters.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    return path


def sources(path: Path) -> list[str]:
    """The letters that have a row, in the file's order."""
    return [row["source"] for row in rows_in(path)]


def rows_in(path: Path) -> list[dict[str, Any]]:
    """The rows of a run; a last line that was cut short is none."""
    whole = path.read_bytes().rpartition(b"\n")[0].decode()
    return [json.loads(line) for line in whole.splitlines()]


def start(where: Path, out: Path, *more: str) -> subprocess.Popen[bytes]:
    """A run in a process group of its own."""
    command = [sys.executable, "-m", "imr_llm", "batch", str(where), "-o", str(out), *more]
    return subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True)


def wait_for_rows(out: Path, process: subprocess.Popen[bytes], size: int) -> None:
    """Wait until the file has grown to a size, or the run has ended."""
    while process.poll() is None and not (out.is_file() and out.stat().st_size >= size):
        time.sleep(0.01)


def test_killed(many: Path, tmp_path: Path) -> None:
    """Killed at random moments and started again, a run ends with every letter once."""
    out = tmp_path / "rows.jsonl"
    chance = random.Random(20170112)  # noqa: S311
    killed = 0
    for _ in range(KILLS):
        size = out.stat().st_size if out.is_file() else 0
        process = start(many, out)
        wait_for_rows(out, process, size + chance.randrange(1, 900_000))
        killed += process.poll() is None
        process.kill()  # the run alone: its workers must end by themselves
        process.communicate()
    assert killed >= 1
    process = start(many, out)
    _, told = process.communicate()

    assert process.returncode == 3
    assert sources(out) == [f"letter {at}" for at in range(LETTERS)]
    assert f"{LETTERS} rows for {LETTERS} letters".encode() in told
    assert b"1 failed" in told


def test_workers_end(many: Path, tmp_path: Path) -> None:
    """No worker outlives a run that was killed."""
    out = tmp_path / "rows.jsonl"
    process = start(many, out)
    wait_for_rows(out, process, HEAD + 1)
    group = os.getpgid(process.pid)
    process.kill()
    process.communicate()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    os.killpg(group, signal.SIGKILL)
    pytest.fail("a worker went on after its run was killed")


def test_interrupted(many: Path, tmp_path: Path) -> None:
    """Ctrl-C ends the run with its own exit code and a word on how to go on."""
    out = tmp_path / "rows.jsonl"
    process = start(many, out)
    wait_for_rows(out, process, HEAD + 1)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)

    assert process.returncode == 130
    assert b"run the same again to go on" in told
    assert b"Traceback" not in told
    assert 0 < len(sources(out)) < LETTERS


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_interrupted_requests(many: Path, tmp_path: Path) -> None:
    """Ctrl-C does not wait for a model that takes its time."""
    out = tmp_path / "rows.jsonl"
    asked = threading.Event()

    def never(body: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
        asked.set()
        time.sleep(600)
        return 500, {}, {}

    with serve(never) as server:
        model = ("--model", "m", "--base-url", server.url)
        process = start(many, out, *model)
        assert asked.wait(60)
        os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=60)

    assert process.returncode == 130
    assert b"run the same again to go on" in told


@pytest.mark.parametrize(("suffix", "read"), [("parquet", read_parquet), ("csv", read_csv)])
def test_tables(
    letters: Path, tmp_path: Path, suffix: str, read: Callable[[Path], dict[str, object]]
) -> None:
    """A folder of tables has the rows beside them, and both tell the same."""
    out = tmp_path / f"tables.{suffix}"
    assert main(["batch", str(letters), "-o", str(out)]) == 3  # some are no letters
    assert main(["batch", str(letters), "-o", str(out)]) == 3  # nothing left to do
    rows = rows_in(out / ROWS)

    assert [row["source"] for row in rows_of(read(out))] == [row["source"] for row in rows]
    assert {row["source"] for row in rows} == {
        path.relative_to(letters).as_posix() for path in letters.rglob("*.txt")
    }


def test_without_arrow(
    letters: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Tables without pyarrow are refused, saying what to install; rows need none."""
    monkeypatch.setitem(sys.modules, "imr_llm.many.table_files", None)
    monkeypatch.delattr("imr_llm.many.table_files", raising=False)

    assert main(["batch", str(letters), "-o", str(tmp_path / "tables.csv")]) == 2
    assert 'pip install "imr-llm[tables]"' in capsys.readouterr().err
    one = letters / "f4b-header.txt"
    assert main(["batch", str(one), "-o", str(tmp_path / "rows.jsonl")]) == 0


@pytest.mark.parametrize(
    ("where", "out", "told"),
    [
        ("nowhere", "rows.jsonl", "no folder, pattern or JSON Lines file"),
        (".", "rows.txt", "name it .jsonl"),
        (".", "rows.jsonl", "no letters"),
        ("taken.txt", "taken.csv", "is a file"),
    ],
)
def test_wrong_usage(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    where: str,
    out: str,
    told: str,
) -> None:
    """What cannot be used is wrong usage, and says how to do better."""
    monkeypatch.chdir(tmp_path)
    Path("taken.csv").touch()
    assert main(["batch", where, "-o", out]) == 2
    assert told in capsys.readouterr().err


Folder = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path, letter: Callable[[str], str]) -> Folder:
    """A folder of letters by name: the text of a synthetic letter, or a text of one's own."""

    def make(name: str, **texts: str) -> Path:
        where = tmp_path / name
        where.mkdir(exist_ok=True)
        for one, text in texts.items():
            path = where / f"{one}.txt"
            path.write_text(letter(text) if text.startswith("f4b") else text, "utf-8")
        return where

    return make


def batch(where: Path, out: Path, *more: str) -> int:
    """The exit code of a run in this process."""
    return main(["batch", str(where), "-o", str(out), *more])


def cases(out: Path) -> dict[str, str | None]:
    """The case number of each letter's row, None of one that failed."""
    return {
        row["source"]: None if "error" in row else row["determination"]["case"]["case_number"]
        for row in rows_in(out)
    }


class TestSameRun:
    """A run goes on only as the same run."""

    def test_nothing_left(self, folder: Folder, tmp_path: Path) -> None:
        """What has its row is not read again."""
        where, out = folder("one", a="f4b-header", b="f4b-conflict", c=""), tmp_path / "rows.jsonl"
        assert batch(where, out) == 3
        before = out.read_bytes()
        assert batch(where, out) == 3
        assert out.read_bytes() == before

    def test_open_letters(
        self, folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Letters with open checks are named, and what shows why."""
        where, out = folder("one", a="f4b-header", b="f4b-conflict"), tmp_path / "rows.jsonl"
        for _ in range(2):
            assert batch(where, out) == 0
            err = capsys.readouterr().err
            assert "imr-llm:   open: b.txt\n" in err
            assert f"imr-llm summary {out}" in err

    def test_two_names(
        self, folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """One letter under two names is told of, and counted twice."""
        where, out = folder("one", a="f4b-header", b="f4b-header"), tmp_path / "rows.jsonl"
        for _ in range(2):
            assert batch(where, out) == 0
            err = capsys.readouterr().err
            assert "1 letter counted twice under two names: b.txt is a.txt" in err
            assert "  open: " not in err

    def test_replaced_letter(
        self, folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A letter whose text has changed is read again, has one row, and is told of."""
        where, out = folder("one", a="f4b-header", b="f4b-conflict"), tmp_path / "rows.jsonl"
        assert batch(where, out) == 0
        assert "changed" not in capsys.readouterr().err
        before = cases(out)
        folder("one", a="f4b-compact")
        assert batch(where, out) == 0
        after = cases(out)

        assert after["b.txt"] == before["b.txt"]
        assert after["a.txt"] != before["a.txt"]
        assert "1 letter changed since their rows" in capsys.readouterr().err
        assert len(sources(out)) == 2

    def test_another_folder(
        self, folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Other letters of the same names are read; the rows of others stay, and are told."""
        out = tmp_path / "rows.jsonl"
        assert batch(folder("one", a="f4b-header", b="f4b-conflict"), out) == 0
        assert batch(folder("two", a="f4b-compact", c="f4b-footers"), out) == 0
        assert sorted(sources(out)) == ["a.txt", "b.txt", "c.txt"]
        err = capsys.readouterr().err
        assert "done; 2 rows for 2 letters" in err
        assert "1 more of its rows: of letters that are not in" in err

    def test_moved_folder(self, folder: Folder, tmp_path: Path) -> None:
        """The same letters in another place are the same letters."""
        where, out = folder("one", a="f4b-header"), tmp_path / "rows.jsonl"
        assert batch(where, out) == 0
        before = out.read_bytes()
        assert batch(where.rename(tmp_path / "two"), out) == 0
        assert out.read_bytes() == before

    def test_another_engine(
        self, folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Another engine or model is another run: what differs is said, and nothing is touched."""
        where, out = folder("one", a="f4b-header"), tmp_path / "rows.jsonl"
        assert batch(where, out) == 0
        before = out.read_bytes()
        assert batch(where, out, "--model", "m", "--base-url", "http://127.0.0.1:9/v1") == 2
        assert out.read_bytes() == before
        err = capsys.readouterr().err
        assert 'engine "rules" there, "llm" now' in err
        assert "start anew with another name" in err

    @pytest.mark.parametrize("damage", ["x", '{"source": "a.txt"}\n'])
    def test_damaged(
        self,
        folder: Folder,
        tmp_path: Path,
        damage: str,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """Damaged rows are an error that names the line."""
        where, out = folder("one", a="f4b-header", b="f4b-conflict"), tmp_path / "rows.jsonl"
        assert batch(where, out) == 0
        lines = out.read_text("utf-8").splitlines(keepends=True)
        out.write_text("".join([*lines[:2], damage, *lines[2:]]), "utf-8")
        assert batch(where, out) == 2
        assert f"{out}, line 3: " in capsys.readouterr().err

    def test_retry_failed(self, folder: Folder, tmp_path: Path, letter: Any) -> None:
        """Letters that failed are read again when asked for, or when they were mended."""
        where, out = folder("one", a="", b="f4b-header"), tmp_path / "rows.jsonl"
        assert batch(where, out) == 3
        before = out.read_bytes()
        assert batch(where, out, "--retry-failed") == 3
        assert sources(out) == ["b.txt", "a.txt"]
        assert len(out.read_bytes()) == len(before)
        folder("one", a="f4b-compact")
        assert batch(where, out) == 0
        assert None not in cases(out).values()


class Killed(BaseException):
    """As a kill ends a program: nothing of it runs on."""


def test_killed_between_any_two_writes(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in or after any write, the run goes on and ends with the same rows."""
    where = folder("one", a="f4b-header", b="", c="f4b-conflict")
    assert batch(where, tmp_path / "whole.jsonl", "--concurrency", "1") == 3
    whole = [timeless(row) for row in rows_in(tmp_path / "whole.jsonl")]
    write = Journal._write
    for deadly in range(3):
        for part in (0.5, 1.0):
            out = tmp_path / f"{deadly} {part}.jsonl"
            writes = iter(range(100))

            def dying(
                journal: Journal,
                data: bytes,
                part: float = part,
                deadly: int = deadly,
                writes: Any = writes,
            ) -> None:
                if next(writes) == deadly:
                    write(journal, data[: int(len(data) * part)])
                    raise Killed
                write(journal, data)

            with monkeypatch.context() as patch, pytest.raises(Killed):
                patch.setattr(Journal, "_write", dying)
                batch(where, out, "--concurrency", "1")
            assert batch(where, out, "--concurrency", "1") == 3
            assert [timeless(row) for row in rows_in(out)] == whole


def timeless(row: dict[str, Any]) -> dict[str, Any]:
    """A row without the seconds it took."""
    row.get("provenance", {}).pop("seconds", None)
    return row


class TestFailures:
    """Failures are told."""

    def test_grouped(
        self, folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """At the end: how many failed for which reason, and how to read them again."""
        where = folder("one", a="", b="", c="A recipe.", d="f4b-header")
        for name in ("e.txt", "f.txt"):
            (where / name).symlink_to(where / "nowhere")
        assert batch(where, tmp_path / "rows.jsonl") == 3
        err = capsys.readouterr().err
        assert "done; 6 rows for 6 letters, 0 with open checks, 5 failed" in err
        assert "  2 x LetterError: the document is empty\n" in err
        assert "  2 x LetterError: cannot read the file: No such file or directory\n" in err
        assert "  1 x LetterError: not an IMR determination" in err
        assert "--retry-failed" in err

    def test_all_well(
        self, folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Every letter has a record: open checks are no failure of the run."""
        where, out = folder("one", a="f4b-conflict"), tmp_path / "rows.jsonl"
        assert batch(where, out) == 0
        err = capsys.readouterr().err
        assert "1 with open checks, 0 failed" in err
        assert f"wrote {out}" in err
        assert "--retry-failed" not in err

    def test_one_letter(self, letters: Path, tmp_path: Path) -> None:
        """A single letter is a letter, not lines of JSON."""
        out = tmp_path / "rows.jsonl"
        assert batch(letters / "f4b-header.txt", out) == 0
        assert sources(out) == ["f4b-header.txt"]

    def test_passed_over(
        self, folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Files that are no letters are counted."""
        where = folder("one", a="f4b-header")
        for name in ("b.docx", "c.docx", "notes"):
            (where / name).touch()
        assert batch(where, tmp_path / "rows.jsonl") == 0
        told = "passed over 3 that are no .txt or .pdf: 2 .docx, 1 no ending"
        assert told in capsys.readouterr().err

    def test_bad_lines(self, tmp_path: Path, letter: Callable[[str], str]) -> None:
        """Lines that nobody can read cost themselves only."""
        good = json.dumps({"id": "good", "text": letter("f4b-header")})
        odd = json.dumps({"id": "odd \ud800", "text": "a \udfff"})
        where, out = tmp_path / "letters.jsonl", tmp_path / "tables.csv"
        where.write_text("\n".join(["[" * 200_000, odd, "\0", good]), "utf-8")
        assert batch(where, out) == 3
        assert list(cases(out / ROWS)) == ["line 1", r"odd \ud800", "line 3", "good"]
        assert [row["source"] for row in rows_of(read_csv(out))] == list(cases(out / ROWS))

    @pytest.mark.parametrize("suffix", ["parquet", "csv"])
    def test_odd_names(self, folder: Folder, tmp_path: Path, suffix: str) -> None:
        """A file whose name is no UTF-8 is read like any other, in tables too."""
        where, out = folder("one"), tmp_path / f"tables.{suffix}"
        (folder("one", a="f4b-header") / "a.txt").rename(where / os.fsdecode(b"odd \xff.txt"))
        assert batch(where, out) == 0
        assert batch(where, out) == 0
        assert sources(out / ROWS) == [r"odd \udcff.txt"]

    def test_progress(
        self,
        folder: Folder,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """Where nobody watches, a line at times says how far the run is."""
        monkeypatch.setattr("imr_llm.cli.batch.REPORT", 0.0)
        where = folder("one", a="f4b-header", b="", c="f4b-conflict")
        assert batch(where, tmp_path / "rows.jsonl") == 3
        assert "2 of 3 letters" in capsys.readouterr().err

    @pytest.mark.parametrize("number", ["-1", "0", "1.5", "many"])
    def test_concurrency(
        self, tmp_path: Path, number: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """There is at least one reader."""
        with pytest.raises(SystemExit, match="2"):
            batch(tmp_path, tmp_path / "rows.jsonl", "--concurrency", number)
        assert f"'{number}' is no whole number of at least 1" in capsys.readouterr().err


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
class TestModel:
    """A model that fails."""

    def test_wrong_key(self, many: Path, tmp_path: Path) -> None:
        """A wrong key ends a run after a few letters; with the right one it goes on."""
        out = tmp_path / "rows.jsonl"
        with serve(failing(401)) as server:
            process = start(many, out, "--model", "m", "--base-url", server.url)
            _, told = process.communicate(timeout=60)
            asked = len(server.asked)

        assert process.returncode == 4
        assert b"5 letters in a row met the same: ModelUnavailable: the key was refused" in told
        assert b"run the same again to go on" in told
        assert b"Traceback" not in told
        assert asked < 60
        assert sources(out) == []

    @pytest.mark.parametrize("dry", [(), ("--dry-run",)])
    @pytest.mark.parametrize(
        ("told", "why"),
        [
            (("--base-url", "http://[::1"), "no address of a server"),
            (("--option", "tools=[]"), "options cannot hold tools"),
            (("--temperature", "nan"), "hold what no request can: NaN"),
        ],
    )
    def test_no_request(
        self,
        many: Path,
        tmp_path: Path,
        told: tuple[str, str],
        why: str,
        dry: tuple[str, ...],
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """What makes no request of any letter is wrong usage, told before a letter is read."""
        out, server = tmp_path / "rows.jsonl", "http://127.0.0.1:9/v1"
        assert batch(many, out, "--base-url", server, "--model", "m", *told, *dry) == 2
        assert why in capsys.readouterr().err
        assert not out.exists()

    def test_missing_answer(self, folder: Folder, tmp_path: Path) -> None:
        """A missing answer of a model is told above a letter that is none."""
        where, out = folder("one", a="f4b-header", b="", c="f4b-compact"), tmp_path / "rows.jsonl"
        with serve(failing(400)) as server:
            told = ("--model", "m", "--base-url", server.url)
            assert batch(where, out, *told) == 4
            assert batch(where, out, *told) == 4
            assert len(server.asked) == 2
            assert batch(where, out, *told, "--retry-failed") == 4
            assert len(server.asked) == 4
            assert sorted(sources(out)) == ["a.txt", "b.txt", "c.txt"]
