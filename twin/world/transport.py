"""Dispatch: what sites owe is loaded and sent, as far as stock, vehicles and rules allow.

What most sites send is worked out for all of them at once. A site is *hard*, and served
line by line, where one lane's fate bears on the next: short stock together with too few
vehicles, a cooling that will fail, part of the capacity, handling limits, fair shares.
"""

import numpy as np
from numpy.typing import NDArray

from twin.chain.network import Network
from twin.chain.path import SamplePath
from twin.record.ledger import Ledger
from twin.record.tally import Tally
from twin.units import TICKS_PER_DAY
from twin.world.clock import Agenda, Item
from twin.world.packing import Room, pack, rooms
from twin.world.rationing import fair_shares
from twin.world.state import Piece, State, Trip, view
from twin.world.stock import pick

Ints = NDArray[np.int64]

ARRIVE = 5
"""Kinds of due items are numbered in the order in which one instant handles them."""

WITHOUT_LIMIT = 1 << 40


class Transport:
    """Sends goods over lanes."""

    def __init__(
        self,
        state: State,
        path: SamplePath,
        agenda: Agenda,
        tally: Tally,
        ledger: Ledger | None,
        receive_rank: int,
    ) -> None:
        network = state.network
        self.state, self.path, self.agenda = state, path, agenda
        self.tally, self.ledger, self.receive_rank = tally, ledger, receive_rank
        self.network = network
        self.width = width = network.product_count
        lanes = network.lanes
        count = len(lanes)
        self.origins = np.array([lane.origin for lane in lanes], dtype=np.int64)
        ends = np.array([lane.destination for lane in lanes], dtype=np.int64)
        self.lane_of_line = np.repeat(np.arange(count, dtype=np.int64), width)
        products = np.tile(np.arange(width, dtype=np.int64), count)
        self.origin_cell = self.origins[self.lane_of_line] * width + products
        self.destination_cell = ends[self.lane_of_line] * width + products
        self.origin_bases = (self.origins * width).tolist()
        self.destination_bases = (ends * width).tolist()
        self.fixed_ticks = [_fixed_ticks(network, n) for n in range(count)]
        self.fleets = np.array([lane.fleet for lane in lanes], dtype=np.int64)
        self.fleet_of = self.fleets.tolist()
        self.every_days = np.array([lane.terms.departs_every_days for lane in lanes])
        self.first_days = np.array([lane.terms.first_departure_day for lane in lanes])
        self.any_timetable = bool((self.every_days > 1).any() or self.first_days.any())
        self.crossing = [lane.terms.crossing for lane in lanes]
        self.rooms: list[Room | None] = [rooms(network, n) for n in range(count)]
        self.cooled = np.array(
            [lane.vehicle is not None and lane.vehicle.cooling is not None for lane in lanes],
            dtype=bool,
        )
        self.is_cooled = self.cooled.tolist()
        self.any_cooled = bool(self.cooled.any())
        self.fair = [i for i, s in enumerate(network.sites) if s.rationing == "fair-share"]
        self.never_easy = _never_easy(network)
        self.truck_units = np.array([_truck_units(network, n) for n in range(count)])
        self.any_trucks = bool((self.truck_units < WITHOUT_LIMIT).any())
        self.any_lots = any(product.in_lots for product in network.products)
        first = {
            origin: number for number, origin in reversed(list(enumerate(self.origins.tolist())))
        }
        self.first_lane = np.array(
            [first[origin] for origin in self.origins.tolist()], dtype=np.int64
        )
        self.endless = np.zeros(network.cell_count, dtype=np.int64)
        self.endless[list(network.supplies)] = WITHOUT_LIMIT
        self.from_supply = self.endless[self.origin_cell] > 0
        self.supply_sums = view(tally.stocked), view(tally.bought)
        self.owed, self.owed_out = view(state.owed), view(state.owed_out)
        self.owed_by_lane = self.owed.reshape(-1, width)
        self.on_hand, self.in_transit = view(state.on_hand), view(state.in_transit)
        self.departures, self.vehicles = view(state.departures_today), view(state.vehicles_today)
        self.sums = view(tally.trips), view(tally.sent), np.frombuffer(tally.filled)

    def dispatch(self, tick: int) -> None:
        """Send what is owed, site by site and lane by lane in the order of service."""
        if not self.owed.any():
            return
        wants, hard = self._wants_and_hard_sites(tick)
        sent, short = self._ration(wants)
        if self.any_trucks:
            hard |= short & self._lack_trucks(wants, hard)
            sent, _ = self._ration(wants)
            counts = -(-sent.sum(axis=1) // self.truck_units)
            if self.any_cooled:
                day = tick // TICKS_PER_DAY
                fails = self.path.cooling_fails(day, self.vehicles, counts, self.cooled)
                hard[self.origins[fails]] = True
        else:
            counts = sent.any(axis=1).astype(np.int64)
        if hard.any():
            by_line = hard[self.origins]
            sent[by_line] = 0
            counts[by_line] = 0
            self._send_all(tick, sent, counts)
            owing = wants.any(axis=1) & by_line
            self._send_by_line(tick, np.flatnonzero(owing).tolist())
        else:
            self._send_all(tick, sent, counts)

    def _wants_and_hard_sites(self, tick: int) -> tuple[Ints, NDArray[np.bool_]]:
        """Return what open lanes owe, and the sites that have to be served line by line."""
        state, wants, hard = self.state, self.owed_by_lane.copy(), self.never_easy.copy()
        if min(state.open_sites) < 1.0:
            shares = np.array(state.open_sites)
            wants[shares[self.origins] == 0.0] = 0
            hard |= (shares > 0.0) & (shares < 1.0)
        if min(state.open_lanes, default=1.0) < 1.0:
            lanes = np.array(state.open_lanes)
            wants[lanes == 0.0] = 0
            hard[self.origins[(lanes > 0.0) & (lanes < 1.0)]] = True
        if self.any_timetable:
            wants[(tick // TICKS_PER_DAY - self.first_days) % self.every_days != 0] = 0
        return wants, hard

    def _ration(self, wants: Ints) -> tuple[Ints, NDArray[np.bool_]]:
        """Return what stock lets go, first lanes first, and the sites that are short."""
        there = (self.on_hand + self.endless).reshape(-1, self.width)[self.origins]
        running = wants.cumsum(axis=0)
        running -= wants
        running -= running[self.first_lane]
        sent = np.minimum(wants, np.maximum(there - running, 0))
        short = np.zeros(len(self.never_easy), dtype=bool)
        short[self.origins[(sent < wants).any(axis=1)]] = True
        return sent, short

    def _lack_trucks(self, wants: Ints, hard: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Cut what lanes want to what their free vehicles hold; return the sites concerned."""
        free = np.array([*self.state.free_vehicles, 0])[self.fleets]
        room = np.where(self.fleets >= 0, free * self.truck_units, WITHOUT_LIMIT)
        lacking = wants.sum(axis=1) > room
        sites = np.zeros_like(hard)
        if lacking.any():
            cut = wants[lacking]
            before = cut.cumsum(axis=1) - cut
            wants[lacking] = np.minimum(cut, np.maximum(room[lacking, None] - before, 0))
            sites[self.origins[lacking]] = True
        return sites

    def _send_all(self, tick: int, sent: Ints, counts: Ints) -> None:
        """Send these units by lane and product, one departure a lane."""
        flat = sent.ravel()
        lines = np.flatnonzero(flat)
        if not len(lines):
            return
        units, cells = flat[lines], self.origin_cell[lines]
        self.owed -= flat
        np.subtract.at(self.owed_out, cells, units)
        np.subtract.at(self.on_hand, cells, units)
        np.add.at(self.in_transit, self.destination_cell[lines], units)
        bought = self.from_supply[lines]
        if bought.any():
            self._supply_all(cells[bought], units[bought])
        used = np.flatnonzero(counts)
        totals = sent.sum(axis=1)
        trips, quantity, filled = self.sums
        trips += counts
        quantity += totals
        filled += totals / self.truck_units if self.any_trucks else counts
        ends = np.searchsorted(lines, (used + 1) * self.width).tolist()
        pieces = self._pieces(tick, cells.tolist(), units.tolist()) if self.any_lots else None
        self._leave_all(tick, used.tolist(), ends, counts[used].tolist(), lines, units, pieces)
        self.departures[used] += 1
        self.vehicles += counts

    def _supply_all(self, cells: Ints, units: Ints) -> None:
        """Count what outside sources bring into the chain."""
        np.add.at(self.on_hand, cells, units)
        stocked, bought = self.supply_sums
        np.add.at(stocked, cells, units)
        np.add.at(bought, cells, units)

    def _pieces(self, tick: int, cells: list[int], units: list[int]) -> list[list[Piece] | None]:
        """Take units out of the lots of cells, next to be issued first."""
        lots = self.state.lots
        found: list[list[Piece] | None] = []
        for cell, n in zip(cells, units, strict=True):
            stored = lots[cell]
            if not stored:
                found.append(None if stored is None else self._new_pieces(tick, cell, n))
                continue
            expiry, lot, there, warm = stored[0]
            if there > n:
                stored[0] = (expiry, lot, there - n, warm)
                found.append([(expiry, lot, n, warm)])
            else:
                found.append(pick(stored, n))
        return found

    def _send_by_line(self, tick: int, lanes: list[int]) -> None:
        """Send lane after lane what each product's stock and every rule still allow."""
        state, width = self.state, self.width
        shares = fair_shares(state, self.fair, self.owed.reshape(-1, width)) if self.fair else {}
        for lane in lanes:
            wants = []
            for product in range(width):
                line = lane * width + product
                units = state.owed[line]
                if units:
                    units = self._allowed(lane, product, min(units, shares.get(line, units)))
                    if units:
                        wants.append((product, units))
            if wants:
                self._send(tick, lane, wants, ordered=True)

    def ship(self, tick: int, lane: int, product: int, units: int) -> None:
        """Send up to so many units that nobody ordered; a reverse lane counts as ship-back."""
        units = self._allowed(lane, product, units)
        if units:
            self._send(tick, lane, [(product, units)], ordered=False)

    def _allowed(self, lane: int, product: int, units: int) -> int:
        """Return what stock, outages, handling and shipping rules let through."""
        state, origin = self.state, int(self.origins[lane])
        cell = self.origin_bases[lane] + product
        share = min(state.open_sites[origin], state.open_lanes[lane])
        if cell in self.network.supplies:
            share = min(share, state.open_products[product])
            capacity = self.network.supplies[cell].capacity_units_per_day
            if capacity is not None:
                left = int(capacity * share) - state.supplied_today.get(cell, 0)
                units = min(units, max(0, left))
                share = 1.0 if share > 0 else 0.0
        else:
            units = min(units, state.on_hand[cell])
        if share < 1.0:
            units = int(units * share)
        limit = self.network.sites[origin].handling.dispatch_units_per_day
        if limit is not None:
            units = min(units, max(0, limit - state.sent_today[origin]))
        if self.network.lanes[lane].terms.shipping == "complete":
            units = self._whole_orders(lane * self.width + product, units)
        return units

    def _whole_orders(self, line: int, units: int) -> int:
        whole = 0
        for order in self.state.order_queues.get(line, ()):
            if whole + order > units:
                break
            whole += order
        return whole

    def _send(self, tick: int, lane: int, wants: list[tuple[int, int]], *, ordered: bool) -> None:
        """Load what is wanted on as many vehicles as it takes and there are, and let them go."""
        fleet, room = self.fleet_of[lane], self.rooms[lane]
        free = self.state.free_vehicles[fleet] if fleet >= 0 else WITHOUT_LIMIT
        vehicles = pack(wants, room, free) if room is not None else [(wants, 1.0)]
        day, before = tick // TICKS_PER_DAY, self.state.vehicles_today[lane]
        together: dict[int, tuple[int, list[Piece] | None]] = {}
        alone = []
        for nth, (loads, filled) in enumerate(vehicles):
            taken = {p: self._take(tick, lane, p, n, ordered=ordered) for p, n in loads}
            self.tally.filled[lane] += filled
            fails = 1.0
            if self.is_cooled[lane]:
                fails = self.path.cooling_fails_at_share(lane, day, before + nth)
            if fails < 1.0:
                alone.append((taken, fails))
                continue
            for product, (units, pieces) in taken.items():
                had = together.get(product, (0, None if pieces is None else []))
                joined = None if pieces is None or had[1] is None else had[1] + pieces
                together[product] = (had[0] + units, joined)
        count = len(vehicles) - len(alone)
        for loads_by_product, number, fails in [(together, count, 1.0)] * bool(count) + [
            (taken, 1, fails) for taken, fails in alone
        ]:
            self._load(tick, lane, loads_by_product, number, fails)
        if vehicles:
            self.departures[lane] += 1
            self.vehicles[lane] += len(vehicles)

    def _load(
        self,
        tick: int,
        lane: int,
        loads: dict[int, tuple[int, list[Piece] | None]],
        count: int,
        fails: float,
    ) -> None:
        lines = np.array([lane * self.width + product for product in loads], dtype=np.int64)
        units = np.array([n for n, _ in loads.values()], dtype=np.int64)
        pieces = [lots for _, lots in loads.values()] if self.any_lots else None
        total = int(units.sum())
        self.tally.trips[lane] += count
        self.tally.sent[lane] += total
        self.state.sent_today[int(self.origins[lane])] += total
        self._leave(tick, lane, lines, units, pieces, count, fails)

    def _take(
        self, tick: int, lane: int, product: int, units: int, *, ordered: bool
    ) -> tuple[int, list[Piece] | None]:
        """Take units out of the origin's stock, and off what it owes or onto what is under way."""
        state = self.state
        cell, goal = self.origin_bases[lane] + product, self.destination_bases[lane] + product
        if cell in self.network.supplies:
            pieces = self._supply(tick, cell, units)
        else:
            state.on_hand[cell] -= units
            stored = state.lots[cell]
            pieces = pick(stored, units) if stored is not None else None
        state.in_transit[goal] += units
        if ordered:
            state.owed[lane * self.width + product] -= units
            state.owed_out[cell] -= units
            if state.order_queues:
                self._close_orders(lane * self.width + product, units)
        else:
            state.on_order[goal] += units
            if self.network.lanes[lane].terms.reverse:
                self.tally.returned[cell] += units
        return units, pieces

    def _close_orders(self, line: int, units: int) -> None:
        queue = self.state.order_queues.get(line)
        while queue and units:
            part = min(queue[0], units)
            queue[0] -= part
            units -= part
            if not queue[0]:
                queue.pop(0)

    def _supply(self, tick: int, cell: int, units: int) -> list[Piece] | None:
        """Bring units into the chain: an outside source sends one lot of each product a day."""
        state = self.state
        supply = self.network.supplies[cell]
        if supply.capacity_units_per_day is not None:
            state.supplied_today[cell] = state.supplied_today.get(cell, 0) + units
        self.tally.stocked[cell] += units
        self.tally.bought[cell] += units
        return self._new_pieces(tick, cell, units)

    def _new_pieces(self, tick: int, cell: int, units: int) -> list[Piece] | None:
        """Return units of the lot that an outside source sends today."""
        state, (site, product) = self.state, divmod(cell, self.width)
        life = self.network.products[product].shelf_life_days
        lot, expiry = -1, 0
        if life is not None:
            day = tick // TICKS_PER_DAY
            known = state.day_lots.get(cell)
            if known is None or known[0] != day:
                known = state.day_lots[cell] = (day, state.new_lot())
            lot, expiry = known[1], day - self.network.supplies[cell].age_days + life
        if self.ledger is not None:
            self.ledger.stocked.extend((tick, site, product, lot, expiry, units))
        return [(expiry, lot, units, 0)] if life is not None else None

    def _leave_all(
        self,
        tick: int,
        lanes: list[int],
        ends: list[int],
        counts: list[int],
        lines: Ints,
        units: Ints,
        pieces: list[list[Piece] | None] | None,
    ) -> None:
        """Let one trip go on each lane; those due together go on the agenda together."""
        state, day, path = self.state, tick // TICKS_PER_DAY, self.path
        fixed, crossing, fleet_of = self.fixed_ticks, self.crossing, self.fleet_of
        nth, free, number = state.departures_today, state.free_vehicles, state.next_trip
        by_due: dict[int, list[Item]] = {}
        start = 0
        for lane, end, count in zip(lanes, ends, counts, strict=True):
            duration = fixed[lane]
            if duration is None:
                duration = path.trip_ticks(lane, day, nth[lane])
            due = tick + duration
            if not crossing[lane]:
                due = state.last_due_ticks[lane] = max(due, state.last_due_ticks[lane])
            fleet = fleet_of[lane]
            if fleet >= 0:
                free[fleet] -= count
            else:
                count = 0
            load = None if pieces is None else pieces[start:end]
            trip = Trip(number, lane, tick, due, lines[start:end], units[start:end], load, count)
            number += 1
            start = end
            if due in by_due:
                by_due[due].append((ARRIVE, trip))
            else:
                by_due[due] = [(ARRIVE, trip)]
            if self.ledger is not None:
                self._note(tick, trip)
        state.next_trip = number
        for due, items in by_due.items():
            self.agenda.add_all(due, self.receive_rank, items)

    def _leave(
        self,
        tick: int,
        lane: int,
        lines: Ints,
        units: Ints,
        pieces: list[list[Piece] | None] | None,
        count: int,
        fails: float,
    ) -> None:
        """Let a trip go; its fate was drawn with the sample path."""
        state = self.state
        duration = self.fixed_ticks[lane]
        if duration is None:
            nth = state.departures_today[lane]
            duration = self.path.trip_ticks(lane, tick // TICKS_PER_DAY, nth)
        due = tick + duration
        if not self.crossing[lane]:
            due = state.last_due_ticks[lane] = max(due, state.last_due_ticks[lane])
        fleet = self.fleet_of[lane]
        if fleet >= 0:
            state.free_vehicles[fleet] -= count
        else:
            count = 0
        number = state.next_trip
        state.next_trip = number + 1
        trip = Trip(number, lane, tick, due, lines, units, pieces, count, fails)
        self.agenda.add(due, self.receive_rank, (ARRIVE, trip))
        if self.ledger is not None:
            self._note(tick, trip)

    def _note(self, tick: int, trip: Trip) -> None:
        ledger = self.ledger
        assert ledger is not None
        ledger.departed.extend((tick, trip.number, trip.lane, int(trip.units.sum()), trip.due_tick))
        back = self.network.lanes[trip.lane].terms.reverse
        kind = ledger.returned if back else ledger.shipped
        for product, n, pieces in trip.loads(self.width):
            for _, lot, part, _ in pieces if pieces is not None else ((0, -1, n, 0),):
                kind.extend((tick, trip.number, trip.lane, product, lot, part))


def _fixed_ticks(network: Network, lane: int) -> int | None:
    law = network.lanes[lane].lead_time
    return round(law.days * TICKS_PER_DAY) if law.law == "constant" else None


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
            or lane.terms.shipping == "complete"
            or site.handling.dispatch_units_per_day is not None
            or (site.supplies and by_product)
            or any(s.capacity_units_per_day is not None for s in site.supplies.values())
            or shared.count(lane.fleet) > 1
        )
    return found
