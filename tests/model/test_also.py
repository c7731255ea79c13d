"""The caller's own fields: what is asked, what comes back, what the second reader says of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, RootModel

from eval.benchmarks.stub import answering, serve
from eval.drafts import draft_of, short_of
from imr_llm import (
    AnswerRejected,
    Extraction,
    OptionError,
    Verbatim,
    aextract,
    extract,
    extract_many,
)
from imr_llm.cli import main
from imr_llm.many.settings import settings_of
from imr_llm.model.also import Extra, beside, check, extra_of
from imr_llm.model.draft import Draft
from imr_llm.pipeline import dry_run
from imr_llm.witness import locate

# the server is on this machine; every other address stays blocked
pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

LETTERS = Path(__file__).parents[1] / "letters"
NAME = "f4b-header"
TEXT = (LETTERS / f"{NAME}.txt").read_text("utf-8")
LABELS = json.loads((LETTERS / f"{NAME}.json").read_text("utf-8"))
NAMED: dict[str, Any] = {"model": "m", "base_url": "http://127.0.0.1:9/v1"}


class Side(StrEnum):
    """A side of the body."""

    LEFT = "left"
    RIGHT = "right"


class Drug(BaseModel):
    """One drug that is named."""

    name: Annotated[str, Verbatim]
    daily: int | None = Field(None, ge=0, description="tablets a day")


class Work(BaseModel):
    """What the letter says of work."""

    status: str | None = Field(None, description="work status in your own words")
    occupation: Annotated[str, Verbatim] | None = None
    side: Side
    scores: list[Annotated[str, Verbatim]]
    drugs: list[Drug]


WORK = {
    "status": "off work",
    "occupation": None,
    "side": "left",
    "scores": ["pain was 4/10 at rest", "pain was 9/10 at rest"],
    "drugs": [{"name": "left knee\narthroscopy", "daily": 2}],
}


def whole(also: Any = WORK) -> dict[str, Any]:
    """The draft of a faultless model, with the caller's fields."""
    return draft_of(LABELS, TEXT) | {"also": also}


def short(also: Any = WORK) -> dict[str, Any]:
    """The short answer, with the caller's fields."""
    record = extract(TEXT).determination.model_dump(mode="json")
    record["worker"]["diagnoses"] = LABELS["worker"]["diagnoses"]
    return short_of(record) | {"also": also}


@pytest.mark.parametrize(("engine", "reply"), [("llm", whole()), ("both", short())])
class TestAnswer:
    """One request brings the record and the caller's fields."""

    def test_extra(self, engine: Any, reply: dict[str, Any]) -> None:
        """They come back as `extra`; strings marked verbatim are located, others unverified."""
        with serve(answering(reply)) as server:
            done = extract(
                TEXT, engine=engine, model="m", base_url=server.url, also=Work, max_reasks=0
            )
        checks = {one.field: one for one in done.checks if one.field.startswith("extra")}

        assert len(server.asked) == 1
        assert done.extra == WORK
        assert {name: one.status for name, one in checks.items()} == {
            "extra.scores[0]": "confirmed",
            "extra.scores[1]": "unsupported",
            "extra.drugs[0].name": "confirmed",
        }
        assert [one for one in done.unverified if one.startswith("extra")] == [
            "extra.status",
            "extra.occupation",
            "extra.side",
            "extra.drugs[0].daily",
        ]
        span = checks["extra.drugs[0].name"].span
        assert span
        assert "".join(TEXT[slice(*span)].split()) == "leftkneearthroscopy"
        assert [one.field for one in done.checks if one.open] == ["extra.scores[1]"]
        assert Extraction.model_validate_json(done.model_dump_json()) == done

    def test_asked_again(self, engine: Any, reply: dict[str, Any]) -> None:
        """What is not in the letter goes back by field and fault, with the answer as it was."""
        with serve(answering(reply)) as server:
            extract(TEXT, engine=engine, model="m", base_url=server.url, also=Work)
        *_, given, objection = server.asked[1]["messages"]

        assert len(server.asked) == 3
        assert json.loads(given["content"])["also"] == WORK
        assert "extra.scores[1] is not supported" in objection["content"]

    def test_asynchronous(self, engine: Any, reply: dict[str, Any]) -> None:
        """`aextract` and rows give the same."""
        with serve(answering(reply)) as server:
            asked: dict[str, Any] = {
                "engine": engine,
                "model": "m",
                "base_url": server.url,
                "also": Work,
            }
            done = asyncio.run(aextract(TEXT, **asked))
            (row,) = extract_many([TEXT], **asked)

        assert row.extraction
        assert done.extra == row.extraction.extra == WORK
        assert done.checks == row.extraction.checks


class TestRequest:
    """What goes over the wire."""

    @pytest.mark.parametrize("engine", ["llm", "both"])
    def test_strict(self, engine: Any) -> None:
        """The caller's fields stand in a strict schema, null where they are optional."""
        body = dry_run(TEXT, engine=engine, also=Work, mode="json-schema", **NAMED)["body"]
        sent = body["response_format"]["json_schema"]
        also = sent["schema"]["properties"]["also"]

        assert sent["strict"] is True
        assert sent["schema"]["required"][-1] == "also"
        assert also["required"] == list(Work.model_fields)
        assert also["additionalProperties"] is False
        assert {"type": "null"} in also["properties"]["status"]["anyOf"]
        assert also["properties"]["drugs"]["items"]["required"] == ["name", "daily"]
        assert "minimum" not in json.dumps(also)

    @pytest.mark.parametrize("engine", ["llm", "both"])
    def test_told(self, engine: Any) -> None:
        """Descriptions and what is copied go to the model in words; else it is the same request."""
        bare, told = (
            dry_run(TEXT, engine=engine, also=one, mode="json-schema", **NAMED)["body"]
            for one in (None, Work)
        )
        system, before = told["messages"][0]["content"], bare["messages"][0]["content"]
        behind = system.removeprefix(before)

        assert behind != system
        assert "work status in your own words" in behind
        assert "also.occupation, also.scores, also.drugs.name." in behind
        assert told["messages"][1:] == bare["messages"][1:]

    def test_same_without(self) -> None:
        """Without `also` the shape of an answer is the draft itself."""
        assert beside(Draft, None) is Draft
        assert beside(Draft, Work) is beside(Draft, Work)
        assert beside(Draft, Work).__name__ == "Draft"

    def test_shape_is_the_callers(self) -> None:
        """An answer that the caller's model refuses is none."""
        wrong = whole(WORK | {"drugs": [{"name": "a", "daily": -1}]})
        told = r"is wrong in also\.drugs\[0\]\.daily;"
        with serve(answering(wrong)) as server, pytest.raises(AnswerRejected, match=told):
            extract(TEXT, model="m", base_url=server.url, also=Work)

    def test_left_out(self) -> None:
        """An answer without the caller's fields is told to lack them."""
        bare = {name: one for name, one in whole(WORK).items() if name != "also"}
        with serve(answering(bare)) as server, pytest.raises(AnswerRejected, match="lacks also;"):
            extract(TEXT, model="m", base_url=server.url, also=Work)


class Node(BaseModel):
    """One that holds itself."""

    inner: list[Node]


class Tagged(BaseModel):
    """One with what is no list."""

    pair: tuple[int, str]
    some: set[str]


class Loose(BaseModel):
    """One with what is not said."""

    values: dict[str, int]
    anything: Any
    number: int = 3


class Empty(BaseModel):
    """One without fields."""


class Function(BaseModel):
    """One with what JSON has not."""

    call: Callable[[], int]


class TestStrict:
    """What cannot be asked for strictly is said before anything is sent."""

    @pytest.mark.parametrize(
        ("also", "told"),
        [
            (Node, ["Node.inner: Node holds itself"]),
            (Tagged, ["Tagged.pair: prefixItems", "Tagged.some: uniqueItems"]),
            (
                Loose,
                ["Loose.values: keys", "Loose.anything: any value", "Loose.number: a default"],
            ),
            (Empty, ["Empty: no fields"]),
            (Function, ["JSON has not"]),
            (RootModel[list[str]], ["no object with fields"]),
        ],
    )
    def test_refused(self, also: type[BaseModel], told: list[str]) -> None:
        """The field is named, and why."""
        with pytest.raises(OptionError) as caught:
            extract(TEXT, engine="both", also=also, **NAMED)

        assert all(one in str(caught.value) for one in told)
        with pytest.raises(OptionError):
            extract_many([TEXT], engine="llm", also=also, **NAMED)

    @pytest.mark.parametrize(
        "also", [dict, Work(status=None, side=Side.LEFT, scores=[], drugs=[]), "Work"]
    )
    def test_no_model(self, also: Any) -> None:
        """What is no model is a TypeError."""
        with pytest.raises(TypeError, match="pydantic model"):
            extract(TEXT, engine="llm", also=also, **NAMED)

    def test_taken(self) -> None:
        """Enumerations, choices, nested and optional fields and constraints are fine."""

        class Fine(BaseModel):
            choice: Literal["a", "b"]
            only: Literal["c"]
            many: tuple[str, ...]
            short: str = Field(max_length=3, pattern="^a")
            work: Work | None = None

        check(Fine)

    @pytest.mark.parametrize("engine", ["auto", "rules"])
    def test_rules(self, engine: Any) -> None:
        """The rules cannot answer it, and say so."""
        for call in (extract, lambda text, **told: extract_many([text], **told)):
            with pytest.raises(OptionError, match="the rules cannot"):
                call(TEXT, engine=engine, also=Work)


class TestLocate:
    """Strings in the letter, as the contract compares."""

    @pytest.mark.parametrize(
        ("phrase", "found"),
        [
            ("left knee arthroscopy", True),
            ("left  knee\narthroscopy", True),
            ("eft knee", False),
            ("11-18-2016", True),
            ("11-18-201", False),
            ("", False),
        ],
    )
    def test_phrase(self, phrase: str, found: bool) -> None:
        """Whole words, blanks aside; nothing is no phrase."""
        (told,) = locate({"extra.x": phrase}, TEXT)

        assert (told.status == "confirmed") is found
        assert (told.span is not None) is found

    def test_nothing_asked(self) -> None:
        """Without the caller's fields there is nothing to say."""
        assert extra_of(Draft.model_construct(), TEXT) == Extra()


class TestCommandLine:
    """`--also module:Model`."""

    @pytest.fixture
    def module(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A module of the user's in the working folder."""
        code = "from pydantic import BaseModel\nclass Work(BaseModel):\n    status: str | None\n"
        (tmp_path / "my_work.py").write_text(code, "utf-8")
        monkeypatch.chdir(tmp_path)

    @pytest.mark.usefixtures("module")
    def test_extract(self, capsys: pytest.CaptureFixture[str]) -> None:
        """The model's fields are in the JSON."""
        letter = str(LETTERS / f"{NAME}.txt")
        with serve(answering(short({"status": "off work"}))) as server:
            told = ["--engine", "both", "--model", "m", "--base-url", server.url]
            code = main(["extract", letter, *told, "--also", "my_work:Work"])
        shown = capsys.readouterr()

        assert code == 0, shown.err
        assert "engine both" in shown.err
        assert json.loads(shown.out)["extra"] == {"status": "off work"}

    @pytest.mark.usefixtures("module")
    @pytest.mark.parametrize(
        ("name", "engine", "why"),
        [
            ("my_work:Play", "llm", "MODULE:MODEL"),
            ("no_such_module:Work", "llm", "MODULE:MODEL"),
            ("my_work", "llm", "no model"),
            ("..", "llm", "MODULE:MODEL"),
            ("my_work:Work", "rules", "the rules cannot"),
        ],
    )
    def test_wrong(
        self, name: str, engine: str, why: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """What cannot be asked for is wrong usage."""
        letter = str(LETTERS / f"{NAME}.txt")
        code = main(["extract", letter, "--engine", engine, "--model", "m", "--also", name])

        assert code == 2
        assert why in capsys.readouterr().err


def test_settings() -> None:
    """A run with other fields of the caller's is another run."""

    class Other(BaseModel):
        status: int | None

    Other.__name__ = "Work"
    runs = [settings_of(**NAMED, also=one) for one in (None, Work, Other)]

    assert len({run["prompt_sha256"] for run in runs}) == 3
    assert runs[1]["also"] == runs[2]["also"] == "Work"
    assert "also" not in runs[0]
