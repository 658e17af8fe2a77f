"""How many units a demand law gives for one uniform number: inverse distributions.

The mean may differ from day to day (season, trend, surge), so each law is scaled
by a factor a day. A quantile function turns uniforms of the same shape as the
factors into whole units.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from twin.chain.demand import (
    CompoundPoissonDemand,
    ConstantDemand,
    DemandLaw,
    EmpiricalDemand,
    NegativeBinomialDemand,
    NormalDemand,
    PoissonDemand,
    ScheduledDemand,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_ROUNDING = 1e-15
"""What the sum of a distribution may lack to 1."""

_STEPWISE_UP_TO = 20.0
"""Above this mean the closed inverse is quicker than counting up."""


def poisson(u: Floats, mean: Floats) -> Ints:
    """Return the least k with u <= F(k; mean), elementwise (for shapes that broadcast).

    >>> poisson(np.array([0.0, 0.5, 0.99]), np.array([2.0, 2.0, 2.0])).tolist()
    [0, 2, 6]
    """
    u, mean = np.broadcast_arrays(u, mean)
    large = mean > _STEPWISE_UP_TO
    if large.any():
        units = np.zeros(u.shape, dtype=np.int64)
        units[large] = _poisson_inverse(u[large], mean[large])
        units[~large] = _poisson_steps(u[~large], mean[~large])
        return units
    return _poisson_steps(u, mean)


def _poisson_inverse(u: Floats, mean: Floats) -> Ints:
    """Return the quantile by the incomplete gamma function."""
    k = np.maximum(np.ceil(special.pdtrik(u, mean) - 1e-9), 0.0)
    return np.where(u > 0, k, 0.0).astype(np.int64)


def _poisson_steps(u: Floats, mean: Floats) -> Ints:
    """Return the quantile by counting up, all elements at once: quicker for small means."""
    units = np.zeros(u.shape, dtype=np.int64)
    p = np.exp(-mean)
    left = u - p
    count = 0
    above = left > _ROUNDING
    while above.any():
        units += above
        count += 1
        p = p * (mean / count)
        left = left - p
        above = left > _ROUNDING
    return units


def negative_binomial(u: Floats, size: Floats | float, mean: Floats | float) -> Ints:
    """Return the least k with u <= F(k) of the negative binomial, elementwise.

    Args:
        u: in [0, 1).
        size: [r], any positive number; the variance is mean + mean**2 / r.
        mean: of the distribution.

    >>> negative_binomial(np.array([0.1, 0.5, 0.9]), 2.0, 4.0).tolist()
    [0, 3, 9]
    """
    u, r, m = np.broadcast_arrays(u, size, mean)
    p = r / (r + m)
    k = np.maximum(np.ceil(special.nbdtrik(u, r, p) - 1e-9), 0.0)
    below = np.maximum(k - 1, 0.0)
    k = np.where((k > 0) & (special.betainc(r, below + 1, p) >= u), below, k)
    k = np.where(special.betainc(r, k + 1, p) < u, k + 1, k)
    return np.where((m > 0) & (u > 0), k, 0.0).astype(np.int64)


def mean_units_per_day(law: DemandLaw) -> float:
    """Return the expected units of a day, before season, trend and surges."""
    match law:
        case CompoundPoissonDemand():
            return law.mean_orders_per_day * _mean_order(law)
        case ScheduledDemand():
            return float(np.mean(law.units_by_day))
        case EmpiricalDemand():
            return float(np.dot(_shares(law), law.units_by_day))
        case NormalDemand():
            return _normal_moments(law)[0]
        case _:
            return law.mean_units_per_day


def sd_units_per_day(law: DemandLaw) -> float:
    """Return the standard deviation of a day's units, before season, trend and surges."""
    match law:
        case ConstantDemand():
            return 0.0
        case PoissonDemand():
            return float(np.sqrt(law.mean_units_per_day))
        case CompoundPoissonDemand():
            return float(np.sqrt(law.mean_orders_per_day * _second_moment_order(law)))
        case ScheduledDemand():
            return float(np.std(law.units_by_day))
        case EmpiricalDemand():
            second = float(np.dot(_shares(law), np.square(law.units_by_day)))
            return float(np.sqrt(max(0.0, second - mean_units_per_day(law) ** 2)))
        case NormalDemand():
            return _normal_moments(law)[1]
        case NegativeBinomialDemand():
            return law.sd_units_per_day


def daily_units(law: DemandLaw, u: Floats, factor: Floats, first_day: int, u2: Floats) -> Ints:
    """Return the units of consecutive days.

    Args:
        law: what a day's demand is like.
        u: one uniform a day.
        factor: what the day's mean is multiplied by (season, trend, surge, population).
        first_day: number of the first of these days.
        u2: a second uniform a day, for laws with two draws (order count and sizes).
    """
    days = first_day + np.arange(len(u))
    match law:
        case ConstantDemand():
            return _evenly(law.mean_units_per_day, factor, first_day)
        case ScheduledDemand():
            table = np.asarray(law.units_by_day, dtype=np.float64)
            inside = (days < len(table)) | law.repeats
            return np.rint(np.where(inside, table[days % len(table)], 0.0) * factor).astype(
                np.int64
            )
        case PoissonDemand():
            return poisson(u, law.mean_units_per_day * factor)
        case CompoundPoissonDemand():
            return order_sizes(law, poisson(u, law.mean_orders_per_day * factor), u2)
        case NormalDemand():
            return _normal(law, u, factor)
        case NegativeBinomialDemand():
            size = law.mean_units_per_day**2 / (law.sd_units_per_day**2 - law.mean_units_per_day)
            return negative_binomial(u, size, law.mean_units_per_day * factor)
        case EmpiricalDemand():
            order = np.argsort(law.units_by_day, kind="stable")
            steps = np.cumsum(_shares(law)[order])
            at = np.minimum(np.searchsorted(steps, u, side="right"), len(order) - 1)
            drawn = np.asarray(law.units_by_day)[order][at]
            return np.rint(drawn * factor).astype(np.int64)


def order_sizes(law: CompoundPoissonDemand, orders: Ints, u2: Floats) -> Ints:
    """Return the units of so many orders, one uniform for each sum.

    Geometric sizes sum to a negative binomial, whose inverse is exact; a table of
    sizes is summed by the distribution of the sum (convolution), exact as well.
    """
    if not law.units_by_order:
        if law.mean_units_per_order == 1:
            return orders
        more = np.zeros_like(orders)
        some = orders > 0
        several = orders[some].astype(np.float64)
        mean = several * (law.mean_units_per_order - 1)
        more[some] = negative_binomial(u2[some], several, mean)
        return orders + more
    single = np.bincount(law.units_by_order) / len(law.units_by_order)
    total, sums = np.zeros_like(orders), np.ones(1)
    for count in range(1, int(orders.max(initial=0)) + 1):
        sums = np.convolve(sums, single)
        mine = orders == count
        total[mine] = np.minimum(
            np.searchsorted(np.cumsum(sums), u2[mine], side="left"), len(sums) - 1
        )
    return total


def _mean_order(law: CompoundPoissonDemand) -> float:
    return float(np.mean(law.units_by_order)) if law.units_by_order else law.mean_units_per_order


def _second_moment_order(law: CompoundPoissonDemand) -> float:
    if law.units_by_order:
        return float(np.mean(np.square(law.units_by_order)))
    mean = law.mean_units_per_order
    return mean * (mean - 1) + mean**2


def _shares(law: EmpiricalDemand) -> Floats:
    weights = np.asarray(law.weights or [1.0] * len(law.units_by_day))
    return np.asarray(weights / weights.sum())


def _evenly(mean: float, factor: Floats, first_day: int) -> Ints:
    """Return whole units that never drift from the running total of the mean.

    With a varying factor the total restarts with each block of days, so the
    rounding is carried within a block.
    """
    if len(factor) and (factor == factor[0]).all():
        edges = np.floor(mean * factor[0] * (first_day + np.arange(len(factor) + 1)) + 1e-9)
    else:
        edges = np.floor(np.concatenate(([0.0], np.cumsum(mean * factor))) + 1e-9)
    return np.asarray(np.diff(edges)).astype(np.int64)


def _normal(law: NormalDemand, u: Floats, factor: Floats) -> Ints:
    mean, sd = law.mean_units_per_day * factor, law.sd_units_per_day * factor
    if law.below_zero == "truncated":
        below = special.ndtr(-mean / np.maximum(sd, 1e-12))
        u = below + u * (1 - below)
    return np.rint(np.maximum(mean + sd * special.ndtri(np.clip(u, 1e-300, None)), 0)).astype(
        np.int64
    )


def _normal_moments(law: NormalDemand) -> tuple[float, float]:
    """Return mean and standard deviation of normal demand clipped or truncated at zero."""
    mu, sd = law.mean_units_per_day, law.sd_units_per_day
    if sd == 0:
        return mu, 0.0
    z = mu / sd
    density, above = float(np.exp(-z * z / 2) / np.sqrt(2 * np.pi)), float(special.ndtr(z))
    first = mu * above + sd * density
    second = (mu * mu + sd * sd) * above + mu * sd * density
    if law.below_zero == "truncated":
        first, second = first / above, second / above
    return first, float(np.sqrt(max(0.0, second - first**2)))
