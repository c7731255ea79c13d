"""The Arrow-batch function, alone and on a real local Ray cluster that loses a worker."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from eval.benchmarks.stub import answering, serve
from eval.drafts import draft_of
from imr_llm import extract
from imr_llm.many.cluster import (
    LETTERS,
    ROWS,
    extract_batch,
    extract_batches,
    extract_table,
    rows_in,
)
from imr_llm.many.stream import extract_many
from imr_llm.many.tables import tables_of

COUNT = 240


@pytest.fixture
def given(letters: Path) -> list[tuple[str, str]]:
    """Letters under names of their own, some of them unreadable."""
    texts = [path.read_text("utf-8") for path in sorted(letters.rglob("*.txt"))]
    return [(f"letter {at}", texts[at % len(texts)]) for at in range(COUNT)]


def batch(letters: list[tuple[str, str]]) -> pa.RecordBatch:
    """Letters as a batch."""
    return pa.record_batch([list(one) for one in zip(*letters, strict=True)], schema=LETTERS)


def timeless(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without the seconds they took, by name."""
    kept = []
    for row in rows:
        if "provenance" in row:
            row["provenance"]["seconds"] = 0
        kept.append(row)
    return sorted(kept, key=lambda row: str(row["source"]))


def local(letters: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """The same letters' rows of a local run."""
    return timeless(json.loads(one.line) for one in extract_many(letters, engine="rules"))


def test_batch(given: list[tuple[str, str]]) -> None:
    """A batch of letters is a batch of as many rows, in their order; failures are null and told."""
    rows = extract_batch(batch(given[:24]))
    found = [json.loads(row) for row in rows["row"].to_pylist()]

    assert rows.schema == ROWS
    assert rows["source"].to_pylist() == [name for name, _ in given[:24]]
    assert [one is None for one in rows["open_checks"].to_pylist()] == [
        "error" in one for one in found
    ]
    assert timeless(found) == local(given[:24])


def test_more_columns(given: list[tuple[str, str]]) -> None:
    """Other columns, in whatever order, do no harm."""
    more = pa.record_batch({"n": [1], "text": [given[0][1]], "source": ["a"]})

    assert extract_batch(more)["source"].to_pylist() == ["a"]


def test_streams(given: list[tuple[str, str]]) -> None:
    """Empty batches, streams of batches and tables are read alike."""
    empty = batch(given[:1]).slice(1)
    both = [batch(given[:3]), empty, batch(given[3:5])]
    found = list(extract_batches(iter(both), engine="rules"))
    table = extract_table(pa.Table.from_batches(both, LETTERS), engine="rules")

    assert [one.num_rows for one in found] == [3, 0, 2]
    assert table.schema == ROWS
    assert timeless(rows_in(table)) == local(given[:5])


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_model(letter: Callable[[str], str]) -> None:
    """A model is asked the same way."""
    text = letter("f4b-header")
    draft = draft_of(extract(text).determination.model_dump(mode="json"), text)
    with serve(answering(draft)) as server:
        rows = extract_batch(batch([("a", text), ("b", text)]), model="m", base_url=server.url)

    assert rows["source"].to_pylist() == ["a", "b"]
    assert '"engine": "openai/m"' in rows["row"][0].as_py()


def test_ray(given: list[tuple[str, str]], tmp_path: Path) -> None:
    """Over Ray, one of its two workers killed in mid-run, the tables are row for row the same."""
    pytest.importorskip("ray")
    letters, out = tmp_path / "letters.jsonl", tmp_path / "rows.parquet"
    lines = (json.dumps({"id": name, "text": text}) for name, text in given)
    letters.write_text("\n".join(lines), "utf-8")
    program = Path(__file__).with_name("ray_run.py")
    quiet = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_DATA_DISABLE_PROGRESS_BARS": "1"}
    command = [sys.executable, str(program), str(letters), str(out)]
    done = subprocess.run(
        command, env=os.environ | quiet, capture_output=True, text=True, check=False, timeout=400
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "killed" in done.stdout
    rows = timeless(rows_in(pq.read_table(out)))
    here = tables_of(local(given))

    assert {name: table.equals(here[name]) for name, table in tables_of(rows).items()} == (
        dict.fromkeys(here, True)
    )
