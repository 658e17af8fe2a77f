"""Solves a standard form with HiGHS."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from policies.milp.answer import checked
from policies.milp.highs import branch
from policies.milp.solution import USUAL_LIMITS, Cuts, Limits, Solve, Start
from policies.milp.standard_form import Rows, StandardForm


@dataclass(frozen=True, kw_only=True)
class Highs:
    """A solver in this process: branch and bound."""

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
        found = branch(
            form,
            objective,
            rows=ceilings(form, at_most),
            incumbent=None,
            gap_share=limits.gap_share,
            nodes_count=limits.nodes_count or 10**9,
            seconds=limits.seconds,
        )
        seconds = time.perf_counter() - began
        if found.verdict in ("infeasible", "unbounded", "failed"):
            return Solve(status=found.verdict, seconds=seconds)
        if found.values is None:
            return Solve(status="nothing found", nodes_count=found.nodes_count, seconds=seconds)
        answer = Solve(
            status="optimal" if found.verdict == "optimal" else "limit",
            objective=form.value(objective, found.values),
            bound=found.bound,
            values=found.values,
            nodes_count=found.nodes_count,
            seconds=seconds,
        )
        return checked(form, objective, answer, at_most=at_most, limits=limits)


def ceilings(form: StandardForm, at_most: dict[str, float]) -> Sequence[Rows]:
    """Return rows that hold objectives at most at a value."""
    if not at_most:
        return ()
    costs = np.array([form.objectives[name] for name in at_most])
    most = np.array([value - form.offsets[name] for name, value in at_most.items()])
    return (Rows(matrix=sp.csr_array(costs), lower=np.full(len(most), -np.inf), upper=most),)
