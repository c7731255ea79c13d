"""How a command ends: its exit code (contract, section 4), and what it says of a failure."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from imr_llm.cli.printing import printing
from imr_llm.errors import ImrError, LetterError, ModelError, RecordError

VERIFIED, OPEN, USAGE, UNUSABLE, NO_ANSWER = range(5)
INTERRUPTED, BROKEN_PIPE = 130, 141
"""128 and the number of the signal, as shells have it."""


class NoOutput(OSError):
    """The output cannot be written as it was named; says how to name it."""


def ended(command: Callable[[], int]) -> int:
    """Run a command to its exit code; whatever it raises is told in a line without its traceback.

    A foreign error's words, and a traceback's, may hold the letter.
    """
    if sys.stdout is None:  # closed by the shell
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115  # until Python ends
    try:
        try:
            return command()
        finally:
            with printing():
                pass
    except BrokenPipeError:  # whoever read our output has had enough
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    except (ImrError, OSError) as error:
        say(str(error))
        return exit_code(error)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}, line {place.lineno}"
        say(f"unexpected {type(error).__name__} in {where}: a fault of this program, please report")
        return UNUSABLE


def say(what: str) -> None:
    """Say something on stderr, which no output is mixed with."""
    print(f"imr-llm: {what}", file=sys.stderr, flush=True)


def exit_code(error: Exception) -> int:
    """The exit code that tells a script what kind of thing went wrong."""
    if isinstance(error, ModelError):
        return NO_ANSWER
    return UNUSABLE if isinstance(error, LetterError | RecordError) else USAGE
