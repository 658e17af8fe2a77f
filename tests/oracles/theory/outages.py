"""Sites and suppliers that fail and come back."""

import numpy as np

from theory.base_stock import Close, close
from theory.laws import Law, law_above, over_days, stationary


def share_of_time_down(mean_up_days: float, mean_down_days: float) -> float:
    """Return the long-run share of time down: mean down / (mean up + mean down).

    Renewal reward: the same for every law of the two durations.

    >>> share_of_time_down(30.0, 10.0)
    0.25
    """
    return mean_down_days / (mean_up_days + mean_down_days)


def days_out_law(mean_up_days: float, mean_down_days: float, most: int = 400) -> Law:
    """Return the law of n, how many days the supplier has been out (0: it sends today).

    A chain on whole days with geometric durations: P(0 -> 1) = 1 / mean up = a,
    P(n -> 0) = 1 / mean down = b, P(n -> n + 1) = 1 - b. Solved here as a chain cut at
    `most`; in closed form b / (a + b) for n = 0 and a b / (a + b) (1 - b)^(n - 1) else
    (Snyder and Shen 2019, section 9.2.2).

    >>> law = days_out_law(25.0, 4.0)
    >>> np.allclose(law[:3], [0.25 / 0.29, 0.01 / 0.29, 0.0075 / 0.29])
    True
    """
    a, b = 1 / mean_up_days, 1 / mean_down_days
    steps = np.zeros((most + 1, most + 1))
    steps[0, 0], steps[0, 1] = 1 - a, a
    for n in range(1, most + 1):
        steps[n, 0] = b
        steps[n, min(n + 1, most)] += 1 - b
    return stationary(steps)


def interrupted_close(level: int, demand: Law, lead_days: int, out: Law) -> Close:
    """Return the means of daily base-stock [S] whose supplier is out now and then.

    Derivation. When it sends on day t, all ordered up to t goes, which is all demand
    before t. If on day t it has been out for n days, the last to leave did so on
    t - n and held all demand before t - n. So net stock at the close of t + L is S
    less the demand of the days t - n .. t + L: n + L + 1 days. Outages do not depend
    on demand, so the law is a mixture over n.

    Source: Snyder and Shen (2019), Example 9.3: demand 2000 a day, h = 0.25, p = 3,
    a = 0.04, b = 0.25, lead time 0; S = 8000 is best and costs 2737.07. In units
    of 2000 (demand 1, S = 4):

    >>> found = interrupted_close(4, np.array([0.0, 1.0]), 0, days_out_law(25.0, 4.0))
    >>> round(2000 * (0.25 * found.on_hand_units + 3 * found.backlog_units), 2)
    2737.07
    """
    on_hand = backlog = short = 0.0
    total = over_days(demand, lead_days)
    for chance in out:
        if chance < 1e-12:
            break
        total = np.convolve(total, demand)
        part = close(level, total)
        on_hand += chance * part.on_hand_units
        backlog += chance * part.backlog_units
        short += chance * part.short_share
    return Close(
        on_hand_units=float(on_hand), backlog_units=float(backlog), short_share=float(short)
    )


def owed_by_limited_supplier(demand: Law, capacity: int, most: int = 300) -> Law:
    """Return the law of what a supplier that sends at most C a day owes after sending.

    Derivation (Lindley). Each day it is asked for yesterday's demand and sends what it
    can: V' = (V + D - C)^+. A chain on 0 .. `most`.

    A supplier with more than anybody asks for owes nothing:

    >>> round(float(owed_by_limited_supplier(np.array([0.5, 0.5]), 1)[0]), 9)
    1.0
    """
    steps = np.zeros((most + 1, most + 1))
    for owed in range(most + 1):
        after = np.zeros(owed + 1)
        after[owed] = 1.0
        later = law_above(np.convolve(after, demand), capacity)
        steps[owed, : min(len(later), most + 1)] = later[: most + 1]
        steps[owed, most] += later[most + 1 :].sum()
    return stationary(steps)


def limited_close(level: int, demand: Law, lead_days: int, capacity: int) -> Close:
    """Return the means of daily base-stock [S] from a supplier of C units a day.

    Derivation. What is owed after sending on day t, V, rests on demand before t; the
    L + 1 days t .. t + L come after it. Net stock at the close of day t + L is
    S - V - D[t, t + L].

    Ample capacity gives plain base-stock:

    >>> from theory.laws import poisson_law
    >>> limited_close(9, poisson_law(2.0), 1, 40) == close(9, over_days(poisson_law(2.0), 2))
    True
    """
    owed = owed_by_limited_supplier(demand, capacity)
    owed = np.asarray(owed[: int(np.flatnonzero(owed > 1e-14)[-1]) + 1])
    return close(level, np.convolve(owed, over_days(demand, lead_days + 1)))
