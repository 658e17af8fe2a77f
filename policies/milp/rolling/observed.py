"""The window of a plan, from what is observed and expected now."""

from dataclasses import dataclass, field, replace
from math import ceil
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
from policies.milp.rolling.from_network import Mapped, good_number
from policies.milp.rolling.outlook import Outlook
from policies.milp.rolling.recovery import Recoveries
from policies.milp.window import Window
from twin.chain.network import Network
from twin.chain.site import Line
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


def window_of(
    network: Network,
    mapped: Mapped,
    observation: Observation,
    outlook: Outlook,
    expected: Expected,
    recoveries: Recoveries,
    coverage_share: float,
) -> Window:
    """Return the window that opens now."""
    chain, periods = mapped.chain, mapped.periods
    day = int(observation.day)
    demand, _ = expected.demand(day, observation)
    share_of_site = _open_shares(observation.open_sites, "site", mapped, recoveries, day)
    share_of_lane = _open_shares(observation.open_lanes, "lane", mapped, recoveries, day)
    share_of_product = _open_shares(observation.open_products, "product", mapped, recoveries, day)
    with_room = {room.node for room in chain.rooms}
    share_of_node = share_of_site.copy()
    share_of_node[sorted(with_room)] = 1.0  # stock of a shut site stays where it is
    return Window(
        demand_units=demand,
        coverage_share=np.full(len(chain.customers), coverage_share),
        opening_units=_opening(network, mapped, observation, outlook),
        backlog_units=observation.backlog_units.ravel()[mapped.customers].astype(float),
        due_units=_due(mapped, outlook),
        floor_units=expected.floors(day, observation),
        node_open_share=share_of_node,
        link_open=_link_open(network, mapped, share_of_site, share_of_lane, day),
        source_capacity_units=_capacity(
            network, mapped, outlook, share_of_site, share_of_product, day
        ),
        slots_count=_slots(network, mapped, outlook, share_of_site, day),
        trips_most=_trips_most(network, mapped, share_of_lane),
        donation_most_units=np.zeros((len(chain.donations), periods.count)),
    )


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


def _open_shares(
    now: Floats, kind: str, mapped: Mapped, recoveries: Recoveries, day: int
) -> Floats:
    """Return the share of capacity of each period: as now until the recovery."""
    periods = mapped.periods
    shares = np.ones((len(now), periods.count))
    for number in np.flatnonzero(now < 1.0).tolist():
        days = recoveries.days(kind, number, day)  # type: ignore[arg-type]
        middle = (np.arange(periods.count) + 0.5) * periods.days
        shares[number] = np.where(middle < days, now[number], 1.0)
    return shares


def _opening(
    network: Network, mapped: Mapped, observation: Observation, outlook: Outlook
) -> Floats:
    """Return stock that nobody claims by good; what cannot be used before its expiry left out."""
    chain, width = mapped.chain, network.product_count
    found = np.zeros((len(mapped.cells), len(chain.goods)))
    horizon = mapped.periods.days * mapped.periods.count
    mean = mapped.year_units_per_day
    for number, cell in enumerate(mapped.cells.tolist()):
        free = int(outlook.free_units[cell])
        site, product = divmod(cell, width)
        if free <= 0:
            continue
        if network.products[product].shelf_life_days is None:
            found[number, product] = free
            continue
        lots = observation.lots(network.site_names[site], network.product_names[product])
        used = int(observation.on_hand_units[site, product]) - free  # claims take the first
        expected = float(used)
        for lot in sorted(lots, key=lambda lot: lot.expiry_day):
            gone = min(used, lot.units)
            used -= gone
            units, life = lot.units - gone, lot.expiry_day - observation.day
            if mapped.by_age[product]:
                found[number, good_number(mapped, product, life)] += units
            elif life < horizon:
                useful = min(float(units), max(0.0, mean[cell] * life - expected))
                expected += useful
                found[number, product] += useful
            else:
                found[number, product] += units
    return found


def _due(mapped: Mapped, outlook: Outlook) -> Floats:
    found = np.zeros((len(mapped.cells), mapped.periods.count))
    sites = {mapped.chain.customers[d].node for d in range(len(mapped.chain.customers))}
    asked = {n for n, cell in enumerate(mapped.chain.cells) if cell.node in sites}
    for cell, arrivals in outlook.due.items():
        number = mapped.place.get(cell)
        if number is None:
            continue
        for days, units in arrivals:
            period = mapped.periods.lead(days, asked=number in asked)
            if period < mapped.periods.count:
                found[number, period] += units
    return found


def _link_open(
    network: Network, mapped: Mapped, sites: Floats, lanes: Floats, day: int
) -> NDArray[np.bool_]:
    periods, count = mapped.periods, mapped.periods.count
    found = np.zeros((len(mapped.lanes), count), dtype=bool)
    for number, (link, of_link) in enumerate(zip(mapped.chain.links, mapped.lanes, strict=True)):
        for lane in of_link:
            terms = network.lanes[lane].terms
            leaves = np.ones(count, dtype=bool)
            if terms.departs_every_days > 1 or terms.first_departure_day > day:
                days = day + np.arange(count * periods.days) - terms.first_departure_day
                on = (days >= 0) & (days % terms.departs_every_days == 0)
                leaves = on.reshape(count, periods.days).any(axis=1)
            found[number] |= leaves & (lanes[lane] > 0)
        found[number] &= (sites[link.origin] > 0) & (sites[link.destination] > 0)
    return found


def _capacity(
    network: Network,
    mapped: Mapped,
    outlook: Outlook,
    sites: Floats,
    products: Floats,
    day: int,
) -> Floats:
    """Return what sources can send in each period, on the days on which anything leaves."""
    periods = mapped.periods
    found = np.full((len(mapped.sources), periods.count), np.inf)
    for number, cell in enumerate(mapped.sources.tolist()):
        site, product = divmod(cell, network.product_count)
        share = np.minimum(sites[site], products[product])
        supply = network.supplies[cell]
        if supply.is_capped:
            lanes = [network.lanes[n].terms for n in network.out_lanes[site]]
            for t in range(periods.count):
                days = range(day + t * periods.days, day + (t + 1) * periods.days)
                found[number, t] = sum(
                    supply.capacity_units(d) or 0
                    for d in days
                    if any(
                        d >= lane.first_departure_day
                        and (d - lane.first_departure_day) % lane.departs_every_days == 0
                        for lane in lanes
                    )
                )
            found[number] = np.floor(found[number] * share)
            left = outlook.wanted_units.get(cell, 0)
            for t in range(periods.count):
                gone = min(found[number, t], left)
                found[number, t] -= gone
                left -= int(gone)
        else:
            found[number] = np.where(share > 0, np.inf, 0.0)
    return found


def _slots(network: Network, mapped: Mapped, outlook: Outlook, sites: Floats, day: int) -> Floats:
    """Return the batches that can start in each period, behind those that wait or run."""
    periods = mapped.periods
    found = np.zeros((len(mapped.chain.plants), periods.count))
    for number, site in enumerate(mapped.chain.plants):
        place = network.sites[site]
        recipes = list(place.makes.values())
        change = sum(r.changeover_days for r in recipes) / len(recipes) * (1 - 1 / len(recipes))
        batch = sum(r.batch_days.mean_days() for r in recipes) / len(recipes) + change
        could, before = -outlook.batches_waiting.get(site, 0.0), 0.0
        for t in range(periods.count):
            lines = _lines_open(list(place.lines.values()), day + t * periods.days)
            could += lines * sites[site, t] * periods.days / max(batch, 1e-3)
            until_now = max(before, float(ceil(could - 1e-9)), 0.0)
            found[number, t], before = until_now - before, until_now
    return found


def _lines_open(lines: list[Line], day: int) -> int:
    if not lines:
        return 1
    return sum(
        line.opens_on_day <= day and (line.closes_on_day is None or day < line.closes_on_day)
        for line in lines
    )


def _trips_most(network: Network, mapped: Mapped, lanes: Floats) -> Floats:
    """Return the most trips of each lane in each period: vehicles times the ways out and back."""
    periods = mapped.periods
    found = np.full((len(mapped.groups), periods.count), np.inf)
    for number, lane in enumerate(mapped.groups.tolist()):
        plan = network.lanes[lane]
        if plan.fleet >= 0:
            fleet = network.scenario.fleets[network.fleet_names[plan.fleet]]
            there_and_back = plan.lead_time.mean_days() * (1 + fleet.return_time_factor)
            times = max(1, periods.days // max(1, ceil(there_and_back)))
            found[number] = fleet.vehicles_count * times
        found[number, lanes[lane] == 0] = 0
    return found
