"""The cases of the paper worked again: what `pharmatwin reproduce badejo-2024` does."""

from experiments.papers.badejo_2024.case import CASES
from experiments.papers.badejo_2024.disruption import comparison
from experiments.papers.badejo_2024.horizon import ROLLED_RATIOS, by_ratio, rolled
from experiments.papers.badejo_2024.instance import Instance, instance
from experiments.papers.badejo_2024.pictures import (
    anchor_pictures,
    comparison_pictures,
    horizon_pictures,
)
from experiments.papers.badejo_2024.planner import Planner
from experiments.papers.badejo_2024.rows_1_and_2 import trade_off_rows
from experiments.papers.badejo_2024.rows_3 import comparison_rows
from experiments.papers.badejo_2024.rows_rolling import horizon_rows
from experiments.papers.badejo_2024.sizes import size_rows
from experiments.papers.badejo_2024.trade_offs import anchors, front
from experiments.papers.paper import Reproduction

FRONT_STEPS = {"case-1": (4, 3), "case-2": (2, 2)}
"""Steps of impact and of the least ratio in Figures 6 and 7."""


def reproduce(name: str) -> Reproduction:
    """Return rows and pictures of a case (a name of `case.CASES`)."""
    case = instance(CASES[name])
    sizes = Reproduction(rows=size_rows(case))
    if name == "case-3":
        return sizes + _compared(case)
    return sizes + (_rolled(case) if name == "rolling" else _traded_off(case))


def _traded_off(case: Instance) -> Reproduction:
    planner = Planner.of(case.chain, ratio=True)
    best = anchors(case, planner)
    impacts, ratios = FRONT_STEPS[case.case.name]
    found, seconds = front(case, planner, best.payoff, impacts=impacts, ratios=ratios)
    plans = [(point, planner.outcome(case.window(), point.plan, point.gap_share))
             for point in found.points]  # fmt: skip
    return Reproduction(
        rows=trade_off_rows(case, best, plans, seconds),
        pictures=anchor_pictures(case, best, found, plans),
    )


def _compared(case: Instance) -> Reproduction:
    done = comparison(case)
    return Reproduction(rows=comparison_rows(done), pictures=comparison_pictures(done))


def _rolled(case: Instance) -> Reproduction:
    planner = Planner.of(case.chain)
    one_window = by_ratio(case, planner)
    several = {ratio: rolled(case, planner, ratio) for ratio in ROLLED_RATIOS}
    return Reproduction(
        rows=horizon_rows(one_window, several), pictures=horizon_pictures(one_window, several)
    )
