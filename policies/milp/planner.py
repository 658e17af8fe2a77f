"""Plans a window: the model compiled once, its data set, solved, and the answer checked."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from policies.milp.answer import checked
from policies.milp.from_network import Mapped, mapped
from policies.milp.reading import Plan, read_plan
from policies.milp.solution import Cuts, Limits, Solve, Solver, Start
from policies.milp.standard_form import StandardForm
from policies.milp.template import Template
from policies.milp.visits import Ends, Visiting
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

    @property
    def compiled(self) -> Compiled:
        """Return the model, compiled once for the network."""
        return compiled_for(self.network, self.horizon_periods, self.service_share)

    def plan(self, window: Window, last: Plan | None) -> Planned:
        """Return the plan of a window.

        A coverage that cannot be met falls short as little as it can, and of the plans with
        that shortfall the cheapest is sought.
        """
        compiled = self.compiled
        cuts = Visiting(ends=compiled.ends, chain=compiled.mapped.chain, window=window)
        form = compiled.rigid.form(window)
        start = None if last is None else _start(compiled, last)
        solve = self._solved(form, "cost", {}, cuts, start)
        if solve.status != "infeasible" or not window.coverage_share.any():
            return self._told(compiled.rigid, solve)
        return self._elastic(window, solve)

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
        chain = self.compiled.mapped.chain
        return Planned(solve=solve, plan=read_plan(chain, template.kept, solve.values))


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
