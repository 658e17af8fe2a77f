"""Which units of a shelf of lots are worth more elsewhere: what keeping each one is worth.

A shelf holds lots that are used first expired, first out. Of those that may be donated the
lot that expires first goes first; lots that may not stay, and are used before. Remaining
demand is given by paths that never cross (its quantiles, day by day): on the path of demand
D(t) until day t

    expired(t) = max over lots i with e_i <= t of (A_i - D(e_i))+
    served(t)  = min(A - expired(t), D(t))

where e_i is a lot's last day and A_i the units of it and of all lots before it (A: of all).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TIE = 1e-9

Needs = Callable[[int], Floats]
"""From a number of days to the demand until then, one number for each path."""


@dataclass(frozen=True, slots=True)
class ShelfLot:
    """Units that can be used for so many days."""

    days_left: int
    units: int
    eligible: bool
    """May be donated: unopened, and young enough on arrival."""


@dataclass(frozen=True, kw_only=True)
class Fates:
    """What becomes of a unit that is kept, in money for who decides."""

    short_cost_per_unit: float
    """Of demand not served until the next replenishment [u]."""

    left_cost_per_unit: float
    """Of a unit not used until then: holding it [h]."""

    expired_cost_per_unit: float
    """Of a unit that expires [theta]."""

    later_value_per_unit: float = 0.0
    """Of a unit used after the next replenishment: it need not be bought; 0 if nobody counts it."""


@dataclass(frozen=True, kw_only=True)
class Outcomes:
    """What becomes of a shelf, by path of demand (rows) and units shipped (columns)."""

    served: Floats
    """Until the next replenishment."""

    gone: Floats
    """Expired until then."""

    left: Floats
    """Still there then."""

    expired: Floats
    """In the end."""

    later: Floats
    """Used after the next replenishment."""

    def worth(self, fates: Fates) -> Floats:
        """Return the expected worth of the shelf by units shipped."""
        money = (
            fates.short_cost_per_unit * self.served
            - fates.left_cost_per_unit * self.left
            - fates.expired_cost_per_unit * self.expired
            + fates.later_value_per_unit * self.later
        )
        return np.asarray(money.mean(axis=0))


def outcomes(lots: Sequence[ShelfLot], needs: Needs, cover_days: int, most: int) -> Outcomes:
    """Return what becomes of a shelf when 0, 1, ... `most` of its eligible units have left it."""
    shipped = np.arange(most + 1, dtype=np.float64)
    need = needs(cover_days)[:, None]
    expired = gone = np.zeros((len(need), len(shipped)))
    whole = eligible = 0
    for lot in sorted(lots, key=lambda lot: lot.days_left):
        whole += lot.units
        eligible += lot.units if lot.eligible else 0
        there = whole - np.minimum(shipped, eligible)
        expired = np.maximum(expired, there[None, :] - needs(lot.days_left)[:, None])
        if lot.days_left <= cover_days:
            gone = expired
    kept = whole - shipped[None, :]
    served = np.minimum(kept - gone, need)
    left = kept - gone - served
    return Outcomes(
        served=served, gone=gone, left=left, expired=expired, later=kept - expired - served
    )


def worth_of_keeping(
    lots: Sequence[ShelfLot], *, needs: Needs, cover_days: int, fates: Fates
) -> Floats:
    """Return what the first, second, ... eligible unit would be worth if it were kept.

    It is the fall of the expected worth of the shelf when that unit goes as well.

    Args:
        lots: all that can serve the demand.
        needs: demand by path, with what patients wait for already.
        cover_days: until the next replenishment is there.
        fates: what becomes of kept units.

    >>> lots = [ShelfLot(90, 4, True)]
    >>> fates = Fates(short_cost_per_unit=9, left_cost_per_unit=0, expired_cost_per_unit=1)
    >>> worth_of_keeping(lots, needs=lambda days: np.array([2.0, 3.0]), cover_days=90,
    ...                  fates=fates).tolist()
    [-1.0, 4.0, 9.0, 9.0]
    """
    most = sum(lot.units for lot in lots if lot.eligible)
    worth = outcomes(lots, needs, cover_days, most).worth(fates)
    return worth[:-1] - worth[1:]


def shared_out(
    worths: Sequence[Floats], *, value_per_unit: Sequence[float], most: int
) -> list[int]:
    """Return how many units each shelf ships to one use, so that together they gain most.

    All ways to share are compared, shelf after shelf: where lots expire before the next
    replenishment, the worth of keeping may fall from one unit to the next. Of equals the
    fewest units are shipped.

    Args:
        worths: by shelf, what keeping its first, second, ... unit is worth.
        value_per_unit: by shelf, what one of its units is worth in that use.
        most: units that the use takes.

    >>> shared_out([np.array([1.0, 5.0]), np.array([2.0, 3.0])], value_per_unit=[4, 4], most=9)
    [1, 2]
    """
    most = max(0, min(most, sum(map(len, worths))))
    best = np.full(most + 1, -np.inf)  # by units in all, over the shelves so far
    best[0] = 0.0
    taken = np.zeros((len(worths), most + 1), dtype=np.int64)
    for shelf, (worth, value) in enumerate(zip(worths, value_per_unit, strict=True)):
        gains = np.concatenate([[0.0], np.cumsum(value - worth)])
        before, best = best, best.copy()
        for units in range(1, min(most, len(worth)) + 1):
            instead = before[: most + 1 - units] + gains[units]
            better = instead > best[units:] + TIE
            best[units:][better] = instead[better]
            taken[shelf, units:][better] = units
    left = int(np.argmax(best > best.max() - TIE))
    found = []
    for row in taken[::-1]:
        found.append(int(row[left]))
        left -= found[-1]
    return found[::-1]


def without(lots: Sequence[ShelfLot], units: int) -> list[ShelfLot]:
    """Return what is left when so many eligible units have gone, soonest expiry first.

    >>> without([ShelfLot(9, 4, False), ShelfLot(10, 4, True), ShelfLot(30, 4, True)], 6)
    [ShelfLot(days_left=9, units=4, eligible=False), ShelfLot(days_left=30, units=2, eligible=True)]
    """
    kept = []
    for lot in sorted(lots, key=lambda lot: lot.days_left):
        part = min(units, lot.units) if lot.eligible else 0
        units -= part
        if part < lot.units:
            kept.append(ShelfLot(lot.days_left, lot.units - part, lot.eligible))
    return kept
