"""Serial chains under base-stock: each stage passes on the backlog of the one above."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from theory.base_stock import Close, close
from theory.laws import Law, law_above, mean_of, rounded_normal_law


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One stage, from the outside source to the patients."""

    local_level: int
    interval: Law
    """Law of the demand that separates this stage's supply from its claims."""


def serial_closes(stages: Sequence[Stage]) -> list[Close]:
    """Return on hand and backlog of each stage, the source's end first.

    Derivation. Write D(a, b] for demand, O_k for what stage k has ordered in all, up
    to its opening stock. Every stage orders exactly the patients' demand as soon as it
    knows it, so O_k = D(-inf, now]. What stage k has received is what it ordered one
    lead time ago less what stage k + 1 still owed then, B_(k+1). So its net stock is

        S_k - B_(k+1)(t - L_k) - D(t - L_k, t],

    where the two terms come from disjoint times and are independent. What it owes is
    the negative part, B_k = (B_(k+1) + D - S_k)^+. The interval of D is L_k days for a
    stage above the patients and one day more for the last stage at the daily close
    (orders before demand); in continuous time it is L_k for every stage. Exact for
    Poisson demand and constant lead times (Simon 1971; Snyder and Shen 2019, 6.2.1).

    Under echelon base-stock levels S'_1 <= S'_2 <= ... the same holds with local
    levels S_k = S'_k - S'_(k-1).

    An upstream stage of no stock and interval 0 changes nothing:

    >>> from theory.laws import poisson_law
    >>> law = poisson_law(2.0)
    >>> chain = [Stage(local_level=0, interval=poisson_law(0.0)),
    ...          Stage(local_level=3, interval=law)]
    >>> serial_closes(chain)[1] == close(3, law)
    True
    """
    found: list[Close] = []
    owed_above = np.ones(1)
    for stage in stages:
        shortfall = np.convolve(owed_above, stage.interval)
        found.append(close(stage.local_level, shortfall))
        owed_above = law_above(shortfall, stage.local_level)
    return found


def serial_cost(
    stages: Sequence[Stage],
    *,
    holding: Sequence[float],
    backlog: float,
    transit_units: Sequence[float],
) -> float:
    """Return holding of each stage, of the units on the way from it, and patients' backlog.

    Args:
        stages: from the source's end.
        holding: local rate of each stage.
        backlog: cost of a waiting patient and day.
        transit_units: mean units on the way from each stage to the next (0 for the last).

    Source: Snyder and Shen (2019), Example 6.1: normal demand (5, 1), lead times
    2, 1, 1, local holding 2, 4, 7, p = 37.12; echelon levels 22.71, 12.02, 6.49 are
    best and cost 47.65. Here in hundredths of a unit, demand rounded to whole ones,
    which makes 47.66:

    >>> stages = example_6_1()
    >>> round(serial_cost(stages, holding=(2, 4, 7), backlog=37.12,
    ...                   transit_units=(500, 500, 0)) / 100, 2)
    47.66
    """
    closes = serial_closes(stages)
    cost = backlog * closes[-1].backlog_units
    for rate, one, moving in zip(holding, closes, transit_units, strict=True):
        cost += rate * (one.on_hand_units + moving)
    return cost


def example_6_1() -> list[Stage]:
    """Return the stages of Example 6.1, in hundredths of a unit.

    Lead times 2, 1, 1 of continuous review give the last stage an interval of one
    day. At a daily close with the order before demand that is lead time 0.
    """
    day = _hundredths(5, 1)
    two_days = np.convolve(day, day)
    return [
        Stage(local_level=2271 - 1202, interval=two_days),
        Stage(local_level=1202 - 649, interval=day),
        Stage(local_level=649, interval=day),
    ]


def _hundredths(mean: float, sd: float) -> Law:
    law = rounded_normal_law(100 * mean, 100 * sd)
    if abs(mean_of(law) - 100 * mean) > 1e-3:
        raise ValueError("too much of the normal law lies below zero")
    return law
