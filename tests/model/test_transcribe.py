"""From a draft to a record: cut from the letter, read in its own words, or null and told so."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_llm import Check, Determination
from imr_llm.folding import fold
from imr_llm.model.draft import Draft
from imr_llm.model.example import example_values
from imr_llm.model.numbering import numbered
from imr_llm.model.transcribe import record_of

EMPTY: dict[str, Any] = {
    "h": None,
    "sp": None,
    "st": None,
    "s": None,
    "a": None,
    "x": None,
    "i": [],
    "dx": [],
    "ud": None,
    "u": None,
    "e": [],
    "b": [],
    "t": [],
    "o": [],
}
ITEM: dict[str, Any] = {
    "t": "1",
    "d": "u",
    "c": "dme",
    "g": None,
    "m": None,
    "r": None,
    "n": None,
    "y": None,
}
CASE = dict.fromkeys("naidurp")


def read(text: str, **fields: Any) -> tuple[Determination, dict[str, Check]]:
    """The record of a draft that says only this, and what was refused, by field."""
    record, refused = record_of(Draft.model_validate(EMPTY | fields), text)
    return record, {check.field: check for check in refused}


def item(text: str, **fields: Any) -> tuple[Any, dict[str, Check]]:
    """The only item of such a record."""
    record, refused = read(text, t=[ITEM | fields])
    assert record.items
    return record.items[0], refused


class TestTitles:
    """A title is a line or a run of them, without its outcome."""

    @pytest.mark.parametrize(
        ("text", "pointer", "title"),
        [
            ("Knee brace: Upheld", "1", "Knee brace"),
            ("Knee brace: Upheld", "1-2", "Knee brace"),
            ("Pre-op labs: CBC, QTY: 2: Upheld", "1-2", "Pre-op labs: CBC, QTY: 2"),
            ("Ten visits. The rest, six is: Upheld", "1-2", "Ten visits. The rest, six is"),
            ("the request for a brace is not necessary.", "1 a brace", "a brace"),
            ("Ended. L5-\nS1 fusion: Upheld", "2", "L5-S1 fusion"),
        ],
    )
    def test_cut(self, text: str, pointer: str, title: str) -> None:
        """One line, several, with colons of its own, a part of a sentence."""
        one, refused = item(text, t=pointer)

        assert (one.title, refused) == (title, {})

    def test_alike(self) -> None:
        """Two titles alike are two lines."""
        text = "Knee brace: Upheld Decision rationale: No. Knee brace: Overturned"
        record, refused = read(text, t=[ITEM, ITEM | {"t": "5", "d": "o"}])

        assert [(one.title, one.decision) for one in record.items or ()] == [
            ("Knee brace", "upheld"),
            ("Knee brace", "overturned"),
        ]
        assert not refused

    def test_read_in_the_title(self) -> None:
        """The request and its parts, and a date of service, are read in the title."""
        text = (
            "Six visits was the original request. Two visits was authorized by the Claims "
            "Administrator. The remaining IMR eligible portion of the original request, four "
            "visits (DOS 12/29/16) is: Upheld"
        )
        one, _ = item(text, t="1-3")

        assert (one.original_request, one.authorized) == ("Six visits", "Two visits")
        assert (one.request, one.date_of_service) == ("four visits (DOS 12/29/16)", "2016-12-29")
        assert one.retrospective is True

    def test_nowhere(self) -> None:
        """A title that is pointed at wrongly is null and nothing is read in it."""
        one, refused = item("Knee brace: Upheld", t="9")

        assert one.title is one.request is one.retrospective is None
        assert (refused["items[0].title"].status, refused["items[0].title"].claimed) == (
            "unsupported",
            "9",
        )

    @pytest.mark.parametrize(
        ("text", "pointer", "printed"),
        [
            ("Knee brace: Partly upheld. More.", "1", "Partly upheld."),
            ("A request for a brace is withdrawn. More.", "1 a brace", "is withdrawn."),
            ("Knee brace", "1", None),
            ("Knee brace: Partly upheld", "7", None),
        ],
    )
    def test_other(self, text: str, pointer: str, printed: str | None) -> None:
        """A decision that is neither is null; its check quotes what is printed behind the title."""
        one, refused = item(text, t=pointer, d="x")

        assert one.decision is None
        assert refused["items[0].decision"].found == printed


class TestGuidelines:
    """What a guideline paragraph cites is read in it, unless the draft tells it apart."""

    TEXT = "The Reviewer relied on the MTUS ACOEM Chapter 14, page 371, and on ODG, Ankle. More."

    def test_read(self) -> None:
        """The wordings of the block form are read by our code."""
        one, _ = item("Decision based on MTUS Knee Complaints 2004, Section(s): Braces.", g="1")
        cited = one.claims_administrator_guideline

        assert cited.basis == "mtus"
        assert [(c.title, c.sections) for c in cited.citations] == [
            ("Knee Complaints 2004", ["Braces"])
        ]

    @pytest.mark.parametrize(
        ("sources", "basis"), [("m", "mtus"), ("n", "non_mtus"), ("mn", "both"), ("mm", "mtus")]
    )
    def test_told(self, sources: str, basis: str) -> None:
        """Those of other layouts are told, and of this very paragraph only."""
        told = [{"g": "1", "s": one, "t": "ODG, Ankle", "x": [], "p": ["9"]} for one in sources]
        other = {"g": "2", "s": "n", "t": "More", "x": [], "p": []}
        record, _ = read(self.TEXT, t=[ITEM | {"m": "1"}], o=[*told, other])
        cited = (record.items or [])[0].maximus_guideline

        assert cited
        assert cited.basis == basis
        assert [one.title for one in cited.citations or ()] == ["ODG, Ankle"] * len(sources)

    def test_nowhere(self) -> None:
        """A paragraph that is pointed at wrongly has no text, and cites nothing."""
        one, refused = item(self.TEXT, m="3-4")

        assert one.maximus_guideline.model_dump() == dict.fromkeys(("text", "basis", "citations"))
        assert list(refused) == ["items[0].maximus_guideline.text"]


class TestGists:
    """One sentence a rationale."""

    def test_told_once(self) -> None:
        """Items with one rationale share its gist; others do not."""
        text = "It is not needed. It is not needed. It is needed."
        items = [ITEM | {"r": "1", "y": "Why."}, ITEM | {"r": "2"}, ITEM | {"r": "3"}, ITEM]
        record, _ = read(text, t=items)

        assert [one.rationale_gist for one in record.items or ()] == ["Why.", "Why.", None, None]


class TestEvents:
    """An event's phrase is cut around its date, in the line pointed at."""

    TEXT = "He fell on 10-30-2016 at work. He was seen on 10-30-2016 by a chiropractor."

    @pytest.mark.parametrize(
        ("line", "words", "phrase"),
        [
            (1, "10-30-2016", "He fell on 10-30-2016 at work"),
            (2, "10-30-2016", "He was seen on 10-30-2016 by a chiropractor"),
            (3, "10-30-2016", None),
            (0, "10-30-2016", None),
            (1, "10-31-2016", None),
        ],
    )
    def test_phrase(self, line: int, words: str, phrase: str | None) -> None:
        """The phrase of the right one of two places; null and told where the date is not there."""
        record, refused = read(self.TEXT, e=[{"n": line, "d": words, "k": "v"}])
        event = (record.events or [])[0]

        assert event.text == phrase
        assert ("events[0].text" in refused) == (phrase is None)
        assert event.kind == "visit"

    def test_over_two_lines(self) -> None:
        """A date that a page break cuts is found from the line in which it begins."""
        text = "He was seen on October 24,\n \n\n2016 for it. More is\nnot known,\nso far.\n"
        record, refused = read(text, e=[{"n": 1, "d": "October 24, 2016", "k": "v"}])

        assert len(numbered(fold(text)).splitlines()) > 2
        assert (record.events or [])[0].text == "He was seen on October 24, 2016 for it"
        assert not refused

    def test_unreadable(self) -> None:
        """Words that are no date are no date."""
        record, refused = read("Seen 10/204.", e=[{"n": 1, "d": "10/204", "k": "v"}])

        assert (record.events or [])[0].date is None
        assert refused["events[0].date"].status == "unreadable"


class TestDates:
    """Dates in the letter's own words."""

    @pytest.mark.parametrize(
        ("injury", "start", "end"),
        [
            ([], None, None),
            (["6/1/14"], None, "2014-06-01"),
            (["6/1/14", "June 2015"], "2014-06-01", "2015-06"),
        ],
    )
    def test_injury(self, injury: list[str], start: str | None, end: str | None) -> None:
        """One date of injury, or the first and last day of a cumulative trauma."""
        worker = read("x", i=injury)[0].worker

        assert (worker.injury_start, worker.date_of_injury) == (start, end)

    @pytest.mark.parametrize(
        ("case", "review", "read_as"),
        [
            ({"d": "1/2/2013"}, None, "1962-05-04"),
            (None, "5/6/2061", "1962-05-04"),
            (None, "5/6/2062", "2062-05-04"),
            (None, None, "1962-05-04"),
        ],
    )
    def test_two_digits(
        self, case: dict[str, str] | None, review: str | None, read_as: str
    ) -> None:
        """A year of two digits is none after the letter's latest date."""
        record, _ = read("x", h=case and CASE | case, ud=review, i=["5/4/62"])

        assert record.worker.date_of_injury == read_as

    def test_header(self) -> None:
        """The header prints whole dates or nothing; a letter without one has nulls."""
        record, refused = read("x", h=CASE | {"a": "06/2014", "p": "e", "n": "CM14-0000001"})

        assert record.case.date_assigned is None
        assert (record.case.priority, record.case.case_number) == ("expedited", "CM14-0000001")
        assert refused["case.date_assigned"].status == "unreadable"
        assert set(read("x")[0].case.model_dump().values()) == {None}


@pytest.mark.parametrize("age", [-1, 131, 10**9])
def test_age(age: int) -> None:
    """No impossible age."""
    assert read("x", a=age)[0].worker.age is None


@settings(derandomize=True, deadline=None)
@given(
    st.text() | st.from_regex(r"[0-9]{1,3}(-[0-9]{1,3})?( .{0,9})?", fullmatch=True), st.integers()
)
def test_any_pointer(pointer: str, line: int) -> None:
    """Whatever is pointed at, what comes of it stands in the letter or is told."""
    text = "Knee brace: Upheld Seen 1/2/16. More."
    record, refused = read(
        text, s=pointer, t=[ITEM | {"t": pointer}], e=[{"n": line, "d": "1/2/16", "k": "v"}]
    )

    assert (record.clinical_summary or "") in text
    assert (record.clinical_summary is None) == ("clinical_summary" in refused)
    assert ((record.items or [])[0].title is None) == ("items[0].title" in refused)
    assert ((record.events or [])[0].text is None) == ("events[0].text" in refused)


def test_number_as_pointer() -> None:
    """A pointer given as a number is taken as one."""
    assert item("Knee brace: Upheld", t=1)[0].title == "Knee brace"


def test_example(write: Callable[..., str]) -> None:
    """Nothing copied from the example is taken, unless the letter holds it too."""
    copied = {"dx": ["ankle instability", "sprain of the knee"], "t": [ITEM | {"y": "It is so."}]}
    example = example_values(json.dumps(copied))
    text = write("He has a sprain of the knee.")
    record, refused = record_of(Draft.model_validate(EMPTY | copied), text, example)

    assert record.worker.diagnoses == ["sprain of the knee"]
    assert (record.items or [])[0].rationale_gist is None
    assert [check.field for check in refused] == ["worker.diagnoses[0]", "items[0].rationale_gist"]
