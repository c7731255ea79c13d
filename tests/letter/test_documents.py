"""Reading documents: encodings, PDFs made here by hand, and the published PDFs if at hand."""

from __future__ import annotations

import codecs
import io
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from imr_llm.errors import LetterError
from imr_llm.letter.documents import read_bytes, read_document

PUBLISHED = sorted((Path(__file__).parents[3] / "shared/letters/pdf").glob("*.pdf"))
SAMPLE = "CLINICAL CASE SUMMARY\nThe patient\u2019s range of motion was 90° on 10-30-2016.\n"


def pdf_of(*pages: str) -> bytes:
    """A PDF written by hand: one Helvetica line for each line of each page."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number, page in enumerate(pages):
        shown = "".join(f"({line}) Tj T*\n" for line in page.splitlines())
        stream = f"BT /F1 12 Tf 14 TL 72 720 Td\n{shown}ET".encode()
        resources = "/Resources<</Font<</F1 3 0 R>>>>/MediaBox[0 0 612 792]"
        contents = f"/Contents {5 + 2 * number} 0 R"
        objects.append(f"<</Type/Page/Parent 2 0 R{resources}{contents}>>".encode())
        objects.append(b"<</Length %d>>stream\n%b\nendstream" % (len(stream), stream))
    return written(objects)


def written(objects: list[bytes]) -> bytes:
    """The objects as a PDF file: header, bodies, cross-reference table, trailer."""
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return (
        data
        + b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Root 1 0 R/Size %d>>\n"
        % (
            size,
            table,
            size,
        )
        + b"startxref\n%d\n%%%%EOF\n" % len(data)
    )


def encrypted(data: bytes, *, user: str) -> bytes:
    """The PDF under AES-256 with the user password `user` and another for the owner."""
    writer, out = PdfWriter(clone_from=io.BytesIO(data)), io.BytesIO()
    writer.encrypt(user_password=user, owner_password="owner", algorithm="AES-256")  # noqa: S106
    writer.write(out)
    return out.getvalue()


def refusal(data: bytes) -> str:
    """The message with which `data` is refused."""
    with pytest.raises(LetterError) as caught:
        read_bytes(data)
    return str(caught.value)


def words(text: str, *, hyphens: bool = True) -> str:
    """What is printed from the first heading on, without blanks; hyphens only if asked."""
    printed = re.sub(r"\s+", "", text[text.index("HOW THE IMR") :])
    return printed if hyphens else printed.replace("-", "")


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter in development mode, where unclosed things warn."""
    command = [sys.executable, "-X", "dev", "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


class TestText:
    """Text files."""

    @pytest.mark.parametrize(
        "data",
        [
            pytest.param(SAMPLE.encode(), id="utf-8"),
            pytest.param(SAMPLE.encode("utf-8-sig"), id="utf-8 with a byte order mark"),
            pytest.param(codecs.BOM_UTF16_LE + SAMPLE.encode("utf-16-le"), id="utf-16-le"),
            pytest.param(codecs.BOM_UTF16_BE + SAMPLE.encode("utf-16-be"), id="utf-16-be"),
            pytest.param(SAMPLE.encode("utf-16-le"), id="utf-16-le without a mark"),
            pytest.param(SAMPLE.encode("utf-16-be"), id="utf-16-be without a mark"),
            pytest.param(SAMPLE.encode("cp1252"), id="windows-1252"),
        ],
    )
    def test_encodings(self, data: bytes) -> None:
        """Each of the encodings gives the same text, and no byte order mark."""
        assert read_bytes(data) == SAMPLE

    @pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
    def test_undefined_bytes(self, byte: int) -> None:
        """A byte that Windows-1252 does not define is refused instead of guessed."""
        assert "Windows-1252" in refusal(b"CLINICAL CASE SUMMARY \xb0 " + bytes([byte]))

    def test_control_characters_are_not_windows_1252(self) -> None:
        """Bytes that would only decode with control characters are refused."""
        assert "Windows-1252" in refusal(b"CLINICAL \x01 \xb0")

    def test_damaged_utf_8(self) -> None:
        """UTF-8 with one broken byte is refused instead of read as mojibake."""
        assert "damaged" in refusal(SAMPLE.encode() + b"\xff")

    @pytest.mark.parametrize(
        "data",
        [
            pytest.param(codecs.BOM_UTF8 + b"\xb0", id="utf-8"),
            pytest.param(codecs.BOM_UTF16_LE + b"\x00\xd8x\x00", id="utf-16, lone surrogate"),
        ],
    )
    def test_broken_promise(self, data: bytes) -> None:
        """A byte order mark that the bytes after it do not keep is refused."""
        assert refusal(data)

    def test_line_ends(self, tmp_path: Path) -> None:
        """Line ends are those of Python's text mode; form feeds and blanks stay."""
        path = tmp_path / "letter.txt"
        path.write_bytes(b" one \r\ntwo\rthree\n\n\ffour  ")

        assert (
            read_document(path)
            == path.read_text(encoding="utf-8")
            == " one \ntwo\nthree\n\n\ffour  "
        )

    def test_path_as_string(self, tmp_path: Path) -> None:
        """The path may be a string."""
        (tmp_path / "letter.txt").write_text(SAMPLE, encoding="utf-8")

        assert read_document(str(tmp_path / "letter.txt")) == SAMPLE


class TestRefusals:
    """What is neither text nor PDF is named."""

    @pytest.mark.parametrize(
        ("data", "named"),
        [
            (b"", "empty"),
            (b" \r\n\t\n", "empty"),
            (codecs.BOM_UTF8, "empty"),
            (b"\x00" * 64, "binary"),
            (b"CLINICAL CASE SUMMARY\x00", "binary"),
            (bytes(range(256)), "binary"),
            ("CLINICAL".encode("utf-32"), "binary"),
            ("CLINICAL".encode("utf-16-le") + b"\x00", "binary"),
            (b"\x01\x00\x02\x00\x03\x00\x04\x00", "binary"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "image"),
            (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image"),
            (b"GIF89a\x01\x00", "image"),
            (b"II*\x00\x08\x00", "image"),
            (b"MM\x00*\x00\x08", "image"),
            (b"BM\x46\x00\x00\x00\x00\x00\x00\x00", "image"),
            (b"PK\x03\x04\x14\x00word/document.xml", "Word"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word"),
            (b"\x1f\x8b\x08\x00", "gzip"),
            (b"{\\rtf1\\ansi CLINICAL CASE SUMMARY}", "RTF"),
            (b"\n<!DOCTYPE html><p>CLINICAL CASE SUMMARY", "HTML"),
            ("\ufeff<?xml version='1.0'?>\n<html lang='en'>".encode("utf-16-le"), "HTML"),
        ],
    )
    def test_named(self, data: bytes, named: str) -> None:
        """The message says what the bytes are."""
        assert named in refusal(data)

    @pytest.mark.parametrize("text", ["BMI 31", "MM 2", "PK levels", "BM normal; pain < 5/10"])
    def test_not_named(self, text: str) -> None:
        """Words that open like a signature are text."""
        assert read_bytes(text.encode()) == text

    def test_missing_file(self, tmp_path: Path) -> None:
        """A missing file is a LetterError that keeps its cause."""
        with pytest.raises(LetterError, match=r"absent\.txt.*No such file") as caught:
            read_document(tmp_path / "absent.txt")

        assert isinstance(caught.value.__cause__, FileNotFoundError)

    def test_directory(self, tmp_path: Path) -> None:
        """A directory is a LetterError that says so."""
        with pytest.raises(LetterError, match="directory"):
            read_document(tmp_path)

    def test_no_permission(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A file that may not be read is a LetterError that says so."""

        def denied(path: Path, mode: str) -> None:
            raise PermissionError(13, "Permission denied", str(path))

        monkeypatch.setattr(Path, "open", denied)

        with pytest.raises(LetterError, match="Permission denied"):
            read_document(tmp_path / "letter.txt")

    def test_impossible_name(self) -> None:
        """A name that no file can have is a LetterError too."""
        with pytest.raises(LetterError, match="file name"):
            read_document("letter\0.txt")

    def test_no_contents_in_errors(self) -> None:
        """Neither the error nor anything chained to it holds the text that was refused."""
        with pytest.raises(LetterError) as caught:
            read_bytes(b"SECRET \xb0 \x81")

        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None
        assert "SECRET" not in repr(caught.value.args)


class TestPdf:
    """PDFs made by hand."""

    def test_pages(self) -> None:
        """Pages are joined by a form feed, lines end in a newline, nothing is trimmed away."""
        assert read_bytes(pdf_of("one\ntwo", "three")) == "one\ntwo\fthree"

    @pytest.mark.parametrize(
        "printed", ["electro-\nmyography", "10-30-\n2016", "10-\n30-2016", "L5-\nS1", "X-\nray"]
    )
    def test_hyphen_at_line_end(self, printed: str) -> None:
        """A hyphen at a line's end stays, and so does the line end."""
        assert read_bytes(pdf_of(f"before\n{printed}\nafter")) == f"before\n{printed}\nafter"

    def test_detected_by_its_bytes(self, tmp_path: Path) -> None:
        """A PDF is one whatever the file is called, and with some bytes before its mark."""
        path = tmp_path / "letter.txt"
        path.write_bytes(b"\n" * 900 + pdf_of("one"))

        assert read_document(path) == "one"

    def test_text_called_pdf(self, tmp_path: Path) -> None:
        """A text is one whatever the file is called."""
        path = tmp_path / "letter.pdf"
        path.write_text(SAMPLE, encoding="utf-8")

        assert read_document(path) == SAMPLE

    def test_empty_password(self) -> None:
        """AES encryption with an empty user password, as the published PDFs have it, just opens."""
        assert read_bytes(encrypted(pdf_of("one", "two"), user="")) == "one\ftwo"

    def test_password(self) -> None:
        """A password-protected PDF is refused as that."""
        assert "password" in refusal(encrypted(pdf_of("one"), user="secret"))

    def test_scanned(self) -> None:
        """A PDF without text on any page is refused as scanned."""
        assert "scanned" in refusal(pdf_of("", ""))

    def test_some_pages_without_text(self) -> None:
        """Pages without text are fine beside others; none leaves a form feed at the very end."""
        assert read_bytes(pdf_of("", "one", "", "two", "")) == "\fone\f\ftwo"

    @pytest.mark.parametrize("data", [b"%PDF-1.7\n", pdf_of("one")[:200], b"%PDF-1.4" + b"\0" * 99])
    def test_damaged(self, data: bytes) -> None:
        """A PDF that cannot be opened is refused as damaged."""
        assert "damaged" in refusal(data)

    def test_zero_pages(self) -> None:
        """A PDF without pages is refused."""
        assert "no pages" in refusal(pdf_of())

    def test_threads(self) -> None:
        """Threads may read at the same time, though pdfium itself may not."""
        data = pdf_of(*(f"page {number}" for number in range(20)))

        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(read_bytes, [data] * 32)) == {read_bytes(data)}

    def test_text_needs_no_pdfium(self) -> None:
        """Reading a text does not load the PDF library."""
        code = (
            "import sys; from imr_llm.letter.documents import read_bytes; read_bytes(b'text');"
            "print(any(name.startswith('pypdfium2') for name in sys.modules))"
        )

        assert run(code).stdout.strip() == "False"

    def test_silent_exit(self, tmp_path: Path) -> None:
        """Good, damaged and protected PDFs leave nothing open that warns at exit."""
        (tmp_path / "0").write_bytes(pdf_of("one"))
        (tmp_path / "1").write_bytes(pdf_of("one")[:200])
        (tmp_path / "2").write_bytes(encrypted(pdf_of("one"), user="secret"))
        code = (
            "import sys; from imr_llm.letter.documents import read_document\n"
            "for path in sys.argv[1:]:\n"
            "    try: print(read_document(path))\n"
            "    except ValueError: print('refused')"
        )

        done = run(code, *(str(tmp_path / name) for name in "012"))

        assert (done.stdout.split(), done.stderr) == (["one", "refused", "refused"], "")


@pytest.mark.skipif(not PUBLISHED, reason="the published letters are not beside the repository")
@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
class TestPublished:
    """The published letters, read by three independent programs."""

    def test_same_as_pypdf(self, path: Path) -> None:
        """From the first heading on the letter prints the same as pypdf's, hyphens included."""
        pages = "\n".join(page.extract_text() for page in PdfReader(path).pages)

        assert words(read_document(path)) == words(pages)

    @pytest.mark.skipif(not shutil.which("pdftotext"), reason="the program pdftotext is absent")
    def test_same_as_poppler(self, path: Path) -> None:
        """Poppler, which loses the hyphens at line ends, prints the same but for hyphens."""
        program = shutil.which("pdftotext") or ""
        command = [program, "-enc", "UTF-8", str(path), "-"]
        done = subprocess.run(command, capture_output=True, check=True)

        expected = words(done.stdout.decode(), hyphens=False)
        assert words(read_document(path), hyphens=False) == expected
