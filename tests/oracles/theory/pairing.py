"""What common demand is worth when two base-stock levels are compared, exactly."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from theory.laws import Law

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Pairing:
    """Two costs of the same demand."""

    mean_difference: float
    factor: float
    """Variance of the difference under demand of each one's own, over that under common demand."""

    log_factor_sd: float
    """Times 1 / sqrt(n): the standard error of log(factor) from n pairs."""


def day_cost(level: int, demand: Floats, *, holding: float, lost: float) -> Floats:
    """Return the newsvendor's cost of a day that begins with the level on hand."""
    left = np.maximum(level - demand, 0)
    short = np.maximum(demand - level, 0)
    return np.asarray(holding * left + lost * short)


def pairing(law: Law, levels: tuple[int, int], *, holding: float, lost: float) -> Pairing:
    """Return the variance reduction factor of comparing two levels for a day of demand.

    With a, b the costs under the two levels less their means, and d = a - b,

        factor = (E a^2 + E b^2) / E d^2,

    sums over the law of demand. Its estimate from n pairs is a smooth function of means,
    so that its logarithm has the influence function (a^2 + b^2) / (E a^2 + E b^2) - d^2 / E d^2
    and its variance is that function's over n.
    """
    demand = np.arange(len(law), dtype=np.float64)
    costs = [day_cost(level, demand, holding=holding, lost=lost) for level in levels]
    a, b = (cost - law @ cost for cost in costs)
    alone, together = law @ (a**2 + b**2), law @ (a - b) ** 2
    influence = (a**2 + b**2) / alone - (a - b) ** 2 / together
    return Pairing(
        mean_difference=float(law @ (costs[0] - costs[1])),
        factor=float(alone / together),
        log_factor_sd=sqrt(float(law @ influence**2)),
    )
