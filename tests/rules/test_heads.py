"""What of a request is its head."""

from __future__ import annotations

import pytest

from imr_llm.rules.heads import head_of

HEADS = [
    ("Neurology consultation before carpal tunnel surgery", ["neurology", "consultation"]),
    ("Knee brace, purchase, after arthroscopy", ["brace"]),
    ("Purchase of a back brace", ["brace"]),
    ("Authorization for an MRI", ["mri"]),
    ("X-ray and MRI of the hip", ["xray"]),
    ("History and physical with EKG", ["historyandphysical"]),
    ("Ultrasound guided injection", ["injection"]),
    ("Unit, 30 days", ["unit"]),
    ("Post-op physical therapy", ["physicaltherapy"]),
    ("Physical therapy post-op rotator cuff repair", ["physicaltherapy"]),
    ("Brace s/p fusion", ["brace"]),
    ("Norco 10/325mg #60", ["norco"]),
]


@pytest.mark.parametrize(("request_", "terms"), HEADS)
def test_head(request_: str, terms: list[str]) -> None:
    """The first breath of the first stretch that names anything, a vague term last of all."""
    head = head_of(request_)

    assert head is not None
    assert [term.text for term in head.terms] == terms


@pytest.mark.parametrize("request_", ["", "12", "An unheard-of thing", "for the"])
def test_none(request_: str) -> None:
    """Where nothing is named there is no head."""
    assert head_of(request_) is None


def test_stretch() -> None:
    """The stretch holds what is asked for beside the head, and no purpose."""
    head = head_of("Brace with cold therapy unit for use after surgery")

    assert head is not None
    assert [term.text for term in head.stretch] == ["brace", "coldtherapy", "unit"]
