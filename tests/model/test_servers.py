"""What real servers answer and refuse, each against the local one, for both colours."""

from __future__ import annotations

import asyncio
import json
import traceback
import warnings
from collections.abc import Callable
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
    refusing,
    replying,
    saying,
    serve,
)
from eval.drafts import draft_of
from imr_llm import (
    AnswerRejected,
    Extraction,
    ModelError,
    ModelUnavailable,
    OptionError,
    aextract,
    extract,
)
from imr_llm.model import failures

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

LETTERS = Path(__file__).parents[1] / "letters"
NAME = "f4b-cumulative"
Ask = Callable[..., Extraction]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between tries."""
    monkeypatch.setattr(failures, "BACKOFF", wait_none())


def later(letter: str, **how: Any) -> Extraction:
    """`aextract`, waited for."""
    return asyncio.run(aextract(letter, **how))


@pytest.fixture(params=[extract, later], ids=["sync", "async"])
def reader(request: pytest.FixtureRequest) -> Ask:
    """Either colour."""
    chosen: Ask = request.param
    return chosen


def text() -> str:
    """A synthetic letter."""
    return (LETTERS / f"{NAME}.txt").read_text("utf-8")


def draft() -> dict[str, Any]:
    """The draft of a faultless model for it."""
    return draft_of(json.loads((LETTERS / f"{NAME}.json").read_text("utf-8")), text())


def asked(reader: Ask, *replies: Reply, **how: Any) -> tuple[Extraction, Stub]:
    """What became of the letter, and what the server saw."""
    with serve(*replies) as server:
        done = reader(text(), **{"engine": "llm", "model": "m", "base_url": server.url} | how)
    return done, server


def refused(reader: Ask, reply: Reply, **how: Any) -> tuple[ModelError, Stub]:
    """The error that became of the letter; nothing of it or of the server's words is in it."""
    with serve(reply) as server, pytest.raises(ModelError) as caught:
        reader(text(), **{"engine": "llm", "model": "m", "base_url": server.url} | how)
    told = "".join(traceback.format_exception(caught.value))
    assert caught.value.__cause__ is caught.value.__context__ is None
    assert "chiropract" not in told
    assert "SECRET" not in told
    return caught.value, server


def without_nulls(value: Any) -> Any:
    """The value with no null in it, as a model leaves them out."""
    if isinstance(value, dict):
        return {name: without_nulls(one) for name, one in value.items() if one is not None}
    return [without_nulls(one) for one in value] if isinstance(value, list) else value


def quoted_nulls(value: Any) -> Any:
    """The value with the word for every null."""
    if isinstance(value, dict):
        return {name: quoted_nulls(one) for name, one in value.items()}
    if isinstance(value, list):
        return [quoted_nulls(one) for one in value]
    return "null" if value is None else value


def two_calls() -> Reply:
    """The same call twice."""
    value = completion(json.dumps(draft()))
    value["choices"][0]["message"]["tool_calls"] *= 2
    return replying(value)


def cut_behind_the_answer() -> Reply:
    """A whole answer, and blanks without end behind it."""
    value = completion("{}", content=json.dumps(draft()) + "\n" * 99, tool_calls=None)
    value["choices"][0]["finish_reason"] = "length"
    return replying(value)


JSON = json.dumps(draft())
CALL = json.dumps({"name": "Draft", "arguments": draft()})
ODD: dict[str, Reply] = {
    "a call": answering(JSON),
    "a call with fenced arguments": answering(f"```json\n{JSON}\n```"),
    "bare content": saying(JSON),
    "fenced content": saying(f"Here is the draft:\n```json\n{JSON}\n```\nAnything else?"),
    "after thoughts": saying(f'<think>So {{"items": [] }} or {{ what?</think>\n{JSON}'),
    "thoughts as a member": saying(JSON, reasoning_content="{ Let me see"),
    "a call in words": saying(f"<tool_call>\n{CALL}\n</tool_call>"),
    "a call in words, as text": saying(json.dumps({"name": "Draft", "arguments": JSON})),
    "behind the example": saying(f"Not {json.dumps({'case': {}})} but {JSON}"),
    "the word null": answering(quoted_nulls(draft())),
    "nulls left out": saying(json.dumps(without_nulls(draft()))),
    "a trailing brace": answering(JSON + "}"),
    "two calls": two_calls(),
    "blanks to the end": cut_behind_the_answer(),
}


@pytest.mark.parametrize("mode", ["tools", "json-schema", "text"])
@pytest.mark.parametrize("odd", ODD)
def test_right_shape_anywhere(reader: Ask, odd: str, mode: str) -> None:
    """A right shape is taken wherever it stands: one request, and verified like any other."""
    done, server = asked(reader, ODD[odd], mode=mode)

    assert done.verified
    assert len(server.asked) == done.provenance.requests == 1


def test_raw_line_breaks(reader: Ask) -> None:
    """A line break within a string is one, though JSON wants it written otherwise."""
    broken = JSON.replace("no trial of simpler", "no trial\nof simpler")
    assert broken != JSON
    done, server = asked(reader, answering(broken))

    assert done.determination.items
    assert done.determination.items[0].rationale_gist
    assert "no trial\nof simpler" in done.determination.items[0].rationale_gist
    assert len(server.asked) == 1


@pytest.mark.parametrize("answer", ["", "I read the letter.", '{"items": []}', "{" * 999, "[]"])
def test_wrong_shape(reader: Ask, answer: str) -> None:
    """What has the shape nowhere is asked for again, and then an error."""
    error, server = refused(reader, saying(answer))

    assert type(error) is AnswerRejected
    assert len(server.asked) == 1 + failures.SHAPE_REASKS


def ending(how: object) -> Reply:
    """A wrong answer that is said to have ended so."""
    value = completion("{}")
    value["choices"][0]["finish_reason"] = how
    return replying(value)


def calling(function: object) -> Reply:
    """A call of this function."""
    return saying("", tool_calls=[{"id": "one", "type": "function", "function": function}])


ODD_MEMBERS = {
    "arguments that are an object": calling({"name": "Draft", "arguments": {"SECRET": "SECRET"}}),
    "a function that is a word": calling("SECRET"),
    "calls that are a number": saying("SECRET", tool_calls=5),
    "an old call that is a word": saying("SECRET", function_call="SECRET"),
    "an end that is a list": ending(["SECRET"]),
    "lists within lists": answering('{"SECRET": ' + "[" * 900 + "]" * 900 + "}"),
    "objects within objects": saying('{"SECRET": ' * 700 + "0" + "}" * 700),
}


@pytest.mark.parametrize("mode", ["tools", "json-schema"])
@pytest.mark.parametrize("kind", ODD_MEMBERS)
def test_odd_members(reader: Ask, kind: str, mode: str) -> None:
    """A message whose members are not what they should be is a wrong answer; nobody warns of it.

    A warning would show parts of the answer, and so of the letter.
    """
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        error, server = refused(reader, ODD_MEMBERS[kind], mode=mode)

    assert type(error) is AnswerRejected
    assert "no answer had the shape" in str(error)
    assert [str(one.message) for one in told if one.category is not ResourceWarning] == []
    assert len(server.asked) == 1 + failures.SHAPE_REASKS


def test_tokens_that_nobody_counted(reader: Ask) -> None:
    """Numbers that can be no count of tokens, and fit into no table, are none."""
    value = completion(JSON)
    value["usage"] = {"prompt_tokens": 2**63, "completion_tokens": -1, "total_tokens": 0}
    done, _ = asked(reader, replying(value))

    assert (done.provenance.tokens_in, done.provenance.tokens_out) == (None, None)


HTML = b"<!doctype html><title>Welcome SECRET</title>"
PERMANENT: dict[str, tuple[Reply, str, str]] = {
    "a page": (lambda body: (200, {"content_type": "text/html"}, HTML), "--base-url", "auto"),
    "a page called JSON": (lambda body: (200, {}, HTML), "--base-url", "auto"),
    "nothing": (lambda body: (200, {}, b""), "--base-url", "auto"),
    "other JSON": (replying({"status": "SECRET"}), "--base-url", "auto"),
    "a list": (replying(["SECRET"]), "--base-url", "auto"),
    "a redirect": (lambda body: (307, {"location": "/SECRET"}, b""), "--base-url", "auto"),
    "moved": (lambda body: (301, {"location": "/SECRET"}, b""), "--base-url", "auto"),
    "a refusal": (saying("", refusal="SECRET"), "refused to answer", "auto"),
    "vLLM without tools": (
        refusing('SECRET "auto" tool choice requires --enable-auto-tool-choice to be set'),
        "--enable-auto-tool-choice",
        "tools",
    ),
    "llama.cpp without jinja": (
        refusing("tools param requires --jinja flag", 500),
        "--jinja",
        "tools",
    ),
    "a template": (
        refusing("Jinja Exception: Conversation roles must alternate user/assistant SECRET", 500),
        "template",
        "auto",
    ),
    "no grammar": (refusing("failed to parse grammar"), "--mode text", "json-schema"),
    "no bound": (refusing("max_tokens must be at most 512"), "--max-tokens", "bounded"),
}


@pytest.mark.parametrize("kind", PERMANENT)
def test_permanent(reader: Ask, kind: str) -> None:
    """What no second try mends is said at once, with what to do about it."""
    reply, remedy, mode = PERMANENT[kind]
    how: dict[str, Any] = {"mode": mode}
    if mode == "bounded":
        how = {"options": {"max_tokens": 999}}
    error, server = refused(reader, reply, **how)

    assert remedy in str(error)
    assert not isinstance(error, ModelUnavailable)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("status", "value", "needs"),
    [
        (
            400,
            {
                "message": "This model's maximum context length is 8192 tokens. However, you"
                " requested 9001 tokens (SECRET).",
            },
            "9,001 tokens are needed and it has 8,192",
        ),
        (
            400,
            {
                "message": "the request exceeds the available context size, try increasing it",
                "n_prompt_tokens": 5306,
                "n_ctx": 4096,
            },
            "5,306 tokens are needed and it has 4,096",
        ),
        (500, {"message": "the prompt is too long"}, "more tokens are needed;"),
    ],
)
def test_context(reader: Ask, status: int, value: dict[str, Any], needs: str) -> None:
    """A context too short is tried once without the bound on the answer, then told in numbers."""
    error, server = refused(reader, lambda body: (status, {}, {"error": value}))

    assert needs in str(error)
    assert ["max_tokens" in body for body in server.asked] == [True, False]


def test_context_that_the_bound_filled(reader: Ask) -> None:
    """Where only the bound was too much the letter is read without one."""
    full = refusing("maximum context length is 8192 tokens; you asked for 9100")
    done, server = asked(reader, full, answering(draft()))

    assert done.verified
    assert "max_tokens" not in server.asked[1]


@pytest.mark.parametrize(
    "reply",
    [
        refusing("This response_format type is unavailable now"),
        refusing('Invalid JSON payload received. Unknown name "$ref"'),
        refusing("failed to parse grammar", 500),
    ],
)
def test_auto_changes_once(reader: Ask, reply: Reply) -> None:
    """A server of one's own that takes no schema is asked in words, and from then on at once."""
    with serve(reply, saying(JSON)) as server:
        for _ in range(2):
            done = reader(text(), engine="llm", model="m", base_url=server.url)
            assert done.verified

    assert ["response_format" in body for body in server.asked] == [True, False, False]
    assert '"properties"' in server.asked[1]["messages"][0]["content"]
    assert not any("tools" in body for body in server.asked)


class TestReadyClient:
    """A client that the caller made."""

    def test_json_schema(self) -> None:
        """Instructor's JSON_SCHEMA mode is made strict; its answer is looked for anywhere too."""
        with serve(saying(f"```json\n{JSON}\n```")) as server:
            raw = openai.OpenAI(base_url=server.url, api_key="k")
            client = instructor.from_openai(raw, mode=instructor.Mode.JSON_SCHEMA)
            done = extract(text(), client=client, model="m")
        sent = server.asked[0]["response_format"]["json_schema"]

        assert done.verified
        assert sent["strict"] is True
        assert "$ref" not in json.dumps(sent)

    def test_asynchronous(self) -> None:
        """`aextract` takes an asynchronous one, with the model that it was made with."""

        async def ask(url: str) -> Extraction:
            async with openai.AsyncOpenAI(base_url=url, api_key="k") as raw:
                return await aextract(text(), client=instructor.from_openai(raw, model="own"))

        with serve(answering(draft())) as server:
            done = asyncio.run(ask(server.url))

        assert done.verified
        assert done.provenance.engine == "openai/own"

    def test_wrong_ones(self) -> None:
        """What is no client of Instructor's, or of the other colour, is a TypeError."""
        raw = openai.OpenAI(base_url="http://127.0.0.1:9/v1", api_key="k")
        araw = openai.AsyncOpenAI(base_url="http://127.0.0.1:9/v1", api_key="k")

        with pytest.raises(TypeError, match=r"instructor\.from_openai"):
            extract(text(), client=raw, model="m")
        with pytest.raises(TypeError, match="aextract takes this"):
            extract(text(), client=instructor.from_openai(araw), model="m")
        with pytest.raises(TypeError, match="extract takes this"):
            later(text(), client=instructor.from_openai(raw), model="m")
        with pytest.raises(OptionError, match="its own mode"):
            extract(text(), client=instructor.from_openai(raw), model="m", mode="tools")

    def test_no_model(self) -> None:
        """A client without a model is told so before anything is sent."""
        with serve(answering(draft())) as server:
            raw = openai.OpenAI(base_url=server.url, api_key="k")
            with pytest.raises(ModelError, match="name a model"):
                extract(text(), client=instructor.from_openai(raw))

        assert not server.asked
