"""HiGHS as the planning models see it: one thread, silent; nothing else knows highspy."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import highspy
import numpy as np
import scipy.sparse as sp
from highspy._core import _Highs  # highspy.Highs prints a banner when it is made
from numpy.typing import NDArray

from policies.milp.solution import Limits
from policies.milp.standard_form import Rows, StandardForm

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

Verdict = Literal["optimal", "infeasible", "unbounded", "limit", "failed"]

INTERIOR_STEPS_MOST = 200
"""Of the interior-point method; it needs 30 to 40, or is of no use."""

_SAID = highspy.HighsModelStatus
_VERDICTS: dict[Any, Verdict] = {
    _SAID.kOptimal: "optimal",
    _SAID.kModelEmpty: "optimal",
    _SAID.kInfeasible: "infeasible",
    _SAID.kUnbounded: "unbounded",
    _SAID.kTimeLimit: "limit",
    _SAID.kIterationLimit: "limit",
    _SAID.kSolutionLimit: "limit",
    _SAID.kInterrupt: "limit",
}


class Relaxation:
    """The linear programme of a standard form, kept in HiGHS so that small changes cost little.

    Bounds, costs and rows may change between solves; each starts from the basis of the last.
    """

    def __init__(self, form: StandardForm, objective: str, limits: Limits) -> None:
        self._highs = _loaded(form, objective, ())
        self._limits = limits
        self._began = time.perf_counter()
        self.lps_count = 0
        """Solves so far."""

    def set_bounds(self, columns: Ints, lower: Floats, upper: Floats) -> None:
        """Give some columns other bounds."""
        self._highs.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper)

    def set_costs(self, costs: Floats, offset: float) -> None:
        """Give all columns other costs."""
        every = np.arange(len(costs), dtype=np.int32)
        self._highs.changeColsCost(len(costs), every, costs)
        self._highs.changeObjectiveOffset(offset)

    def set_row_bounds(self, rows: Ints, lower: Floats, upper: Floats) -> None:
        """Give some rows other sides; rows that were added follow those of the form."""
        self._highs.changeRowsBounds(len(rows), rows.astype(np.int32), lower, upper)

    def add(self, rows: Rows) -> None:
        """Add rows below the others."""
        _add(self._highs, rows)

    def drop_loose(self, first: int) -> NDArray[np.bool_]:
        """Take out the rows from `first` on that did not bind in the last solve.

        Return which of them stay.
        """
        basic = highspy.HighsBasisStatus.kBasic
        stays = np.array(
            [s != basic for s in self._highs.getBasis().row_status[first:]], dtype=bool
        )
        loose = np.flatnonzero(~stays) + first
        self._highs.deleteRows(len(loose), loose.astype(np.int32))
        return stays

    @property
    def seconds_left(self) -> float:
        """Return what is left of the limit; below 0: none."""
        return self._limits.seconds - (time.perf_counter() - self._began)

    @property
    def is_spent(self) -> bool:
        """Return whether the limits are used up."""
        return self.lps_count >= self._limits.lps_count or self.seconds_left <= 0

    def solve(self) -> Verdict:
        """Solve it; what was found is then in `objective`, `values` and `reduced_costs`.

        Once the limits are used up the verdict is "limit" and nothing is solved.
        """
        if self.is_spent:
            return "limit"
        self.lps_count += 1
        highs = self._highs
        # HiGHS adds up the time of all its solves
        highs.setOptionValue("time_limit", highs.getRunTime() + self.seconds_left)
        if self.lps_count == 1 and self._by_interior_points():
            return _VERDICTS[highs.getModelStatus()]
        highs.run()
        if highs.getModelStatus() == _SAID.kUnboundedOrInfeasible:
            highs.setOptionValue("presolve", "off")
            highs.run()
            highs.setOptionValue("presolve", "choose")
        return _VERDICTS.get(highs.getModelStatus(), "failed")

    def _by_interior_points(self) -> bool:
        """Solve it without a basis to start from; return whether it is known now.

        On the planning models it takes a third of the simplex method's time, and a tenth or
        less to prove that a ceiling on another objective leaves no plan.
        """
        highs = self._highs
        highs.setOptionValue("solver", "ipm")
        highs.setOptionValue("ipm_iteration_limit", INTERIOR_STEPS_MOST)
        highs.run()
        highs.setOptionValue("solver", "simplex")
        if highs.getModelStatus() in (_SAID.kOptimal, _SAID.kInfeasible):
            return True
        highs.clearSolver()  # where it broke off is a poor start for the simplex method
        return False

    @property
    def objective(self) -> float:
        """Return the value of the last solve."""
        return float(self._highs.getInfo().objective_function_value)

    @property
    def values(self) -> Floats:
        """Return the point of the last solve, (n,)."""
        return np.array(self._highs.getSolution().col_value)

    @property
    def reduced_costs(self) -> Floats:
        """Return what one unit more of each column would change the objective by, (n,)."""
        return np.array(self._highs.getSolution().col_dual)

    @property
    def row_duals(self) -> Floats:
        """Return what one unit more of each row's side would change the objective by, (m,)."""
        return np.array(self._highs.getSolution().row_dual)

    def basis(self) -> Any:
        """Return the basis of the last solve, to come back to."""
        return self._highs.getBasis()

    def start_from(self, basis: Any) -> None:
        """Start the next solve from a basis kept before."""
        self._highs.setBasis(basis)


@dataclass(frozen=True, kw_only=True, eq=False)
class Branching:
    """What branch and bound brought."""

    verdict: Verdict
    values: Floats | None
    bound: float
    """-inf where nothing is proved."""

    nodes_count: int


def branch(
    form: StandardForm,
    objective: str,
    *,
    rows: Sequence[Rows],
    incumbent: Floats | None,
    gap_share: float,
    nodes_count: int,
    seconds: float,
) -> Branching:
    """Return what branch and bound finds from an incumbent, within nodes and a gap."""
    highs = _loaded(form, objective, rows)
    whole, real = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    kinds = np.where(form.integer, int(whole), int(real)).astype(np.uint8)
    highs.changeColsIntegrality(len(kinds), np.arange(len(kinds), dtype=np.int32), kinds)
    highs.setOptionValue("mip_rel_gap", gap_share)
    highs.setOptionValue("mip_abs_gap", 1e-9)
    highs.setOptionValue("mip_max_nodes", max(1, nodes_count))
    highs.setOptionValue("time_limit", max(0.0, seconds))
    if incumbent is not None:
        known = highspy.HighsSolution()
        known.col_value = incumbent.tolist()
        highs.setSolution(known)
    highs.run()
    if highs.getModelStatus() == _SAID.kUnboundedOrInfeasible:
        highs.setOptionValue("presolve", "off")
        highs.run()
    info = highs.getInfo()
    found = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
    verdict = _VERDICTS.get(highs.getModelStatus(), "failed")
    bound = float(info.mip_dual_bound)
    if not form.integer.any():
        bound = float(info.objective_function_value) if verdict == "optimal" else -np.inf
    return Branching(
        verdict=verdict,
        values=np.array(highs.getSolution().col_value) if found else None,
        bound=bound if abs(bound) < highspy.kHighsInf else -np.inf,
        nodes_count=max(0, int(info.mip_node_count)),
    )


def _loaded(form: StandardForm, objective: str, rows: Sequence[Rows]) -> Any:
    """Return HiGHS with the relaxation of a form and further rows."""
    highs = _Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    matrix = sp.csc_array(form.matrix)
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_, lp.offset_ = form.objectives[objective], form.offsets[objective]
    lp.col_lower_, lp.col_upper_ = form.lower, form.upper
    lp.row_lower_, lp.row_upper_ = form.row_lower, form.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = matrix.indptr
    lp.a_matrix_.index_ = matrix.indices
    lp.a_matrix_.value_ = matrix.data
    highs.passModel(lp)
    for more in rows:
        _add(highs, more)
    return highs


def _add(highs: Any, rows: Rows) -> None:
    matrix = sp.csr_array(rows.matrix)
    highs.addRows(
        matrix.shape[0],
        rows.lower,
        rows.upper,
        matrix.nnz,
        matrix.indptr[:-1].astype(np.int32),
        matrix.indices.astype(np.int32),
        matrix.data,
    )
