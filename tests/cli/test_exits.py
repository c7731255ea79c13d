"""How commands end, whatever stdout is: a line on stderr, an exit code, and no traceback."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from imr_llm import read_document
from imr_llm.cli import commands, main

ODD = os.fsdecode(b"odd \xff \xc3\xbc.txt")
"""A file name that is no UTF-8, as Linux allows."""


@pytest.fixture
def odd_letter(tmp_path: Path, write: Callable[..., str]) -> Path:
    """A letter with a character beyond ASCII and one beyond 16 bits, under an odd name."""
    path = tmp_path / ODD
    path.write_text(write("He is a 40 year old male “café” \U0001f600."), "utf-8")
    return path


def imr_llm(*arguments: object, **more: Any) -> subprocess.CompletedProcess[bytes]:
    """The program in a process of its own."""
    command = [sys.executable, "-m", "imr_llm", *map(str, arguments)]
    more.setdefault("stdout", subprocess.PIPE)
    return subprocess.run(command, stderr=subprocess.PIPE, check=False, timeout=120, **more)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, bytes]]:
    """Run a command on a terminal of some encoding: its exit code and the bytes it wrote."""

    def command(encoding: str, *arguments: object) -> tuple[int, bytes]:
        written = io.BytesIO()
        stdout = io.TextIOWrapper(written, encoding=encoding)
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", stdout)
            code = main([str(one) for one in arguments])
        return code, written.getvalue()

    return command


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_any_terminal(
    odd_letter: Path, encoding: str, written: Callable[..., tuple[int, bytes]]
) -> None:
    """Whatever the terminal can show, a command prints its answer."""
    code, out = written(encoding, "extract", odd_letter)
    assert code == 0
    assert "“café” \U0001f600" in json.loads(out)["determination"]["clinical_summary"]
    code, out = written(encoding, "extract", odd_letter, "nowhere")
    assert code == 3
    assert json.loads(out.decode(encoding).splitlines()[0])["source"] == str(odd_letter)
    code, out = written(encoding, "extract", "--format", "text", odd_letter, "nowhere")
    assert code == 3
    assert "VERIFIED" in out.decode(encoding)
    assert written(encoding, "text", odd_letter) == (0, read_document(odd_letter).encode())


def test_ascii_terminal(odd_letter: Path) -> None:
    """The same of the whole program, complaints among it."""
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = imr_llm("extract", odd_letter, odd_letter.with_suffix(".none"), env=environment)

    assert done.returncode == 3
    assert b"Traceback" not in done.stderr
    assert len([json.loads(line) for line in done.stdout.decode("ascii").splitlines()]) == 2


def test_broken_pipe(odd_letter: Path) -> None:
    """Whoever has read enough of the output hears nothing more."""
    read, write = os.pipe()
    os.close(read)
    done = imr_llm("extract", odd_letter, odd_letter, stdout=write)
    os.close(write)

    assert done.returncode == 141
    assert done.stderr == b"imr-llm: engine rules\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is absent")
@pytest.mark.parametrize("command", ["extract", "text"])
def test_full_stdout(odd_letter: Path, command: str) -> None:
    """Output that cannot be written is told, and no success."""
    with Path("/dev/full").open("wb") as full:
        done = imr_llm(command, odd_letter, stdout=full)

    assert done.returncode == 2
    assert b"standard output: No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


def test_closed_stdout(odd_letter: Path) -> None:
    """No stdout at all is no fault."""
    program = f'"{sys.executable}" -m imr_llm extract "$1" >&-'
    command = ["sh", "-c", program, "sh", str(odd_letter)]
    done = subprocess.run(command, stderr=subprocess.PIPE, check=False, timeout=120)

    assert (done.returncode, done.stderr) == (0, b"imr-llm: engine rules\n")


def test_unforeseen(
    odd_letter: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault of the program is told by its kind and place, without its words."""

    def faulty(*_: object) -> None:
        raise ValueError("SECRET")

    monkeypatch.setattr(commands, "examined", faulty)
    record = odd_letter.with_name("record.json")
    record.write_text("{}", "utf-8")

    assert main(["verify", str(odd_letter), str(record)]) == 3
    err = capsys.readouterr().err
    assert "unexpected ValueError in test_exits.py" in err
    assert "SECRET" not in err
