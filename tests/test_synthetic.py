"""Every synthetic letter, read by the rules, against its labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from imr_llm import Extraction, extract, load_record
from imr_llm.folding import bare

LETTERS = Path(__file__).parent / "letters"
NAMES = sorted(path.stem for path in LETTERS.glob("*.json"))
NOT_READ = {"worker.diagnoses", "items.rationale_gist"}

# (letter, field): what the rules read otherwise than the labels, and why
KNOWN = {
    ("f4b-footers", "items[1].claims_administrator_guideline.citations"): (
        "two sections whose names may be one with a comma: kept as printed, parted otherwise"
    ),
    ("f4b-missing-label", "items[2].maximus_guideline.text"): (
        "without the words 'Decision rationale:' the guideline runs on into the rationale"
    ),
    ("f4b-missing-label", "items[2].maximus_guideline.citations"): (
        "a citation without a closing convention runs on likewise"
    ),
}


def comparable(value: Any) -> Any:
    """A value without what comparisons ignore, and without the phrases of events."""
    if isinstance(value, str):
        return bare(value)
    if isinstance(value, list):
        return [comparable(one) for one in value]
    if isinstance(value, dict):
        return {name: comparable(one) for name, one in value.items()}
    return value


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The claims of a dumped record with their paths; lists of items one by one, others whole."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from leaves(one, f"{path}.{name}" if path else name)
    elif path == "items":
        for number, one in enumerate(value or ()):
            yield from leaves(one, f"items[{number}]")
    elif path == "events":
        yield path, [(one["date"], one["kind"]) for one in value or ()]
    else:
        yield path, comparable(value)


@pytest.fixture(scope="module")
def read(letter: Callable[[str], str]) -> Callable[[str], Extraction]:
    """Read a letter once."""
    known: dict[str, Extraction] = {}

    def extraction(name: str) -> Extraction:
        return known.setdefault(name, extract(letter(name), engine="rules"))

    return extraction


@pytest.mark.parametrize("name", NAMES)
def test_labels(name: str, read: Callable[[str], Extraction]) -> None:
    """Every field that the labels give is read exactly, but for the known differences."""
    record = dict(leaves(read(name).determination.model_dump(mode="json")))
    labels = load_record((LETTERS / f"{name}.json").read_bytes()).model_dump(mode="json")
    expected = {path: value for path, value in leaves(labels) if path not in NOT_READ}
    different = {path for path, value in expected.items() if record.get(path) != value}

    assert different == {path for letter, path in KNOWN if letter == name}
    assert len(record["items[0].title"]) > 0
    count = len(labels["items"])
    assert f"items[{count - 1}].title" in record
    assert f"items[{count}].title" not in record


@pytest.mark.parametrize("name", NAMES)
def test_events_are_phrases(name: str, read: Callable[[str], Extraction]) -> None:
    """Every event quotes a phrase of the summary or of a rationale."""
    record = read(name).determination
    texts = [record.clinical_summary, *(item.rationale for item in record.items or ())]

    for event in record.events or ():
        assert event.text
        assert any(event.text in (text or "") for text in texts)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_read(name: str, read: Callable[[str], Extraction]) -> None:
    """Diagnoses and gists are null, every other field is claimed."""
    record = read(name).determination

    assert record.worker.diagnoses is None
    assert {item.rationale_gist for item in record.items or ()} == {None}
    assert record.model_fields_set == set(type(record).model_fields)
    for part in (record.case, record.reviewer, record.worker, *(record.items or ())):
        assert part.model_fields_set == set(type(part).model_fields)


@pytest.mark.parametrize("name", NAMES)
def test_spans(name: str, letter: Callable[[str], str], read: Callable[[str], Extraction]) -> None:
    """The evidence of every check is a part of the letter, and a confirmed decision's its word."""
    text = letter(name)

    for check in read(name).checks:
        if check.span:
            assert 0 <= check.span[0] < check.span[1] <= len(text)
        if check.field.endswith("].decision") and check.status == "confirmed" and name[:2] != "f2":
            assert check.span
            assert text[slice(*check.span)].casefold() == check.claimed


def test_instruction_is_not_obeyed(read: Callable[[str], Extraction]) -> None:
    """An instruction and a decision line planted in a summary change no decision."""
    items = read("f4b-injection").determination.items or ()

    assert [item.decision for item in items] == ["upheld"] * 3
    assert [item.medically_necessary for item in items] == [False] * 3


def test_conflicts_are_told(read: Callable[[str], Extraction]) -> None:
    """Where the letter contradicts itself, it is an open conflict on the narrative's field."""
    conflicts = {c.field for c in read("f4b-conflict").checks if c.status == "conflict"}

    assert conflicts == {
        "worker.date_of_injury",
        "utilization_review.date",
        "items[0].medically_necessary",
    }


@pytest.mark.parametrize("name", [name for name in NAMES if name[:2] != "f4"])
def test_other_layouts_are_never_verified(name: str, read: Callable[[str], Extraction]) -> None:
    """A letter of another family keeps one check open on the letter itself."""
    done = read(name)

    assert not done.verified
    assert [c.status for c in done.checks if c.field == "letter"] == ["unsupported"]
