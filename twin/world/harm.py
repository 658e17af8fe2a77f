"""Harm: what an outage does to goods in place and on the road."""

from twin.chain.disruption import Disruption
from twin.record.ledger import Ledger
from twin.record.tally import Tally
from twin.world.clock import Agenda
from twin.world.convoy import ARRIVE
from twin.world.losses import Losses
from twin.world.plant import RELEASED
from twin.world.receiving import VEHICLE_BACK
from twin.world.state import Batch, State
from twin.world.stock import Piece
from twin.world.trips import Trip, single_trips


class Harm:
    """Destroys, holds, loses and turns round."""

    def __init__(
        self,
        state: State,
        agenda: Agenda,
        tally: Tally,
        ledger: Ledger | None,
        receive_rank: int,
    ) -> None:
        self.state, self.agenda = state, agenda
        self.rank, self.network = receive_rank, state.network
        self.width = state.network.product_count
        self.losses = Losses(tally, ledger, self.width)

    def destroy_stock(self, tick: int, site: int) -> None:
        """Destroy all that lies at a site, in quarantine too."""
        state = self.state
        for product in range(self.width):
            cell = site * self.width + product
            units = state.on_hand[cell]
            stored = state.pieces(cell)
            pieces = [(0, -1, units, 0)] if stored is None else stored
            for piece in pieces:
                if piece[2]:
                    self.losses.write_off(tick, "destroyed", cell, piece[1], piece[2])
            state.on_hand[cell] = 0
            if stored is not None:
                stored.clear()
        for due, rank, items in self.agenda.entries():
            if rank == self.rank:
                for item in [i for i in items if i[0] == RELEASED and i[1] == site]:
                    self.agenda.due[self.agenda.key(due, rank)].remove(item)
                    self._destroy_batch(tick, item[2], item[3])

    def _destroy_batch(self, tick: int, batch: Batch, piece: Piece) -> None:
        """Destroy what lies in quarantine."""
        state = self.state
        state.held[batch.cell] -= piece[2]
        state.in_process[batch.cell] -= batch.units
        state.on_order[batch.cell] -= batch.units
        self.losses.write_off(tick, "destroyed", batch.cell, piece[1], piece[2])

    def stop_goods(self, tick: int, disruption: Disruption, entity: int, until_tick: int) -> None:
        """Hold, lose or turn round what is on the lanes concerned."""
        fate = disruption.goods_in_transit
        if fate == "continue" or disruption.what == "product":
            return
        lanes = self.network.lanes
        for trip, due in self._under_way():
            plan = lanes[trip.lane]
            concerned = (
                trip.lane == entity if disruption.what == "lane" else plan.destination == entity
            )
            if not concerned or trip.back:
                continue
            self._take_off(due, trip)
            if fate == "held":
                trip.due_tick = due + until_tick - tick
                last = self.state.last_due_ticks
                last[trip.lane] = max(last[trip.lane], trip.due_tick)
                self.agenda.add(trip.due_tick, self.rank, (ARRIVE, trip))
            elif fate == "returned":
                trip.back, trip.due_tick = True, tick + (tick - trip.left_tick)
                self.agenda.add(trip.due_tick, self.rank, (ARRIVE, trip))
            else:
                self._lose(tick, trip)

    def _under_way(self) -> list[tuple[Trip, int]]:
        """Return every trip on the road and when it is due; convoys part for good."""
        found = []
        for tick, rank, items in self.agenda.entries():
            if rank == self.rank:
                trips = single_trips(item[1] for item in items if item[0] == ARRIVE)
                items[:] = [item for item in items if item[0] != ARRIVE]
                items += [(ARRIVE, trip) for trip in trips]
                found += [(trip, tick) for trip in trips]
        return found

    def _take_off(self, tick: int, trip: Trip) -> None:
        items = self.agenda.due[self.agenda.key(tick, self.rank)]
        items[:] = [item for item in items if not (item[0] == ARRIVE and item[1] is trip)]

    def _lose(self, tick: int, trip: Trip) -> None:
        """Destroy a load on the way; its vehicle turns round at once."""
        plan = self.network.lanes[trip.lane]
        base = plan.destination * self.width
        for product, units, pieces in trip.loads(self.width):
            self.state.on_order[base + product] -= units
            self.state.in_transit[base + product] -= units
            for _, lot, part, _ in pieces if pieces is not None else ((0, -1, units, 0),):
                self.losses.write_off(tick, "destroyed", base + product, lot, part)
        if trip.vehicles_count:
            home = tick + (tick - trip.left_tick)
            back = (VEHICLE_BACK, [plan.fleet], [trip.vehicles_count])
            self.agenda.add(home, self.rank, back)
