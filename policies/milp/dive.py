"""Dives from a solved relaxation to a plan in whole numbers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policies.milp.highs import Relaxation

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
    and fixed. Where this is infeasible it is taken back and the most integral column alone
    is rounded the other way; where that is infeasible too, the dive ends.

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

    for group in groups:
        while True:
            values = lp.values[group]
            far = np.abs(values - np.round(values))
            loose = np.flatnonzero(far > _WHOLE)
            if not loose.size:
                break
            first = loose[np.argsort(far[loose], kind="stable")]
            first = first[: math.ceil(share * loose.size)]
            columns, nearest = group[first], np.round(values[first])
            before = lower[columns], upper[columns]
            goes_up = nearest > values[first]
            lower[columns] = np.where(goes_up, np.maximum(before[0], nearest), before[0])
            upper[columns] = np.where(goes_up, before[1], np.minimum(before[1], nearest))
            if solved(columns):
                continue
            lower[columns], upper[columns] = before
            if goes_up[0]:
                upper[columns[0]] = nearest[0] - 1
            else:
                lower[columns[0]] = nearest[0] + 1
            if not solved(columns):
                return None
        lower[group] = upper[group] = np.round(lp.values[group])
        if not solved(group):
            return None
    return Found(objective=lp.objective, values=lp.values)
