"""What a run's rows say: rates, contradictions, failures, and the letters to look at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from imr_llm import extract_many, summarize
from imr_llm.cli import main
from imr_llm.many.inputs import find_letters
from imr_llm.summary.counting import FIRST, Summary
from imr_llm.summary.glance import Concern, fields_of, glance
from imr_llm.summary.interval import wilson


def check(field: str, status: str = "confirmed", **more: Any) -> dict[str, Any]:
    """A check as a row holds it."""
    return {"field": field, "status": status, "claimed": None, "found": None} | more


def row(source: str, *items: dict[str, Any], checks: Any = (), **more: Any) -> dict[str, Any]:
    """A row as a run writes it, of what matters here."""
    case = {"case_number": "CM19-0000001", "decision_date": more.pop("day", "2019-03-01")}
    record = {"case": case, "items": list(items)}
    return {"source": source, "determination": record, "checks": list(checks)} | more


def item(decision: str | None, category: str | None = "surgery", **more: Any) -> dict[str, Any]:
    """An item as a row holds it."""
    return {"decision": decision, "category": category} | more


def test_groups() -> None:
    """Items count by category, guideline and year; what is open is in no rate."""
    cited = {
        "basis": "both",
        "citations": [
            {"source": "MTUS", "title": "Knee Complaints 2004"},
            {"source": "Non-MTUS", "title": "ODG"},
            {"source": "Non-MTUS", "title": "ODG"},
        ],
    }
    found = summarize(
        [
            row("a", item("upheld", maximus_guideline=cited), item("overturned", "injection")),
            row("b", item("overturned"), checks=[check("items[0].decision", "doubtful")], day=None),
            row("c", item(None), item("upheld"), checks=[check("items[1]", "unsupported")]),
            row(
                "d",
                item("upheld"),
                checks=[check("items[0].decision", "differs", resolution="replaced")],
                day="2020-01-31",
            ),
        ]
    )

    def counted(groups: Any) -> dict[str, tuple[int, int, int]]:
        return {one.name: (one.upheld, one.overturned, one.open) for one in groups}

    assert counted([found.items]) == {"all items": (2, 1, 3)}
    assert counted(found.category) == {"surgery": (2, 0, 3), "injection": (0, 1, 0)}
    assert counted(found.basis) == {"both": (1, 0, 0), "none told": (1, 1, 3)}
    assert counted(found.guideline) == {
        "Knee Complaints 2004 (MTUS)": (1, 0, 0),
        "ODG (Non-MTUS)": (1, 0, 0),
        "none told": (1, 1, 3),
    }
    assert [one.name for one in found.year] == ["2019", "2020", "no date"]
    assert found.items.rate == pytest.approx(1 / 3)
    assert (found.items.decided, found.items.letters) == (3, 2)
    assert found.items.interval == wilson(2 / 3, 2)
    nothing = summarize([row("e", item(None))]).items
    assert (nothing.rate, nothing.interval) == (None, None)


def test_repr() -> None:
    """A group tells its rate and its interval, by letter, at a glance."""
    found = summarize([row("a", item("upheld"), item("overturned")), row("b", item(None))])

    assert repr(found.items) == (
        "Group(name='all items', decided=2, overturned=1, rate=0.500, interval=(0.055, 0.945),"
        " open=1, letters=1)"
    )
    assert "rate=None, open=1, letters=0)" in repr(summarize([row("b", item(None))]).items)


def test_fields() -> None:
    """Of a letter that contradicts itself it is told apart on what, and what else is open."""
    conflict = check("utilization_review.date", "conflict", claimed="2018", found="2017")
    doubts = [check(f"utilization_review.{one}", "doubtful") for one in ("date", "decision")]
    letter = glance(row("one", item("upheld"), checks=[*doubts, conflict]))
    other = glance(row("two", item("upheld"), checks=doubts))

    assert fields_of(letter) == ("utilization review date; also open: utilization review decision")
    assert fields_of(other) == "utilization review date, utilization review decision"


def test_letters() -> None:
    """Letters by how urgent they are; failures by reason; contradictions with both sides."""
    failed = {"source": "f", "error": {"type": "LetterError", "message": "the letter is empty"}}
    concluding = "The knee is stable. The request is medically necessary."
    found = summarize(
        [
            row("fine", item("upheld")),
            row("open", item("upheld"), checks=[check("worker.age", "doubtful")]),
            row(
                "contrary",
                item("upheld", rationale=concluding),
                checks=[
                    check("items[0].medically_necessary", "conflict", claimed=True, found=True),
                    check("worker.date_of_injury", "conflict", claimed="2018", found="2017-01-02"),
                    check("outcome", "conflict", claimed="upheld", found="partially_overturned"),
                ],
            ),
            row("disputed", item("upheld"), disputed=["worker.diagnoses"]),
            row("undecided", item("upheld"), checks=[check("items[0].decision", "differs")]),
            failed,
            failed | {"source": "g"},
        ]
    )

    assert [one.source for one in found.first] == ["contrary", "undecided", "disputed", "open"]
    assert (found.letters, found.verified, found.failed) == (7, 1, 2)
    assert found.concerns[Concern.READERS_DISAGREE] == 1
    assert [(one.what, one.how) for one in found.contradicting[0].conflicts] == [
        (
            "item 1 medically necessary",
            "upheld, though the rationale concludes medically necessary:"
            " “The request is medically necessary.”",
        ),
        ("worker date of injury", "2018 in the summary, 2017-01-02 in the header"),
        ("outcome", "upheld by its items, partially overturned on its cover"),
    ]
    (failure,) = found.failures
    assert (failure.letters, failure.first) == (2, "f")
    assert failure.reason == "LetterError: the letter is empty"


def test_first_is_bounded() -> None:
    """Of many letters the most urgent are named, whatever their order."""
    rows = [row(f"{at:04}", checks=[check("worker.age", "doubtful")]) for at in range(500)]
    rows[321]["checks"] = [check("items", "omitted")]
    found = summarize(rows).first

    assert len(found) == FIRST
    assert [one.source for one in found[:3]] == ["0321", "0000", "0001"]


@pytest.mark.parametrize("disputed", [["a"], {"a": [1, 2]}, [{"field": "a", "values": [1, 2]}]])
def test_disputed(disputed: Any) -> None:
    """Disputed fields are told by name, in whatever form their values come."""
    assert glance(row("x", disputed=disputed)).disputed == ("a",)


def test_every_way_in(letters: Path, tmp_path: Path) -> None:
    """A file, its rows and the answers themselves are the same run."""
    out = tmp_path / "rows.jsonl"
    assert main(["batch", str(letters), "-o", str(out)]) in (0, 3)
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    rows = [line for line in lines if "source" in line]
    found: list[Summary] = [
        summarize(out),
        summarize(rows),
        summarize(extract_many(find_letters(str(letters)))),
    ]

    assert found[0] == found[1] == found[2]
    assert found[0].letters == len(rows)
    assert repr(found[0]).startswith(f"Summary(letters={len(rows)}, ")
