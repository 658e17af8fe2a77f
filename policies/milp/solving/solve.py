"""Solves a standard form with HiGHS: first a search for a plan, then branch and bound."""

import time
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from policies.milp.solution import USUAL_LIMITS, Cuts, Limits, Solve, Start
from policies.milp.solving.answer import checked
from policies.milp.solving.dive import Found
from policies.milp.solving.highs import Relaxation, branch
from policies.milp.solving.search import Cut, Dive, Polish, Search, Step
from policies.milp.standard_form import Rows, StandardForm

Floats = NDArray[np.float64]

PLAN: tuple[Step, ...] = (
    Dive(share=0.3),
    Cut(rounds_most=8),
    Dive(share=0.3),
    Polish(lps_most=100),
    Dive(share=0.3, groups="joint"),
    Polish(lps_most=100),
    Dive(share=0.1),
    Polish(lps_most=150),
    Dive(share=0.3, groups="reversed"),
    Polish(lps_most=200),
)


@dataclass(frozen=True, kw_only=True)
class Highs:
    """A solver in this process.

    A form with an `order` is searched first: the relaxation, later with cuts, gives a bound;
    the start (if any) and then the steps of the plan give plans, until one is within the gap.
    What is left, and any other form, goes to branch and bound, from the best plan.
    """

    plan: tuple[Step, ...] = PLAN

    def solve(
        self,
        form: StandardForm,
        objective: str,
        *,
        at_most: dict[str, float] | None = None,
        limits: Limits = USUAL_LIMITS,
        cuts: Cuts | None = None,
        start: Start | None = None,
    ) -> Solve:
        """Return the best plan for one objective while others stay at most at a value."""
        began = time.perf_counter()
        at_most = at_most or {}
        search = Search(form, objective, ceilings=ceilings(form, at_most), limits=limits)
        if form.order:
            answer = self._searched(search, cuts, start)
        else:
            answer = Solve(status="nothing found")
        if answer.status in ("limit", "nothing found") and limits.nodes_count:
            answer = _branched(search, objective)
        answer = replace(
            answer,
            lps_count=search.lp.lps_count,
            seconds=time.perf_counter() - began,
        )
        return checked(form, objective, answer, at_most=at_most, limits=limits)

    def _searched(self, search: Search, cuts: Cuts | None, start: Start | None) -> Solve:
        verdict = search.root()
        if verdict in ("infeasible", "unbounded"):
            return Solve(status=verdict)
        if verdict == "optimal":
            if start is not None:
                search.start(start)
            search.follow(self.plan, cuts)
        return _told(search)


def ceilings(form: StandardForm, at_most: dict[str, float]) -> Rows | None:
    """Return rows that hold objectives at most at a value."""
    if not at_most:
        return None
    costs = np.array([form.objectives[name] for name in at_most])
    most = np.array([value - form.offsets[name] for name, value in at_most.items()])
    return Rows(matrix=sp.csr_array(costs), lower=np.full(len(most), -np.inf), upper=most)


def _told(search: Search, *, nodes_count: int = 0, reason: str = "") -> Solve:
    """Return what is known at the end of a search."""
    best = search.best
    if best is None:
        return Solve(status="nothing found", nodes_count=nodes_count, reason=reason)
    return Solve(
        status="optimal" if search.is_done else "limit",
        objective=best.objective,
        bound=search.bound if np.isfinite(search.bound) else None,
        values=best.values,
        nodes_count=nodes_count,
        reason=reason,
    )


def _branched(search: Search, objective: str) -> Solve:
    """Go on from the best plan by branch and bound."""
    limits, best = search.limits, search.best
    found = branch(
        search.form,
        objective,
        rows=[rows for rows in (search.ceilings, search.cuts) if rows is not None],
        incumbent=None if best is None else best.values,
        gap_share=limits.gap_share,
        nodes_count=limits.nodes_count,
        seconds=search.lp.seconds_left,
    )
    if best is None and found.verdict in ("infeasible", "unbounded"):
        return Solve(status=found.verdict, nodes_count=found.nodes_count)
    if found.values is not None:
        search.keep(_made_whole(search.form, objective, found.values))
    search.bound = max(search.bound, found.bound)
    reason = "branch and bound broke off" if found.verdict == "failed" else ""
    return _told(search, nodes_count=found.nodes_count, reason=reason)


def _made_whole(form: StandardForm, objective: str, x: Floats) -> Found:
    """Return a plan of branch and bound, which is loose by its tolerances, exactly."""
    columns = np.flatnonzero(form.integer)
    whole = np.round(x[columns])
    lp = Relaxation(form, objective, Limits(lps_count=1))
    lp.set_bounds(columns, whole, whole)
    if lp.solve() == "optimal":
        return Found(objective=lp.objective, values=lp.values)
    return Found(objective=form.value(objective, x), values=x)
