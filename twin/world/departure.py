"""Departure: loaded vehicles leave a lane; when they arrive was drawn with the sample path."""

import numpy as np

from twin.chain.network import Network
from twin.chain.path import SamplePath
from twin.record.ledger import Ledger
from twin.units import TICKS_PER_DAY
from twin.world.clock import Agenda
from twin.world.convoy import ARRIVE, Convoys
from twin.world.parting import Parting
from twin.world.state import State, view
from twin.world.trips import Departures, Ints, Trip


class Departure:
    """Lets trips go."""

    def __init__(
        self,
        state: State,
        path: SamplePath,
        agenda: Agenda,
        ledger: Ledger | None,
        receive_rank: int,
    ) -> None:
        self.network = network = state.network
        self.state, self.path, self.agenda = state, path, agenda
        self.ledger, self.receive_rank = ledger, receive_rank
        self.width = network.product_count
        lanes = network.lanes
        fixed = [_fixed_ticks(network, n) for n in range(len(lanes))]
        self.any_chance = None in fixed
        self.fixed_ticks = np.array([n or 0 for n in fixed], dtype=np.int64)
        self.departed = view(state.departures_today)
        self.fleets = [lane.fleet for lane in lanes]
        self.crossing = [lane.terms.crossing for lane in lanes]
        self.parting = Parting(state, path)
        self.convoys = Convoys(state, agenda, receive_rank)

    def leave(
        self,
        tick: int,
        going: Departures,
        vehicles: list[list[tuple[int, int]]] | None = None,
    ) -> None:
        """Let the vehicles of each lane go together; their fate was drawn with the sample path.

        Args:
            tick: now.
            going: what leaves.
            vehicles: what each vehicle of a single lane carries, where that is known;
                else they are filled one after another.
        """
        durations = self._durations(tick // TICKS_PER_DAY, going.lanes)
        apart = {
            i: self.parting.set_apart(going, i, fates, vehicles)
            for i, fates in self.parting.fates(tick, going).items()
        }
        left = list(range(len(durations)))
        if self.ledger is None and self.convoys.all and not apart:
            self.convoys.leave(tick, going, durations)
            return
        if self.ledger is None and self.convoys.any:
            together = self.convoys.sociable[going.lanes]
            if apart:
                together &= going.counts > 0  # all its vehicles may travel alone
            if together.all():
                self.convoys.leave(tick, going, durations)
            elif together.any():
                self.convoys.leave(tick, going.some(together), durations[together])
            left = (~together).nonzero()[0].tolist()
        for i in left:
            self._leave_alone(tick, going, i, int(durations[i]), apart.pop(i, []), rest=True)
        for i, trips in apart.items():
            self._leave_alone(tick, going, i, int(durations[i]), trips, rest=False)

    def _durations(self, day: int, lanes: Ints) -> Ints:
        """Return how long each of the lanes' trips of now are under way, in ticks."""
        if not self.any_chance:
            return self.fixed_ticks[lanes]
        durations = self.path.first_trip_ticks(day)[lanes]
        later = self.departed[lanes]
        for i in later.nonzero()[0].tolist() if later.any() else ():
            durations[i] = self.path.trip_ticks(int(lanes[i]), day, int(later[i]))
        return durations

    def _leave_alone(
        self,
        tick: int,
        going: Departures,
        i: int,
        duration: int,
        apart: list[Trip],
        *,
        rest: bool,
    ) -> None:
        """Let the trips of a departure go: those set apart, behind the rest of it if it is here."""
        state, lane = self.state, int(going.lanes[i])
        due = tick + duration
        if not self.crossing[lane]:
            due = state.last_due_ticks[lane] = max(due, state.last_due_ticks[lane])
        fleet = self.fleets[lane]
        if rest and going.counts[i]:
            apart = [going.trip(i, bound=fleet >= 0), *apart]
        for trip in apart:
            trip.number, state.next_trip = state.next_trip, state.next_trip + 1
            trip.left_tick, trip.due_tick, trip.way_ticks = tick, due, duration
            if fleet >= 0:
                state.free_vehicles[fleet] -= trip.vehicles_count
            if self.ledger is not None:
                self._note(tick, trip)
        self.agenda.add_all(due, self.receive_rank, [(ARRIVE, trip) for trip in apart])

    def _note(self, tick: int, trip: Trip) -> None:
        """Note a trip that leaves now."""
        ledger = self.ledger
        assert ledger is not None
        back = self.network.lanes[trip.lane].terms.reverse
        kind = ledger.returned if back else ledger.shipped
        total = int(trip.units.sum())
        ledger.departed.extend((tick, trip.number, trip.lane, total, trip.due_tick))
        for product, n, pieces in trip.loads(self.width):
            for _, lot, part, _ in pieces if pieces is not None else ((0, -1, n, 0),):
                kind.extend((tick, trip.number, trip.lane, product, lot, part))


def _fixed_ticks(network: Network, lane: int) -> int | None:
    law = network.lanes[lane].lead_time
    return round(law.days * TICKS_PER_DAY) if law.law == "constant" else None
