"""The whole story: which engine reads, what it refuses, and where the answer says it came from."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import pytest

from imr_llm import (
    Determination,
    LetterError,
    ModelUnavailable,
    RecordError,
    Status,
    UnknownLayout,
    aextract,
    extract,
    verify,
)
from imr_llm.pipeline import chosen, examined
from imr_llm.record import Item


class TestEngine:
    """A model reads only when the caller names one."""

    @pytest.mark.parametrize(
        ("named", "engine"),
        [
            ({}, "rules"),
            ({"model": "m"}, "llm"),
            ({"base_url": "http://localhost"}, "llm"),
            ({"client": object()}, "llm"),
            ({"engine": "rules", "model": "m"}, "rules"),
            ({"engine": "llm"}, "llm"),
        ],
    )
    def test_chosen(self, named: dict[str, Any], engine: str) -> None:
        """`auto` is `llm` when a model, base URL or client is named; a named engine stays."""
        arguments = {"engine": "auto", "model": None, "base_url": None, "client": None} | named

        assert chosen(**arguments) == engine

    @pytest.mark.parametrize(
        ("variable", "engine"),
        [("OPENAI_API_KEY", "rules"), ("OPENAI_BASE_URL", "rules"), ("IMR_LLM_MODEL", "llm")],
    )
    def test_environment(self, variable: str, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Of the environment only our own variable chooses the model; a key alone sends nothing."""
        monkeypatch.setenv(variable, "sk-secret")

        assert chosen("auto", model=None, base_url=None, client=None) == engine
        assert chosen("rules", model=None, base_url=None, client=None) == "rules"

    def test_key_alone(self, write: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
        """With a key alone a letter is read by the rules, without a request."""
        monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
        source = extract(write()).provenance

        assert (source.engine, source.requests, source.tokens_in) == ("rules", 0, None)

    @pytest.mark.parametrize("named", [{"engine": "llm"}, {"model": "m"}])
    def test_model_unavailable(self, named: dict[str, Any], write: Callable[..., str]) -> None:
        """A model that cannot be asked is an error; the rules never step in."""
        with pytest.raises(ModelUnavailable):
            extract(write(), **named)


class TestExtract:
    """`extract` by the rules."""

    def test_answer(self, write: Callable[..., str], block: Callable[..., str]) -> None:
        """A plain letter is read whole and verified."""
        paragraphs = ("None.", "None.", "It is medically necessary.")
        done = extract(write("He fell.", block("Brace", "Overturned", paragraphs)))
        (item,) = done.determination.items or [Item()]

        assert done.verified, [check for check in done.checks if check.open]
        assert (item.title, item.decision, done.determination.outcome) == (
            "Brace",
            "overturned",
            "overturned",
        )
        assert done.unverified == ("items[0].category",)

    def test_provenance(self, write: Callable[..., str]) -> None:
        """The answer says which engine, family, version and text it came from."""
        text = write()
        source = extract(text).provenance

        assert (source.engine, source.family, source.version) == ("rules", "f4", version("imr-llm"))
        assert source.text_sha256 == hashlib.sha256(text.encode()).hexdigest()
        assert (source.prompt, source.prompt_sha256) == (None, None)
        assert source.seconds > 0

    def test_what_the_rules_do_not_read(self, write: Callable[..., str]) -> None:
        """Diagnoses and the gist of a rationale are null: not read."""
        record = extract(write("He is being treated for a wrist sprain.")).determination

        assert record.worker.diagnoses is None
        assert (record.items or [])[0].rationale_gist is None

    def test_unknown_outcome(self, write: Callable[..., str], block: Callable[..., str]) -> None:
        """Another word than the two known ones forces no guess: null, and an open check."""
        done = extract(write("He fell.", block("Brace"), block("Cane", "Modified")))

        assert [item.decision for item in done.determination.items or ()] == ["upheld", None]
        assert done.determination.outcome is None
        assert [(c.field, c.found) for c in done.checks if c.open] == [
            ("items[1].decision", "Modified")
        ]

    def test_asynchronous(self, write: Callable[..., str]) -> None:
        """The asynchronous twin gives the same answer."""
        one, two = extract(write()), asyncio.run(aextract(write()))

        assert one.model_dump(exclude={"provenance"}) == two.model_dump(exclude={"provenance"})

    @pytest.mark.parametrize("engine", ["auto", "rules", "llm"])
    @pytest.mark.parametrize("text", ["", "\x00", "Barley soup", "CLINICAL CASE SUMMARY " * 2])
    def test_gate(self, text: str, engine: Any) -> None:
        """Every engine refuses the same texts, before anything else happens."""
        with pytest.raises(LetterError):
            extract(text, engine=engine)

    def test_unknown_layout(self, letter: Callable[[str], str]) -> None:
        """A layout the rules do not know is theirs to refuse."""
        with pytest.raises(UnknownLayout):
            extract(letter("f1-professional"), engine="rules")


class TestVerify:
    """`verify` on anybody's record."""

    def test_own_record(self, write: Callable[..., str]) -> None:
        """The record of the rules has no open check, and `examined` names what is unverified."""
        record = extract(write()).determination

        assert {check.status for check in verify(record, write())} == {Status.CONFIRMED}
        assert examined(record, write()).unverified == ("items[0].category",)

    def test_replaces_nothing(self, write: Callable[..., str]) -> None:
        """A wrong decision is told and kept."""
        record = Determination.model_validate(
            {"items": [{"title": "Wrist brace", "decision": "overturned"}]}
        )
        (check,) = (c for c in verify(record, write()) if c.field == "items[0].decision")

        assert (check.status, check.claimed, check.found) == ("differs", "overturned", "upheld")
        assert (check.resolution, check.open) == ("kept", True)
        assert check.span is not None
        assert write()[slice(*check.span)] == "Upheld"

    @pytest.mark.parametrize("text", ["", "Barley soup"])
    def test_gate(self, text: str) -> None:
        """No record can be checked against a text that is no determination."""
        with pytest.raises(LetterError):
            verify(Determination(), text)

    @pytest.mark.parametrize("record", [{}, "{}", None])
    def test_no_record(self, record: Any, write: Callable[..., str]) -> None:
        """What is no record says what reads one."""
        with pytest.raises(RecordError, match="load_record"):
            verify(record, write())
