"""The close of a day: what has expired is removed, and the day's levels are recorded."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from twin.record.ledger import Ledger
from twin.record.tally import Tally
from twin.units import TICKS_PER_DAY
from twin.world.losses import Losses
from twin.world.state import NEVER, State, view

TIDY_EVERY_DAYS = 28
"""How often lots that patients used up are dropped where nobody looked at them."""


class Ageing:
    """Removes expired lots and records closing levels."""

    def __init__(
        self, state: State, tally: Tally, ledger: Ledger | None, *, after_demand: bool
    ) -> None:
        network = state.network
        self.state = state
        self.expires_within_days = 1 if after_demand else 0
        width = network.product_count
        self.losses = Losses(tally, ledger, width)
        self.in_lots = [cell for cell, pieces in enumerate(state.lots) if pieces is not None]
        self.expires_from = view(state.expires_from)
        self.backlog = view(state.backlog)
        self.short_days = view(tally.short_days)

    def close_day(self, tick: int) -> None:
        """Remove what has expired; count the day for cells that closed short."""
        day = tick // TICKS_PER_DAY
        self.remove(tick, day + self.expires_within_days)
        if day % TIDY_EVERY_DAYS == 0:
            for cell in self.in_lots:
                self.state.pieces(cell)
        short = self.backlog > 0
        self.short_days += short
        if self.state.lost_today:
            for cell in self.state.lost_today:
                if not short[cell]:
                    self.short_days[cell] += 1
            self.state.lost_today.clear()

    def remove(self, tick: int, cutoff: int) -> None:
        """Remove every lot whose expiry day is `cutoff` or before."""
        for cell in (self.expires_from <= cutoff).nonzero()[0].tolist():
            pieces = self.state.pieces(cell)
            while pieces and (soonest := min(pieces))[0] <= cutoff:
                pieces.remove(soonest)
                self._expire(tick, cell, soonest)
            self.state.expires_from[cell] = soonest[0] if pieces else NEVER

    def _expire(self, tick: int, cell: int, piece: tuple[int, int, int, int]) -> None:
        self.state.on_hand[cell] -= piece[2]
        self.losses.write_off(tick, "expired", cell, piece[1], piece[2])


class Levels:
    """Integrates levels over time: daily closing levels, or continuously."""

    def __init__(self, state: State, tally: Tally, ledger: Ledger | None) -> None:
        self.state, self.tally, self.ledger = state, tally, ledger
        self.on_hand, self.backlog = view(state.on_hand), view(state.backlog)
        self.in_transit = view(state.in_transit)
        self.since = 0
        self.closings = [np.zeros_like(self.on_hand) for _ in range(3)]
        self.closings_count = 0

    def add_time(self, tick: int) -> None:
        """Add the levels since the last call to the time integrals (continuous worlds)."""
        span = tick - self.since
        self.since = tick
        self._add((self.on_hand, self.backlog, self.in_transit), span, span)

    def close_day(self) -> None:
        """Keep the closing levels of a day (periodic worlds)."""
        on_hand, backlog, transit = self.closings
        on_hand += self.on_hand
        backlog += self.backlog
        transit += self.in_transit
        self.closings_count += 1

    def settle(self) -> None:
        """Move the closing levels kept so far to the time integrals of the tally."""
        self._add(self.closings, TICKS_PER_DAY, TICKS_PER_DAY * self.closings_count)
        self.closings_count = 0
        for sums in self.closings:
            sums.fill(0)

    def _add(self, levels: "Sequence[NDArray[np.int64]]", span: int, ticks: int) -> None:
        tally = self.tally
        tally.on_hand_area += levels[0] * float(span)
        tally.backlog_area += levels[1] * float(span)
        tally.transit_area += levels[2] * float(span)
        tally.ticks += ticks

    def record_day(self) -> None:
        """Write the closing levels of a day to the ledger."""
        if self.ledger is not None:
            rows = (self.on_hand, self.backlog, self.in_transit)
            self.ledger.levels.append(np.stack(rows).astype(np.int64))
