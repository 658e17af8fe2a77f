"""Laws of the demand that is still to come, with what a stock of K units would make of it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Amount = float | Floats
"""A number or an array of them; what comes back has its shape."""


class RemainingDemand(Protocol):
    """A law of demand [D], in units."""

    @property
    def mean_units(self) -> float:
        """Return E(D)."""
        ...

    def cdf(self, units: Amount) -> Floats:
        """Return P(D <= units)."""
        ...

    def quantile(self, share: Amount) -> Floats:
        """Return the least number of units with `cdf(units) >= share`, for a share in (0, 1)."""
        ...

    def expected_over(self, units: Amount) -> Floats:
        """Return E(units - D)+: what is left of such a stock."""
        ...


def expected_min(law: RemainingDemand, units: Amount) -> Floats:
    """Return E min(units, D): what such a stock serves.

    >>> float(expected_min(UniformDemand(low_units=0, high_units=10), 10))
    5.0
    """
    return np.asarray(units - law.expected_over(units))


def expected_under(law: RemainingDemand, units: Amount) -> Floats:
    """Return E(D - units)+: what such a stock leaves unserved.

    >>> float(expected_under(UniformDemand(low_units=0, high_units=10), 0))
    5.0
    """
    return np.asarray(law.mean_units - units + law.expected_over(units))


@dataclass(frozen=True, kw_only=True)
class UniformDemand:
    """Anything between two ends, equally likely."""

    low_units: float
    high_units: float

    def __post_init__(self) -> None:
        if not self.low_units < self.high_units:
            raise ValueError(f"uniform demand from {self.low_units} to {self.high_units} is empty")

    @property
    def mean_units(self) -> float:
        """Return E(D)."""
        return (self.low_units + self.high_units) / 2

    def cdf(self, units: Amount) -> Floats:
        """Return P(D <= units)."""
        return np.clip((units - self.low_units) / (self.high_units - self.low_units), 0.0, 1.0)

    def quantile(self, share: Amount) -> Floats:
        """Return low + share (high - low)."""
        return np.asarray(self.low_units + share * (self.high_units - self.low_units))

    def expected_over(self, units: Amount) -> Floats:
        """Return (K' - low)^2 / (2 (high - low)) + (K - high)+, K' = K between the ends."""
        within = np.clip(units, self.low_units, self.high_units) - self.low_units
        return within**2 / (2 * (self.high_units - self.low_units)) + np.maximum(
            units - self.high_units, 0.0
        )


@dataclass(frozen=True, kw_only=True)
class NormalDemand:
    """Normal, not cut at zero: keep the deviation well below the mean."""

    mean_units: float
    sd_units: float

    def __post_init__(self) -> None:
        if not self.sd_units > 0:
            raise ValueError(f"sd_units {self.sd_units} must be above 0")

    def cdf(self, units: Amount) -> Floats:
        """Return P(D <= units)."""
        return np.asarray(special.ndtr((units - self.mean_units) / self.sd_units))

    def quantile(self, share: Amount) -> Floats:
        """Return mean + z sd."""
        return np.asarray(self.mean_units + self.sd_units * special.ndtri(share))

    def expected_over(self, units: Amount) -> Floats:
        """Return sd (z Phi(z) + phi(z)), z = (K - mean) / sd."""
        z = (units - self.mean_units) / self.sd_units
        density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
        return np.asarray(self.sd_units * (z * special.ndtr(z) + density))


@dataclass(frozen=True, kw_only=True)
class GammaDemand:
    """Gamma, by mean and standard deviation."""

    mean_units: float
    sd_units: float

    def __post_init__(self) -> None:
        if not (self.mean_units > 0 and self.sd_units > 0):
            raise ValueError(
                f"mean_units {self.mean_units} and sd_units {self.sd_units} must be above 0"
            )

    @property
    def _shape(self) -> float:
        return (self.mean_units / self.sd_units) ** 2

    @property
    def _scale_units(self) -> float:
        return self.sd_units**2 / self.mean_units

    def cdf(self, units: Amount) -> Floats:
        """Return P(D <= units)."""
        share = special.gammainc(self._shape, np.maximum(units, 0.0) / self._scale_units)
        return np.asarray(share, dtype=np.float64)

    def quantile(self, share: Amount) -> Floats:
        """Return the quantile."""
        units = self._scale_units * special.gammaincinv(self._shape, share)
        return np.asarray(units, dtype=np.float64)

    def expected_over(self, units: Amount) -> Floats:
        """Return K F(K) - mean F'(K), F' the law of a shape greater by one."""
        above = np.maximum(units, 0.0)
        longer = special.gammainc(self._shape + 1, above / self._scale_units)
        return np.asarray(above * self.cdf(above) - self.mean_units * longer)


@dataclass(frozen=True, kw_only=True)
class PoissonDemand:
    """Poisson: single patients at a known rate."""

    mean_units: float

    def __post_init__(self) -> None:
        if not self.mean_units >= 0:
            raise ValueError(f"mean_units {self.mean_units} must not be below 0")

    def cdf(self, units: Amount) -> Floats:
        """Return P(D <= units)."""
        whole = np.floor(units)
        return np.where(whole < 0, 0.0, special.pdtr(np.maximum(whole, 0.0), self.mean_units))

    def quantile(self, share: Amount) -> Floats:
        """Return the least whole number that is enough with that share."""
        guess = self.mean_units + np.sqrt(self.mean_units) * special.ndtri(share)
        return _least_whole(self, guess, share)

    def expected_over(self, units: Amount) -> Floats:
        """Return K F(K) - mean F(K - 1): the exact sum."""
        above = np.maximum(units, 0.0)
        return np.asarray(above * self.cdf(above) - self.mean_units * self.cdf(above - 1))


@dataclass(frozen=True, kw_only=True)
class GammaPoissonDemand:
    """Poisson at a rate known only by a gamma law: what is foreseen after some history.

    After n units in t days on a gamma(k, r) prior the rate is gamma(k + n, r + t); over
    s more days the mean is (k + n) s / (r + t) and the shape k + n. The variance is
    mean + mean^2 / shape. The same law is called negative binomial.
    """

    mean_units: float
    shape: float

    def __post_init__(self) -> None:
        if not (self.mean_units >= 0 and self.shape > 0):
            raise ValueError(
                f"mean_units {self.mean_units} must not be below 0, shape {self.shape} above it"
            )

    def _cdf(self, units: Amount, shape: float) -> Floats:
        whole = np.floor(units)
        hit = self.shape / (self.shape + self.mean_units)
        return np.where(whole < 0, 0.0, special.betainc(shape, np.maximum(whole, 0.0) + 1, hit))

    def cdf(self, units: Amount) -> Floats:
        """Return P(D <= units)."""
        return self._cdf(units, self.shape)

    def quantile(self, share: Amount) -> Floats:
        """Return the least whole number that is enough with that share."""
        rate = special.gammaincinv(self.shape, share) * self.mean_units / self.shape
        return _least_whole(self, np.asarray(rate, dtype=np.float64), share)

    def expected_over(self, units: Amount) -> Floats:
        """Return K F(K) - mean F'(K - 1), F' with a shape greater by one: the exact sum."""
        above = np.maximum(units, 0.0)
        longer = self._cdf(above - 1, self.shape + 1)
        return np.asarray(above * self.cdf(above) - self.mean_units * longer)


@dataclass(frozen=True, kw_only=True)
class EmpiricalDemand:
    """What was seen, or drawn by a bootstrap: each value equally likely."""

    values_units: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.values_units:
            raise ValueError("an empirical law needs at least one value")

    @cached_property
    def _sorted(self) -> Floats:
        return np.sort(np.asarray(self.values_units, dtype=float))

    @cached_property
    def _sums(self) -> Floats:
        return np.concatenate([[0.0], np.cumsum(self._sorted)])

    @property
    def mean_units(self) -> float:
        """Return E(D)."""
        return float(self._sums[-1] / len(self.values_units))

    def cdf(self, units: Amount) -> Floats:
        """Return the share of values that are not greater."""
        return np.searchsorted(self._sorted, units, side="right") / len(self.values_units)

    def quantile(self, share: Amount) -> Floats:
        """Return the least value that is enough with that share."""
        count = len(self.values_units)
        steps = np.arange(1, count + 1) / count
        place = np.searchsorted(steps, share, side="left")
        return self._sorted[np.minimum(place, count - 1)]

    def expected_over(self, units: Amount) -> Floats:
        """Return the mean of (K - value)+."""
        below = np.searchsorted(self._sorted, units, side="right")
        return np.asarray((units * below - self._sums[below]) / len(self.values_units))


def _least_whole(law: RemainingDemand, guess: Amount, share: Amount) -> Floats:
    """Return the least whole number with `cdf >= share`, searched from a guess by doubling."""
    share = np.asarray(share, dtype=float)
    high = np.ceil(np.maximum(guess, 0.0)) + np.zeros_like(share)
    step = np.ones_like(high)
    while np.any(short := law.cdf(high) < share):
        high, step = np.where(short, high + step, high), 2 * step
    low = high - 1
    step = np.ones_like(low)
    while np.any(enough := law.cdf(low) >= share):
        high, low = np.where(enough, low, high), np.where(enough, low - step, low)
        step = 2 * step
    while np.any(high - low > 1):
        middle = np.floor((low + high) / 2)
        enough = law.cdf(middle) >= share
        high, low = np.where(enough, middle, high), np.where(enough, low, middle)
    return high
