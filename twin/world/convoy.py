"""Convoys: plain trips that leave together and are due together travel as one.

Most vehicles of a day meet nothing special. Those of all lanes that have the same way
before them are one entry of the agenda instead of one each; whatever concerns a single
trip (an outage on its lane, a shut door) takes the convoy apart again.
"""

import numpy as np

from twin.chain.network import Network
from twin.world.clock import Agenda
from twin.world.state import State, view
from twin.world.trips import Convoy, Departures, Ints

ARRIVE = 5
"""Kinds of due items are numbered in the order in which one instant handles them."""

MOST_RUNS_KEPT = 64


class Convoys:
    """Lets sociable lanes' trips go."""

    def __init__(self, state: State, agenda: Agenda, receive_rank: int) -> None:
        self.state, self.agenda, self.receive_rank = state, agenda, receive_rank
        lanes = state.network.lanes
        self.sociable = np.array([_is_sociable(state.network, n) for n in range(len(lanes))], bool)
        """Which lanes may travel in convoys."""

        self.any, self.all = bool(self.sociable.any()), bool(self.sociable.all())
        self.fleets = np.array([lane.fleet for lane in lanes], dtype=np.int64)
        self.free = view(state.free_vehicles)
        self.durations = np.zeros(len(lanes), dtype=np.int64)
        self.by_chance = any(lane.lead_time.law != "constant" for lane in lanes)
        self.runs: dict[bytes, tuple[list[int], list[int]]] = {}

    def leave(self, tick: int, going: Departures, durations: Ints) -> None:
        """Let departures of sociable lanes go, those with the same way before them together.

        Args:
            tick: now.
            going: what leaves.
            durations: how long each is under way, ticks.
        """
        afters, ways = self._runs(going, durations)
        if len(afters) == len(set(ways)):
            last = going.lanes[[after - 1 for after in afters]]
            ends = going.lines.searchsorted((last + 1) * going.width).tolist()
        else:
            going, durations, ends = self._by_duration(going, durations)
            afters = _edges(durations)
            ways = durations[[after - 1 for after in afters]].tolist()
        first = start = 0
        for after, end, way in zip(afters, ends, ways, strict=True):
            part = Departures(
                going.width,
                going.lanes[first:after],
                going.counts[first:after],
                going.lines[start:end],
                going.units[start:end],
                going.lots and going.lots[start:end],
            )
            convoy = Convoy(self.state.next_trip, part, tick, tick + way)
            self.state.next_trip += after - first
            self.agenda.add(tick + way, self.receive_rank, (ARRIVE, convoy))
            first, start = after, end
        if len(self.free):
            self._bind(going)

    def _runs(self, going: Departures, durations: Ints) -> tuple[list[int], list[int]]:
        """Return where runs of neighbours with one duration end, and that duration."""
        if self.by_chance:
            afters = _edges(durations)
            return afters, durations[[after - 1 for after in afters]].tolist()
        key = going.lanes.tobytes()  # the same lanes depart most days
        known = self.runs.get(key)
        if known is None:
            if len(self.runs) >= MOST_RUNS_KEPT:
                self.runs.clear()
            afters = _edges(durations)
            known = self.runs[key] = afters, durations[[n - 1 for n in afters]].tolist()
        return known

    def _by_duration(
        self, going: Departures, durations: Ints
    ) -> tuple[Departures, Ints, list[int]]:
        """Return all in the order of the durations, and where the runs of loads end."""
        self.durations[going.lanes] = durations
        of_loads = self.durations[going.lines // going.width]
        by_lane, by_load = durations.argsort(kind="stable"), of_loads.argsort(kind="stable")
        moved = Departures(
            going.width,
            going.lanes[by_lane],
            going.counts[by_lane],
            going.lines[by_load],
            going.units[by_load],
            going.lots and [going.lots[i] for i in by_load.tolist()],
        )
        return moved, durations[by_lane], _edges(of_loads[by_load])

    def _bind(self, going: Departures) -> None:
        """Take vehicles out of their fleets; what has no fleet binds none."""
        fleets = self.fleets[going.lanes]
        going.counts[fleets < 0] = 0
        np.subtract.at(self.free, fleets, going.counts)


def _edges(values: Ints) -> list[int]:
    """Return where runs of equal values end.

    >>> _edges(np.array([3, 3, 5]))
    [2, 3]
    """
    return [*((values[1:] != values[:-1]).nonzero()[0] + 1).tolist(), len(values)]


def _is_sociable(network: Network, lane: int) -> bool:
    """Return whether trips of a lane can travel in convoys.

    They may overtake, are alone on the way to their destination, and need no check at its
    door; a vehicle whose cooling fails travels alone all the same.
    """
    plan = network.lanes[lane]
    place = network.sites[plan.destination]
    guarded = place.storage or place.supplies or place.min_life_on_receipt_days
    width = network.product_count
    takes_gifts = any(r.cell // width == plan.destination for r in network.requests)
    handled = place.handling.dock or place.handling.receive_units_per_day is not None
    alone = sum(other.destination == plan.destination for other in network.lanes) == 1
    return bool(plan.terms.crossing and alone and not (guarded or takes_gifts or handled))
