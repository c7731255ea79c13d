"""Letters with their labels, from a folder, and the letters that must be refused."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from imr_llm import Determination, LetterError, RecordError, load_record, read_document

KNOWN = Path(__file__).with_name("known.toml")
UNKNOWN = "a set of letters of which nothing is recorded here"


@dataclass(frozen=True, slots=True)
class Case:
    """One letter's text and its labelled record; a part the labels leave out is not scored."""

    name: str
    text: str
    expected: Determination


@dataclass(frozen=True, slots=True)
class LetterSet:
    """A folder's labelled letters and negatives, and what is known of how they came about.

    `sha256` covers every text and every label: two runs compare only where it is the same.
    """

    name: str
    cases: tuple[Case, ...]
    negatives: tuple[Case, ...]
    sha256: str
    about: str


def load_set(folder: Path, only: Sequence[str] = ()) -> LetterSet:
    """The labelled letters of a folder, by name; with `only`, those that match one of its patterns.

    Either `<id>.txt` (or `.pdf`) beside `<id>.json`, or the labels in `gold/` and the letters in
    `text/` and `pdf/`. `negative/<id>.txt` are letters that must be refused. The figures of an
    earlier run (`--json`) may lie there too. Raises FileNotFoundError for labels without a letter,
    or no labels at all; LetterError and RecordError, which name the file, for what cannot be read.
    """
    labels = sorted(
        [*folder.glob("*.json"), *folder.glob("gold/*.json")], key=lambda path: path.stem
    )
    chosen = [
        path
        for path in labels
        if not only or any(path.match(f"{one}.*") for one in only)
        if _letter(folder, path.stem) or not _is_outcome(path)
    ]
    if not chosen:
        raise FileNotFoundError(f"no labels (*.json, gold/*.json) in {folder}")
    cases = tuple(_case(folder, label) for label in chosen)
    negatives = tuple(
        Case(path.stem, path.read_text("utf-8"), Determination())
        for path in sorted(folder.glob("negative/*.txt"))
    )
    sha256 = _sha256((*cases, *negatives))
    return LetterSet(folder.resolve().name, cases, negatives, sha256, _about(sha256))


def _case(folder: Path, label: Path) -> Case:
    letter = _letter(folder, label.stem)
    if letter is None:
        raise FileNotFoundError(f"labels {label.name} have no letter in {folder}")
    try:
        text, expected = read_document(letter), load_record(label.read_bytes())
    except (LetterError, RecordError) as error:
        raise type(error)(f"{label.stem}: {error}") from None
    return Case(label.stem, text, expected)


def _letter(folder: Path, name: str) -> Path | None:
    places = (f"{name}.txt", f"{name}.pdf", f"text/{name}.txt", f"pdf/{name}.pdf")
    return next((folder / place for place in places if (folder / place).is_file()), None)


def _is_outcome(path: Path) -> bool:
    """Whether a file without a letter is no label but what an evaluation wrote."""
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.keys() >= {"command", "versions", "sets"}


def _sha256(cases: Sequence[Case]) -> str:
    digest = hashlib.sha256()
    for case in cases:
        for part in (case.name, case.text, case.expected.model_dump_json()):
            digest.update(hashlib.sha256(part.encode("utf-8", "surrogatepass")).digest())
    return digest.hexdigest()


def _about(sha256: str) -> str:
    """What `known.toml` says of this very set, by its hash."""
    sets = tomllib.loads(KNOWN.read_text("utf-8"))["set"]
    return next((str(one["about"]) for one in sets if one["sha256"] == sha256), UNKNOWN)
