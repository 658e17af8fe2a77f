"""Loading: units leave a site's stock, fill vehicles, and depart on a lane, line by line.

This is the careful way, with every rule; `dispatch` sends plain traffic all at once.
"""

import numpy as np
from numpy.typing import NDArray

from twin.chain.network import Network
from twin.chain.path import SamplePath
from twin.record.ledger import Ledger
from twin.record.tally import Tally
from twin.units import TICKS_PER_DAY
from twin.world.clock import Agenda, Item
from twin.world.packing import Packed, Room, pack, rooms
from twin.world.state import Piece, State, Trip, view
from twin.world.stock import pick

Ints = NDArray[np.int64]
Lots = list[list[Piece] | None]
"""Pieces of each product of a load; none for a product that is only counted."""

ARRIVE = 5
"""Kinds of due items are numbered in the order in which one instant handles them."""

WITHOUT_LIMIT = 1 << 40


class Loading:
    """Takes goods out of stock and lets trips go."""

    def __init__(
        self,
        state: State,
        path: SamplePath,
        agenda: Agenda,
        tally: Tally,
        ledger: Ledger | None,
        receive_rank: int,
    ) -> None:
        self.network = network = state.network
        self.state, self.path, self.agenda = state, path, agenda
        self.tally, self.ledger, self.receive_rank = tally, ledger, receive_rank
        self.width = width = network.product_count
        lanes = network.lanes
        self.origins = [lane.origin for lane in lanes]
        self.origin_bases = [lane.origin * width for lane in lanes]
        self.destination_bases = [lane.destination * width for lane in lanes]
        self.fixed_ticks = [_fixed_ticks(network, n) for n in range(len(lanes))]
        self.any_chance = None in self.fixed_ticks
        self.fleets = [lane.fleet for lane in lanes]
        self.crossing = [lane.terms.crossing for lane in lanes]
        self.rooms: list[Room | None] = [rooms(network, n) for n in range(len(lanes))]
        self.cooled = [
            lane.vehicle is not None and lane.vehicle.cooling is not None for lane in lanes
        ]
        self.docked = [network.sites[lane.destination].handling.dock is not None for lane in lanes]
        self.whole = [lane.terms.shipping == "complete" for lane in lanes]
        self.any_cooled = any(self.cooled)
        self.plain = [not c and not d for c, d in zip(self.cooled, self.docked, strict=True)]
        self.any_lots = any(product.in_lots for product in network.products)
        self.departures, self.vehicles = view(state.departures_today), view(state.vehicles_today)

    def ship(self, tick: int, lane: int, product: int, units: int) -> None:
        """Send up to so many units that nobody ordered; a reverse lane counts as ship-back."""
        units = self.allowed(lane, product, units, 0)
        if units:
            self.send(tick, lane, [(product, units)], ordered=False)

    def allowed(self, lane: int, product: int, units: int, planned: int) -> int:
        """Return what stock, outages and handling let through, besides `planned` units."""
        state, origin = self.state, self.origins[lane]
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
        limit = self.network.sites[origin].handling.dispatch_units_per_day
        if limit is not None:
            left = int(limit * state.open_sites[origin]) - state.sent_today[origin] - planned
            units = min(units, max(0, left))
            share = state.open_lanes[lane] if share > 0 else 0.0
        return int(units * share) if share < 1.0 else units

    def whole_orders(self, line: int, units: int) -> int:
        """Return how many units the oldest orders of a line make that go into so many units."""
        whole = 0
        for order in self.state.order_queues.get(line, ()):
            if whole + order > units:
                break
            whole += order
        return whole

    def send(self, tick: int, lane: int, wants: list[tuple[int, int]], *, ordered: bool) -> None:
        """Load what is wanted on as many vehicles as it takes and there are, and let them go."""
        fleet, room = self.fleets[lane], self.rooms[lane]
        free = self.state.free_vehicles[fleet] if fleet >= 0 else WITHOUT_LIMIT
        vehicles = pack(wants, room, free) if room is not None else [(wants, 1.0)]
        while (
            ordered and self.whole[lane] and wants and _units(vehicles) < sum(n for _, n in wants)
        ):
            product, units = wants.pop()  # too large for the free vehicles: the last order waits
            fewer = self.whole_orders(lane * self.width + product, units - 1)
            wants += [(product, fewer)] if fewer else []
            vehicles = pack(wants, room, free) if room is not None else []
        loads: dict[int, int] = {}
        for packed, filled in vehicles:
            self.tally.filled[lane] += filled
            for product, units in packed:
                loads[product] = loads.get(product, 0) + units
        if not loads:
            return
        lots = [self._take(tick, lane, p, n, ordered=ordered) for p, n in loads.items()]
        lines = np.array([lane * self.width + product for product in loads], dtype=np.int64)
        units_of = np.array(list(loads.values()), dtype=np.int64)
        total = int(units_of.sum())
        self.tally.trips[lane] += len(vehicles)
        self.tally.sent[lane] += total
        self.state.sent_today[self.origins[lane]] += total
        self.leave(
            tick,
            [lane],
            [len(lines)],
            [len(vehicles)],
            lines,
            units_of,
            lots,
            [packed for packed, _ in vehicles],
        )
        self.departures[lane] += 1
        self.vehicles[lane] += len(vehicles)

    def _take(
        self, tick: int, lane: int, product: int, units: int, *, ordered: bool
    ) -> list[Piece] | None:
        """Take units out of the origin's stock, and off what it owes or onto what is under way."""
        state = self.state
        cell, goal = self.origin_bases[lane] + product, self.destination_bases[lane] + product
        if cell in self.network.supplies:
            if self.network.supplies[cell].capacity_units_per_day is not None:
                state.supplied_today[cell] = state.supplied_today.get(cell, 0) + units
            self.tally.stocked[cell] += units
            self.tally.bought[cell] += units
            pieces = self.new_pieces(tick, cell, units)
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
        return pieces

    def _close_orders(self, line: int, units: int) -> None:
        queue = self.state.order_queues.get(line)
        while queue and units:
            part = min(queue[0], units)
            queue[0] -= part
            units -= part
            if not queue[0]:
                queue.pop(0)

    def new_pieces(self, tick: int, cell: int, units: int) -> list[Piece] | None:
        """Return units of the lot that an outside source sends today: one lot a product and day."""
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

    def leave(
        self,
        tick: int,
        lanes: list[int],
        ends: list[int],
        counts: list[int],
        lines: Ints,
        units: Ints,
        lots: Lots | None,
        vehicles: list[list[tuple[int, int]]] | None = None,
    ) -> None:
        """Let the vehicles of each lane go together; their fate was drawn with the sample path.

        Args:
            tick: now.
            lanes: which depart, each with the loads up to its end in `ends`.
            ends: index after the last load of each lane in `lines`, `units` and `lots`.
            counts: vehicles of each lane.
            lines: product of each load, as a line of its lane.
            units: of each load.
            lots: pieces of each load.
            vehicles: what each vehicle of a single lane carries, where that is known;
                else they are filled one after another.
        """
        state, day, fixed, fleets = self.state, tick // TICKS_PER_DAY, self.fixed_ticks, self.fleets
        crossing, cooled, free = self.crossing, self.cooled, state.free_vehicles
        plain, ledger, departures = self.plain, self.ledger, state.departures_today
        drawn = self.path.first_trip_ticks(day) if self.any_chance else ()
        failing = self.path.failing_coolings(day) if self.any_cooled else {}
        by_due: dict[int, list[Item]] = {}
        start, number = 0, state.next_trip
        for lane, end, count in zip(lanes, ends, counts, strict=True):
            duration = fixed[lane]
            if duration is None:
                nth = departures[lane]
                duration = self.path.trip_ticks(lane, day, nth) if nth else drawn[lane]
            due = tick + duration
            if not crossing[lane]:
                due = state.last_due_ticks[lane] = max(due, state.last_due_ticks[lane])
            fleet, bound = fleets[lane], 0
            if fleet >= 0:
                free[fleet] -= count
                bound = count
            load = None if lots is None else lots[start:end]
            trip = Trip(
                number, lane, tick, due, lines[start:end], units[start:end], load, bound, duration
            )
            start = end
            number += 1
            if due in by_due:
                by_due[due].append((ARRIVE, trip))
            else:
                by_due[due] = [(ARRIVE, trip)]
            if plain[lane] and ledger is None:
                continue
            items = by_due[due]
            mine: dict[int, float] = {}
            if cooled[lane]:
                before = state.vehicles_today[lane]
                if before + count > self.path.known_vehicles[lane]:
                    self.path.draw_coolings(lane, before + count)
                if lane in failing:
                    mine = {v - before: s for v, s in failing[lane] if 0 <= v - before < count}
            if count > 1 and self.docked[lane]:
                mine = {v: mine.get(v, 1.0) for v in range(count)}
            if mine:
                state.next_trip = number
                self._part(trip, mine, count, vehicles, items)
                number = state.next_trip
            if ledger is not None:
                self._note(tick, items, trip)
        state.next_trip = number
        for due, items in by_due.items():
            self.agenda.add_all(due, self.receive_rank, items)

    def _part(
        self,
        trip: Trip,
        fate: dict[int, float],
        count: int,
        vehicles: list[list[tuple[int, int]]] | None,
        items: list[Item],
    ) -> None:
        """Make some vehicles trips of their own; the others stay together.

        These are vehicles whose cooling fails, and all that go to a dock, where each is a load.
        """
        if vehicles is None:
            room = self.rooms[trip.lane]
            wants = [(p, n) for p, n, _ in trip.loads(self.width)]
            vehicles = [packed for packed, _ in pack(wants, room, count)] if room else [wants]
        held = {p: list(pieces) if pieces else None for p, _, pieces in trip.loads(self.width)}
        bound = bool(trip.vehicles_count)
        rest: dict[int, tuple[int, list[Piece] | None]] = {}
        alone = []
        for nth, packed in enumerate(vehicles):
            for product, n in packed:
                pieces = held[product]
                taken = pick(pieces, n) if pieces is not None else None
                if nth in fate:
                    alone.append((nth, product, n, taken))
                    continue
                had, lots = rest.get(product, (0, None if taken is None else []))
                rest[product] = (had + n, None if taken is None or lots is None else lots + taken)
        items.pop()
        groups = [(rest, count - len(fate), 1.0)] if rest else []
        for nth, fails in fate.items():
            mine = {product: (n, taken) for v, product, n, taken in alone if v == nth}
            groups.append((mine, 1, fails))
        for goods, vehicles_count, fails in groups:
            lines = np.array([trip.lane * self.width + p for p in goods], dtype=np.int64)
            units = np.array([n for n, _ in goods.values()], dtype=np.int64)
            lots_of = [lots for _, lots in goods.values()] if self.any_lots else None
            one = Trip(
                trip.number if goods is rest else self.state.next_trip,
                trip.lane,
                trip.left_tick,
                trip.due_tick,
                lines,
                units,
                lots_of,
                vehicles_count if bound else 0,
                trip.way_ticks,
                fails,
            )
            if goods is not rest:
                self.state.next_trip += 1
            items.append((ARRIVE, one))

    def _note(self, tick: int, items: list[Item], trip: Trip) -> None:
        """Note the trips of one departure: those of its lane that left now."""
        ledger = self.ledger
        assert ledger is not None
        back = self.network.lanes[trip.lane].terms.reverse
        kind = ledger.returned if back else ledger.shipped
        for _, one in items:
            if one.lane != trip.lane or one.left_tick != tick or one.number < trip.number:
                continue
            total = int(one.units.sum())
            ledger.departed.extend((tick, one.number, one.lane, total, one.due_tick))
            for product, n, pieces in one.loads(self.width):
                for _, lot, part, _ in pieces if pieces is not None else ((0, -1, n, 0),):
                    kind.extend((tick, one.number, one.lane, product, lot, part))


def _units(vehicles: Packed) -> int:
    return sum(units for packed, _ in vehicles for _, units in packed)


def _fixed_ticks(network: Network, lane: int) -> int | None:
    law = network.lanes[lane].lead_time
    return round(law.days * TICKS_PER_DAY) if law.law == "constant" else None
