"""Dated facts: what the words around a date make it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_llm.letter.sections import read_letter
from imr_llm.rules.cues import ADDED, DONE, DONE_NEXT, Sign
from imr_llm.rules.engine import read_record

KINDS = [
    ("He sustained an industrial injury on 01-02-2016.", "injury", "sustained"),
    ("He has a date of injury of 01-02-2016.", "injury", "date of injury"),
    ("He was hurt in a work accident on 01-02-2016.", "injury", "accident"),
    ("The claim is for an occupational claim from 01-02-2016.", "injury", "claim"),
    ("A progress note dated 01-02-2016 tells of pain.", "visit", "note"),
    ("On 01-02-2016 he was examined.", "visit", "nothing else"),
    ("At the consultation of 01-02-2016 he limped.", "visit", "consultation"),
    ("An MRI of the wrist performed on 01-02-2016 was normal.", "diagnostic", "imaging"),
    ("The 01-02-2016 x-ray was normal.", "diagnostic", "imaging after the date"),
    ("A urine drug screen of 01-02-2016 was negative.", "diagnostic", "laboratory"),
    ("He underwent a carpal tunnel release on 01-02-2016.", "procedure", "surgery"),
    ("An epidural steroid injection was given on 01-02-2016.", "procedure", "injection"),
    ("He was off work through 01-02-2016.", "treatment", "work status"),
    ("Physical therapy was begun on 01-02-2016.", "treatment", "therapy begun"),
    ("The Request for Authorization was dated 01-02-2016.", "request", "request"),
    ("An RFA form of 01-02-2016 was sent.", "request", "form"),
    ("He sent an appeal letter on 01-02-2016.", "request", "appeal"),
    ("The Utilization Review of 01-02-2016 denied it.", "utilization_review", "review"),
    ("The original UR (01-02-2016) modified it.", "utilization_review", "review, brackets"),
    (
        "On 01-02-2016, the claims administrator denied the brace.",
        "utilization_review",
        "claims administrator",
    ),
]


@pytest.fixture
def events(write: Callable[..., str]) -> Callable[..., list[tuple[str, str]]]:
    """Read the events of a summary (and of blocks) as pairs of date and kind."""

    def read(summary: str, *blocks: str) -> list[tuple[str, str]]:
        record = read_record(read_letter(write(summary, *blocks)))
        return [(one.date or "", one.kind or "") for one in record.events or ()]

    return read


@pytest.mark.parametrize(("summary", "kind", "why"), KINDS)
def test_kinds(
    summary: str, kind: str, why: str, events: Callable[..., list[tuple[str, str]]]
) -> None:
    """The words around a date say what it is the date of."""
    assert events(summary) == [("2016-01-02", kind)], why


def test_one_for_each_date_and_kind(events: Callable[..., list[tuple[str, str]]]) -> None:
    """A fact told twice is one event, and one date of two kinds is two."""
    summary = (
        "An MRI performed on 01-02-2016 was normal. A note dated 01-02-2016 tells of pain. "
        "The MRI of 01-02-2016 was read again."
    )
    assert events(summary) == [("2016-01-02", "diagnostic"), ("2016-01-02", "visit")]


def test_order(events: Callable[..., list[tuple[str, str]]], block: Callable[..., str]) -> None:
    """Events stand in the letter's order, those of the rationales after the summary's."""
    rationale = "The note of 02-03-2015 tells nothing. It is not medically necessary."
    item = block("Brace", "Upheld", ("1.", "2.", rationale))
    summary = "A note of 03-04-2016 tells of pain. A note of 01-02-2016 told more."

    assert [date for date, _ in events(summary, item)] == ["2016-03-04", "2016-01-02", "2015-02-03"]


def test_guidelines_date_nothing(
    events: Callable[..., list[tuple[str, str]]], block: Callable[..., str]
) -> None:
    """Dates of guideline paragraphs and of titles are no events."""
    item = block("Brace (DOS 01/02/2016)", "Upheld", ("Updated 02/03/2016.", "On 1/2/16.", "No."))

    assert events("He fell.", item) == []


def test_years(events: Callable[..., list[tuple[str, str]]], block: Callable[..., str]) -> None:
    """A bare year is a fact in the summary and a study's in a rationale."""
    item = block(
        "Brace", "Upheld", ("1.", "2.", "A trial in 2009 found no use. It is not necessary.")
    )

    assert events("He had a release in 2009.", item) == [("2009", "procedure")]
    assert events("He fell.", item) == []


def test_publications(
    events: Callable[..., list[tuple[str, str]]], block: Callable[..., str]
) -> None:
    """When a guideline was updated or a drug approved is no fact about the worker."""
    why = "ODG (updated 11/23/16) agrees. It is FDA approved, since October 2007. It is necessary."

    assert events("He fell.", block("Brace", "Upheld", ("1.", "2.", why))) == []


def test_told_again(
    events: Callable[..., list[tuple[str, str]]], block: Callable[..., str]
) -> None:
    """A date told of before is no second fact where no word near it tells another."""
    why = "He could not turn a key before 01-02-2016. It is not necessary."
    summary = "An MRI of the wrist performed on 01-02-2016 was normal."

    assert events(summary, block("Brace", "Upheld", ("1.", "2.", why))) == [
        ("2016-01-02", "diagnostic")
    ]


@pytest.mark.parametrize(
    "again",
    [
        "Only three therapy visits were attended as of 01-02-2016.",
        "The brace of 01-02-2016 was not medically necessary.",
    ],
)
def test_told_again_in_a_rationale(
    events: Callable[..., list[tuple[str, str]]], block: Callable[..., str], again: str
) -> None:
    """A rationale tells how far things stood then, and is no review."""
    why = f"{again} It is not necessary."
    summary = "A brace was given on 01-02-2016 at an office visit."
    told = events(summary)

    assert events(summary, block("Brace", "Upheld", ("1.", "2.", why))) == told


def test_which_injury(write: Callable[..., str]) -> None:
    """Of two injuries the worker's is the one the header prints; no words, its day tells which."""
    two = "He was injured on 05-04-2011. He was injured again on 11-23-2015."
    untold = "Ever since 11-23-2015 she cannot bear the sound of glass. She was seen on 12-01-2015."

    def injury(summary: str, header: str) -> str | None:
        return read_record(read_letter(write(summary, header=header))).worker.date_of_injury

    assert injury(two, "Date of Injury: 11/23/2015 \n") == "2015-11-23"
    assert injury(two, "") == "2011-05-04"
    assert injury(untold, "Date of Injury: 11/23/2015 \n") == "2015-11-23"
    assert injury(untold, "") is None


def test_same_again(events: Callable[..., list[tuple[str, str]]]) -> None:
    """A second date joined to the first is of its kind."""
    summary = "Epidural steroid injections were given on 01-02-2016 and 02-03-2016."

    assert events(summary) == [("2016-01-02", "procedure"), ("2016-02-03", "procedure")]


def test_done_today(events: Callable[..., list[tuple[str, str]]]) -> None:
    """What was done at the visit told of before has the visit's date."""
    summary = "A progress note dated 01-02-2016 tells of pain. X-rays were done and read today."

    assert events(summary) == [("2016-01-02", "visit"), ("2016-01-02", "diagnostic")]


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("X-rays done that day showed a spur.", ["visit", "diagnostic"]),
        ("X-rays of the wrist were taken.", ["visit", "diagnostic"]),
        ("He received an injection of Toradol in the office.", ["visit", "procedure"]),
        ("X-rays of the wrist will be done in the office.", ["visit"]),
        ("X-rays of the wrist were taken before.", ["visit"]),
        ("He then underwent therapy.", ["visit"]),
    ],
)
def test_done_at_the_visit(
    sentence: str, kinds: list[str], events: Callable[..., list[tuple[str, str]]]
) -> None:
    """What is said to be done at the visit has its date, what is to be done has not."""
    told = events(f"A progress note dated 01-02-2016 tells of pain. {sentence}")

    assert told == [("2016-01-02", kind) for kind in kinds]


@pytest.mark.parametrize(
    ("first", "then", "kinds"),
    [
        ("On 01-02-2016 she was placed off work.", "X-rays of that date were negative.",
         ["treatment", "diagnostic"]),
        ("He was injured on 01-02-2016.", "He was seen in the emergency room the same day.",
         ["injury", "visit"]),
        ("He was injured on 01-02-2016.", "He was seen in the emergency room.", ["injury"]),
        ("On 01-02-2016 Utilization Review denied a brace.", "X-rays of that date were negative.",
         ["utilization_review"]),
    ],
)  # fmt: skip
def test_that_day(
    first: str, then: str, kinds: list[str], events: Callable[..., list[tuple[str, str]]]
) -> None:
    """What is said to be done that day was done on the day told of right before."""
    assert events(f"{first} {then}") == [("2016-01-02", kind) for kind in kinds]


def test_therapy_note(events: Callable[..., list[tuple[str, str]]]) -> None:
    """What was done that day was done at the doctor's visit, not at the therapist's."""
    summary = (
        "The report of 02-03-2016 tells of pain. A physical therapy note of 01-02-2016 tells of "
        "gain. X-rays done that day were normal."
    )
    assert ("2016-02-03", "diagnostic") in events(summary)


def test_asked_for_what_is_known(
    events: Callable[..., list[tuple[str, str]]], block: Callable[..., str]
) -> None:
    """The request for what was done on a date is no request of that date."""
    item = block("Urinalysis", "Upheld", ("1.", "2.", "The request for the x-ray of 01-02-2016."))

    assert events("An x-ray of 01-02-2016 was normal.", item) == [("2016-01-02", "diagnostic")]
    assert events("He fell.", item) == [("2016-01-02", "request")]


def test_since_the_injury(
    events: Callable[..., list[tuple[str, str]]], block: Callable[..., str]
) -> None:
    """In a rationale too a complaint since the day of the injury tells nothing new."""
    why = "There has been pain since 01-02-2016. It is not necessary."
    summary = "He was injured on 01-02-2016."

    assert events(summary, block("Brace", "Upheld", ("1.", "2.", why))) == [
        ("2016-01-02", "injury")
    ]


@pytest.mark.parametrize(
    "why",
    [
        "There is no record that a brace was tried since 01-02-2016.",
        "On 01-02-2016 there was no mention of a TENS trial.",
        "He was taking ibuprofen on 01-02-2016 for pain.",
        "There was no response to the therapy ordered on 01-02-2016.",
        "Six visits had been attended as of 01-02-2016.",
    ],
)
def test_denied_again(
    why: str, events: Callable[..., list[tuple[str, str]]], block: Callable[..., str]
) -> None:
    """What a rationale denies of a date that was told before is no second fact of it."""
    item = block("Brace", "Upheld", ("1.", "2.", why))

    assert events("On 01-02-2016 he was examined.", item) == [("2016-01-02", "visit")]


def test_phrase(write: Callable[..., str]) -> None:
    """An event's text is a phrase of the letter, of one sentence, that holds the date."""
    long = "word " * 40
    summary = f"First. Then {long}on 01-02-2016 {long}ended. Last, on 02-03-2016."
    record = read_record(read_letter(write(summary)))
    texts = [one.text or "" for one in record.events or ()]

    assert len(texts) == 2
    for text, printed in zip(texts, ("01-02-2016", "02-03-2016"), strict=True):
        assert printed in text
        assert f" {text} " in f" {record.clinical_summary} "
        assert len(text) < 200


class TestInjury:
    """The worker's date of injury is the first injury told."""

    @pytest.mark.parametrize(
        ("summary", "start", "last"),
        [
            ("He was injured on 01-02-2016 and again on 02-03-2016.", None, "2016-01-02"),
            (
                "He claims a cumulative trauma from 01-02-2014 to 03-04-2016.",
                "2014-01-02",
                "2016-03-04",
            ),
            (
                "She filed a claim for a cumulative injury from June 1, 2011 through March 2015.",
                "2011-06-01",
                "2015-03",
            ),
            ("He was injured in November 2012.", None, "2012-11"),
            ("He was seen on 01-02-2016.", None, None),
        ],
    )
    def test_dates(
        self, summary: str, start: str | None, last: str | None, write: Callable[..., str]
    ) -> None:
        """A cumulative trauma has a first and a last day, any other injury one date."""
        worker = read_record(read_letter(write(summary))).worker

        assert (worker.injury_start, worker.date_of_injury) == (start, last)


def test_unreadable_dates(write: Callable[..., str], block: Callable[..., str]) -> None:
    """A date that cannot be read is listed as printed and is no event."""
    item = block("Brace", "Upheld", ("1.", "2.", "The note of December 9, \n3026 tells nothing."))
    record = read_record(read_letter(write("An MRI was done on 10/204.", item)))

    assert (record.events, record.unreadable_dates) == ([], ["10/204", "December 9, 3026"])


@pytest.mark.parametrize(
    ("header", "review", "expected"),
    [
        ("Decision Date: 02/03/2014 \n", "", "1998-03-04"),
        ("", " The Utilization Review of 2/3/14 denied it.", "1998-03-04"),
        ("Decision Date: 02/03/2098 \n", "", "2098-03-04"),
    ],
)
def test_pivot(header: str, review: str, expected: str, write: Callable[..., str]) -> None:
    """Short years are read by the latest decision or review date, wherever the letter has it."""
    text = write(f"He was injured on 3/4/98.{review}", header=header)

    assert read_record(read_letter(text)).worker.date_of_injury == expected


@pytest.mark.parametrize("sign", [*ADDED, *DONE, *DONE_NEXT])
@given(data=st.data())
@settings(derandomize=True, max_examples=25, deadline=None)
def test_stems(sign: Sign, data: st.DataObject) -> None:
    """Whatever a pattern of the tables matches holds one of its stems."""
    assert sign.stands_in(data.draw(st.from_regex(sign.pattern)))
