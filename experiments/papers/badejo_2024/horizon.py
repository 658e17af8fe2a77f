"""The large problem with disruption: one window by least ratio, and the rolling horizon."""

from dataclasses import dataclass

import numpy as np

from experiments.papers.badejo_2024.instance import Instance
from experiments.papers.badejo_2024.parts import cost_by_week
from experiments.papers.badejo_2024.planner import Outcome, Planner
from experiments.papers.draws import Floats
from policies.milp.solution import Solve

RATIOS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
"""Least ratios of the sensitivity analysis (Figure 10), up to the first without a plan."""

ROLLED_RATIOS = (0.0, 0.3, 0.5)
"""Least ratios of the rolling horizon (Figure 11)."""

ITERATIONS, STEP_WEEKS = 5, 2


@dataclass(frozen=True, kw_only=True)
class Step:
    """The weeks of one window that are carried out."""

    cost: float
    service_share: float
    seconds: float
    gap_share: float | None


@dataclass(frozen=True, kw_only=True)
class Rolled:
    """The rolling horizon at one least ratio."""

    steps: tuple[Step, ...]
    """As many as found a plan."""

    @property
    def cost(self) -> float:
        """Return the cost of all weeks carried out."""
        return sum(step.cost for step in self.steps)

    @property
    def seconds(self) -> float:
        """Return the computing time of all windows."""
        return sum(step.seconds for step in self.steps)

    @property
    def service_share(self) -> float:
        """Return the mean over the steps."""
        return float(np.mean([step.service_share for step in self.steps]))


def by_ratio(case: Instance, planner: Planner) -> dict[float, Outcome | Solve]:
    """Return the first window's plan at every least ratio, up to the first without one."""
    found: dict[float, Outcome | Solve] = {}
    for ratio in RATIOS:
        done = planner.least_cost(case.window(coverage_share=ratio), gap_share=case.case.gap_share)
        found[ratio] = done
        if isinstance(done, Solve):
            break
    return found


def rolled(case: Instance, planner: Planner, ratio: float) -> Rolled:
    """Return five windows of ten weeks, of each of which two weeks are carried out."""
    steps: list[Step] = []
    opening: Floats | None = None
    for number in range(ITERATIONS):
        window = case.window(
            first_week=number * STEP_WEEKS, coverage_share=ratio, opening_units=opening
        )
        done = planner.least_cost(window, gap_share=case.case.gap_share)
        if isinstance(done, Solve):
            break
        weeks = slice(0, STEP_WEEKS)
        met, asked = done.met_units[:, weeks].sum(), window.demand_units[:, weeks].sum()
        steps.append(
            Step(
                cost=float(cost_by_week(done)[weeks].sum()),
                service_share=float(met / asked),
                seconds=done.seconds,
                gap_share=done.gap_share,
            )
        )
        opening = np.maximum(0.0, done.plan.stock_units[:, :, STEP_WEEKS - 1])
    return Rolled(steps=tuple(steps))
