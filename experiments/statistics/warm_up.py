"""How many days to cut from the start of a run, until it has forgotten how it began: MSER-5."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BATCH_DAYS = 5

LAST_BATCHES = 5
"""Never cut down to fewer: the variance of next to nothing is small by accident."""


@dataclass(frozen=True, kw_only=True)
class WarmUpAdvice:
    """What MSER-5 says of one series of days."""

    cut_days: int | None
    """Days to leave out, a whole number of batches; None where the run is too short to say."""

    batches: int
    """Whole batches of five days in the series."""

    best_batch: int | None
    """The cut with the least statistic, also where it lies too late to be taken."""

    statistic: float | None
    """MSER there: an estimate of the squared error of the mean of what is kept."""

    @property
    def too_short(self) -> bool:
        """Return whether the run has to be longer before anything can be said."""
        return self.cut_days is None

    def __str__(self) -> str:
        """Return the advice in one line."""
        days = self.batches * BATCH_DAYS
        if self.cut_days is None:
            return f"run too short: MSER-5 finds no cut in the first half of {days} days"
        return f"cut {self.cut_days} of {days} days (MSER-5)"


def mser_5(days: Sequence[float] | NDArray[np.float64]) -> WarmUpAdvice:
    """Return how many of these days MSER-5 would cut.

    Of every five days the mean is taken, Z_1 .. Z_m; days that fill no batch are left
    out at the end. Cutting d batches gives

        MSER(d) = sum over j > d of (Z_j - mean of those)^2 / (m - d)^2

    and the least wins, the earliest of equals: a later cut loses data, an earlier one
    keeps what is far from the rest. A least in the second half means that the series has
    not settled: the run is too short, as is one of fewer than ten batches.

    The series should be the mean over replications by day, from day 0: a single run's
    noise hides the start.

    Raises:
        ValueError: a day without a finite value.
    Source: White, *Simulation* 69 (1997), 323-334; Franklin and White, Winter Simulation
    Conference (2008), 541-546; that the last five batches are not looked at: Hoad,
    Robinson and Davies, *J. Oper. Res. Soc.* 61 (2010), 1389-1403.

    >>> str(mser_5([40] * 10 + [7] * 90))
    'cut 10 of 100 days (MSER-5)'
    """
    series = np.asarray(days, dtype=np.float64)
    if not np.isfinite(series).all():
        raise ValueError("every day of the series needs a finite value")
    count = len(series) // BATCH_DAYS
    if count < 2 * LAST_BATCHES:
        return WarmUpAdvice(cut_days=None, batches=count, best_batch=None, statistic=None)
    means = series[: count * BATCH_DAYS].reshape(count, BATCH_DAYS).mean(axis=1)
    means -= means[-1]  # a level tail is then 0 to the last bit, and equals stay equal
    found = [_mser(means[cut:]) for cut in range(count - LAST_BATCHES + 1)]
    best = int(np.argmin(found))
    cut_days = best * BATCH_DAYS if best <= count // 2 else None
    return WarmUpAdvice(cut_days=cut_days, batches=count, best_batch=best, statistic=found[best])


def _mser(kept: NDArray[np.float64]) -> float:
    return float(np.sum((kept - kept.mean()) ** 2)) / len(kept) ** 2
