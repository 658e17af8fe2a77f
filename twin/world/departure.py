"""Departure: loaded vehicles leave a lane; when they arrive was drawn with the sample path."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from twin.chain.network import Network
from twin.chain.path import SamplePath
from twin.record.ledger import Ledger
from twin.units import TICKS_PER_DAY
from twin.world.clock import Agenda, Item
from twin.world.packing import Room, pack, rooms
from twin.world.state import Convoy, Piece, State, Trip
from twin.world.stock import pick

Ints = NDArray[np.int64]
Lots = list[list[Piece] | None]
"""Pieces of each product of a load; none for a product that is only counted."""

Span = tuple[int, int, int, int]
"""A lane, where its loads start and end, and how many vehicles carry them."""

ARRIVE = 5
"""Kinds of due items are numbered in the order in which one instant handles them."""


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
        self.fixed_ticks = [_fixed_ticks(network, n) for n in range(len(lanes))]
        self.any_chance = None in self.fixed_ticks
        self.fleets = [lane.fleet for lane in lanes]
        self.crossing = [lane.terms.crossing for lane in lanes]
        self.rooms: list[Room | None] = [rooms(network, n) for n in range(len(lanes))]
        self.cooled = [
            lane.vehicle is not None and lane.vehicle.cooling is not None for lane in lanes
        ]
        self.docked = [network.sites[lane.destination].handling.dock is not None for lane in lanes]
        self.any_cooled = any(self.cooled)
        self.may_part = [c or d for c, d in zip(self.cooled, self.docked, strict=True)]
        self.sociable = [_is_sociable(network, n) for n in range(len(lanes))]
        """Which lanes may travel in convoys."""

        self.any_sociable = any(self.sociable)
        self.runs: dict[tuple[int, ...], tuple[list[tuple[int, int, int]], list[int]]] = {}
        """What travels together, by the lanes that depart: the same most days."""

        self.any_lots = any(product.in_lots for product in network.products)

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
        day = tick // TICKS_PER_DAY
        drawn = self.path.first_trip_ticks(day) if self.any_chance else []
        failing = self.path.failing_coolings(day) if self.any_cooled else {}
        spans: Iterable[Span] = zip(lanes, [0, *ends], ends, counts, strict=False)
        if self.ledger is None and self.any_sociable:
            others = self._leave_together(tick, lanes, ends, lines, units, lots)
            spans = [(lanes[i], ends[i - 1] if i else 0, ends[i], counts[i]) for i in others]
        state, fixed, fleets, crossing = self.state, self.fixed_ticks, self.fleets, self.crossing
        departed, sent, free = state.departures_today, state.vehicles_today, state.free_vehicles
        known, parts, docked = self.path.known_vehicles, self.may_part, self.docked
        by_due: dict[int, list[Item]] = {}
        for lane, start, end, count in spans:
            duration = fixed[lane]
            if duration is None:
                nth = departed[lane]
                duration = self.path.trip_ticks(lane, day, nth) if nth else drawn[lane]
            due = tick + duration
            if not crossing[lane]:
                due = state.last_due_ticks[lane] = max(due, state.last_due_ticks[lane])
            fleet, bound = fleets[lane], 0
            if fleet >= 0:
                free[fleet] -= count
                bound = count
            load = None if lots is None else lots[start:end]
            number = state.next_trip
            state.next_trip = number + 1
            trip = Trip(
                number, lane, tick, due, lines[start:end], units[start:end], load, bound, duration
            )
            if due in by_due:
                items = by_due[due]
            else:
                items = by_due[due] = []
            items.append((ARRIVE, trip))
            if parts[lane] and (
                docked[lane] or lane in failing or sent[lane] + count > known[lane]
            ):
                fates = self._fates(lane, sent[lane], count, failing)
                if fates:
                    self._part(trip, fates, count, vehicles, items)
            if self.ledger is not None:
                self._note(tick, items, trip)
        for due, items in by_due.items():
            self.agenda.add_all(due, self.receive_rank, items)

    def _fates(
        self, lane: int, before: int, count: int, failing: dict[int, list[tuple[int, float]]]
    ) -> dict[int, float]:
        """Return the vehicles that travel alone: after which share of the way each one's cooling
        fails, 1 where it does not.
        """
        found: dict[int, float] = {}
        if self.cooled[lane]:
            if before + count > self.path.known_vehicles[lane]:
                self.path.draw_coolings(lane, before + count)
            found = {v - before: s for v, s in failing.get(lane, ()) if 0 <= v - before < count}
        if count > 1 and self.docked[lane]:
            return {v: found.get(v, 1.0) for v in range(count)}
        return found

    def _leave_together(
        self,
        tick: int,
        lanes: list[int],
        ends: list[int],
        lines: Ints,
        units: Ints,
        lots: Lots | None,
    ) -> list[int]:
        """Let sociable neighbours go as convoys; return which of the lanes are left."""
        key = tuple(lanes)
        if key not in self.runs:
            self.runs[key] = _runs(lanes, self.sociable, self.fixed_ticks)
        together, others = self.runs[key]
        for duration, first, after in together:
            start, end = ends[first - 1] if first else 0, ends[after - 1]
            convoy = Convoy(
                number=self.state.next_trip,
                lanes=lanes[first:after],
                ends=[each - start for each in ends[first:after]],
                left_tick=tick,
                due_tick=tick + duration,
                lines=lines[start:end],
                units=units[start:end],
                pieces=None if lots is None else lots[start:end],
            )
            self.state.next_trip += after - first
            self.agenda.add(tick + duration, self.receive_rank, (ARRIVE, convoy))
        return others

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


def _fixed_ticks(network: Network, lane: int) -> int | None:
    law = network.lanes[lane].lead_time
    return round(law.days * TICKS_PER_DAY) if law.law == "constant" else None


def _is_sociable(network: Network, lane: int) -> bool:
    """Return whether trips of a lane can travel in convoys.

    They take the same time each day, bind no vehicle of a fleet, and need neither a door of
    their own nor a place in an order.
    """
    plan = network.lanes[lane]
    place = network.sites[plan.destination]
    guarded = place.storage or place.supplies or place.min_life_on_receipt_days
    handled = place.handling.dock or place.handling.receive_units_per_day is not None
    alone = sum(other.destination == plan.destination for other in network.lanes) == 1
    constant = plan.lead_time.law == "constant" and plan.terms.crossing
    cooled = plan.vehicle is not None and plan.vehicle.cooling is not None
    free = plan.fleet < 0 and not cooled and not guarded and not handled
    return bool(constant and alone and free)


def _runs(
    lanes: list[int], sociable: list[bool], ticks: list[int | None]
) -> tuple[list[tuple[int, int, int]], list[int]]:
    """Return runs of neighbours with one lead time as (ticks, first, after), and the others."""
    together: list[tuple[int, int, int]] = []
    others = []
    for i, lane in enumerate(lanes):
        duration = ticks[lane]
        if not sociable[lane] or duration is None:
            others.append(i)
        elif together and together[-1][0] == duration and together[-1][2] == i:
            together[-1] = (duration, together[-1][1], i + 1)
        else:
            together.append((duration, i, i + 1))
    return together, others
