"""Stock that lives two days, ordered up to a level every morning: chains on stock by age."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from theory.laws import Law, mean_above, mean_of, stationary


@dataclass(frozen=True, kw_only=True)
class TwoDayLife:
    """Long-run means of a day."""

    expired_units: float
    lost_units: float
    on_hand_units: float
    """At the close, after the old have been removed."""


def two_day_life(level: int, demand: Law, issue: Literal["fifo", "lifo"]) -> TwoDayLife:
    """Return the means of base-stock [S], lead time 0, lost sales, life of two days.

    Derivation. A morning finds x units of yesterday; S - x fresh ones come at once.
    Demand D takes min(S, D), so (D - S)^+ is lost, whoever goes first.

    * FIFO takes the old first: (x - D)^+ of them expire at the close, and
      min(S - x, (S - D)^+) fresh ones stay.
    * LIFO takes the fresh first: (S - x - D)^+ of them stay, and
      min(x, (S - D)^+) old ones expire.

    What stays is tomorrow's x: a chain on 0 .. S. Bringing in is taking out, so
    E(S - x) = E min(S, D) + expired, which the second doctest checks.

    Expiring the old that were never asked for is certain with LIFO at D = 0: with S = 1
    the chain has two states, P(1 -> 0) = 1 (the old unit sells or expires), and
    P(0 -> 1) = P(D = 0) = q, so x is 1 in q / (1 + q) of the days:

    >>> from theory.laws import poisson_law
    >>> q = float(np.exp(-1.0))
    >>> found = two_day_life(1, poisson_law(1.0), "lifo")
    >>> round(found.expired_units, 9) == round(q / (1 + q) * q, 9)
    True
    >>> found = two_day_life(6, poisson_law(4.0), "fifo")
    >>> brought = 6 - found.on_hand_units
    >>> sold = 4.0 - found.lost_units
    >>> abs(brought - sold - found.expired_units) < 1e-9
    True
    """
    steps = np.zeros((level + 1, level + 1))
    expired = np.zeros(level + 1)
    for x in range(level + 1):
        for units, chance in enumerate(demand):
            left = max(level - units, 0)
            if issue == "fifo":
                old, young = max(x - units, 0), min(level - x, left)
            else:
                old, young = min(x, left), max(level - x - units, 0)
            steps[x, young] += chance
            expired[x] += chance * old
    law = stationary(steps)
    return TwoDayLife(
        expired_units=float(np.dot(law, expired)),
        lost_units=mean_above(demand, level),
        on_hand_units=mean_of(law),
    )
