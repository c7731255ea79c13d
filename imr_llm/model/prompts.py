"""The prompt files: find them, fill them, fingerprint them.

They stand in `prompts/` of a checkout and in `imr_llm/_prompts` of an installed package.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from imr_llm.errors import PromptError
from imr_llm.folding import fold
from imr_llm.model.numbering import numbered

NAME = "extract-v2"
SYSTEM, LETTER, REASK = "extract-v2.md", "letter-v2.md", "reask-v2.md"
EXAMPLE_LETTER, EXAMPLE_DRAFT = "example-v2.letter.txt", "example-v2.draft.json"
_CHECKOUT = Path(__file__).resolve().parents[2] / "prompts"

MARKER = re.compile(r"\b(BEGIN|END) LETTER\b")


@dataclass(frozen=True, slots=True)
class Prompts:
    """The messages' texts; `sha256` is over all of them."""

    system: str
    letter: Template
    reask: Template
    example: str
    sha256: str


@cache
def load_prompts() -> Prompts:
    """Read the prompt files; raises PromptError naming what is missing."""
    names = (SYSTEM, LETTER, REASK, EXAMPLE_LETTER, EXAMPLE_DRAFT)
    texts = {name: _read(name) for name in names}
    example = texts[EXAMPLE_DRAFT].strip()
    shown = _letter(Template(texts[LETTER]), texts[EXAMPLE_LETTER])
    values = {"example_letter": shown.strip(), "example_draft": example}
    return Prompts(
        system=fill(Template(texts[SYSTEM]), SYSTEM, values),
        letter=Template(texts[LETTER]),
        reask=Template(texts[REASK]),
        example=example,
        sha256=hashlib.sha256("\0".join(texts.values()).encode()).hexdigest(),
    )


def fill(template: Template, name: str, values: dict[str, str]) -> str:
    """Fill a template; raises PromptError naming every variable that is missing or unknown."""
    wanted = set(template.get_identifiers())
    if wanted != values.keys():
        missing, unknown = sorted(wanted - values.keys()), sorted(values.keys() - wanted)
        raise PromptError(f"prompt {name}: variables missing {missing}, not in it {unknown}")
    return template.substitute(values)


def letter_message(text: str) -> str:
    """A letter as the user message: in numbered lines, marked as data."""
    return _letter(load_prompts().letter, text)


def _letter(template: Template, text: str) -> str:
    # a letter cannot end its own quotation
    shown = MARKER.sub(r"\1-LETTER", numbered(fold(text)))
    return fill(template, LETTER, {"letter": shown})


def reask_message(faults: list[str]) -> str:
    """The message that names what a draft got wrong."""
    return fill(load_prompts().reask, REASK, {"faults": "\n".join(f"- {one}" for one in faults)})


def _read(name: str) -> str:
    try:
        return (_folder() / name).read_text(encoding="utf-8")
    except OSError as error:
        raise PromptError(f"prompt {name} cannot be read: {error.strerror}") from error


def _folder() -> Traversable:
    packaged = files("imr_llm") / "_prompts"
    return packaged if packaged.is_dir() else _CHECKOUT
