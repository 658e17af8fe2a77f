"""Running sums of a run: all that its metrics need when no ledger is kept.

They say the same as the ledger (a law test holds the two together) at the cost of
one addition a fact.
"""

from array import array
from dataclasses import dataclass, field, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_BY_LANE = {"orders", "trips", "sent", "filled", "excursions"}
_BY_SITE = {"dock_loads", "dock_wait_ticks"}
_SIZES = {"cells", "lanes", "sites"}


def _counts() -> "array[int]":
    return array("q")


@dataclass(slots=True)
class Tally:
    """Sums since the start of the run; whole numbers by cell unless said otherwise."""

    cells: int
    lanes: int
    sites: int

    demand: "array[int]" = field(default_factory=_counts)
    at_once: "array[int]" = field(default_factory=_counts)
    """Served from stock in the very turn it was asked for."""
    served: "array[int]" = field(default_factory=_counts)
    lost: "array[int]" = field(default_factory=_counts)
    stocked: "array[int]" = field(default_factory=_counts)
    """Opening stock, and what suppliers bring into the chain."""
    bought: "array[int]" = field(default_factory=_counts)
    """The part of `stocked` that suppliers sent."""
    produced: "array[int]" = field(default_factory=_counts)
    """Left a production line (before quality release)."""
    consumed: "array[int]" = field(default_factory=_counts)
    expired: "array[int]" = field(default_factory=_counts)
    spoiled: "array[int]" = field(default_factory=_counts)
    rejected: "array[int]" = field(default_factory=_counts)
    destroyed: "array[int]" = field(default_factory=_counts)
    donated: "array[int]" = field(default_factory=_counts)
    tertiary: "array[int]" = field(default_factory=_counts)
    """The part of `donated` that went to tertiary countries."""
    requested: "array[int]" = field(default_factory=_counts)
    """Asked for by requests that may be met, when their due day ends."""
    unmet: "array[int]" = field(default_factory=_counts)
    """The part of `requested` that had not come by then."""
    returned: "array[int]" = field(default_factory=_counts)
    """Shipped back over a reverse lane, by the cell that sent it."""
    batches: "array[int]" = field(default_factory=_counts)
    changeovers: "array[int]" = field(default_factory=_counts)
    short_days: "array[int]" = field(default_factory=_counts)
    """Days that closed with a backlog, or on which demand was lost."""

    orders: "array[int]" = field(default_factory=_counts)
    """By lane, as are trips, sent units and filled."""
    trips: "array[int]" = field(default_factory=_counts)
    sent: "array[int]" = field(default_factory=_counts)
    filled: "array[float]" = field(default_factory=lambda: array("d"))
    """Sum over trips of the used share of the vehicle, by its scarcest room."""

    excursions: "array[int]" = field(default_factory=_counts)
    """Loads that came warm, by lane."""

    dock_loads: "array[int]" = field(default_factory=_counts)
    """Loads whose unloading began, by site."""
    dock_wait_ticks: "array[int]" = field(default_factory=_counts)
    """What those loads waited for a server before, by site."""

    on_hand_area: Floats = field(default_factory=lambda: np.zeros(0))
    """Level times time, unit-ticks by cell."""
    backlog_area: Floats = field(default_factory=lambda: np.zeros(0))
    transit_area: Floats = field(default_factory=lambda: np.zeros(0))
    """On the road to the cell."""
    ticks: int = 0
    """Time that the areas cover."""

    demand_by_day: "array[int]" = field(default_factory=_counts)
    """Of the whole chain, as is the next."""
    at_once_by_day: "array[int]" = field(default_factory=_counts)

    def __post_init__(self) -> None:
        for item in fields(self):
            name = item.name
            if name in _SIZES or name == "ticks" or name.endswith("_by_day"):
                continue
            size = self.lanes if name in _BY_LANE else self.cells
            size = self.sites if name in _BY_SITE else size
            if name.endswith("_area"):
                setattr(self, name, np.zeros(size))
            else:
                getattr(self, name).extend([0] * size)

    def copy(self) -> Self:
        """Return the sums as they stand now."""
        other = type(self)(self.cells, self.lanes, self.sites)
        for item in fields(self):
            value = getattr(self, item.name)
            if not isinstance(value, int):
                value = value.copy() if isinstance(value, np.ndarray) else value[:]
            setattr(other, item.name, value)
        return other

    def since(self, earlier: "Tally") -> Self:
        """Return what was added after an earlier copy (the end of the warm-up)."""
        other = self.copy()
        for item in fields(self):
            now, before = getattr(self, item.name), getattr(earlier, item.name)
            if item.name in _SIZES:
                continue
            if item.name.endswith("_by_day"):
                setattr(other, item.name, now[len(before) :])
            elif isinstance(now, array):
                left = array(now.typecode, (a - b for a, b in zip(now, before, strict=True)))
                setattr(other, item.name, left)
            else:
                setattr(other, item.name, now - before)
        return other
