"""Letters and records made to square the time they take: all are read.

Nothing here asserts a duration. Some of them took minutes or hours at this size once, and a return
of such a fault is noticed as a test that does not end; the others are only read. How time grows on
each of them is measured by `eval.benchmarks.bench`.
"""

from __future__ import annotations

import pytest

from eval.benchmarks.hostile import LETTERS, RECORDS
from imr_llm import LetterError, extract, verify
from imr_llm.record import Decision
from imr_llm.review.page import review_page

SIZE = 30_000
"""Characters, as many as long published letters have."""
REFUSED = {"headings"}
WITHOUT_LINES = {"hyphens at line ends"}
"""Every line hangs on the one before: nothing begins or ends one, and no item can be found."""


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_letter(name: str) -> None:
    """It is read, its item is found, and its page shows all of it."""
    text = LETTERS[name].letter(SIZE)
    if name in REFUSED:
        with pytest.raises(LetterError, match="twice"):
            extract(text, engine="rules")
        return
    done = extract(text, engine="rules")
    items = done.determination.items or []

    assert [one.decision for one in items[:1]] == [Decision.UPHELD] * (name not in WITHOUT_LINES)
    assert name not in WITHOUT_LINES or not done.verified
    assert len(review_page(done, text, "letter.txt")) > len(text)


@pytest.mark.parametrize("name", sorted(RECORDS))
def test_record(name: str) -> None:
    """Every claim gets its check."""
    record, text = RECORDS[name](SIZE)
    checks = verify(record, text)

    claimed = [*(record.events or ()), *(record.items or ()), *(record.worker.diagnoses or ())]
    assert len(checks) >= len(claimed)
