"""A run to be reviewed as a folder of pages: an index, the most urgent first, a page a letter."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nsmallest
from pathlib import Path

from imr_llm.many.rows import read_rows
from imr_llm.pages.shell import render, write
from imr_llm.review.kinds import kind_of
from imr_llm.review.page import told
from imr_llm.review.sources import Texts, extraction_of, record_sha256
from imr_llm.summary.glance import SAID, Concern, Glance, Row, fields_of, glance, urgency
from imr_llm.version import __version__

HERE = Path(__file__).parent
GONE = "the letter's file is gone: it cannot be reviewed"
CHANGED = "the letter's text has changed since the run: it cannot be reviewed"
INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class Listed:
    """One letter of the index; `page` is null where there is none, and `missing` says why."""

    glance: Glance
    page: str | None = None
    text_sha256: str = ""
    record_sha256: str = ""
    missing: str = ""

    @property
    def source(self) -> str:
        """The letter's name in the run."""
        return self.glance.source

    @property
    def concern(self) -> str:
        """Why to look at it, as a name for styles and filters."""
        return self.glance.concern.name.lower()

    @property
    def said(self) -> str:
        """Why to look at it, in words; of a letter that failed, what was the matter."""
        return self.glance.error or SAID[self.glance.concern]

    @property
    def open(self) -> tuple[str, ...]:
        """The open and disputed fields, each once."""
        return tuple(dict.fromkeys((*self.glance.open, *self.glance.disputed)))

    @property
    def fields(self) -> str:
        """These in words."""
        return fields_of(self.glance)


def review_run(rows: Path, folder: Path, letters: str | None, most: int) -> list[Listed]:
    """Write the pages of a run.

    Args:
        rows: what `imr-llm batch` wrote.
        folder: where the pages go; `index.html` leads to them.
        letters: where the letters are, as `find_letters` takes it; None: where the run found
            them, else where the rows' names lead from here, or from the rows' own folder.
        most: how many letters at most, the most urgent.

    Returns what the index lists. Raises OSError for rows or letters that are not there, RecordError
    for a row that is none of this version's.
    """
    seen = (glance(row) for row in read_rows(rows))
    counted: Counter[Concern] = Counter()
    chosen = nsmallest(most, _counting(seen, counted), key=urgency)
    at = {one.source: number for number, one in enumerate(chosen)}
    texts = Texts(rows, letters, set(at))
    listed = {
        row["source"]: _listed(row, chosen[at[row["source"]]], at[row["source"]], texts)
        for row in read_rows(rows)
        if row["source"] in at
    }
    entries = [listed[one.source] for one in chosen]
    folder.mkdir(parents=True, exist_ok=True)
    for row in read_rows(rows):
        number = at.get(row["source"])
        if number is not None and (name := entries[number].page):
            write(folder / name, _page(row, number, entries, texts))
    write(folder / INDEX, _index(rows.name, entries, counted))
    return entries


def _index(title: str, entries: list[Listed], counted: Counter[Concern]) -> str:
    return render(
        HERE,
        "index",
        ("strict", "store", "index"),
        title=title,
        version=__version__,
        letters=entries,
        concerns=[(one.name.lower(), SAID[one], n) for one, n in sorted(counted.items())],
        more=counted.total() - len(entries),
    )


def _counting(seen: Iterator[Glance], counted: Counter[Concern]) -> Iterator[Glance]:
    for one in seen:
        counted[one.concern] += 1
        yield one


def _listed(row: Row, seen: Glance, number: int, texts: Texts) -> Listed:
    if seen.error is not None:
        return Listed(seen)
    text, sha256 = texts.of(seen.source), row["provenance"]["text_sha256"]
    if text is None:
        return Listed(seen, missing=GONE)
    if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != sha256:
        return Listed(seen, missing=CHANGED)
    return Listed(seen, f"{number + 1:04}.html", sha256, record_sha256(row))


def _page(row: Row, number: int, entries: list[Listed], texts: Texts) -> str:
    extraction = extraction_of(row)
    before = next((one.page for one in reversed(entries[:number]) if one.page), None)
    after = next((one.page for one in entries[number + 1 :] if one.page), None)
    return render(
        HERE,
        "letter",
        ("page", "store", "decide", "add"),
        **told(extraction, texts.of(row["source"]) or "", row["source"]) | {"deciding": True},
        whose=entries[number],
        before=before,
        after=after,
        kind_of=kind_of,
        json=json.dumps,
    )
