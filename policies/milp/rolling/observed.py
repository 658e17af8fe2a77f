"""The window of a plan, from what is observed and expected now."""

from math import ceil

import numpy as np
from numpy.typing import NDArray

from policies.milp.rolling.expected import Expected
from policies.milp.rolling.from_network import Mapped, good_number
from policies.milp.rolling.outlook import Outlook
from policies.milp.rolling.recovery import Recoveries
from policies.milp.window import Window
from twin.chain.network import Network
from twin.chain.site import Line
from twin.control.observation import Observation

Floats = NDArray[np.float64]


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
