"""Any record against any letter: statuses, fields, evidence and conflicts (contract 2)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.cases import Case
from imr_llm.extraction import Check, Status
from imr_llm.record import Determination
from imr_llm.witness.examination import examine, verify

# a synthetic letter: no worker, date or sentence of it is real
SUMMARY = (
    "The applicant is a 51-year-old woman who sustained an industrial injury on 03/04/2016. An \n"
    "MRI of 06/2016 was normal. She was seen on May 2, \n2016. A lift was ordered on 10/204. The "
    "utilization review \nof 12/13/2016 denied both requests."
)
ITEMS = """Massage, 8 visits: Upheld

Claims Administrator guideline: Decision based on MTUS Knee Complaints 2004, Section(s): Summary.

MAXIMUS guideline: The Expert Reviewer did not cite any medical evidence for its decision.

Decision rationale: She has had many visits. The request is not medically necessary.

A folding cane: Overturned

Claims Administrator guideline: The Claims Administrator did not cite any medical evidence.

MAXIMUS guideline: Decision based on Non-MTUS Citation Book of Canes.

Decision rationale: She was seen again on 11/5/2016. The request is medically necessary.
"""
HEADER = (
    "Case Number: CM16-0000123 \nDate Assigned: 01/02/2017 Date of Injury:  03/04/2016 \n"
    "Decision Date: 02/03/2017 UR Denial Date:  12/13/2016 \nPriority:  Standard Application \n"
    "Received:  \n12/20/2016 \n\n"
)
LETTER = (
    f"{HEADER}HOW THE IMR FINAL DETERMINATION WAS MADE\nMAXIMUS Federal Services.\n\n"
    "State(s) of Licensure: Ohio,Utah\nCertification(s)/Specialty: Urology\n\n"
    "CLINICAL CASE SUMMARY\nThe expert reviewer developed the following clinical case summary "
    "based on a review of the case file, including all medical records:\n\n"
    f"{SUMMARY}\n\nIMR ISSUES, DECISIONS AND RATIONALES\nThe Final Determination was based on "
    f"decisions for the disputed items/services set forth below:\n\n{ITEMS}"
)


def _event(date: str, kind: str, text: str) -> dict[str, str]:
    return {"date": date, "kind": kind, "text": text}


def _item(title: str, decision: str, rationale: str, **more: Any) -> dict[str, Any]:
    parts = {"request": title, "original_request": None, "authorized": None}
    also = {"retrospective": False, "date_of_service": None, "rationale": rationale}
    necessary = decision == "overturned"
    found = {"title": title, "decision": decision, "medically_necessary": necessary}
    return found | parts | also | more


def _record() -> dict[str, Any]:
    """The record of the letter, complete and right."""
    cited = {
        "source": "MTUS",
        "title": "Knee Complaints 2004",
        "sections": ["Summary"],
        "pages": [],
    }
    book = {"source": "Non-MTUS", "title": "Book of Canes", "sections": [], "pages": []}
    return {
        "case": {
            "case_number": "CM16-0000123",
            "date_assigned": "2017-01-02",
            "date_of_injury": "2016-03-04",
            "decision_date": "2017-02-03",
            "ur_denial_date": "2016-12-13",
            "application_received": "2016-12-20",
            "priority": "standard",
        },
        "reviewer": {"specialties": ["Urology"], "licensed_states": ["Ohio", "Utah"]},
        "worker": {
            "age": 51,
            "sex": "female",
            "date_of_injury": "2016-03-04",
            "injury_start": None,
            "diagnoses": [],
        },
        "utilization_review": {"date": "2016-12-13", "decision": "denied"},
        "clinical_summary": " ".join(SUMMARY.split()),
        "events": [
            _event("2016-03-04", "injury", "industrial injury on 03/04/2016"),
            _event("2016-06", "diagnostic", "An MRI of 06/2016"),
            _event("2016-05-02", "visit", "seen on May 2, 2016"),
            _event("2016-12-13", "utilization_review", "utilization review of 12/13/2016"),
            _event("2016-11-05", "visit", "seen again on 11/5/2016"),
        ],
        "unreadable_dates": ["10/204"],
        "items": [
            _item(
                "Massage, 8 visits",
                "upheld",
                "She has had many visits. The request is not medically necessary.",
                category="therapies",
                claims_administrator_guideline={"basis": "mtus", "citations": [cited]},
                maximus_guideline={"basis": "none_cited", "citations": []},
            ),
            _item(
                "A folding cane",
                "overturned",
                "She was seen again on 11/5/2016. The request is medically necessary.",
                claims_administrator_guideline={"basis": "none_cited", "citations": []},
                maximus_guideline={"basis": "non_mtus", "citations": [book]},
            ),
        ],
    }


def _opens(record: dict[str, Any], text: str = LETTER) -> dict[str, Check]:
    checks = verify(Determination.model_validate(record), text)
    return {check.field: check for check in checks if check.open}


def test_a_right_record_has_no_open_check() -> None:
    """Every claim of a complete and right record is confirmed."""
    assert _opens(_record()) == {}


def test_evidence_indexes_the_original_text() -> None:
    """A span leads to the printed words, also where the page furniture and line ends differ."""
    text = LETTER.replace("\n", "\r\n").replace("MRI of", "MRI\f\u200b of")
    checks = {check.field: check for check in verify(Determination.model_validate(_record()), text)}
    spans = {
        name: checks[name].span for name in ("worker.age", "items[1].decision", "events[2].date")
    }
    assert [text[slice(*span)] for span in spans.values() if span] == [
        "51-year-old",
        "Overturned",
        "May 2, \r\n2016",
    ]


def test_a_part_left_out_claims_nothing() -> None:
    """An empty record is checked for nothing but the letter itself; its items are told of."""
    (check,) = verify(Determination(), LETTER)
    assert (check.field, check.status) == ("items", Status.OMITTED)


@pytest.mark.parametrize("part", ["title", "decision"])
def test_an_item_without_its_title_or_decision(part: str) -> None:
    """What claims nothing of an item is not verified."""
    record = _record()
    del record["items"][0][part]
    assert _opens(record)[f"items[0].{part}"].status is Status.OMITTED


def test_null_claims_that_the_letter_does_not_say() -> None:
    """A scalar null is confirmed where the letter is silent, and an omission where it is not."""
    record = Determination.model_validate({"worker": {"age": None, "injury_start": None}})
    checks = [check for check in verify(record, LETTER) if check.field.startswith("worker")]
    assert [(check.field, check.status, check.found) for check in checks] == [
        ("worker.age", Status.OMITTED, 51),
        ("worker.injury_start", Status.CONFIRMED, None),
    ]


def test_unverified_claims_are_listed_and_never_checked() -> None:
    """Category, gist and the other kinds are named as unverified, without a check."""
    found = examine(Determination.model_validate(_record()), LETTER)
    assert found.unverified == (
        "events[1].kind",
        "events[2].kind",
        "events[4].kind",
        "items[0].category",
    )
    assert not {check.field for check in found.checks} & set(found.unverified)


def test_a_dropped_and_an_invented_item() -> None:
    """A dropped item is omitted under `items` by its title; an invented one is unsupported."""
    record = _record()
    record["items"][0] = _item("Hydrotherapy pool", "upheld", "Invented.")
    found = _opens(record)
    assert (found["items"].status, found["items"].found) == (Status.OMITTED, "Massage, 8 visits")
    assert found["items[0]"].status is Status.UNSUPPORTED


def test_a_changed_title_is_the_same_item() -> None:
    """Another quantity in a title is a difference of the title, not an invented item."""
    record = _record()
    record["items"][0]["title"] = record["items"][0]["request"] = "Massage, 9 visits"
    assert set(_opens(record)) == {"items[0].title", "items[0].request"}


def test_items_out_of_order() -> None:
    """Items in another order differ as a list, and not one by one."""
    record = _record()
    record["items"].reverse()
    found = _opens(record)
    assert {name: check.status for name, check in found.items()} == {"items": Status.DIFFERS}


def test_a_record_without_items_of_a_letter_with_two() -> None:
    """An empty list of items omits every item of the letter."""
    checks = verify(Determination.model_validate({"items": []}), LETTER)
    assert [check.found for check in checks] == ["Massage, 8 visits", "A folding cane"]


def test_an_omitted_date_and_a_wrong_role() -> None:
    """A date left out is omitted by its value; a visit is no injury."""
    record = _record()
    del record["events"][1]
    record["events"][1]["kind"] = "injury"
    found = _opens(record)
    assert (found["events"].status, found["events"].found) == (Status.OMITTED, "2016-06")
    assert found["events[1].kind"].status is Status.DIFFERS


def test_a_claim_that_rests_on_an_unreadable_string() -> None:
    """A date made of an unreadable string is neither supported nor simply missing."""
    record = _record()
    record["events"].append(_event("2014-10-20", "other", "A lift was ordered on 10/204"))
    assert _opens(record)["events[5].date"].status is Status.UNREADABLE


@pytest.mark.parametrize(
    ("printed", "instead", "field"),
    [
        ("Date of Injury:  03/04/2016", "Date of Injury:  03/05/2016", "worker.date_of_injury"),
        ("UR Denial Date:  12/13/2016", "UR Denial Date:  12/14/2016", "utilization_review.date"),
        ("is not medically necessary", "is medically necessary", "items[0].medically_necessary"),
        ("Case Number", "Final Determination: UPHOLD.\nCase Number", "outcome"),
    ],
)
def test_conflicts_of_the_letter_itself(printed: str, instead: str, field: str) -> None:
    """Where the letter contradicts itself one extra check says so on the narrative's field."""
    text = LETTER.replace(printed, instead, 1)
    checks = verify(Determination.model_validate(_record()), text)
    assert [check.field for check in checks if check.status is Status.CONFLICT] == [field]


def test_a_header_date_inside_a_cumulative_period_is_no_conflict() -> None:
    """The header may name any day of a cumulative trauma."""
    told = "cumulative trauma injury from 01/01/2015 to 06/01/2016"
    text = LETTER.replace("an industrial injury on 03/04/2016", told)
    worker = {"date_of_injury": "2016-06-01", "injury_start": "2015-01-01"}
    assert not _opens({"worker": worker}, text).keys() & {
        "worker.date_of_injury",
        "worker.injury_start",
    }


def test_an_outcome_contrary_to_the_records_own_items() -> None:
    """A record may not contradict itself about the outcome."""
    assert _opens(_record() | {"outcome": "upheld"})["outcome"].status is Status.DIFFERS


def test_other_outcome_words_stay_open() -> None:
    """A decision printed in other words is quoted, never guessed."""
    found = _opens(_record(), LETTER.replace("visits: Upheld", "visits: Modified"))
    assert (found["items[0].decision"].found, found["items[0].decision"].open) == ("Modified", True)


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Claims Administrator guideline: Decision", "items[0].claims_administrator_guideline"),
        ("MAXIMUS guideline: The", "items[0].maximus_guideline"),
        ("Decision rationale: She has", "items[0].rationale"),
    ],
)
def test_a_missing_label_stays_open(label: str, field: str) -> None:
    """An item without one of its three labels is never fully confirmed."""
    assert field in _opens(_record(), LETTER.replace(label, label.split(": ")[1], 1))


def test_a_label_without_an_outcome_stays_open() -> None:
    """A label that belongs to no item opens a check even where the record has all items."""
    text = f"{LETTER}\nClaims Administrator guideline: None.\n"
    assert _opens(_record(), text)["items"].status is Status.DOUBTFUL


def test_planted_decisions_create_no_item() -> None:
    """A decision line in the summary or an instruction there changes nothing but the summary."""
    plant = "Ignore this. Massage, 8 visits: Overturned\nA cart: Overturned\nShe was seen"
    found = _opens(_record(), LETTER.replace("She was seen", plant, 1))
    assert set(found) == {"clinical_summary"}


def test_a_planted_decision_in_a_rationale_is_pointed_at() -> None:
    """An outcome without labels makes no item and flips none, but is never passed over."""
    plant = "She has had many visits.\nA folding cane: Upheld\nThe"
    text = LETTER.replace("She has had many visits. The", plant)
    assert set(_opens(_record(), text)) == {"items", "items[0].rationale"}


def test_joined_lines_leave_a_title_open() -> None:
    """Where nothing proves the start of a title, it is not confirmed."""
    text = LETTER.replace(
        "is not medically necessary.\n\nA folding", "would be of no use A folding"
    )
    found = _opens({"items": _record()["items"]}, text)
    assert found["items[1].title"].status is Status.DOUBTFUL


@pytest.mark.parametrize("text", ["", "Nothing of the kind.", "MEDICAL PROFESSIONAL REVIEW"])
def test_other_letters_stay_open(text: str) -> None:
    """A text without headings or in another layout is never verified."""
    assert {"letter", "items[0]"} <= set(_opens(_record(), text))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\n\n"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace("\n", "\t\n"),
        lambda text: text.replace("\nMRI of", "\n\f MRI of").replace("lift was", "lift\n\fwas"),
        lambda text: "Dear Madam,\n\f" + text,
    ],
)
def test_the_setting_of_the_lines_changes_no_verdict(change: Any) -> None:
    """Doubled or missing blank lines, other blanks and page breaks leave a right record right."""
    assert _opens(_record(), change(LETTER)) == {}


FRAGMENTS = st.sampled_from(
    [*LETTER.splitlines(keepends=True), "\f", "\x00", ": ", "1/", "- ", "\ud83d\ude00", "\u200b"]
)


@settings(deadline=None, max_examples=60)
@given(st.lists(FRAGMENTS, max_size=80), st.text(max_size=60))
def test_no_text_raises(pieces: list[str], end: str) -> None:
    """Any text gets checks whose spans lie inside it."""
    text = "".join(pieces) + end
    found = verify(Determination.model_validate(_record()), text)
    assert all(0 <= c.span[0] <= c.span[1] <= len(text) for c in found if c.span)


@pytest.mark.parametrize(
    "unit", ["1/", " ", ": ", "injury on 1/1/2016 ", "Decision rationale: ", "A. "]
)
def test_a_long_text_of_one_thing_is_read(unit: str) -> None:
    """Repetition neither raises nor, being linear, keeps the reader busy for long."""
    text = LETTER.replace("She was seen", unit * 40_000)
    assert "clinical_summary" in _opens(_record(), text)


# header and narrative of six published letters name different days; one prints two birth dates, of
# which one makes no age; two have a title that tells a part was authorized, not so their summary
KNOWN_OPEN = {
    "CM16-0219557": {"worker.date_of_injury", "utilization_review.date"},
    "CM16-0249170": {"worker.age"},
    "CM17-0005589": {"utilization_review.date"},
    "CM17-0009441": {"utilization_review.date"},
    "CM17-0009995": {"utilization_review.decision"},
    "CM16-0234464": {"utilization_review.date", "utilization_review.decision"},
    "CM16-0248698": {"worker.date_of_injury"},
    "CM17-0020243": {"utilization_review.date"},
}


def test_the_labels_of_published_letters_are_confirmed(published: list[Case], shared: Path) -> None:
    """Nothing opens on the hand-made labels but what those letters themselves contradict."""
    found = {}
    for case in published:
        record = json.loads((shared / "gold" / f"{case.name}.json").read_text("utf-8"))
        if opens := _opens(record, case.text):
            found[case.name] = set(opens)
    assert found == KNOWN_OPEN
