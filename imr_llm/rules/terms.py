"""The tables of `terms.toml` as patterns."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

_TABLES: dict[str, Any] = tomllib.loads((files("imr_llm.rules") / "terms.toml").read_text("utf-8"))

EVENTS: dict[str, list[str]] = _TABLES["event"]


def words(terms: Iterable[str]) -> str:
    """A pattern for any of the terms, longest first, from one word's edge to another's."""
    longest_first = sorted(terms, key=len, reverse=True)
    return rf"(?<![\w])(?:{'|'.join(map(_term, longest_first))})(?!\w)"


def _term(term: str) -> str:
    """One term: a blank is a blank, a hyphen or nothing; `*` is the rest of a word."""
    return re.escape(term).replace(r"\ ", "[ -]?").replace(r"\*", r"[\w-]*")
