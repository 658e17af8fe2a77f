"""Patients' demand: served from stock, waiting, or lost."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from twin.chain.path import BLOCK_DAYS, SamplePath
from twin.record.ledger import Ledger
from twin.record.tally import Tally
from twin.units import TICKS_PER_DAY
from twin.world.clock import Agenda
from twin.world.state import State, view
from twin.world.stock import pick

ARRIVAL = 1

HISTORY_DAYS = 56
"""How far back a policy is shown the demand."""


class Market:
    """Brings the demand of the sample path to the sites and serves it."""

    def __init__(
        self,
        state: State,
        path: SamplePath,
        agenda: Agenda,
        tally: Tally,
        ledger: Ledger | None,
        demand_rank: int,
        call: Callable[[int, str], None],
    ) -> None:
        network = state.network
        self.state, self.path, self.agenda, self.tally = state, path, agenda, tally
        self.ledger, self.rank, self.call = ledger, demand_rank, call
        self.width = network.product_count
        self.cells = np.array(path.daily_cells, dtype=np.int64)
        self.cell_list = list(path.daily_cells)
        self.where = _as_slice(self.cells)
        self.site_of = self.cells // self.width
        self.waits = np.array(
            [d.terms.backordered_share for d in network.demands if d.cell in set(self.cell_list)]
        )
        self.all_wait = bool((self.waits == 1.0).all())
        self.wait_of = {d.cell: d.terms.backordered_share for d in network.demands}
        self.arrival_set = frozenset(d.cell for d in network.demands) - set(self.cell_list)
        self.arrival_cells = [demand.cell for demand in network.demands]
        self.taken = view(state.taken)
        self.in_lots = np.array([state.lots[cell] is not None for cell in self.cell_list])
        self.all_in_lots, self.any_in_lots = bool(self.in_lots.all()), bool(self.in_lots.any())
        self.on_hand, self.backlog = view(state.on_hand), view(state.backlog)
        self.tally_views = view(tally.demand), view(tally.at_once), view(tally.served)
        self.rows: NDArray[np.int64] = np.zeros((0, 0), dtype=np.int64)
        self.block = -1
        self.history = np.zeros((HISTORY_DAYS, network.cell_count), dtype=np.int64)
        self.arrivals: list[tuple[int, int, int]] = []
        self.next_arrival = 0
        self.arrival_block = -1
        self.last_day = -1
        self.drawn_today: list[tuple[int, int]] = []

    def serve_day(self, tick: int) -> None:
        """Serve each site's waiting patients, then the day's new ones."""
        day = tick // TICKS_PER_DAY
        block, row = divmod(day, BLOCK_DAYS)
        if block != self.block:
            self.block, self.rows = block, self.path.daily_rows(block)
        asked = self.rows[row]
        state, cells = self.state, self.where
        if state.extra_demand:
            asked = self._more_after_donations(asked, day)
        on_hand, backlog = self.on_hand, self.backlog
        if self.arrival_set:
            self.serve_waiting(tick, self.arrival_set)
        before = backlog[cells].copy()
        wanted = before + asked
        given = np.minimum(wanted, on_hand[cells])
        if not state.all_open:
            shares = np.frombuffer(state.open_sites)[self.site_of]
            given = np.minimum(given, self._capacity(wanted, shares))
        on_hand[cells] -= given
        fresh = np.maximum(given - before, 0)
        left = wanted - given
        demand, at_once, served = self.tally_views
        demand[cells] += asked
        at_once[cells] += fresh
        served[cells] += given
        if self.ledger is not None:
            self._issue(tick, asked.tolist(), given.tolist())
        elif self.any_in_lots:
            self.taken[cells] += given if self.all_in_lots else given * self.in_lots
        if np.count_nonzero(left):
            left = self._short(tick, left, asked - fresh)
        backlog[cells] = left
        self.last_day = day
        today = self.history[day % HISTORY_DAYS]
        today.fill(0)
        today[cells] = asked
        self.tally.demand_by_day.append(int(np.add.reduce(asked)))
        self.tally.at_once_by_day.append(int(np.add.reduce(fresh)))
        for cell, units in self.drawn_today:
            self._ask(tick, cell, units)
        self.drawn_today = []

    def _capacity(
        self, wanted: NDArray[np.int64], shares: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """Return what sites can serve that are shut or work in part; fractions are carried over."""
        capacity = np.where(shares > 0.0, wanted, 0)
        for i in np.flatnonzero((shares > 0.0) & (shares < 1.0)).tolist():
            cell = self.cell_list[i]
            exact = float(wanted[i] * shares[i]) + self.state.capacity_carry.get(cell, 0.0)
            capacity[i] = int(exact + 1e-9)
            self.state.capacity_carry[cell] = exact - int(capacity[i])
        return capacity

    def _issue(self, tick: int, asked: list[int], given: list[int]) -> None:
        """Take what was given out of the lots, next to be issued first, and note it."""
        ledger, width = self.ledger, self.width
        assert ledger is not None
        for cell, want, units in zip(self.cell_list, asked, given, strict=True):
            site, product = divmod(cell, width)
            if want:
                ledger.demanded.extend((tick, site, product, want))
            if units:
                self._dispense(tick, cell, units)

    def _dispense(self, tick: int, cell: int, units: int) -> None:
        """Take units out of the lots: at once where it is noted, else when somebody looks."""
        if self.ledger is None:
            if self.state.lots[cell] is not None:
                self.state.taken[cell] += units
            return
        stored = self.state.pieces(cell)
        pieces = pick(stored, units) if stored is not None else [(0, -1, units, 0)]
        site, product = divmod(cell, self.width)
        for _, lot, part, _ in pieces:
            self.ledger.dispensed.extend((tick, site, product, lot, part))

    def _short(
        self,
        tick: int,
        left: NDArray[np.int64],
        unserved: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """Let the new patients who were not served wait or go; return the backlog."""
        if self.all_wait and self.ledger is None:
            return left
        after = left.copy()
        for i in np.flatnonzero(unserved).tolist():
            lost = self._lose(tick, self.cell_list[i], int(unserved[i]))
            after[i] -= lost
        return after

    def _lose(self, tick: int, cell: int, units: int) -> int:
        """Return how many of the unserved do not wait; fractions are carried to the next time."""
        state, share = self.state, self.wait_of[cell]
        if share == 1.0:
            waiting = units
        else:
            exact = state.waiting_carry.get(cell, 0.0) + units * share
            waiting = min(units, int(exact + 1e-9))
            state.waiting_carry[cell] = exact - waiting
        lost = units - waiting
        site, product = divmod(cell, self.width)
        if lost:
            self.tally.lost[cell] += lost
            state.lost_today.add(cell)
        if self.ledger is not None:
            if waiting:
                self.ledger.backordered.extend((tick, site, product, waiting))
            if lost:
                self.ledger.lost.extend((tick, site, product, lost))
        return lost

    def arrive(self, tick: int, number: int, units: int) -> None:
        """Serve one any-time arrival, and put the next one on the agenda."""
        self._ask(tick, self.arrival_cells[number], units)
        self.plan_next_arrival()

    def _ask(self, tick: int, cell: int, units: int) -> None:
        """Serve patients who come now, as far as stock and staff allow."""
        state = self.state
        share = state.open_sites[cell // self.width]
        given = 0 if state.backlog[cell] else min(units, state.on_hand[cell])
        if share < 1.0:
            exact = units * share + state.capacity_carry.get(cell, 0.0)
            given = min(given, int(exact + 1e-9))
            state.capacity_carry[cell] = exact - int(exact + 1e-9) if share else 0.0
        self.tally.demand[cell] += units
        self.tally.at_once[cell] += given
        self.tally.served[cell] += given
        self.history[tick // TICKS_PER_DAY % len(self.history), cell] += units
        if self.ledger is not None:
            self.ledger.demanded.extend((tick, *divmod(cell, self.width), units))
        if given:
            state.on_hand[cell] -= given
            self._dispense(tick, cell, given)
        if given < units:
            lost = self._lose(tick, cell, units - given)
            state.backlog[cell] += units - given - lost
        self.tally.demand_by_day[-1] += units
        self.tally.at_once_by_day[-1] += given
        self.call(tick, "demand")

    def serve_waiting(self, tick: int, only: frozenset[int] | None = None) -> None:
        """Serve backlog from stock wherever both are there, or only in some cells."""
        state = self.state
        for cell in np.flatnonzero((self.backlog > 0) & (self.on_hand > 0)).tolist():
            if state.open_sites[cell // self.width] > 0.0 and (only is None or cell in only):
                units = min(state.backlog[cell], state.on_hand[cell])
                state.backlog[cell] -= units
                state.on_hand[cell] -= units
                self.tally.served[cell] += units
                self._dispense(tick, cell, units)

    def plan_next_arrival(self) -> None:
        """Put the next any-time arrival on the agenda."""
        if not self.path.has_arrivals:
            return
        while self.next_arrival >= len(self.arrivals):
            self.arrival_block += 1
            if self.arrival_block * BLOCK_DAYS >= self.path.horizon_days:
                return
            self.arrivals = self.path.arrivals(self.arrival_block)
            self.next_arrival = 0
        tick, number, units = self.arrivals[self.next_arrival]
        self.next_arrival += 1
        if tick < self.path.horizon_days * TICKS_PER_DAY:
            self.agenda.add(tick, self.rank, (ARRIVAL, number, units))

    def recent(self) -> NDArray[np.int64]:
        """Return the demand by (day, cell) of the last days whose demand is known, latest last."""
        last = self.last_day
        days = [d % HISTORY_DAYS for d in range(max(0, last - HISTORY_DAYS + 1), last + 1)]
        return self.history[days]

    def donated(self, tick: int, cell: int, units: int) -> None:
        """Note the demand that a donation will bring to its site over the next days."""
        first = tick // TICKS_PER_DAY + 1
        for demand in self.state.network.demands:
            response = demand.terms.donation_response
            if response is not None and demand.cell == cell:
                a_day = units * response.units_per_donated_unit / response.over_days
                self.state.extra_demand.append([first, response.over_days, demand.cell, a_day, 0.0])

    def _more_after_donations(self, asked: NDArray[np.int64], day: int) -> NDArray[np.int64]:
        """Return the day's demand with those whom a gift has drawn."""
        asked, drawn = asked.copy(), []
        for entry in self.state.extra_demand:
            first, days, cell, a_day, carried = entry
            if first <= day < first + days:
                exact = carried + a_day
                units = int(exact + 1e-9)
                entry[4] = exact - units
                if cell not in self.arrival_set:
                    asked[self.cell_list.index(cell)] += units
                elif units:
                    drawn.append((cell, units))
        self.state.extra_demand = [e for e in self.state.extra_demand if day < e[0] + e[1]]
        self.drawn_today = drawn
        return asked


def _as_slice(cells: NDArray[np.int64]) -> "slice | NDArray[np.int64]":
    """Return a slice where the cells are neighbours: numpy reads it quicker than a list."""
    if len(cells) and cells[-1] - cells[0] + 1 == len(cells):
        return slice(int(cells[0]), int(cells[-1]) + 1)
    return cells
