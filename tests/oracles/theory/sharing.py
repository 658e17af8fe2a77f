"""One warehouse, two clinics, short stock: a case small enough to be exact."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np

from theory.base_stock import Close, close
from theory.laws import Law, over_days, stationary

Share = Callable[[int, tuple[int, int]], int]
"""From available units and the two claims to the units of the first."""

MOST_OWED = 14


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """Means at the close of a warehouse and its two clinics."""

    warehouse_on_hand_units: float
    first: Close
    second: Close


def first_before_second(available: int, claims: tuple[int, int]) -> int:
    """Return what the first gets where it is served first.

    >>> first_before_second(5, (4, 4))
    4
    """
    return min(claims[0], available)


def in_proportion(available: int, claims: tuple[int, int]) -> int:
    """Return what the first gets of too little, by largest remainders, ties to the first.

    >>> [in_proportion(n, (2, 1)) for n in range(4)]
    [0, 1, 1, 2]
    >>> in_proportion(3, (1, 1)), in_proportion(1, (1, 1))
    (1, 1)
    """
    total = sum(claims)
    if total <= available:
        return claims[0]
    whole, rest = divmod(available * claims[0], total)
    other_rest = available * claims[1] % total
    return whole + (rest > 0 and rest >= other_rest)


def shared(
    warehouse_level: int,
    levels: tuple[int, int],
    demands: tuple[Law, Law],
    lead_days: int,
    share: Share,
) -> Sharing:
    """Return the means of two clinics that share a warehouse of level [S0].

    The warehouse orders from an unlimited source with lead time 1, the clinics from
    the warehouse with lead time L; all order every morning before demand, and the
    warehouse orders what the clinics claim that morning.

    Derivation. The claims of a day are yesterday's demands D1 and D2. The warehouse
    then receives what it ordered a day ago, which lifts its net stock to S0 before
    the new claims: on hand are S0 + V1 + V2, where V is what it still owes. It shares
    that among V1 + D1 and V2 + D2, and owes the rest: a chain on (V1, V2), always with
    V1 + V2 = (D1 + D2 - S0)^+. Later demand is independent of it, so the net stock of
    clinic k at the close L days on is S_k - V_k - (L + 1 days of its demand).
    On hand at the warehouse after sending are (S0 - D1 - D2)^+.

    Whatever the rule, the clinics together wait for the same:

    >>> from theory.laws import mean_above, poisson_law
    >>> d = poisson_law(1.0)
    >>> totals = []
    >>> for rule in (first_before_second, in_proportion):
    ...     found = shared(1, (0, 0), (d, d), 0, rule)
    ...     totals.append(found.first.backlog_units + found.second.backlog_units - 2.0)
    >>> np.allclose(totals, mean_above(poisson_law(2.0), 1), atol=1e-6)
    True
    """
    owed = _owed_law(warehouse_level, demands, share)
    closes = [
        close(levels[k], np.convolve(owed.sum(axis=1 - k), over_days(demands[k], lead_days + 1)))
        for k in (0, 1)
    ]
    kept = close(warehouse_level, np.convolve(*demands)).on_hand_units
    return Sharing(warehouse_on_hand_units=kept, first=closes[0], second=closes[1])


def _owed_law(level: int, demands: tuple[Law, Law], share: Share) -> Law:
    """Return the joint law of what is owed to the two clinics, each at most `MOST_OWED`."""
    size = MOST_OWED + 1
    steps = np.zeros((size * size, size * size))
    pairs = [
        (d1, d2, p1 * p2)
        for (d1, p1), (d2, p2) in product(enumerate(demands[0]), enumerate(demands[1]))
        if p1 * p2 > 1e-10
    ]
    for v1, v2 in product(range(size), repeat=2):
        row = steps[v1 * size + v2]
        for d1, d2, chance in pairs:
            claims = v1 + d1, v2 + d2
            available = level + v1 + v2
            sent = share(available, claims)
            left = max(sum(claims) - available, 0)
            owed1 = min(claims[0] - sent, MOST_OWED)
            row[owed1 * size + min(max(left - owed1, 0), MOST_OWED)] += chance
        row /= row.sum()
    return stationary(steps).reshape(size, size)
