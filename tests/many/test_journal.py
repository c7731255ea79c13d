"""Rows on disk, found again after whatever ended a run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from imr_llm import LetterError, extract
from imr_llm.many.answer import Answer, failed, succeeded
from imr_llm.many.journal import Journal, NoJournal


@pytest.fixture
def answers(letter: Callable[[str], str]) -> list[Answer]:
    """A verified letter, one with an open check, and one that failed; one name is hard to quote."""
    good, doubtful = extract(letter("f4b-header")), extract(letter("f4b-conflict"))
    assert good.verified
    assert not doubtful.verified
    return [
        succeeded("good", good),
        succeeded('2016/a "b"\\ü.pdf', doubtful),
        failed("bad", LetterError("the letter is empty")),
    ]


def written(path: Path, answers: list[Answer]) -> bytes:
    """The file after a run with these answers."""
    with Journal(path) as journal:
        for one in answers:
            journal.add(one)
    return path.read_bytes()


def test_goes_on(tmp_path: Path, answers: list[Answer]) -> None:
    """What is in the file is known when it is opened again, and counted."""
    path = tmp_path / "new" / "rows.jsonl"
    whole = written(path, answers)
    with Journal(path) as journal:
        assert all(one.source in journal.done for one in answers)
        assert (len(journal.done), journal.open, journal.failed) == (3, 1, 1)
        assert [row["source"] for row in journal.rows()] == [one.source for one in answers]
    assert path.read_bytes() == whole


def test_cut_anywhere(tmp_path: Path, answers: list[Answer]) -> None:
    """Cut at any byte, the file goes on after its last whole row, and ends the same."""
    path = tmp_path / "rows.jsonl"
    whole = written(path, answers)
    ends = [at + 1 for at, byte in enumerate(whole) if byte == ord("\n")]
    places = {*range(0, len(whole), 997), *ends, *(end - 1 for end in ends), *range(30)}
    for place in sorted(places):
        path.write_bytes(whole[:place])
        with Journal(path) as journal:
            assert len(journal.done) == sum(end <= place for end in ends)
            for one in answers:
                if one.source not in journal.done:
                    journal.add(one)
        assert path.read_bytes() == whole


def test_retry(tmp_path: Path, answers: list[Answer]) -> None:
    """The rows of failed letters are dropped when asked for, the others stay."""
    path = tmp_path / "rows.jsonl"
    written(path, answers)
    with Journal(path, retry_failed=True) as journal:
        assert (len(journal.done), journal.open, journal.failed) == (2, 1, 0)
        assert "bad" not in journal.done
    assert path.read_text("utf-8") == "".join(f"{one.line}\n" for one in answers[:2])


@pytest.mark.parametrize("content", ["# Notes\n", "{}\n{}\n", "[1]", '{"source": 1}\n{"a": 2}\n'])
def test_somebody_elses(tmp_path: Path, content: str) -> None:
    """A file that no run wrote is left as it is."""
    path = tmp_path / "notes.jsonl"
    path.write_text(content, "utf-8")
    with pytest.raises(NoJournal, match=r"notes\.jsonl"):
        Journal(path)
    assert path.read_text("utf-8") == content
