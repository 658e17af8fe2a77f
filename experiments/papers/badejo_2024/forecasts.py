"""Forecasts that know more or less than the product's own, as yardsticks of the stress test only.

None of them is a policy of the catalogue: one errs on purpose, the other is told the future.
"""

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from policies.milp.rolling.expected import Expected
from policies.rolling_horizon import RollingMilp
from twin.chain.network import Network
from twin.chain.path import BLOCK_DAYS, SamplePath
from twin.chain.streams import Streams
from twin.control.observation import Observation

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class MistakenForecast(Expected):
    """What is expected, times what it errs by."""

    bias_share: float
    noise_share: float
    """Standard deviation of the error's logarithm; every week of every customer errs anew at
    each decision."""

    def demand(self, day: int, observation: Observation) -> tuple[Floats, Floats]:
        """Return mean and variance of each customer's demand in each period, as it is believed."""
        mean, variance = super().demand(day, observation)
        drawn = Streams(0, 0).uniforms("forecast error", day, mean.size).reshape(mean.shape)
        normal = ndtri(np.clip(drawn, 1e-12, 1 - 1e-12))
        # the mean of a lognormal factor is 1 where its logarithm has mean -sigma**2 / 2
        noise = np.exp(self.noise_share * normal - self.noise_share**2 / 2)
        return mean * (1 + self.bias_share) * noise, variance

    def floors(self, day: int, observation: Observation) -> Floats:
        """Return the stock wanted at the end of each period; who expects too much wants more."""
        return super().floors(day, observation) * (1 + self.bias_share)


@dataclass(frozen=True, kw_only=True, eq=False)
class KnownDemand(Expected):
    """What will be asked for in one replication, day by day, as if somebody knew.

    The stock wanted at the end of periods is as for those who do not know: it also makes up for
    loads that come late.
    """

    units_by_day: Floats
    """(days, customers), of the sample path; at least a window longer than the horizon."""

    def demand(self, day: int, observation: Observation) -> tuple[Floats, Floats]:  # noqa: ARG002
        """Return each customer's demand in each period, and no variance."""
        periods = self.mapped.periods
        first = periods.first_day(day, 0)
        days = self.units_by_day[first : first + periods.count * periods.days]
        mean = days.reshape(periods.count, periods.days, -1).sum(axis=1).T
        return mean, np.zeros_like(mean)


class Mistaken:
    """The rolling horizon with a forecast that errs."""

    @staticmethod
    def for_network(
        network: Network,
        *,
        bias_share: float = 0.0,
        noise_share: float = 0.0,
        horizon_periods: int = 8,
        service_share: float = 0.95,
        gap_share: float = 0.05,
        lps: int = 60,
    ) -> RollingMilp:
        """Return the planner of a chain; see `RollingMilp` and `MistakenForecast`."""
        planner = RollingMilp.for_network(
            network,
            horizon_periods=horizon_periods,
            service_share=service_share,
            gap_share=gap_share,
            lps=lps,
        )
        expected = MistakenForecast(
            **_parts(planner.expected), bias_share=bias_share, noise_share=noise_share
        )
        return replace(planner, expected=expected)


def clairvoyant(
    network: Network,
    *,
    seed: int,
    replication: int,
    horizon_periods: int,
    service_share: float,
    gap_share: float,
    lps: int,
) -> RollingMilp:
    """Return the rolling horizon that is told the demand of one replication in advance.

    It knows neither outages nor lead times beforehand.
    """
    planner = RollingMilp.for_network(
        network,
        horizon_periods=horizon_periods,
        service_share=service_share,
        gap_share=gap_share,
        lps=lps,
    )
    path, mapped = SamplePath(network, seed, replication), planner.expected.mapped
    days = network.scenario.time.horizon_days + mapped.periods.days * (mapped.periods.count + 1)
    blocks = [path.daily_rows(block) for block in range(-(-days // BLOCK_DAYS))]
    cells = path.daily_cells
    order = [cells.index(cell) for cell in mapped.customers.tolist()]
    units = np.concatenate(blocks)[:, order].astype(float)
    return replace(planner, expected=KnownDemand(**_parts(planner.expected), units_by_day=units))


def _parts(expected: Expected) -> dict[str, Any]:
    """Return the fields of what is expected, its memory empty."""
    kept = {item.name: getattr(expected, item.name) for item in fields(expected)}
    return {**kept, "kept": {}}
