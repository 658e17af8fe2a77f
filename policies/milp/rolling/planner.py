"""Plans a window: the model compiled once, its data set, solved, and the answer checked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from policies.milp.model.reading import Plan, read_plan
from policies.milp.model.steadiness import with_steadiness
from policies.milp.model.template import Template
from policies.milp.model.two_stage import two_stage
from policies.milp.rolling.from_network import Mapped, mapped
from policies.milp.solution import Cuts, Limits, Solve, Solver, Start
from policies.milp.solving.answer import checked
from policies.milp.solving.ends import Ends
from policies.milp.solving.visits import Visiting
from policies.milp.standard_form import StandardForm
from policies.milp.window import Window
from twin.chain.network import Network

STARTED = ("trips.count", "production.batches")
"""Whole numbers that are taken over from the last plan, a period earlier."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Compiled:
    """What is compiled once for a chain, and shared by all who plan it alike."""

    mapped: Mapped
    rigid: Template
    ends: Ends


@lru_cache(maxsize=8)
def compiled_for(network: Network, horizon_periods: int, service_share: float) -> Compiled:
    """Return the planning chain and model of a network."""
    found = mapped(network, horizon_periods=horizon_periods, service_share=service_share)
    rigid = Template.of(found.chain)
    return Compiled(mapped=found, rigid=rigid, ends=Ends.of(found.chain, rigid.kept))


@lru_cache(maxsize=8)
def elastic_for(network: Network, horizon_periods: int, service_share: float) -> Template:
    """Return the model whose coverage may fall short, for windows in which it has to."""
    return Template.of(
        compiled_for(network, horizon_periods, service_share).mapped.chain, elastic=True
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Planned:
    """What came of a window."""

    solve: Solve
    """The last solve; its counts and seconds are of all solves of the window."""

    plan: Plan | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Planner:
    """Solves windows of one chain."""

    network: Network
    horizon_periods: int
    service_share: float
    solver: Solver
    limits: Limits
    frozen_periods: int = 0
    change_cost_per_unit: float = 0.0
    cvar_level_share: float | None = None
    """Of plans on several futures; None: their mean cost counts."""

    @property
    def compiled(self) -> Compiled:
        """Return the model, compiled once for the network."""
        return compiled_for(self.network, self.horizon_periods, self.service_share)

    def plan(self, window: Window, last: Plan | None, futures: Sequence[Window] = ()) -> Planned:
        """Return the plan of a window.

        A coverage that cannot be met falls short as little as it can, and of the plans with
        that shortfall the cheapest is sought.

        Args:
            window: what is known and expected.
            last: the plan made a period ago.
            futures: the same with other demand each: the first period is then planned for
                all of them. None: for what is expected.
        """
        compiled = self.compiled
        if futures and not window.coverage_share.any():
            return self._of_futures(futures)
        cuts = Visiting(ends=compiled.ends, chain=compiled.mapped.chain, window=window)
        form = compiled.rigid.form(window)
        start = None if last is None else _start(compiled, last)
        steady = self._steady(form, last)
        solve = self._solved(steady, "cost", {}, cuts if steady is form else None, start)
        if solve.status != "infeasible" or not window.coverage_share.any():
            return self._told(compiled.rigid, solve)
        return self._elastic(window, solve)

    def _steady(self, form: StandardForm, last: Plan | None) -> StandardForm:
        """Return the form with what a change of the last plan costs."""
        if last is None or not (self.frozen_periods or self.change_cost_per_unit):
            return form
        return with_steadiness(
            form,
            self.compiled.mapped.chain,
            self.compiled.rigid.kept,
            last,
            frozen_periods=self.frozen_periods,
            change_cost_per_unit=self.change_cost_per_unit,
        )

    def _of_futures(self, futures: Sequence[Window]) -> Planned:
        """Return the plan of the first period for several futures, and of the first one's rest."""
        template = self.compiled.rigid
        both = two_stage(
            [template.form(each) for each in futures],
            template.kept,
            cvar_level_share=self.cvar_level_share,
        )
        solve = self._solved(both.form, "cost", {}, None, None)
        if solve.values is None:
            return Planned(solve=solve)
        first = solve.values[both.places[0]]
        plan = read_plan(self.compiled.mapped.chain, template.kept, first)
        return Planned(solve=solve, plan=plan)

    def _elastic(self, window: Window, before: Solve) -> Planned:
        template = elastic_for(self.network, self.horizon_periods, self.service_share)
        form = template.form(window)
        least = self._solved(form, "shortfall", {}, None, None)
        if least.objective is None:
            return Planned(solve=_together(least, before))
        most = {"shortfall": least.objective * (1 + 1e-6) + 1e-6}
        cheapest = self._solved(form, "cost", most, None, None)
        if cheapest.values is None:  # what falls short least is a plan, too
            assert least.values is not None
            cost = form.value("cost", least.values)
            cheapest = replace(cheapest, status="limit", objective=cost, values=least.values)
        reason = f"coverage falls short by {least.objective:.6g} units"
        return self._told(template, replace(_together(cheapest, least, before), reason=reason))

    def _solved(
        self,
        form: StandardForm,
        objective: str,
        at_most: dict[str, float],
        cuts: Cuts | None,
        start: Start | None,
    ) -> Solve:
        """Return the answer of the solver, believed only where it is true."""
        answer = self.solver.solve(
            form, objective, at_most=at_most, limits=self.limits, cuts=cuts, start=start
        )
        return checked(form, objective, answer, at_most=at_most, limits=self.limits)

    def _told(self, template: Template, solve: Solve) -> Planned:
        if solve.values is None:
            return Planned(solve=solve)
        chain, width = self.compiled.mapped.chain, len(template.kept.form.lower)
        return Planned(solve=solve, plan=read_plan(chain, template.kept, solve.values[:width]))


def _together(last: Solve, *before: Solve) -> Solve:
    """Return the last solve with the counts of all."""
    every = (last, *before)
    return replace(
        last,
        nodes_count=sum(each.nodes_count for each in every),
        lps_count=sum(each.lps_count for each in every),
        seconds=sum(each.seconds for each in every),
    )


def _start(compiled: Compiled, last: Plan) -> Start | None:
    """Return the whole numbers of the last plan, a period earlier; the last period's twice."""
    kept = compiled.rigid.kept
    columns, values = [], []
    for name, before in zip(STARTED, (last.trips_count, last.batches_count), strict=True):
        earlier = np.concatenate([before[:, 1:], before[:, -1:]], axis=1)
        at = kept.form.columns[name]
        if len(at):
            columns.append(at)
            values.append(earlier[tuple(kept.index[name].T)])
    if not columns:
        return None
    return Start(columns=np.concatenate(columns), values=np.concatenate(values))
