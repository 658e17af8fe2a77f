"""What a front is asked of: several objectives of one model, all to be made small.

An objective that is to be made large comes negated (`ratio` is minus the least ratio).
"""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from policies.milp.solution import Cuts, Limits, Solve, Solver, Start
from policies.milp.standard_form import StandardForm

WEIGHTED = "weighted"
"""Name of the sum of objectives that a solver is given."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Reached:
    """What came of one question."""

    solve: Solve
    """Its objective and bound are of the weighted sum."""

    values: dict[str, float]
    """Of every objective, at the plan found; empty without one."""

    start: Start | None = None
    """The plan's whole numbers, for a neighbour to begin with."""


class TradeOff(Protocol):
    """A model with several objectives."""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the objectives; the first is the one that a front makes least."""
        ...

    def reach(
        self,
        weights: dict[str, float],
        *,
        at_most: dict[str, float] | None = None,
        start: Start | None = None,
    ) -> Reached:
        """Return the plan of the least weighted sum with some objectives held down."""
        ...

    def settled(self, start: Start) -> "TradeOff":
        """Return the same with those whole numbers fixed: a linear programme."""
        ...


@dataclass(frozen=True, kw_only=True, eq=False)
class FormTradeOff:
    """Objectives of a standard form; one is held down by a row that the solver adds."""

    form: StandardForm
    names: tuple[str, ...]
    solver: Solver
    limits: Limits
    cuts: Cuts | None = None

    def reach(
        self,
        weights: dict[str, float],
        *,
        at_most: dict[str, float] | None = None,
        start: Start | None = None,
    ) -> Reached:
        """Return the plan of the least weighted sum with some objectives held down."""
        solve = self.solver.solve(
            with_weighted(self.form, weights),
            WEIGHTED,
            at_most=at_most,
            limits=self.limits,
            cuts=self.cuts,
            start=start,
        )
        if solve.values is None:
            return Reached(solve=solve, values={})
        whole = np.flatnonzero(self.form.integer)
        return Reached(
            solve=solve,
            values={name: self.form.value(name, solve.values) for name in self.names},
            start=Start(columns=whole, values=np.round(solve.values[whole])),
        )

    def settled(self, start: Start) -> "FormTradeOff":
        """Return the same with those whole numbers fixed: a linear programme."""
        return replace(self, form=settled_form(self.form, start))


def settled_form(form: StandardForm, start: Start) -> StandardForm:
    """Return the form with some columns fixed."""
    lower, upper = form.lower.copy(), form.upper.copy()
    lower[start.columns] = upper[start.columns] = start.values
    return replace(form, lower=lower, upper=upper)


def with_weighted(form: StandardForm, weights: dict[str, float]) -> StandardForm:
    """Return the form with the weighted sum as a further objective."""
    costs = sum(weight * form.objectives[name] for name, weight in weights.items())
    offset = sum(weight * form.offsets[name] for name, weight in weights.items())
    return replace(
        form,
        objectives={**form.objectives, WEIGHTED: np.asarray(costs, dtype=float)},
        offsets={**form.offsets, WEIGHTED: float(offset)},
    )
