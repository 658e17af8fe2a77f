"""When a study knows enough: sequential stopping at a relative half-width."""

from collections.abc import Sequence
from math import sqrt

from scipy import stats

FIRST_REPLICATIONS = 10
"""Before the first look: a variance of fewer says too little."""


def precise_enough(
    values: Sequence[float | None], *, relative_half_width: float, confidence: float = 0.95
) -> bool:
    """Return whether the t interval is narrow enough about the mean.

    To be within a share [g] of the true mean, the half-width over the estimated mean must be
    at most g / (1 + g). None values are left out.

    Source: Law, *Simulation Modeling and Analysis*, 5th ed. (2015), section 9.4.1.

    >>> precise_enough([9.0, 10.0, 11.0], relative_half_width=0.3)
    False
    >>> precise_enough([9.9, 10.0, 10.1], relative_half_width=0.3)
    True
    """
    known = [float(v) for v in values if v is not None]
    n = len(known)
    if n < 2:
        return False
    mean = sum(known) / n
    variance = sum((v - mean) ** 2 for v in known) / (n - 1)
    half = float(stats.t.ppf(0.5 + confidence / 2, n - 1)) * sqrt(variance / n)
    return half <= relative_half_width / (1 + relative_half_width) * abs(mean)
