"""Service day by day: the moving share served at once, and its spread over replications."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WINDOW_DAYS = 7
"""Width of the moving window: a week, so that the days of a week do not show."""

PARTS = 10**12
"""Sums of shares are counted in these parts: whole numbers add up alike in any order."""


def daily_shares(demand: Sequence[int] | Ints, at_once: Sequence[int] | Ints) -> Floats:
    """Return the share of each day's demand served at once; a day without demand is fully served.

    >>> daily_shares([4, 0], [1, 0]).tolist()
    [0.25, 1.0]
    """
    asked, given = (np.asarray(units, dtype=np.float64) for units in (demand, at_once))
    shares = np.ones(len(asked))
    np.divide(given, asked, out=shares, where=asked != 0)
    return shares


def moving_share(
    parts: Sequence[float], wholes: Sequence[float], window_days: int = WINDOW_DAYS
) -> Floats:
    """Return the sum of the parts over the sum of the wholes, over each day and those before it.

    The first days take what there is; a window without demand has no share.

    >>> moving_share([1, 0, 4], [2, 2, 4], 2).tolist()
    [0.5, 0.25, 0.6666666666666666]
    """
    sums = []
    for values in (parts, wholes):
        total = np.concatenate([[0.0], np.cumsum(np.asarray(values, dtype=float))])
        first = np.maximum(np.arange(1, len(total)) - window_days, 0)
        sums.append(total[1:] - total[first])
    share = np.full(len(sums[0]), np.nan)
    np.divide(sums[0], sums[1], out=share, where=sums[1] > 0)
    return share


@dataclass(eq=False)
class Spread:
    """Mean, lowest and highest share of each day over replications, in sums that merge."""

    known: Ints
    """Replications that have a share on the day."""

    parts: Ints
    """Their sum, in parts of `PARTS`."""

    low: Floats
    high: Floats
    """NaN on days that no replication has a share of."""

    @classmethod
    def empty(cls, days: int) -> "Spread":
        """Return the spread of no replication."""
        none = np.zeros(days, dtype=np.int64)
        unknown = np.full(days, np.nan)
        return cls(none, none.copy(), unknown, unknown.copy())

    def add(self, share: Floats) -> None:
        """Take one more replication; NaN where it has no share."""
        some = np.isfinite(share)
        self.known += some
        self.parts += np.rint(np.where(some, share, 0.0) * PARTS).astype(np.int64)
        self.low = np.fmin(self.low, share)
        self.high = np.fmax(self.high, share)

    @property
    def mean(self) -> Floats:
        """Return the mean of each day; NaN where none has a share."""
        mean = np.full(len(self.known), np.nan)
        np.divide(self.parts / PARTS, self.known, out=mean, where=self.known > 0)
        return mean
