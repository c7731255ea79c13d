"""The utilization review's date and decision."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imr_llm.letter.sections import read_letter
from imr_llm.rules.engine import read_record

REVIEWS = [
    (
        "On 01-02-2016 the physician adviser did not recommend certification of a brace.",
        "2016-01-02",
        "denied",
        "a grant negated",
    ),
    (
        "A notice of non-certification was issued on 01-02-2016.",
        "2016-01-02",
        "denied",
        "a noun",
    ),
    (
        "The UR of 01-02-2016 certified six visits and non-certified the remaining six.",
        "2016-01-02",
        "modified",
        "the rest of the same",
    ),
    (
        "UR (01-02-2016) denied the purchase but a one month rental was approved.",
        "2016-01-02",
        "modified",
        "less of the same",
    ),
    (
        "UR (01-02-2016) denied the request for a stimulator (purchase) and partially certified "
        "the request for a scooter by allowing a rental.",
        "2016-01-02",
        "mixed",
        "two requests",
    ),
    (
        "UR (01-02-2016) modified therapy, as more is not recommended.",
        "2016-01-02",
        "modified",
        "a reason is no verdict",
    ),
    (
        "UR on 01-02-2016 approved the visit but denied a brace.",
        "2016-01-02",
        "denied",
        "a grant in full does not count",
    ),
    (
        "UR on 01-02-2016 approved the request.",
        "2016-01-02",
        None,
        "nothing refused",
    ),
    (
        "UR of 01-02-2015 modified Norco. UR of 01-02-2016 denied Norco.",
        "2016-01-02",
        "denied",
        "the last one",
    ),
    ("The Utilization Review of 01-02-2016 denied a brace.", "2016-01-02", "denied", "denied"),
    (
        "The Utilization Review of 01-02-2016 non- certified a brace.",
        "2016-01-02",
        "denied",
        "a hyphen and a blank",
    ),
    ("On 01-02-2016 UR noncertified a brace.", "2016-01-02", "denied", "one word"),
    (
        "The original Utilization Review (01-02-2016) found a brace not medically necessary.",
        "2016-01-02",
        "denied",
        "not medically necessary",
    ),
    (
        "On 01-02-2016, the claims administrator failed to approve a brace.",
        "2016-01-02",
        "denied",
        "failed to approve",
    ),
    (
        "The Utilization Review of 01-02-2016 modified the request for therapy.",
        "2016-01-02",
        "modified",
        "modified",
    ),
    (
        "The utilization review of 01-02-2016 partially approved the therapy.",
        "2016-01-02",
        "modified",
        "partly",
    ),
    (
        "The UR of 01-02-2016 modified the therapy and denied a brace.",
        "2016-01-02",
        "mixed",
        "some of each",
    ),
    (
        "The UR of 01-02-2016 modified the therapy. The request for a brace was denied.",
        "2016-01-02",
        "mixed",
        "in two sentences",
    ),
    (
        "The UR of 01-02-2016 allowed six of the 14 visits and denied the group therapy.",
        "2016-01-02",
        "mixed",
        "a number of a number",
    ),
    ("UR of 01-02-2016 non-certified all of the 3 requests.", "2016-01-02", "denied", "all"),
    ("The UR found neither request to be medically necessary.", None, "denied", "neither"),
    ("The request for a brace was denied.", None, "denied", "no date"),
    ("The Utilization Review is dated 01-02-2016.", "2016-01-02", None, "no decision"),
    ("He fell.", None, None, "no review"),
    ("His employer refused to lend him a chair.", None, None, "somebody else's refusal"),
    ("The patient denied chest pain and works modified duty.", None, None, "other denials"),
    (
        "He is on modified duty. The UR of 01-02-2016 denied a brace.",
        "2016-01-02",
        "denied",
        "modified duty is no decision",
    ),
    (
        "The UR of 01-02-2016 allowed activity modification and denied a brace.",
        "2016-01-02",
        "denied",
        "activity modification is no decision",
    ),
    (
        "The UR of 01-02-2015 was told of. The UR of 01-02-2016 denied a brace.",
        "2016-01-02",
        "denied",
        "the review that decided",
    ),
    (
        "Ten visits was the original request. Four visits was authorized by the Claims "
        "Administrator. The remaining IMR eligible portion of the original request, six visits, "
        "was denied by the UR of 01-02-2016.",
        "2016-01-02",
        "modified",
        "the remainder of a partial authorization",
    ),
    (
        "On 01-02-2016 UR certified the first four visits and non-certified the next four.",
        "2016-01-02",
        "modified",
        "the next of the same",
    ),
    ("UR on 01-02-2016 granted half of the hours.", "2016-01-02", "modified", "a part"),
    ("Massage 2x6 was certified as 2x2 by UR on 01-02-2016.", "2016-01-02", "modified", "fewer"),
    ("UR on 01-02-2016 certified 30 tablets for 30 days.", "2016-01-02", None, "as many"),
    (
        "UR on 01-02-2016 converted the purchase of a pump to a short rental.",
        "2016-01-02",
        "modified",
        "a rental in place of a purchase",
    ),
    (
        "UR on 01-02-2016 denied the scan because one was certified on 12-02-2015.",
        "2016-01-02",
        "denied",
        "a reason's date",
    ),
    (
        "UR denied the pump on 12-02-2015; the boot was modified on 01-02-2016.",
        "2016-01-02",
        "modified",
        "two reviews in a sentence",
    ),
    (
        "On 01-02-2016 UR found the surgery not warranted.",
        "2016-01-02",
        "denied",
        "another word for unnecessary",
    ),
    (
        "No criteria were given by UR for denying the pump on 01-02-2016.",
        "2016-01-02",
        "denied",
        "given is no reason here",
    ),
    (
        "Massage was approved by UR on 01-02-2016 in one of the two requested medications.",
        "2016-01-02",
        None,
        "one of two things",
    ),
]


@pytest.mark.parametrize(("summary", "date", "decision", "why"), REVIEWS)
def test_review(
    summary: str, date: str | None, decision: str | None, why: str, write: Callable[..., str]
) -> None:
    """The review is what the summary says it is, null where it does not say."""
    review = read_record(read_letter(write(summary))).utilization_review

    assert (review.date, review.decision) == (date, decision), why


def test_granted_in_part(write: Callable[..., str], block: Callable[..., str]) -> None:
    """A grant beside a refusal is one in part where a title says so of the same thing."""
    title = (
        "Massage x 8 visits was the original request. Massage x 4 visits was authorized by the "
        "Claims Administrator. The remaining IMR eligible portion of the original request, "
        "Massage x 4 visits is"
    )
    items = block(title), block("Brace")

    def decision(summary: str) -> str | None:
        return read_record(read_letter(write(summary, *items))).utilization_review.decision

    assert decision("UR of 01-02-2016 authorized massage and denied a brace.") == "mixed"
    assert decision("UR of 01-02-2016 authorized a walker and denied a brace.") == "denied"


def test_every_title_in_part(write: Callable[..., str], block: Callable[..., str]) -> None:
    """Where every title tells a part, what is granted and refused is one request, modified."""
    title = (
        "Injection with guidance was the original request. The Claims Administrator authorized "
        "injection, leaving the original request IMR eligible. The original request, Injection "
        "with guidance is"
    )

    def decision(summary: str) -> str | None:
        return read_record(read_letter(write(summary, block(title)))).utilization_review.decision

    assert decision("UR of 01-02-2016 certified the injection and denied guidance.") == "modified"
    assert decision("UR of 01-02-2016 denied the injection.") == "denied"


def test_told_one_by_one(write: Callable[..., str]) -> None:
    """What is certified in a sentence of its own ends no telling of the review."""
    summary = (
        "The requests were reviewed on 01-02-2016. The naproxen was certified. The omeprazole was "
        "denied, and the cyclobenzaprine was modified from 90 to 20 tablets."
    )
    review = read_record(read_letter(write(summary))).utilization_review

    assert (review.date, review.decision) == ("2016-01-02", "mixed")


def test_header_is_not_the_summary(write: Callable[..., str]) -> None:
    """The header's denial date is never taken for the summary's."""
    record = read_record(read_letter(write("He fell.", header="UR Denial Date: 01/02/2016 \n")))

    assert record.utilization_review.date is None
    assert record.case.ur_denial_date is not None
