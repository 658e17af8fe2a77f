"""What will come, as far as it is ordered: arrivals, and claims on stock that go first."""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from policies.milp.rolling.from_network import good_share, mean_lead_days
from policies.milp.rolling.open_orders import OpenOrders, Placed
from policies.milp.rolling.recovery import Recoveries
from policies.milp.rolling.timing import days_left
from twin.chain.lane import Lane
from twin.chain.network import Network
from twin.control.observation import Observation

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Outlook:
    """What is on its way, by cell of the network."""

    free_units: NDArray[np.int64]
    """(cells,), on hand and claimed by nobody."""

    due: dict[int, list[tuple[float, float]]]
    """(days from now, units) that nobody has claimed, by cell."""

    owed_units: dict[int, int]
    """By line: ordered before, and neither stock nor arrivals at the origin cover it."""

    wanted_units: dict[int, int]
    """By cell of a source: ordered from it, and not sent yet."""

    batches_waiting: dict[int, float] = field(default_factory=dict)
    """By plant: batches that wait, and of those that run what is left."""


def outlook(
    network: Network,
    observation: Observation,
    orders: OpenOrders,
    recoveries: Recoveries,
) -> Outlook:
    """Return what is on its way, sources before those they serve."""
    width, day = network.product_count, observation.day
    on_order = observation.on_order_units.ravel()
    in_transit = observation.in_transit_units.ravel()
    free = observation.on_hand_units.ravel().copy()
    claimed = observation.owed_units.ravel().copy()
    due: dict[int, list[tuple[float, float]]] = defaultdict(list)
    owed: dict[int, int] = {}
    wanted: dict[int, int] = defaultdict(int)
    claims: dict[int, list[tuple[int, int]]] = defaultdict(list)
    batches: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for cell in np.flatnonzero(on_order > 0).tolist():
        ways = network.sources[cell]
        lane = ways[0].lane if ways else -1
        waiting = orders.outstanding(cell, int(on_order[cell]), day, lane)
        if cell in network.recipes:
            batches[cell // width] += [(one.day, cell) for one in _batches(network, cell, waiting)]
            continue
        unsent = int(on_order[cell] - in_transit[cell])
        sent, late = _split(waiting, unsent)
        for one in sent:
            if one.lane >= 0:
                plan = network.lanes[one.lane]
                left = days_left(plan.lead_time, day - one.day)
                shut = recoveries.days("site", cell // width, day)
                due[cell].append((max(left, shut), float(one.units)))
        for one in late:
            if one.lane < 0:
                continue
            origin = network.lanes[one.lane].origin * width + cell % width
            if origin in network.supplies:
                days = _wait(network, one.lane, cell % width, recoveries, day)
                days += network.lanes[one.lane].lead_time.mean_days()
                due[cell].append((days, float(one.units)))
                wanted[origin] += one.units
            else:
                claims[origin].append((one.lane, one.units))
                claimed[origin] -= one.units
    waiting_at = _due_of_batches(network, batches, due, day)
    for cell in np.flatnonzero(claimed > 0).tolist():  # by batches that wait for their inputs
        _take(cell, int(claimed[cell]), free, due)
    for echelon in reversed(network.echelons):
        for origin in echelon:
            for number, units in claims.pop(origin, ()):
                _send(network, origin, number, units, free, due, owed, recoveries, day)
    for origin, of_origin in sorted(claims.items()):  # of sites that nobody replenishes
        for number, units in of_origin:
            _send(network, origin, number, units, free, due, owed, recoveries, day)
    return Outlook(
        free_units=np.maximum(free, 0),
        due=due,
        owed_units=owed,
        wanted_units=dict(wanted),
        batches_waiting=waiting_at,
    )


def _split(waiting: list[Placed], unsent: int) -> tuple[list[Placed], list[Placed]]:
    """Return what is under way and what is not sent: the last ordered."""
    sent: list[Placed] = []
    late: list[Placed] = []
    for one in reversed(waiting):
        part = min(one.units, unsent)
        if part:
            late.append(Placed(one.day, one.lane, part))
            unsent -= part
        if one.units > part:
            sent.append(Placed(one.day, one.lane, one.units - part))
    return sent[::-1], late[::-1]


def _batches(network: Network, cell: int, waiting: list[Placed]) -> list[Placed]:
    size = network.recipes[cell].batch_units
    return [Placed(one.day, -1, size) for one in waiting for _ in range(one.units // size)]


def _due_of_batches(
    network: Network,
    batches: dict[int, list[tuple[float, int]]],
    due: dict[int, list[tuple[float, float]]],
    day: float,
) -> dict[int, float]:
    """Add what batches become, in the order in which they were queued; return what is left of them.

    What is left is told in batches: one half done takes half a slot of the periods to come.

    A batch comes at its mean time after it was queued, and no two of a line within one batch
    time.
    """
    waiting = {}
    for site, of_site in batches.items():
        lines = max(1, len(network.sites[site].lines))
        busy = 0.0
        for rank, (since, cell) in enumerate(sorted(of_site)):
            recipe = network.recipes[cell]
            total = mean_lead_days(recipe)
            left = max(0.0, total - (day - since), rank // lines * recipe.batch_days.mean_days())
            batch = max(1e-6, recipe.batch_days.mean_days())
            busy += min(1.0, max(0.0, left - recipe.release_days) / batch)
            due[cell].append((left, recipe.batch_units * good_share(recipe)))
        waiting[site] = busy
    return waiting


def _take(
    cell: int,
    units: int,
    free: NDArray[np.int64],
    due: dict[int, list[tuple[float, float]]],
) -> list[tuple[float, float]]:
    """Take units of a cell, from its stock and then from what comes first; return when and what."""
    taken = []
    now = int(min(units, max(0, free[cell])))
    if now:
        free[cell] -= now
        taken.append((0.0, float(now)))
    left = float(units - now)
    rest = []
    for days, much in sorted(due.get(cell, [])):
        part = min(much, left)
        if part > 0:
            taken.append((days, part))
            left -= part
        if much > part:
            rest.append((days, much - part))
    if cell in due:
        due[cell] = rest
    return taken


def _send(
    network: Network,
    origin: int,
    number: int,
    units: int,
    free: NDArray[np.int64],
    due: dict[int, list[tuple[float, float]]],
    owed: dict[int, int],
    recoveries: Recoveries,
    day: float,
) -> None:
    """Let what a site owes go as soon as it has it; note what it will not have."""
    width = network.product_count
    product, lane = origin % width, network.lanes[number]
    goal = lane.destination * width + product
    taken = _take(origin, units, free, due)
    wait = _wait(network, number, product, recoveries, day)
    for days, much in taken:
        due[goal].append((max(days, wait) + lane.lead_time.mean_days(), much))
    missing = units - round(sum(much for _, much in taken))
    if missing > 0:
        owed[number * width + product] = owed.get(number * width + product, 0) + missing


def _wait(network: Network, number: int, product: int, recoveries: Recoveries, day: float) -> float:
    """Return the days until a lane is expected to take what waits for it."""
    lane = network.lanes[number]
    wait = max(
        recoveries.days("site", lane.origin, day),
        recoveries.days("lane", number, day),
        recoveries.days("product", product, day)
        if lane.origin * network.product_count + product in network.supplies
        else 0.0,
    )
    return wait + days_to_departure(lane.terms, day + wait)


def days_to_departure(terms: Lane, day: float) -> float:
    """Return the days from a moment to the next departure of a lane."""
    if terms.departs_every_days == 1 and day >= terms.first_departure_day:
        return 0.0
    if day <= terms.first_departure_day:
        return terms.first_departure_day - day
    return (terms.first_departure_day - day) % terms.departs_every_days
