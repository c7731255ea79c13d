"""The Wilson interval, beside another's."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest

from imr_llm.summary.interval import wilson


@pytest.mark.parametrize("trials", [1, 2, 7, 40, 1000])
def test_wilson(trials: int) -> None:
    """The interval is the one that scipy gives."""
    for successes in {0, 1, trials // 3, trials - 1, trials}:
        interval = binomtest(successes, trials).proportion_ci(method="wilson")
        assert wilson(successes, trials) == pytest.approx((interval.low, interval.high))


def test_no_trial() -> None:
    """Without a trial there is no interval."""
    assert wilson(0, 0) is None
