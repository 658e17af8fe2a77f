"""Small programmes with known fronts, and an exact solver that owes nothing to ours."""

from dataclasses import dataclass, field
from itertools import product

import highspy
import numpy as np
import scipy.sparse as sp
from highspy._core import _Highs
from numpy.typing import NDArray

from policies.milp.solution import Cuts, Limits, Solve, Start
from policies.milp.standard_form import StandardForm

Floats = NDArray[np.float64]

EXACT = Limits(gap_share=0.0)


@dataclass
class PlainHighs:
    """HiGHS to the last digit; remembers what it was asked."""

    asked: list[dict[str, float]] = field(default_factory=list)
    starts: list[Start | None] = field(default_factory=list)

    def solve(
        self,
        form: StandardForm,
        objective: str,
        *,
        at_most: dict[str, float] | None = None,
        limits: Limits = EXACT,
        cuts: Cuts | None = None,  # noqa: ARG002
        start: Start | None = None,
    ) -> Solve:
        self.asked.append(at_most or {})
        self.starts.append(start)
        costs = [form.objectives[name] for name in at_most or {}]
        most = [value - form.offsets[name] for name, value in (at_most or {}).items()]
        matrix = sp.csc_array(sp.vstack([form.matrix, *(sp.csr_array(c[None, :]) for c in costs)]))
        lp = highspy.HighsLp()
        lp.num_row_, lp.num_col_ = matrix.shape
        lp.col_cost_, lp.offset_ = form.objectives[objective], form.offsets[objective]
        lp.col_lower_, lp.col_upper_ = form.lower, form.upper
        lp.row_lower_ = np.r_[form.row_lower, np.full(len(costs), -np.inf)]
        lp.row_upper_ = np.r_[form.row_upper, most]
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = matrix.indptr, matrix.indices
        lp.a_matrix_.value_ = matrix.data
        kinds = [highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger]
        lp.integrality_ = [kinds[int(whole)] for whole in form.integer]
        highs = _Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("threads", 1)
        highs.setOptionValue("mip_rel_gap", limits.gap_share)
        highs.setOptionValue("mip_abs_gap", 1e-9)
        highs.passModel(lp)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return Solve(status="infeasible")
        values = np.array(highs.getSolution().col_value)
        bound = float(highs.getInfo().mip_dual_bound)
        return Solve(
            status="optimal", objective=form.value(objective, values), bound=bound, values=values
        )


def knapsack(profits: NDArray[np.int64], weights: NDArray[np.int64], room: int) -> StandardForm:
    """Return a 0/1 knapsack with several profits, (objectives, things), each to be made large."""
    things = len(weights)
    names = [f"f{number}" for number in range(len(profits))]
    return StandardForm(
        matrix=sp.csc_array(weights[None, :].astype(float)),
        row_lower=np.array([-np.inf]),
        row_upper=np.array([float(room)]),
        lower=np.zeros(things),
        upper=np.ones(things),
        integer=np.ones(things, dtype=bool),
        objectives={n: -p.astype(float) for n, p in zip(names, profits, strict=True)},
        offsets=dict.fromkeys(names, 0.0),
    )


def enumerated_front(form: StandardForm) -> set[tuple[int, ...]]:
    """Return all undominated values of a 0/1 programme, by trying everything."""
    things = len(form.lower)
    x = np.array(list(product((0, 1), repeat=things)), dtype=float)
    activity = x @ form.matrix.toarray().T
    x = x[((activity <= form.row_upper + 1e-9) & (activity >= form.row_lower - 1e-9)).all(axis=1)]
    values = {
        tuple(v) for v in np.round(x @ np.array(list(form.objectives.values())).T).astype(int)
    }
    return {
        one
        for one in values
        if not any(o != one and all(a <= b for a, b in zip(o, one, strict=True)) for o in values)
    }
