"""Periodic base-stock with backorders: stock at the close is the level less recent demand.

With the level S and lead time L, everything ordered up to day t - L has arrived by
day t, and everything demanded before an order was in that order. So the net stock
(on hand less backlog) is S less the demand of the days that no arrived order covers,
the *protection interval*. Its length depends on whether the order of a day is placed
before or after the demand of that day; most wrong inventory programs differ only here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from theory.laws import Law, chance_above, mean_above, mean_below, over_days


@dataclass(frozen=True, kw_only=True)
class Close:
    """Long-run means of the daily closing levels."""

    on_hand_units: float
    backlog_units: float
    short_share: float
    """Share of the days that close with a backlog."""


def close(level: int, shortfall: Law) -> Close:
    """Return the means when net stock is the level less a random shortfall.

    >>> close(1, np.array([0.25, 0.25, 0.5]))
    Close(on_hand_units=0.25, backlog_units=0.5, short_share=0.5)
    """
    return Close(
        on_hand_units=mean_below(shortfall, level),
        backlog_units=mean_above(shortfall, level),
        short_share=chance_above(shortfall, level),
    )


def protection_days(order_of_play: Sequence[str], lead_days: int, review_days: int) -> list[int]:
    """Return how many days of demand separate net stock at the close from the level.

    One number for each day since the last review whose order has arrived; in the long
    run each is as frequent as the others.

    Derivation. An order on day t (a review day) lifts the position to S and has
    arrived on day t + L. Net stock at the close of day t + L + j (j = 0 .. R - 1)
    is S less the demand since the order:

    * decide before demand: the demand of days t .. t + L + j, which are L + 1 + j days;
    * decide after demand: the demand of day t is in the order already, L + j days.

    A lead time of one day or more is unloaded in the `receive` turn, which must come
    before `demand`; lead time 0 arrives within the `decide` turn.

    >>> protection_days(["receive", "decide", "demand", "age"], 2, 1)
    [3]
    >>> protection_days(["receive", "demand", "decide", "age"], 2, 3)
    [2, 3, 4]
    """
    turns = list(order_of_play)
    if turns.index("receive") > turns.index("demand"):
        raise ValueError("derived for receive before demand")
    before = turns.index("decide") < turns.index("demand")
    return [lead_days + before + j for j in range(review_days)]


def uncovered_days(order_of_play: Sequence[str], lead_days: int, turn: str) -> int:
    """Return how many days of demand lie between the level and net stock just before a turn.

    For every order of play, a review every day and a lead time of at least a day.

    Derivation. Before the turn on day t the orders up to day u have arrived: u = t - L
    where `receive` comes before the turn, else the day before. The order of day u holds
    all demand before u, and that of u itself where `demand` comes before `decide`.
    Demanded so far are all days before t, and t itself where `demand` comes before the
    turn. The difference is net stock's distance from the level, in days:

        L + [receive after the turn] + [demand before the turn] - [demand before decide].

    >>> uncovered_days(["receive", "decide", "demand", "age"], 2, "demand")
    2
    >>> uncovered_days(["receive", "decide", "demand", "age"], 2, "age")
    3
    >>> uncovered_days(["demand", "age", "decide", "receive"], 1, "age")
    2
    """
    if lead_days < 1:
        raise ValueError("derived for a lead time of at least one day")
    at = {name: place for place, name in enumerate(order_of_play)}
    return (
        lead_days
        + (at["receive"] > at[turn])
        + (at["demand"] < at[turn])
        - (at["demand"] < at["decide"])
    )


def periodic_close(level: int, demand: Law, protection: Sequence[int]) -> Close:
    """Return the means of the daily close, averaged over the days between reviews.

    >>> from theory.laws import poisson_law
    >>> round(periodic_close(0, poisson_law(2.0), [1, 2]).backlog_units, 9)
    3.0
    """
    parts = [close(level, over_days(demand, days)) for days in protection]
    return Close(
        on_hand_units=float(np.mean([part.on_hand_units for part in parts])),
        backlog_units=float(np.mean([part.backlog_units for part in parts])),
        short_share=float(np.mean([part.short_share for part in parts])),
    )


def fill_rate(level: int, demand: Law, protection: Sequence[int]) -> float:
    """Return the share of demand served in its own demand turn, old backlog first.

    Derivation. Before the demand D of a day, net stock N is the level less one day's
    demand less than at the close, and D is independent of N. Backlog has gone first,
    so min(D, N^+) is served at once, and

        E min(D, N^+) = E N^+ - E (N - D)^+,

    which is the mean on hand before demand less that after. The days between reviews
    are averaged. With `protection` 0 (decide after demand, lead time 0) the day's stock
    is S less one day's demand before the order, so the formula does not hold.

    With S = 1, one day of protection, all is served at once but what exceeds 1:

    >>> from theory.laws import poisson_law
    >>> round(fill_rate(1, poisson_law(1.0), [1]), 6)
    0.632121
    """
    if min(protection) < 1:
        raise ValueError("derived for a protection interval of at least one day")
    at_once = [
        mean_below(over_days(demand, days - 1), level) - mean_below(over_days(demand, days), level)
        for days in protection
    ]
    return float(np.mean(at_once)) / float(np.dot(np.arange(len(demand)), demand))
