"""What people decided of a run, written down: the run's rows with it, and labels with letters."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from imr_llm.errors import ImrError, RecordError
from imr_llm.extraction import Extraction
from imr_llm.many.rows import NoRows, read_rows
from imr_llm.many.settings import RUN
from imr_llm.review.accept import accept
from imr_llm.review.added import completed
from imr_llm.review.corrections import Rulings, Verdict, load_corrections, rulings_of
from imr_llm.review.labels import label_of
from imr_llm.review.sources import Texts, extraction_of, record_sha256
from imr_llm.summary.glance import Row

ROWS, LABELS = "rows.jsonl", "labels"
ACCEPTED = "accepted"
"""What marks rows among the settings of their run, with which no other run goes on."""
# what no file of a letter is called
ODD = re.compile(r"[^A-Za-z0-9._-]+")


def write_accepted(
    files: Iterable[Path],
    rows: Path,
    folder: Path,
    letters: str | None,
    complain: Callable[[Exception, str], None],
) -> tuple[int, int]:
    """Write the run with what was decided in it, and labels of the letters decided on.

    Every letter has its row: as people left it, or as the run has it. Where nothing is accepted,
    nothing is written.

    Args:
        files: what the pages of a review saved.
        rows: the run that was reviewed.
        folder: where `rows.jsonl` and `labels` go.
        letters: as of `review_run`.
        complain: told of every letter that cannot be accepted, and why.

    Returns how many letters were accepted, and how many not.
    """
    rulings = rulings_of(map(load_corrections, files))
    texts, names = Texts(rows, letters, set(rulings)), set[str]()
    left, decided = dict(rulings), dict[str, Row]()
    for row in read_rows(rows):
        if (ruled := left.pop(row["source"], None)) is None:
            continue
        try:
            done, text, ruled = _accepted(row, texts.of(row["source"]), ruled)
            _write_label(folder / LABELS / _name(row["source"], names), done, text, ruled)
        except ImrError as error:
            complain(error, row["source"])
            continue
        decided[row["source"]] = row | done.model_dump(mode="json")
    for source in left:
        complain(RecordError("the run has no such letter"), source)
    if decided:
        _write_rows(folder / ROWS, (decided.get(one["source"], one) for one in read_rows(rows)))
    return len(decided), len(rulings) - len(decided)


def _write_rows(path: Path, rows: Iterable[Row]) -> None:
    partial = path.with_name(f"{path.name}.partial")
    with partial.open("w", encoding="utf-8", errors="replace") as out:
        for row in rows:
            marked = row | {RUN: row.get(RUN, {}) | {ACCEPTED: True}}
            out.write(f"{json.dumps(marked, ensure_ascii=False)}\n")
    partial.replace(path)


def is_accepted(rows: Path) -> bool:
    """Whether a file may be replaced: it is empty, or its rows are marked as written here."""
    if rows.is_file() and not rows.stat().st_size:
        return True
    try:
        settings = next(read_rows(rows)).get(RUN)
    except NoRows:
        return False
    return isinstance(settings, dict) and ACCEPTED in settings


def _accepted(row: Row, text: str | None, ruled: Rulings) -> tuple[Extraction, str, Rulings]:
    """The extraction after all that was decided, its letter, and the rulings by its paths."""
    if "error" in row:
        raise RecordError("the letter failed in this run")
    extraction = extraction_of(row)
    if record_sha256(row) != ruled.record_sha256:
        raise RecordError("the record has changed since it was reviewed")
    if text is None:
        raise RecordError("the letter's file is gone")
    # raises where the letter has changed
    whole, ruled = completed(extraction.beside(text), text, ruled)
    return accept(whole, text, ruled), text, ruled


def _write_label(path: Path, done: Extraction, text: str, ruled: Rulings) -> None:
    """The label, and the letter beside it as text; no label where nothing was decided."""
    path.parent.mkdir(parents=True, exist_ok=True)
    decided = {
        name
        for name, one in ruled.values.items()
        if one.decided.verdict is not Verdict.CANNOT_BE_TOLD and name not in ruled.quarrels
    }
    letter = path.with_name(f"{path.name}.txt")
    if letter.exists() and letter.read_bytes() != text.encode():
        raise RecordError(f"{letter} is there and another text: name another folder")
    if label := label_of(done.determination.model_dump(mode="json"), decided):
        told = json.dumps(label, ensure_ascii=False, indent=1)
        path.with_name(f"{path.name}.json").write_text(f"{told}\n", "utf-8")
        letter.write_text(text, "utf-8", newline="")


def _name(source: str, names: set[str]) -> str:
    """A file's name without suffix, unique among `names`, to which it is added."""
    stem = ODD.sub("-", str(Path(source).with_suffix(""))).strip("-.") or "letter"
    name, at = stem, 1
    while name in names:
        at += 1
        name = f"{stem}-{at}"
    names.add(name)
    return name
