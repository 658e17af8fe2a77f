"""Dives from a solved relaxation to a plan in whole numbers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policies.milp.solving.highs import Relaxation

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_WHOLE = 1e-6
"""A value so near to a whole number is one."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """A point at which the integer columns are whole."""

    objective: float
    values: Floats


def dive(
    lp: Relaxation,
    *,
    lower: Floats,
    upper: Floats,
    groups: Sequence[Ints],
    share: float,
    worst: float = math.inf,
) -> Found | None:
    """Return the end of one dive; None at a dead end, a limit, or above `worst`.

    Group by group: the most integral `share` of the columns that are not whole is rounded to
    the nearest, by one bound each, and the programme solved again, until the group is whole
    and fixed. Where this is infeasible, only those that go up are rounded (more trips and
    batches can do more), else the most integral alone, the other way and then to the
    nearest; where that is infeasible too, the dive ends.

    Args:
        lp: solved, with the bounds `lower` and `upper`; its bounds are other ones afterwards.
        lower: (n,).
        upper: (n,).
        groups: integer columns, in the order in which they are fixed.
        share: of the columns that are not whole, in (0, 1].
        worst: objective above which no plan is of interest.
    """
    lower, upper = lower.copy(), upper.copy()

    def solved(columns: Ints) -> bool:
        lp.set_bounds(columns, lower[columns], upper[columns])
        return lp.solve() == "optimal" and lp.objective <= worst

    def rounded(columns: Ints, to: Floats, up: NDArray[np.bool_]) -> bool:
        """Try to round columns, and take it back where that cannot be."""
        before = lower[columns], upper[columns]
        lower[columns] = np.where(up, np.maximum(before[0], to), before[0])
        upper[columns] = np.where(up, before[1], np.minimum(before[1], to))
        if solved(columns):
            return True
        lower[columns], upper[columns] = before
        lp.set_bounds(columns, *before)
        return False

    for group in groups:
        while True:
            values = lp.values[group]
            far = np.abs(values - np.round(values))
            loose = np.flatnonzero(far > _WHOLE)
            if not loose.size:
                break
            first = loose[np.argsort(far[loose], kind="stable")]
            first = first[: math.ceil(share * loose.size)]
            columns, to = group[first], np.round(values[first])
            up = to > values[first]
            one = slice(0, 1)
            other = np.where(up, to - 1, to + 1)
            if not (
                rounded(columns, to, up)
                or (up.any() and not up.all() and rounded(columns[up], to[up], up[up]))
                or rounded(columns[one], other[one], ~up[one])
                or (columns.size > 1 and rounded(columns[one], to[one], up[one]))
            ):
                return None
        lower[group] = upper[group] = np.round(lp.values[group])
        if not solved(group):
            return None
    return Found(objective=lp.objective, values=lp.values)
