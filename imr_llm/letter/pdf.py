"""The text of a PDF, read in a process apart, so that no document can take ours down with it.

pdfium is a native library: on some documents it aborts its process, on others it takes gigabytes
or never ends. So it runs apart, with a bound on memory, and is started again after such a
document. One process serves all threads, as pdfium would allow no more.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import time
from pathlib import Path
from threading import Lock, Timer
from typing import IO

from imr_llm.errors import LetterError
from imr_llm.letter.gate import LONGEST

MOST_PAGES = 500
"""Pages of a document; the longest published letters have some thirty."""
MEMORY = 1 << 29
"""Bytes of address space that reading a document may take; a published letter takes 30 MB."""
PATIENCE = 30.0
"""Seconds that reading a document may take; a letter takes a tenth of one."""
TOO_LONG = "takes longer to read than any letter does"
TOO_MUCH = "takes more memory than any letter does, or is damaged so that its reader died of it"
NO_READER = 'no PDF can be read here: python -c "import pypdfium2" says why'
PROGRAM = Path(__file__).with_name("pdfium.py")


def pdf_text(data: bytes) -> str:
    """The text of a PDF as pdfium gives it, a form feed between pages.

    Raises LetterError that says why not: damaged, protected, too much of something.
    """
    return _reader.read(data)


class _Reader:
    """A process that reads one document after the other."""

    def __init__(self) -> None:
        self._one_at_a_time = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = False

    def read(self, data: bytes) -> str:
        with self._one_at_a_time:
            process = self._process = self._process or _started()
            late, began = Timer(PATIENCE, process.kill), time.monotonic()
            late.start()
            try:
                self._ready = self._ready or bool(_exactly(process.stdout, 1))
                mark, told = _exchanged(process, data)
            except (EOFError, OSError):
                slow = time.monotonic() - began >= PATIENCE
                died = f"the PDF {TOO_MUCH}" if self._ready else NO_READER
                self._end()
                raise LetterError(f"the PDF {TOO_LONG}" if slow else died) from None
            except BaseException:  # an answer still to come would be taken for the next one's
                self._end()
                raise
            finally:
                late.cancel()
        if mark != b"T":
            raise LetterError(f"the PDF {told}")
        return told

    def close(self) -> None:
        """Leave no process behind."""
        with self._one_at_a_time:
            self._end()

    def forget(self) -> None:
        """In a process that was forked: the other's reader is not ours to use, nor to end."""
        if self._process:
            self._process.returncode = 0
        self._one_at_a_time = Lock()  # another thread may have held it
        self._process, self._ready = None, False

    def _end(self) -> None:
        if self._process:
            self._process.kill()
            self._process.communicate()
        self._process, self._ready = None, False


def _started() -> subprocess.Popen[bytes]:
    bounds = (MOST_PAGES, LONGEST, MEMORY)
    try:
        return subprocess.Popen(  # noqa: S603  # our own program
            [sys.executable or "", "-P", str(PROGRAM), *map(str, bounds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            start_new_session=True,  # Ctrl-C is for whoever waits
        )
    except OSError as error:
        raise LetterError(f"no process can be started to read PDFs: {error.strerror}") from error


def _exchanged(process: subprocess.Popen[bytes], data: bytes) -> tuple[bytes, str]:
    """The mark and the words of the answer; EOFError or OSError where the process died."""
    if not process.stdin:
        raise EOFError
    question = memoryview(len(data).to_bytes(8) + data)
    while question:
        question = question[process.stdin.write(question) or 0 :]
    head = _exactly(process.stdout, 9)
    return head[:1], _exactly(process.stdout, int.from_bytes(head[1:])).decode()


def _exactly(pipe: IO[bytes] | None, size: int) -> bytes:
    pieces = []
    while size:
        if not (pipe and (piece := pipe.read(size))):
            raise EOFError
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


_reader = _Reader()
atexit.register(_reader.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_reader.forget)
