"""Demand and service of every place day by day, for those who ask for it."""

from typing import Self

import numpy as np
from numpy.typing import NDArray

from twin.chain.network import Network
from twin.record.tally import Tally

MOST_UNITS = int(np.iinfo(np.int32).max)
"""The largest demand of a day that a row holds."""


class DailyService:
    """Units asked for and served at once, a row a day and a column for each demand cell.

    A day begins with its demand turn and ends with the next one, as the tally's daily sums
    do; so any-time arrivals count on the day they come. Each row is what the tally's sums grew
    by, which costs a run nothing but one subtraction a day.
    """

    def __init__(self, cells: tuple[int, ...], days: int) -> None:
        self.cells = cells
        """Cells that patients ask at, in order."""
        self.demand_units: NDArray[np.int32] = np.zeros((days, len(cells)), dtype=np.int32)
        self.at_once_units: NDArray[np.int32] = np.zeros((days, len(cells)), dtype=np.int32)
        self._columns = np.array(cells, dtype=np.int64)
        self._day = -1
        self._demand_before = np.zeros(len(cells), dtype=np.int64)
        self._at_once_before = np.zeros(len(cells), dtype=np.int64)

    @classmethod
    def of(cls, network: Network) -> Self:
        """Return empty rows for every day of a network's horizon."""
        cells = tuple(sorted({demand.cell for demand in network.demands}))
        return cls(cells, network.scenario.time.horizon_days)

    def begin_day(self, tally: Tally) -> None:
        """Write down the day before, if there is one; the next row is another day's."""
        if self._day >= 0:
            self.end_day(tally)
        self._day += 1

    def end_day(self, tally: Tally) -> None:
        """Write down the present day.

        Raises:
            OverflowError: more units on one day than a row holds.
        """
        demand = np.array(tally.demand, dtype=np.int64)[self._columns]
        at_once = np.array(tally.at_once, dtype=np.int64)[self._columns]
        today = demand - self._demand_before
        if today.max(initial=0) > MOST_UNITS:
            raise OverflowError(f"day {self._day}: a demand of {today.max()} units is too large")
        self.demand_units[self._day] = today
        self.at_once_units[self._day] = at_once - self._at_once_before
        self._demand_before, self._at_once_before = demand, at_once
