"""Unloading: goods of arrived trips go on the shelves, piece by piece with every check."""

from collections.abc import Callable, Sequence

import numpy as np

from twin.record.ledger import Ledger
from twin.record.tally import Tally
from twin.units import TICKS_PER_DAY
from twin.world.coldchain import after_warmth
from twin.world.gifts import Gifts
from twin.world.losses import Losses
from twin.world.room import WITHOUT_END, storage_room
from twin.world.state import State, view
from twin.world.stock import Piece
from twin.world.trips import Convoy, Load, Trip, single_trips

NO_EXPIRY = 1 << 40


class Unloading:
    """Takes goods into stock."""

    def __init__(
        self,
        state: State,
        tally: Tally,
        ledger: Ledger | None,
        call: Callable[[int, str], None],
        gifts: Gifts,
    ) -> None:
        network = state.network
        self.state, self.tally, self.ledger, self.call = state, tally, ledger, call
        self.gifts = gifts
        self.network = network
        self.width = network.product_count
        self.losses = Losses(tally, ledger, self.width)
        self.issue = [site.issue for site in network.sites]
        self.issue_of_cell = [rule for rule in self.issue for _ in range(self.width)]
        ends = np.array([lane.destination for lane in network.lanes], dtype=np.int64)
        every = np.arange(len(network.lanes) * self.width)
        self.destination_cell = ends[every // self.width] * self.width + every % self.width
        self.on_hand, self.on_order = view(state.on_hand), view(state.on_order)
        self.in_transit = view(state.in_transit)
        self.any_lots = any(product.in_lots for product in network.products)

    def unload_plain(self, tick: int, trips: Sequence[Trip | Convoy]) -> None:
        """Take the goods of many trips into stock where nothing can stand in their way."""
        loads = [trip.going if isinstance(trip, Convoy) else trip for trip in trips]
        lines, units = loads[0].lines, loads[0].units
        if len(trips) > 1:
            lines = np.concatenate([load.lines for load in loads])
            units = np.concatenate([load.units for load in loads])
        cells = self.destination_cell[lines]
        np.add.at(self.on_hand, cells, units)
        np.subtract.at(self.on_order, cells, units)
        np.subtract.at(self.in_transit, cells, units)
        if self.ledger is not None:
            for trip in single_trips(trips):
                for load in trip.loads(self.width):
                    self._note(tick, trip, load)
        if self.any_lots:
            self._put_all(tick, trips, cells.tolist())

    def _put_all(self, tick: int, trips: Sequence[Trip | Convoy], cells: list[int]) -> None:
        """Put the lots of plain trips on the shelves; what expired on the way is dropped."""
        state, day = self.state, tick // TICKS_PER_DAY
        lots, issue, put = state.lots, self.issue_of_cell, state.put
        at = 0
        for trip in trips:
            for pieces in (trip.going.lots if isinstance(trip, Convoy) else trip.pieces) or ():
                cell = cells[at]
                at += 1
                stored = lots[cell]
                if pieces is None or stored is None:
                    continue
                for piece in pieces:
                    if piece[0] <= day:
                        state.on_hand[cell] -= piece[2]
                        site, product = divmod(cell, self.width)
                        self._drop(tick, "expired", site, product, piece)
                    elif issue[cell] != "fefo" or not stored:
                        put(cell, piece, issue[cell])
                    else:  # what `put` would do, without the call where it comes last
                        expiry, lot, there, warm = stored[-1]
                        if lot == piece[1] and warm == piece[3]:
                            stored[-1] = (expiry, lot, there + piece[2], warm)
                        elif piece[0] >= expiry:
                            stored.append(piece)
                        else:
                            put(cell, piece, "fefo")

    def unload_guarded(self, tick: int, site: int, trip: Trip, warm: int) -> list[Load]:
        """Unload piece by piece with every check; return what found no room."""
        rest: list[Load] = []
        for product, units, pieces in trip.loads(self.width):
            plain = [(NO_EXPIRY, -1, units, 0)] if pieces is None else pieces
            stay: list[Piece] = []
            for piece in plain:
                sound = self._after_the_trip(tick, site, trip, product, piece, warm)
                if sound is None:
                    continue
                fits = min(sound[2], self._room(site, product))
                if fits < sound[2]:
                    stay.append((sound[0], sound[1], sound[2] - fits, sound[3]))
                if fits:
                    taken = (sound[0], sound[1], fits, sound[3])
                    self._arrived(tick, site, trip, product, taken)
                    self._take_in(tick, site, product, taken)
            if stay:
                left = sum(piece[2] for piece in stay)
                rest.append((product, left, None if pieces is None else stay))
        return rest

    def _after_the_trip(
        self, tick: int, site: int, trip: Trip, product: int, piece: Piece, warm: int
    ) -> Piece | None:
        """Return a piece after the warmth of its trip; none, and counted, where it spoiled."""
        after = after_warmth(self.network.products[product], piece, warm, tick // TICKS_PER_DAY)
        if after is None:
            self._arrived(tick, site, trip, product, piece)
            self._drop(tick, "spoiled", site, product, piece)
        elif after[0] != piece[0]:
            after = self._child(tick, site, product, after)
        if after is None or after[0] != piece[0]:
            self.call(tick, "spoiled load")
        return after

    def _arrived(self, tick: int, site: int, trip: Trip, product: int, piece: Piece) -> None:
        """Note units as no longer under way."""
        goal = self.network.lanes[trip.lane].destination * self.width + product
        self.state.on_order[goal] -= piece[2]
        self.state.in_transit[goal] -= piece[2]
        self.state.received_today[site] += piece[2]
        if self.ledger is not None:
            self._note(tick, trip, (product, piece[2], None if piece[1] < 0 else [piece]))

    def _take_in(self, tick: int, site: int, product: int, piece: Piece) -> None:
        """Put a piece on the shelf, unless it is out of date, a gift, too old, or at its source."""
        state, cell, day = self.state, site * self.width + product, tick // TICKS_PER_DAY
        if cell in self.network.supplies:
            self.tally.stocked[cell] -= piece[2]
            self.tally.bought[cell] -= piece[2]
            if self.ledger is not None:
                row = (tick, site, product, piece[1], piece[0], -piece[2])
                self.ledger.stocked.extend(row)
        elif piece[0] <= day:
            self._drop(tick, "expired", site, product, piece)
        elif cell in self.gifts.of_cell:
            refused = self.gifts.take(tick, cell, piece)
            if refused is not None:
                self._drop(tick, "destroyed", site, product, refused)
                self.call(tick, "refused load")
        elif piece[0] - day < self._min_life(site, product):
            self._drop(tick, "destroyed", site, product, piece)
            self.call(tick, "refused load")
        else:
            state.on_hand[cell] += piece[2]
            state.put(cell, piece, self.issue[site])

    def _child(self, tick: int, site: int, product: int, piece: Piece) -> Piece:
        lot = self.state.new_lot()
        if self.ledger is not None:
            row = (tick, site, product, lot, piece[1], piece[0], piece[2])
            self.ledger.relotted.extend(row)
        return piece[0], lot, piece[2], piece[3]

    def _min_life(self, site: int, product: int) -> int:
        limits = self.network.sites[site].min_life_on_receipt_days
        return limits.get(self.network.product_names[product], 0) if limits else 0

    def _room(self, site: int, product: int) -> int:
        """Return how many units of a product the site can still take in today."""
        state, place = self.state, self.network.sites[site]
        room = WITHOUT_END
        limit = place.handling.receive_units_per_day
        if limit is not None:
            limit = int(limit * state.open_sites[site])
            room = max(0, limit - state.received_today[site])
        return min(room, storage_room(state, site, product))

    def _drop(self, tick: int, kind: str, site: int, product: int, piece: Piece) -> None:
        cell = site * self.width + product
        self.losses.write_off(tick, kind, cell, piece[1], piece[2])

    def _note(self, tick: int, trip: Trip, load: Load) -> None:
        ledger = self.ledger
        assert ledger is not None
        product, n, pieces = load
        for _, lot, part, _ in pieces if pieces is not None else ((0, -1, n, 0),):
            ledger.arrived.extend((tick, trip.number, trip.lane, product, lot, part))
