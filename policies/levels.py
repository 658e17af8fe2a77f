"""Levels of stock rules: typed in the scenario, or set from a forecast and a service target."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from policies.forecast import Forecast, changes_with_time, from_history, from_laws
from twin.chain import quantity
from twin.chain.network import Network
from twin.chain.scenario import Level
from twin.chain.selection import products_of, rank, sites_of
from twin.control.observation import Observation

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LONGEST_HISTORY_DAYS = 56
"""So far back an observation shows the demand."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Levels:
    """Order-up-to levels that follow the forecast where the scenario types none."""

    network: Network
    field: str
    """Which of the scenario's typed levels come first."""

    fixed_units: Ints | None
    """Levels for the whole run, where nothing changes with time."""

    service_share: float
    review: str
    history_days: int

    @classmethod
    def for_network(
        cls,
        network: Network,
        field: str,
        service_share: float,
        review: str,
        history_days: int = 0,
    ) -> "Levels":
        """Return the levels of a chain.

        Raises:
            ValueError: for a service share outside (0, 1), or more days than are shown.
        """
        if not 0 < service_share < 1:
            raise ValueError(f"service_share {service_share} must lie between 0 and 1")
        if history_days not in range(LONGEST_HISTORY_DAYS + 1):
            raise ValueError(f"history_days {history_days} must be 0 to {LONGEST_HISTORY_DAYS}")
        fixed = None
        if not history_days and not changes_with_time(network):
            forecast = from_laws(network, 0, 1)
            computed = base_stock_levels(network, forecast, service_share, review)
            fixed = typed(network, field, computed)
        return cls(
            network=network,
            field=field,
            fixed_units=fixed,
            service_share=service_share,
            review=review,
            history_days=history_days,
        )

    def now(self, observation: Observation) -> Ints:
        """Return the levels by cell for this review."""
        if self.fixed_units is not None:
            return self.fixed_units
        forecast = None
        if self.history_days:
            forecast = from_history(self.network, observation, self.history_days)
        if forecast is None:
            cover = max(1, round(float(protection_days(self.network, self.review)[0].max())))
            forecast = from_laws(self.network, int(observation.day), cover)
        computed = base_stock_levels(self.network, forecast, self.service_share, self.review)
        return typed(self.network, self.field, computed)


def protection_days(network: Network, review: str) -> tuple[Floats, Floats]:
    """Return mean and variance of the time that each cell's stock must cover, in days.

    It is the lead time from its preferred source (or the time of a batch) and the time
    between two chances to send: the review period of a rule that acts at reviews, or the
    lane's timetable where that is longer. A cell that nothing replenishes covers none.
    """
    mean, variance = np.zeros(network.cell_count), np.zeros(network.cell_count)
    period = network.scenario.time.review_period_days if review == "periodic" else 0
    for cell, ways in enumerate(network.sources):
        if not ways:
            continue
        if ways[0].lane >= 0:
            lane = network.lanes[ways[0].lane]
            wait = _days_between_chances(period, lane.terms.departs_every_days)
            mean[cell] = lane.lead_time.mean_days() + wait
            variance[cell] = lane.lead_time.variance_days2()
        else:
            recipe = network.recipes[cell]
            mean[cell] = recipe.batch_days.mean_days() + recipe.release_days + period
            variance[cell] = recipe.batch_days.variance_days2()
    return mean, variance


def _days_between_chances(period: int, timetable: int) -> int:
    """Return the longest time from a need to the next departure after a review."""
    if timetable == 1 or period == 0:
        return period if timetable == 1 else timetable
    together = period % timetable == 0 or timetable % period == 0
    return max(period, timetable) if together else period + timetable - 1


def base_stock_levels(
    network: Network, forecast: Forecast, service_share: float, review: str
) -> Ints:
    """Return order-up-to levels [S] that cover demand over the protection time.

    Demand over the protection time has mean [m = mu * T] and variance
    [v = sigma^2 * T + mu^2 * Var(T)]. S is its quantile at the service target: of a
    negative binomial where v > m (Poisson where v is about m), of a normal where v < m.

    Raises:
        ValueError: for a service target outside (0, 1).

    Source: Snyder and Shen, *Fundamentals of Supply Chain Theory*, 2nd ed. (2019),
    section 4.3 (base-stock with lead time; random lead times).
    """
    if not 0 < service_share < 1:
        raise ValueError(f"service_share {service_share} must lie between 0 and 1")
    time_mean, time_variance = protection_days(network, review)
    mean = forecast.mean_units_per_day * time_mean
    variance = (
        forecast.sd_units_per_day**2 * time_mean + forecast.mean_units_per_day**2 * time_variance
    )
    return quantile_units(mean, variance, service_share)


def quantile_units(mean: Floats, variance: Floats, share: float) -> Ints:
    """Return the least whole level that covers demand with a probability of `share`.

    >>> quantile_units(np.array([4.0, 80.0]), np.array([4.0, 80.0]), 0.95).tolist()
    [8, 95]
    """
    level = np.zeros(len(mean))
    some = mean > 0
    m, v = np.maximum(mean, 1e-12), variance
    poisson = some & (v >= m * 0.999) & (v <= m * 1.001)
    wide = some & (v > m * 1.001)
    narrow = some & ~poisson & ~wide
    level[poisson] = quantity.poisson(np.array(share), m[poisson])
    size = m[wide] ** 2 / (v[wide] - m[wide])
    level[wide] = quantity.negative_binomial(np.array(share), size, m[wide])
    level[narrow] = np.ceil(m[narrow] + special.ndtri(share) * np.sqrt(v[narrow]) - 1e-9)
    return np.maximum(level, 0).astype(np.int64)


def _particular(level: Level) -> tuple[int, int]:
    return rank(level.site), rank(level.product)


def typed(network: Network, field: str, otherwise: Ints) -> Ints:
    """Return the scenario's own levels of one kind, and `otherwise` for cells without.

    An entry for named sites comes before one for a group, and that before one for all.
    """
    levels = otherwise.copy()
    for entry in sorted(network.scenario.levels.values(), key=_particular):
        value = getattr(entry, field)
        if value is None:
            continue
        for site in sites_of(network.scenario, entry.site):
            for product in products_of(network.scenario, entry.product):
                cell = network.site_names.index(site) * network.product_count
                levels[cell + network.product_names.index(product)] = value
    return levels


def economic_order_quantity(
    *, mean_units_per_day: float, order_cost: float, holding_cost_per_unit_day: float
) -> float:
    """Return the order quantity [Q* = sqrt(2 K lambda / h)] that balances ordering and holding.

    Source: Snyder and Shen (2019), Theorem 3.1; its Example 3.1 (K = 8, lambda = 1300
    a year, h = 0.225):

    >>> round(economic_order_quantity(mean_units_per_day=1300, order_cost=8,
    ...                               holding_cost_per_unit_day=0.225), 1)
    304.0
    """
    if holding_cost_per_unit_day <= 0:
        return float("inf") if order_cost > 0 else 1.0
    return float(np.sqrt(2 * order_cost * mean_units_per_day / holding_cost_per_unit_day))
