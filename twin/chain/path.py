"""What chance will do in one replication, fixed before any policy acts.

Every draw is a function of (seed, replication, source, day or number), never of the
order in which things happen. Blocks of a year are made when the clock reaches them,
so that memory does not grow with the horizon.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from twin.chain.chance import DurationLaw
from twin.chain.demand import (
    CompoundPoissonDemand,
    ConstantDemand,
    PoissonDemand,
    ScheduledDemand,
    Season,
)
from twin.chain.network import Network
from twin.chain.plans import DemandPlan
from twin.chain.quantity import daily_units, order_sizes, poisson
from twin.chain.selection import products_of, sites_of
from twin.chain.streams import Streams
from twin.chain.when import When
from twin.units import TICKS_PER_DAY, ticks

BLOCK_DAYS = 365
_MONTH_ENDS = np.cumsum([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])

Window = tuple[int, int]
"""First tick, and the tick after the last."""


class SamplePath:
    """Demand, lead times, failures and outages of one (scenario, seed, replication)."""

    def __init__(self, network: Network, seed: int, replication: int) -> None:
        self.network = network
        self.streams = Streams(seed, replication)
        self.horizon_days = network.scenario.time.horizon_days
        self._daily = [d for d in network.demands if not _any_time(d)]
        self._any_time = [(i, d) for i, d in enumerate(network.demands) if _any_time(d)]
        self.daily_cells = [demand.cell for demand in self._daily]
        self._surges = self._surge_windows()
        self._trips: dict[tuple[int, int], tuple[int, list[int]]] = {}
        self._numbered: dict[str, tuple[int, list[float]]] = {}
        self._leads_block = self._cooling_block = -1
        self._leads: NDArray[np.int64] = np.zeros((0, 0), dtype=np.int64)
        self._failing: list[dict[int, list[tuple[int, float]]]] = []
        self.known_vehicles = np.zeros(len(network.lanes), dtype=np.int64)

    def daily_rows(self, block: int) -> NDArray[np.int64]:
        """Return units by (day of the year, daily demand in `daily_cells` order)."""
        return np.ascontiguousarray(self._units(self._daily, block).T)

    @property
    def has_arrivals(self) -> bool:
        """Return whether any demand comes at any time of the day."""
        return bool(self._any_time)

    def arrivals(self, block: int) -> list[tuple[int, int, int]]:
        """Return (tick, number of the demand, units) of each any-time arrival of a year."""
        found: list[tuple[int, int, int]] = []
        for number, plan in self._any_time:
            found += self._arrivals_of(number, plan, block)
        found.sort()
        return found

    def trip_ticks(self, lane: int, day: int, departure: int) -> int:
        """Return how long the trips of the n-th departure of a day on a lane take."""
        block, at = divmod(day, BLOCK_DAYS)
        return self._trip_ticks(lane, block, departure)[at]

    def first_trip_ticks(self, day: int) -> NDArray[np.int64]:
        """Return how long the first departure of a day takes, by lane."""
        block, at = divmod(day, BLOCK_DAYS)
        if block != self._leads_block:
            self._leads_block = block
            draws = [self._trip_ticks(n, block, 0) for n in range(len(self.network.lanes))]
            self._leads = np.ascontiguousarray(np.array(draws, dtype=np.int64).T)
        leads: NDArray[np.int64] = self._leads[at]
        return leads

    def failing_coolings(self, day: int) -> dict[int, list[tuple[int, float]]]:
        """Return, by lane, the (vehicle of the day, share of the way) at which coolings fail.

        It knows as many vehicles of each lane as `draw_coolings` was asked for.
        """
        block, at = divmod(day, BLOCK_DAYS)
        if block != self._cooling_block:
            self._cooling_block = block
            self._failing = [{} for _ in range(BLOCK_DAYS)]
            self.known_vehicles[:] = 0
        return self._failing[at]

    def cooling_fails_at_share(self, lane: int, day: int, vehicle: int) -> float:
        """Return after which share of the way the n-th vehicle's cooling fails; 1: it does not."""
        failing = self.failing_coolings(day)
        if self.known_vehicles[lane] <= vehicle:
            self.draw_coolings(lane, vehicle + 1)
        return dict(failing.get(lane, ())).get(vehicle, 1.0)

    def draw_coolings(self, lane: int, vehicles: int) -> None:
        """Draw the fate of so many vehicles of each day of the year that is looked at."""
        vehicle = self.network.lanes[lane].vehicle
        chance = vehicle.cooling.failure_share_per_trip if vehicle and vehicle.cooling else 0.0
        name = f"cooling/{self.network.lanes[lane].name}"
        for number in range(self.known_vehicles[lane], vehicles):
            u = self.streams.uniforms(f"{name}/{number}", self._cooling_block, BLOCK_DAYS)
            for day in np.flatnonzero(u < chance).tolist():
                failing = self._failing[day].setdefault(lane, [])
                failing.append((number, float(u[day]) / chance))
        self.known_vehicles[lane] = vehicles

    def windows(self, name: str, when: When) -> list[Window]:
        """Return the times of one dated or random happening, by the stream of its name."""
        if when.random is None:
            found = [
                (ticks(w.from_day), ticks(w.from_day) + max(1, ticks(w.days))) for w in when.dated
            ]
            return sorted(found)
        return self._renewals(name, when.random.time_to_failure, when.random.time_to_repair)

    def numbered(self, name: str, law: DurationLaw, number: int) -> float:
        """Return the `number`-th duration, in days, of a source counted by use."""
        return float(law.quantile(np.array([self.numbered_uniform(name, number)]))[0])

    def numbered_uniform(self, name: str, number: int) -> float:
        """Return the `number`-th uniform of a source that is counted by use."""
        block, at = divmod(number, 256)
        cached = self._numbered.get(name)
        if cached is None or cached[0] != block:
            cached = self._numbered[name] = (
                block,
                self.streams.uniforms(name, block, 256).tolist(),
            )
        return cached[1][at]

    def _units(self, plans: list[DemandPlan], block: int) -> NDArray[np.int64]:
        """Return units by (plan, day of the block); Poisson laws go through one array."""
        first = block * BLOCK_DAYS
        uniforms = np.zeros((len(plans), BLOCK_DAYS))
        factors = np.empty((len(plans), BLOCK_DAYS))
        common: dict[str, NDArray[np.float64]] = {}
        tables = {i for i, p in enumerate(plans) if p.table is not None and not self._surges}
        for i, plan in enumerate(plans):
            if i in tables:
                continue
            if not isinstance(plan.terms.law, ConstantDemand | ScheduledDemand):
                uniforms[i] = self._demand_uniforms(plan, block, common)
            factors[i] = self._factors(plan, first)
        units = np.zeros((len(plans), BLOCK_DAYS), dtype=np.int64)
        at_once = [i for i, plan in enumerate(plans) if isinstance(plan.terms.law, PoissonDemand)]
        if at_once:
            means = np.array([plans[i].terms.law.mean_units_per_day for i in at_once])  # type: ignore[union-attr]
            units[at_once] = poisson(uniforms[at_once], means[:, None] * factors[at_once])
        for i, plan in enumerate(plans):
            law = plan.terms.law
            if plan.table is not None and i in tables:
                part = plan.table[first : first + BLOCK_DAYS]
                units[i, : len(part)] = part
            elif not isinstance(law, PoissonDemand):
                second = np.empty(0)
                if isinstance(law, CompoundPoissonDemand):
                    second = self.streams.uniforms(f"sizes/{plan.name}", block, BLOCK_DAYS)
                units[i] = daily_units(law, uniforms[i], factors[i], first, second)
        return units

    def _demand_uniforms(
        self, plan: DemandPlan, block: int, common: dict[str, NDArray[np.float64]]
    ) -> NDArray[np.float64]:
        own = self.streams.uniforms(f"demand/{plan.name}", block, BLOCK_DAYS)
        group = plan.terms.correlation_group
        if group is None:
            return own
        if group not in common:
            drawn = self.streams.uniforms(f"correlation/{group}", block, BLOCK_DAYS)
            common[group] = special.ndtri(np.clip(drawn, 1e-15, 1 - 1e-15))
        rho = self.network.scenario.correlation_groups[group].correlation_share
        mixed = np.sqrt(rho) * common[group] + np.sqrt(1 - rho) * special.ndtri(
            np.clip(own, 1e-15, 1 - 1e-15)
        )
        return np.asarray(special.ndtr(mixed))

    def _factors(self, plan: DemandPlan, first: int) -> NDArray[np.float64]:
        factor = np.full(BLOCK_DAYS, plan.factor)
        days = np.arange(first, first + BLOCK_DAYS)
        if plan.terms.season is not None:
            factor *= season_factors(plan.terms.season, days)
        if plan.terms.trend_share_per_year:
            factor *= np.maximum(0.0, 1 + plan.terms.trend_share_per_year * days / 365)
        for start, end, multiple in self._surges.get(plan.cell, ()):
            inside = (days * TICKS_PER_DAY >= start) & (days * TICKS_PER_DAY < end)
            factor[inside] *= multiple
        return factor

    def _arrivals_of(self, number: int, plan: DemandPlan, block: int) -> list[tuple[int, int, int]]:
        law = plan.terms.law
        assert isinstance(law, PoissonDemand | CompoundPoissonDemand)
        rate = (
            law.mean_orders_per_day
            if isinstance(law, CompoundPoissonDemand)
            else law.mean_units_per_day
        )
        first = block * BLOCK_DAYS
        counts = poisson(self._demand_uniforms(plan, block, {}), rate * self._factors(plan, first))
        total = int(counts.sum())
        moments = self.streams.uniforms(f"moment/{plan.name}", block, total)
        at = (np.repeat(np.arange(first, first + BLOCK_DAYS), counts) + moments) * TICKS_PER_DAY
        sizes = np.ones(total, dtype=np.int64)
        if isinstance(law, CompoundPoissonDemand):
            drawn = self.streams.uniforms(f"sizes/{plan.name}", block, total)
            sizes = order_sizes(law, sizes, drawn)
        return [(int(t), number, int(n)) for t, n in zip(at, sizes, strict=True)]

    def _trip_ticks(self, lane: int, block: int, departure: int) -> list[int]:
        """Return the lead time of the n-th departure of each day of a year."""
        cached = self._trips.get((lane, departure))
        if cached is None or cached[0] != block:
            plan = self.network.lanes[lane]
            name = f"trip/{plan.name}/{departure}"
            u = self.streams.uniforms(name, block, BLOCK_DAYS)
            days = np.clip(plan.lead_time.quantile(u), 0.0, 1e6)
            drawn: list[int] = np.rint(days * TICKS_PER_DAY).astype(np.int64).tolist()
            cached = self._trips[lane, departure] = (block, drawn)
        return cached[1]

    def _renewals(self, name: str, up: DurationLaw, down: DurationLaw) -> list[Window]:
        found: list[Window] = []
        end, horizon, number = 0, self.horizon_days * TICKS_PER_DAY, 0
        while end < horizon:
            u = self.streams.uniforms(name, number, 64)
            number += 1
            lives, repairs = up.quantile(u[0::2]), down.quantile(u[1::2])
            for life, repair in zip(lives.tolist(), repairs.tolist(), strict=True):
                start = end + max(1, ticks(min(life, 1e6)))
                if start >= horizon:
                    return found
                end = start + max(1, ticks(min(repair, 1e6)))
                found.append((start, end))
        return found

    def _surge_windows(self) -> dict[int, list[tuple[int, int, float]]]:
        scenario, network = self.network.scenario, self.network
        found: dict[int, list[tuple[int, int, float]]] = {}
        for name in sorted(scenario.surges):
            surge = scenario.surges[name]
            windows = self.windows(f"surge/{name}", surge.when)
            for site in sites_of(scenario, surge.site):
                for product in products_of(scenario, surge.product):
                    cell = network.site_names.index(site) * network.product_count
                    cell += network.product_names.index(product)
                    found.setdefault(cell, []).extend(
                        (start, end, surge.demand_factor) for start, end in windows
                    )
        return found


def season_factors(season: Season, days: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the factor of the day's mean for days counted from the start of a year."""
    day_of_year = days % 365
    if season.monthly_factors is not None:
        month = np.searchsorted(_MONTH_ENDS, day_of_year, side="right")
        return np.asarray(season.monthly_factors, dtype=np.float64)[month]
    wave = np.cos(2 * np.pi * (day_of_year - season.peak_day) / 365)
    return 1 + season.amplitude_share * wave


def _any_time(plan: DemandPlan) -> bool:
    law = plan.terms.law
    return isinstance(law, PoissonDemand | CompoundPoissonDemand) and law.arrivals == "any-time"
