"""What was answered once is not asked for again, whatever the mode, the thread or the end of it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import instructor
import openai
import pytest
from tenacity import wait_none

from eval.benchmarks.stub import (
    Reply,
    Stub,
    answering,
    completion,
    failing,
    refusing,
    replying,
    saying,
    serve,
)
from eval.drafts import draft_of
from imr_llm import (
    AnswerRejected,
    AnswersError,
    Extraction,
    ModelError,
    ModelUnavailable,
    OptionError,
    aextract,
    extract,
    extract_many,
)
from imr_llm.model import asking, failures
from imr_llm.model.asking import Model
from imr_llm.model.conversation import converse
from imr_llm.model.draft import Draft
from imr_llm.model.kept import KeptAnswers, Unanswered, kept_answers, offline, request_of
from imr_llm.model.wire import Mode
from imr_llm.pipeline import dry_run

# the server is on this machine; every other address stays blocked
pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

LETTERS = Path(__file__).parents[1] / "letters"
NAME = "f4b-cumulative"
TEXT = (LETTERS / f"{NAME}.txt").read_text("utf-8")
DRAFT = draft_of(json.loads((LETTERS / f"{NAME}.json").read_text("utf-8")), TEXT)
MODES: tuple[Mode, ...] = ("tools", "json-schema", "text")
KEY = "sk-not-to-be-kept"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between tries, no mode is remembered from another test, and there is a key."""
    monkeypatch.setattr(failures, "BACKOFF", wait_none())
    monkeypatch.setattr(asking, "_changed", {})
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The name of a file of answers that is not there yet."""
    return tmp_path / "answers.sqlite"


def ask(kept: Path, *replies: Reply, **options: Any) -> tuple[Extraction, Stub]:
    """The engine's answer for the letter, and what the server saw."""
    with serve(*(replies or (answering(DRAFT),))) as server:
        done = extract(TEXT, model="m", base_url=server.url, answers=kept, **options)
    return done, server


@pytest.mark.parametrize("mode", MODES)
def test_asked_once(kept: Path, mode: Mode) -> None:
    """The second time nobody is asked, at whatever address, and the record is the same."""
    first, server = ask(kept, mode=mode)
    again, other = ask(kept, mode=mode)

    assert (len(server.asked), len(other.asked)) == (1, 0)
    assert (first.provenance.requests, first.provenance.reused) == (1, 0)
    assert (again.provenance.requests, again.provenance.reused) == (0, 1)
    assert again.provenance.tokens_in == first.provenance.tokens_in == 100
    assert (again.determination, again.checks) == (first.determination, first.checks)


@pytest.mark.parametrize("mode", MODES)
def test_known_by_what_is_sent(mode: Mode) -> None:
    """The body that an answer is looked up by is the body that goes out."""
    told: dict[str, Any] = {"mode": mode, "options": {"temperature": 0.5}}
    sent = dry_run(TEXT, model="m", base_url="http://127.0.0.1:1/v1", **told)["body"]
    model = Model(model="m", base_url="http://127.0.0.1:1/v1", timeout=1.0, **told)

    assert model._body(next(converse(TEXT, 0)).messages, Draft) == sent


def test_asynchronous_callers_share_it(kept: Path) -> None:
    """What one colour asked, the other does not ask again."""

    async def twice(url: str) -> tuple[Extraction, Extraction]:
        one = aextract(TEXT, model="m", base_url=url, answers=kept)
        two = aextract(TEXT, model="m", base_url=url, answers=kept, options={"seed": 2})
        return await asyncio.gather(one, two)

    ask(kept)
    with serve(answering(DRAFT)) as server:
        first, second = asyncio.run(twice(server.url))

    assert (first.provenance.reused, second.provenance.reused) == (1, 0)
    assert len(server.asked) == 1
    assert ask(kept, options={"seed": 2})[0].provenance.reused == 1


@pytest.mark.parametrize(
    "other", [{"options": {"temperature": 1}}, {"mode": "text"}, {"model": "n"}]
)
def test_another_request_is_asked(kept: Path, other: dict[str, Any]) -> None:
    """Other options, another mode or another model is another request."""
    ask(kept)
    with serve(answering(DRAFT)) as server:
        extract(TEXT, **{"model": "m", "base_url": server.url, "answers": kept, **other})

    assert len(server.asked) == 1


def test_wrong_shape_stays_wrong(kept: Path) -> None:
    """A kept answer is taken as a new one is: asked for again in the same words, rejected alike."""
    for expected in (3, 0):
        with serve(saying("no draft here")) as server, pytest.raises(AnswerRejected):
            extract(TEXT, model="m", base_url=server.url, answers=kept)
        assert len(server.asked) == expected


def test_reasks_are_kept(kept: Path) -> None:
    """A conversation of several requests comes whole from the file."""
    wrong = json.loads(json.dumps(DRAFT))
    wrong["t"][0]["d"] = {"u": "o", "o": "u"}[wrong["t"][0]["d"]]
    first, server = ask(kept, answering(wrong), answering(DRAFT))
    again, other = ask(kept)

    assert (len(server.asked), len(other.asked)) == (2, 0)
    assert again.provenance.reused == 2
    assert again.determination == first.determination


@pytest.mark.parametrize(
    "reply",
    [
        failing(500),
        failing(400),
        saying("", refusal="I cannot"),
        replying({"choices": []}),
        replying([1]),
        replying(b"<html>"),
    ],
)
def test_failures_are_not_kept(kept: Path, reply: Reply) -> None:
    """What is no completion is asked for again."""
    with pytest.raises(ModelError):
        ask(kept, reply)

    assert ask(kept)[0].provenance.requests == 1


def test_what_a_server_refuses_is_not_asked_again(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program's `auto` finds the answer in the mode and without the bound it was given."""

    def reply(body: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
        if "max_tokens" in body:
            return refusing("max_tokens is not supported")(body)
        if "response_format" in body:
            return refusing("response_format is not supported")(body)
        return saying(json.dumps(DRAFT))(body)

    _, server = ask(kept, reply)
    monkeypatch.setattr(asking, "_changed", {})
    again, other = ask(kept, reply)

    assert (len(server.asked), len(other.asked)) == (3, 0)
    assert again.provenance.reused == 1


def test_threads_share_it(kept: Path) -> None:
    """Many at once keep all of their answers."""
    letters = [TEXT.replace("49", str(50 + at)) for at in range(24)]
    with serve(answering(DRAFT)) as server:
        told: dict[str, Any] = {"model": "m", "base_url": server.url, "answers": kept}
        first = list(extract_many(letters, concurrency=8, **told))
        asked = len(server.asked)
        again = list(extract_many(letters, concurrency=8, **told))

    assert not any(one.failed for one in first + again)
    assert asked == len(server.asked)


def test_for_its_owner_alone(kept: Path) -> None:
    """Others may not read it, and no key and no address is in it."""
    _, server = ask(kept)

    for file in kept.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert KEY.encode() not in file.read_bytes()
        assert server.url.encode() not in file.read_bytes()


@pytest.mark.parametrize("content", [b"not a database, but long enough to be one" * 40, None])
def test_foreign_files_are_left_alone(kept: Path, content: bytes | None) -> None:
    """A file of somebody else's is told of before anybody is asked, and stays as it is."""
    if content is None:
        with sqlite3.connect(kept) as other:
            other.execute("CREATE TABLE recipes (name TEXT)")
        other.close()
    else:
        kept.write_bytes(content)
    before = kept.read_bytes()
    with serve(answering(DRAFT)) as server, pytest.raises(AnswersError, match=kept.name):
        extract(TEXT, model="m", base_url=server.url, answers=kept)

    assert server.asked == []
    assert kept.read_bytes() == before


def test_folders_and_missing_folders(tmp_path: Path) -> None:
    """A name that can be no file is an error of ours."""
    for name in (tmp_path, tmp_path / "nowhere" / "answers"):
        with pytest.raises(AnswersError):
            ask(name)


@pytest.mark.parametrize("damaged", ["{", "[" * 100_000], ids=["cut", "nested"])
def test_damaged_answers_are_told(kept: Path, damaged: str) -> None:
    """An answer that is no JSON any more is neither taken nor paid for again."""
    ask(kept)
    with sqlite3.connect(kept) as file:
        file.execute("UPDATE answers SET completion = ?", (damaged,))
    file.close()
    with serve(answering(DRAFT)) as server, pytest.raises(AnswersError, match="damaged"):
        extract(TEXT, model="m", base_url=server.url, answers=kept)

    assert server.asked == []


def test_kept_after_a_kill(kept: Path) -> None:
    """What was put is there although the program was killed and never closed the file."""
    program = (
        "import os, signal, sys\n"
        "from imr_llm.model.kept import kept_answers\n"
        "kept_answers(sys.argv[1]).put([('a', '{}')])\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, kept], check=False)

    assert done.returncode == -signal.SIGKILL
    assert kept_answers(kept).get("a") == "{}"


def test_forked_processes_open_their_own(kept: Path) -> None:
    """A connection is not carried into another process."""
    mine = kept_answers(kept)
    child = os.fork()
    if not child:
        os._exit(kept_answers(kept) is mine)
    assert os.waitpid(child, 0)[1] == 0
    assert kept_answers(kept) is mine


def test_offline_nobody_is_asked(kept: Path) -> None:
    """Where nobody may be asked, the request is handed back, to be answered elsewhere."""
    token = offline.set(True)
    try:
        with pytest.raises(Unanswered) as told:
            ask(kept)
        assert TEXT[:200] not in str(told.value)
        body = json.loads(told.value.body)
        answer = json.dumps(completion(json.dumps(DRAFT)))
        kept_answers(kept).put([(request_of(body), answer)])
        done, server = ask(kept)
    finally:
        offline.reset(token)

    assert (done.provenance.reused, server.asked) == (1, [])


def test_no_key_is_needed_for_what_is_kept(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a key nothing is sent, and what is kept is read all the same."""
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with pytest.raises(ModelUnavailable, match="no key"):
        extract(TEXT, model="m", answers=kept)
    body = dry_body(monkeypatch)
    kept_answers(kept).put([(request_of(body), json.dumps(completion(json.dumps(DRAFT))))])

    assert extract(TEXT, model="m", answers=kept).provenance.reused == 1


def dry_body(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What OpenAI itself would be asked first."""
    with monkeypatch.context() as told:
        told.setenv("OPENAI_API_KEY", KEY)
        body: dict[str, Any] = dry_run(TEXT, model="m")["body"]
    return body


def test_clients_of_others_are_refused(kept: Path) -> None:
    """The requests of a ready client cannot be kept: that is said, not passed over."""
    client = instructor.from_openai(openai.OpenAI(api_key="k", base_url="http://127.0.0.1:1/v1"))
    with pytest.raises(OptionError, match="kept"):
        extract(TEXT, client=client, answers=kept)


def test_order_of_members_is_no_difference() -> None:
    """A request is known by what it says."""
    assert request_of({"a": 1, "b": "é"}) == request_of({"b": "é", "a": 1})
    assert request_of({"a": 1}) != request_of({"a": 2})


def test_missing_of_a_batch(kept: Path) -> None:
    """What was written down and not answered is known."""
    file = KeptAnswers(kept)
    file.note_written(["a", "b"])
    file.note_written(["b", "c"])
    file.put([("b", "{}")])

    assert file.missing() == 2
    assert file.written("a")
    assert not file.written("d")
