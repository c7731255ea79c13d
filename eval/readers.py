"""Who reads the letters that are scored: always the same answer, the rules, a model.

A reading is a record with, where its reader has one, the whole extraction; a reader that fails says
so in `error` and has an empty record, every value of which is an abstention.
"""

from __future__ import annotations

import re
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from imr_llm import Check, Determination, Extraction, ImrError, LetterError, ModelError, extract
from imr_llm.extraction import Resolution

from .cases import Case
from .recordings import SERVER, answered, origin, recorded

MODEL = "answer-desk"
MODE = "json-schema"
"""The same request wherever it goes, so that what was recorded at one address replays."""
AN_HOUR = 3600.0
ITEM = re.compile(r"items\[(\d+)\]\.decision")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader made of one letter."""

    record: Determination
    extraction: Extraction | None = None
    error: str | None = None
    characters: int | None = None
    """Of the recorded answers that it took."""


class Reader(Protocol):
    """Reads letters."""

    @property
    def name(self) -> str:
        """The engine, as the tables call it."""

    def read(self, case: Case) -> Reading:
        """What this reader makes of a letter; errors of the letter or the model are told in it."""

    def about(self) -> dict[str, str]:
        """Model, prompt and origin of the completions, where it has them."""


class AlwaysUpheld:
    """Says of every labelled item that its denial was upheld, and nothing else.

    It is handed the items themselves, so it measures nothing but how common `upheld` is.
    """

    name = "always-upheld"

    def read(self, case: Case) -> Reading:
        """The labelled titles, all upheld."""
        items = [{"title": item.title, "decision": "upheld"} for item in case.expected.items or ()]
        return Reading(Determination.model_validate({"items": items}))

    def about(self) -> dict[str, str]:
        """Nothing to say."""
        return {}


class Rules:
    """The embedded engine."""

    name = "rules"

    def read(self, case: Case) -> Reading:
        """The rules' extraction."""
        try:
            extraction = extract(case.text, engine="rules")
        except LetterError as error:
            return _failed(error)
        return Reading(extraction.determination, extraction)

    def about(self) -> dict[str, str]:
        """Nothing beyond the package's version."""
        return {}


@dataclass
class Recorded:
    """A model's engine, on recorded answers or (`live`) on a model that is asked now.

    `first` scores the first answer as it came, transcribed but not verified: nothing is asked again
    and what the second reader had put right is undone.
    """

    recordings: Path | None
    model: str = MODEL
    base_url: str | None = None
    live: bool = False
    first: bool = False
    engine: Literal["llm", "both"] = "llm"

    @property
    def name(self) -> str:
        """`llm`, `both`, or `llm-first`."""
        return "llm-first" if self.first else self.engine

    def read(self, case: Case) -> Reading:
        """The model's extraction, from its recording unless it is asked now."""
        asked: dict[str, Any] = {"base_url": self.base_url if self.live else SERVER, "mode": MODE}
        if self.first:
            asked["max_reasks"] = 0
        try:
            with self._answers(case.name):
                extraction = extract(
                    case.text, engine=self.engine, model=self.model, timeout=AN_HOUR, **asked
                )
        except (LetterError, ModelError) as error:
            return _failed(error)
        if self.first:
            return Reading(_as_claimed(extraction))
        characters = answered(self.recordings, case.name) if self.recordings else None
        return Reading(extraction.determination, extraction, characters=characters)

    def _answers(self, name: str) -> AbstractContextManager[None]:
        if self.recordings is None:
            return nullcontext()
        return recorded(self.recordings, name, live=self.live)

    def about(self) -> dict[str, str]:
        """Model, prompt, and where the completions come from."""
        from imr_llm.model.judgment import short_prompts  # noqa: PLC0415
        from imr_llm.model.prompts import load_prompts  # noqa: PLC0415

        prompts = [load_prompts(), *([short_prompts()] if self.engine == "both" else [])]
        source = "asked in this run" if self.live else origin(self.recordings or Path())
        return {
            "model": self.model,
            "prompt": "; ".join(f"{one.name}, SHA-256 {one.sha256}" for one in prompts),
            "completions": source,
        }


def _failed(error: ImrError) -> Reading:
    return Reading(Determination(), error=f"{type(error).__name__}: {error}")


def _as_claimed(extraction: Extraction) -> Determination:
    """The record before anything was put right."""
    record = extraction.determination.model_dump(mode="json")
    record.pop("outcome", None)
    for check in extraction.checks:
        if check.resolution is Resolution.REPLACED:
            _undo(record, check)
    return Determination.model_validate(record)


def _undo(record: dict[str, Any], check: Check) -> None:
    if match := ITEM.fullmatch(check.field):
        known = check.claimed in ("upheld", "overturned")
        record["items"][int(match[1])]["decision"] = check.claimed if known else None
    else:
        part, _, name = check.field.partition(".")
        record[part][name] = check.claimed
