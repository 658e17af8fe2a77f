"""The receiving door: arriving loads are unloaded, or wait for an open gate, a dock or room."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from twin.chain.network import Network
from twin.chain.path import SamplePath
from twin.record.ledger import Ledger
from twin.record.tally import Tally
from twin.units import TICKS_PER_DAY, ticks
from twin.world.clock import Agenda
from twin.world.coldchain import warm_ticks
from twin.world.gifts import Gifts
from twin.world.state import State, view
from twin.world.trips import Convoy, Trip
from twin.world.unloading import Unloading

Fleets = NDArray[np.int64] | list[int]

VEHICLE_BACK = 2
GATE_OPENS = 4
DOCK_DONE = 6


class Receiving:
    """Brings trips to the door, and in."""

    def __init__(
        self,
        state: State,
        path: SamplePath,
        agenda: Agenda,
        tally: Tally,
        ledger: Ledger | None,
        receive_rank: int,
        call: Callable[[int, str], None],
        gifts: Gifts,
    ) -> None:
        network = state.network
        self.state, self.path, self.agenda, self.tally = state, path, agenda, tally
        self.ledger, self.receive_rank, self.call = ledger, receive_rank, call
        self.network = network
        self.width = network.product_count
        self.unloading = Unloading(state, tally, ledger, call, gifts)
        self.guarded = [_is_guarded(network, site) for site in range(network.site_count)]
        self.destinations = [lane.destination for lane in network.lanes]
        self.fleets_used = bool(network.fleet_names)
        self.fleets = [lane.fleet for lane in network.lanes]
        self.fleet_of = np.array(self.fleets, dtype=np.int64)
        self.ends = np.array(self.destinations, dtype=np.int64)
        self.free = view(state.free_vehicles)
        self.shares = np.frombuffer(state.open_sites)
        factors = network.scenario.fleets
        self.return_factors = [factors[n].return_time_factor for n in network.fleet_names]
        several = set(self.return_factors)
        self.return_factor = several.pop() if len(several) == 1 else None
        """Of all fleets, where they agree."""

    def arrive_all(self, tick: int, arriving: Sequence[Trip | Convoy]) -> None:
        """Bring trips to the door: plain ones all at once, then the others in the order they left.

        Plain are those that nothing can stand in the way of.
        """
        plain: list[Trip | Convoy] = []
        others: list[Trip] = []
        open_sites, ends, guarded = self.state.open_sites, self.destinations, self.guarded
        shut_lanes = None if self.state.all_open else self.shares[self.ends] == 0.0
        for one in arriving:
            if isinstance(one, Convoy):
                if shut_lanes is not None:
                    shut = shut_lanes[one.going.lanes]
                    if np.count_nonzero(shut):
                        others += one.part(shut)
                plain.append(one)
                continue
            site = ends[one.lane]
            if (
                guarded[site]
                or open_sites[site] == 0.0
                or one.cooling_fails_at_share < 1.0
                or one.back
            ):
                others.append(one)
            else:
                plain.append(one)
        if plain:
            self.unloading.unload_plain(tick, plain)
            if self.fleets_used:
                self._send_home(tick, plain)
            self.call(tick, "arrival")
        for trip in others:
            self.arrive(tick, trip)

    def arrive(self, tick: int, trip: Trip) -> None:
        """Bring a trip to the door of its destination (or, turned round, of its origin)."""
        plan = self.network.lanes[trip.lane]
        site = plan.origin if trip.back else plan.destination
        if self.state.open_sites[site] == 0.0:
            self._wait(tick, site, trip)
        elif self.network.sites[site].handling.dock is not None:
            self.state.dock_lines.setdefault(site, []).append((tick, trip))
            self.serve_dock(tick, site)
        else:
            self.unload(tick, site, trip)

    def serve_dock(self, tick: int, site: int) -> None:
        """Start unloading while there is a free server and a load in line."""
        state, dock = self.state, self.network.sites[site].handling.dock
        line = state.dock_lines.get(site, [])
        if state.open_sites[site] == 0.0:
            return
        while dock is not None and line and state.dock_busy[site] < dock.servers_count:
            since, trip = line.pop(0)
            state.dock_busy[site] += 1
            name = f"dock/{self.network.site_names[site]}"
            days = self.path.numbered(name, dock.service_time, state.count(name))
            self.tally.dock_loads[site] += 1
            self.tally.dock_wait_ticks[site] += tick - since
            self.agenda.add(tick + ticks(days), self.receive_rank, (DOCK_DONE, site, trip))

    def dock_done(self, tick: int, site: int, trip: Trip) -> None:
        """Take the unloaded goods in and serve the next load.

        A load whose site was shut meanwhile is first in line when it opens, and starts anew.
        """
        self.state.dock_busy[site] -= 1
        if self.state.open_sites[site] == 0.0:
            self.state.dock_lines.setdefault(site, []).insert(0, (tick, trip))
            return
        self.unload(tick, site, trip)
        self.serve_dock(tick, site)

    def gate_opens(self, tick: int, site: int) -> None:
        """Let the loads that wait at the gate try again, in the order they came."""
        waiting = self.state.gates.pop(site, [])
        self.serve_dock(tick, site)
        self.arrive_all(tick, waiting)

    def unload(self, tick: int, site: int, trip: Trip) -> None:
        """Take a trip's goods into stock; what finds no room waits with its vehicle."""
        warm = 0
        if trip.cooling_fails_at_share < 1.0:
            warm = warm_ticks(trip, tick)
            self.tally.excursions[trip.lane] += 1
        rest = self.unloading.unload_guarded(tick, site, trip, warm)
        if rest:
            base = trip.lane * self.width
            trip.lines = np.array([base + product for product, _, _ in rest], dtype=np.int64)
            trip.units = np.array([units for _, units, _ in rest], dtype=np.int64)
            trip.pieces = [pieces for _, _, pieces in rest]
            trip.cooling_fails_at_share = 1.0
            self._wait(tick, site, trip)
            return
        if trip.vehicles_count:
            self._send_home(tick, [trip])
        self.call(tick, "arrival")

    def _wait(self, tick: int, site: int, trip: Trip) -> None:
        """Let a trip wait at the gate; a gate shut by an outage opens at its end, else tomorrow."""
        gate = self.state.gates.setdefault(site, [])
        if not gate and self.state.open_sites[site] > 0.0:
            tomorrow = (tick // TICKS_PER_DAY + 1) * TICKS_PER_DAY
            self.agenda.add(tomorrow, self.receive_rank, (GATE_OPENS, site))
        gate.append(trip)
        if self.ledger is not None:
            self.ledger.refused.extend((tick, site, trip.number))
        self.call(tick, "refused load")

    def _send_home(self, tick: int, trips: Sequence[Trip | Convoy]) -> None:
        """Send empty vehicles home; those that were turned round are there already."""
        for trip in trips:
            if isinstance(trip, Convoy):
                going, way = trip.going, trip.due_tick - trip.left_tick
                bound = self.fleet_of[going.lanes]
                if self.return_factor is not None:
                    self._home(tick + round(way * self.return_factor), bound, going.counts)
                    continue
                for fleet, count in zip(bound.tolist(), going.counts.tolist(), strict=True):
                    self._home(tick + round(way * self.return_factors[fleet]), [fleet], [count])
            elif trip.vehicles_count:
                fleet, count = self.fleets[trip.lane], trip.vehicles_count
                trip.vehicles_count = 0
                way = 0 if trip.back else round(trip.way_ticks * self.return_factors[fleet])
                if way:
                    self._home(tick + way, [fleet], [count])
                else:
                    self.state.free_vehicles[fleet] += count

    def vehicles_back(self, fleets: Fleets, counts: Fleets) -> None:
        """Add vehicles that are home again to what is free of their fleets."""
        np.add.at(self.free, fleets, counts)

    def _home(self, due: int, fleets: Fleets, counts: Fleets) -> None:
        self.agenda.add(due, self.receive_rank, (VEHICLE_BACK, fleets, counts))


def _is_guarded(network: Network, site: int) -> bool:
    place = network.sites[site]
    return bool(
        place.storage
        or place.supplies
        or place.min_life_on_receipt_days
        or any(request.cell // network.product_count == site for request in network.requests)
        or place.handling.receive_units_per_day is not None
        or place.handling.dock is not None
    )
