"""A trade-off in which the least ratio served is held by bounds, not by rows.

Where the ratio is given, each row that defines it leaves one column of unmet demand with a
known most. So one form serves for all: its ratio column is fixed, and rows that say nothing but
a bound become that bound. No row is then left for the solver but the ceilings of the others.
"""

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from policies.milp.fronts.trade_off import FormTradeOff, Reached, settled_form
from policies.milp.solution import Cuts, Limits, Solver, Start
from policies.milp.standard_form import StandardForm

Floats = NDArray[np.float64]

RATIO = "ratio"
COLUMN = "service.ratio"


@dataclass(frozen=True, kw_only=True, eq=False)
class RatioTradeOff:
    """Objectives of a planning model with a least ratio, `ratio` among them."""

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
        """Return the plan of the least weighted sum with some objectives held down.

        A weight of the ratio is dropped where the ratio is held as well: it is there only to
        choose between plans of the same cost. The bound allows for it.
        """
        most = dict(at_most or {})
        if RATIO in weights and RATIO not in most:
            return self._measured(self._asked(self.form, weights, most, start))
        least = max(0.0, -most.pop(RATIO, 0.0))
        others = {name: weight for name, weight in weights.items() if name != RATIO}
        found = self._asked(fixed(self.form, self._column, least), others, most, start)
        return self._measured(found, dropped=weights.get(RATIO, 0.0))

    def settled(self, start: Start) -> "RatioTradeOff":
        """Return the same with those whole numbers fixed: a linear programme."""
        return replace(self, form=settled_form(self.form, start))

    def _asked(
        self,
        form: StandardForm,
        weights: dict[str, float],
        at_most: dict[str, float],
        start: Start | None,
    ) -> Reached:
        part = FormTradeOff(
            form=form, names=self.names, solver=self.solver, limits=self.limits, cuts=self.cuts
        )
        return part.reach(weights, at_most=at_most, start=start)

    def _measured(self, found: Reached, *, dropped: float = 0.0) -> Reached:
        """Return what was found with the ratio that its plan has, which may be above the least."""
        solve = found.solve
        if solve.values is None:
            return found
        plan = solve.values.copy()
        plan[self._column] = most_of(self.form, self._column, plan)
        ratio = self.form.value(RATIO, plan)
        bound = solve.bound
        if bound is not None:
            bound += dropped * self.form.value(RATIO, self._best)
        objective = None if solve.objective is None else solve.objective + dropped * ratio
        return replace(
            found,
            solve=replace(solve, values=plan, bound=bound, objective=objective),
            values={**found.values, RATIO: ratio},
        )

    @property
    def _column(self) -> int:
        return int(self.form.columns[COLUMN][0])

    @property
    def _best(self) -> Floats:
        """Return a point with the highest ratio that its own bound allows."""
        best = np.zeros_like(self.form.upper)
        best[self._column] = self.form.upper[self._column]
        return best


def fixed(form: StandardForm, column: int, value: float) -> StandardForm:
    """Return the form with a column fixed, and rows that hold one other column made bounds."""
    lower, upper = form.lower.copy(), form.upper.copy()
    row_lower, row_upper = form.row_lower.copy(), form.row_upper.copy()
    lower[column] = upper[column] = value
    rows, weights = _entries(form, column)
    by_row = sp.csr_array(form.matrix)
    for row, weight in zip(rows.tolist(), weights.tolist(), strict=True):
        span = slice(by_row.indptr[row], by_row.indptr[row + 1])
        others = by_row.indices[span] != column
        if np.count_nonzero(others) != 1:
            continue
        other = int(by_row.indices[span][others][0])
        factor = float(by_row.data[span][others][0])
        ends = np.array([row_lower[row] - weight * value, row_upper[row] - weight * value]) / factor
        lower[other] = max(lower[other], ends.min())
        upper[other] = min(upper[other], ends.max())
        row_lower[row], row_upper[row] = -np.inf, np.inf
    return replace(form, lower=lower, upper=upper, row_lower=row_lower, row_upper=row_upper)


def most_of(form: StandardForm, column: int, x: Floats) -> float:
    """Return the most that a column can be in a plan, the others as they are.

    Args:
        form: in whose rows the column has weights above 0.
        column: which one.
        x: (n,), the plan.
    """
    rows, weights = _entries(form, column)
    rest = x.copy()
    rest[column] = 0.0
    left = form.row_upper[rows] - sp.csr_array(form.matrix)[rows] @ rest
    tightest = float((left / weights).min()) if len(rows) else np.inf
    return max(float(form.lower[column]), min(float(form.upper[column]), tightest))


def _entries(form: StandardForm, column: int) -> tuple[NDArray[np.int64], Floats]:
    first, last = form.matrix.indptr[column : column + 2]
    rows, weights = form.matrix.indices[first:last], form.matrix.data[first:last]
    return rows[weights != 0], weights[weights != 0]
