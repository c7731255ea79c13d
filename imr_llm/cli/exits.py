"""How a command ends: its exit code (contract, section 4), and what it says of a failure."""

from __future__ import annotations

import sys

from imr_llm.errors import LetterError, ModelError, RecordError

VERIFIED, OPEN, USAGE, UNUSABLE, NO_ANSWER = range(5)
INTERRUPTED = 130


class NoOutput(OSError):
    """The output cannot be written as it was named; says how to name it."""


def complain(error: Exception, source: str = "") -> None:
    """Say on stderr what went wrong, and with which letter."""
    print(f"imr-llm: {source + ': ' if source else ''}{error}", file=sys.stderr)


def exit_code(error: Exception) -> int:
    """The exit code that tells a script what kind of thing went wrong."""
    if isinstance(error, ModelError):
        return NO_ANSWER
    return UNUSABLE if isinstance(error, LetterError | RecordError) else USAGE
