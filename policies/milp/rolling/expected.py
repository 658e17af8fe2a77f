"""What demand a plan expects, and the stock it wants at the end of each period."""

from dataclasses import dataclass, field, replace
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import special

from policies.forecast import (
    Forecast,
    changes_with_time,
    from_history,
    from_laws,
    patients_demand,
)
from policies.levels import base_stock_levels, protection_days, typed
from policies.milp.rolling.from_network import Mapped
from policies.milp.window import Window
from twin.chain.network import Network
from twin.chain.streams import Streams
from twin.control.observation import Observation

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Expected:
    """Demand as it is expected, by period; what a day's forecast gives is kept."""

    network: Network
    mapped: Mapped
    service_share: float
    history_days: int
    kept: dict[int, tuple[Forecast, Floats, Floats]] = field(default_factory=dict)

    def demand(self, day: int, observation: Observation) -> tuple[Floats, Floats]:
        """Return mean and variance of each customer's demand in each period."""
        periods, customers = self.mapped.periods, self.mapped.customers
        mean = np.zeros((len(customers), periods.count))
        variance = np.zeros_like(mean)
        if self.history_days:
            seen = observation.demand_history_units()
            if len(seen) >= self.history_days:
                recent = seen[-self.history_days :].reshape(self.history_days, -1)
                mean += recent.mean(axis=0)[customers, None] * periods.days
                variance += recent.var(axis=0)[customers, None] * periods.days
                return mean, variance
        for t in range(periods.count):
            first = periods.first_day(day, t)
            key = first if changes_with_time(self.network) else 0
            _, a_day, spread = self._of(key)
            mean[:, t] = a_day[customers] * periods.days
            variance[:, t] = spread[customers] * periods.days
        return mean, variance

    def futures(
        self, window: Window, day: int, observation: Observation, count: int
    ) -> list[Window]:
        """Return the window with other demand each: normal about what is expected, at least 0.

        The draws are of a stream of their own, by the scenario's name and the day: no sample
        path of any world.
        """
        mean, variance = self.demand(day, observation)
        streams = Streams(crc32(self.network.scenario.name.encode()), day)
        found = []
        for number in range(count):
            u = streams.uniforms("futures of a plan", number, mean.size).reshape(mean.shape)
            z = special.ndtri(np.clip(u, 1e-9, 1 - 1e-9))
            found.append(
                replace(window, demand_units=np.maximum(mean + z * np.sqrt(variance), 0.0))
            )
        return found

    def floors(self, day: int, observation: Observation) -> Floats:
        """Return the stock wanted at the end of each period, (cells, T).

        What the base-stock level holds beyond mean demand, and mean demand of what the lead
        time has over full periods: with it a plan whose stock ends on the floor has ordered
        up to the base-stock level.
        """
        network, mapped, periods = self.network, self.mapped, self.mapped.periods
        cover = protection_days(network, "periodic")[0][mapped.cells]
        lead = _lead_periods(mapped)
        # those who patients ask still face the demand of the period in which they order;
        # others order when the orders of the period are placed
        after = cover - (lead + self._is_asked()) * periods.days
        history = None
        if self.history_days:
            history = from_history(network, observation, self.history_days)
        floors = np.zeros((len(mapped.cells), periods.count))
        moves = changes_with_time(network) and history is None
        known: dict[int, tuple[Floats, Floats]] = {}
        for t in range(periods.count):
            for shift in np.unique(lead).tolist():
                ordered = periods.first_day(day, max(0, t - shift)) if moves else 0
                later = periods.first_day(day, t + 1) if moves else 0
                of_lead = lead == shift
                for key in (ordered, later):
                    if key not in known:
                        known[key] = self._levels(key, history)
                safety = known[ordered][0][mapped.cells]
                rate = known[later][1][mapped.cells]
                floors[of_lead, t] = (safety + rate * after)[of_lead]
        return np.maximum(floors, 0.0)

    def _is_asked(self) -> NDArray[np.int64]:
        """Return 1 for cells at which patients ask, (cells,)."""
        return np.isin(self.mapped.cells, self.mapped.customers).astype(np.int64)

    def _levels(self, first: int, history: Forecast | None) -> tuple[Floats, Floats]:
        """Return what levels hold beyond mean demand, and mean demand of a day, by cell."""
        forecast = history or self._of(first)[0]
        mean = forecast.mean_units_per_day
        levels = base_stock_levels(self.network, forecast, self.service_share, "periodic")
        levels = typed(self.network, "base_stock_units", levels)
        return levels - mean * protection_days(self.network, "periodic")[0], mean

    def _of(self, first: int) -> tuple[Forecast, Floats, Floats]:
        """Return the forecast of the levels, mean and variance of patients' demand a day."""
        if first not in self.kept:
            cover = max(1, round(float(protection_days(self.network, "periodic")[0].max())))
            own, spread = patients_demand(self.network, first, self.mapped.periods.days)
            self.kept[first] = from_laws(self.network, first, cover), own, spread
        return self.kept[first]


def _lead_periods(mapped: Mapped) -> NDArray[np.int64]:
    """Return the lead periods of the preferred way to each cell."""
    lead = np.zeros(len(mapped.cells), dtype=np.int64)
    best: dict[int, tuple[int, int]] = {}
    for link, lanes in zip(mapped.chain.links, mapped.lanes, strict=True):
        for item in link.items:
            cell = mapped.chain.cell_of.get((link.destination, item))
            if cell is not None and (cell not in best or lanes[0] < best[cell][0]):
                best[cell] = lanes[0], link.lead_periods
    for cell, (_, periods) in best.items():
        lead[cell] = periods
    for making in mapped.chain.makings:
        lead[mapped.chain.cell_of[making.node, making.item]] = making.lead_periods
    return lead
