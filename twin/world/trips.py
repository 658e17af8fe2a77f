"""Goods under way as plain data: trips, what leaves together, convoys."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.world.stock import Piece

Ints = NDArray[np.int64]

Load = tuple[int, int, list[Piece] | None]
"""A product in a trip: product, units, pieces (none where it is only counted)."""


@dataclass(slots=True)
class Trip:
    """Goods under way: one load, or the loads of vehicles that left a lane together.

    Vehicles that leave together share their lead time; a vehicle whose cooling fails
    is a trip of its own.
    """

    number: int
    lane: int
    left_tick: int
    due_tick: int
    lines: Ints
    """Which products: lines of the lane, each once."""

    units: Ints
    """How many of each."""

    pieces: list[list[Piece] | None] | None
    """Their lots; none where all of them are only counted."""

    vehicles_count: int
    """Vehicles of the lane's fleet that are bound by it."""

    way_ticks: int
    """How long the way out takes a vehicle, when nothing holds it up."""

    cooling_fails_at_share: float = 1.0
    """After which share of the way its cooling fails; 1 when it does not."""

    back: bool = False
    """Turned round by an outage: it is unloaded where it came from."""

    def loads(self, width: int) -> list[Load]:
        """Return the loads product by product."""
        pieces = self.pieces or [None] * len(self.lines)
        return [
            (line % width, units, lots)
            for line, units, lots in zip(
                self.lines.tolist(), self.units.tolist(), pieces, strict=True
            )
        ]


Lots = list[list[Piece] | None]
"""Pieces of each load; none for a product that is only counted."""


@dataclass(slots=True)
class Departures:
    """What leaves some lanes in one instant, lane after lane in rising order."""

    width: int
    """Products of the chain."""

    lanes: Ints
    counts: Ints
    """Vehicles of each lane."""

    lines: Ints
    """Product of each load, as a line of its lane, in rising order."""

    units: Ints
    lots: Lots | None

    def span(self, i: int) -> slice:
        """Return where the loads of one of the departures are."""
        first = int(self.lanes[i]) * self.width
        start, end = self.lines.searchsorted((first, first + self.width)).tolist()
        return slice(start, end)

    def trip(self, i: int, *, bound: bool) -> Trip:
        """Return one of the departures as a trip, without number and times; empty loads not."""
        at = self.span(i)
        lines, units, lots = self.lines[at], self.units[at], self.lots and self.lots[at]
        if not units.all():
            some = units.nonzero()[0]
            lines, units = lines[some], units[some]
            lots = lots and [lots[k] for k in some.tolist()]
        count = int(self.counts[i]) if bound else 0
        return Trip(0, int(self.lanes[i]), 0, 0, lines, units, lots, count, 0)

    def some(self, chosen: NDArray[np.bool_]) -> "Departures":
        """Return some of the departures."""
        loads = chosen[self.lanes.searchsorted(self.lines // self.width)]
        lots = self.lots and [
            p for p, stays in zip(self.lots, loads.tolist(), strict=True) if stays
        ]
        return Departures(
            self.width,
            self.lanes[chosen],
            self.counts[chosen],
            self.lines[loads],
            self.units[loads],
            lots,
        )


@dataclass(slots=True)
class Convoy:
    """Trips on several lanes that left and are due together, as one until something parts them."""

    number: int
    """Of the first trip; the others follow."""

    going: Departures
    left_tick: int
    due_tick: int

    def trips(self) -> list[Trip]:
        """Return the trips one by one."""
        return [self._trip(i) for i in range(len(self.going.lanes))]

    def part(self, leaving: NDArray[np.bool_]) -> list[Trip]:
        """Take some of the trips out of the convoy and return them."""
        found = [self._trip(i) for i in leaving.nonzero()[0].tolist()]
        self.going = self.going.some(~leaving)
        return found

    def _trip(self, i: int) -> Trip:
        trip = self.going.trip(i, bound=True)
        trip.number, trip.left_tick, trip.due_tick = self.number + i, self.left_tick, self.due_tick
        trip.way_ticks = self.due_tick - self.left_tick
        return trip


def single_trips(trips: Iterable[Trip | Convoy]) -> list[Trip]:
    """Return trips one by one, in the order they left."""
    found: list[Trip] = []
    for one in trips:
        found += one.trips() if isinstance(one, Convoy) else [one]
    return found
