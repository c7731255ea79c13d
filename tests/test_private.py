"""A marked letter and a marked key through everything: no log, error or complaint holds either."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from eval.benchmarks.stub import Reply, answering, completion, failing, replying, serve
from eval.drafts import draft_of
from imr_llm import ImrError, aextract, extract, extract_many, load_record, verify
from imr_llm.cli import main
from imr_llm.model import failures

MARK, KEY = "Zyxomarkine", "sk-ZyxokeyZyxokey"
KEYS = (KEY, f"{KEY}\n", f"{KEY}\nx", f"{KEY} x", f"{KEY}\u2019")


@pytest.fixture
def marked(write: Callable[..., str], block: Callable[..., str]) -> str:
    """A letter with the mark in its summary, in a title, and in a rationale."""
    told = ("Decision based on MTUS Elbow Complaints 2007.",) * 2
    return write(
        f"He is a 40 year old male with {MARK} of the wrist.",
        block(f"{MARK} 5 mg", paragraphs=(*told, f"{MARK} is not medically necessary.")),
    )


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that anybody logs."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    level = logging.root.level
    logging.root.addHandler(handler)
    logging.root.setLevel(logging.DEBUG)
    yield stream
    logging.root.removeHandler(handler)
    logging.root.setLevel(level)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "BACKOFF", lambda state: 0.0)


def silent(*texts: str) -> bool:
    """Whether neither the letter nor the key is in any of the texts."""
    return not any(mark.lower() in text.lower() for text in texts for mark in (MARK, "zyxokey"))


def unread(marked: str) -> dict[str, bytes]:
    """Files that no letter can be read from, marked all of them."""
    return {
        "recipe.txt": f"Barley {MARK} soup".encode(),
        "twice.txt": (marked + marked).encode(),
        "binary.txt": f"{MARK}\0\1\2".encode(),
        "page.txt": f"<html>{MARK}</html>".encode(),
        "damaged.pdf": f"%PDF-1.4 {MARK}".encode(),
        "broken.txt": f"{MARK} \x81\xff\u00e9".encode("latin-1"),
        "early.txt": f"MEDICAL PROFESSIONAL REVIEW\nISSUE AT DISPUTE: {MARK}".encode(),
    }


class TestCommands:
    """What the command line says beside its answers."""

    @pytest.fixture
    def run(
        self, capsys: pytest.CaptureFixture[str], log: io.StringIO
    ) -> Callable[..., tuple[int, str]]:
        """Run a command: exit code and stdout, after stderr and the log were looked through."""

        def command(*arguments: object) -> tuple[int, str]:
            capsys.readouterr()
            code = main([str(one) for one in arguments])
            out, err = capsys.readouterr()
            assert silent(err, log.getvalue())
            return code, out

        return command

    def test_letters(self, run: Callable[..., Any], marked: str, tmp_path: Path) -> None:
        """A letter that is read stands in what was asked for, and nowhere else."""
        letter, record = tmp_path / "letter.txt", tmp_path / "record.json"
        letter.write_text(marked, "utf-8")
        assert MARK in run("text", letter)[1]
        for form in ([], ["--record"], ["--format", "text"]):
            assert run("extract", *form, letter)[0] in (0, 1)
        record.write_text(run("extract", "--record", letter)[1], "utf-8")
        assert run("verify", letter, record)[0] in (0, 1)
        assert run("review", letter, "-o", tmp_path / "page.html")[0] in (0, 1)
        assert run("batch", letter, "-o", tmp_path / "tables.csv")[0] == 0
        assert run("batch", letter, "-o", tmp_path / "rows.jsonl")[0] == 0
        assert MARK in (tmp_path / "rows.jsonl").read_text("utf-8")

    def test_no_letters(self, run: Callable[..., Any], marked: str, tmp_path: Path) -> None:
        """Of what cannot be read nothing is said, wherever it is told."""
        where = tmp_path / "letters"
        where.mkdir()
        for name, data in unread(marked).items():
            (where / name).write_bytes(data)
            for form in ([], ["--format", "text"]):
                code, out = run("extract", *form, where / name)
                assert code == 3, name
                assert silent(out), name
            assert run("review", where / name, "-o", tmp_path / "page.html") == (3, "")
        rows = tmp_path / "rows.jsonl"
        assert run("batch", where, "-o", rows)[0] == 3
        assert silent(rows.read_text("utf-8"))

    @pytest.mark.parametrize(
        "record",
        [MARK, f'{{"items": "{MARK}"}}', f'{{"worker": {{"age": "{MARK}"}}}}', f'["{MARK}'],
    )
    def test_no_records(
        self, run: Callable[..., Any], marked: str, tmp_path: Path, record: str
    ) -> None:
        """Nor of a record that cannot be used."""
        letter, path = tmp_path / "letter.txt", tmp_path / "record.json"
        letter.write_text(marked, "utf-8")
        path.write_text(record, "utf-8")
        assert run("verify", letter, path) == (3, "")
        page = ("-o", tmp_path / "page.html")
        assert run("review", letter, "--record", path, *page) == (3, "")

    def test_no_lines(self, run: Callable[..., Any], marked: str, tmp_path: Path) -> None:
        """Nor of lines, nor of rows that were damaged."""
        lines, rows = tmp_path / "letters.jsonl", tmp_path / "rows.jsonl"
        lines.write_text(f'{{"id": "a", "text": "{MARK}"\n["{MARK}"]\n', "utf-8")
        assert run("batch", lines, "-o", rows) == (3, "")
        assert silent(rows.read_text("utf-8"))
        rows.write_text(rows.read_text("utf-8") + f'{{"source": "{MARK}\n', "utf-8")
        assert run("batch", lines, "-o", rows) == (2, "")


def echoing(status: int) -> Reply:
    """A server that says back everything it was sent."""
    return lambda body: (status, {}, {"error": {"message": json.dumps(body) + KEY, "code": None}})


def echoing_page(body: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
    """A proxy's page that quotes the request."""
    return 200, {}, f"<html>{json.dumps(body)}</html>".encode()


@pytest.fixture
def replies(marked: str) -> dict[str, Reply]:
    """What servers say, right and wrong."""
    record = extract(marked).determination.model_dump(mode="json")
    return {
        "right": answering(draft_of(record, marked)),
        "shapeless": answering({MARK: MARK}),
        "half": answering(f'{{"case": "{MARK}'),
        "refusal": replying(completion("{}", refusal=MARK)),
        "page": echoing_page,
        "gone": failing(0),
        **{str(status): echoing(status) for status in (400, 401, 500)},
    }


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
@pytest.mark.parametrize("key", KEYS, ids=["plain", "line end", "two lines", "blank", "odd"])
def test_model(
    key: str,
    marked: str,
    replies: dict[str, Reply],
    log: io.StringIO,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Whatever a server says, and whatever key it is sent."""
    monkeypatch.setenv("OPENAI_API_KEY", key)
    letter = tmp_path / "letter.txt"
    letter.write_text(marked, "utf-8")
    names = list(replies) if key == KEY else ["right", "401"]
    for name in names:
        with serve(replies[name]) as server:
            told: dict[str, Any] = {"model": "m", "base_url": server.url}
            named = ["--model", "m", "--base-url", server.url]
            assert_silent(extract, marked, **told)
            assert_silent(in_a_loop, marked, **told)
            (one,) = extract_many([marked], **told)
            assert not one.failed or silent(one.line), name
            rows = tmp_path / f"{name}.jsonl"
            code = main(["extract", str(letter), *named])
            read = capsys.readouterr()
            main(["batch", str(letter), "-o", str(rows), *named])
            main(["extract", "--dry-run", str(letter), *named])
            rest = capsys.readouterr()
            assert silent(read.err, rest.err, log.getvalue()), name
            assert code in (0, 1) or silent(read.out, rows.read_text("utf-8")), name
            assert "zyxokey" not in f"{read.out}{rest.out}{rows.read_text('utf-8')}".lower(), name


def in_a_loop(text: str, **told: Any) -> None:
    """`aextract` in a loop that logs what it does."""
    asyncio.run(aextract(text, **told), debug=True)


def assert_silent(ask: Callable[..., object], *given: object, **told: Any) -> None:
    """Whatever error comes of it, neither it nor what it hangs on holds letter or key."""
    try:
        ask(*given, **told)
    except ImrError as error:
        chain: BaseException | None = error
        while chain:
            assert silent(repr(chain), str(chain.__dict__)), type(chain)
            chain = chain.__cause__ or chain.__context__
        assert silent("".join(traceback.format_exception(error)))


def test_errors(marked: str, log: io.StringIO) -> None:
    """What the library raises of letters and records that cannot be used."""
    for data in unread(marked).values():
        text = data.decode("latin-1")
        assert_silent(extract, text)
        assert_silent(extract, data)
        assert_silent(verify, text, marked)
        assert_silent(load_record, text)
    assert silent(log.getvalue())
