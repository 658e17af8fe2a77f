"""One warehouse, two clinics, short stock: a case small enough to be exact."""

from dataclasses import dataclass

import numpy as np

from theory.base_stock import Close, close
from theory.laws import Law, law_above, over_days


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """Means at the close of a warehouse and its two clinics."""

    warehouse_on_hand_units: float
    first: Close
    second: Close


def first_come_by_name(
    warehouse_level: int, levels: tuple[int, int], demands: tuple[Law, Law], lead_days: int
) -> Sharing:
    """Return the means when the first clinic is served before the second.

    The warehouse orders from an unlimited source with lead time 1, the clinics from
    the warehouse with lead time L; all order every morning before demand, and the
    warehouse orders what the clinics claim that morning (echelon base-stock with
    S'_0 = S_0 + S_1 + S_2, or a local rule that sees the claims of the same morning).

    Derivation. The claims of day t are yesterday's demands D1 and D2. On day t the
    warehouse receives what it ordered on t - 1, which lifts its net stock to S_0 before
    the claims of day t: nothing older than a day is owed. It gives clinic 1 min(D1, S_0),
    clinic 2 what is left, and owes V1 = (D1 - S_0)^+ and V2 = (D2 - (S_0 - D1)^+)^+.
    Later demand is independent of that, so a clinic's net stock at the close of day
    t + L is S_k - V_k - (L + 1 days of its demand).

    In all V1 + V2 = (D1 + D2 - S_0)^+, which the doctest checks:

    >>> from theory.laws import mean_above, poisson_law
    >>> d = poisson_law(2.0)
    >>> found = first_come_by_name(3, (0, 0), (d, d), 0)
    >>> owed = found.first.backlog_units + found.second.backlog_units - 4.0
    >>> abs(owed - mean_above(poisson_law(4.0), 3)) < 1e-9
    True
    """
    one, two = demands
    left = law_above(one[::-1], len(one) - 1 - warehouse_level)
    after_first = np.zeros(warehouse_level + 1)
    after_first[: len(left)] = left
    owed_second = _owed(after_first, two)
    owed_first = law_above(one, warehouse_level)
    both = np.convolve(one, two)
    return Sharing(
        warehouse_on_hand_units=close(warehouse_level, both).on_hand_units,
        first=close(levels[0], np.convolve(owed_first, over_days(one, lead_days + 1))),
        second=close(levels[1], np.convolve(owed_second, over_days(two, lead_days + 1))),
    )


def _owed(stock: Law, claim: Law) -> Law:
    """Return the law of (claim - stock)^+ for independent stock and claim."""
    owed = np.zeros(len(claim))
    for have, chance in enumerate(stock):
        short = law_above(claim, have)
        owed[: len(short)] += chance * short
    return owed
