"""The whole story: text in, checked record out.

The readers are imported where they are first used: their patterns take longer to make ready than
`imr-llm --help` may take.
"""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from imr_llm.errors import OptionError, RecordError, UnknownLayout
from imr_llm.extraction import Checks, Extraction, Provenance
from imr_llm.letter.gate import admit
from imr_llm.record import Determination
from imr_llm.version import __version__
from imr_llm.witness import Examination, examine

if TYPE_CHECKING:
    from pydantic import BaseModel

    from imr_llm.letter.sections import Letter
    from imr_llm.model.asking import Model
    from imr_llm.model.conversation import Conversation, Outcome
    from imr_llm.model.wire import Mode

Engine = Literal["auto", "rules", "llm", "both"]
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
    mode: Mode = "auto",
    max_reasks: int = MAX_REASKS,
    timeout: float = TIMEOUT,
    options: dict[str, Any] | None = None,
    also: type[BaseModel] | None = None,
    answers: str | Path | None = None,
) -> Extraction:
    """Read one IMR determination letter into a record whose every claim was checked.

    Args:
        text: the letter; spans of the answer index it as it is given.
        engine: `rules` (embedded, no key, no network), `llm`, `both`, or `auto`: `llm` only when a
            model, base URL or client is named here or in IMR_LLM_MODEL, else `rules`. `both`: the
            rules read, and a model is asked for what they cannot read or nothing re-derives; for
            everything where their record does not verify, or they do not know the layout.
        model: the model's name, else IMR_LLM_MODEL.
        base_url: an OpenAI-compatible server, else OPENAI_BASE_URL, else OpenAI's own.
        client: a ready Instructor client, for other vendors; it asks in its own mode.
        mode: how the answer's shape is asked for: `tools` and `json-schema` (both strict), `text`
            (in words, for servers that have neither), or `auto`, which begins with what such a
            server was measured to hold to, and changes once where it says "not supported".
        max_reasks: how often a contradicted answer goes back to the model, in all.
        timeout: seconds that one try of a request may take; temporary failures are tried again. A
            letter takes at most five times as long in all: tries, waits and re-asks together.
        options: for the server, as they stand in a request (`{"temperature": 0, "seed": 7}`).
            Without `max_tokens` an answer is bounded by the letter's length.
        also: a pydantic model of the caller's, whose fields the model is asked for beside; the
            answer has them as `extra`, listed as unverified. Strings marked `Verbatim` are located
            in the letter and have a check.
        answers: a file that keeps every answer of the model and is made where there is none; a
            request whose answer is in it is not made. Answers quote the letter.

    Raises:
        TypeError: a `client` that is not Instructor's, or is of the other colour; an `also` that is
            no model.
        OptionError: a mode or a base URL that is none; options that would make it another request;
            an `also` that cannot be asked for strictly, or of the rules; `answers` with a ready
            client, whose requests are not ours to keep.
        AnswersError: the file of kept answers cannot be used.
        LetterError: the text is no single IMR determination, or (UnknownLayout) one in a layout
            that the rules do not know.
        ModelError: the model gave no usable answer. There is no falling back to the rules.
    """
    started = time.perf_counter()
    admit(text)
    reader = chosen(engine, model=model, base_url=base_url, client=client, also=also)
    if reader == "rules":
        return _by_rules(text, started)
    how = {"mode": mode, "timeout": timeout, "options": options, "answers": answers}
    asked = _model(model, base_url, client, **how)
    outcome = asked.carry(_conversation(reader, text, max_reasks, also))
    return _by_model(text, started, reader, asked, outcome)


async def aextract(
    text: str,
    *,
    engine: Engine = "auto",
    model: str | None = None,
    base_url: str | None = None,
    client: Any = None,
    mode: Mode = "auto",
    max_reasks: int = MAX_REASKS,
    timeout: float = TIMEOUT,
    options: dict[str, Any] | None = None,
    also: type[BaseModel] | None = None,
    answers: str | Path | None = None,
) -> Extraction:
    """`extract` for asynchronous callers; same arguments, answer and errors.

    A `client` is an asynchronous Instructor client here.
    """
    started = time.perf_counter()
    admit(text)
    reader = chosen(engine, model=model, base_url=base_url, client=client, also=also)
    if reader == "rules":
        return _by_rules(text, started)
    how = {"mode": mode, "timeout": timeout, "options": options, "answers": answers}
    asked = _model(model, base_url, client, **how)
    outcome = await asked.acarry(_conversation(reader, text, max_reasks, also))
    return _by_model(text, started, reader, asked, outcome)


def verify(determination: Determination, text: str) -> Checks:
    """Check anybody's record against the letter: one check per claim, nothing replaced.

    Raises LetterError when the text is no single IMR determination.
    """
    return Checks(examined(determination, text).checks)


def examined(determination: Determination, text: str) -> Examination:
    """`verify`, with the fields that nothing re-derives beside the checks."""
    if not isinstance(determination, Determination):
        kind = type(determination).__name__
        raise RecordError(f"a record is a Determination, not a {kind}: load_record reads JSON")
    admit(text)
    return examine(determination, text)


def examined_as_given(determination: Determination, text: str) -> Extraction:
    """A record of anybody's with its checks, as an extraction whose engine is `given`."""
    started = time.perf_counter()
    found = examined(determination, text)
    return _answered(text, started, determination, found, engine="given")


def dry_run(
    text: str,
    *,
    engine: Engine = "llm",
    model: str | None = None,
    base_url: str | None = None,
    mode: Mode = "auto",
    options: dict[str, Any] | None = None,
    also: type[BaseModel] | None = None,
) -> dict[str, Any]:
    """The exact first request an engine would send: method, URL and body; nothing is sent.

    Any engine but `both` shows that of `llm`. Raises as `extract` does.
    """
    admit(text)
    asked = _model(model, base_url, None, mode=mode, timeout=TIMEOUT, options=options)
    reader: Literal["llm", "both"] = "both" if engine == "both" else "llm"
    return asked.dry_run(next(_conversation(reader, text, 0, also)))


def chosen(
    engine: Engine,
    *,
    model: str | None,
    base_url: str | None,
    client: Any,
    also: type[BaseModel] | None = None,
) -> Literal["rules", "llm", "both"]:
    """The engine that `auto` stands for. A key in the environment alone sends nothing.

    Raises TypeError or OptionError where it cannot be asked for `also`.
    """
    named = model or base_url or client or os.environ.get(MODEL_VARIABLE)
    reader = engine if engine != "auto" else "llm" if named else "rules"
    if also is not None:
        from imr_llm.model.also import check  # noqa: PLC0415  # no letter needs it that is not asked

        check(also)
        if reader == "rules":
            raise OptionError("the rules cannot answer `also`: name a model, or engine llm or both")
    return reader


def check_asking(
    *,
    model: str | None,
    base_url: str | None,
    mode: Mode = "auto",
    options: dict[str, Any] | None = None,
) -> None:
    """Raise, before a letter is read, as `extract` does where nobody can be asked so."""
    _model(model, base_url, None, mode=mode, timeout=TIMEOUT, options=options)


def _conversation(
    reader: Literal["llm", "both"], text: str, max_reasks: int, also: type[BaseModel] | None
) -> Conversation:
    """What a model is asked; of `both` with the record that the rules make, if they can."""
    from imr_llm.model.consultation import consult  # noqa: PLC0415
    from imr_llm.model.conversation import converse  # noqa: PLC0415

    if reader == "llm":
        return converse(text, max_reasks, also)
    try:
        _, record = _read(text)
    except UnknownLayout:
        record = None
    return consult(text, record, max_reasks, also)


def _read(text: str) -> tuple[Letter, Determination]:
    """What the rules read."""
    from imr_llm.letter.sections import read_letter  # noqa: PLC0415
    from imr_llm.rules.engine import read_record  # noqa: PLC0415

    letter = read_letter(text)
    return letter, read_record(letter)


def _by_rules(text: str, started: float) -> Extraction:
    from imr_llm.settle import settle  # noqa: PLC0415

    letter, claimed = _read(text)
    found = examine(claimed, text)
    record, checks = settle(claimed, found.checks, text)
    found = Examination(checks, found.unverified)
    return _answered(text, started, record, found, engine="rules", family=letter.family)


def _by_model(
    text: str, started: float, reader: Literal["llm", "both"], asked: Model, outcome: Outcome
) -> Extraction:
    extraction = _answered(
        text,
        started,
        outcome.determination,
        outcome.examination,
        engine=f"rules+{asked.name}" if reader == "both" else asked.name,
        prompt=outcome.prompts.name,
        prompt_sha256=outcome.prompts.sha256,
        requests=asked.requests,
        reused=asked.reused,
        tokens_in=asked.tokens_in,
        tokens_out=asked.tokens_out,
    )
    met = {"agreed": outcome.agreed, "disputed": outcome.disputed, "extra": outcome.extra}
    return extraction.model_copy(update=met)


def _model(model: str | None, base_url: str | None, client: Any, **how: Any) -> Model:
    from imr_llm.model.asking import Model  # noqa: PLC0415

    named = model or os.environ.get(MODEL_VARIABLE)
    return Model(model=named, base_url=base_url, client=client, **how)


def _answered(
    text: str, started: float, record: Determination, found: Examination, **told: Any
) -> Extraction:
    """A record with what was found of it, and where it came from: `told` is of the provenance."""
    if "family" not in told:
        from imr_llm.folding import folded  # noqa: PLC0415
        from imr_llm.letter.sections import family_of  # noqa: PLC0415

        told["family"] = family_of(folded(text))
    provenance = Provenance(
        version=__version__,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        seconds=time.perf_counter() - started,
        **told,
    )
    extraction = Extraction(
        determination=record,
        checks=found.checks,
        unverified=found.unverified,
        provenance=provenance,
    )
    return extraction.beside(text)
