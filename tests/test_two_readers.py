"""Two readers that share a blind spot are one reader: break the first, and the second must tell."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from imr_llm import extract
from imr_llm.letter import sections
from imr_llm.letter.blocks import Block
from imr_llm.letter.sections import Letter, read_letter
from imr_llm.rules import engine
from imr_llm.rules.mentions import find_mentions

NAMES = ("f4b-header", "f4b-compact", "f4a-doubled", "f4b-cumulative", "f4b-footers", "f4b-many")
LETTERS = Path(__file__).parent / "letters"


def with_block(letter: Letter, number: int, **changes: Any) -> Letter:
    """The letter with one of its items misread."""
    blocks = list(letter.blocks)
    blocks[number] = replace(blocks[number], **changes)
    return replace(letter, blocks=tuple(blocks))


def shorter(span: tuple[int, int] | None, by: int) -> tuple[int, int]:
    """A span that ends early."""
    assert span
    return (span[0], span[1] - by)


def other(block: Block) -> str:
    """The outcome that is not printed."""
    return "Overturned" if block.words.lower() == "upheld" else "Upheld"


BREAKS: dict[str, tuple[str, Callable[[Letter], Letter]]] = {
    "loses the first item": ("items", lambda it: replace(it, blocks=it.blocks[1:])),
    "loses the last item": ("items", lambda it: replace(it, blocks=it.blocks[:-1])),
    "ends the summary early": (
        "clinical_summary",
        lambda it: replace(it, summary=shorter(it.summary, 120)),
    ),
    "ends a rationale early": (
        "items[0].rationale",
        lambda it: with_block(it, 0, rationale=shorter(it.blocks[0].rationale, 30)),
    ),
    "begins a title late": (
        "items[0].title",
        lambda it: with_block(it, 0, title=(it.blocks[0].title[0] + 4, it.blocks[0].title[1])),
    ),
    "takes the wrong guideline": (
        "items[0].maximus_guideline",
        lambda it: with_block(it, 0, maximus=it.blocks[0].rationale),
    ),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("fault", BREAKS)
def test_broken_letter(name: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the first reader misreads of a letter's parts is an open check on that part."""
    field, spoil = BREAKS[fault]
    monkeypatch.setattr(sections, "read_letter", lambda text: spoil(read_letter(text)))

    answer = extract((LETTERS / f"{name}.txt").read_text(), engine="rules")

    assert not answer.verified
    assert any(check.open and check.field.startswith(field) for check in answer.checks)


@pytest.mark.parametrize("name", NAMES)
def test_wrong_outcome(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A misread outcome is contradicted, and what the letter prints takes its place."""
    text = (LETTERS / f"{name}.txt").read_text()
    true = extract(text, engine="rules").determination.items
    monkeypatch.setattr(
        sections,
        "read_letter",
        lambda text: with_block(it := read_letter(text), 0, words=other(it.blocks[0])),
    )

    answer = extract(text, engine="rules")

    check = next(one for one in answer.checks if one.field == "items[0].decision")
    assert true
    assert answer.determination.items
    assert (check.status, check.resolution) == ("differs", "replaced")
    assert check.claimed != true[0].decision == answer.determination.items[0].decision


@pytest.mark.parametrize("name", NAMES)
def test_lost_dates(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every date that the first reader overlooks is an omitted event."""
    text = (LETTERS / f"{name}.txt").read_text()
    dates = {event.date for event in extract(text, engine="rules").determination.events or ()}
    lost = sorted(filter(None, dates))[0]

    def overlooking(*args: Any, **options: Any) -> Any:
        return (mention for mention in find_mentions(*args, **options) if mention.date != lost)

    monkeypatch.setattr(engine, "find_mentions", overlooking)
    answer = extract(text, engine="rules")

    omitted = [check.found for check in answer.checks if check.status == "omitted" and check.open]
    assert any(str(lost) in str(found) for found in omitted)
