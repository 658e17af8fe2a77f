"""Continuous review and queues: Palm, Erlang's loss and delay formulas, (r, Q)."""

from dataclasses import dataclass

import numpy as np

from theory.base_stock import Close, close
from theory.laws import Law, poisson_law, stationary


def erlang_loss(servers: int, load: float) -> float:
    """Return Erlang's B, the share of arrivals that find all servers busy.

    B(0) = 1,  B(c) = a B(c - 1) / (c + a B(c - 1)), with the offered load [a].

    Source: A. K. Erlang (1917). Two servers offered one erlang lose one in five,
    ten offered five lose 1.84 % (the published tables' 0.0184):

    >>> erlang_loss(2, 1.0), round(erlang_loss(10, 5.0), 4)
    (0.2, 0.0184)
    """
    blocked = 1.0
    for c in range(1, servers + 1):
        blocked = load * blocked / (c + load * blocked)
    return blocked


def erlang_delay(servers: int, load: float) -> float:
    """Return Erlang's C, the share of arrivals that wait.

    C = c B / (c - a (1 - B)). One server: C = a; two servers at one erlang: 1 / 3.

    >>> round(erlang_delay(1, 0.7), 9), round(erlang_delay(2, 1.0), 9)
    (0.7, 0.333333333)
    """
    blocked = erlang_loss(servers, load)
    return servers * blocked / (servers - load * (1 - blocked))


def mean_wait_days(servers: int, arrivals_per_day: float, mean_service_days: float) -> float:
    """Return the mean wait in line of M/M/c, before service: C / (c mu - lambda).

    M/M/1 with load 0.5 and a service of one day waits rho / (mu - lambda) = 1 day.

    >>> mean_wait_days(1, 0.5, 1.0)
    1.0
    """
    load = arrivals_per_day * mean_service_days
    return erlang_delay(servers, load) / (servers / mean_service_days - arrivals_per_day)


def in_system_law(servers: int, load: float, most: int = 400) -> Law:
    """Return the law of the number in an M/M/c system, waiting or served.

    Birth and death: P(n) is in proportion to a^n / n! up to c, and falls by a / c for
    each one more. With one server it is geometric:

    >>> in_system_law(1, 0.5)[:3].round(6).tolist()
    [0.5, 0.25, 0.125]
    """
    steps = [load / min(n, servers) for n in range(1, most + 1)]
    law = np.concatenate(([1.0], np.cumprod(steps)))
    return np.asarray(law / law.sum())


def continuous_close(level: int, mean_per_day: float, mean_lead_days: float) -> Close:
    """Return the time averages of continuous base-stock with backorders.

    Derivation. Each demand orders one unit at once. If trips may overtake each
    other, orders under way are the customers of M/G/infinity: Poisson with mean
    lambda E[L], whatever the law of L (Palm's theorem). Net stock is S less them.
    A share P(X >= S) of arrivals finds nothing, by PASTA.

    With S = 0 all are backlog:

    >>> round(continuous_close(0, 3.0, 2.0).backlog_units, 9)
    6.0
    """
    return close(level, poisson_law(mean_per_day * mean_lead_days))


def continuous_fill_share(level: int, mean_per_day: float, mean_lead_days: float) -> float:
    """Return P(X <= S - 1): the share that finds a unit on hand, for unit demands.

    >>> round(continuous_fill_share(1, 1.0, 1.0), 6)
    0.367879
    """
    return float(poisson_law(mean_per_day * mean_lead_days)[:level].sum())


@dataclass(frozen=True, kw_only=True)
class LossClose:
    """Time averages with lost sales."""

    lost_share: float
    on_hand_units: float


def continuous_lost_sales(level: int, mean_per_day: float, mean_lead_days: float) -> LossClose:
    """Return the averages of continuous base-stock with lost sales.

    Derivation. An order is under way for each unit not on hand: M/G/S/S. The
    share lost is Erlang's B(S, a), a = lambda E[L], insensitive to the law of L;
    by Little's law a (1 - B) units are under way, the rest of S on hand.

    >>> continuous_lost_sales(2, 1.0, 1.0)
    LossClose(lost_share=0.2, on_hand_units=1.2)
    """
    load = mean_per_day * mean_lead_days
    lost = erlang_loss(level, load)
    return LossClose(lost_share=lost, on_hand_units=level - load * (1 - lost))


@dataclass(frozen=True, kw_only=True)
class BatchClose:
    """Averages of an (r, Q) rule."""

    on_hand_units: float
    backlog_units: float
    orders_per_day: float

    def cost_per_day(self, *, holding: float, backlog: float, order: float) -> float:
        """Return the mean cost of a day."""
        return (
            holding * self.on_hand_units
            + backlog * self.backlog_units
            + order * self.orders_per_day
        )


def position_law(batch: int, demand: Law) -> Law:
    """Return the law of (position - r - 1) just after a review, by its Markov chain.

    A demand of d lowers the position p = r + 1 + i; the least n * Q that lifts it
    above r is ordered, so i -> (i - d) mod Q. That walk on a ring is doubly
    stochastic, so every position is as likely as the others:

    >>> position_law(4, poisson_law(3.0)).round(9).tolist()
    [0.25, 0.25, 0.25, 0.25]
    """
    steps = np.zeros((batch, batch))
    for i in range(batch):
        for units, chance in enumerate(demand):
            steps[i, (i - units) % batch] += chance
    return stationary(steps)


def batch_close(
    reorder: int, batch: int, *, between: Law, shortfall: Law, reviews_per_day: float
) -> BatchClose:
    """Return the averages of (r, nQ): net stock is the position less later demand.

    Args:
        reorder: r; an order brings the position into r + 1 .. r + Q.
        batch: Q.
        between: law of the demand between reviews (one unit, where each demand is one).
        shortfall: law of the demand from a review until what it ordered is counted:
            of L days in continuous time, of L + 1 days at the daily close.
        reviews_per_day: how often the position is looked at.

    The order rate counts orders of any n: P(i < d) per review.

    Source: Snyder and Shen (2019), Example 5.8: h = 20, p = 150, K = 100, Poisson
    demand of 1.5 a year, L = 2 years; r = 3, Q = 5 is best and costs 107.92.

    >>> found = batch_close(3, 5, between=np.array([0.0, 1.0]), shortfall=poisson_law(3.0),
    ...                     reviews_per_day=1.5)
    >>> round(found.cost_per_day(holding=20, backlog=150, order=100), 2)
    107.92

    Problem 5.2 (Poisson 12, L = 1/2, h = 4, p = 28, K = 4; stockpyl 1.0.2: 28.24):

    >>> found = batch_close(6, 7, between=np.array([0.0, 1.0]), shortfall=poisson_law(6.0),
    ...                     reviews_per_day=12)
    >>> round(found.cost_per_day(holding=4, backlog=28, order=4), 2)
    28.24
    """
    places = position_law(batch, between)
    nets = [close(reorder + 1 + i, shortfall) for i in range(batch)]
    ordering = [1 - float(between[: i + 1].sum()) for i in range(batch)]
    return BatchClose(
        on_hand_units=float(np.dot(places, [net.on_hand_units for net in nets])),
        backlog_units=float(np.dot(places, [net.backlog_units for net in nets])),
        orders_per_day=reviews_per_day * float(np.dot(places, ordering)),
    )
