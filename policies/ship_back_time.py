"""When to ship back: on a fixed date, or as soon as waiting is worth no more (optimal stopping).

Stock [Q] serves demand that is Poisson at a rate known by a gamma law, which every day makes
sharper. A unit shipped back at t' was held until then; one that is still there after the last
eligible date can go no more. What is known at a date is the consumption n so far, so that the
stock Q - n and the posterior gamma(k + n, r + t) are one state, and backward induction over the
dates is enumeration over n.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
SMALL = 1e-12


@dataclass(frozen=True, kw_only=True)
class Cycle:
    """A stock, what is known of its demand, and what its units are worth; time in any one unit."""

    stock_units: int
    eligible_units: int
    announced_units: float
    """That units shipped back feed first [G]."""

    consented_units: float
    """That others take beyond [infinite: any number]."""

    shape: float
    """Of the gamma law of the rate now [k]: 1 / cv^2."""

    mean_units: float
    """Demand expected over the whole cycle."""

    length: float
    """Of the cycle, at whose end what is left is worth nothing more."""

    short_cost_per_unit: float
    """[u] = v + pi - r_l."""

    over_cost_per_unit: float
    """[o] of a unit left at the end."""

    donation_value_per_unit: float
    """Of one unit that feeds the announced donation, less its costs [c - eps - beta]."""

    tertiary_value_per_unit: float
    """Of one unit beyond [v3 - tau - beta]."""

    holding_cost_per_unit: float
    """Of a unit held over the whole cycle [h], in part for one that is shipped back before."""

    @property
    def rate(self) -> float:
        """Return the gamma law's rate [r], so that its mean is k / r."""
        return self.shape * self.length / self.mean_units


def value_by_date(cycle: Cycle, dates: Sequence[float]) -> list[float]:
    """Return the gain over no ship-back of a ship-back fixed on each date, decided when it comes.

    It is E over the consumption n until then of the best quantity at n.
    """
    nothing = _nothing(cycle)
    used = np.arange(cycle.stock_units + 1)
    return [
        float(_until(cycle, date) @ _value_at(cycle, date, used, ship=True)) - nothing
        for date in dates
    ]


@dataclass(frozen=True, kw_only=True)
class Stopping:
    """What optimal stopping is worth, and whether to stop at once."""

    gain: float
    """Over no ship-back."""

    acts_at_once: bool
    """On the first date, if that is now."""


def stopping(cycle: Cycle, dates: Sequence[float]) -> Stopping:
    """Return what it is worth to act on the best of these dates, given what is known on each.

    On each date the best quantity now is compared with what is expected of waiting for the
    next; on the last one there is no more waiting (nothing is shipped if that is best).
    """
    used = np.arange(cycle.stock_units + 1)
    ahead = _value_at(cycle, dates[-1], used, ship=True)
    acts = True
    for now, then in reversed(list(pairwise(dates))):
        acting = _value_at(cycle, now, used, ship=True)
        waiting = _between(cycle, now, then, used) @ ahead
        acts = bool(acting[0] >= waiting[0] - SMALL * abs(waiting[0]))
        ahead = np.maximum(acting, waiting)
    gain = float(_until(cycle, dates[0]) @ ahead) - _nothing(cycle)
    return Stopping(gain=gain, acts_at_once=acts)


def _nothing(cycle: Cycle) -> float:
    return float(_value_at(cycle, 0.0, np.zeros(1), ship=False)[0])


def _until(cycle: Cycle, date: float) -> Floats:
    """Return the chance of each consumption until a date; the last: that or more is asked for."""
    used = np.arange(cycle.stock_units + 1)
    return _chances(used, np.array(cycle.shape), np.array(cycle.mean_units * date / cycle.length))


def _between(cycle: Cycle, now: float, then: float, used: NDArray[np.int64]) -> Floats:
    """Return the chances, by consumption until now (rows), of that until then (columns)."""
    mean = _mean_after(cycle, now, used, then - now)
    shape = np.asarray(cycle.shape + used, dtype=np.float64)
    return _chances(used - used[:, None], shape[:, None], mean[:, None])


def _chances(more: NDArray[np.int64], shape: Floats, mean: Floats) -> Floats:
    found = np.diff(_cdf(more, shape, mean), prepend=0.0, axis=-1)
    found[..., -1] += 1.0 - found.sum(axis=-1)
    return np.asarray(found)


def _mean_after(cycle: Cycle, date: float, used: NDArray[np.int64] | Floats, time: float) -> Floats:
    """Return the demand foreseen over some time by who has seen so much until a date."""
    return np.asarray((cycle.shape + used) / (cycle.rate + date) * time)


def _value_at(cycle: Cycle, date: float, used: NDArray[np.int64] | Floats, *, ship: bool) -> Floats:
    """Return the worth of the cycle by consumption until a date at which the best is done.

    A unit served earns what a unit short would cost: that is the worth but for a constant.
    """
    mean = _mean_after(cycle, date, used, cycle.length - date)
    shape = np.asarray(cycle.shape + used, dtype=np.float64)
    stock = np.maximum(cycle.stock_units - used, 0.0)
    shipped = _best(cycle, stock, shape, mean) if ship else np.zeros(len(stock))
    kept = stock - shipped
    over = _expected_over(kept, shape, mean)
    served = np.minimum(used, cycle.stock_units) + kept - over
    fed = np.minimum(shipped, cycle.announced_units)
    held = cycle.holding_cost_per_unit * date / cycle.length
    return np.asarray(
        cycle.donation_value_per_unit * fed
        + cycle.tertiary_value_per_unit * (shipped - fed)
        - held * shipped
        + cycle.short_cost_per_unit * served
        - cycle.over_cost_per_unit * over
    )


def _best(cycle: Cycle, stock: Floats, shape: Floats, mean: Floats) -> Floats:
    """Return the best quantity: the two kept targets of `shipback`, donation value no lower."""
    under, whole = cycle.short_cost_per_unit, cycle.short_cost_per_unit + cycle.over_cost_per_unit
    first = (under - cycle.donation_value_per_unit) / whole
    second = (under - cycle.tertiary_value_per_unit) / whole
    more = stock - _quantile(second, shape, mean)
    fed = np.clip(stock - _quantile(first, shape, mean), 0.0, cycle.announced_units)
    shipped = np.where(more >= cycle.announced_units, more, fed)
    most = min(float(cycle.eligible_units), cycle.announced_units + cycle.consented_units)
    return np.clip(shipped, 0.0, np.minimum(most, stock))


def _cdf(units: NDArray[np.int64] | Floats, shape: Floats | float, mean: Floats | float) -> Floats:
    """Return P(D <= units) of a negative binomial by shape and mean."""
    hit = shape / (shape + np.maximum(mean, SMALL))
    return np.where(units < 0, 0.0, special.betainc(shape, np.maximum(units, 0) + 1.0, hit))


def _expected_over(kept: Floats, shape: Floats, mean: Floats) -> Floats:
    """Return E(kept - D)+ for whole numbers kept."""
    return np.asarray(kept * _cdf(kept, shape, mean) - mean * _longer(kept - 1, shape, mean))


def _longer(units: Floats, shape: Floats, mean: Floats) -> Floats:
    """Return P(D' <= units) of the law with a shape greater by one at the same rate."""
    hit = shape / (shape + np.maximum(mean, SMALL))
    return np.where(units < 0, 0.0, special.betainc(shape + 1, np.maximum(units, 0) + 1.0, hit))


def _quantile(share: float, shape: Floats, mean: Floats) -> Floats:
    """Return the least whole number with `_cdf >= share`; 0 or infinite outside (0, 1)."""
    if share <= 0:
        return np.zeros(len(mean))
    if share >= 1:
        return np.full(len(mean), np.inf)
    low = np.full(len(mean), -1.0)
    high = np.ceil(mean + 12 * np.sqrt(mean + mean**2 / shape)) + 20
    while np.any(high - low > 1):
        middle = np.floor((low + high) / 2)
        enough = _cdf(middle, shape, mean) >= share
        high, low = np.where(enough, middle, high), np.where(enough, low, middle)
    return np.asarray(high, dtype=np.float64)
