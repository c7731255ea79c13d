"""What may stand in a field."""

from __future__ import annotations

import pytest

from imr_llm.review.kinds import kind_of, steps


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("items[0].decision", "choice"),
        ("items[12].medically_necessary", "flag"),
        ("items[0].title", "text"),
        ("items[0].date_of_service", "date"),
        ("items[0].maximus_guideline.citations[1].pages", "lines"),
        ("items[0].maximus_guideline.citations[1].pages[0]", "text"),
        ("items[0].maximus_guideline", "none"),
        ("case.decision_date", "date"),
        ("worker.age", "number"),
        ("worker.diagnoses", "lines"),
        ("outcome", "choice"),
        ("items", "none"),
        ("letter", "none"),
        ("worker.age.more", "none"),
        ("worker[0]", "none"),
        ("__class__", "none"),
        pytest.param(f"items[{'9' * 5_000}]", "none", id="no number of an item"),
    ],
)
def test_kind(path: str, kind: str) -> None:
    """Each field's kind comes from its type; what is no field has none."""
    assert kind_of(path).name == kind


def test_options() -> None:
    """A choice has the values that the record allows."""
    assert kind_of("items[0].decision").options == ("upheld", "overturned")
    assert steps("items[10].title") == ["items", 10, "title"]
