"""A file's bytes become the text that spans index: text files in three encodings, and PDF.

Knows nothing of letters but how long one may be. What is neither text nor a PDF with text is
refused by name, and no message holds any of the contents.
"""

from __future__ import annotations

import codecs
import os
import re
from pathlib import Path

from imr_llm.errors import LetterError
from imr_llm.letter.gate import within_bounds

PDF_MARK, PDF_MARK_WITHIN = b"%PDF-", 1024
"""Readers of PDF look for the mark this far: some files carry a few bytes before it."""

# the first bytes of files that people mistake for letters, and their names
SIGNATURES = {
    rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|II\*\0|MM\0\*|BM.{4}\0{4}|RIFF.{4}WEBP|.{4}ftyphei": (
        "an image: run text recognition (OCR) on it first"
    ),
    rb"PK(?:\x03\x04|\x05\x06)": "a Word (.docx) or other zip file: save it as text or PDF",
    rb"\xd0\xcf\x11\xe0": "an old Word (.doc) or other Office file: save it as text or PDF",
    rb"\x1f\x8b": "a gzip file: unpack it first",
}
# the first characters of texts that are written for another program
MARKUP = {
    r"\s*\{\\rtf": "RTF: save it as text or PDF",
    r"(?i).{0,1000}?<(?:!doctype\s+html|html)\b": "HTML: save it as text or PDF",
}

# no text holds these: a guessed encoding that produces one was a wrong guess
CONTROL = re.compile(r"[^\t\n\v\f\r\x20-\x7e\xa0-\U0010ffff]")

# degree signs, accents and curly quotes in UTF-8: with a broken byte elsewhere, still not cp1252
UTF_8_SEQUENCE = re.compile(rb"[\xc2\xc3][\x80-\xbf]|\xe2\x80[\x80-\xbf]")

LINE_END = re.compile(r"\r\n?")

LARGEST = 64_000_000
"""Bytes of a file; a scanned letter may take some millions."""


def read_document(path: str | os.PathLike[str]) -> str:
    r"""Read a letter from a text file (UTF-8, UTF-16, Windows-1252) or a PDF, whatever its name.

    Line ends come back as "\n", as Python's own text mode gives them; of a PDF the pages are
    joined by a form feed. Raises LetterError when the file cannot be read or holds no text.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or "not a usable file name"
        raise LetterError(f"cannot read {os.fspath(path)!r}: {reason}") from error
    return read_bytes(data)


def read_bytes(data: bytes) -> str:
    """The text of a document that is already in memory, such as standard input.

    Takes the bytes of a text file or of a PDF and gives what `read_document` gives. Raises
    LetterError that says what the bytes are when they are empty, binary, or another format.
    """
    if len(data) > LARGEST:
        raise LetterError(f"the document is larger than {LARGEST:,} bytes, and no letter")
    if PDF_MARK in data[:PDF_MARK_WITHIN]:
        return _pdf_text(data)
    if name := signed(data):
        raise LetterError(f"the document is {name}")
    text = _decoded(data)
    if not text.strip():
        raise LetterError("the document is empty")
    for opening, name in MARKUP.items():
        if re.match(opening, text, re.DOTALL):
            raise LetterError(f"the document is {name}")
    within_bounds(text)
    return LINE_END.sub("\n", text)


def signed(data: bytes) -> str | None:
    """What a file is by its first bytes, and what to do about it; None for what may be text."""
    names = (name for one, name in SIGNATURES.items() if re.match(one, data, re.DOTALL))
    return next(names, None)


def _decoded(data: bytes) -> str:
    for encoding, guessed in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:  # it holds the data: let it go instead of chaining it
            continue
        if "\0" not in text and not (guessed and CONTROL.search(text)):
            return text
    if b"\0" in data:
        raise LetterError("the document is binary, neither text nor PDF")
    raise LetterError("the document is damaged, or neither UTF-8, UTF-16, Windows-1252 nor PDF")


def _encodings(data: bytes) -> list[tuple[str, bool]]:
    """The encodings to try in turn, and whether each is only a guess."""
    if data.startswith(codecs.BOM_UTF8):
        return [("utf-8-sig", False)]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return [("utf-16", False)]
    first, second = data[::2].count(0), data[1::2].count(0)
    if first or second:  # in UTF-16 most letters of English have one zero byte, always the same one
        clear = not (first and second) and 4 * (first + second) > len(data)
        return [("utf-16-le" if second else "utf-16-be", True)] if clear else []
    if UTF_8_SEQUENCE.search(data):
        return [("utf-8", False)]
    return [("utf-8", False), ("cp1252", True)]


def _pdf_text(data: bytes) -> str:
    from imr_llm.letter.pdf import pdf_text  # noqa: PLC0415  # texts alone need none of it

    text = pdf_text(data)
    if not text.strip():
        raise LetterError("the PDF has no text on any page (scanned?): run OCR on it first")
    # a form feed at the very end would be poppler's mark, see `folding.lost_hyphens`
    return text.rstrip("\f")
