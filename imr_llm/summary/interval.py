"""The Wilson score interval of a proportion."""

from __future__ import annotations

from math import sqrt

Z = 1.959963984540054
"""The standard normal's quantile at 0.975: intervals are of 95 %."""


def wilson(successes: float, trials: int) -> tuple[float, float] | None:
    """The 95 % interval of a proportion; None without a trial.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of
    the American Statistical Association 22 (1927), 209-212: the proportions from which the one
    observed is not more than Z standard errors away. It takes trials for independent; `successes`
    need be no whole number.
    """
    if not trials:
        return None
    share, square = successes / trials, Z * Z
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    half = Z / (1 + square / trials)
    half *= sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    return max(0.0, middle - half), min(1.0, middle + half)
