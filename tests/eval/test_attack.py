"""The trial of verification: it puts texts where it says, and nothing wrong is verified."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from eval.attack.__main__ import Sound, attack, sound
from eval.attack.breaking import broken_titles
from eval.attack.lies import accepted, lies, told
from eval.attack.planting import Plant, load_plants, planted
from imr_llm import Determination, extract, load_record, verify
from tests.test_tools import PUBLISHED, TOOLS

NAME = "f4b-cumulative"
PLACES = {
    "summary-start": "records:\n \nPLANT",
    "summary-end": "PLANT\n \nIMR ISSUES",
    "title-before": "PLANT",
    "after-outcome": "PLANT \n \nClaims Administrator guideline:",
    "ca-guideline-end": "PLANT \n \nMAXIMUS guideline:",
    "maximus-guideline-end": "PLANT \n \nDecision rationale:",
    "header-before": "PLANT",
    "after-header": "PLANTHOW THE IMR",
    "reviewer-block": "PLANTCLINICAL CASE SUMMARY",
    "letter-end": "PLANT",
}


@pytest.fixture(scope="module")
def letter(root: Path) -> Sound:
    """A synthetic letter whose record is right and verified."""
    folder = root / "tests" / "letters"
    text = (folder / f"{NAME}.txt").read_text("utf-8")
    return Sound(NAME, text, load_record((folder / f"{NAME}.json").read_bytes()))


def test_plants() -> None:
    """Enough texts, each once, at places that the harness knows."""
    plants = load_plants()
    assert len({one.id for one in plants}) == len(plants) >= 60
    assert {one.place for one in plants} >= PLACES.keys()


@pytest.mark.parametrize("place", PLACES)
def test_planted(place: str, letter: Sound) -> None:
    """A text stands at its place, once, and the rest of the letter is as it was."""
    text = planted(letter.text, letter.record, Plant("p", "", place, "PLANT", changes=False))
    assert text is not None
    assert text.replace("PLANT", "", 1) == letter.text
    assert "".join(PLACES[place].split()) in "".join(text.split())


def test_filled(letter: Sound) -> None:
    """What stands in braces is filled from the letter's own record; other braces stay."""
    plant = Plant("p", "", "letter-end", "{title} {age} {other} {opposite}", changes=False)
    text = planted(letter.text, letter.record, plant) or ""
    first = (letter.record.items or [])[0]
    assert f"{first.title} {letter.record.worker.age} {{other}} " in text


def test_broken(letter: Sound) -> None:
    """Every title is broken at every blank of its lines, in three ways."""
    broken = list(broken_titles(letter.text, letter.record))
    ways = Counter(how for how, _ in broken)
    blanks = sum((item.title or "").count(" ") for item in letter.record.items or ())
    assert len(ways) == 3
    assert blanks - 2 <= min(ways.values()) == max(ways.values()) <= blanks
    assert all("".join(text.split()) == "".join(letter.text.split()) for _, text in broken)


def test_lies_are_lies(letter: Sound) -> None:
    """No lie leaves the record as it was, and every kind that is promised is told."""
    record = letter.record.model_dump(mode="json")
    told_of = list(lies(record))
    assert all(wrong != record for _, wrong in told_of)
    kinds = {kind.partition(":")[0] for kind, _ in told_of}
    assert {"decision flipped", "title", "request", "item left out", "event a day off"} <= kinds


def test_a_lie_can_pass(letter: Sound) -> None:
    """What nothing re-derives passes: the trial would say so."""
    record = letter.record.model_dump(mode="json") | {"outcome": None}
    base = told(verify(Determination.model_validate(record), letter.text))
    record["items"][0]["category"] = "transportation"
    assert accepted(record, letter.text, base)


def test_synthetic(root: Path) -> None:
    """Over two invented letters nothing wrong is verified that can be told by its looks."""
    letters = list(sound(root / "eval" / "fixtures", 2))
    trials = attack(letters)
    passed = {name: one.passed for name, one in trials.items() if "cannot be told" not in name}
    assert len(letters) == 2
    assert passed == {name: [] for name in passed}
    assert all(trials[name].counts for name in trials)


@pytest.mark.skipif(not PUBLISHED, reason="the published letters are not beside the repository")
@pytest.mark.parametrize("tool", TOOLS)
def test_lies_in_every_tools_text(tool: str) -> None:
    """Lies about published letters are told from their text, whichever tool extracted it."""
    number = list(TOOLS).index(tool)
    heard = 0
    for path in PUBLISHED[number::9]:
        text = TOOLS[tool](path)
        done = extract(text, engine="rules")
        if done.verified:
            record = done.determination.model_dump(mode="json") | {"outcome": None}
            base = told(verify(Determination.model_validate(record), text))
            passed = [kind for kind, wrong in lies(record) if accepted(wrong, text, base)]
            assert passed == [], path.stem
            heard += 1
    assert heard > 4
