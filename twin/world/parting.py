"""Parting: vehicles with a fate of their own leave apart from the others of their lane.

These are vehicles whose cooling fails on the way, and all that go to a dock, where each
is a load that waits for a server.
"""

import numpy as np

from twin.chain.path import SamplePath
from twin.units import TICKS_PER_DAY
from twin.world.packing import Room, pack, rooms
from twin.world.state import State, view
from twin.world.stock import Piece, pick
from twin.world.trips import Departures, Trip

NO_FAILURE = 1.0


class Parting:
    """Takes vehicles out of departures."""

    def __init__(self, state: State, path: SamplePath) -> None:
        self.state, self.path, self.width = state, path, state.network.product_count
        lanes = state.network.lanes
        self.rooms: list[Room | None] = [rooms(state.network, n) for n in range(len(lanes))]
        sites = state.network.sites
        self.cooled = np.array(
            [lane.vehicle is not None and lane.vehicle.cooling is not None for lane in lanes], bool
        )
        self.docked = np.array(
            [sites[lane.destination].handling.dock is not None for lane in lanes], bool
        )
        self.bound = [lane.fleet >= 0 for lane in lanes]
        self.any_cooled, self.any_docked = bool(self.cooled.any()), bool(self.docked.any())
        self.any = self.any_cooled or self.any_docked
        self.sent = view(state.vehicles_today)

    def fates(self, tick: int, going: Departures) -> dict[int, dict[int, float]]:
        """Return, by departure, the vehicles that travel alone.

        For each of them it is said after which share of the way its cooling fails, 1 where it
        does not. Vehicles are counted from 0 in each departure.
        """
        found: dict[int, dict[int, float]] = {}
        if not self.any:
            return found
        lanes, before = going.lanes, self.sent[going.lanes]
        if self.any_cooled:
            failing = self.path.failing_coolings(tick // TICKS_PER_DAY)
            after = (before + going.counts) * self.cooled[lanes]
            for i in (after > self.path.known_vehicles[lanes]).nonzero()[0].tolist():
                self.path.draw_coolings(int(lanes[i]), int(after[i]))
            for lane, own in failing.items():
                i = int(lanes.searchsorted(lane))
                if i < len(lanes) and lanes[i] == lane:
                    first, count = int(before[i]), int(going.counts[i])
                    fates = {v - first: s for v, s in own if 0 <= v - first < count}
                    if fates:
                        found[i] = fates
        if self.any_docked:
            for i in (self.docked[lanes] & (going.counts > 1)).nonzero()[0].tolist():
                own_fates = found.get(i, {})
                found[i] = {v: own_fates.get(v, NO_FAILURE) for v in range(int(going.counts[i]))}
        return found

    def set_apart(
        self,
        going: Departures,
        i: int,
        fates: dict[int, float],
        vehicles: list[list[tuple[int, int]]] | None,
    ) -> list[Trip]:
        """Take vehicles and what they carry out of a departure; return each as a trip.

        Args:
            going: what leaves; the goods of departure `i` are lessened in place.
            i: which of the departures.
            fates: the vehicles of it that travel alone, as `fates` returns them.
            vehicles: what each vehicle carries; none: they are filled one after another.

        The trips have neither number nor times yet.
        """
        lane, count = int(going.lanes[i]), int(going.counts[i])
        base, span = lane * self.width, going.span(i)
        place = {line - base: at for at, line in enumerate(going.lines[span].tolist(), span.start)}
        if vehicles is None:
            wants = [(product, int(going.units[at])) for product, at in place.items()]
            room = self.rooms[lane]
            vehicles = [packed for packed, _ in pack(wants, room, count)] if room else [wants]
        lots = going.lots
        held = {p: list((lots[at] if lots is not None else None) or ()) for p, at in place.items()}
        stays: dict[int, list[Piece]] = {product: [] for product in place}
        alone = []
        for nth, packed in enumerate(vehicles[: max(fates) + 1]):
            mine: list[tuple[int, int, list[Piece] | None]] = []
            for product, units in packed:
                taken = pick(held[product], units) if held[product] else None
                if nth in fates:
                    going.units[place[product]] -= units
                    mine.append((product, units, taken))
                else:
                    stays[product] += taken or ()
            if mine:
                alone.append(self._trip(lane, mine, fates[nth], with_lots=lots is not None))
        going.counts[i] = count - len(alone)
        if lots is not None:
            for product, at in place.items():
                if lots[at] is not None:
                    lots[at] = stays[product] + held[product]
        return alone

    def _trip(
        self,
        lane: int,
        goods: list[tuple[int, int, list[Piece] | None]],
        fails_at_share: float,
        *,
        with_lots: bool,
    ) -> Trip:
        lines = np.array([lane * self.width + product for product, _, _ in goods], dtype=np.int64)
        units = np.array([n for _, n, _ in goods], dtype=np.int64)
        lots = [pieces for _, _, pieces in goods] if with_lots else None
        return Trip(0, lane, 0, 0, lines, units, lots, int(self.bound[lane]), 0, fails_at_share)
