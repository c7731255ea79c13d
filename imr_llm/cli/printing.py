"""What goes to stdout, whatever it can show."""

from __future__ import annotations

import json
import sys
from typing import Any


def print_json(value: Any, *, several: bool) -> None:
    """Laid out for one letter, a line each for several; in ASCII where stdout holds no more."""
    indent = None if several else 2
    shown = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        shown.encode(_encoding())
    except UnicodeEncodeError:
        shown = json.dumps(value, indent=indent)
    print(shown, flush=True)


def print_text(text: str) -> None:
    """Text for a person; what stdout cannot show stands escaped."""
    print(text.encode(_encoding(), "backslashreplace").decode(_encoding()), end="", flush=True)


def print_exactly(text: str) -> None:
    """Text for a program: in UTF-8, whatever a terminal shows of it."""
    if bytes_out := getattr(sys.stdout, "buffer", None):
        sys.stdout.flush()
        bytes_out.write(text.encode("utf-8", "surrogatepass"))
    else:  # a stand-in that takes text alone
        print(text, end="")


def _encoding() -> str:
    return sys.stdout.encoding or "utf-8"
