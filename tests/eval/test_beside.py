"""A reader beside that of another checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.benchmarks import beside as module
from eval.benchmarks.beside import ROOT, ROWS, beside

LETTERS = Path(__file__).parents[1] / "letters"
OTHER = """
from pathlib import Path
from types import SimpleNamespace

SEEN = Path(__file__).with_name("seen")


def extract(text, *, engine):
    SEEN.write_text(f"{engine} {text}")
    return SimpleNamespace(determination=None)


def verify(record, text):
    return ()
"""


def test_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package of the other tree is what runs there, and a row has the times of both."""
    monkeypatch.setattr(module, "TURNS", 1)
    package = tmp_path / "imr_llm"
    package.mkdir()
    (package / "__init__.py").write_text(OTHER, "utf-8")
    text = (LETTERS / "f4b-header.txt").read_text("utf-8")

    head, _, *rows = beside(tmp_path, [text], []).splitlines()
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]

    assert (package / "seen").read_text("utf-8") == f"rules {text}"
    assert head.count("|") == rows[0].count("|")
    assert [name for name, *_ in cells] == list(ROWS[:2])
    assert all(float(before) >= 0 and float(now) >= 0 for _, before, now, *_ in cells)


def test_pdfs(monkeypatch: pytest.MonkeyPatch) -> None:
    """With PDFs there is a row for pdfium, and what the reader takes beside it."""
    monkeypatch.setattr(module, "TURNS", 1)
    monkeypatch.setattr("imr_llm.letter.pdfium.text_of", lambda *_: sum(range(100_000)))

    table = beside(ROOT, [(LETTERS / "f4b-header.txt").read_text("utf-8")], [b"%PDF"])

    assert table.splitlines()[-1].startswith(f"| {ROWS[2]} |")
    assert all(row.split("|")[5].strip() for row in table.splitlines()[2:4])
