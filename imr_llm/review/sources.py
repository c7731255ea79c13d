"""What a run's rows were made of: the texts of its letters, and the record that each row holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import nullcontext, suppress
from pathlib import Path

from pydantic import ValidationError

from imr_llm.errors import LetterError, RecordError
from imr_llm.extraction import Extraction
from imr_llm.letter.documents import read_document
from imr_llm.many.answer import Content, Source
from imr_llm.many.inputs import find_letters
from imr_llm.many.rows import letters_of
from imr_llm.summary.glance import Row


class Texts:
    """The texts of a run's letters by their names in it."""

    def __init__(self, rows: Path, letters: str | None, wanted: set[str]) -> None:
        self._bases = (Path(), rows.parent, rows.parent.parent)
        self._known: dict[str, Content] = {}
        self._named = letters is not None
        with nullcontext() if letters else suppress(OSError):  # the run's own may be gone
            found = find_letters(letters) if letters else _found_again(rows)
            self._known = {name: content for name, content in found if name in wanted}

    def of(self, source: str) -> str | None:
        """A letter's text; None where its file is gone or cannot be read."""
        content = self._known.get(source)
        if isinstance(content, str):
            return content
        bases = () if self._named else self._bases
        paths = [content] if isinstance(content, Path) else [base / source for base in bases]
        path = next((one for one in paths if one.is_file()), None)
        try:
            return read_document(path) if path else None
        except LetterError:
            return None


def _found_again(rows: Path) -> Iterable[Source]:
    """The letters where the run found them."""
    where = letters_of(rows)
    return find_letters(where) if where else ()


def extraction_of(row: Row) -> Extraction:
    """The extraction that a row holds; raises RecordError, naming the letter, if it is none."""
    try:
        return Extraction.model_validate(row)
    except ValidationError:
        raise RecordError(f"{row['source']}: its row holds no record of this version") from None


def record_sha256(row: Row) -> str:
    """What a row's record is known by, so that no decision is taken for one about another."""
    data = json.dumps(row["determination"], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(data.encode()).hexdigest()
