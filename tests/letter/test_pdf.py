"""PDFs that cost far more to read than to store: refused or read, within bounds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from imr_llm.errors import LetterError
from imr_llm.letter import pdf
from imr_llm.letter.documents import LARGEST, read_bytes, read_document
from imr_llm.letter.gate import LONGEST, admit
from tests.letter.bad_pdfs import SHOWN, bad_pdfs, one_page, packed, stream

GOOD = one_page(stream(SHOWN + b"(good) Tj ET"))
READ = {
    "pages that are not there": "word",
    "deep array": "word",
    "deep dictionaries": "word",
    "great image": "word",
}
"""These cost no more than any other: their text is found."""
REASONS = {
    "much text": "memory",
    "more text than a letter": f"more than {LONGEST:,} characters",
    "packed operators": "no text",
    "packed paths": "memory",
    "packed twice": "memory",
    "packed blanks": "no text",
    "many pages": f"more than {pdf.MOST_PAGES} pages",
    "deep page tree": "damaged",
    "deep contents": "no text",
    "form in itself": "memory",
    "forms in forms": "memory",
}


@pytest.fixture(scope="module")
def bad() -> dict[str, bytes]:
    """All of them."""
    return bad_pdfs()


class TestBad:
    """Each by itself, and a good one after it."""

    @pytest.mark.parametrize("name", sorted(REASONS))
    def test_refused(self, name: str, bad: dict[str, bytes]) -> None:
        """It is refused, saying what is too much, and the next one is read."""
        with pytest.raises(LetterError) as caught:
            read_bytes(bad[name])

        assert REASONS[name] in str(caught.value)
        assert read_bytes(GOOD) == "good"

    @pytest.mark.parametrize("name", sorted(READ))
    def test_read(self, name: str, bad: dict[str, bytes]) -> None:
        """What is not shown costs nothing."""
        assert read_bytes(bad[name]) == READ[name]

    def test_all_are_told_of(self, bad: dict[str, bytes]) -> None:
        """No kind is left out here."""
        assert set(bad) == set(READ) | set(REASONS)


class TestReader:
    """The process that reads."""

    def test_too_long(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A document that takes longer than anybody waits for is refused as that."""
        monkeypatch.setattr(pdf, "PATIENCE", 0.0)
        slow = one_page(packed(b"0 0 m 9 9 l S " * 1_000_000))
        with pytest.raises(LetterError, match="takes longer"):
            read_bytes(slow)
        monkeypatch.undo()

        assert read_bytes(GOOD) == "good"

    @pytest.mark.parametrize("fault", ["ImportError", "OSError", "SystemExit"])
    def test_no_library(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
        """Where pypdfium2 cannot be loaded no document is blamed, and when it can, all is well."""
        pdf._reader.close()
        (tmp_path / "pypdfium2.py").write_text(f"raise {fault}('no library')", "utf-8")
        with monkeypatch.context() as patch:
            patch.syspath_prepend(tmp_path)
            with pytest.raises(LetterError, match=r"no PDF can be read here: .*import pypdfium2"):
                read_bytes(GOOD)

        assert read_bytes(GOOD) == "good"

    @pytest.mark.parametrize("name", [None, "", "/nowhere/python"])
    def test_no_python(self, monkeypatch: pytest.MonkeyPatch, name: str | None) -> None:
        """Nor where another program has Python in it, and no process can be started."""
        pdf._reader.close()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "executable", name)
            with pytest.raises(LetterError, match="no process can be started"):
                read_bytes(GOOD)

        assert read_bytes(GOOD) == "good"

    def test_killed(self) -> None:
        """A reader that dies while nothing is asked of it fails one document at most."""
        read_bytes(GOOD)
        process = pdf._reader._process
        assert process is not None
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with pytest.raises(LetterError, match="reader died"):
            read_bytes(GOOD)

        assert read_bytes(GOOD) == "good"

    @pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")
    def test_forked(self) -> None:
        """Processes that were forked have readers of their own, whoever was reading meanwhile."""
        documents = [one_page(stream(SHOWN + b"(%d) Tj ET" % number)) for number in range(20)]
        read_bytes(GOOD)
        reading = threading.Thread(target=lambda: [read_bytes(GOOD) for _ in range(50)])
        reading.start()
        with ProcessPoolExecutor(3, get_context("fork")) as pool:
            found = list(pool.map(read_bytes, documents))
        reading.join()

        assert found == [str(number) for number in range(20)]

    def test_leaves_nothing(self) -> None:
        """A program that has read a PDF ends, and its reader with it."""
        code = (
            "import sys; from imr_llm.letter import pdf\n"
            "pdf.pdf_text(sys.stdin.buffer.read()); print(pdf._reader._process.pid)"
        )
        command = [sys.executable, "-W", "error", "-c", code]
        done = subprocess.run(command, input=GOOD, capture_output=True, check=True)

        assert done.stderr == b""
        with pytest.raises(ProcessLookupError):
            os.kill(int(done.stdout), 0)


class TestBounds:
    """How long a text and how large a file may be."""

    def test_text(self) -> None:
        """A text is refused that is longer than any letter, whoever reads it."""
        with pytest.raises(LetterError, match="500,000 characters"):
            admit("INDEPENDENT MEDICAL REVIEW " * (LONGEST // 20))
        with pytest.raises(LetterError, match="500,000 characters"):
            read_bytes(b"a " * LONGEST)

    def test_file(self, tmp_path: Path) -> None:
        """A file is refused that is larger than any letter's, without reading all of it."""
        path = tmp_path / "letter.txt"
        with path.open("wb") as file:
            file.truncate(50 * LARGEST)

        with pytest.raises(LetterError, match="larger than"):
            read_document(path)
