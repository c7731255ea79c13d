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

from eval.benchmarks.stub import serve
from imr_llm.cli import main
from imr_llm.many.rows import ROWS
from imr_llm.many.table_files import read_csv, read_parquet
from imr_llm.many.tables import rows_of

LETTERS = 400
KILLS = 4


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
    return [json.loads(line)["source"] for line in path.read_text("utf-8").splitlines()]


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

    assert process.returncode == 0
    assert sources(out) == [f"letter {at}" for at in range(LETTERS)]
    assert f"{LETTERS} rows for {LETTERS} letters".encode() in told
    assert b"1 failed" in told


def test_workers_end(many: Path, tmp_path: Path) -> None:
    """No worker outlives a run that was killed."""
    out = tmp_path / "rows.jsonl"
    process = start(many, out)
    wait_for_rows(out, process, 1)
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
    wait_for_rows(out, process, 1)
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
    assert main(["batch", str(letters), "-o", str(out)]) == 0
    assert main(["batch", str(letters), "-o", str(out)]) == 0  # nothing left to do
    rows = [json.loads(line) for line in (out / ROWS).read_text("utf-8").splitlines()]

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
    assert main(["batch", str(letters), "-o", str(tmp_path / "rows.jsonl")]) == 0


def test_retry_failed(tmp_path: Path, letter: Callable[[str], str]) -> None:
    """Letters that failed are read again when asked for."""
    where, out = tmp_path / "letters", tmp_path / "rows.jsonl"
    where.mkdir()
    (where / "a.txt").write_text("", "utf-8")
    assert main(["batch", str(where), "-o", str(out)]) == 0
    (where / "a.txt").write_text(letter("f4b-header"), "utf-8")
    assert main(["batch", str(where), "-o", str(out)]) == 0
    assert "error" in json.loads(out.read_bytes())
    assert main(["batch", str(where), "-o", str(out), "--retry-failed"]) == 0
    assert "error" not in json.loads(out.read_bytes())


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
