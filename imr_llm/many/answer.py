"""One letter's row of a long run: its extraction, or the error that it met."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imr_llm.errors import ImrError
from imr_llm.extraction import Extraction
from imr_llm.letter.documents import read_document
from imr_llm.model.pace import patient
from imr_llm.pipeline import aextract, extract

Content = str | Path | ImrError
"""A letter's text, or the file to read it from, or why there is neither."""
Source = tuple[str, Content]
"""A letter's name, unique in a run, and its content."""
UNEXPECTED = "unexpected; nothing of this letter was read"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one letter.

    `line` is the row as JSON: the extraction with its `source`, or `{"source", "error": {"type",
    "message"}}`. `open_checks` counts the open ones; None where there is no extraction.
    """

    source: str
    line: str
    open_checks: int | None

    @property
    def extraction(self) -> Extraction | None:
        """The extraction, made from the row; None for a letter that failed."""
        return None if self.failed else Extraction.model_validate_json(self.line)

    @property
    def failed(self) -> bool:
        """Whether the row tells an error."""
        return self.open_checks is None

    @property
    def error(self) -> str | None:
        """`LetterError: the letter is empty`; None for a letter that was read."""
        if not self.failed:
            return None
        told = json.loads(self.line)["error"]
        return f"{told['type']}: {told['message']}"


def answer(letter: Source, options: dict[str, Any]) -> Answer:
    """Read one letter; never raises but for an interrupt."""
    name, content = letter
    token = patient.set(True)
    try:
        return succeeded(name, extract(_text(content), **options))
    except Exception as error:  # a row, whatever it was
        return failed(name, error)
    finally:
        patient.reset(token)


async def aanswer(letter: Source, options: dict[str, Any]) -> Answer:
    """`answer` for asynchronous callers."""
    name, content = letter
    token = patient.set(True)
    try:
        return succeeded(name, await aextract(_text(content), **options))
    except Exception as error:
        return failed(name, error)
    finally:
        patient.reset(token)


def succeeded(source: str, extraction: Extraction) -> Answer:
    """The row of a letter that was read."""
    row = {"source": source} | extraction.model_dump(mode="json")
    opened = sum(check.open for check in extraction.checks)
    return Answer(source, _line(row), opened)


def failed(source: str, error: Exception) -> Answer:
    """The row of a letter that was not; the words of a foreign error may hold it and stay out."""
    message = str(error) if isinstance(error, ImrError) else UNEXPECTED
    told = {"type": type(error).__name__, "message": message}
    return Answer(source, _line({"source": source, "error": told}), None)


def _line(row: dict[str, Any]) -> str:
    """One line that can be written as UTF-8, whatever a file was called."""
    line = json.dumps(row, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        return json.dumps(row)
    return line


def _text(content: Content) -> str:
    if isinstance(content, ImrError):
        raise content
    return content if isinstance(content, str) else read_document(content)
