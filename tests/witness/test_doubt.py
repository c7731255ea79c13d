"""What `confirmed` takes: sure, without a rival, where it looks like what it is (contract 2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from imr_llm import Check, Determination, LetterError, Status, extract, verify
from imr_llm.witness.reading.diagnoses import denied, names_a_condition

HEADER = (
    " \nCase Number: CM16-0000123  \nDate Assigned: 01/02/2017 Date of Injury:  {injury} \n"
    "Decision Date: 02/03/2017 UR Denial Date:  12/13/2016 \nPriority:  Standard Application \n"
    "Received:  \n12/20/2016 \n \n"
)
ONE = "He is a 40 year old male who was injured at work on 03/04/2016. "
TWO = f"{ONE}He sustained another industrial injury on 05/06/2016. "
REVIEW = "On 12/13/2016 Utilization Review denied the request for a wrist brace. "


def status(
    write: Callable[..., str], summary: str, field: str, value: Any, header: str = ""
) -> Any:
    """What becomes of one claim about a letter with this summary."""
    part, name = field.split(".")
    record = Determination.model_validate({part: {name: value}})
    checks = verify(record, write(summary, header=header))
    found = [check.status for check in checks if check.field == field]
    return found[0] if len(found) == 1 else found


@pytest.mark.parametrize(
    ("summary", "field", "value", "expected"),
    [
        (ONE, "worker.date_of_injury", "2016-03-04", Status.CONFIRMED),
        (ONE, "worker.date_of_injury", "2016-03-05", Status.DIFFERS),
        (ONE, "worker.date_of_injury", None, Status.OMITTED),
        (TWO, "worker.date_of_injury", "2016-03-04", Status.DOUBTFUL),
        (TWO, "worker.date_of_injury", "2016-05-06", Status.DOUBTFUL),
        ("He fell off a roof and came in on 3/4/2016.", "worker.date_of_injury", None, "open"),
        ("He takes naproxen daily.", "worker.date_of_injury", None, Status.CONFIRMED),
        (ONE + REVIEW, "utilization_review.decision", "denied", Status.CONFIRMED),
        (ONE + REVIEW, "utilization_review.decision", "mixed", Status.DIFFERS),
        (ONE, "utilization_review.decision", None, Status.CONFIRMED),
        (ONE + "The carrier balked.", "utilization_review.decision", None, Status.DOUBTFUL),
        (ONE + "The carrier balked.", "utilization_review.decision", "denied", Status.DOUBTFUL),
        (ONE + "His wife is a 50 year old.", "worker.age", 40, Status.CONFIRMED),
        ("He is a 40 year old. This 41 year old fell.", "worker.age", 40, Status.DOUBTFUL),
    ],
)
def test_facts(
    write: Callable[..., str], summary: str, field: str, value: Any, expected: Any
) -> None:
    """A sure reading without a rival confirms; a null needs that nothing even hints."""
    found = status(write, summary, field, value)
    assert found is not Status.CONFIRMED if expected == "open" else found is expected


def test_the_header_decides(write: Callable[..., str]) -> None:
    """Of two injuries the one that the header names is confirmed, the other is not."""
    header = HEADER.format(injury="05/06/2016")
    field = "worker.date_of_injury"
    assert status(write, TWO, field, "2016-05-06", header) is Status.CONFIRMED
    assert status(write, TWO, field, "2016-03-04", header) is Status.DOUBTFUL


def test_the_header_contradicts(write: Callable[..., str]) -> None:
    """A claim that the header contradicts is never confirmed: a conflict, or it differs."""
    header = HEADER.format(injury="07/08/2016")
    field = "worker.date_of_injury"
    told = status(write, ONE, field, "2016-03-04", header)
    assert told == [Status.DOUBTFUL, Status.CONFLICT]
    assert status(write, ONE, field, "2016-07-08", header)[0] is Status.DIFFERS


def opened(record: dict[str, Any], text: str) -> dict[str, Check]:
    """The open checks of a record, by field."""
    return {
        one.field: one for one in verify(Determination.model_validate(record), text) if one.open
    }


@pytest.mark.parametrize(
    ("diagnosis", "expected"),
    [
        ("lumbar strain", None),
        ("the", Status.DOUBTFUL),
        ("lumbar str", Status.UNSUPPORTED),
        ("radiculopathy", Status.DOUBTFUL),
        ("fracture", Status.DOUBTFUL),
        ("gout", Status.UNSUPPORTED),
    ],
)
def test_diagnoses(write: Callable[..., str], diagnosis: str, expected: Status | None) -> None:
    """Whole words, one of them of content, not denied where they stand."""
    told = (
        "At the visit: lumbar strain. She denies radiculopathy. X-rays were negative for fracture."
    )
    found = opened({"worker": {"diagnoses": [diagnosis]}}, write(told))
    check = found.get("worker.diagnoses[0]")
    assert (check and check.status) is expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Diagnoses include ", "", False),
        ("No evidence of ", "", True),
        ("She denies chest pain or ", "", True),
        ("Rule out ", "", True),
        ("She denies pain, but has ", "", False),
        ("Strain without numbness, ", "", False),
        ("Strain without ", "", True),
        ("The ", " was ruled out.", True),
        ("Diagnoses are neck strain, rule out a disc tear, and ", ".", False),
        ("Diagnoses are neck strain, rule out a disc tear and ", ".", True),
        ("An MRI was ordered to rule out a disc tear, and ", ".", True),
        ("Negative for gout. Diagnosis: ", "", False),
        ("disc displacement without myelopathy and ", " left", False),
        ("pain without numbness and ", " left", True),
    ],
)
def test_denied(before: str, after: str, expected: bool) -> None:
    """A denial reaches to the end of its clause, "without" to the next comma."""
    text = f"{before}sprain{after}"
    place = (len(before), len(before) + len("sprain"))
    assert denied(text, place, (0, len(text))) is expected


@pytest.mark.parametrize(
    ("phrase", "expected"), [("knee pain", True), ("of the left", False), ("pain", False)]
)
def test_names_a_condition(phrase: str, expected: bool) -> None:
    """A diagnosis has a word of content."""
    assert names_a_condition(phrase) is expected


@pytest.mark.parametrize(
    "after",
    [
        "\n \nPROOF OF SERVICE BY MAIL \nI am over the age of eighteen. \n",
        "\nPROOF OF SERVICE BY MAIL \nI am over the age of eighteen. \n",
        "\n \n \nIn other news the board met on Tuesday. \n",
        "\nDear Sir or Madam: \nthank you. \n",
    ],
)
def test_text_after_the_letter(write: Callable[..., str], after: str) -> None:
    """What follows the last rationale and is none of it opens the letter, and is no rationale."""
    text = write(ONE).rstrip() + after
    found = extract(text)
    letter = next(one for one in found.checks if one.field == "letter")
    assert letter.status is Status.DOUBTFUL
    assert letter.span and text[slice(*letter.span)].startswith(after.split(maxsplit=1)[0])
    assert not found.verified


@pytest.mark.parametrize(
    "other",
    [
        "\nMEDICAL PROFESSIONAL REVIEW\n\nISSUE AT DISPUTE:\nA cane\n",
        "\nNotice of Independent Medical Review Determination\n",
        "\n1) MAXIMUS Federal Services, Inc. has determined the request for a cane is\n",
        "\nIMR DECISION(S) AND RATIONALE(S)\n",
    ],
)
def test_two_layouts(write: Callable[..., str], other: str) -> None:
    """Two determinations in one text are refused whatever their layouts."""
    with pytest.raises(LetterError, match="more than one determination"):
        extract(write(ONE) + other)
    extract(write(f"{ONE}A Notice of Independent Medical Review Determination was read."))


def test_joined_lines(write: Callable[..., str]) -> None:
    """In text whose lines were joined nothing of the structure is more than doubtful."""
    text = " ".join(write(ONE).split())
    record = extract(text).determination.model_dump(mode="json") | {"outcome": None}
    found = {
        check.field: check.status for check in verify(Determination.model_validate(record), text)
    }
    structure = ("items", "items[0].title", "items[0].request", "items[0].decision")
    assert {found[field] for field in structure} == {Status.DOUBTFUL}


PARTLY = (
    "Aquatic therapy x 8 was the original request. 4 sessions was authorized by the Claims"
    " Administrator. The remaining IMR eligible portion of the original request, 4 sessions is"
)


@pytest.mark.parametrize(
    ("verdict", "titles", "claimed", "status"),
    [
        ("modified the request", [PARTLY], "modified", Status.CONFIRMED),
        ("denied the requests", ["MRI", PARTLY], "denied", Status.DOUBTFUL),
        (
            "denied an MRI of the knee. The therapy was modified to 4 visits",
            ["MRI", PARTLY],
            "mixed",
            Status.CONFIRMED,
        ),
        (
            "denied an MRI of the knee. The therapy was modified to 4 visits",
            ["MRI", "Aquatic therapy x 8"],
            "mixed",
            Status.DOUBTFUL,
        ),
        ("modified the aquatic therapy", ["MRI", PARTLY], "modified", Status.DOUBTFUL),
        ("denied the requests", ["MRI", "Aquatic therapy x 8"], "denied", Status.CONFIRMED),
    ],
)
def test_titles_tell_the_outcome_too(
    write: Callable[..., str],
    block: Callable[..., str],
    verdict: str,
    titles: list[str],
    claimed: str,
    status: Status,
) -> None:
    """A title that was authorized in part is a rival of a summary that tells otherwise."""
    text = write(f"On 1/6/2016 Utilization Review {verdict}.", *map(block, titles))
    record = Determination.model_validate({"utilization_review": {"decision": claimed}})
    found = {check.field: check.status for check in verify(record, text)}

    assert found["utilization_review.decision"] is status


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("He had an earlier knee injury in 1998 which healed.", Status.CONFIRMED),
        ("There was a previous claim in 1998 for the back.", Status.CONFIRMED),
        ("There was no earlier knee injury in 1998.", Status.DOUBTFUL),
        ("There was a prior motor vehicle accident in 1998.", Status.DOUBTFUL),
        ("His wife had an earlier injury in 1998.", Status.DOUBTFUL),
    ],
)
def test_an_earlier_injury(write: Callable[..., str], told: str, expected: Status) -> None:
    """An event of its own, and surely an injury where the letter tells one."""
    events = [{"date": "2016-03-04", "kind": "injury"}, {"date": "1998", "kind": "injury"}]
    worker = {"date_of_injury": "2016-03-04"}
    record = Determination.model_validate({"worker": worker, "events": events})
    found = {one.field: one.status for one in verify(record, write(ONE + told))}
    assert found["events[1].kind"] is expected


@pytest.mark.parametrize(
    ("titles", "review", "expected"),
    [
        (("Ramp",), "certified 4 therapy sessions and denied a ramp. ", Status.CONFIRMED),
        (("Ramp",), "denied a ramp and certified two compression gloves. ", Status.CONFIRMED),
        (("Compression gloves",), "denied gloves and certified one pair. ", Status.DOUBTFUL),
        (
            ("Ramp", "Compression gloves #4"),
            "denied a ramp and certified two compression gloves. ",
            Status.DOUBTFUL,
        ),
        (
            ("Ramp", "Therapy, 8 sessions"),
            "certified 4 therapy sessions and denied a ramp. ",
            Status.DOUBTFUL,
        ),
        (
            ("Ramp", "Hydrocodone 10/325mg #90"),
            "certified 60 tablets of Norco and denied a ramp. ",
            Status.DOUBTFUL,
        ),
    ],
)
def test_titles_settle_how_much_was_certified(
    write: Callable[..., str],
    block: Callable[..., str],
    titles: tuple[str, ...],
    review: str,
    expected: Status,
) -> None:
    """What is certified by a number and not in dispute was certified in full."""
    text = write(f"{ONE}On 12/13/2016 Utilization Review {review}", *map(block, titles))
    record = Determination.model_validate({"utilization_review": {"decision": "denied"}})
    found = {one.field: one.status for one in verify(record, text)}
    assert found["utilization_review.decision"] is expected


@pytest.mark.parametrize(
    ("told", "date", "expected"),
    [
        ("She did well after her lumbar fusion in 2012.", "2012", Status.CONFIRMED),
        ("Fusion outcomes in 2012 were no better.", "2012", Status.DOUBTFUL),
        ("It cannot be known in December of 2016 whether six will do.", "2016-12", Status.DOUBTFUL),
        (
            "In December of 2016 it cannot be known whether six will do.",
            "2016-12",
            Status.CONFIRMED,
        ),
        ("Jamar grip was 12/10/12 on the right.", "2012-12-10", Status.DOUBTFUL),
        ("Readings of the right hand were 12/10/12.", "2012-12-10", Status.DOUBTFUL),
        ("The last visit was 12/10/12.", "2012-12-10", Status.CONFIRMED),
        ("Grip was tested on 12/10/12 with the Jamar.", "2012-12-10", Status.CONFIRMED),
    ],
)
def test_dates_of_a_rationale(
    write: Callable[..., str], block: Callable[..., str], told: str, date: str, expected: Status
) -> None:
    """The worker's own are confirmed, not what an argument supposes or a measure looks like."""
    rationale = f"{told} The request is not medically necessary."
    text = write(ONE, block("Wrist brace", "Upheld", ["None.", "None.", rationale]))
    record = Determination.model_validate({"events": [{"date": date}]})
    found = {one.field: one.status for one in verify(record, text)}
    assert found["events[0].date"] is expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("On 3/9/2016 he reported that he was lifting a crate when he felt a pop.", None),
        ("On 3/9/2016 he reported an injury.", Status.DOUBTFUL),
    ],
)
def test_a_visit_told_where_an_injury_may_be(
    write: Callable[..., str], told: str, expected: Status | None
) -> None:
    """What was said on a day may be said at a visit; an injury that was reported may be its own."""
    record = Determination.model_validate({"events": [{"date": "2016-03-09", "kind": "visit"}]})
    found = {one.field: one.status for one in verify(record, write(ONE + told))}
    assert found.get("events[0].kind") is expected


@pytest.mark.parametrize(
    ("told", "kinds", "expected"),
    [
        ("1/6/2016 reported therapy authorized.", ["visit"], Status.DOUBTFUL),
        ("1/6/2016 reported therapy authorized.", ["visit", "utilization_review"], None),
        ("On 1/6/2016 he was seen.", ["visit"], None),
        ("A former knee strain of 1/6/2016 is told.", ["treatment"], Status.DOUBTFUL),
        ("A former knee strain of 1/6/2016 is told.", ["treatment", "injury"], None),
    ],
)
def test_a_role_left_out(
    write: Callable[..., str], told: str, kinds: list[str], expected: Status | None
) -> None:
    """A date that may be an injury's or a review's is open where the record tells no such role."""
    record = Determination.model_validate(
        {"events": [{"date": "2016-01-06", "kind": kind} for kind in kinds]}
    )
    found = {one.field: one.status for one in verify(record, write(ONE + told))}
    assert found.get("events[0].kind") is expected


@pytest.mark.parametrize(
    ("why", "kind", "expected"),
    [
        (
            "There is a gap between her lifting on 12/12/2016 and the job.",
            "injury",
            Status.DOUBTFUL,
        ),
        ("Another injury of 12/12/2016 is told on the form.", "injury", Status.CONFIRMED),
        (
            "This is a 39 year old who takes one drug and denied heartburn on 12/12/2016.",
            "utilization_review",
            Status.DOUBTFUL,
        ),
    ],
)
def test_a_rationale(
    write: Callable[..., str],
    block: Callable[..., str],
    why: str,
    kind: str,
    expected: Status,
) -> None:
    """A rationale is sure of an injury or a review that the summary does not tell only by name."""
    text = write(ONE, block("Brace", "Upheld", ("None.", "None.", f"{why} It is not necessary.")))
    record = Determination.model_validate({"events": [{"date": "2016-12-12", "kind": kind}]})
    found = {one.field: one.status for one in verify(record, text)}
    assert found["events[0].kind"] is expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("His wife drives him, and she would go back to her own job 1/17/2017.", Status.DOUBTFUL),
        ("Her husband, who has a bad back, returned to his job on 1/17/2017.", Status.DOUBTFUL),
        ("The source patient was tested negative on 1/17/2017.", Status.DOUBTFUL),
        ("His wife drove the worker to his visit on 1/17/2017.", Status.CONFIRMED),
        ("His wife drove, and he was seen on 1/17/2017.", Status.CONFIRMED),
    ],
)
def test_a_relative(write: Callable[..., str], told: str, expected: Status) -> None:
    """What a relative did on a date may be no fact about the worker."""
    record = Determination.model_validate({"events": [{"date": "2017-01-17", "kind": "visit"}]})
    found = {one.field: one.status for one in verify(record, write(ONE + told))}
    assert found["events[0].date"] is expected
