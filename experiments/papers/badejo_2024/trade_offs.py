"""Cases I and II: the best of each objective, and the front between them."""

import time
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from experiments.papers.badejo_2024.instance import Instance
from experiments.papers.badejo_2024.planner import Outcome, Planner
from policies.milp.fronts.front import Front
from policies.milp.fronts.pareto import even_levels, pareto_front
from policies.milp.fronts.payoff import Payoff
from policies.milp.fronts.point import Point
from policies.milp.fronts.ratio_trade_off import RatioTradeOff
from policies.milp.fronts.trade_off import Reached
from policies.milp.solution import Limits
from policies.milp.solving.solve import Highs
from policies.milp.window import Window
from twin.errors import PlanningError

AIMS = ("cost", "impact", "ratio")

IMPACT_GAP_SHARE, RATIO_GAP_SHARE = 0.02, 0.002
"""Of the least impact and the best ratio: at the 5 % of the paper's large problems neither the
coverage floor nor a ratio of 100 % would be told from what is near them."""

FRONT_GAP_SHARE = 0.05

LPS, FRONT_LPS = 300, 150
"""Linear programmes at most for a plan; the gap it then has is told."""

HELD_ROOM_SHARE = 1e-3
"""What impact may lose while the cost is made least."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Anchors:
    """The plans that are best in one objective and then as cheap as can be found."""

    payoff: Payoff
    outcomes: dict[str, Outcome]
    """By objective."""

    seconds: dict[str, float]
    """Of the first solve of each, of computing."""


def anchors(case: Instance, planner: Planner) -> Anchors:
    """Return the rows of Table 1 or 2."""
    window = case.window()
    gaps = (case.case.gap_share, IMPACT_GAP_SHARE, RATIO_GAP_SHARE)
    problems = {aim: _problem(planner, window, gap) for aim, gap in zip(AIMS, gaps, strict=True)}
    points, seconds = [], {}
    start = None  # the plan of least cost: a search that begins with a plan always has one
    for aim in AIMS:
        began = time.process_time()
        found = problems[aim].reach({aim: 1.0}, start=start)
        start = start or found.start
        seconds[aim] = time.process_time() - began
        if not found.values:
            raise PlanningError(f"no plan of the best {aim}: {found.solve.status}")
        points.append(_cheapest(problems["cost"], aim, found))
    return Anchors(
        payoff=Payoff(names=AIMS, anchors=tuple(points)),
        outcomes={
            aim: planner.outcome(window, point.plan, point.gap_share)
            for aim, point in zip(AIMS, points, strict=True)
        },
        seconds=seconds,
    )


def front(
    case: Instance, planner: Planner, payoff: Payoff, *, impacts: int, ratios: int
) -> tuple[Front, float]:
    """Return the front (Figure 6 or 7) on a grid of impact budgets and least ratios.

    Also the seconds of computing it took.

    Args:
        case: the case.
        planner: with the ratio as a variable.
        payoff: its anchors.
        impacts: steps between the least and the most impact.
        ratios: steps between the coverage and the best ratio.
    """
    began = time.process_time()
    problem = _problem(planner, case.window(), FRONT_GAP_SHARE, FRONT_LPS)
    levels = even_levels(payoff, {"impact": impacts, "ratio": ratios})
    return pareto_front(problem, payoff=payoff, levels=levels), time.process_time() - began


def _problem(
    planner: Planner, window: Window, gap_share: float, lps_count: int = LPS
) -> RatioTradeOff:
    return RatioTradeOff(
        form=planner.template.form(window),
        names=AIMS,
        solver=Highs(),
        limits=Limits(gap_share=gap_share, lps_count=lps_count, nodes_count=0),
        cuts=planner.cutter.cuts(window),
    )


def _cheapest(problem: RatioTradeOff, aim: str, found: Reached) -> Point:
    """Return the point of a plan, or of a cheaper one that is as good in its objective."""
    bound, best = found.solve.bound, found
    if aim != "cost":
        value = found.values[aim]
        room = HELD_ROOM_SHARE * abs(value) if aim == "impact" else 1e-9
        cheaper = problem.reach({"cost": 1.0}, at_most={aim: value + room}, start=found.start)
        if cheaper.values and cheaper.values["cost"] < found.values["cost"]:
            best = cheaper
    return Point.of(best, main=aim, bound=bound, at_most={}, status=found.solve.status)


def service_falls(points: list[tuple[Point, Outcome]]) -> tuple[int, int, int]:
    """Return how often, at one impact budget, a higher least ratio costs more and serves less.

    Returns:
        neighbours at one budget, how many of them cost more, how many serve less.
    """
    by_budget: dict[float, list[tuple[float, Outcome]]] = {}
    for point, done in points:
        if "impact" in point.at_most:
            budget = float(np.round(point.at_most["impact"], 3))
            by_budget.setdefault(budget, []).append((done.least_ratio_share, done))
    pairs = dearer = less = 0
    for found in by_budget.values():
        ordered = [done for _, done in sorted(found, key=lambda each: each[0])]
        for low, high in pairwise(ordered):
            pairs += 1
            dearer += high.cost > low.cost
            less += high.service_share < low.service_share
    return pairs, dearer, less
