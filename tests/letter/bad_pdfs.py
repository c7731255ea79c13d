"""PDFs that cost far more to read than to store, made here: whoever reads them must bound it."""

from __future__ import annotations

import zlib

MEGABYTE = 1_000_000
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 5 0 R"
    b"/Resources<</Font<</F1 4 0 R>>/XObject<</X 6 0 R>>>>>>"
)
SHOWN = b"BT /F1 12 Tf 72 720 Td "


def written(objects: list[bytes]) -> bytes:
    """The objects as a PDF file: header, bodies, cross-reference table, trailer."""
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
    return data + b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)


def stream(content: bytes, keys: bytes = b"") -> bytes:
    """A stream object with its content as it is."""
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (keys, len(content), content)


def packed(content: bytes, keys: bytes = b"") -> bytes:
    """A stream object, compressed; what repeats shrinks a thousandfold."""
    return stream(zlib.compress(content), keys + b"/Filter/FlateDecode")


def one_page(contents: bytes, *more: bytes, count: int = 1) -> bytes:
    """A page with these contents; what follows are the objects from the sixth on."""
    pages = b"<</Type/Pages/Kids[3 0 R]/Count %d>>" % count
    return written([b"<</Type/Catalog/Pages 2 0 R>>", pages, PAGE, FONT, contents, *more])


def _twice_packed() -> bytes:
    inner = zlib.compress(SHOWN + b"(a) Tj " * (6 * MEGABYTE) + b"ET")
    return stream(zlib.compress(inner, 9), b"/Filter[/FlateDecode/FlateDecode]")


def _forms(levels: int, times: int) -> list[bytes]:
    """Forms, each of which shows the next one so many times; the last one shows a word."""
    found = []
    for level in range(levels - 1):
        keys = b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</XObject<</X %d 0 R>>>>"
        found.append(stream(b"/X Do " * times, keys % (7 + level)))
    keys = b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</Font<</F1 4 0 R>>>>"
    return [*found, stream(SHOWN + b"(word) Tj ET", keys)]


def _page_tree(levels: int) -> bytes:
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    for level in range(levels):
        objects.append(b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (3 + level))
    return written([*objects, b"<</Type/Page/MediaBox[0 0 612 792]>>"])


def _many_pages(pages: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % (5 + number) for number in range(pages))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</Font<</F1 4 0 R>>>>"
    return written(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, pages),
            stream(SHOWN + b"(word) Tj ET"),
            FONT,
            *[page + b"/Contents 3 0 R>>"] * pages,
        ]
    )


FORM_IN_ITSELF = one_page(
    stream(b"/X Do " + SHOWN + b"(word) Tj ET"),
    stream(
        b"/X Do " * 9,
        b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</XObject<</X 6 0 R>>>>",
    ),
)
"""Some hundreds of bytes that take gigabytes."""


def bad_pdfs() -> dict[str, bytes]:
    """Each kind by its name."""
    image = b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceRGB"
    words = SHOWN + b"(word) Tj ET"
    return {
        "much text": one_page(packed(SHOWN + b"(aaaaaaaaaa) Tj " * MEGABYTE + b"ET")),
        "more text than a letter": one_page(packed(SHOWN + b"(aaaaaaaaaa) Tj " * 60_000 + b"ET")),
        "packed operators": one_page(packed(b"q 1 0 0 1 0 0 cm Q " * (2 * MEGABYTE))),
        "packed paths": one_page(packed(b"0 0 m 9 9 l S " * (5 * MEGABYTE))),
        "packed twice": one_page(_twice_packed()),
        "packed blanks": one_page(packed(b" " * (40 * MEGABYTE))),
        "pages that are not there": one_page(stream(words), count=2_000_000_000),
        "many pages": _many_pages(20_000),
        "deep page tree": _page_tree(20_000),
        "deep array": one_page(stream(words), b"[" * 200_000 + b"]" * 200_000),
        "deep contents": one_page(packed(b"[" * (4 * MEGABYTE) + b"] 0 d")),
        "deep dictionaries": one_page(stream(words), b"<</A" * 200_000 + b">>" * 200_000),
        "form in itself": FORM_IN_ITSELF,
        "forms in forms": one_page(stream(b"/X Do"), *_forms(12, 10)),
        "great image": one_page(
            stream(b"/X Do " + words),
            packed(b"\0" * (20 * MEGABYTE), image + b"/BitsPerComponent 8"),
        ),
    }
