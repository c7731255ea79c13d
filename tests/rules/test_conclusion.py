"""What a rationale concludes."""

from __future__ import annotations

import pytest

from imr_llm.rules.conclusion import conclusion_of

CONCLUSIONS = [
    ("The brace is medically necessary.", True, "plainly yes"),
    ("The brace is not medically necessary.", False, "plainly no"),
    ("The brace is medically appropriate and necessary.", True, "two words"),
    ("The brace is not-medically necessary", False, "a hyphen, no full stop"),
    ("The brace is not a medical necessity.", False, "the noun"),
    ("The brace cannot be deemed medically necessary.", False, "cannot"),
    ("The brace does not appear medically necessary.", False, "does not appear"),
    ("It isn't medically necessary.", False, "contracted"),
    ("The brace is not supported as being medically necessary.", False, "not supported"),
    ("Medical necessity of the brace is not established.", False, "not established"),
    ("Medical necessity has not been substantiated.", False, "not substantiated"),
    ("The medical necessity of this request is established.", True, "established"),
    ("None of the braces is medically necessary.", False, "none"),
    ("There is no evidence that the brace is medically necessary.", False, "no evidence"),
    ("The brace is not indicated as medically necessary.", False, "not indicated as"),
    (
        "He has no radiculopathy, and the brace is medically necessary.",
        True,
        "a negation of another clause",
    ),
    (
        "The MRI without contrast is medically necessary.",
        True,
        "a word of the item that is no negation",
    ),
    (
        "A first brace is medically necessary. A second is not medically necessary.",
        False,
        "the last word wins",
    ),
    (
        "A second brace is not medically necessary. This one is medically necessary.",
        True,
        "the last word wins, the other way",
    ),
    ("It was asked whether a brace is medically necessary. It is not approved.", False, "talk"),
    ("The brace is not approved.", False, "a weaker no"),
    ("The brace would not be indicated", False, "another, no full stop"),
    ("The brace is not necessary.", False, "another"),
    ("The brace is not medically appropriate.", False, "another"),
    ("The UR was correct in its decision.", False, "the review upheld"),
    ("The UR decision is overturned.", True, "the review overturned"),
    ("I recommend overturning the utilization review decision.", True, "told in prose"),
    ("The brace is appropriate.", True, "a weaker yes"),
    (
        "The brace is warranted. It is not medically necessary.",
        False,
        "necessity counts before weaker words",
    ),
    ("It is medically necessary. It is not recommended.", True, "even when they come last"),
    (
        "The brace cannot, on this record, be deemed medically necessary.",
        False,
        "words set between the negation and its verb",
    ),
    (
        "Transport is meant for medically necessary visits. The request is not necessary.",
        False,
        "necessity of something else",
    ),
    ("ODG lists this as not recommended for heels.", None, "what a guideline says of others"),
    ("The brace was worn.", None, "no conclusion"),
    ("", None, "nothing"),
]


@pytest.mark.parametrize(("rationale", "expected", "why"), CONCLUSIONS)
def test_conclusion(rationale: str, expected: bool | None, why: str) -> None:
    """The conclusion is the rationale's own, null where it comes to none."""
    assert conclusion_of(rationale) is expected, why


@pytest.mark.parametrize(("rationale", "expected", "why"), CONCLUSIONS)
def test_after_other_sentences(rationale: str, expected: bool | None, why: str) -> None:
    """Sentences that come to no conclusion before it change nothing."""
    before = "The worker has a strap at home. Treatment lasted for six weeks. "

    assert conclusion_of(before + rationale) is expected, why
