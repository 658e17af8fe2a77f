"""The newsvendor: stock that is good for one day, and one order before the day's demand."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy import stats

from theory.laws import Law, mean_above, mean_below


@dataclass(frozen=True, kw_only=True)
class NewsDay:
    """What a day brings on average."""

    left_over_units: float
    """E (S - D)^+; with a shelf life of one day all of it expires."""

    lost_units: float
    """E (D - S)^+."""

    def cost(self, over: float, under: float) -> float:
        """Return the expected cost at so much for each unit left over and each lost."""
        return over * self.left_over_units + under * self.lost_units


def news_day(level: int, demand: Law) -> NewsDay:
    """Return the means of a day that starts with [S] = level fresh units.

    Derivation: with lead time 0 and a shelf life of one day the shelf is empty
    every morning, and the order of the day is the whole level. So days are
    independent: min(S, D) is served, the rest of S expires, the rest of D is lost.

    With S = 1 and Poisson demand of mean 1, a unit is left with chance exp(-1):

    >>> from theory.laws import poisson_law
    >>> round(news_day(1, poisson_law(1.0)).left_over_units, 6)
    0.367879
    """
    return NewsDay(left_over_units=mean_below(demand, level), lost_units=mean_above(demand, level))


def best_level(demand: Law, *, over: float, under: float) -> int:
    """Return the least S with P(D <= S) >= under / (over + under), the critical fractile.

    Derivation: the cost of S + 1 less the cost of S is
    over * P(D <= S) - under * P(D > S), which is at or above 0 from there on.

    Source: Snyder and Shen, Fundamentals of Supply Chain Theory, 2nd ed. (2019),
    section 4.3.2.5 and Problem 4.8(a): h = 200, p = 270, Poisson demand of 18
    (stockpyl 1.0.2 gives 19 at a cost of 786.09).

    >>> from theory.laws import poisson_law
    >>> best_level(poisson_law(18.0), over=200, under=270)
    19
    >>> round(news_day(19, poisson_law(18.0)).cost(200, 270), 2)
    786.09
    """
    return int(np.argmax(np.cumsum(demand) >= under / (over + under)))


def normal_newsvendor(*, over: float, under: float, mean: float, sd: float) -> tuple[float, float]:
    """Return the best level and its cost for normal demand.

    S* = mean + z sd with z = Phi^-1(under / (over + under)), at cost
    (over + under) phi(z) sd.

    Source: Snyder and Shen (2019), Example 4.3 (56.604) and its cost 1.9976:

    >>> level, cost = normal_newsvendor(over=0.18, under=0.70, mean=50, sd=8)
    >>> round(level, 3), round(cost, 4)
    (56.604, 1.9976)
    """
    z = float(stats.norm.ppf(under / (over + under)))
    return mean + z * sd, (over + under) * float(np.exp(-z * z / 2)) / sqrt(2 * np.pi) * sd
