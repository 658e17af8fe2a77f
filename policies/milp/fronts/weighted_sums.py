"""The supported part of a front: the least weighted sums of the objectives."""

from collections.abc import Sequence
from itertools import combinations, pairwise

from policies.milp.fronts.front import Front, undominated
from policies.milp.fronts.payoff import Payoff
from policies.milp.fronts.point import Point
from policies.milp.fronts.trade_off import TradeOff


def even_weights(objectives_count: int, steps_count: int) -> tuple[tuple[float, ...], ...]:
    """Return all weights in steps of 1 / steps_count that are above 0 and add up to 1.

    >>> even_weights(2, 4)
    ((0.25, 0.75), (0.5, 0.5), (0.75, 0.25))
    """
    found = []
    for cuts in combinations(range(1, steps_count), objectives_count - 1):
        ends = (0, *cuts, steps_count)
        found.append(tuple((b - a) / steps_count for a, b in pairwise(ends)))
    return tuple(found)


def weighted_front(
    problem: TradeOff, *, payoff: Payoff, weights: Sequence[tuple[float, ...]]
) -> Front:
    """Return the undominated plans of least weighted sums, and the anchors.

    Plans between the corners of the front's convex hull are out of reach of this method,
    whatever the weights.

    Args:
        problem: what is asked.
        payoff: its anchors; each objective counts in parts of its range there.
        weights: of the objectives in their order.
    """
    points: list[Point] = []
    start, infeasible_count, missed_count = None, 0, 0
    for each in weights:
        scaled = {
            name: weight / payoff.ranges[name]
            for name, weight in zip(problem.names, each, strict=True)
        }
        found = problem.reach(scaled, start=start)
        if found.values:
            points.append(Point.of(found, main=problem.names[0], bound=None, at_most={}))
            start = found.start
        elif found.solve.status == "infeasible":
            infeasible_count += 1
        else:
            missed_count += 1
    every = [*payoff.anchors, *points]
    kept = undominated(every, payoff)
    return Front(
        names=problem.names,
        payoff=payoff,
        points=kept,
        solves_count=len(weights),
        infeasible_count=infeasible_count,
        missed_count=missed_count,
        dropped_count=len(every) - len(kept),
    )
