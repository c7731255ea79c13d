"""The five tables as files: Parquet, or CSV that a spreadsheet opens without harm."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import partial
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from imr_llm.many.cells import FORMULA
from imr_llm.many.schemas import SCHEMAS
from imr_llm.many.tables import Row, Tables, tables_of

BATCH = 1000
"""Letters that are in memory at a time."""


def write_parquet(rows: Iterable[Row], folder: Path) -> None:
    """`<table>.parquet` in the folder, one a table; a file is there only when it is whole."""
    with ExitStack() as opened:
        writers = {
            name: opened.enter_context(pq.ParquetWriter(_partial(folder, name, "parquet"), schema))
            for name, schema in SCHEMAS.items()
        }
        _write(rows, {name: writer.write_table for name, writer in writers.items()})
    _finish(folder, "parquet")


def write_csv(rows: Iterable[Row], folder: Path) -> None:
    """`<table>.csv` in the folder: UTF-8 with a byte order mark, lists as JSON, null as nothing.

    Text stands in quotation marks, so that an empty one is no null. Text that a spreadsheet would
    take for a formula begins with an apostrophe here, and so does text that began with one.
    """
    with ExitStack() as opened:
        writers: dict[str, Callable[[pa.Table], object]] = {}
        for name, schema in SCHEMAS.items():
            file = opened.enter_context(_partial(folder, name, "csv").open("wb"))
            file.write(codecs.BOM_UTF8)
            writer = opened.enter_context(pa_csv.CSVWriter(file, _flat(schema)))
            writers[name] = partial(_write_safe, writer)
        _write(rows, writers)
    _finish(folder, "csv")


def read_parquet(folder: Path) -> Tables:
    """The tables that `write_parquet` wrote."""
    return {name: pq.read_table(folder / f"{name}.parquet") for name in SCHEMAS}


def read_csv(folder: Path) -> Tables:
    """The tables that `write_csv` wrote."""
    return {name: _read_csv(folder / f"{name}.csv", schema) for name, schema in SCHEMAS.items()}


def _write(rows: Iterable[Row], write: dict[str, Callable[[pa.Table], object]]) -> None:
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        for name, table in tables_of(batch).items():
            write[name](table)


def _partial(folder: Path, name: str, suffix: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.{suffix}.partial"


def _finish(folder: Path, suffix: str) -> None:
    for name in SCHEMAS:
        _partial(folder, name, suffix).replace(folder / f"{name}.{suffix}")


def _flat(schema: pa.Schema) -> pa.Schema:
    """The same columns with text for lists, which CSV has not."""
    return pa.schema(
        [(one.name, pa.string() if pa.types.is_list(one.type) else one.type) for one in schema]
    )


def _write_safe(writer: pa_csv.CSVWriter, table: pa.Table) -> None:
    writer.write(_safe(table))


def _safe(table: pa.Table) -> pa.Table:
    columns = []
    for one in table.schema:
        column = table[one.name]
        if pa.types.is_list(one.type):
            column = pa.array([_json(value) for value in column.to_pylist()], pa.string())
        elif pa.types.is_string(one.type):
            danger = pc.match_substring_regex(column, FORMULA)
            column = pc.if_else(danger, pc.binary_join_element_wise("'", column, ""), column)
        columns.append(column)
    return pa.table(columns, schema=_flat(table.schema))


def _json(value: list[str] | None) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _read_csv(path: Path, schema: pa.Schema) -> pa.Table:
    convert = pa_csv.ConvertOptions(
        column_types=_flat(schema),
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
    )
    parse = pa_csv.ParseOptions(newlines_in_values=True)
    flat = pa_csv.read_csv(path, parse_options=parse, convert_options=convert)
    columns = []
    for one in schema:
        column = flat[one.name]
        if pa.types.is_list(one.type):
            lists = [None if value is None else json.loads(value) for value in column.to_pylist()]
            column = pa.array(lists, one.type)
        elif pa.types.is_string(one.type):
            column = pc.replace_substring_regex(column, r"\A'", "")
        columns.append(column)
    return pa.table(columns, schema=schema)
