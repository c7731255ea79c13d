"""A run by way of a provider's batch: written, answered, read back, asked again and finished."""

from __future__ import annotations

import copy
import json
import os
import signal
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eval.benchmarks.stub import completion
from eval.drafts import draft_of
from imr_llm import extract
from imr_llm.cli import main
from imr_llm.many.journal import Journal
from imr_llm.many.provider import RequestFiles
from imr_llm.model.kept import KeptAnswers

NAMES = ("f4b-compact", "f4b-conflict", "f4b-cumulative", "f4b-injection", "f4b-header")
LETTERS = Path(__file__).parents[1] / "letters"
Line = dict[str, Any]


@pytest.fixture(autouse=True)
def _no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here has a key, or an address but the one it names."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "IMR_LLM_MODEL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """A folder of letters, one of them none."""
    folder = tmp_path / "letters"
    folder.mkdir()
    for name in NAMES:
        (folder / f"{name}.txt").write_bytes((LETTERS / f"{name}.txt").read_bytes())
    (folder / "recipe.txt").write_text("Two eggs.")
    return folder


def drafts() -> dict[str, tuple[str, dict[str, Any]]]:
    """A line that only this letter has, and its faultless draft."""
    found = {}
    for name in NAMES:
        text = (LETTERS / f"{name}.txt").read_text("utf-8")
        record = json.loads((LETTERS / f"{name}.json").read_text("utf-8"))
        found[name] = (record["case"]["case_number"], draft_of(record, text))
    return found


class Provider:
    """Answers files of requests as the provider documents it, out of order, and not all of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rounds = 0
        self.asked: list[str] = []

    def answer(self, **fates: str) -> list[str]:
        """The files it brings for the requests that are there; fates by letters' names."""
        self.rounds += 1
        output, errors = [], []
        for path in sorted(self.folder.glob("requests-*.jsonl")):
            for line in map(json.loads, path.read_text("utf-8").splitlines()):
                name, draft = self._letter(line)
                self.asked.append(name)
                match fates.get(name.replace("-", "_")):
                    case "missing":
                        continue
                    case "expired":
                        told = {"code": "batch_expired", "message": "not in time"}
                        errors.append(_brought(line, None, told))
                    case "error":
                        failed = {"status_code": 429, "request_id": "r", "body": {"error": {}}}
                        errors.append(_brought(line, failed, None))
                    case fate:
                        draft = _flipped(draft) if fate == "wrong" else draft
                        value = completion(json.dumps(draft))
                        right = {"status_code": 200, "request_id": "r", "body": value}
                        output.append(_brought(line, right, None))
        files = []
        for kind, brought in (("output", output[::-1]), ("errors", errors)):
            path = self.folder / f"{kind}-{self.rounds}.jsonl"
            path.write_text("".join(f"{json.dumps(one)}\n" for one in brought), "utf-8")
            files.append(str(path))
        return files

    @staticmethod
    def _letter(line: Line) -> tuple[str, dict[str, Any]]:
        said = line["body"]["messages"][1]["content"]
        ((name, draft),) = [
            (name, draft) for name, (number, draft) in drafts().items() if number in said
        ]
        return name, draft


def _brought(line: Line, response: Any, error: Any) -> Line:
    return {"id": "b", "custom_id": line["custom_id"], "response": response, "error": error}


def _flipped(draft: dict[str, Any]) -> dict[str, Any]:
    changed = copy.deepcopy(draft)
    changed["t"][0]["d"] = {"u": "o", "o": "u"}[changed["t"][0]["d"]]
    return changed


def run(letters: Path, *more: str) -> int:
    """A run over the letters, which all files lie beside."""
    out, kept = letters.parent / "rows.jsonl", letters.parent / "answers.sqlite"
    told = ["--engine", "llm", "--model", "m", "--answers", str(kept)]
    return main(["batch", str(letters), "-o", str(out), *told, *more])


def rows(letters: Path) -> dict[str, dict[str, Any]]:
    """The rows by letter."""
    lines = (letters.parent / "rows.jsonl").read_text("utf-8").splitlines()
    found = {row["source"]: row for row in map(json.loads, lines)}
    assert len(found) == len(lines)
    return found


def to_write(letters: Path) -> list[str]:
    """What asks for the next requests."""
    return ["--write-requests", str(letters.parent / "requests.jsonl")]


def test_rounds(letters: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Errors, missing lines and contradicted answers come again, and all letters are read."""
    provider = Provider(letters.parent)
    assert run(letters, *to_write(letters)) == 4
    assert list(rows(letters)) == ["recipe.txt"]
    brought = provider.answer(
        f4b_conflict="wrong", f4b_cumulative="missing", f4b_injection="expired", f4b_header="error"
    )
    assert sorted(provider.asked) == sorted(NAMES)
    capsys.readouterr()

    assert run(letters, "--read-answers", *brought, *to_write(letters)) == 4
    told = capsys.readouterr().err
    assert "2 answered" in told
    assert "1 batch_expired" in told
    assert "1 status 429" in told
    assert "3 requests that were written have no answer: 2 failed, 1 not in what came" in told
    assert "f4b-injection.txt: its request failed: batch_expired" in told
    assert "f4b-header.txt: its request failed: status 429" in told
    assert told.count("its request failed") == 2
    assert "4 letters wait for an answer" in told
    assert "in place of requests-001.jsonl of an earlier round" in told
    assert "3 of them were written before, of which 2 failed" in told
    assert "paid for twice, unless their batch is over" in told
    assert set(rows(letters)) == {"recipe.txt", "f4b-compact.txt"}

    provider.asked.clear()
    brought = provider.answer()
    assert sorted(provider.asked) == sorted(set(NAMES) - {"f4b-compact"})
    assert run(letters, "--read-answers", *brought, *to_write(letters)) == 3  # the recipe
    assert "no request is left" in capsys.readouterr().err
    done = rows(letters)
    assert len(done) == len(NAMES) + 1
    assert done["f4b-conflict.txt"]["provenance"]["reused"] == 2
    assert not any(row.get("provenance", {}).get("requests") for row in done.values())


def test_same_as_live(letters: Path, tmp_path: Path) -> None:
    """What a batch brought makes the record that live asking makes, and is found by it."""
    provider = Provider(tmp_path)
    run(letters, *to_write(letters))
    run(letters, "--read-answers", *provider.answer())
    for name in NAMES:
        text = (letters / f"{name}.txt").read_text("utf-8")
        # what nobody answered could not be asked: there is no key
        live = extract(text, engine="llm", model="m", answers=tmp_path / "answers.sqlite")
        row = rows(letters)[f"{name}.txt"]
        assert row["determination"] == live.model_dump(mode="json")["determination"]
        assert row["checks"] == live.model_dump(mode="json")["checks"]


def test_request_is_the_live_one(letters: Path, tmp_path: Path) -> None:
    """The body in the file is what a live request would send to the provider."""
    from imr_llm.pipeline import dry_run

    run(letters, *to_write(letters))
    lines = (tmp_path / "requests-001.jsonl").read_text("utf-8").splitlines()
    with pytest.MonkeyPatch.context() as told:
        told.setenv("OPENAI_API_KEY", "k")
        bodies = [
            dry_run((letters / f"{name}.txt").read_text("utf-8"), model="m")["body"]
            for name in NAMES
        ]

    found = [json.loads(line)["body"] for line in lines]
    assert sorted(map(json.dumps, found)) == sorted(map(json.dumps, bodies))


KILLED: dict[str, tuple[type, str]] = {
    "a row is written": (Journal, "add"),
    "an answer is kept": (KeptAnswers, "put"),
    "requests are noted": (KeptAnswers, "note_written"),
    "requests are written": (RequestFiles, "_numbered"),
    "the rows are tidied": (Journal, "tidy"),
}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", KILLED)
def test_killed(letters: Path, step: str, when: str) -> None:
    """Whatever step kills a run, the same again goes on to the same end."""
    provider = Provider(letters.parent)
    killed: int = killed_at(step, when, lambda: run(letters, *to_write(letters)))
    run(letters, *to_write(letters))
    first = provider.answer(f4b_conflict="wrong", f4b_header="missing")
    second = ["--read-answers", *first, *to_write(letters)]
    killed += killed_at(step, when, lambda: run(letters, *second))
    run(letters, *second)
    last = ["--read-answers", *provider.answer()]
    killed += killed_at(step, when, lambda: run(letters, *last))

    assert killed
    assert run(letters, *last) == 3
    assert sorted(provider.asked) == sorted([*NAMES, "f4b-conflict", "f4b-header"])
    done = rows(letters)
    assert sum("error" in row for row in done.values()) == 1
    assert len(done) == len(NAMES) + 1


def killed_at(step: str, when: str, command: Callable[[], int]) -> bool:
    """Whether a process that runs a command and dies at a step's first time came to that."""
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    home, name = KILLED[step]
    done = getattr(home, name)

    def dying(*given: Any) -> Any:
        if when == "after":
            done(*given)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(home, name, dying)
    try:
        command()
    finally:
        os._exit(0)


@pytest.mark.parametrize("more", [["--write-requests", "r.jsonl"], ["--read-answers", "o.jsonl"]])
def test_needs_a_place(letters: Path, more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Without a file of answers nothing is written that could not be read back."""
    out = str(letters.parent / "rows.jsonl")
    assert main(["batch", str(letters), "-o", out, "--model", "m", *more]) == 2
    assert "--answers" in capsys.readouterr().err


@pytest.mark.parametrize(
    "more", [["--dry-run"], ["--answers", "a.db", "--read-answers", "o.jsonl"], []]
)
def test_no_model(letters: Path, more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Without a model's name no letter is read, whatever is to be done with them."""
    out, server = str(letters.parent / "rows.jsonl"), "http://127.0.0.1:9/v1"
    before = sorted(letters.parent.rglob("*"))
    assert main(["batch", str(letters), "-o", out, "--base-url", server, *more]) == 4
    told = capsys.readouterr().err

    assert "no model named: give one (model=, --model) or set IMR_LLM_MODEL" in told
    assert "letters:" not in told
    assert sorted(letters.parent.rglob("*")) == before


def test_missing_output(letters: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a batch brought is not where it was said to be."""
    assert run(letters, "--read-answers", str(letters / "none.jsonl")) == 2
    assert f"imr-llm: {letters / 'none.jsonl'}: No such file" in capsys.readouterr().err


def test_dry_run(letters: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before a run its requests and tokens are told; nothing is sent or written."""
    before = sorted(letters.parent.rglob("*"))
    assert run(letters, "--dry-run") == 0
    told = capsys.readouterr().err

    assert "6 letters: 0 need no request, 1 cannot be read" in told
    assert "5 requests, about 2" in told
    assert "the longest, asked again, needs a context of about 1" in told
    assert "judgment alone" not in told
    assert sorted(letters.parent.rglob("*")) == before


def test_costs_are_told(letters: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After a run its requests, kept answers and tokens are told."""
    run(letters, *to_write(letters))
    brought = Provider(letters.parent).answer()
    capsys.readouterr()
    run(letters, "--read-answers", *brought)
    told = capsys.readouterr().err

    assert "this time 0 requests, 5 kept answers" in told
    assert "tokens of both: 500 in, 50 out" in told


def test_answers_are_for_their_owner(letters: Path) -> None:
    """Nobody else may read what was answered."""
    run(letters, *to_write(letters))
    for path in letters.parent.glob("*.sqlite*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
