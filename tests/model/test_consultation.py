"""Engine `both` against a local server: what is asked, what two readers make of it, what fails."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from tenacity import wait_none

from eval.benchmarks.stub import Reply, Stub, answering, failing, serve, slow
from eval.drafts import draft_of, short_of
from imr_llm import (
    AnswerRejected,
    Extraction,
    ModelUnavailable,
    aextract,
    extract,
    extract_many,
)
from imr_llm.model import failures
from imr_llm.model.conversation import converse
from imr_llm.model.judgment import short_prompts
from imr_llm.model.prompts import load_prompts
from imr_llm.pipeline import dry_run

# the server is on this machine; every other address stays blocked
pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

LETTERS = Path(__file__).parents[1] / "letters"
VERIFIED = ("f4b-compact", "f4b-cumulative", "f4b-header", "f4b-many")
NAME, OPEN, UNKNOWN = "f4b-header", "f4a-doubled", "f1-professional"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between tries."""
    monkeypatch.setattr(failures, "BACKOFF", wait_none())


def text(name: str = NAME) -> str:
    """A synthetic letter."""
    return (LETTERS / f"{name}.txt").read_text("utf-8")


def labels(name: str) -> dict[str, Any]:
    """The labels of a letter."""
    found: dict[str, Any] = json.loads((LETTERS / f"{name}.json").read_text("utf-8"))
    return found


def short(name: str = NAME) -> dict[str, Any]:
    """The short answer of a model that judges as the rules do, and reads every diagnosis."""
    record = extract(text(name)).determination.model_dump(mode="json")
    record["worker"]["diagnoses"] = labels(name).get("worker", {}).get("diagnoses")
    return short_of(record)


def draft(name: str = NAME) -> dict[str, Any]:
    """The whole draft of a faultless model."""
    return draft_of(labels(name), text(name))


def ask(*replies: Reply, name: str = NAME, **options: Any) -> tuple[Extraction, Stub]:
    """The engine's answer for a letter, and what the server saw."""
    with serve(*replies) as server:
        done = extract(text(name), engine="both", model="m", base_url=server.url, **options)
    return done, server


def is_short(body: dict[str, Any]) -> bool:
    """Whether a request lists items and dates."""
    return "BEGIN LISTS" in body["messages"][1]["content"]


class TestVerified:
    """A record of the rules that verifies is shown to a model for judgment alone."""

    @pytest.mark.parametrize("name", VERIFIED)
    def test_agreed(self, name: str) -> None:
        """A model that judges alike agrees on everything, and nothing that was verified is lost."""
        done, server = ask(answering(short(name)), name=name)
        rules = extract(text(name))
        record, read = done.determination, rules.determination

        assert done.verified
        assert not done.disputed
        assert set(done.agreed) == set(done.unverified) - {
            field for field in done.unverified if field.endswith(("gist", "necessary"))
        }
        assert record.worker.diagnoses
        assert all(item.rationale_gist for item in record.items or ())
        assert record.case == read.case
        assert record.events == read.events
        assert [check for check in done.checks if "diagnoses" not in check.field] == [*rules.checks]
        assert len(server.asked) == 1
        assert is_short(server.asked[0])

    def test_provenance(self) -> None:
        """Both readers are named, with the prompt that was really used."""
        source = ask(answering(short()))[0].provenance

        assert (source.engine, source.prompt, source.requests) == ("rules+openai/m", "short-v2", 1)
        assert source.prompt_sha256 == short_prompts().sha256
        assert (source.tokens_in, source.tokens_out, source.family) == (100, 10, "f4")

    def test_disputed(self) -> None:
        """The model's value is kept, both are shown, and the record stays verified."""
        other = short()
        before = (extract(text()).determination.items or [])[1].category
        other["t"][1]["c"] = "trans"
        done, _ = ask(answering(other))
        (dispute,) = done.disputed

        assert (dispute.field, dispute.rules, dispute.model) == (
            "items[1].category",
            before,
            "transportation",
        )
        assert done.determination.items
        assert done.determination.items[1].category == "transportation"
        assert dispute.field not in done.agreed
        assert dispute.field in done.unverified
        assert done.verified
        assert Extraction.model_validate_json(done.model_dump_json()) == done

    def test_diagnosis_that_is_not_there(self) -> None:
        """An invented diagnosis goes back by field and fault, and stays open if it stays."""
        invented = short()
        invented["dx"] = [*invented["dx"], "malaria"]
        field = f"worker.diagnoses[{len(invented['dx']) - 1}]"
        stubborn, first = ask(answering(invented))
        corrected, second = ask(answering(invented), answering(short()))

        assert [check.field for check in stubborn.checks if check.open] == [field]
        assert len(first.asked) == 3
        assert all(map(is_short, first.asked))
        assert f"{field} is not supported" in first.asked[1]["messages"][-1]["content"]
        assert corrected.verified
        assert len(second.asked) == 2

    def test_example_is_not_the_letter(self) -> None:
        """A diagnosis of the prompt's example is refused, and keeps its check."""
        copied = short()
        copied["dx"] = json.loads(short_prompts().example)["dx"][:1]
        done, _ = ask(answering(copied), max_reasks=0)

        assert done.determination.worker.diagnoses == []
        assert [check.message for check in done.checks if check.open] == [
            "copied from the prompt's example"
        ]

    def test_dry_run(self) -> None:
        """A dry run shows exactly the request that would be sent."""
        _, server = ask(answering(short()))
        shown = dry_run(text(), engine="both", model="m", base_url=server.url)

        assert shown["body"] == server.asked[0]


class TestUseless:
    """A short answer that is of no use."""

    def test_wrong_length(self) -> None:
        """An answer about fewer items goes back once, saying so."""
        fewer = short()
        fewer["t"].pop()
        done, server = ask(answering(fewer), answering(short()), max_reasks=0)

        assert done.verified
        assert len(server.asked) == 2
        assert all(map(is_short, server.asked))
        assert "3 entries for 4 items" in server.asked[1]["messages"][-1]["content"]

    def test_wrong_length_again(self) -> None:
        """Where the second is no better the whole draft is asked for."""
        fewer = short()
        fewer["e"].pop()
        done, server = ask(answering(fewer), answering(fewer), answering(draft()))

        assert [is_short(body) for body in server.asked] == [True, True, False]
        assert done.provenance.prompt == "extract-v2"
        assert done.provenance.prompt_sha256 == load_prompts().sha256
        assert done.verified

    def test_no_shape(self) -> None:
        """Without an answer of the shape too; and without a draft there is none by the rules."""
        with serve(answering("{")) as server, pytest.raises(AnswerRejected):
            extract(text(), engine="both", model="m", base_url=server.url)

        assert len(server.asked) == 2 * (1 + failures.SHAPE_REASKS)

    @pytest.mark.parametrize(
        ("reply", "requests"), [(failing(401), 1), (failing(500), failures.ATTEMPTS)]
    )
    def test_unavailable(self, reply: Reply, requests: int) -> None:
        """A model that cannot be asked is an error, and nothing else is tried."""
        with serve(reply) as server, pytest.raises(ModelUnavailable):
            extract(text(), engine="both", model="m", base_url=server.url)

        assert len(server.asked) == requests


class TestWhole:
    """The whole draft, where the rules' record does not verify or there is none."""

    def test_open(self) -> None:
        """The draft's record is kept, and compared with what the rules read."""
        done, server = ask(answering(draft(OPEN)), name=OPEN)

        assert not is_short(server.asked[0])
        assert done.determination.worker.diagnoses
        assert "items[0].category" in done.agreed
        assert {one for one in done.agreed if one.startswith("events")}
        assert set(done.agreed) <= set(done.unverified)

    def test_same_request(self) -> None:
        """The request is that of engine llm."""
        named: dict[str, Any] = {"model": "m", "base_url": "http://127.0.0.1:9/v1"}

        assert dry_run(text(OPEN), engine="both", **named) == dry_run(text(OPEN), **named)
        assert dry_run(text(), engine="both", **named) != dry_run(text(), **named)

    def test_disputed(self) -> None:
        """What the draft reads otherwise is disputed by its own numbers."""
        other = draft(OPEN)
        other["t"] = [*reversed(other["t"])]
        other["t"][0]["c"] = "trans"
        done, _ = ask(answering(other), name=OPEN, max_reasks=0)
        title = (done.determination.items or [])[0].title
        read = {item.title: item.category for item in extract(text(OPEN)).determination.items or ()}
        told = {one.field: (one.rules, one.model) for one in done.disputed}

        assert told["items[0].category"] == (read[title], "transportation")
        assert not any(field.startswith("items[1]") for field in told)

    def test_unknown_layout(self) -> None:
        """A layout that the rules do not know is read by the model alone."""
        done, server = ask(answering(draft_of({}, text(UNKNOWN))), name=UNKNOWN, max_reasks=0)

        assert not is_short(server.asked[0])
        assert (done.agreed, done.disputed) == ((), ())
        assert done.provenance.engine == "rules+openai/m"


def test_asynchronous() -> None:
    """`aextract` gives the same, many at a time; so do rows."""

    async def all_of_them(url: str) -> list[Extraction]:
        asked = (aextract(text(), engine="both", model="m", base_url=url) for _ in range(3))
        return list(await asyncio.gather(*asked))

    other = short()
    other["t"][0]["c"] = "trans"
    with serve(slow(0.05, answering(other))) as server:
        answers = asyncio.run(all_of_them(server.url))
        rows = [*extract_many([text()], engine="both", model="m", base_url=server.url)]

    assert {one.disputed for one in answers} == {ask(answering(other))[0].disputed}
    assert rows[0].extraction
    assert rows[0].extraction.disputed == answers[0].disputed
    assert "disputed" in json.loads(rows[0].line)


def test_other_engines() -> None:
    """No other engine has two readers of different kind; `auto` never means both."""
    with serve(answering(draft())) as server:
        done = extract(text(), model="m", base_url=server.url)

    assert (done.agreed, done.disputed, done.extra) == ((), (), None)
    assert done.provenance.engine == "openai/m"
    assert extract(text()).disputed == ()


def test_first_answer_is_needed() -> None:
    """The conversation about a whole draft ends in an error without one."""
    talk = converse(text(), 0)
    assert next(talk).needed
    with pytest.raises(ValueError, match="left out"):
        talk.send(None)
