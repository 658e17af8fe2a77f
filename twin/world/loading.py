"""Loading: units leave a site's stock and fill vehicles, line by line.

This is the careful way, with every rule; `dispatch` sends plain traffic all at once.
"""

import numpy as np

from twin.record.ledger import Ledger
from twin.record.tally import Tally
from twin.units import TICKS_PER_DAY
from twin.world.departure import Departure
from twin.world.packing import Packed, Room, pack, rooms
from twin.world.state import State, view
from twin.world.stock import Piece, pick, pick_living
from twin.world.trips import Departures

WITHOUT_LIMIT = 1 << 40


class Loading:
    """Takes goods out of stock and onto vehicles."""

    def __init__(
        self, state: State, departure: Departure, tally: Tally, ledger: Ledger | None
    ) -> None:
        self.network = network = state.network
        self.state, self.departure, self.tally, self.ledger = state, departure, tally, ledger
        self.width = width = network.product_count
        lanes = network.lanes
        self.origins = [lane.origin for lane in lanes]
        self.origin_bases = [lane.origin * width for lane in lanes]
        self.destination_bases = [lane.destination * width for lane in lanes]
        self.fleets = [lane.fleet for lane in lanes]
        self.rooms: list[Room | None] = [rooms(network, n) for n in range(len(lanes))]
        self.whole = [lane.terms.shipping == "complete" for lane in lanes]
        self.any_lots = any(product.in_lots for product in network.products)
        self.departures, self.vehicles = view(state.departures_today), view(state.vehicles_today)

    def ship(self, tick: int, lane: int, product: int, units: int, min_life_days: int) -> None:
        """Send up to so many units that nobody ordered; a reverse lane counts as ship-back.

        With a least life only lots that have it go, those that expire first of all.
        """
        units = self.allowed(lane, product, units, 0)
        expires_from = tick // TICKS_PER_DAY + min_life_days if min_life_days else 0
        if min_life_days:
            units = min(units, self._living(lane, product, expires_from))
        if units:
            self.send(tick, lane, [(product, units)], ordered=False, expires_from=expires_from)

    def _living(self, lane: int, product: int, expires_from: int) -> int:
        """Return how many units of the origin's stock expire on a day or later."""
        state, cell = self.state, self.origin_bases[lane] + product
        life, supply = self.network.products[product].shelf_life_days, self.network.supplies
        if life is None:
            return WITHOUT_LIMIT
        if cell in supply:
            expiry = state.day - supply[cell].age_days + life
            return WITHOUT_LIMIT if expiry >= expires_from else 0
        return sum(piece[2] for piece in state.pieces(cell) or () if piece[0] >= expires_from)

    def allowed(self, lane: int, product: int, units: int, planned: int) -> int:
        """Return what stock, outages and handling let through, besides `planned` units."""
        state, origin = self.state, self.origins[lane]
        cell = self.origin_bases[lane] + product
        share = min(state.open_sites[origin], state.open_lanes[lane])
        if cell in self.network.supplies:
            share = min(share, state.open_products[product])
            capacity = self.network.supplies[cell].capacity_units(state.day)
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

    def send(
        self,
        tick: int,
        lane: int,
        wants: list[tuple[int, int]],
        *,
        ordered: bool,
        expires_from: int = 0,
    ) -> None:
        """Load what is wanted on as many vehicles as it takes and there are, and let them go.

        Lots leave in the site's issue order; with `expires_from`, those that expire first of
        all that expire on that day or later.
        """
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
        lots = [
            self._take(tick, lane, p, n, ordered=ordered, expires_from=expires_from)
            for p, n in loads.items()
        ]
        lines = np.array([lane * self.width + product for product in loads], dtype=np.int64)
        units_of = np.array(list(loads.values()), dtype=np.int64)
        total = int(units_of.sum())
        self.tally.trips[lane] += len(vehicles)
        self.tally.sent[lane] += total
        self.state.sent_today[self.origins[lane]] += total
        going = Departures(
            self.width, np.array([lane]), np.array([len(vehicles)]), lines, units_of, lots
        )
        self.departure.leave(tick, going, [packed for packed, _ in vehicles])
        self.departures[lane] += 1
        self.vehicles[lane] += len(vehicles)

    def _take(
        self,
        tick: int,
        lane: int,
        product: int,
        units: int,
        *,
        ordered: bool,
        expires_from: int,
    ) -> list[Piece] | None:
        """Take units out of the origin's stock, and off what it owes or onto what is under way."""
        state = self.state
        cell, goal = self.origin_bases[lane] + product, self.destination_bases[lane] + product
        if cell in self.network.supplies:
            if self.network.supplies[cell].is_capped:
                state.supplied_today[cell] = state.supplied_today.get(cell, 0) + units
            self.tally.stocked[cell] += units
            self.tally.bought[cell] += units
            pieces = self.new_pieces(tick, cell, units)
        else:
            state.on_hand[cell] -= units
            stored = state.pieces(cell)
            pieces = None
            if stored is not None:
                pieces = (
                    pick_living(stored, units, expires_from)
                    if expires_from
                    else pick(stored, units)
                )
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


def _units(vehicles: Packed) -> int:
    return sum(units for packed, _ in vehicles for _, units in packed)
