"""One letter's row of a long run: its extraction, or the error that it met."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any

from imr_llm.errors import ImrError
from imr_llm.extraction import Extraction
from imr_llm.letter.documents import read_document
from imr_llm.model.kept import Unanswered
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

    `line` is the row as JSON, which no repr shows: the extraction with `source` and
    `letter_sha256`, or these with `"error": {"type", "message"}`. `open_checks` counts the open
    ones; None where there is no extraction. `letter_sha256`: see the function of that name.
    `request` is the body of the request that is to be answered first, where nobody may be asked
    (`extract_offline`).
    """

    source: str
    line: str = field(repr=False)
    open_checks: int | None
    letter_sha256: str | None = None
    request: str | None = field(default=None, repr=False)

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

    def _repr_html_(self) -> str:
        told = self.extraction
        shown = told._repr_html_() if told else escape(self.error or "")
        return f"<div><strong>{escape(self.source)}</strong> {shown}</div>"


def answer(letter: Source, options: dict[str, Any]) -> Answer:
    """Read one letter; never raises but for an interrupt."""
    name, content = letter
    sha256 = letter_sha256(content)  # first: a file that changes meanwhile is read again
    token = patient.set(True)
    try:
        return succeeded(name, extract(_text(content), **options), sha256)
    except Unanswered as error:
        return replace(failed(name, error, sha256), request=error.body)
    except Exception as error:  # a row, whatever it was
        return failed(name, error, sha256)
    finally:
        patient.reset(token)


async def aanswer(letter: Source, options: dict[str, Any]) -> Answer:
    """`answer` for asynchronous callers."""
    name, content = letter
    sha256 = letter_sha256(content)
    token = patient.set(True)
    try:
        return succeeded(name, await aextract(_text(content), **options), sha256)
    except Exception as error:
        return failed(name, error, sha256)
    finally:
        patient.reset(token)


def letter_sha256(content: Content) -> str | None:
    """SHA-256 of a letter as it came: of a text in UTF-8, of a file's bytes; None if unreadable."""
    if isinstance(content, str):
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    try:
        with Path(content).open("rb") as file:  # type: ignore[arg-type]  # an error is no path
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError, TypeError):
        return None


def succeeded(source: str, extraction: Extraction, sha256: str | None = None) -> Answer:
    """The row of a letter that was read."""
    row = _row(source, sha256) | extraction.model_dump(mode="json")
    opened = sum(check.open for check in extraction.checks)
    return Answer(source, _line(row), opened, sha256)


def failed(source: str, error: Exception, sha256: str | None = None) -> Answer:
    """The row of a letter that was not."""
    row = _row(source, sha256) | {"error": fault(error)}
    return Answer(source, _line(row), None, sha256)


def fault(error: Exception) -> dict[str, str]:
    """An error as rows tell it; the words of a foreign one may hold the letter and stay out."""
    message = str(error) if isinstance(error, ImrError) else UNEXPECTED
    return {"type": type(error).__name__, "message": writable(message)}


def writable(name: str) -> str:
    """A name that can be written as UTF-8: what cannot (a file's may be any bytes) is escaped."""
    return name.encode("utf-8", "backslashreplace").decode()


def _row(source: str, sha256: str | None) -> dict[str, Any]:
    return {"source": writable(source), "letter_sha256": sha256}


def _line(row: dict[str, Any]) -> str:
    """One line that can be written as UTF-8, whatever a server answered."""
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "replace").decode()


def _text(content: Content) -> str:
    if isinstance(content, ImrError):
        raise content
    return read_document(content) if isinstance(content, Path) else content
