"""Letters with their labels, from a folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from imr_llm import Determination, load_record, read_document


@dataclass(frozen=True, slots=True)
class Case:
    """One letter's text and its labelled record; a part the labels leave out is not scored."""

    name: str
    text: str
    expected: Determination


def load_cases(folder: Path) -> Iterator[Case]:
    """The labelled letters of a folder, by name.

    Either `<id>.txt` (or `.pdf`) beside `<id>.json`, or the labels in `gold/` and the letters in
    `text/` and `pdf/`. Raises FileNotFoundError for labels without a letter, or no labels at all.
    """
    labels = sorted(
        [*folder.glob("*.json"), *folder.glob("gold/*.json")], key=lambda path: path.stem
    )
    if not labels:
        raise FileNotFoundError(f"no labels (*.json, gold/*.json) in {folder}")
    for label in labels:
        letter = _letter(folder, label.stem)
        yield Case(label.stem, read_document(letter), load_record(label.read_bytes()))


def _letter(folder: Path, name: str) -> Path:
    places = (f"{name}.txt", f"{name}.pdf", f"text/{name}.txt", f"pdf/{name}.pdf")
    for place in places:
        if (folder / place).is_file():
            return folder / place
    raise FileNotFoundError(f"labels {name}.json have no letter in {folder}")
