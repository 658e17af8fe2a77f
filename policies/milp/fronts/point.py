"""A plan on a front: what it reaches and what is proved of it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from policies.milp.fronts.trade_off import Reached
from policies.milp.solution import Status

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Point:
    """One plan, by its objectives."""

    values: dict[str, float]
    """Of every objective."""

    main: str
    """The objective that was made least."""

    at_most: dict[str, float]
    """What the others were held to."""

    bound: float | None
    """Proved: no plan within `at_most` has less of `main`."""

    status: Status
    plan: Floats
    """(columns,) of the form that was solved."""

    lps_count: int = 0
    nodes_count: int = 0

    @property
    def gap_share(self) -> float | None:
        """Return (value - bound) / |value| of the main objective; None without a bound."""
        if self.bound is None:
            return None
        value = self.values[self.main]
        return max(0.0, value - self.bound) / max(1e-9, abs(value))

    @staticmethod
    def of(
        found: Reached,
        *,
        main: str,
        bound: float | None,
        at_most: dict[str, float],
        status: Status | None = None,
    ) -> "Point":
        """Return the point of a plan that was found."""
        assert found.solve.values is not None
        return Point(
            values=found.values,
            main=main,
            at_most=at_most,
            bound=bound,
            status=status or found.solve.status,
            plan=found.solve.values,
            lps_count=found.solve.lps_count,
            nodes_count=found.solve.nodes_count,
        )

    def to_json(self) -> dict[str, Any]:
        """Return the point without its plan."""
        return {
            "values": self.values,
            "least": self.main,
            "at_most": self.at_most,
            "bound": self.bound,
            "gap_share": self.gap_share,
            "status": self.status,
        }
