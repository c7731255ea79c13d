"""The program that has pdfium, a native library, in a process of its own: see `pdf`.

Run by its path, not as part of the package. It writes one byte when pdfium is there. It reads
documents from its standard input one after the other, eight bytes of length before each, and
answers each with a mark (T: the text, E: what is wrong with the document), eight bytes of length
and so many bytes of UTF-8. It ends with its input. Arguments: the most pages and the most
characters of a document, the most bytes of memory.
"""

from __future__ import annotations

import re
import sys
from contextlib import closing, suppress
from typing import Any

import pypdfium2
from pypdfium2 import raw

# a page tree that counts no page, and a page; pdfium calls a PDF without pages a damaged one
EMPTY_PAGE_TREE = re.compile(rb"/Count\s++0\b")
PAGE = re.compile(rb"/Type\s*+/Page\b")

LINE_END = re.compile(r"\r\n?")
HYPHEN = "\ufffe"
"""What pdfium prints for a hyphen at a line's end, swallowing the line break after it."""


class Refused(Exception):
    """What is wrong with a document."""


def text_of(data: bytes, most_pages: int, most_characters: int) -> str:
    """The pages of a PDF, a form feed between two; raises Refused."""
    try:
        with closing(pypdfium2.PdfDocument(data)) as pdf:
            if len(pdf) > most_pages:
                raise Refused(f"has more than {most_pages:,} pages")
            pages: list[str] = []
            left = most_characters
            for number in range(len(pdf)):
                pages.append(_page(pdf, number, left, most_characters))
                left -= len(pages[-1])
    except pypdfium2.PdfiumError as error:
        raise Refused(_fault(error.err_code, data)) from error
    return "\f".join(pages)


def _page(pdf: Any, number: int, left: int, most: int) -> str:
    with closing(pdf[number]) as page, closing(page.get_textpage()) as characters:
        if characters.count_chars() > left:
            raise Refused(f"holds more than {most:,} characters of text")
        text: str = characters.get_text_range()
    return LINE_END.sub("\n", text.replace(HYPHEN, "-\n"))


def _fault(code: int | None, data: bytes) -> str:
    if code == raw.FPDF_ERR_PASSWORD:
        return "is password-protected: remove the password first"
    if code == raw.FPDF_ERR_SECURITY:
        return "is encrypted in a way that cannot be read: save it without encryption"
    if EMPTY_PAGE_TREE.search(data) and not PAGE.search(data):
        return "has no pages"
    return "is damaged and cannot be read"


def bound_memory(most: int) -> None:
    """Let no document take more than so many bytes, where the platform knows of such a bound."""
    try:
        import resource  # noqa: PLC0415  # not on every platform
    except ImportError:
        return
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the letter


def main() -> None:
    """Answer every document of the standard input."""
    most_pages, most_characters, most_memory = map(int, sys.argv[1:])
    bound_memory(most_memory)
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    answers.write(b"R")
    answers.flush()
    while size := questions.read(8):
        data = questions.read(int.from_bytes(size))
        try:
            mark, told = b"T", text_of(data, most_pages, most_characters).encode()
        except Refused as refused:
            mark, told = b"E", str(refused).encode()
        except MemoryError:
            mark, told = b"E", b"takes more memory than any letter does"
        answers.write(mark + len(told).to_bytes(8) + told)
        answers.flush()


if __name__ == "__main__":
    main()
