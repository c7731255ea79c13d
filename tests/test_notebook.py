"""What a notebook shows: short reprs, tables with the letter's words, nothing unescaped."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from imr_llm import Check, Determination, Disputed, Extraction, LetterError, Status, extract, verify
from imr_llm.many.answer import failed, succeeded

HOSTILE = "<script>alert(1)</script>\" onmouseover='x'"


class Page(HTMLParser):
    """The tags of some HTML, what stands in it, and what is shown on hovering."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.words = ""
        self.hovers: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and its attributes."""
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self.hovers += [value or "" for name, value in attrs if name == "title"]

    def handle_data(self, data: str) -> None:
        """Note what stands there."""
        self.words += f" {data}"


@pytest.fixture
def conflict(letter: Callable[[str], str]) -> Extraction:
    """A letter that contradicts itself."""
    return extract(letter("f4b-conflict"))


def test_repr(conflict: Extraction) -> None:
    """Objects print in a line or few, with what tells them apart."""
    record = conflict.determination

    assert repr(conflict) == (
        "Extraction(case_number='CM16-0260031', outcome='partially_overturned', items=3,"
        " verified=False, open=5, engine='rules')"
    )
    assert repr(Check(field="a", status=Status.DIFFERS, claimed="x" * 99, span=(1, 2))) == (
        f"Check('a', 'differs', claimed='{'x' * 60}…', span=[1, 2])"
    )
    assert str(conflict.checks[0]) == repr(conflict.checks[0])
    assert repr(record).startswith("Determination(case_number='CM16-0260031', decision_date='20")
    assert len(repr(record)) < 600
    assert (record.clinical_summary or "")[:40] not in repr(record)
    assert repr(Determination()) == (
        "Determination(case_number=None, decision_date=None, outcome=None, items=None, events=None)"
    )
    items = record.model_copy(update={"items": (record.items or []) * 5})
    assert "… 12 more" in repr(items)


def test_html(conflict: Extraction) -> None:
    """An extraction shows its items, facts and open checks, with the passages on hover."""
    page = Page(conflict._repr_html_())

    assert "CM16-0260031: not verified" in page.words
    assert "diagnostic testing" in page.words or "upheld" in page.words
    assert "5 open" in page.words
    words = " ".join(page.words.split())
    assert "Re-derived by nothing: event 2 kind, " in words
    assert conflict.determination.events
    first = conflict.determination.events[0]
    assert f"{first.date} {first.kind}: {first.text}" in words
    assert any("Date of Injury: 09/12/2016" in one for one in page.hovers)


def test_two_readers(conflict: Extraction, letter: Callable[[str], str]) -> None:
    """What two readers read differently stands with both readings; so do the caller's fields."""
    text = letter("f4b-conflict")
    at = text.index("tile setter")
    located = Check(
        field="extra.trades[0]", status=Status.CONFIRMED, claimed="tile setter", span=(at, at + 11)
    )
    update = {
        "checks": (*conflict.checks, located),
        "disputed": (
            Disputed(field="items[0].category", rules="surgery", model="other"),
            Disputed(field="events[1].kind", rules=None, model="visit"),
        ),
        "extra": {"trades": ["tile setter"], "shifts": [{"at": "night"}], "dog": None},
    }
    page = Page(conflict.model_copy(update=update)._repr_html_())
    words = " ".join(page.words.split())

    assert "2 that two readers read differently" in words
    assert "item 1 category surgery other event 2 kind — visit" in words
    assert 'trades tile setter shifts [{"at": "night"}] dog —' in words
    assert any("a tile setter" in one for one in page.hovers)
    assert "differently" not in conflict._repr_html_()
    assert "asked for" not in conflict._repr_html_()


def test_without_letter(conflict: Extraction) -> None:
    """An extraction that was loaded shows its values, and its words once its letter is given."""
    loaded = Extraction.model_validate_json(conflict.model_dump_json())
    assert loaded == conflict
    assert not any("Date of Injury" in one for one in Page(loaded._repr_html_()).hovers)
    with pytest.raises(LetterError, match="not the text"):
        loaded.beside("another text")


def test_letter_stays(conflict: Extraction, letter: Callable[[str], str]) -> None:
    """The letter is beside the extraction only: it is in no dump and no repr."""
    text = letter("f4b-conflict")

    assert "HOW THE IMR" in text
    assert "HOW THE IMR" not in conflict.model_dump_json() + repr(conflict)
    assert pickle.loads(pickle.dumps(conflict)) == conflict  # noqa: S301


def test_checks(letter: Callable[[str], str]) -> None:
    """Checks are a tuple that shows as a table, the open ones first."""
    checks = verify(Determination.model_validate({"worker": {"age": 99}}), letter("f4b-header"))
    page = Page(checks._repr_html_())

    assert isinstance(checks, tuple)
    assert "worker age" in page.words
    assert "differs" in page.words
    assert "replaced" not in page.words
    assert Page(checks[0]._repr_html_()).tags >= {"table", "td"}


def test_answer(conflict: Extraction) -> None:
    """An answer of a run prints in a line, and shows its extraction or its error."""
    read, not_read = succeeded(HOSTILE, conflict), failed("b.txt", LetterError(HOSTILE))

    assert repr(read) == f"Answer(source={HOSTILE!r}, open_checks=5, letter_sha256=None)"
    assert "CM16-0260031: not verified" in Page(read._repr_html_()).words
    assert f"LetterError: {HOSTILE}" in Page(not_read._repr_html_()).words
    for page in (Page(read._repr_html_()), Page(not_read._repr_html_())):
        assert "script" not in page.tags


def test_escaped(conflict: Extraction) -> None:
    """Markup in a value, a message or a passage is text."""
    bad = Check(field=HOSTILE, status=Status.OMITTED, found=HOSTILE, message=HOSTILE)
    record = Determination.model_validate(
        {
            "case": {"case_number": HOSTILE},
            "items": [{"title": HOSTILE, "rationale_gist": HOSTILE}],
            "events": [{"text": HOSTILE}],
        }
    )
    met = {"disputed": (Disputed(field=HOSTILE, model=HOSTILE),), "extra": {HOSTILE: HOSTILE}}
    done = conflict.model_copy(update={"determination": record, "checks": (bad,), **met})
    page = Page(done._repr_html_())

    assert page.tags <= {"div", "strong", "table", "thead", "tbody", "tr", "th", "td"}
    assert page.names <= {"style", "title", "scope"}
    assert HOSTILE in page.words
