"""The prompt files: find them, fill them, fingerprint them.

They stand in `prompts/` of a checkout and in `imr_llm/_prompts` of an installed package.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from imr_llm.errors import PromptError
from imr_llm.folding import fold
from imr_llm.model.numbering import numbered

NAME, SHORT_NAME = "extract-v2", "short-v2"
SYSTEM, LETTER, REASK = "extract-v2.md", "letter-v2.md", "reask-v2.md"
SHORT, LISTS, ALSO = "short-v2.md", "lists-v2.md", "also-v2.md"
TERMS = {name: f"{name}-v2.md" for name in ("diagnoses", "kinds", "categories")}
EXAMPLE_LETTER, EXAMPLE_DRAFT = "example-v2.letter.txt", "example-v2.draft.json"
EXAMPLE_SHORT = "example-v2.short.json"
_CHECKOUT = Path(__file__).resolve().parents[2] / "prompts"

MARKER = re.compile(r"\b(BEGIN|END) (LETTER|LISTS)\b")


@dataclass(frozen=True, slots=True)
class Prompts:
    """The instructions of one kind of request, its example's answer, and a SHA-256 of its files."""

    name: str
    system: str
    example: str
    sha256: str


@cache
def load_prompts() -> Prompts:
    """What asks for a whole draft; raises PromptError naming a file that is missing."""
    example = _read(EXAMPLE_DRAFT).strip()
    shown = letter_message(_read(EXAMPLE_LETTER)).strip()
    values = {"example_letter": shown, "example_draft": example, **_terms()}
    system = fill(Template(_read(SYSTEM)), SYSTEM, values)
    files_read = (SYSTEM, LETTER, REASK, *TERMS.values(), EXAMPLE_LETTER, EXAMPLE_DRAFT)
    return Prompts(NAME, system, example, _sha256(files_read))


def load_short(items: Sequence[str], dates: Sequence[str]) -> Prompts:
    """What asks only for judgment; the lists are those of the example's letter."""
    example = _read(EXAMPLE_SHORT).strip()
    shown = lists_message(_read(EXAMPLE_LETTER), items, dates).strip()
    values = {"example_letter": shown, "example_short": example, **_terms()}
    system = fill(Template(_read(SHORT)), SHORT, values)
    files_read = (SHORT, LISTS, *TERMS.values(), EXAMPLE_LETTER, EXAMPLE_SHORT)
    return Prompts(SHORT_NAME, system, example, _sha256(files_read))


def with_also(prompts: Prompts, schema: str, verbatim: str) -> Prompts:
    """The same instructions, asking beside for the fields of a JSON schema, some of them copied."""
    values = {"schema": schema, "verbatim": verbatim}
    told = fill(Template(_read(ALSO)), ALSO, values).rstrip("\n")
    system = f"{prompts.system}\n\n{told}"
    sha256 = hashlib.sha256(f"{prompts.sha256}\0{told}".encode()).hexdigest()
    return replace(prompts, system=system, sha256=sha256)


def example_letter() -> str:
    """The invented letter that both kinds of request show."""
    return _read(EXAMPLE_LETTER)


def fill(template: Template, name: str, values: dict[str, str]) -> str:
    """Fill a template; raises PromptError naming every variable that is missing or unknown."""
    wanted = set(template.get_identifiers())
    if wanted != values.keys():
        missing, unknown = sorted(wanted - values.keys()), sorted(values.keys() - wanted)
        raise PromptError(f"prompt {name}: variables missing {missing}, not in it {unknown}")
    return template.substitute(values)


def letter_message(text: str) -> str:
    """A letter as the user message: in numbered lines, marked as data."""
    return fill(Template(_read(LETTER)), LETTER, {"letter": _as_data(numbered(fold(text)))})


def lists_message(text: str, items: Sequence[str], dates: Sequence[str]) -> str:
    """A letter with its items and dates in numbered lists, all of it marked as data."""
    values = {
        "letter": _as_data(numbered(fold(text))),
        "items": _as_data(_listed(items)),
        "dates": _as_data(_listed(dates)),
    }
    return fill(Template(_read(LISTS)), LISTS, values)


def reask_message(faults: list[str]) -> str:
    """The message that names what a draft got wrong."""
    faulty = {"faults": "\n".join(f"- {one}" for one in faults)}
    return fill(Template(_read(REASK)), REASK, faulty)


def _as_data(shown: str) -> str:
    """A letter cannot end its own quotation."""
    return MARKER.sub(r"\1-\2", shown)


def _listed(texts: Sequence[str]) -> str:
    """Texts of the letter, one a line."""
    return "\n".join(f"{number}. {' '.join(one.split())}" for number, one in enumerate(texts, 1))


def _terms() -> dict[str, str]:
    """What both kinds of request define in the same words."""
    return {name: _read(path).rstrip("\n") for name, path in TERMS.items()}


def _sha256(names: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(map(_read, names)).encode()).hexdigest()


@cache
def _read(name: str) -> str:
    try:
        return (_folder() / name).read_text(encoding="utf-8")
    except OSError as error:
        raise PromptError(f"prompt {name} cannot be read: {error.strerror}") from error


def _folder() -> Traversable:
    packaged = files("imr_llm") / "_prompts"
    return packaged if packaged.is_dir() else _CHECKOUT
