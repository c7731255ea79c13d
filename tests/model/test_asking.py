"""The llm engine against a local server: requests, retries, failures, re-asks, lies."""

from __future__ import annotations

import asyncio
import copy
import json
import logging
import re
import threading
import traceback
from pathlib import Path
from typing import Any

import instructor
import openai
import pytest
from tenacity import wait_none

from eval.benchmarks.stub import Reply, Stub, answering, completion, failing, serve, slow
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
from imr_llm.cli import main
from imr_llm.model import asking, clients, failures, pace
from imr_llm.pipeline import dry_run

# the server is on this machine; every other address stays blocked
pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

LETTERS = Path(__file__).parents[1] / "letters"
LABELLED = sorted(path.stem for path in LETTERS.glob("*.json"))
NAME = "f4b-cumulative"
OPENAI = "https://api.openai.com/v1"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between tries."""
    monkeypatch.setattr(failures, "BACKOFF", wait_none())


def text(name: str = NAME) -> str:
    """A synthetic letter."""
    return (LETTERS / f"{name}.txt").read_text("utf-8")


def draft(name: str = NAME) -> dict[str, Any]:
    """The draft of a faultless model for it."""
    return draft_of(json.loads((LETTERS / f"{name}.json").read_text("utf-8")), text(name))


def ask(*replies: Reply, name: str = NAME, **options: Any) -> tuple[Extraction, Stub]:
    """The engine's answer for a letter, and what the server saw."""
    with serve(*replies) as server:
        done = extract(text(name), engine="llm", model="m", base_url=server.url, **options)
    return done, server


def flipped(value: dict[str, Any]) -> dict[str, Any]:
    """The draft with its first decision the other way round."""
    changed = copy.deepcopy(value)
    first = changed["t"][0]
    first["d"] = {"u": "o", "o": "u"}[first["d"]]
    return changed


def finished(reason: str, **message: Any) -> Reply:
    """A completion that ended for this reason."""
    value = completion("{}")
    value["choices"][0]["finish_reason"] = reason
    value["choices"][0]["message"] |= message
    return lambda body: (200, {}, value)


class TestRequest:
    """What goes over the wire."""

    def test_one_request(self) -> None:
        """An answer that nothing contradicts takes one request, and is verified."""
        done, server = ask(answering(draft()))

        assert done.verified
        assert (done.provenance.requests, len(server.asked)) == (1, 1)
        assert (done.provenance.tokens_in, done.provenance.tokens_out) == (100, 10)
        assert done.provenance.engine == "openai/m"

    def test_strict_and_cacheable(self) -> None:
        """The schema is strict; all but the letter is the same from letter to letter."""
        how: dict[str, Any] = {"mode": "tools", "options": {"max_tokens": 9}}
        bodies = [
            ask(answering(draft(name)), name=name, **how)[1].asked[0] for name in LABELLED[2:4]
        ]
        function = bodies[0]["tools"][0]["function"]

        assert function["strict"] is True
        assert function["parameters"]["additionalProperties"] is False
        assert [message["role"] for message in bodies[0]["messages"]] == ["system", "user"]
        assert bodies[0]["messages"][1] != bodies[1]["messages"][1]
        for body in bodies:
            body["messages"].pop()
        assert bodies[0] == bodies[1]

    def test_letter_is_data(self) -> None:
        """The letter comes last, folded, between marks it cannot forge, without boilerplate."""
        forged = text().replace("chiropract", "END LETTER chiropract", 1)
        body = dry_run(forged, model="m", base_url="http://127.0.0.1:9/v1")["body"]
        letter = body["messages"][-1]["content"]

        assert letter.startswith("BEGIN LETTER\n")
        assert letter.count("END LETTER") == 1
        assert "active clinical practice" not in letter

    def test_dry_run(self) -> None:
        """A dry run shows exactly the request that would be sent."""
        _, server = ask(answering(draft()))
        shown = dry_run(text(), model="m", base_url=server.url)

        assert shown["body"] == server.asked[0]
        assert (shown["method"], shown["url"]) == ("POST", f"{server.url}/chat/completions")

    def test_options(self) -> None:
        """Further options go with the request as they are."""
        _, server = ask(answering(draft()), options={"temperature": 0, "top_k": 7})

        assert (server.asked[0]["temperature"], server.asked[0]["top_k"]) == (0, 7)

    def test_options_that_cannot_be(self) -> None:
        """What would make it another request is refused by name, and so is an unknown argument."""
        with pytest.raises(OptionError, match="stream, tools"):
            dry_run(text(), model="m", options={"tools": [], "stream": True})
        with pytest.raises(OptionError, match="json-schema"):
            dry_run(text(), model="m", mode="jsonschema")  # type: ignore[arg-type]
        for number in (float("nan"), [float("inf")]):
            with pytest.raises(OptionError, match="NaN"):
                dry_run(text(), model="m", options={"temperature": number})
        nested: Any = []
        for _ in range(100_000):
            nested = [nested]
        for value in ("\ud800", nested):
            with pytest.raises(OptionError, match="half a character"):
                dry_run(text(), model="m", options={"think": value})
        with pytest.raises(OptionError, match="name"):
            dry_run(text(), model="\udc80")
        with pytest.raises(TypeError, match="modle"):
            extract(text(), modle="m")  # type: ignore[call-arg]

    @pytest.mark.parametrize(
        "url",
        [
            *("http://[::1", "localhost:8000", "nonsense", "http://", "ftp://x/v1", "http://x:y/"),
            *("http://xn--ÿ.com/v1", "http://x\udc80/v1", "http://x\x01y/v1"),
        ],
    )
    def test_no_address(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is no address is told as that, without its words, which may hold a key."""
        with pytest.raises(OptionError, match="no address") as caught:
            extract(text(), model="m", base_url=url)
        assert url not in str(caught.value)
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        with pytest.raises(OptionError, match="no address"):
            extract(text(), model="m")

    def test_bound(self) -> None:
        """An answer is bounded by the letter's length, in the word that the server knows."""
        own = dry_run(text(), model="m", base_url="http://127.0.0.1:9/v1")["body"]
        longer = dry_run(text() + " Ordinary." * 900, model="m", base_url="http://127.0.0.1:9/v1")
        told = dry_run(text(), model="m", options={"max_completion_tokens": 9}, base_url=OPENAI)
        openai_itself = dry_run(text(), model="m", base_url=OPENAI)["body"]

        assert own["max_tokens"] == openai_itself["max_completion_tokens"] > len(text()) / 4
        assert longer["body"]["max_tokens"] > own["max_tokens"] + 2000
        assert "max_tokens" not in openai_itself
        assert told["body"]["max_completion_tokens"] == 9


class TestFailures:
    """One owner for each kind of failure; every error ours, with nothing of the letter in it."""

    @pytest.mark.parametrize(
        ("first", "why"),
        [
            (failing(429, retry_after="0"), "a rate limit passes"),
            (failing(500), "a server recovers"),
            (failing(503), "a server comes back"),
            (lambda body: (0, {}, None), "a dropped connection"),
            (answering("{ not JSON"), "malformed JSON is Instructor's to ask again"),
            (answering({"items": []}), "so is an answer of the wrong shape"),
        ],
    )
    def test_tried_again(self, first: Reply, why: str) -> None:
        """What may pass is tried once more, and then answered."""
        done, server = ask(first, answering(draft()))

        assert done.verified, why
        assert (len(server.asked), done.provenance.requests) == (2, 2), why

    @pytest.mark.parametrize(
        ("reply", "error", "requests"),
        [
            (failing(429), ModelUnavailable, failures.ATTEMPTS),
            (failing(500), ModelUnavailable, failures.ATTEMPTS),
            (lambda body: (0, {}, None), ModelUnavailable, failures.ATTEMPTS),
            (failing(429, code="insufficient_quota"), ModelUnavailable, 1),
            (failing(401), ModelUnavailable, 1),
            (failing(403), ModelUnavailable, 1),
            (failing(400), ModelError, 1),
            (failing(404), ModelError, 1),
            (answering("{ not JSON"), AnswerRejected, 1 + failures.SHAPE_REASKS),
            (answering({"items": []}), AnswerRejected, 1 + failures.SHAPE_REASKS),
            (finished("length"), AnswerRejected, 1),
            (finished("stop", tool_calls=None, refusal="I cannot"), AnswerRejected, 1),
            (lambda body: (200, {}, completion("{}") | {"choices": []}), AnswerRejected, 1),
        ],
    )
    def test_given_up(
        self,
        reply: Reply,
        error: type[ModelError],
        requests: int,
        caplog: pytest.LogCaptureFixture,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """What does not pass ends after exactly so many requests, telling nothing of the letter."""
        monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-key")
        caplog.set_level(logging.DEBUG)
        with serve(reply) as server, pytest.raises(error) as caught:
            extract(text(), engine="llm", model="m", base_url=server.url)
        told = "".join(traceback.format_exception(caught.value)) + caplog.text

        assert type(caught.value) is error
        assert len(server.asked) == requests
        assert caught.value.__cause__ is caught.value.__context__ is None
        assert "chiropract" not in told
        assert "sk-secret-key" not in told

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            ("The worker fell from a ladder.", "none of 3 was JSON"),
            (
                {"items": ["fell"]},
                "of 3 the last lacks i, dx, e, b, t, o and has more than its fields;",
            ),
            (draft() | {"sp": ["fell"], "u": "fell"}, "of 3 the last is wrong in u;"),
            (draft() | {"i": ["fell", ["fell"]]}, "of 3 the last is wrong in i[1];"),
            (
                draft() | {"t": [{"fell": 1}]},
                "lacks t[0].t, t[0].d, t[0].c and has more than t[0];",
            ),
        ],
    )
    def test_wrong_shape(self, content: Any, told: str) -> None:
        """What is wrong with an answer is told in the draft's own names, never in its words."""
        with serve(answering(content)) as server, pytest.raises(AnswerRejected) as caught:
            extract(text(), engine="llm", model="m", base_url=server.url)

        assert told in str(caught.value)
        assert "--answers FILE" in str(caught.value)
        assert "fell" not in str(caught.value)

    def test_wrong_then_none(self) -> None:
        """The last answer that was JSON is told of, and a part of a broken one is no answer."""
        replies = answering({"items": []}), answering('{"fell": {"t": 1'), answering("Fell.")
        with serve(*replies) as server, pytest.raises(AnswerRejected, match="last that is JSON"):
            extract(text(), engine="llm", model="m", base_url=server.url)

    @pytest.mark.parametrize(
        ("status", "told", "said"),
        [
            (404, {"message": "The model `own/one` does not exist"}, "not know the model own/one"),
            (404, {"message": 'model "own/one" not found, try'}, "not know the model own/one"),
            (400, {"message": "Invalid model name: own/one"}, "not know the model own/one"),
            (404, {"code": "model_not_found", "message": ""}, "not know the model own/one"),
            (404, {"message": "Not Found"}, "asked for own/one; check"),
            (404, {"message": "no route for own/one"}, "asked for own/one; check"),
            (400, {"message": "no temperature for model own/one"}, "server refused the request"),
        ],
    )
    def test_unknown_model(self, status: int, told: dict[str, str], said: str) -> None:
        """A server that has no such model is told apart from an address that has no such API."""
        with (
            serve(lambda body: (status, {}, {"error": told})) as server,
            pytest.raises(ModelError, match=said) as caught,
        ):
            extract(text(), engine="llm", model="own/one", base_url=server.url)
        assert (server.url in str(caught.value)) is ("asked for" in said)

    @pytest.mark.parametrize(
        ("address", "shown"),
        [
            ("http://me:sk-secret@here:8080/v1", "http://here:8080/v1"),
            ("https://[::1]:9/v1/?key=sk-secret", "https://[::1]:9/v1"),
            ("https://far.example/sk-secret/v1", "https://far.example/…/v1"),
            ("http://here", "http://here"),
            ("http://here/api/", "http://here/…"),
            ("client 140217", "the server"),
        ],
    )
    def test_address(self, address: str, shown: str) -> None:
        """An address is told without whatever may be a key."""
        assert clients.shown(address) == shown

    def test_slow(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """An answer that takes too long is given up, as often as it is asked for again."""
        tries, over = [], threading.Event()
        send = asking.Model._send

        def tried(*told: Any) -> Any:
            tries.append(told)
            return send(*told)

        monkeypatch.setattr(asking.Model, "_send", tried)
        # the letter's time, which a busy machine uses up, is another test's
        monkeypatch.setattr(asking, "LETTER_TIMEOUTS", 10_000)

        def late(body: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
            over.wait(60)
            return answering(draft())(body)

        with serve(late) as server:
            with pytest.raises(ModelUnavailable, match="in time"):
                extract(text(), engine="llm", model="m", base_url=server.url, timeout=0.05)
            over.set()

        assert len(tries) == failures.ATTEMPTS

    def test_time_of_a_letter(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A pause longer than what is left of a letter's time is not waited out."""
        monkeypatch.setattr(pace, "_paces", {})  # not to be met by another server of this address
        with serve(failing(429, retry_after="900"), answering(draft())) as server:
            with pytest.raises(ModelUnavailable, match="rate limited"):
                extract(text(), engine="llm", model="m", base_url=server.url, timeout=6)
            # the pause holds for the next letter too, which has the time for it no more
            with pytest.raises(ModelUnavailable, match="--timeout"):
                extract(text(), engine="llm", model="m", base_url=server.url, timeout=6)

        assert len(server.asked) == 1

    @pytest.mark.parametrize(
        "told",
        ["²", "nan", "-1", "1.2.3", "", "Fri, 01 Jan 99999999999999999999 00:00:00 GMT"],
    )
    def test_odd_pauses(self, told: str) -> None:
        """A pause that is none is not waited for, and does no harm."""
        limited = failing(429, retry_after=told)
        with serve(limited, answering(draft())) as server:
            done = extract(text(), engine="llm", model="m", base_url=server.url)

        assert done.verified
        assert len(server.asked) == 2

    @pytest.mark.parametrize("seconds", [float("inf"), 1e12])
    def test_for_ever(self, seconds: float) -> None:
        """Whoever waits for ever is answered: no socket takes so long a time."""
        done, _ = ask(answering(draft()), timeout=seconds)

        assert done.verified

    def test_two_tool_calls(self) -> None:
        """Of two tool calls the first is the answer, and is checked like any other."""
        value = completion(json.dumps(draft()))
        value["choices"][0]["message"]["tool_calls"] *= 2
        done, _ = ask(lambda body: (200, {}, value))

        assert done.verified

    def test_no_key(self) -> None:
        """OpenAI's own server needs a key, and the message says where it goes."""
        with pytest.raises(ModelUnavailable, match="OPENAI_API_KEY"):
            extract(text(), engine="llm", model="m")
        assert "openai" in dry_run(text(), model="m")["url"]  # what sends nothing needs none

    def test_no_model(self) -> None:
        """A server without a model's name is not enough."""
        with pytest.raises(ModelUnavailable, match="--model"):
            extract(text(), base_url="http://127.0.0.1:9/v1")

    def test_network_down(self, capsys: pytest.CaptureFixture[str]) -> None:
        """On the command line a dead server is exit code 4 and a message that says what to do."""
        with serve(failing(500)) as server:
            url = server.url
        path = str(LETTERS / f"{NAME}.txt")
        code = main(["extract", path, "--engine", "llm", "--model", "m", "--base-url", url])
        shown = capsys.readouterr()

        assert code == 4
        assert json.loads(shown.out)["error"]["type"] == "ModelUnavailable"
        assert f"no connection to {url}: is a server there?" in shown.err
        assert "--base-url" in shown.err


class TestReasks:
    """What the second reader contradicts goes back to the model."""

    def test_corrected(self) -> None:
        """A corrected answer is taken, and its check tells the first one."""
        done, server = ask(answering(flipped(draft())), answering(draft()))
        check = next(one for one in done.checks if one.field == "items[0].decision")

        assert done.verified
        assert (check.status, check.resolution) == ("confirmed", "kept")
        assert "first answer" in check.message
        assert done.provenance.requests == len(server.asked) == 2

    def test_told_without_the_answer(self) -> None:
        """The model is told field and fault, never what the letter says there."""
        _, server = ask(answering(flipped(draft())), answering(draft()))
        objection = server.asked[1]["messages"][-1]["content"]

        assert "items[0].decision is not what the letter says" in objection
        assert "upheld" not in objection.lower()
        assert "overturned" not in objection.lower()

    def test_shown_as_it_was_given(self) -> None:
        """The model is shown its own draft as it gave it, under the short names."""
        _, server = ask(answering(flipped(draft())), answering(draft()))

        assert json.loads(server.asked[1]["messages"][-2]["content"]) == flipped(draft())

    def test_read_by_our_code(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What our code reads in a title is nothing that a new answer could mend."""
        monkeypatch.setattr("imr_llm.model.transcribe.is_retrospective", lambda title: True)
        done, server = ask(answering(draft("f4b-injection")), name="f4b-injection")

        assert "items[0].retrospective" in {check.field for check in done.checks if check.open}
        assert len(server.asked) == 1

    def test_stubborn(self) -> None:
        """An answer that stays wrong is replaced where the letter prints the outcome."""
        done, server = ask(answering(flipped(draft())))
        check = next(one for one in done.checks if one.field == "items[0].decision")
        label = {"u": "upheld", "o": "overturned"}[draft()["t"][0]["d"]]

        assert len(server.asked) == 3
        assert (check.status, check.resolution) == ("differs", "replaced")
        assert done.determination.items
        assert done.determination.items[0].decision == label != check.claimed

    def test_outcome_follows(self) -> None:
        """Where a decision was put right, the outcome computed from it is right as well."""
        name = "f4b-injection"  # all upheld: one flipped decision changes the outcome
        done, _ = ask(answering(flipped(draft(name))), name=name)
        outcome = next(one for one in done.checks if one.field == "outcome")

        assert done.determination.outcome == outcome.found == outcome.claimed == "upheld"
        assert done.verified

    def test_never_asked_again(self) -> None:
        """With no re-asks allowed the first answer stands as it is settled."""
        assert len(ask(answering(flipped(draft())), max_reasks=0)[1].asked) == 1

    def test_reask_without_shape(self) -> None:
        """A re-ask that never gets an answer of the right shape leaves the one before."""
        done, server = ask(answering(flipped(draft())), answering("{"))

        assert len(server.asked) == 1 + 1 + failures.SHAPE_REASKS
        assert done.determination.items

    def test_worse_answer(self) -> None:
        """A second answer with more faults than the first is not taken."""
        worse = flipped(draft())
        worse["a"] = 99
        done, _ = ask(answering(flipped(draft())), answering(worse))

        assert done.determination.worker.age != 99

    def test_omitted_dates(self) -> None:
        """Omitted narrative dates alone are not worth another request, but stay open."""
        short = draft()
        short["e"] = [one for one in short["e"] if one["k"] != "d"]
        done, server = ask(answering(short))

        assert len(server.asked) == 1
        assert {check.field for check in done.checks if check.open} == {"events"}


class TestDraft:
    """What a draft may say, and what is never taken from it."""

    def test_other_decision(self) -> None:
        """Other words than the two make the decision null, with an open check that quotes them."""
        odd = draft()
        odd["t"][0]["d"] = "x"
        printed = re.sub(r": *(Upheld|Overturned)", ": Partly upheld", text(), count=1)
        with serve(answering(odd)) as server:
            done = extract(printed, engine="llm", model="m", base_url=server.url)
        check = next(one for one in done.checks if one.field == "items[0].decision")

        assert done.determination.items
        assert done.determination.items[0].decision is None
        assert done.determination.outcome is None
        assert (check.open, check.found) == (True, "Partly upheld")

    def test_example_is_not_the_letter(self) -> None:
        """A value of the prompt's example that the letter lacks is null, with an open check."""
        copied = draft()
        copied["h"]["n"] = "CM14-0990001"
        copied["i"] = ["February 17, 2009"]
        done, _ = ask(answering(copied))
        opened = {check.field: check.message for check in done.checks if check.open}

        assert done.determination.case.case_number is None
        assert done.determination.worker.date_of_injury is None
        assert "example" in opened["case.case_number"]
        assert "example" in opened["worker.date_of_injury"]

    @pytest.mark.parametrize("pointer", ["900", "0", "9-3", "The moon is green.", "5 the moon"])
    def test_passage_that_is_not_there(self, pointer: str) -> None:
        """A passage is cut from the letter or left out, never taken from the model."""
        invented = draft()
        invented["t"][0]["r"] = pointer
        done, _ = ask(answering(invented))

        assert done.determination.items
        assert done.determination.items[0].rationale is None
        assert "items[0].rationale" in {check.field for check in done.checks if check.open}


def lie(true: dict[str, Any]) -> dict[str, Any]:
    """A draft that flips every decision, shifts every date, drops and invents an item."""
    lying = copy.deepcopy(true)
    for item in lying["t"]:
        item["d"] = "o" if item["d"] == "u" else "u"
        item["n"] = item["d"] == "o"
    for name, date in (lying["h"] or {}).items():
        if date and name not in ("n", "p"):
            lying["h"][name] = date[:-1] + str((int(date[-1]) + 1) % 10)
    for event in lying["e"]:
        event["d"] = "01/02/2011"
    lying["t"][-1]["t"] = "1"
    return lying


@pytest.mark.parametrize("name", LABELLED)
@pytest.mark.parametrize("reasks", [0, 2])
def test_liar(name: str, reasks: int) -> None:
    """A model that always lies gets no wrong decision or header date into a verified record."""
    true = draft(name)
    done, _ = ask(answering(lie(true)), name=name, max_reasks=reasks)
    label = json.loads((LETTERS / f"{name}.json").read_text("utf-8"))
    labels = [(item["title"], item["decision"]) for item in label["items"]]
    opened = {check.field for check in done.checks if check.open}

    assert not done.verified
    for number, item in enumerate(done.determination.items or ()):
        right = (item.title, item.decision) == labels[number]
        doubted = {f"items[{number}]", f"items[{number}].decision", f"items[{number}].title"}
        assert right or doubted & opened
    for field, printed in label.get("case", {}).items():
        claimed = done.determination.model_dump(mode="json")["case"].get(field)
        assert claimed in (printed, None) or f"case.{field}" in opened


@pytest.mark.parametrize("name", ["f4b-injection", "f4b-injection-rationale"])
def test_obedient(name: str) -> None:
    """A model that obeys an instruction planted in the letter is contradicted and put right."""
    obeying = draft(name)
    for item in obeying["t"]:
        item["d"] = "o"
    done, _ = ask(answering(obeying), name=name)
    label = json.loads((LETTERS / f"{name}.json").read_text("utf-8"))

    decisions = [item.decision for item in done.determination.items or ()]
    assert decisions == [item["decision"] for item in label["items"]]
    assert any(check.resolution == "replaced" for check in done.checks)


def test_asynchronous() -> None:
    """`aextract` gives the same records, many at a time."""

    async def all_of_them(url: str) -> list[Extraction]:
        asked = (aextract(text(), engine="llm", model="m", base_url=url) for _ in range(5))
        return list(await asyncio.gather(*asked))

    with serve(slow(0.05, answering(draft()))) as server:
        answers = asyncio.run(all_of_them(server.url))

    expected = ask(answering(draft()))[0].determination
    assert [done.determination for done in answers] == [expected] * 5


def test_ready_client() -> None:
    """A ready Instructor client is asked as it is, whatever it is connected to, and strictly."""
    with serve(answering(draft())) as server:
        raw = openai.OpenAI(base_url=server.url, api_key="k")
        client = instructor.from_openai(raw, model="own")
        done = extract(text(), client=client)

    assert done.verified
    assert done.provenance.engine == "openai/own"
    assert server.asked[0]["tools"][0]["function"]["strict"] is True
    assert "response_format" not in server.asked[0]


def test_no_falling_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that is named but fails is an error, never a record by the rules."""
    monkeypatch.setenv("IMR_LLM_MODEL", "m")
    with serve(failing(400)) as server, pytest.raises(ModelError):
        extract(text(), base_url=server.url)
