"""A path of chance that is another one's until a day, and has more demand from then on."""

import numpy as np
from numpy.typing import NDArray

from twin.chain.network import Network
from twin.chain.path import BLOCK_DAYS, SamplePath
from twin.units import TICKS_PER_DAY


class ForkedPath(SamplePath):
    """The sample path of (seed, replication), with demand doubled, and one more, from a day on.

    It serves to show that nobody decides by what has not happened: up to the fork no
    decision may differ from those on the plain path. Doubling makes a difference for laws
    without chance as well.
    """

    def __init__(self, network: Network, seed: int, replication: int, *, from_day: int) -> None:
        super().__init__(network, seed, replication)
        self.from_day = from_day

    def daily_rows(self, block: int) -> NDArray[np.int64]:
        """Return the units of each daily demand, more of them from the fork on."""
        rows = super().daily_rows(block).copy()
        later = rows[max(0, self.from_day - block * BLOCK_DAYS) :]
        later *= 2
        later += 1
        return rows

    def arrivals(self, block: int) -> list[tuple[int, int, int]]:
        """Return the any-time arrivals, larger ones from the fork on."""
        return [
            (tick, number, 2 * units + 1 if tick >= self.from_day * TICKS_PER_DAY else units)
            for tick, number, units in super().arrivals(block)
        ]
