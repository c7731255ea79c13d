"""The command line: every command, every exit code, and what goes to which stream."""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from imr_llm import Extraction, ModelUnavailable, extract, load_record, read_document
from imr_llm.cli import commands, main, parser
from imr_llm.letter.documents import LARGEST

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run one command: its exit code, stdout and stderr."""

    def command(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main([str(one) for one in arguments])
        except SystemExit as left:
            code = int(left.code or 0)
        return (code, *capsys.readouterr())

    return command


@pytest.fixture
def good(tmp_path: Path, write: Callable[..., str]) -> Path:
    """A letter whose record is verified."""
    path = tmp_path / "good.txt"
    path.write_text(write(), "utf-8")
    return path


@pytest.fixture
def bad(tmp_path: Path, write: Callable[..., str], block: Callable[..., str]) -> Path:
    """A letter whose record has an open check."""
    path = tmp_path / "open.txt"
    path.write_text(write("He fell.", block("Brace", "Modified")), "utf-8")
    return path


@pytest.fixture
def no_letter(tmp_path: Path) -> Path:
    """A text that is no letter."""
    path = tmp_path / "soup.txt"
    path.write_text("Barley SECRET soup", "utf-8")
    return path


def standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Put bytes on stdin."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


class TestExtract:
    """`imr-llm extract`."""

    def test_verified(self, run: Run, good: Path) -> None:
        """A verified letter is one JSON object and exit code 0; stderr names the engine."""
        code, out, err = run("extract", good)
        done = Extraction.model_validate_json(out)

        assert (code, err) == (0, "imr-llm: engine rules\n")
        assert done.verified
        assert done.determination == extract(read_document(good)).determination
        assert "source" not in json.loads(out)

    def test_open(self, run: Run, bad: Path) -> None:
        """Open checks are exit code 1, and the record is printed all the same."""
        code, out, _ = run("extract", bad)

        assert (code, json.loads(out)["verified"]) == (1, False)

    def test_record(self, run: Run, good: Path) -> None:
        """`--record` prints the bare record."""
        code, out, _ = run("extract", "--record", good)

        assert code == 0
        assert load_record(out) == extract(read_document(good)).determination
        assert "checks" not in json.loads(out)

    def test_text(self, run: Run, good: Path, bad: Path) -> None:
        """`--format text` prints a page, each under its name when there are several."""
        assert run("extract", "--format", "text", good)[1].startswith("VERIFIED")
        code, out, _ = run("extract", "--format", "text", good, bad)

        assert code == 1
        assert out.startswith(f"{good}\nVERIFIED")
        assert f"{bad}\nNOT VERIFIED" in out

    def test_several(self, run: Run, good: Path, bad: Path, no_letter: Path) -> None:
        """Several letters are one object a line, each with its source; the highest code counts."""
        code, out, err = run("extract", good, no_letter, bad)
        rows = [json.loads(line) for line in out.splitlines()]

        assert code == 3
        assert [row["source"] for row in rows] == [str(good), str(no_letter), str(bad)]
        assert [row.get("verified") for row in rows] == [True, None, False]
        assert err.splitlines()[0] == "imr-llm: engine rules"

    def test_two(self, run: Run, good: Path, bad: Path, no_letter: Path) -> None:
        """Two letters are several."""
        code, out, _ = run("extract", no_letter, good)

        assert [json.loads(line)["source"] for line in out.splitlines()] == [
            str(no_letter),
            str(good),
        ]
        assert (code, run("extract", good, bad)[0]) == (3, 1)

    def test_several_bare_records(self, run: Run, good: Path, bad: Path) -> None:
        """Several bare records are one a line as well."""
        _, out, _ = run("extract", "--record", good, bad)

        assert [load_record(line).outcome for line in out.splitlines()] == ["upheld", None]

    @pytest.mark.parametrize("form", [[], ["--record"]])
    def test_failed(self, run: Run, no_letter: Path, form: list[str]) -> None:
        """A failed letter still prints an object that names the error, and none of its text."""
        code, out, err = run("extract", *form, no_letter)
        row = json.loads(out)

        assert (code, row["source"], row["error"]["type"]) == (3, str(no_letter), "LetterError")
        assert row["error"]["message"] in err
        assert "SECRET" not in out + err

    def test_failed_as_text(self, run: Run, no_letter: Path, good: Path) -> None:
        """Who asked for text is told of failures in text."""
        code, out, err = run("extract", "--format", "text", no_letter, good)

        assert code == 3
        assert out.startswith(f"{no_letter}\nNOT READ   (LetterError)\nnot an IMR determination")
        assert f"{good}\nVERIFIED" in out
        assert "{" not in out
        assert "SECRET" not in out + err

    def test_folder(self, run: Run, good: Path) -> None:
        """A folder is not read letter by letter: that is another command."""
        code, out, err = run("extract", good.parent)

        assert (code, json.loads(out)["error"]["type"]) == (3, "LetterError")
        assert "imr-llm batch" in err

    def test_unforeseen(
        self, run: Run, good: Path, bad: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A fault of ours costs one letter, and is told without its words."""

        def faulty(text: str, **options: Any) -> Extraction:
            if "He fell" in text:
                raise ValueError(text)
            return extract(text)

        monkeypatch.setattr(commands, "extract_letter", faulty)
        code, out, err = run("extract", bad, good)
        rows = [json.loads(line) for line in out.splitlines()]

        assert (code, rows[0]["error"]["type"], rows[1]["verified"]) == (3, "ValueError", True)
        assert "He fell" not in out + err

    def test_missing(self, run: Run, tmp_path: Path) -> None:
        """A missing file is an unusable letter."""
        code, out, err = run("extract", tmp_path / "absent.txt")

        assert (code, json.loads(out)["error"]["type"]) == (3, "LetterError")
        assert "absent.txt" in err

    def test_standard_input(self, run: Run, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """`-` is standard input."""
        standard_input(monkeypatch, good.read_bytes())

        assert json.loads(run("extract", "-")[1])["verified"] is True

    @pytest.mark.parametrize(
        "flags", [["--engine", "llm"], ["--model", "m"], ["--base-url", "http://127.0.0.1:9/v1"]]
    )
    def test_no_model(self, run: Run, good: Path, flags: list[str]) -> None:
        """A model that gives no answer is exit code 4, and stderr names the engine."""
        code, out, err = run("extract", *flags, good)

        assert (code, json.loads(out)["error"]["type"]) == (4, ModelUnavailable.__name__)
        assert err.startswith("imr-llm: engine llm\n")

    def test_rules_though_a_model_is_set(
        self, run: Run, good: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """`--engine rules` is stronger than the environment."""
        monkeypatch.setenv("IMR_LLM_MODEL", "m")

        assert run("extract", "--engine", "rules", good)[0] == 0
        assert run("extract", good)[0] == 4

    def test_interrupted(self, run: Run, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """An interrupt is exit code 130 without a traceback."""

        def interrupted(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(commands, "extract_letter", interrupted)

        assert run("extract", good) == (130, "", "imr-llm: engine rules\n")


class TestVerify:
    """`imr-llm verify`."""

    @pytest.fixture(params=["bare", "inside"])
    def record(self, request: pytest.FixtureRequest, good: Path, tmp_path: Path) -> Path:
        """The record of the good letter, bare or inside an extraction."""
        done = extract(read_document(good))
        path = tmp_path / "record.json"
        bare = request.param == "bare"
        path.write_text((done.determination if bare else done).model_dump_json(), "utf-8")
        return path

    def test_verified(self, run: Run, good: Path, record: Path) -> None:
        """A right record is exit code 0, with its checks and what is unverified."""
        code, out, _ = run("verify", good, record)
        found = json.loads(out)

        assert (code, found["verified"]) == (0, True)
        assert {check["status"] for check in found["checks"]} == {"confirmed"}
        assert found["unverified"] == ["items[0].category"]

    def test_open(self, run: Run, good: Path, tmp_path: Path) -> None:
        """A wrong record is exit code 1, as JSON and as text."""
        path = tmp_path / "wrong.json"
        path.write_text('{"items": [{"title": "Wrist brace", "decision": "overturned"}]}', "utf-8")

        code, out, _ = run("verify", good, path)
        assert (code, json.loads(out)["verified"]) == (1, False)

        code, out, _ = run("verify", "--format", "text", good, path)
        assert code == 1
        assert "item 1 decision: differs; the record: overturned; the letter: upheld" in out

    def test_standard_input(
        self, run: Run, good: Path, record: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The letter may come from standard input."""
        standard_input(monkeypatch, good.read_bytes())

        assert run("verify", "-", record)[0] == 0

    @pytest.mark.parametrize(
        "data",
        [
            *("no JSON", "[]", '{"items": "SECRET"}', '{"items":' * 100_000),
            *('{"events": "\\ud800"}', '{"case": {"case_number": "SECRET \\ud800"}}'),
        ],
    )
    def test_unusable_record(self, run: Run, good: Path, tmp_path: Path, data: str) -> None:
        """An unusable record is exit code 3, and no value of it is printed."""
        path = tmp_path / "record.json"
        path.write_text(data, "utf-8")
        code, out, err = run("verify", good, path)

        assert (code, out) == (3, "")
        assert err.startswith("imr-llm: the record")
        assert "SECRET" not in err

    def test_missing_record(self, run: Run, good: Path, tmp_path: Path) -> None:
        """A missing record is exit code 3 too."""
        code, _, err = run("verify", good, tmp_path / "absent.json")

        assert code == 3
        assert "absent.json" in err

    def test_unusable_letter(self, run: Run, no_letter: Path, record: Path) -> None:
        """So is a text that is no letter."""
        assert run("verify", no_letter, record)[0] == 3


def test_endless_record(run: Run, good: Path, tmp_path: Path) -> None:
    """A record is not read beyond what one may have."""
    path = tmp_path / "record.json"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)

    code, out, err = run("verify", good, path)
    assert (code, out) == (3, "")
    assert "larger than 64,000,000 bytes, and no record" in err


class TestText:
    """`imr-llm text`."""

    def test_exact(self, run: Run, good: Path) -> None:
        """It prints exactly the text that spans index, and nothing on stderr."""
        assert run("text", good) == (0, read_document(good), "")

    def test_any_text(self, run: Run, no_letter: Path) -> None:
        """Whether the text is a letter is not its question."""
        assert run("text", no_letter)[0] == 0

    def test_unusable(self, run: Run, tmp_path: Path) -> None:
        """A file that holds no text is exit code 3."""
        (tmp_path / "binary.txt").write_bytes(bytes(range(256)))
        code, out, err = run("text", tmp_path / "binary.txt")

        assert (code, out) == (3, "")
        assert "binary" in err


class TestSchema:
    """`imr-llm schema`."""

    def test_schema(self, run: Run) -> None:
        """It prints the JSON schema of a record."""
        code, out, _ = run("schema")

        assert code == 0
        assert json.loads(out)["properties"].keys() >= {"case", "items", "outcome"}


class TestUsage:
    """Wrong usage and help."""

    @pytest.mark.parametrize(
        "arguments",
        [
            (),
            ("extract",),
            ("verify", "letter.txt"),
            ("text",),
            ("text", "one", "two"),
            ("schema", "more"),
            ("extract", "--format", "xml", "letter.txt"),
            ("extract", "--engine", "magic", "letter.txt"),
            ("unknown",),
            ("extract", "letter.txt", "--timeout", "0"),
            ("extract", "letter.txt", "--timeout", "-1"),
            ("extract", "letter.txt", "--timeout", "nan"),
            ("extract", "letter.txt", "--timeout", "soon"),
            ("extract", "letter.txt", "--max-reasks", "-1"),
            ("extract", "letter.txt", "--max-tokens", "0"),
            ("review", "rows.jsonl", "-o", "pages", "--most", "-5"),
        ],
    )
    def test_wrong(self, run: Run, arguments: tuple[str, ...]) -> None:
        """Wrong usage is exit code 2, told on stderr."""
        code, out, err = run(*arguments)

        assert (code, out) == (2, "")
        assert err.startswith("usage: imr-llm")

    def test_version(self, run: Run) -> None:
        """`--version` prints it."""
        assert run("--version")[:2] == (0, f"imr-llm {version('imr-llm')}\n")

    def test_help_names_the_exit_codes(self, run: Run) -> None:
        """`--help` names every command and every exit code."""
        code, out, _ = run("--help")
        words = " ".join(out.split())

        assert code == 0
        for part in ("extract", "verify", "text", "schema", "0 verified", "1 open checks"):
            assert part in words
        for part in ("2 wrong usage", "3 unusable letter or record", "4 no answer from the model"):
            assert part in words

    def test_every_option_has_help(self) -> None:
        """No command and no option is without help."""
        mute = [
            f"{one.prog} {action.dest}"
            for one in parsers(parser._parser())
            for action in one._actions
            if not action.help and not isinstance(action, argparse._SubParsersAction)
        ]
        assert mute == []
        assert all(one.description for one in parsers(parser._parser()))

    def test_module(self) -> None:
        """`python -m imr_llm` is the same program."""
        done = subprocess.run(
            [sys.executable, "-m", "imr_llm", "text"], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("usage: imr-llm text")


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """A parser and those of its commands."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            commands: dict[str, Any] = dict(action.choices)
            for command in commands.values():
                yield from parsers(command)


class TestForTheServer:
    """What is said to a model's server, and how."""

    def test_in_the_request(self, run: Run, good: Path) -> None:
        """Mode, bounds and options stand in the request; a value is JSON where it parses."""
        given = ("--mode", "tools", "--max-tokens", 900, "--temperature", 0.5)
        more = ("--option", "top_k=7", "--option", "user=me", "--option", 'think={"on": false}')
        server = ("--model", "m", "--base-url", "http://127.0.0.1:9/v1")
        code, shown, _ = run("extract", good, "--dry-run", *server, *given, *more)
        body = json.loads(shown)["body"]

        assert code == 0
        assert body["tool_choice"] == "required"
        assert (body["max_tokens"], body["temperature"]) == (900, 0.5)
        assert (body["top_k"], body["user"], body["think"]) == (7, "me", {"on": False})

    def test_endless_option(self, run: Run, good: Path) -> None:
        """What is nested without end is no JSON that anybody reads, and stays a word."""
        endless = "[" * 100_000
        server = ("--model", "m", "--base-url", "http://127.0.0.1:9/v1")
        code, shown, _ = run("extract", good, "--dry-run", *server, "--option", f"stop={endless}")

        assert (code, json.loads(shown)["body"]["stop"]) == (0, endless)

    def test_foreseen(self, run: Run, good: Path) -> None:
        """Beside the request its tokens are told, where no output is mixed with them."""
        code, shown, told = run(
            "extract", good, "--dry-run", "--model", "m", "--base-url", "http://h"
        )

        assert (code, json.loads(shown)["method"]) == (0, "POST")
        assert "imr-llm: about 3,5" in told
        assert "nothing was sent" in told

    def test_no_address(self, run: Run, good: Path) -> None:
        """A base URL without its scheme is wrong usage, and nobody is looked for."""
        code, _, told = run("extract", good, "--model", "m", "--base-url", "localhost:9991/v1")

        assert code == 2
        assert "no address" in told
        assert "begins with http" in told

    def test_unused(self, run: Run, good: Path) -> None:
        """A model that is named and not asked is told of."""
        assert "is not used" in run("extract", good, "--engine", "rules", "--model", "m")[2]
        assert "is not used" not in run("extract", good, "--engine", "rules")[2]

    @pytest.mark.parametrize("option", ["stream=true", "top_k", "=7"])
    def test_wrong_option(self, run: Run, good: Path, option: str) -> None:
        """An option that cannot be is wrong usage."""
        code, _, told = run("extract", good, "--dry-run", "--model", "m", "--option", option)

        assert code == 2
        assert option.partition("=")[0] in told
