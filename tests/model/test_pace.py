"""The brake that all requests to one server share."""

from __future__ import annotations

import pytest

from imr_llm.model.pace import SPREAD, Pace, pace_of


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands until it is moved."""
    now = [100.0]
    monkeypatch.setattr("imr_llm.model.pace.time.monotonic", lambda: now[0])
    return now


def test_hold(clock: list[float]) -> None:
    """A pause holds everybody until it is over; a shorter one does not shorten it."""
    pace = Pace()
    assert pace.left() == 0
    pace.hold(8)
    pace.hold(2)
    assert 8 <= pace.left() <= 8 * (1 + SPREAD)
    clock[0] += 7.5
    assert 0.5 <= pace.left() <= 0.5 * (1 + SPREAD)
    clock[0] += 1
    assert pace.left() == 0


def test_one_for_each_server() -> None:
    """Requests to one server share a brake, others do not."""
    assert pace_of("one") is pace_of("one")
    assert pace_of("one") is not pace_of("two")
