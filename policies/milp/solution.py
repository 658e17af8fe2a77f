"""What a solver is allowed and what it brings back; the words of the record."""

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from policies.milp.standard_form import Rows, StandardForm

Floats = NDArray[np.float64]

Status = Literal[
    "optimal",  # within the gap asked for
    "limit",  # a limit was hit; the best plan found is given, with its gap
    "nothing found",  # a limit was hit before any plan was found
    "infeasible",
    "unbounded",
    "failed",  # the solver broke off, answered nonsense or had to be stopped
]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """When a solver may stop. All but the last do not hang on how busy the machine is."""

    gap_share: float = 0.05
    """(objective - bound) / |objective| at which a plan is good enough."""

    lps_count: int = 3000
    """Linear programmes in the search for a plan before branch and bound."""

    nodes_count: int = 200
    """Nodes of branch and bound where the search missed the gap; 0: none."""

    seconds: float = 120.0
    """Wall time after which the solver is stopped, a safety net only."""


USUAL_LIMITS = Limits()


@dataclass(frozen=True, kw_only=True, eq=False)
class Start:
    """Values of some integer columns to try first (the last plan, shifted)."""

    columns: NDArray[np.int64]
    values: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Solve:
    """The outcome of one solve, as it goes into the record."""

    status: Status
    objective: float | None = None
    """Value of the plan; None without one."""

    bound: float | None = None
    """Proved: no plan is better."""

    values: Floats | None = None
    """(n,), the plan."""

    nodes_count: int = 0
    lps_count: int = 0
    seconds: float = 0.0
    reason: str = ""
    """In one line, where it failed."""

    @property
    def gap_share(self) -> float | None:
        """Return (objective - bound) / |objective|; None without a plan or a bound."""
        if self.objective is None or self.bound is None:
            return None
        return abs(self.objective - self.bound) / max(1e-9, abs(self.objective))


class Cuts(Protocol):
    """Finds valid rows that a fractional point breaks."""

    def separate(self, x: Floats) -> Rows | None:
        """Return rows that hold for every plan but not at x; None: none found."""


class Solver(Protocol):
    """Anything that solves a standard form; it never raises for what a model may be."""

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
