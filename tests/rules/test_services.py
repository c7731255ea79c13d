"""Dates of service in brackets, behind which the clause of the date before goes on."""

from __future__ import annotations

import pytest

from imr_llm.rules.mentions import Mention
from imr_llm.rules.services import of_a_service


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("the request for a drug test (DOS §) was denied", True),
        ("the request for a drug test, DOS §, was denied", True),
        ("the injections, date of service § were denied", True),
        ("UR (§) denied it", False),
        ("the date of service was §", False),
    ],
)
def test_service(text: str, service: bool) -> None:
    """Only where it is put in, in brackets or between commas."""
    at = text.index("§")
    assert of_a_service(text, Mention(at, at + 1, "§", None)) is service
