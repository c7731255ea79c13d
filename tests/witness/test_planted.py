"""Planted errors: every field of a right record made wrong in turn is caught on its own field.

The records are the labels of the synthetic letters and of the published ones, completed where the
labels are silent by plain splitting of the folded letter.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.cases import Case
from eval.trust.plant import caught
from imr_llm.folding import folded

Record = dict[str, Any]


def _missed(record: Record, text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The planted errors that no check opens on."""
    return [(what, fields) for what, fields, hit in caught(record, text) if not hit]


def _complete(record: Record, text: str) -> Record:
    """The labels with the summary put in, which they leave out."""
    plain = folded(text)
    start = plain.index("including all medical records:") + len("including all medical records:")
    end = plain.index("IMR ISSUES, DECISIONS AND RATIONALES")
    return record | {"clinical_summary": plain[start:end].strip()}


SYNTHETIC = ("f4a-doubled", "f4b-compact", "f4b-header", "f4b-cumulative", "f4b-many")


@pytest.mark.parametrize("name", SYNTHETIC)
def test_planted_errors_in_synthetic_letters(name: str, letters: Path) -> None:
    """Every planted error opens a check on its own field."""
    text = (letters / f"{name}.txt").read_text("utf-8")
    record = json.loads((letters / f"{name}.json").read_text("utf-8"))
    assert _missed(_complete(record, text), text) == []


@pytest.mark.parametrize("part", range(4))
def test_planted_errors_in_published_letters(
    part: int, published: list[Case], shared: Path
) -> None:
    """The same on published letters, wherever they are at hand."""
    missed = {}
    for case in published[part::4]:
        record = json.loads((shared / "gold" / f"{case.name}.json").read_text("utf-8"))
        if found := _missed(_complete(record, case.text), case.text):
            missed[case.name] = found
    assert missed == {}
