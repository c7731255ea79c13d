"""The same work as one function of Arrow batches, for engines that spread such functions.

Ray Data, Spark's `mapInArrow` and others bring letters as batches of `source` and `text`, and take
batches of rows. They schedule, retry and store; nothing here does. Needs pyarrow.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from imr_llm.many.answer import Answer, answer
from imr_llm.many.stream import extract_many
from imr_llm.many.tables import Row
from imr_llm.pipeline import Engine, chosen

LETTERS = pa.schema([("source", pa.string()), ("text", pa.string())])
ROWS = pa.schema([("source", pa.string()), ("open_checks", pa.int32()), ("row", pa.string())])
"""`row` is the letter's row as JSON, as `imr-llm batch` writes it; `open_checks` is null where the
letter failed."""


def extract_batch(
    batch: pa.RecordBatch, *, engine: Engine = "auto", **options: Any
) -> pa.RecordBatch:
    """Read a batch of letters into a batch of as many rows, in their order.

    Args:
        batch: columns `source` and `text`; others are left behind.
        engine: as in `extract`.
        **options: as in `extract_many`; the rules read one letter after the other, for the cluster
            has a process for every core already.

    Returns a batch of the schema ROWS. A letter that fails is a row with its error.
    """
    letters = zip(batch["source"].to_pylist(), batch["text"].to_pylist(), strict=True)
    named = {name: options.get(name) for name in ("model", "base_url", "client", "also")}
    answers: Iterable[Answer]
    if chosen(engine, **named) == "rules":
        answers = (answer(letter, {"engine": "rules"}) for letter in letters)
    else:
        answers = extract_many(letters, engine=engine, **options)
    rows = [(one.source, one.open_checks, one.line) for one in answers]
    columns = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.record_batch([list(one) for one in columns], schema=ROWS)


def extract_batches(batches: Iterable[pa.RecordBatch], **options: Any) -> Iterator[pa.RecordBatch]:
    """`extract_batch` over a stream of batches, as Spark's `mapInArrow` calls it."""
    for batch in batches:
        yield extract_batch(batch, **options)


def extract_table(table: pa.Table, **options: Any) -> pa.Table:
    """`extract_batch` over a table, as Ray Data's `map_batches` calls it."""
    return pa.Table.from_batches(extract_batches(table.to_batches(), **options), ROWS)


def rows_in(table: pa.Table) -> Iterator[Row]:
    """The rows of a table of the schema ROWS, as `tables_of` takes them."""
    for row in table["row"].to_pylist():
        yield json.loads(row)
