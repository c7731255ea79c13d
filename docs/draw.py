"""Invented letters as PDFs, so that an example begins where a reader's own letters do.

    python docs/draw.py tests/letters/f4b-header.txt docs/letter.pdf

Needs PyMuPDF, which `make install` brings; the package itself reads PDFs without it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pymupdf

TOOL: Any = pymupdf
"""It tells no types."""
LEFT, TOP, BOTTOM, SIZE, LEADING = 60, 60, 732, 10, 12.5
"""Points on a page of US Letter: where lines begin, first and last of them, how they run."""


def draw_letters(folder: str | Path, to: str | Path) -> list[Path]:
    """Draw every `.txt` of a folder as `NAME.pdf` into another; returns these in their order."""
    files = sorted(Path(folder).glob("*.txt"))
    return [draw_letter(one, Path(to) / f"{one.stem}.pdf") for one in files]


def draw_letter(letter: Path, pdf: Path) -> Path:
    """Draw a letter line by line; a form feed ends a page, and so does the page itself."""
    with TOOL.open() as document:
        for part in letter.read_text("utf-8").split("\f"):
            _draw(part.splitlines(), document)
        document.subset_fonts()
        document.save(pdf, garbage=4, deflate=True, no_new_id=True)
    return pdf


def _draw(lines: list[str], document: Any) -> None:
    """Lines on as many pages as they need."""
    most = int((BOTTOM - TOP) / LEADING)
    font = TOOL.Font("tiro")
    for first in range(0, max(len(lines), 1), most):
        page = document.new_page(width=612, height=792)
        text = TOOL.TextWriter(page.rect)
        for at, line in enumerate(lines[first : first + most]):
            if line.strip():
                text.append((LEFT, TOP + at * LEADING), line, font=font, fontsize=SIZE)
        text.write_text(page)


if __name__ == "__main__":
    draw_letter(Path(sys.argv[1]), Path(sys.argv[2]))
