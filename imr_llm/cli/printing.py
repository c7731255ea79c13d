"""What goes to stdout, whatever it can show, and for as long as somebody takes it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any


class NoStdout(OSError):
    """Nothing more can be written to stdout; says why."""


@contextmanager
def printing() -> Iterator[None]:
    """Within it something is printed, all of which is out in the end.

    Raises BrokenPipeError where nobody reads it any more, else NoStdout.
    """
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        with suppress(OSError, ValueError):  # or Python would try again when it ends
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise
        raise NoStdout(f"standard output: {error.strerror}") from None


def print_json(value: Any, *, several: bool) -> None:
    """Laid out for one letter, a line each for several; in ASCII where stdout holds no more."""
    indent = None if several else 2
    shown = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        shown.encode(_encoding())
    except UnicodeEncodeError:
        shown = json.dumps(value, indent=indent)
    with printing():
        print(shown)


def print_text(text: str) -> None:
    """Text for a person; what stdout cannot show stands escaped."""
    with printing():
        print(text.encode(_encoding(), "backslashreplace").decode(_encoding()), end="")


def print_exactly(text: str) -> None:
    """Text for a program: in UTF-8, whatever a terminal shows of it."""
    with printing():
        if bytes_out := getattr(sys.stdout, "buffer", None):
            sys.stdout.flush()
            bytes_out.write(text.encode("utf-8", "surrogatepass"))
        else:  # a stand-in that takes text alone
            print(text, end="")


def _encoding() -> str:
    return sys.stdout.encoding or "utf-8"
