"""Dispatch: at the end of a decide turn every site sends what it owes, as far as it can.

What most sites send is worked out for all of them at once. A site is *hard*, and served
line by line, where more than stock and room for units counts: vehicles filled by volume
or mass or shared by lanes, part of the capacity, handling limits, fair shares, whole orders.
"""

import numpy as np
from numpy.typing import NDArray

from twin.chain.network import Network
from twin.record.tally import Tally
from twin.units import TICKS_PER_DAY
from twin.world.loading import WITHOUT_LIMIT, Loading
from twin.world.rationing import fair_shares
from twin.world.state import State, view
from twin.world.stock import pick
from twin.world.trips import Departures, Lots

Ints = NDArray[np.int64]


class Dispatch:
    """Sends what is owed."""

    def __init__(self, state: State, loading: Loading, tally: Tally) -> None:
        self.network = network = state.network
        self.state, self.loading, self.tally = state, loading, tally
        self.width = width = network.product_count
        lanes = network.lanes
        self.origins = np.array([lane.origin for lane in lanes], dtype=np.int64)
        ends = np.array([lane.destination for lane in lanes], dtype=np.int64)
        products = np.arange(width, dtype=np.int64)
        self.origin_cell = (self.origins[:, None] * width + products).ravel()
        self.destination_cell = (ends[:, None] * width + products).ravel()
        self.first_lane = np.searchsorted(self.origins, self.origins)
        self.fleets = np.array([lane.fleet for lane in lanes], dtype=np.int64)
        self.every_days = np.array([lane.terms.departs_every_days for lane in lanes])
        self.first_days = np.array([lane.terms.first_departure_day for lane in lanes])
        self.any_timetable = bool((self.every_days > 1).any() or self.first_days.any())
        self.fair = [i for i, s in enumerate(network.sites) if s.rationing == "fair-share"]
        self.never_easy = _never_easy(network)
        self.any_never_easy = bool(self.never_easy.any())
        self.truck_units = np.array([_truck_units(network, n) for n in range(len(lanes))])
        self.any_trucks = bool((self.truck_units < WITHOUT_LIMIT).any())
        self.endless = np.zeros((network.site_count, width), dtype=np.int64)
        self.endless.ravel()[list(network.supplies)] = WITHOUT_LIMIT
        self.supply_lines = np.flatnonzero(self.endless.ravel()[self.origin_cell])
        self.owed, self.owed_out = view(state.owed), view(state.owed_out)
        self.owed_by_lane = self.owed.reshape(-1, width)
        self.on_hand, self.in_transit = view(state.on_hand), view(state.in_transit)
        self.taken = view(state.taken)
        self.on_hand_by_site = self.on_hand.reshape(-1, width)
        self.stocked, self.bought = view(tally.stocked), view(tally.bought)
        self.free_vehicles = view(state.free_vehicles)
        self.trips, self.sent, self.filled = (
            view(tally.trips), view(tally.sent), np.frombuffer(tally.filled),
        )  # fmt: skip

    def dispatch(self, tick: int) -> None:
        """Send what is owed, site by site and lane by lane in the order of service."""
        if not np.count_nonzero(self.owed):
            return
        wants, hard = self._wants_and_hard_sites(tick)
        sent = self._ration(wants)
        if self.any_trucks:
            room = self._room()
            lacking = (np.add.reduce(sent, axis=1) > room).nonzero()[0]
            if len(lacking):
                self._refill(wants, sent, lacking.tolist(), room.tolist())
        if self.any_never_easy or (not self.state.all_open and hard.any()):
            if self.any_trucks:
                self._cut(wants, room)
            by_line = hard[self.origins]
            sent[by_line] = 0
            self._send_all(tick, sent)
            lanes = np.flatnonzero(wants.any(axis=1) & by_line).tolist()
            self._send_by_line(tick, lanes, wants)
        else:
            self._send_all(tick, sent)

    def _wants_and_hard_sites(self, tick: int) -> tuple[Ints, NDArray[np.bool_]]:
        """Return what open lanes owe, and the sites that have to be served line by line."""
        state, wants, hard = self.state, self.owed_by_lane.copy(), self.never_easy
        if not state.all_open:
            hard = hard.copy()
            shares, lanes = np.frombuffer(state.open_sites), np.frombuffer(state.open_lanes)
            wants[shares[self.origins] == 0.0] = 0
            hard |= (shares > 0.0) & (shares < 1.0)
            wants[lanes == 0.0] = 0
            hard |= self._sites_of((lanes > 0.0) & (lanes < 1.0))
        if self.any_timetable:
            since = tick // TICKS_PER_DAY - self.first_days
            wants[(since < 0) | (since % self.every_days != 0)] = 0
        return wants, hard

    def _ration(self, wants: Ints) -> Ints:
        """Return what stock lets go by lane and product, first lanes first."""
        there = (self.on_hand_by_site + self.endless)[self.origins]
        before = np.add.accumulate(wants, axis=0)
        before -= wants
        there -= before
        there += before[self.first_lane]
        np.maximum(there, 0, out=there)
        np.minimum(wants, there, out=there)
        return there

    def _room(self) -> Ints:
        """Return how many units the free vehicles of each lane hold."""
        if not len(self.free_vehicles):
            return np.full(len(self.fleets), WITHOUT_LIMIT)
        free = self.free_vehicles[self.fleets]
        return np.asarray(np.where(self.fleets >= 0, free * self.truck_units, WITHOUT_LIMIT))

    def _refill(self, wants: Ints, sent: Ints, lacking: list[int], room: list[int]) -> None:
        """Share out anew the stock of sites with a lane whose vehicles do not hold its share.

        Its vehicles take first products first; what they leave goes to the lanes after it.
        """
        for site in {self.network.lanes[lane].origin for lane in lacking}:
            lanes = list(self.network.out_lanes[site])
            there = (self.on_hand_by_site[site] + self.endless[site]).tolist()
            for lane, row in zip(lanes, wants[lanes].tolist(), strict=True):
                left = room[lane]
                for product, wanted in enumerate(row):
                    if wanted:
                        units = min(wanted, there[product], left)
                        there[product] -= units
                        left -= units
                        row[product] = units
                sent[lane] = row

    def _cut(self, wants: Ints, room: Ints) -> None:
        """Cut what lanes claim to what their vehicles hold, first products first."""
        lacking = np.add.reduce(wants, axis=1) > room
        if lacking.any():
            cut = wants[lacking]
            before = cut.cumsum(axis=1) - cut
            wants[lacking] = np.minimum(cut, np.maximum(room[lacking, None] - before, 0))

    def _sites_of(self, lanes: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which sites are origins of these lanes."""
        sites = np.zeros(len(self.never_easy), dtype=bool)
        sites[self.origins[lanes]] = True
        return sites

    def _send_all(self, tick: int, sent: Ints) -> None:
        """Send these units by lane and product, one departure a lane."""
        flat = sent.ravel()
        lines = flat.nonzero()[0]
        if not len(lines):
            return
        units, cells = flat[lines], self.origin_cell[lines]
        self.owed -= flat
        np.subtract.at(self.owed_out, cells, units)
        np.subtract.at(self.on_hand, cells, units)
        np.add.at(self.in_transit, self.destination_cell[lines], units)
        if len(self.supply_lines):
            self._supply(tick, flat)
        totals = np.add.reduce(sent, axis=1)
        used = totals.nonzero()[0]
        totals = totals[used]
        self.sent[used] += totals
        if self.any_trucks:
            counts = -(-totals // self.truck_units[used])
            self.trips[used] += counts
            rooms = self.truck_units[used]
            self.filled[used] += np.where(rooms < WITHOUT_LIMIT, totals / rooms, 1.0)
        else:
            counts = np.ones_like(used)
            self.trips[used] += 1
            self.filled[used] += 1.0
        lots = self._lots(tick, cells, units) if self.loading.any_lots else None
        going = Departures(self.width, used, counts.copy(), lines, units, lots)
        self.loading.departure.leave(tick, going)
        self.loading.departures[used] += 1
        self.loading.vehicles[used] += counts

    def _supply(self, tick: int, flat: Ints) -> None:
        """Count what outside sources bring into the chain."""
        if not self.loading.any_lots and self.loading.ledger is not None:
            for line in self.supply_lines[flat[self.supply_lines] > 0].tolist():
                self.loading.new_pieces(tick, int(self.origin_cell[line]), int(flat[line]))
        units = flat[self.supply_lines]
        cells = self.origin_cell[self.supply_lines]
        np.add.at(self.on_hand, cells, units)
        np.add.at(self.stocked, cells, units)
        np.add.at(self.bought, cells, units)

    def _lots(self, tick: int, cells: Ints, units: Ints) -> Lots:
        """Take units out of the lots of cells, next to be issued first."""
        lots, supplies = self.state.lots, self.network.supplies
        for cell in cells[self.taken[cells] > 0].tolist():
            self.state.pieces(cell)  # what patients took leaves the front
        found: Lots = []
        for cell, n in zip(cells.tolist(), units.tolist(), strict=True):
            stored = lots[cell]
            if stored and cell not in supplies:
                expiry, lot, there, warm = stored[0]
                if there > n:
                    stored[0] = (expiry, lot, there - n, warm)
                    found.append([(expiry, lot, n, warm)])
                else:
                    found.append(pick(stored, n))
            else:
                found.append(self.loading.new_pieces(tick, cell, n) if cell in supplies else None)
        return found

    def _send_by_line(self, tick: int, lanes: list[int], claims: Ints) -> None:
        """Send lane after lane what each product's stock and every rule still allow."""
        state, width, loading = self.state, self.width, self.loading
        shares = fair_shares(state, self.fair, claims) if self.fair else {}
        for lane in lanes:
            wants, planned = [], 0
            for product in range(width):
                line = lane * width + product
                units = state.owed[line]
                if units:
                    units = min(units, shares.get(line, units))
                    units = loading.allowed(lane, product, units, planned)
                    if loading.whole[lane]:
                        units = loading.whole_orders(line, units)
                    if units:
                        wants.append((product, units))
                        planned += units
            if wants:
                loading.send(tick, lane, wants, ordered=True)


def _truck_units(network: Network, lane: int) -> int:
    """Return what one vehicle of a lane holds, where units are all that counts."""
    vehicle = network.lanes[lane].vehicle
    capacity = vehicle.capacity_units if vehicle is not None else None
    return WITHOUT_LIMIT if capacity is None else capacity


def _never_easy(network: Network) -> NDArray[np.bool_]:
    """Return which sites need more rules than stock on hand, even with nothing out."""
    shared = [lane.fleet for lane in network.lanes if lane.fleet >= 0]
    found = np.array([site.rationing == "fair-share" for site in network.sites])
    by_product = any(d.what == "product" for d in network.scenario.disruptions.values())
    for lane in network.lanes:
        site, vehicle = network.sites[lane.origin], lane.vehicle
        bulky = vehicle is not None and (vehicle.capacity_litres or vehicle.capacity_kg)
        found[lane.origin] |= bool(
            bulky
            or lane.terms.reverse
            or lane.terms.shipping == "complete"
            or site.handling.dispatch_units_per_day is not None
            or (site.supplies and by_product)
            or any(s.is_capped for s in site.supplies.values())
            or shared.count(lane.fleet) > 1
        )
    return found
