"""(s, S) with periodic review: a Markov chain for the position, exact costs."""

from dataclasses import dataclass

import numpy as np

from theory.base_stock import Close, close
from theory.laws import Law, over_days, stationary


@dataclass(frozen=True, kw_only=True)
class ReviewClose:
    """Long-run means of a day under (s, S)."""

    on_hand_units: float
    backlog_units: float
    orders_per_day: float

    def cost_per_day(self, *, holding: float, backlog: float, order: float) -> float:
        """Return the mean cost of a day, holding and backlog charged at its close.

        Source: Snyder and Shen (2019), Example 4.7: Poisson demand of 6, h = 1,
        p = 4, K = 5, lead time 0; (4, 10) is best and costs 8.034.

        >>> from theory.laws import poisson_law
        >>> round(s_s_close(4, 10, poisson_law(6.0), 0).cost_per_day(
        ...     holding=1, backlog=4, order=5), 4)
        8.0341

        Problem 4.31 (Poisson 4, h = 40, p = 125, K = 150; stockpyl 1.0.2: 223.57):

        >>> round(s_s_close(2, 7, poisson_law(4.0), 0).cost_per_day(
        ...     holding=40, backlog=125, order=150), 2)
        223.57
        """
        return (
            holding * self.on_hand_units
            + backlog * self.backlog_units
            + order * self.orders_per_day
        )


def position_after_review(s: int, up_to: int, demand: Law) -> Law:
    """Return the law of the position after a review, indexed by position - s - 1.

    Derivation. After a review the position is one of s + 1 .. S. The next review
    sees it less the day's demand, and lifts it to S when it is at s or below.

    With s = S - 1 every demand is ordered at once, which is base-stock:

    >>> from theory.laws import poisson_law
    >>> position_after_review(4, 5, poisson_law(3.0)).tolist()
    [1.0]
    """
    places = up_to - s
    steps = np.zeros((places, places))
    for i in range(places):
        for units, chance in enumerate(demand):
            steps[i, i - units if units <= i else places - 1] += chance
    return stationary(steps)


def s_s_close(s: int, up_to: int, demand: Law, lead_days: int) -> ReviewClose:
    """Return the means under (s, S), reviewed every day before demand.

    Derivation. The position y after the review of day t covers all that arrives by
    day t + L, so net stock at the close of day t + L is y less the demand of the
    L + 1 days t .. t + L, independent of y. An order is placed when y - D <= s.
    """
    law = position_after_review(s, up_to, demand)
    later = over_days(demand, lead_days + 1)
    nets: list[Close] = [close(s + 1 + i, later) for i in range(up_to - s)]
    ordering = [1 - float(demand[: i + 1].sum()) for i in range(up_to - s)]
    return ReviewClose(
        on_hand_units=float(np.dot(law, [net.on_hand_units for net in nets])),
        backlog_units=float(np.dot(law, [net.backlog_units for net in nets])),
        orders_per_day=float(np.dot(law, ordering)),
    )
