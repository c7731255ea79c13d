"""The published letters, read by five PDF tools: one record, and it is the labels' own."""

from __future__ import annotations

import logging
import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from eval.scoring.marks import mark
from imr_llm import Determination, load_record, read_document
from imr_llm.letter.sections import read_letter
from imr_llm.rules.engine import read_record

SHARED = Path(__file__).resolve().parents[2] / "shared" / "letters"
PUBLISHED = sorted((SHARED / "pdf").glob("*.pdf"))
SETS = Path(__file__).resolve().parents[1] / "eval" / "sets"
# the letters that the rules were written with; what they make of the others the evaluation tells
SEEN = [one.removeprefix("--only=") for one in (SETS / "letters-43.args").read_text().split()]

# (letter, field): what the rules read otherwise than the labels, and why
KNOWN = {
    ("CM16-0237844", "events.(date, kind)"): "two dates of sentences that lack a verb: visits",
}
# (letter, tool): the parts of a record that come out otherwise, and why
OTHERWISE = {
    ("CM17-0002551", "pdfminer"): {"items"},  # it prints a line of a title at the letter's end
    ("CM17-0005589", "poppler"): {"events"},  # a phrase ends one word later
}
# what poppler's text cannot match: a hyphen that it dropped between two digits counts
DROPPED = {"poppler": {"clinical_summary"}}


def by_pypdf(path: Path) -> str:
    """The text that pypdf extracts."""
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def by_pdfminer(path: Path) -> str:
    """The text that pdfminer.six extracts."""
    from pdfminer.high_level import extract_text

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    return str(extract_text(BytesIO(path.read_bytes())))


def by_pymupdf(path: Path) -> str:
    """The text that PyMuPDF extracts."""
    import pymupdf

    opened: Any = pymupdf.open
    with opened(path) as document:
        return "".join(page.get_text() for page in document)


def by_poppler(path: Path) -> str:
    """The text that poppler's program extracts."""
    if not (program := shutil.which("pdftotext")):
        pytest.skip("the program pdftotext (poppler-utils) is absent")
    command = [program, "-enc", "UTF-8", str(path), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


TOOLS: dict[str, Callable[[Path], str]] = {
    "pypdfium2": read_document,
    "pypdf": by_pypdf,
    "pdfminer": by_pdfminer,
    "PyMuPDF": by_pymupdf,
    "poppler": by_poppler,
}


@cache
def record_of(path: Path, tool: str) -> Determination:
    """The record that the rules make of one tool's text."""
    return read_record(read_letter(TOOLS[tool](path)))


def bare(value: Any) -> Any:
    """A dumped record without any hyphen or blank."""
    if isinstance(value, str):
        return re.sub(r"[\s\u00a0\u00ad-]", "", value)
    if isinstance(value, list):
        return [bare(one) for one in value]
    if isinstance(value, dict):
        return {name: bare(one) for name, one in value.items()}
    return value


@pytest.mark.skipif(not PUBLISHED, reason="the published letters are not beside the repository")
class TestPublished:
    """Every published letter."""

    @pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
    @pytest.mark.parametrize("tool", list(TOOLS)[1:])
    def test_same_record(self, path: Path, tool: str) -> None:
        """Every tool's text gives the same record, hyphens and blanks aside."""
        ours = bare(record_of(path, "pypdfium2").model_dump(mode="json"))
        theirs = bare(record_of(path, tool).model_dump(mode="json"))

        differing = {name for name in ours | theirs if ours.get(name) != theirs.get(name)}
        assert differing == OTHERWISE.get((path.stem, tool), set())

    @pytest.mark.parametrize("name", [path.stem for path in PUBLISHED if path.stem in SEEN])
    @pytest.mark.parametrize("tool", TOOLS)
    def test_labels(self, name: str, tool: str) -> None:
        """Every tool's record is the labels' own, but for what the rules do not read."""
        path = SHARED / "pdf" / f"{name}.pdf"
        labels = load_record((SHARED / "gold" / f"{name}.json").read_bytes())
        marks = mark(name, record_of(path, tool), labels)
        wrong = {one.field for one in marks if not one.right}
        wrong -= {"worker.diagnoses"} | DROPPED.get(tool, set())

        assert wrong == {field for letter, field in KNOWN if letter == name}
