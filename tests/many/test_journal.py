"""Rows on disk, found again after whatever ended a run."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from imr_llm import LetterError, extract
from imr_llm.many.answer import Answer, failed, succeeded
from imr_llm.many.journal import Journal, NoJournal, NoRoom, outcome_of

SETTINGS = {"engine": "rules", "version": "0"}


@pytest.fixture(scope="module")
def answers(letter: Callable[[str], str]) -> list[Answer]:
    """A verified letter, one with an open check, and one that failed; one name is hard to quote."""
    good, doubtful = extract(letter("f4b-header")), extract(letter("f4b-conflict"))
    assert good.verified
    assert not doubtful.verified
    return [
        succeeded("good", good, "aa"),
        succeeded('2016/a "b"\\ü.pdf', doubtful, "bb"),
        failed("bad", LetterError("the letter is empty"), None),
    ]


def begun(path: Path, **settings: Any) -> Journal:
    """The file as a run opens it."""
    return Journal(path, SETTINGS | settings)


def written(path: Path, answers: list[Answer]) -> bytes:
    """The file after a run with these answers."""
    with begun(path) as journal:
        for one in answers:
            journal.add(one)
    return path.read_bytes()


def test_goes_on(tmp_path: Path, answers: list[Answer]) -> None:
    """What is in the file is known when it is opened again: hashes and what came of letters."""
    path = tmp_path / "new" / "rows.jsonl"
    whole = written(path, answers)
    with begun(path) as journal:
        for one in answers:
            entry = journal.known.get(one.source)
            assert entry is not None
            assert (entry.sha256, entry.outcome) == (one.letter_sha256, outcome_of(one))
        assert len(journal.known) == 3
        assert journal.known.get("else") is None
        assert [row["source"] for row in journal.rows()] == [one.source for one in answers]
    assert path.read_bytes() == whole


def test_cut_anywhere(tmp_path: Path, answers: list[Answer]) -> None:
    """Cut at any byte, the file goes on after its last whole row, and ends the same."""
    path = tmp_path / "rows.jsonl"
    whole = written(path, answers)
    ends = [at + 1 for at, byte in enumerate(whole) if byte == ord("\n")]
    places = {*range(0, len(whole), 997), *ends, *(end - 1 for end in ends), *range(100)}
    for place in sorted(places):
        path.write_bytes(whole[:place])
        with begun(path) as journal:
            assert len(journal.known) == sum(end <= place for end in ends)
            for one in answers:
                if journal.known.get(one.source) is None:
                    journal.add(one)
        assert path.read_bytes() == whole


def test_read_again(tmp_path: Path, answers: list[Answer]) -> None:
    """Of a letter that was read twice the later row counts, and is left alone in the end."""
    path = tmp_path / "rows.jsonl"
    good, doubtful, bad = answers
    mended = succeeded("bad", extract_of(good), "cc")
    written(path, [good, bad, doubtful, mended])
    with begun(path) as journal:
        entry = journal.known.get("bad")
        assert entry is not None
        assert (entry.sha256, entry.outcome, len(journal.known)) == ("cc", "verified", 3)
        journal.tidy()
        assert [row["source"] for row in journal.rows()] == ["good", doubtful.source, "bad"]
        journal.add(failed("more", LetterError("empty")))
    assert sources(path) == ["good", doubtful.source, "bad", "more"]
    assert list(tmp_path.iterdir()) == [path]


def test_killed_while_tidying(
    tmp_path: Path, answers: list[Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until the new file is whole the old one stays."""
    path = tmp_path / "rows.jsonl"
    whole = written(path, [*answers, answers[0]])

    def killed(_: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, begun(path) as journal:
        patch.setattr(os, "fsync", killed)
        with pytest.raises(KeyboardInterrupt):
            journal.tidy()
    assert path.read_bytes() == whole
    with begun(path) as journal:
        journal.tidy()
    assert sources(path) == [one.source for one in (*answers[1:], answers[0])]
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("# Notes\n", 1),
        ("{}\n{}\n", 1),
        ("[1]", 1),
        ("[1]\n", 1),
        ('{"source": "a", "text": "b"}\n', 1),
        ('{"run": 5}\n', 1),
        ("notes without an end", 1),
        ("ROW\nnotes without an end", 2),
        ('ROW\n{"source": 1}\n{"a": 2}\n', 2),
        ("ROW\n\n", 2),
        ("ROW\nRO\nROW\n", 2),
        ("ROW\n" + "[" * 100_000 + "\nROW\n", 2),
        ("ROW\n\0\0\0\n", 2),
    ],
)
def test_damaged(tmp_path: Path, answers: list[Answer], content: str, line: int) -> None:
    """A file that no run wrote, or that was damaged, is named with the line, and left as it is."""
    path = tmp_path / "notes.jsonl"
    row = written(tmp_path / "rows.jsonl", answers[:1]).decode().strip()
    path.write_text(content.replace("ROW", row), "utf-8")
    before = path.read_bytes()
    with pytest.raises(NoJournal, match=rf"notes\.jsonl, line {line}: "):
        begun(path)
    assert path.read_bytes() == before


def test_other_settings(tmp_path: Path, answers: list[Answer]) -> None:
    """A run with other settings does not go on; what differs is said, and how to start anew."""
    path = tmp_path / "rows.jsonl"
    whole = written(path, answers)
    with pytest.raises(NoJournal) as told:
        begun(path, engine="llm", model="m")

    assert 'engine "rules" there, "llm" now, model null there, "m" now' in str(told.value)
    assert "start anew" in str(told.value)
    assert "version" not in str(told.value)
    assert path.read_bytes() == whole


def test_other_settings_without_rows(tmp_path: Path, answers: list[Answer]) -> None:
    """A run that never had a row, of a mistyped model as it may be, stands in nobody's way."""
    path = tmp_path / "rows.jsonl"
    begun(path, model="mistyped").__exit__(None, None, None)
    whole = written(path, answers)
    assert whole == written(tmp_path / "other.jsonl", answers)


def test_no_file(tmp_path: Path) -> None:
    """A folder or a device takes no rows."""
    with pytest.raises(NoJournal, match="name another"):
        begun(tmp_path)


@pytest.mark.parametrize(
    ("name", "why"), [("file/rows.jsonl", "File exists"), ("x" * 300 + ".jsonl", "too long")]
)
def test_no_place(tmp_path: Path, name: str, why: str) -> None:
    """Where no file can be, the words are ours."""
    (tmp_path / "file").touch()
    with pytest.raises(NoJournal, match=f"no rows can be written there: .*{why}"):
        begun(tmp_path / name)


def test_two_runs(tmp_path: Path, answers: list[Answer]) -> None:
    """One run at a time writes a file; when it is gone, however it went, the next one may."""
    path = tmp_path / "rows.jsonl"
    code = (
        "import sys; from pathlib import Path; from imr_llm.many.journal import Journal\n"
        f"held = Journal(Path(sys.argv[1]), {SETTINGS!r}); print(flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(NoJournal, match="another run"):
            begun(path)
        other.kill()
    assert written(path, answers[:1])


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file may grow beyond some rows, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("small_files")
def test_full_disk(tmp_path: Path, answers: list[Answer]) -> None:
    """What was written stays whole, and the error names the file and how to go on."""
    path = tmp_path / "rows.jsonl"
    with begun(path) as journal, pytest.raises(NoRoom, match=r"rows\.jsonl.*go on"):
        for _ in range(100):
            journal.add(answers[0])
    assert path.read_bytes().endswith(b"}\n")
    assert set(sources(path)) == {"good"}


def extract_of(answer: Answer) -> Any:
    """An answer's extraction, which it has."""
    assert answer.extraction is not None
    return answer.extraction


def sources(path: Path) -> list[str]:
    """The letters that have a row, in the file's order."""
    return [json.loads(line)["source"] for line in path.read_text("utf-8").splitlines()]
