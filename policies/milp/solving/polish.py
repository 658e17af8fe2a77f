"""Improves a plan by one whole number at a time."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from policies.milp.solving.dive import Found
from policies.milp.solving.highs import Relaxation

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_GAIN_SHARE = 1e-5
"""Of the objective, below which a gain is none."""


def polish(
    lp: Relaxation,
    found: Found,
    *,
    lower: Floats,
    upper: Floats,
    columns: Ints,
    lps_most: int,
    enough: Callable[[float], bool],
) -> Found:
    """Return the plan, or a better one that differs in some of its whole numbers.

    With the integer columns fixed, the value of the rest is convex in each of them: a step
    of one gains at most its reduced cost, so only steps whose reduced cost has the right
    sign are tried, the greatest first. What did not gain is not tried again until
    something has.

    Args:
        lp: the relaxation; all `columns` are fixed in it afterwards.
        found: the plan.
        lower: (n,), of the columns.
        upper: (n,), of the columns.
        columns: the integer ones.
        lps_most: programmes that may be solved.
        enough: whether an objective is good enough to stop.
    """
    at = np.round(found.values[columns])
    least, most = lower[columns], upper[columns]
    last_lp = lp.lps_count + lps_most
    lp.set_bounds(columns, at, at)
    if not columns.size or lp.solve() != "optimal":
        return found
    best = Found(objective=lp.objective, values=lp.values)
    prices = lp.reduced_costs[columns]
    tried = np.zeros((2, columns.size), dtype=bool)
    while lp.lps_count < last_lp and not enough(best.objective):
        gain = np.where(
            ~tried & np.stack([at - 1 >= least, at + 1 <= most]), np.stack([prices, -prices]), 0.0
        )
        way, k = np.unravel_index(int(np.argmax(gain)), gain.shape)
        if gain[way, k] <= _GAIN_SHARE * abs(best.objective):
            break
        step = -1.0 if way == 0 else 1.0
        at[k] += step
        one = slice(int(k), int(k) + 1)
        lp.set_bounds(columns[one], at[one], at[one])
        now = best
        if lp.solve() == "optimal":
            now = _better(lp, best)
        if now is best:
            at[k] -= step
            tried[way, k] = True
            lp.set_bounds(columns[one], at[one], at[one])
        else:
            best = now
            prices = lp.reduced_costs[columns]
            tried[:] = False
    return best


def _better(lp: Relaxation, best: Found) -> Found:
    """Return what was solved last if it gains enough, else what was best."""
    if lp.objective < best.objective - _GAIN_SHARE * abs(best.objective):
        return Found(objective=lp.objective, values=lp.values)
    return best
