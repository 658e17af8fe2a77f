"""What demand is still to come, as the observed history teaches it: a gamma-Poisson posterior."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from policies.forecast import Forecast, changes_with_time, from_laws
from twin.chain.network import Network
from twin.chain.quantity import negative_binomial
from twin.control.observation import Observation

Floats = NDArray[np.float64]
PATHS = 100


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """Demand that a stock will meet: so many times what the laws say, by a gamma law.

    The factor has a gamma(k, k) prior of mean 1. After n units where m were expected it is
    gamma(k + n', k + m'), n' and m' in clusters of demand that come one by one (units over
    the laws' variance ratio, at least 1). Demand of some days is then negative binomial.
    """

    shape: float
    """[k + n'] of the posterior."""

    factor: float
    """Its mean: demand per demand expected."""

    cluster: float
    """Variance over mean of a day's demand, at least 1."""

    expected_units: Callable[[int], float]
    """By the laws, over so many days from today."""

    waiting_units: int
    """Patients who wait today."""

    def mean_units(self, days: int) -> float:
        """Return the expected demand of so many days, without who waits."""
        return self.factor * self.expected_units(days)

    def needs(self, days: int) -> Floats:
        """Return quantiles of the demand until so many days from now, who waits included."""
        mean = self.mean_units(days)
        levels = (np.arange(PATHS) + 0.5) / PATHS
        if mean <= 0:
            return np.full(PATHS, float(self.waiting_units))
        spread = mean / self.shape + self.cluster - 1  # variance over mean, less 1
        return self.waiting_units + negative_binomial(levels, mean / spread, mean).astype(float)


@dataclass(kw_only=True, eq=False)
class Memory:
    """All demand that was seen so far: an observation shows only the last weeks of it."""

    units: NDArray[np.int64]
    """By cell."""

    windows: list[tuple[int, int]] = field(default_factory=list)
    """The days it is of, as (first, how many), one after the other."""

    @classmethod
    def empty(cls, network: Network) -> "Memory":
        """Return the memory of nothing."""
        return cls(units=np.zeros(network.cell_count, dtype=np.int64))

    def take(self, observation: Observation) -> None:
        """Add the demand of the days since the last time; a clock set back starts anew."""
        today, history = int(observation.day), observation.demand_history_units()
        if self.windows and today < sum(self.windows[-1]):
            self.units[:] = 0
            self.windows.clear()
        until = sum(self.windows[-1]) if self.windows else 0
        count = min(len(history), today - until)
        if not count:
            return
        self.units += history[len(history) - count :].reshape(count, -1).sum(axis=0)
        if self.windows and today - count == until:
            first, before = self.windows.pop()
            self.windows.append((first, before + count))
        else:
            self.windows.append((today - count, count))


def outlook(
    observation: Observation,
    memory: Memory,
    cell: int,
    members: NDArray[np.int64],
    prior_cv_share: float,
) -> Outlook:
    """Return the demand that a cell's stock and that of the cells it supplies will meet.

    Args:
        observation: what is seen now.
        memory: all that was seen of demand.
        cell: of the place.
        members: the cells that draw on it, itself among them.
        prior_cv_share: how far demand is believed to lie from what the laws say.
    """
    network, today = observation.network, int(observation.day)

    def expected(first: int, count: int) -> float:
        if count <= 0:
            return 0.0
        return float(_by_laws(network, first, count).mean_units_per_day[cell]) * count

    laws = _by_laws(network, today, 1)
    mean = float(laws.mean_units_per_day[cell])
    cluster = max(1.0, float(laws.sd_units_per_day[cell]) ** 2 / mean) if mean > 0 else 1.0
    prior = 1 / prior_cv_share**2
    seen = float(memory.units[members].sum()) / cluster
    foreseen = sum(expected(*window) for window in memory.windows) / cluster
    return Outlook(
        shape=prior + seen,
        factor=(prior + seen) / (prior + foreseen),
        cluster=cluster,
        expected_units=lambda count: expected(today, count),
        waiting_units=int(observation.backlog_units.ravel()[members].sum()),
    )


@lru_cache(maxsize=256)
def _by_laws(network: Network, first: int, count: int) -> Forecast:
    """Return the laws' forecast; one for all days where nothing changes with time."""
    if (first, count) != (0, 1) and not changes_with_time(network):
        return _by_laws(network, 0, 1)
    return from_laws(network, first, count)
