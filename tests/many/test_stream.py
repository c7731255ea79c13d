"""Many letters: an answer each, in their order, whatever happens to one of them."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import signal
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from eval.benchmarks.stub import answering, failing, serve
from eval.drafts import draft_of
from imr_llm import Answer, Extraction, LetterError, aextract_many, extract, extract_many
from imr_llm.many import stream
from imr_llm.model import conversation
from imr_llm.model.pace import Pace
from tests.letter.bad_pdfs import FORM_IN_ITSELF

NAMES = ("f4b-header", "f4b-compact", "f4a-doubled")


def threaded(letters: Any, **options: Any) -> list[Answer]:
    """All answers of `extract_many`."""
    return list(extract_many(letters, **options))


def in_tasks(letters: Any, **options: Any) -> list[Answer]:
    """All answers of its asynchronous twin."""

    async def collect() -> list[Answer]:
        return [one async for one in aextract_many(letters, **options)]

    return asyncio.run(collect())


def everything(letters: Any, **options: Any) -> list[Answer]:
    """Both twins' answers, which are the same but for the time they took."""
    given = list(letters)
    found, twins = threaded(given, **options), in_tasks(given, **options)
    assert [one.source for one in twins] == [one.source for one in found]
    assert [timeless(one) for one in twins] == [timeless(one) for one in found]
    return found


def timeless(answer: Answer) -> Extraction | str | None:
    """What an answer says, without the seconds it took."""
    if (done := answer.extraction) is None:
        return answer.error
    return done.model_copy(update={"provenance": done.provenance.model_copy(update={"seconds": 0})})


class TestRules:
    """In processes."""

    def test_in_order(self, letter: Callable[[str], str]) -> None:
        """The answers are the letters' extractions, in their order, equal texts among them."""
        texts = [letter(NAMES[at % 3]) for at in range(50)]
        found = everything(((str(at), text) for at, text in enumerate(texts)), concurrency=2)

        assert [one.source for one in found] == [str(at) for at in range(50)]
        for one, text in zip(found, texts, strict=True):
            done = extract(text, engine="rules")
            assert one.extraction is not None
            assert one.extraction.determination == done.determination
            assert one.extraction.checks == done.checks
            assert one.open_checks == sum(check.open for check in done.checks)

    def test_failures(self, letter: Callable[[str], str], letters: Path) -> None:
        """What cannot be read is an answer with its error, in its place."""
        given = [
            ("empty", ""),
            ("good", letter("f4b-header")),
            ("no file", Path("nowhere.txt")),
            ("file", letters / "f4b-compact.txt"),
            ("told", LetterError("the line is no letter")),
        ]
        found = everything(given)

        assert [one.error for one in found] == [
            "LetterError: the letter is empty",
            None,
            "LetterError: cannot read 'nowhere.txt': No such file or directory",
            None,
            "LetterError: the line is no letter",
        ]
        assert [one.failed for one in found] == [True, False, True, False, True]

    def test_dead_reader(
        self, letter: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A letter that kills its process is an answer that says so; no other letter is lost."""

        def deadly(content: Any) -> str:
            if content == "deadly":
                os.kill(os.getpid(), signal.SIGKILL)
            return str(content)

        monkeypatch.setattr("imr_llm.many.answer._text", deadly)
        given = [(str(at), letter("f4b-header")) for at in range(40)]
        given[11] = given[29] = ("11", "deadly")
        found = list(extract_many(given, concurrency=2))

        assert [one.source for one in found] == [name for name, _ in given]
        assert [at for at, one in enumerate(found) if one.failed] == [11, 29]
        assert found[11].error == "LetterError: its reader died of it"

    def test_bad_pdfs(self, letters: Path, tmp_path: Path) -> None:
        """A PDF that breaks its reader costs its own row and no other, before and after it."""
        (tmp_path / "bad.pdf").write_bytes(FORM_IN_ITSELF)
        good = letters / "f4b-header.txt"
        given = [(str(at), tmp_path / "bad.pdf" if at % 7 == 3 else good) for at in range(20)]
        found = list(extract_many(given, concurrency=2))

        assert [one.source for one in found] == [name for name, _ in given]
        assert [at for at, one in enumerate(found) if one.failed] == [3, 10, 17]
        assert "memory" in str(found[3].error)

    def test_unexpected(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """An error that nobody foresaw is told by its kind; its words may hold the letter."""

        def wrong(text: str, **options: Any) -> None:
            raise ValueError(text)

        monkeypatch.setattr("imr_llm.many.answer.extract", wrong)
        (found,) = extract_many([("a", "secret words")])

        assert found.error == "ValueError: unexpected; nothing of this letter was read"

    def test_read_as_needed(self, letter: Callable[[str], str]) -> None:
        """An endless stream is read only a little ahead of its answers."""
        taken = 0

        def endless() -> Iterator[tuple[str, str]]:
            nonlocal taken
            while True:
                taken += 1
                yield str(taken), letter("f4b-header")

        answers = extract_many(endless(), concurrency=2)
        assert len(list(islice(answers, 30))) == 30
        assert taken <= 30 + stream.CHUNK * (stream.AHEAD * 2 + 1)
        answers.close()

    def test_bare(self, letter: Callable[[str], str], letters: Path) -> None:
        """A bare text is named by its number, a bare path by itself."""
        path = letters / "f4b-compact.txt"
        found = everything([letter("f4b-header"), path, letter("f4b-header")])

        assert [one.source for one in found] == ["0", path.as_posix(), "2"]
        assert not any(one.failed for one in found)

    def test_no_letters(self) -> None:
        """What is no letter at all is an answer that says so."""
        given: list[Any] = [b"bytes", None, ("name", b"bytes"), ("name", None), (1, "text"), ()]
        found = everything(given)

        assert {one.error for one in found if one.source != "name"} == {
            "LetterError: a letter is a text, a path, or a pair of its name and one"
        }
        assert [one.error for one in found if one.source == "name"] == [
            f"LetterError: a letter is given as text, not as {kind}: read_document reads a file"
            for kind in ("bytes", "NoneType")
        ]

    def test_hashes(self, letter: Callable[[str], str], letters: Path) -> None:
        """Every row has the hash of its letter as it came: of a text or of a file's bytes."""
        path = letters / "f4b-header.txt"
        found = everything([("text", letter("f4b-header")), path, ("none", Path("nowhere"))])
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()

        assert [one.letter_sha256 for one in found] == [sha256, sha256, None]
        assert [json.loads(one.line)["letter_sha256"] for one in found] == [sha256, sha256, None]

    def test_changed_meanwhile(
        self, letter: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A letter that changes while it is read has the hash of before: it will be read again."""
        path = tmp_path / "a.txt"
        path.write_text(letter("f4b-header"), "utf-8")
        before = hashlib.sha256(path.read_bytes()).hexdigest()

        def late(where: Path) -> str:
            where.write_text(letter("f4b-compact"), "utf-8")
            return where.read_text("utf-8")

        monkeypatch.setattr("imr_llm.many.answer.read_document", late)
        (one,) = everything([path], concurrency=1)
        assert one.letter_sha256 == before
        assert one.extraction

    def test_nothing(self) -> None:
        """No letters, no answers."""
        assert everything([]) == []


def faultless(text: str) -> dict[str, Any]:
    """The draft of a model that reads a letter as the rules do."""
    return draft_of(extract(text).determination.model_dump(mode="json"), text)


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
class TestModel:
    """At once, over one server."""

    def test_in_order(self, letter: Callable[[str], str]) -> None:
        """Every letter is asked about once, and answered in its place."""
        draft = faultless(letter("f4b-header"))
        given = [(str(at), letter("f4b-header")) for at in range(12)]
        with serve(answering(draft)) as server:
            found = everything(given, model="m", base_url=server.url, concurrency=4)
            asked = len(server.asked)

        assert [one.source for one in found] == [name for name, _ in given]
        assert not any(one.failed for one in found)
        assert asked == 2 * 12  # by either twin

    def test_failures(self, letter: Callable[[str], str]) -> None:
        """A model that fails is an answer's error, not the end."""
        given = [(str(at), letter("f4b-header")) for at in range(3)]
        with serve(failing(400)) as server:
            found = everything(given, model="m", base_url=server.url)

        assert [one.failed for one in found] == [True] * 3
        assert {one.error for one in found} == {
            "ModelError: the server refused the request (status 400)"
        }

    def test_bad_pdf(self, letter: Callable[[str], str], letters: Path, tmp_path: Path) -> None:
        """A PDF that breaks its reader costs its own row, though all are read in one process."""
        draft = faultless(letter("f4b-header"))
        (tmp_path / "bad.pdf").write_bytes(FORM_IN_ITSELF)
        good = letters / "f4b-header.txt"
        given = [(str(at), tmp_path / "bad.pdf" if at == 3 else good) for at in range(8)]
        with serve(answering(draft)) as server:
            found = list(extract_many(given, model="m", base_url=server.url, concurrency=4))

        assert [one.source for one in found if one.failed] == ["3"]
        assert "memory" in str(found[3].error)

    def test_rate_limited_half_the_time(self, letter: Callable[[str], str]) -> None:
        """A server that refuses every other request for its rate loses no letter."""
        draft = faultless(letter("f4b-header"))
        busy, good = failing(429, retry_after="0.01"), answering(draft)
        turns = 0

        def by_turns(body: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
            nonlocal turns
            turns += 1
            return (busy if turns % 2 else good)(body)

        given = [(str(at), letter("f4b-header")) for at in range(40)]
        with serve(by_turns) as server:
            found = list(extract_many(given, model="m", base_url=server.url, concurrency=8))

        assert [one.source for one in found] == [name for name, _ in given]
        assert [one.error for one in found if one.failed] == []


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_rate_limit_holds_everybody(
    letter: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One refusal for the rate holds the pace that all requests to the server keep."""
    held: list[float] = []
    monkeypatch.setattr(Pace, "hold", lambda pace, seconds: held.append(seconds))
    draft = faultless(letter("f4b-header"))
    given = [(str(at), letter("f4b-header")) for at in range(6)]
    with serve(failing(429, retry_after="0.02"), answering(draft)) as server:
        found = list(extract_many(given, model="m", base_url=server.url))
        asked = len(server.asked)

    assert not any(one.failed for one in found)
    assert (held, asked) == ([0.02], 7)


@pytest.mark.parametrize("read", [extract_many, aextract_many])
class TestWrongArguments:
    """What cannot be many letters is refused when it is called, not when it is read."""

    @pytest.mark.parametrize("letters", ["letter.txt", b"letter", Path("letters")])
    def test_one(self, read: Callable[..., Any], letters: Any) -> None:
        """One letter is not taken for many, sign by sign."""
        with pytest.raises(TypeError, match="give a list"):
            read(letters)

    def test_file_names(self, read: Callable[..., Any]) -> None:
        """Nothing but names of files is a mistake; one among texts fails by itself."""
        with pytest.raises(TypeError, match="is a Path"):
            read(["letters/a.txt", "letters/b.PDF"])
        read(["letters/a.txt", "a letter"])
        read([])

    @pytest.mark.parametrize("concurrency", [0, -1])
    def test_concurrency(self, read: Callable[..., Any], concurrency: int) -> None:
        """There is at least one reader."""
        with pytest.raises(ValueError, match="at least 1"):
            read([], concurrency=concurrency)


def test_odd_names() -> None:
    """A name that is no UTF-8, as files may have, still gives a row that can be written."""
    (found,) = extract_many([("odd \udcff.txt", "")])

    assert found.line.encode()
    assert found.failed


def test_unknown_argument() -> None:
    """A misspelt argument is an error at once, not a failed letter each."""
    with pytest.raises(TypeError, match="modle"):
        everything(["a letter"], modle="m")


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
class TestJudges:
    """Where many are asked about at once, drafts are read and checked in other processes."""

    @pytest.mark.parametrize("all_of", [threaded, in_tasks])
    @pytest.mark.parametrize("dying", [False, True])
    def test_same_answers(
        self,
        all_of: Callable[..., list[Answer]],
        letter: Callable[[str], str],
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        dying: bool,
    ) -> None:
        """The answers are the same, also where these processes die."""
        text = letter("f4b-header")
        record = extract(text, engine="rules").determination.model_dump(mode="json")
        judge, asking, seen = conversation._found, os.getpid(), tmp_path / "judges"

        def noted(*given: Any) -> Any:
            with seen.open("a") as file:
                file.write(f"{os.getpid()}\n")
            if dying and os.getpid() != asking:
                os._exit(1)
            return judge(*given)

        with serve(answering(draft_of(record, text))) as server:
            told: dict[str, Any] = {"model": "m", "base_url": server.url}
            alone = extract(text, **told)
            monkeypatch.setattr(conversation, "_found", noted)
            answers = all_of([text] * 4, concurrency=9, **told)

        judged = set(seen.read_text().split())
        assert (str(asking) in judged) is dying
        assert judged - {str(asking)}
        for one in answers:
            assert one.extraction is not None
            assert one.extraction.determination == alone.determination
            assert one.extraction.checks == alone.checks
