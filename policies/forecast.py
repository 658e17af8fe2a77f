"""What demand each cell will meet, from the scenario's laws or from what was observed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.chain.demand import Demand
from twin.chain.network import Network
from twin.chain.path import season_factors
from twin.chain.quantity import mean_units_per_day, sd_units_per_day
from twin.control.observation import Observation

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Forecast:
    """Mean and standard deviation of a day's demand on each cell, own and down the chain."""

    mean_units_per_day: Floats
    sd_units_per_day: Floats


def changes_with_time(network: Network) -> bool:
    """Return whether any demand has a season or a trend."""
    return any(d.terms.season or d.terms.trend_share_per_year for d in network.demands)


def from_laws(network: Network, first_day: int, days_count: int) -> Forecast:
    """Return the forecast of somebody who knows the demand laws, but no surge nor outage.

    Args:
        network: the chain.
        first_day: season and trend are averaged from this day on,
        days_count: over so many days.
    """
    return _down_the_chain(network, *patients_demand(network, first_day, days_count))


def patients_demand(network: Network, first_day: int, days_count: int) -> tuple[Floats, Floats]:
    """Return mean and variance of what patients ask for in a day, by cell; see `from_laws`."""
    mean, variance = np.zeros(network.cell_count), np.zeros(network.cell_count)
    days = np.arange(first_day, first_day + days_count)
    known: dict[int, tuple[float, float, float]] = {}
    for demand in network.demands:
        terms = demand.terms
        if id(terms) not in known:  # one rule often makes the demand of many sites
            law = terms.law
            known[id(terms)] = (
                mean_units_per_day(law),
                sd_units_per_day(law) ** 2,
                _factor(terms, days),
            )
        a_day, spread, factor = known[id(terms)]
        multiple = factor * demand.factor
        mean[demand.cell] = a_day * multiple
        variance[demand.cell] = _variance(terms, a_day, spread, multiple)
    return mean, variance


def _variance(terms: Demand, mean: float, variance: float, multiple: float) -> float:
    """Return the variance of a day whose mean is multiplied, law by law."""
    match terms.law.law:
        case "poisson" | "compound-poisson":
            return variance * multiple
        case "negative-binomial":  # its size stays, so the surplus grows with the square
            return mean * multiple + (variance - mean) * multiple**2
        case _:
            return variance * multiple**2


def _factor(terms: Demand, days: NDArray[np.int64]) -> float:
    """Return the mean over these days of season times trend."""
    factor = np.ones(len(days))
    if terms.season is not None:
        factor *= season_factors(terms.season, days)
    if terms.trend_share_per_year:
        factor *= np.maximum(0.0, 1 + terms.trend_share_per_year * days / 365)
    return float(factor.mean())


def from_history(network: Network, observation: Observation, days: int) -> Forecast | None:
    """Return the moving average of the last `days` days; none before that many were seen."""
    history = observation.demand_history_units()
    if len(history) < days:
        return None
    seen = history[-days:].reshape(days, -1)
    return _down_the_chain(network, seen.mean(axis=0), seen.var(axis=0))


def _down_the_chain(network: Network, mean: Floats, variance: Floats) -> Forecast:
    """Add to each cell the demand of all that it supplies (as independent days)."""
    mean, variance = mean.copy(), variance.copy()
    width = network.product_count
    for echelon in network.echelons:
        for cell in echelon:
            way = network.sources[cell][0]
            if way.lane >= 0:
                source = network.lanes[way.lane].origin * width + cell % width
                mean[source] += mean[cell]
                variance[source] += variance[cell]
                continue
            site = cell // width
            for name, each in network.recipes[cell].inputs.items():
                need = site * width + network.product_names.index(name)
                mean[need] += mean[cell] * each
                variance[need] += variance[cell] * each**2
    return Forecast(mean, np.sqrt(variance))
