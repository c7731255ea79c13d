"""The flat table: a row for every item, safe in a spreadsheet, a call away from a data frame."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pytest

from imr_llm import extract, items_table
from imr_llm.cli import main
from imr_llm.many.answer import failed, succeeded
from imr_llm.summary.flat import COLUMNS, flat_rows, write_items


@pytest.fixture(scope="module")
def rows(letter: Callable[[str], str]) -> list[dict[str, Any]]:
    """Rows of a letter that contradicts itself, one with hostile cells, and one that failed."""
    text = letter("f4b-conflict")
    found = [
        json.loads(succeeded("one.txt", extract(text)).line),
        json.loads(succeeded("=two.txt", extract(letter("f4b-header"))).line),
        json.loads(failed("three.txt", ValueError("never told")).line),
    ]
    found[1]["determination"]["items"][0]["request"] = '=HYPERLINK("x")\n+1'
    return found


def test_items(rows: list[dict[str, Any]]) -> None:
    """A row for every item, with the letter's facts and the sentence that decided it."""
    flat = list(flat_rows(rows))
    first = flat[0]

    assert all(list(one) == list(COLUMNS) for one in flat)
    assert [(one["source"], one["item_number"]) for one in flat[:3]] == [
        ("one.txt", 1),
        ("one.txt", 2),
        ("one.txt", 3),
    ]
    assert (first["case_number"], first["decision"]) == ("CM16-0260031", "upheld")
    assert first["conclusion"].endswith(
        "the request for an MRI of the right elbow is medically necessary."
    )
    assert first["conclusion"] in first["rationale"] != first["conclusion"]
    assert (first["verified"], first["item_open"]) == (False, "medically necessary")
    assert flat[1]["item_open"] is None


def test_open(rows: list[dict[str, Any]]) -> None:
    """Every row of a letter that is not verified names all that is open in it."""
    flat = list(flat_rows(rows))
    told = "worker date of injury; utilization review date; item 1 medically necessary"

    assert [one["open"] for one in flat[:3]] == [told] * 3
    assert {bool(one["open"]) for one in flat if one["verified"]} == {False}


def test_dates(rows: list[dict[str, Any]]) -> None:
    """Header and summary have a column each for the injury's date and for the review's."""
    first = next(flat_rows(rows))

    assert (first["case_date_of_injury"], first["worker_date_of_injury"]) == (
        "2016-09-12",
        "2016-09-21",
    )
    assert (first["case_ur_denial_date"], first["utilization_review_date"]) == (
        "2016-11-23",
        "2016-11-25",
    )


def test_without_arrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pyarrow it is said what to install."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r'tables need pyarrow: pip install "imr-llm\[tables\]"'):
        items_table([])


def test_none_is_lost(rows: list[dict[str, Any]]) -> None:
    """A letter that failed has a row that says why, and so has one without items."""
    bare = rows[0] | {"determination": rows[0]["determination"] | {"items": []}}
    *_, last, empty = flat_rows([*rows, bare])

    assert (last["source"], last["item_number"]) == ("three.txt", None)
    assert last["error"] == "ValueError: unexpected; nothing of this letter was read"
    assert (empty["case_number"], empty["item_number"]) == ("CM16-0260031", None)


def test_gist(rows: list[dict[str, Any]]) -> None:
    """A model's sentence has a column of its own."""
    rows[0]["determination"]["items"][1]["rationale_gist"] = "It would press on the nerve."
    told = [one["rationale_gist"] for one in flat_rows(rows)]

    assert told[:2] == [None, "It would press on the nerve."]


def test_csv(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    """The file begins with a byte order mark, and no cell with what starts a formula."""
    path = tmp_path / "letters.csv"
    count = write_items(rows, path)
    content = path.read_bytes()
    cells = list(csv.reader(content.decode("utf-8-sig").splitlines(keepends=True)))

    assert content.startswith(b"\xef\xbb\xbf")
    assert cells[0] == list(COLUMNS)
    assert len(cells) == count + 1
    assert not [cell for one in cells for cell in one if cell.startswith(tuple("=+-@\t\r"))]
    assert list(tmp_path.iterdir()) == [path]
    days = [one["decision_date"] for one in flat_rows(rows) if one["decision"]]
    with duckdb.connect() as database:
        query = f"SELECT count(*), min(decision_date) FROM '{path}' WHERE decision IS NOT NULL"  # noqa: S608
        told = database.execute(query).fetchone()
    assert told == (len(days), date.fromisoformat(min(days)))


def test_arrow(rows: list[dict[str, Any]]) -> None:
    """The same table in Arrow, with dates, numbers and flags."""
    table = items_table(rows)

    assert table.column_names == list(COLUMNS)
    assert str(table.schema.field("decision_date").type) == "date32[day]"
    assert table["item_number"].to_pylist()[:3] == [1, 2, 3]
    assert table["verified"].to_pylist()[-1] is None
    assert items_table([]).num_rows == 0


def test_data_frames(rows: list[dict[str, Any]]) -> None:
    """Both pandas and polars hold the same, days as days, and null where nothing is known."""
    table = items_table(rows)
    frame, other = table.to_pandas(), polars.DataFrame(table)

    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == other.columns == list(COLUMNS)
    assert other.rows() == [tuple(one.values()) for one in table.to_pylist()]
    assert other.schema["decision_date"] == polars.Date
    assert frame.astype(object).where(frame.notna(), None).to_dict("records") == table.to_pylist()
    assert frame["decision_date"][0] == date(2017, 2, 6)
    days = table.to_pandas(date_as_object=False)["decision_date"]
    assert days.dtype.kind == "M"
    assert pandas.isna(frame["item_number"].iloc[-1])


def test_command(letters: Path, tmp_path: Path) -> None:
    """`imr-llm summary` writes the table where the name says so, and refuses other names."""
    rows, out = tmp_path / "rows.jsonl", tmp_path / "letters.csv"
    assert main(["batch", f"{letters}/f4b-*.txt", "-o", str(rows)]) == 0
    assert main(["summary", str(rows), "-o", str(out)]) == 0
    assert out.read_text("utf-8-sig").startswith("decision_date,")
    assert main(["summary", str(rows), "-o", str(tmp_path / "page.pdf")]) == 2
    assert main(["summary", str(letters / "f4b-header.txt"), "-o", str(out)]) == 2
