"""Quantiles over replications, with intervals that hold for whatever law the values have."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from scipy import special

from experiments.statistics.precision import CONFIDENCE_SHARE

_SLACK = 1e-9
"""0.07 * 100 is 7.000000000000001, and means the 7th value."""


@dataclass(frozen=True, kw_only=True)
class QuantileEstimate:
    """A quantile of replications between two of their own values."""

    share: float
    """Of replications at or below the quantile: 0.9 for the tenth worst of a hundred."""

    value: float | None
    """The least value with that share at or below it; None without values."""

    low: float | None
    high: float | None
    """None where there are too few replications for an end."""

    n: int

    coverage: float
    """How often such an interval holds the truth, exactly, for a law without atoms; where
    an end is missing, the interval without end on that side."""


def quantile_interval(
    values: Sequence[float | None], share: float, *, confidence: float = CONFIDENCE_SHARE
) -> QuantileEstimate:
    """Return the quantile of a share with its order-statistic interval; None values are left out.

    The number of replications below the true quantile is binomial (n, share), whatever
    the law. So the l-th smallest value is above it with chance P(B <= l - 1), and the
    u-th smallest below it with chance P(B >= u). [l] is the largest and [u] the smallest
    rank for which that is at most (1 - confidence) / 2. With atoms it holds at least as often.
    Source: David and Nagaraja, *Order Statistics*, 3rd ed. (2003), section 7.1.

    The median of ten lies between the 2nd and the 9th in 1 - 2 * 11 / 1024 of all studies:

    >>> e = quantile_interval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.5)
    >>> e.value, e.low, e.high, round(e.coverage, 4)
    (5.0, 2.0, 9.0, 0.9785)
    """
    if not 0 < share < 1 or not 0 < confidence < 1:
        raise ValueError(f"share {share}, confidence {confidence}: more than 0, less than 1")
    known = sorted(float(v) for v in values if v is not None)
    n = len(known)
    if not n:
        return QuantileEstimate(share=share, value=None, low=None, high=None, n=0, coverage=1.0)
    tail = (1 - confidence) / 2
    lower = n - _reached(n, 1 - share, tail)  # as `upper`, counted from the top
    upper = _reached(n, share, tail) + 1
    at_least = float(special.bdtr(lower - 1, n, share)) if lower >= 1 else 0.0
    beyond = float(special.bdtrc(upper - 1, n, share)) if upper <= n else 0.0
    return QuantileEstimate(
        share=share,
        value=known[max(1, ceil(n * share - _SLACK)) - 1],
        low=known[lower - 1] if lower >= 1 else None,
        high=known[upper - 1] if upper <= n else None,
        n=n,
        coverage=1.0 - at_least - beyond,
    )


def _reached(n: int, share: float, tail: float) -> int:
    """Return the least k that a binomial (n, share) passes with a chance of at most `tail`."""
    return int((special.bdtrc(np.arange(n + 1), n, share) <= tail).argmax())
