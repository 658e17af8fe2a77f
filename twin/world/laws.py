"""Conservation laws: what must hold after every event, checked by adding everything up anew."""

import numpy as np
from numpy.typing import NDArray

from twin.errors import LawBroken
from twin.record.tally import Tally
from twin.world.clock import Agenda
from twin.world.convoy import ARRIVE
from twin.world.receiving import DOCK_DONE
from twin.world.state import State
from twin.world.trips import Convoy, Trip, single_trips


def check(state: State, tally: Tally, agenda: Agenda, tick: int) -> None:
    """Add up every unit and compare.

    Raises:
        LawBroken: naming the tick, the law, the site and product, and both sides.
    """
    network = state.network
    on_hand, transit = np.array(state.on_hand), _on_the_road(state, agenda)

    def hold(law: str, left: NDArray[np.int64], right: NDArray[np.int64]) -> None:
        if not np.array_equal(left, right):
            cell = int(np.flatnonzero(left != right)[0])
            site, product = divmod(cell, network.product_count)
            names = network.product_names[product]
            if len(left) == network.cell_count:
                names = f"{network.site_names[site]}, {names}"
            raise LawBroken(f"tick {tick}: {law} at {names}: {left[cell]} is not {right[cell]}")

    hold("levels are at least zero", np.minimum(on_hand, 0), np.zeros_like(on_hand))
    in_lots = [
        level if pieces is None else sum(piece[2] for piece in pieces) - taken
        for level, pieces, taken in zip(state.on_hand, state.lots, state.taken, strict=True)
    ]
    hold("stock is the sum of its lots", on_hand, np.array(in_lots))
    hold("in transit is what trips carry", np.array(state.in_transit), transit)
    owed = np.array(state.owed).reshape(-1, network.product_count)
    hold("owed by a cell is owed over its lanes", np.array(state.owed_out), _ends(state, owed, 0))
    there = _ends(state, owed, 1) + np.array(state.in_process) + transit
    hold("on order = owed + in process + on the road", np.array(state.on_order), there)
    sums = {
        name: np.array(getattr(tally, name))
        for name in (
            "stocked", "produced", "consumed", "served", "expired", "spoiled", "rejected",
            "destroyed", "donated", "demand", "lost",
        )
    }  # fmt: skip
    came = sums["stocked"] + sums["produced"]
    left = sum(
        (sums[n] for n in ("consumed", "served", "expired", "spoiled", "rejected")),
        sums["destroyed"] + sums["donated"],
    )
    there = on_hand + transit + np.array(state.held)
    width = network.product_count

    def by_product(values: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.asarray(values.reshape(-1, width).sum(axis=0))

    hold("what came in is there or went out", by_product(came), by_product(left + there))
    hold(
        "demand = served + lost + backlog",
        sums["demand"],
        sums["served"] + sums["lost"] + np.array(state.backlog),
    )
    _check_fleets(state)


def _ends(state: State, owed: NDArray[np.int64], end: int) -> NDArray[np.int64]:
    """Return owed units by the cell at one end of the lanes: 0 the origin, 1 the destination."""
    network = state.network
    found = np.zeros((network.site_count, network.product_count), dtype=np.int64)
    for lane, row in zip(network.lanes, owed, strict=True):
        found[(lane.origin, lane.destination)[end]] += row
    return found.ravel()


def _trips(state: State, agenda: Agenda) -> list[Trip]:
    found = [trip for gate in state.gates.values() for trip in gate]
    found += [trip for line in state.dock_lines.values() for _, trip in line]
    for _, _, items in agenda.entries():
        for item in items:
            if item[0] == ARRIVE and isinstance(item[1], Trip | Convoy):
                found += single_trips([item[1]])
            elif item[0] == DOCK_DONE and isinstance(item[-1], Trip):
                found.append(item[-1])
    return found


def _on_the_road(state: State, agenda: Agenda) -> NDArray[np.int64]:
    network = state.network
    units = np.zeros(network.cell_count, dtype=np.int64)
    for trip in _trips(state, agenda):
        base = network.lanes[trip.lane].destination * network.product_count
        for product, n, pieces in trip.loads(network.product_count):
            units[base + product] += n
            if pieces is not None and sum(piece[2] for piece in pieces) != n:
                raise LawBroken(f"trip {trip.number}: its lots do not add up to {n}")
    return units


def _check_fleets(state: State) -> None:
    """Check that no fleet lends out more vehicles than it has."""
    for free, name in zip(state.free_vehicles, state.network.fleet_names, strict=True):
        whole = state.network.scenario.fleets[name].vehicles_count
        if not 0 <= free <= whole:
            raise LawBroken(f"fleet {name!r}: {free} of {whole} vehicles are free")
