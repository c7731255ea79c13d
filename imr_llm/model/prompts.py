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
from imr_llm.folding import folded

NAME = "extract-v1"
SYSTEM, LETTER, REASK = "extract-v1.md", "letter-v1.md", "reask-v1.md"
EXAMPLE_LETTER, EXAMPLE_DRAFT = "example-v1.letter.txt", "example-v1.draft.json"
_CHECKOUT = Path(__file__).resolve().parents[2] / "prompts"

# sentences that every letter repeats and that say nothing of the case
BOILERPLATE = re.compile(
    r"MAXIMUS Federal Services sent the complete case file to an? (?:physician|expert) reviewer\. ?"
    r"|He/she has no affiliation with the employer, employee, providers or the claims"
    r" administrator\. ?"
    r"|He/she has been in active clinical practice for more than five years and is currently"
    r" working at least 24 hours a week in active practice\. ?"
    r"|The (?:physician|expert) reviewer was selected based on his/her clinical experience,"
    r" education, background, and expertise in the same or similar specialties that evaluate"
    r" and/or treat the medical condition and disputed items/services?\. ?"
    r"|He/she is familiar with governing laws and regulations, including the strength of evidence"
    r" hierarchy that applies to Independent Medical Review determinations\. ?",
    re.IGNORECASE,
)
# where a line of its own helps a reader: headings, labels, credentials
NEW_LINE = re.compile(
    r" (?=HOW THE IMR FINAL|CLINICAL CASE SUMMARY|IMR ISSUES, DECISIONS|IMR DECISION\(S\)"
    r"|DOCUMENTS REVIEWED|Claims Administrator guideline:|MAXIMUS guideline:|Decision rationale:"
    r"|State\(s\) of Licensure:|Certification\(s\)/Specialty:)"
)
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
    values = {"example_letter": texts[EXAMPLE_LETTER].strip(), "example_draft": example}
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
    """A letter as the user message: folded, without what every letter repeats, marked as data."""
    plain = NEW_LINE.sub("\n", BOILERPLATE.sub("", folded(text)))
    # a letter cannot end its own quotation
    return fill(load_prompts().letter, LETTER, {"letter": MARKER.sub(r"\1-LETTER", plain)})


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
