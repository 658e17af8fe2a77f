"""When to go to each place at the chain's end, if goods have a price where they come from.

A place that one lane serves and that serves nobody has a lot-sizing problem of its own: each
trip costs the same for all its items, which then have to last until the next. With a price of
goods at the origin by item and period, its best visits are a shortest path over the periods
[Wagner and Whitin 1958, jointly for several items], quick to find for all places at once.

With the prices of a relaxation (its dual values) they prove more than the relaxation does, in
which a hundredth of a trip costs a hundredth: by Lagrange's relaxation of what joins places to
the rest, no plan is cheaper than the relaxation with each place's own part in it replaced by
the cost of its best visits. They are also where a search should start.

Source: H. M. Wagner and T. M. Whitin, *Management Science* 5 (1958) 89-96; A. M. Geoffrion,
*Mathematical Programming Study* 2 (1974) 82-114.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policies.milp.chain import PlanningChain
from policies.milp.solving.ends import Ends
from policies.milp.standard_form import Rows
from policies.milp.window import Window

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Visits:
    """The best visits of a window, each end for itself."""

    ends: Ends
    least_cost: Floats
    """(E,), no plan has less for the end."""

    trips: NDArray[np.bool_]
    """(E, T), whether a trip leaves."""

    fits: NDArray[np.bool_]
    """(E,), whether one trip always holds all that a window needs."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Visiting:
    """The ends of a window, for whoever solves it: no rows, but a bound and where to start."""

    ends: Ends
    chain: PlanningChain
    window: Window

    def separate(self, x: Floats) -> Rows | None:  # noqa: ARG002  (the protocol's)
        """Return no rows."""
        return None

    def improved(self, costs: Floats, x: Floats, row_duals: Floats) -> tuple[Visits, float]:
        """Return the best visits at a relaxation's prices, and what they add to its bound.

        Args:
            costs: (columns,), of the objective.
            x: the relaxation's point.
            row_duals: and its dual values.
        """
        prices = self.ends.prices(costs, row_duals)
        visits = visits_of(self.ends, self.chain, self.window, prices)
        more = visits.least_cost - self.ends.parts(x, prices)
        return visits, float(np.maximum(more, 0.0).sum())


def visits_of(ends: Ends, chain: PlanningChain, window: Window, prices: Floats) -> Visits:
    """Return the best visits of a window.

    At a visit after the first, goods may be given back at their price, and who waited goes
    home: both only lower the cost, so that it stays a bound.

    Args:
        ends: the places.
        chain: what is planned.
        window: its data.
        prices: (N, T), of a unit by departure.
    """
    t, count = chain.periods_count, len(ends.links)
    data = _Cells.of(ends, chain, window, prices)
    alone = data.alone()
    first, later = data.segments(alone), data.segments(None)
    of_end = np.zeros((t + 1, count))
    np.add.at(of_end.T, ends.end_of, alone.cost.T)
    first_of, later_of = _by_end(first, ends.end_of, count), _by_end(later, ends.end_of, count)
    leaves = np.zeros((count, t), dtype=bool)
    room = window.trips_most[ends.groups] > 0
    leaves |= window.link_open[ends.links] & room
    can = np.zeros((count, t + 1), dtype=bool)
    for end, lead in enumerate(ends.leads.tolist()):
        can[end, lead:t] = leaves[end, : t - lead]
    best, after = _best_later(later_of, can, ends.trip_cost)
    total = of_end[t].copy()  # without any visit
    start, then = np.full(count, -1), np.full(count, t)
    for a in range(t):
        for b in range(a + 1, t + 1):
            cost = of_end[a] + ends.trip_cost + first_of[a, b] + best[b]
            good = can[:, a] & (cost < total - 1e-9)
            total[good], start[good], then[good] = cost[good], a, b
    trips = np.zeros((count, t), dtype=bool)
    for end in range(count):
        at, following = int(start[end]), int(then[end])
        while 0 <= at < t:
            trips[end, at - ends.leads[end]] = True
            at = following
            following = int(after[at, end]) if at < t else t
    needed = np.bincount(
        ends.end_of,
        weights=(data.net.clip(min=0).sum(axis=1) + data.floor.max(axis=1)) * ends.load,
        minlength=count,
    )
    capacity = np.array([chain.groups[g].capacity_load for g in ends.groups])
    return Visits(ends=ends, least_cost=total, trips=trips, fits=needed <= capacity)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Alone:
    """What becomes of the cells while nobody comes, by the period of the first visit."""

    cost: Floats
    """(T + 1, N), of the periods before."""

    stock: Floats
    """(T + 1, N), left when it comes."""

    waiting: Floats
    """(T + 1, N), still wanted then."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Cells:
    """The cells of all ends: demand less what is due, costs and floors."""

    net: Floats
    floor: Floats
    opening: Floats
    backlog: Floats
    share: Floats
    holding: Floats
    short: Floats
    unmet: Floats
    price: Floats
    """(N, T + 1), of a unit by arrival; 0 at the end."""

    @classmethod
    def of(cls, ends: Ends, chain: PlanningChain, window: Window, prices: Floats) -> "_Cells":
        cells = [chain.cells[c] for c in ends.cells]
        asked = ends.customers >= 0
        demand = np.where(asked[:, None], window.demand_units[ends.customers], 0.0)
        customers = [chain.customers[d] for d in ends.customers]
        share = np.where(asked, [each.carried_share for each in customers], 0.0)
        t = chain.periods_count
        price = np.zeros((len(cells), t + 1))
        for n, lead in enumerate(ends.leads[ends.end_of].tolist()):
            price[n, lead:t] = prices[n, : t - lead]
        return cls(
            price=price,
            net=demand - window.due_units[ends.cells],
            floor=window.floor_units[ends.cells],
            opening=window.opening_units[ends.cells].sum(axis=1),
            backlog=np.where(asked & (share > 0), window.backlog_units[ends.customers], 0.0),
            share=share,
            holding=np.array([each.holding_cost_per_unit for each in cells]),
            short=np.array([each.floor_cost_per_unit for each in cells]),
            unmet=np.where(asked, [each.unmet_cost_per_unit for each in customers], 0.0),
        )

    def step(self, t: int, stock: Floats, wanted: Floats) -> tuple[Floats, Floats, Floats]:
        """Return cost, stock and what is still wanted after a period, (N, any) each."""
        column = (slice(None),) + (None,) * (stock.ndim - 1)
        balance = stock - self.net[:, t][column] - wanted
        stock, missing = np.maximum(balance, 0.0), np.maximum(-balance, 0.0)
        cost = (
            self.holding[column] * stock
            + self.unmet[column] * missing
            + self.short[column] * np.maximum(self.floor[:, t][column] - stock, 0.0)
        )
        return cost, stock, self.share[column] * missing

    def alone(self) -> _Alone:
        """Return what becomes of the cells while nobody comes."""
        t, n = self.net.shape[1], len(self.opening)
        cost, stock, waiting = np.zeros((3, t + 1, n))
        stock[0], waiting[0] = self.opening, self.backlog
        for period in range(t):
            more, stock[period + 1], waiting[period + 1] = self.step(
                period, stock[period], waiting[period]
            )
            cost[period + 1] = cost[period] + more
        return _Alone(cost=cost, stock=stock, waiting=waiting)

    def segments(self, alone: _Alone | None) -> Floats:
        """Return the least cost of the periods a to b - 1 after a visit in a, (T, T + 1, N).

        What a unit more in the segment costs changes only where it lasts a period longer or
        reaches a floor: one of these levels is best.

        Args:
            alone: what is there at a first visit; None: of a later one, to which all that is
                left before comes at its price, and nobody waits.
        """
        n, t = self.net.shape
        found = np.full((t, t + 1, n), np.inf)
        for a in range(t):
            there = np.zeros(n) if alone is None else alone.stock[a]
            wanted = np.zeros(n) if alone is None else alone.waiting[a]
            lasts = self.net[:, a:].cumsum(axis=1) + wanted[:, None]
            levels = np.concatenate([np.zeros((n, 1)), lasts, lasts + self.floor[:, a:]], axis=1)
            stock = np.maximum(levels, there[:, None])
            waits = np.broadcast_to(wanted[:, None], stock.shape)
            total = self.price[:, a, None] * (stock - there[:, None])
            for b in range(a, t):
                cost, stock, waits = self.step(b, stock, waits)
                total = total + cost
                left = self.price[:, b + 1, None] * stock  # it saves as much at the next visit
                found[a, b + 1] = (total - left).min(axis=1)
        return found


def _by_end(segments: Floats, end_of: Ints, count: int) -> Floats:
    t = segments.shape[0]
    found = np.full((t, t + 1, count), np.inf)
    for a in range(t):
        for b in range(a + 1, t + 1):
            found[a, b] = np.bincount(end_of, weights=segments[a, b], minlength=count)
    return found


def _best_later(later: Floats, can: NDArray[np.bool_], trip_cost: Floats) -> tuple[Floats, Ints]:
    """Return the least cost from a visit on, its own trip included, and the visit after it."""
    t, _, count = later.shape
    best = np.full((t + 1, count), np.inf)
    best[t] = 0.0
    after = np.full((t + 1, count), t)
    for a in reversed(range(t)):
        for b in range(a + 1, t + 1):
            cost = trip_cost + later[a, b] + best[b]
            good = can[:, a] & (cost < best[a])
            best[a][good], after[a][good] = cost[good], b
    return best, after
