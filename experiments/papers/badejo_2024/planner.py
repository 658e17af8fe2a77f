"""Plans of a window by the fast model, with what the paper tells of a plan."""

import time
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from experiments.papers.draws import Floats
from policies.milp.chain import PlanningChain
from policies.milp.model.reading import Plan, least_ratio_share, met_units, read_plan
from policies.milp.model.template import Template
from policies.milp.solution import Limits, Solve
from policies.milp.solving.cutter import Cutter
from policies.milp.solving.solve import Highs
from policies.milp.window import Window

NODES = 0
"""Of branch and bound where the search misses the gap: none, the gap reached is told."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    """A plan as the paper's tables tell of it."""

    chain: PlanningChain
    window: Window
    plan: Plan
    cost: float
    impact: float
    gap_share: float | None
    seconds: float = 0.0
    """Of computing, with the model's data but not its build."""

    @property
    def least_ratio_share(self) -> float:
        """Return minRatio (7)."""
        return max(0.0, least_ratio_share(self.chain, self.window, self.plan))

    @cached_property
    def met_units(self) -> Floats:
        """Return how much of the demand is met, (customers, T)."""
        return met_units(self.chain, self.window, self.plan)

    @property
    def service_share(self) -> float:
        """Return the part of all demand that is met."""
        return float(self.met_units.sum() / self.window.demand_units.sum())

    @property
    def made_units(self) -> Floats:
        """Return units made by item and plant, (items, plants) of those that are made."""
        items = sorted({making.item for making in self.chain.makings})
        found = np.zeros((len(items), len(self.chain.plants)))
        for making, units in zip(self.chain.makings, self.plan.made_units, strict=True):
            place = items.index(making.item), self.chain.plants.index(making.node)
            found[place] += units.sum()
        return found


@dataclass(frozen=True, kw_only=True, eq=False)
class Planner:
    """The compiled model of a chain."""

    chain: PlanningChain
    template: Template
    cutter: Cutter

    @classmethod
    def of(cls, chain: PlanningChain, *, ratio: bool = False) -> "Planner":
        """Return the planner of a chain, with the least ratio as a variable or not."""
        template = Template.of(chain, ratio=ratio)
        kept = template.kept
        cutter = Cutter.of(
            chain, columns=kept.form.columns, index=kept.index, width=len(kept.form.lower)
        )
        return cls(chain=chain, template=template, cutter=cutter)

    def least_cost(self, window: Window, *, gap_share: float) -> Outcome | Solve:
        """Return the plan of least cost within a gap; the solve where there is none."""
        began = time.process_time()
        solve = Highs().solve(
            self.template.form(window),
            "cost",
            limits=Limits(gap_share=gap_share, nodes_count=NODES),
            cuts=self.cutter.cuts(window),
        )
        if solve.values is None:
            return solve
        return self.outcome(
            window, solve.values, solve.gap_share, seconds=time.process_time() - began
        )

    def outcome(
        self, window: Window, values: Floats, gap_share: float | None, *, seconds: float = 0.0
    ) -> Outcome:
        """Return what a solver's vector is."""
        form = self.template.form(window)
        return Outcome(
            chain=self.chain,
            window=window,
            plan=read_plan(self.chain, self.template.kept, values),
            cost=form.value("cost", values),
            impact=form.value("impact", values),
            gap_share=gap_share,
            seconds=seconds,
        )
