"""What two readers read differently, and the caller's own fields: shown, and decided on."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from imr_llm import Check, Disputed, Extraction, Status, extract
from imr_llm.review.accept import accept
from imr_llm.review.corrections import Decided, Ruling, Rulings, Verdict
from imr_llm.review.page import review_page

FIELD = "items[0].category"


@pytest.fixture
def text(letter: Callable[[str], str]) -> str:
    """A letter whose record is verified."""
    return letter("f4b-header")


@pytest.fixture
def done(text: str) -> Extraction:
    """Its extraction by two readers."""
    rules = extract(text)
    at = text.index("left knee")
    located = Check(
        field="extra.parts[0]", status=Status.CONFIRMED, claimed="left knee", span=(at, at + 9)
    )
    update = {
        "checks": (*rules.checks, located),
        "unverified": (*rules.unverified, "extra.status"),
        "agreed": ("items[1].category",),
        "disputed": (
            Disputed(field=FIELD, rules="surgery", model="other"),
            Disputed(field="events[1].kind", rules=None, model="visit"),
        ),
        "extra": {"parts": ["left knee"], "status": "off work"},
    }
    return rules.model_copy(update=update)


def test_page(done: Extraction, text: str) -> None:
    """A dispute shows both readings first, and leads to the words; so do the caller's fields."""
    html = review_page(done, text, "letter.txt")
    title = next(n for n, one in enumerate(done.checks) if one.field == "items[0].title")
    (first, again) = re.findall(rf'<button[^>]*data-field="{re.escape(FIELD)}"[^>]*>', html)

    assert html.index("Two readers disagree") < html.index("<h2>Outcome")
    assert "the rules read surgery, the model other" in html
    assert "the rules read —, the model visit" in html
    assert f'data-checks="{title}"' in first
    assert "field disputed" in first
    assert "field disputed" in again
    assert "but two readers read it alike" in html
    assert 'class="field confirmed" data-field="extra.parts[0]"' in html
    assert "not verified: nothing re-derives this" in html.partition("Asked for beside")[2]


def test_one_reader(text: str) -> None:
    """Nothing of it stands on the page of one reader's record."""
    html = review_page(extract(text), text, "letter.txt")

    assert "Two readers" not in html
    assert "Asked for beside" not in html


def test_decided(done: Extraction, text: str) -> None:
    """A decision ends a dispute; the caller's fields stay as they were checked."""
    day = date(2026, 11, 20)
    verdicts = {
        FIELD: Decided(verdict=Verdict.CONFIRMED, at=day),
        "events[1].kind": Decided(verdict=Verdict.CANNOT_BE_TOLD, at=day),
        "extra.status": Decided(verdict=Verdict.CONFIRMED, at=day),
    }
    values = {name: Ruling(one, "Dr. Ng") for name, one in verdicts.items()}
    after = accept(done, text, Rulings("", "", values, frozenset()))
    checks = {one.field: one for one in after.checks}

    assert [one.field for one in after.disputed] == ["events[1].kind"]
    assert after.agreed == done.agreed
    assert checks["extra.parts[0]"] == done.checks[-1]
    assert checks["extra.status"].claimed == "off work"
    assert "extra.status" not in after.unverified
    assert after.extra == done.extra
