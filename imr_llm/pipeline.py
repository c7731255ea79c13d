"""The whole story: text in, checked record out.

The readers are imported where they are first used: their patterns take longer to make ready than
`imr-llm --help` may take.
"""

from __future__ import annotations

import hashlib
import os
import time
from typing import TYPE_CHECKING, Any, Literal

from imr_llm.errors import AnswerRejected
from imr_llm.extraction import Check, Extraction, Provenance
from imr_llm.gate import admit
from imr_llm.record import Determination
from imr_llm.verify import Examination, examine
from imr_llm.version import __version__

if TYPE_CHECKING:
    from imr_llm.conversation import Conversation, Outcome
    from imr_llm.draft import Draft
    from imr_llm.llm import Model

Engine = Literal["auto", "rules", "llm"]
MODEL_VARIABLE = "IMR_LLM_MODEL"
MAX_REASKS = 2
TIMEOUT = 120.0


def extract(
    text: str,
    *,
    engine: Engine = "auto",
    model: str | None = None,
    base_url: str | None = None,
    client: Any = None,
    max_reasks: int = MAX_REASKS,
    timeout: float = TIMEOUT,
    **options: Any,
) -> Extraction:
    """Read one IMR determination letter into a record whose every claim was checked.

    Args:
        text: the letter; spans of the answer index it as it is given.
        engine: `rules` (embedded, no key, no network), `llm`, or `auto`: `llm` only when a model,
            base URL or client is named here or in IMR_LLM_MODEL, else `rules`.
        model: the model's name, else IMR_LLM_MODEL.
        base_url: an OpenAI-compatible server, else OPENAI_BASE_URL, else OpenAI's own.
        client: a ready Instructor client, for other vendors.
        max_reasks: how often a contradicted answer goes back to the model, in all.
        timeout: seconds that one try of a request may take; temporary failures are tried again.
        **options: passed on with every request (temperature, max_tokens, seed ...).

    Raises:
        LetterError: the text is no single IMR determination, or (UnknownLayout) one in a layout
            that the rules do not know.
        ModelError: the model gave no usable answer. There is no falling back to the rules.
    """
    started = time.perf_counter()
    admit(text)
    if chosen(engine, model=model, base_url=base_url, client=client) == "rules":
        return _by_rules(text, started)
    asked = _model(model, base_url, client, timeout, options)
    conversation = _conversation(text, max_reasks)
    messages = next(conversation)
    draft: Draft | None = asked.ask(messages)  # the first answer must have the shape
    try:
        while True:
            messages = conversation.send(draft)
            try:
                draft = asked.ask(messages)
            except AnswerRejected:
                draft = None
    except StopIteration as settled:
        return _by_model(text, started, asked, settled.value)


async def aextract(
    text: str,
    *,
    engine: Engine = "auto",
    model: str | None = None,
    base_url: str | None = None,
    client: Any = None,
    max_reasks: int = MAX_REASKS,
    timeout: float = TIMEOUT,
    **options: Any,
) -> Extraction:
    """`extract` for asynchronous callers; same arguments, answer and errors.

    A `client` is an asynchronous Instructor client here.
    """
    started = time.perf_counter()
    admit(text)
    if chosen(engine, model=model, base_url=base_url, client=client) == "rules":
        return _by_rules(text, started)
    asked = _model(model, base_url, client, timeout, options)
    conversation = _conversation(text, max_reasks)
    messages = next(conversation)
    draft: Draft | None = await asked.aask(messages)
    try:
        while True:
            messages = conversation.send(draft)
            try:
                draft = await asked.aask(messages)
            except AnswerRejected:
                draft = None
    except StopIteration as settled:
        return _by_model(text, started, asked, settled.value)


def verify(determination: Determination, text: str) -> tuple[Check, ...]:
    """Check anybody's record against the letter: one check per claim, nothing replaced.

    Raises LetterError when the text is no single IMR determination.
    """
    return examined(determination, text).checks


def examined(determination: Determination, text: str) -> Examination:
    """`verify`, with the fields that nothing re-derives beside the checks."""
    admit(text)
    return examine(determination, text)


def examined_as_given(determination: Determination, text: str) -> Extraction:
    """A record of anybody's with its checks, as an extraction whose engine is `given`."""
    from imr_llm.folding import folded  # noqa: PLC0415
    from imr_llm.letter import family_of  # noqa: PLC0415

    started = time.perf_counter()
    found = examined(determination, text)
    provenance = Provenance(
        engine="given",
        family=family_of(folded(text)),
        version=__version__,
        text_sha256=_sha256(text),
        seconds=time.perf_counter() - started,
    )
    return Extraction(
        determination=determination,
        checks=found.checks,
        unverified=found.unverified,
        provenance=provenance,
    )


def chosen(
    engine: Engine, *, model: str | None, base_url: str | None, client: Any
) -> Literal["rules", "llm"]:
    """The engine that `auto` stands for. A key in the environment alone sends nothing."""
    if engine != "auto":
        return engine
    named = model or base_url or client or os.environ.get(MODEL_VARIABLE)
    return "llm" if named else "rules"


def dry_run(
    text: str, *, model: str | None = None, base_url: str | None = None, **options: Any
) -> dict[str, Any]:
    """The exact first request the llm engine would send: method, URL and body; nothing is sent.

    Raises as `extract` does.
    """
    admit(text)
    return _model(model, base_url, None, TIMEOUT, options).dry_run(next(_conversation(text, 0)))


def _model(
    model: str | None, base_url: str | None, client: Any, timeout: float, options: dict[str, Any]
) -> Model:
    from imr_llm.llm import Model  # noqa: PLC0415

    named = model or os.environ.get(MODEL_VARIABLE)
    return Model(model=named, base_url=base_url, client=client, timeout=timeout, options=options)


def _conversation(text: str, max_reasks: int) -> Conversation:
    from imr_llm.conversation import converse  # noqa: PLC0415

    return converse(text, max_reasks)


def _by_rules(text: str, started: float) -> Extraction:
    from imr_llm.letter import read_letter  # noqa: PLC0415
    from imr_llm.rules import read_record  # noqa: PLC0415
    from imr_llm.settle import settle  # noqa: PLC0415

    letter = read_letter(text)
    claimed = read_record(letter)
    found = examine(claimed, text)
    record, checks = settle(claimed, found.checks, text)
    provenance = Provenance(
        engine="rules",
        family=letter.family,
        version=__version__,
        text_sha256=_sha256(text),
        seconds=time.perf_counter() - started,
    )
    return Extraction(
        determination=record, checks=checks, unverified=found.unverified, provenance=provenance
    )


def _by_model(text: str, started: float, asked: Model, outcome: Outcome) -> Extraction:
    from imr_llm.folding import folded  # noqa: PLC0415
    from imr_llm.letter import family_of  # noqa: PLC0415
    from imr_llm.prompts import NAME, load_prompts  # noqa: PLC0415

    provenance = Provenance(
        engine=asked.name,
        family=family_of(folded(text)),
        prompt=NAME,
        prompt_sha256=load_prompts().sha256,
        version=__version__,
        text_sha256=_sha256(text),
        requests=asked.requests,
        tokens_in=asked.tokens_in,
        tokens_out=asked.tokens_out,
        seconds=time.perf_counter() - started,
    )
    return Extraction(
        determination=outcome.determination,
        checks=outcome.checks,
        unverified=outcome.unverified,
        provenance=provenance,
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
