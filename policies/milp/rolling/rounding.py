"""Whole units from a plan's fractions.

The rule: what an origin sends of a product in all is rounded to the nearest whole number
within its stock; each way gets its part rounded down, and the units left go one each to the
ways with the largest remainders (of equal ones the first). A vehicle that would then hold
more than it can gives back what it got last. Batches are whole already.

Source of largest remainders: Hamilton's method of apportionment.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_NOTHING = 1e-6


def whole_units(wanted: Floats, origins: Ints, stock: dict[int, float]) -> Ints:
    """Return whole units for each way; none differs from what is wanted by a unit or more.

    Only where stock holds less than all parts rounded down is more taken off, from the last.

    Args:
        wanted: (n,), units of one way each, at least 0.
        origins: (n,), which stock each draws on.
        stock: units of each; what is not named has no limit.

    >>> whole_units(np.array([1.4, 1.4, 0.4]), np.zeros(3, dtype=np.int64), {0: 10.0}).tolist()
    [2, 1, 0]
    >>> whole_units(np.array([1.5, 1.5]), np.zeros(2, dtype=np.int64), {0: 2.9}).tolist()
    [1, 1]
    """
    clean = np.where(wanted > _NOTHING, wanted, 0.0)
    whole = np.floor(clean + _NOTHING).astype(np.int64)
    part = np.round(np.maximum(clean - whole, 0.0), 9)  # equal ones are equal
    for origin in np.unique(origins).tolist():
        here = np.flatnonzero(origins == origin)
        most = np.floor(stock.get(origin, np.inf) + _NOTHING)
        total = min(np.floor(clean[here].sum() + 0.5 + _NOTHING), most)
        more = int(total - whole[here].sum())
        if more > 0:
            first = here[np.argsort(-part[here], kind="stable")]
            whole[first[part[first] > 0][:more]] += 1
        for way in here[::-1].tolist():
            less = min(int(whole[way]), max(0, -more))
            whole[way] -= less
            more += less
    return whole


def within_load(
    units: Ints, wanted: Floats, load_per_unit: Floats, vehicles: Ints, most_load: dict[int, float]
) -> Ints:
    """Return the units with what was rounded up given back where vehicles hold no more.

    Args:
        units: (n,), whole.
        wanted: (n,), what they were rounded from.
        load_per_unit: (n,).
        vehicles: (n,), the vehicles of each.
        most_load: what vehicles hold; what is not named holds anything.

    >>> one = np.array([0, 0])
    >>> within_load(np.array([3, 2]), np.array([2.6, 2.4]), np.ones(2), one, {0: 4.5}).tolist()
    [2, 2]
    """
    kept = units.copy()
    up = units - wanted
    for vehicle, most in most_load.items():
        here = np.flatnonzero(vehicles == vehicle)
        load = float(kept[here] @ load_per_unit[here])
        for n in here[np.argsort(-up[here], kind="stable")].tolist():
            if load <= most + _NOTHING or up[n] <= _NOTHING:
                break
            kept[n] -= 1
            load -= float(load_per_unit[n])
    return kept
