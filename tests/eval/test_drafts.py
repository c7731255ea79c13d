"""The faultless draft: its record is the labels again, in few words."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from eval.benchmarks.answers import answer, main, not_given_back, short_answer
from eval.cases import Case, load_set
from imr_llm.folding import folded

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = load_set(ROOT / "eval" / "fixtures").cases
# labels that are not in the letter's text, or say nothing of where a paragraph stands
OTHERWISE = {
    "CM17-0011517": "a label has a hyphen between two digits that the text has not",
    "000_857e212f32d93aa1": "no label holds the guideline paragraphs",
    "001_8e2e6c165d1146a8": "the same",
    "003_5475c45083a012bb": "the same",
}


@pytest.mark.parametrize("case", FIXTURES, ids=lambda case: case.name)
def test_given_back(case: Case) -> None:
    """Whatever the layout, pointers and few words say all that the labels say."""
    assert not_given_back(case) == []


@pytest.mark.parametrize("case", FIXTURES, ids=lambda case: case.name)
def test_joined(case: Case) -> None:
    """So they do where the whole letter is one line of text."""
    assert not_given_back(replace(case, text=folded(case.text))) == []


def test_published(published: list[Case]) -> None:
    """So they do for the published letters, but where the labels are not the text's own."""
    missed = {case.name for case in published if not_given_back(case)}

    assert missed == set(OTHERWISE)


@pytest.mark.parametrize(("made", "most"), [(answer, 0.18), (short_answer, 0.08)])
def test_few_words(published: list[Case], made: Callable[[Case], str], most: float) -> None:
    """An answer is at most so many times as long as its letter, by the median."""
    shares = [len(made(case)) / len(folded(case.text)) for case in published]

    assert statistics.median(shares) <= most


def test_program(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The command prints a line for each folder, and what is not given back."""
    monkeypatch.setattr("sys.argv", ["answers", str(ROOT / "tests" / "letters")])

    assert main() == 0
    assert "whole answer: 0." in capsys.readouterr().out
