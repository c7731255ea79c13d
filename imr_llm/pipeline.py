"""The whole story: text in, checked record out."""

from __future__ import annotations

import hashlib
import os
import time
from importlib.metadata import version
from typing import Any, Literal

from imr_llm.errors import ModelUnavailable
from imr_llm.extraction import Check, Extraction, Provenance
from imr_llm.gate import admit
from imr_llm.letter import read_letter
from imr_llm.record import Determination
from imr_llm.rules import read_record
from imr_llm.settle import settle
from imr_llm.verify import Examination, examine

Engine = Literal["auto", "rules", "llm"]
ENGINES: tuple[Engine, ...] = ("auto", "rules", "llm")
MODEL_VARIABLE = "IMR_LLM_MODEL"


def extract(
    text: str,
    *,
    engine: Engine = "auto",
    model: str | None = None,
    base_url: str | None = None,
    client: Any = None,
) -> Extraction:
    """Read one IMR determination letter into a record whose every claim was checked.

    Args:
        text: the letter; spans of the answer index it as it is given.
        engine: `rules` (embedded, no key, no network), `llm`, or `auto`: `llm` only when a model,
            base URL or client is named here or in IMR_LLM_MODEL, else `rules`.
        model: the model's name.
        base_url: an OpenAI-compatible server.
        client: a ready Instructor client.

    Raises:
        LetterError: the text is no single IMR determination, or (UnknownLayout) one whose layout the
            rules do not know.
        ModelError: the model gave no usable answer. There is no falling back to the rules.
    """
    started = time.perf_counter()
    admit(text)
    if chosen(engine, model=model, base_url=base_url, client=client) == "llm":
        raise ModelUnavailable("this version has no llm engine yet: use engine='rules'")
    letter = read_letter(text)
    claimed = read_record(letter)
    found = examine(claimed, text)
    record, checks = settle(claimed, found.checks, text)
    provenance = Provenance(
        engine="rules",
        family=letter.family,
        version=version("imr-llm"),
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        seconds=time.perf_counter() - started,
    )
    return Extraction(
        determination=record, checks=checks, unverified=found.unverified, provenance=provenance
    )


async def aextract(
    text: str,
    *,
    engine: Engine = "auto",
    model: str | None = None,
    base_url: str | None = None,
    client: Any = None,
) -> Extraction:
    """`extract` for asynchronous callers; same arguments, answer and errors."""
    return extract(text, engine=engine, model=model, base_url=base_url, client=client)


def verify(determination: Determination, text: str) -> tuple[Check, ...]:
    """Check anybody's record against the letter: one check per claim, nothing replaced.

    Raises LetterError when the text is no single IMR determination.
    """
    return examined(determination, text).checks


def examined(determination: Determination, text: str) -> Examination:
    """`verify`, with the fields that nothing re-derives beside the checks."""
    admit(text)
    return examine(determination, text)


def chosen(
    engine: Engine, *, model: str | None, base_url: str | None, client: Any
) -> Literal["rules", "llm"]:
    """The engine that `auto` stands for. A key in the environment alone sends nothing."""
    if engine != "auto":
        return engine
    named = model or base_url or client or os.environ.get(MODEL_VARIABLE)
    return "llm" if named else "rules"
