"""Who reads the letters that are scored: always the same answer, the rules, a model.

A reading is a record with, where its reader has one, the whole extraction; a reader that fails says
so in `error` and has an empty record, every value of which is an abstention.
"""

from __future__ import annotations

import re
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from imr_llm import Check, Determination, Extraction, ImrError, LetterError, ModelError, extract
from imr_llm.extraction import Resolution

from .cases import Case
from .recordings import SERVER, origin, recorded

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
    """The llm engine, on recorded answers or (`live`) on a model that is asked now.

    `first` scores the first answer as it came, transcribed but not verified: nothing is asked again
    and what the second reader had put right is undone.
    """

    recordings: Path | None
    model: str = MODEL
    base_url: str | None = None
    live: bool = False
    first: bool = False

    @property
    def name(self) -> str:
        """`llm`, or `llm-first`."""
        return "llm-first" if self.first else "llm"

    def read(self, case: Case) -> Reading:
        """The model's extraction, from its recording unless it is asked now."""
        asked: dict[str, Any] = {"base_url": self.base_url if self.live else SERVER, "mode": MODE}
        if self.first:
            asked["max_reasks"] = 0
        try:
            with self._answers(case.name):
                extraction = extract(
                    case.text, engine="llm", model=self.model, timeout=AN_HOUR, **asked
                )
        except (LetterError, ModelError) as error:
            return _failed(error)
        if self.first:
            return Reading(_as_claimed(extraction))
        return Reading(extraction.determination, extraction)

    def _answers(self, name: str) -> AbstractContextManager[None]:
        if self.recordings is None:
            return nullcontext()
        return recorded(self.recordings, name, live=self.live)

    def about(self) -> dict[str, str]:
        """Model, prompt, and where the completions come from."""
        from imr_llm.model.prompts import NAME, load_prompts  # noqa: PLC0415

        source = "asked in this run" if self.live else origin(self.recordings or Path())
        return {
            "model": self.model,
            "prompt": f"{NAME}, SHA-256 {load_prompts().sha256}",
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
