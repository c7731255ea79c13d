"""The five tables, and their files: nothing is lost, and no spreadsheet is harmed."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pyarrow.dataset import dataset, field

from eval.cases import load_set
from eval.readers import Recorded
from imr_llm import Disputed, LetterError, extract
from imr_llm.cli import main
from imr_llm.many.answer import failed, succeeded
from imr_llm.many.inputs import find_letters
from imr_llm.many.schemas import SCHEMAS
from imr_llm.many.stream import extract_many
from imr_llm.many.table_files import read_csv, read_parquet, write_csv, write_parquet
from imr_llm.many.tables import rows_of, tables_of

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def rows(letters: Path, root: Path) -> Rows:
    """Rows of both engines over every synthetic letter, failures among them, and odd values."""
    found = [json.loads(one.line) for one in extract_many(find_letters(str(letters)))]
    fixtures = load_set(root / "eval" / "fixtures", ["opioid-taper", "f1-early-2013"])
    reader = Recorded(root / "cassettes" / "fixtures")
    for case in fixtures.cases:
        extraction = reader.read(case).extraction
        assert extraction is not None
        found.append(json.loads(succeeded(f"llm/{case.name}", extraction).line))
    odd = next(one for one in found if "determination" in one)
    odd["determination"]["clinical_summary"] = '\'tis\n"odd",\r\n=1+1'
    odd["determination"]["items"][0]["title"] = "=HYPERLINK(1)"
    odd["determination"]["worker"]["diagnoses"] = ["-1", "'"]
    for number, text in enumerate(("\n=1", "＝1+1", "＋1", "－1", "＠SUM(1)", "'＝1", "\r\n-1")):
        found.append(json.loads(failed(text, LetterError(f"{text} {number}")).line))
    return found


def same(one: Rows, other: Rows) -> bool:
    """Whether two lists of rows are the same, whatever the order of their fields."""
    return [json.dumps(row, sort_keys=True) for row in one] == [
        json.dumps(row, sort_keys=True) for row in other
    ]


def test_round_trip(rows: Rows) -> None:
    """The rows come back from their tables as they were."""
    assert any("error" in row for row in rows)
    assert same(list(rows_of(tables_of(rows))), rows)


def test_schemas(rows: Rows) -> None:
    """Every table has its schema and its key, also without any row."""
    for tables in (tables_of(rows), tables_of([])):
        for name, schema in SCHEMAS.items():
            assert tables[name].schema == schema
            assert schema.names[:3] == ["source", "text_sha256", "case_number"]
    assert tables_of(rows)["determinations"].num_rows == len(rows)


@pytest.mark.parametrize(("write", "read"), [(write_parquet, read_parquet), (write_csv, read_csv)])
def test_files(rows: Rows, tmp_path: Path, write: Callable[..., None], read: Any) -> None:
    """The same from files, with no partial file left."""
    write(iter(rows), tmp_path / "out")

    assert same(list(rows_of(read(tmp_path / "out"))), rows)
    assert len(list((tmp_path / "out").iterdir())) == len(SCHEMAS)


def test_spreadsheet(rows: Rows, tmp_path: Path) -> None:
    """CSV begins with a byte order mark, and no cell of text with what starts a formula."""
    write_csv(rows, tmp_path)
    for name in SCHEMAS:
        content = (tmp_path / f"{name}.csv").read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        cells = csv.reader(content.decode("utf-8-sig").splitlines(keepends=True))
        assert not [
            cell for row in cells for cell in row if cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))
        ]


def test_duckdb(rows: Rows, tmp_path: Path, root: Path) -> None:
    """The documentation's query runs, and counts what the rows hold."""
    write_parquet(rows, tmp_path / "imr.parquet")
    page = (root / "docs" / "how-to" / "folder.md").read_text("utf-8")
    query = page.partition('QUERY = """\n')[2].partition('"""')[0]
    with duckdb.connect() as database:
        here = query.replace("imr.parquet/", f"{tmp_path}/imr.parquet/")
        found = database.execute(here).fetchall()
    decided = [
        item["decision"]
        for row in rows
        for item in (row.get("determination") or {}).get("items") or ()
        if item["decision"] and row["determination"]["case"]["decision_date"]
    ]

    assert sum(row[2] for row in found) == len(decided)
    assert sum(row[2] * row[3] for row in found) == pytest.approx(decided.count("overturned"))


def test_dataset(letters: Path, tmp_path: Path) -> None:
    """A run's folder is a dataset of five files: the rows beside them are no part of it."""
    folder = tmp_path / "imr.parquet"
    assert main(["batch", f"{letters}/f4b-*.txt", "-o", str(folder)]) == 0
    whole = dataset(folder, format="parquet")
    items = dataset(folder / "items.parquet")
    with duckdb.connect() as database:
        query = f"SELECT count(*) FROM read_parquet('{folder}/*.parquet', union_by_name=true)"  # noqa: S608
        counted = database.execute(query).fetchone()

    assert (folder / "_rows.jsonl").is_file()
    assert sorted(Path(one).stem for one in whole.files) == sorted(SCHEMAS)
    assert items.schema == SCHEMAS["items"]
    assert items.count_rows(field("decision") == "overturned") > 0
    assert counted == (sum(one.num_rows for one in read_parquet(folder).values()),)


@pytest.mark.parametrize(("write", "read"), [(write_parquet, read_parquet), (write_csv, read_csv)])
def test_two_readers(
    write: Callable[..., None], read: Any, tmp_path: Path, letter: Callable[[str], str]
) -> None:
    """What two readers agree and differ on, and the caller's own fields, come back from files."""
    done = extract(letter("f4b-header"))
    disputed = (Disputed(field="events[0].kind", rules=None, model="visit"),)
    met = {"agreed": ("items[0].category",), "disputed": disputed, "extra": {"a": ["=1", None]}}
    lines = [succeeded("two", done.model_copy(update=met)).line, succeeded("one", done).line]
    rows = [json.loads(line) for line in lines]
    write(rows, tmp_path / "out")

    assert same(list(rows_of(read(tmp_path / "out"))), rows)
