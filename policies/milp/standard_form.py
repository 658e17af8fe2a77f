"""A model in standard form: sparse rows, bounds and several objectives, without Pyomo.

    minimise   objective [name] @ x + offset
    subject to row_lower <= A x <= row_upper,  lower <= x <= upper,  x[integer] whole

Columns are found by the name of their Pyomo variable and its index, in index order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Rows:
    """Further rows: lower <= matrix x <= upper."""

    matrix: sp.csr_array
    lower: Floats
    upper: Floats


def joined(parts: Sequence[Rows]) -> Rows:
    """Return rows of several parts, at least one, below each other."""
    return Rows(
        matrix=sp.csr_array(sp.vstack([part.matrix for part in parts])),
        lower=np.concatenate([part.lower for part in parts]),
        upper=np.concatenate([part.upper for part in parts]),
    )


def taken(rows: Rows, which: Ints | NDArray[np.bool_]) -> Rows:
    """Return some of the rows."""
    return Rows(
        matrix=sp.csr_array(rows.matrix[which]), lower=rows.lower[which], upper=rows.upper[which]
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class StandardForm:
    """A mixed-integer programme as arrays; n columns, m rows."""

    matrix: sp.csc_array
    """(m, n)."""

    row_lower: Floats
    row_upper: Floats
    lower: Floats
    upper: Floats
    integer: NDArray[np.bool_]
    objectives: dict[str, Floats]
    """By name: cost of each column (to be minimised)."""

    offsets: dict[str, float]
    columns: dict[str, Ints] = field(default_factory=dict)
    """By variable (`flow.units`): positions of its columns, in index order."""

    order: tuple[tuple[str, ...], ...] = ()
    """Variables of whole numbers in the order in which a dive fixes them, group by group."""

    def value(self, objective: str, x: Floats) -> float:
        """Return the value of an objective at a point."""
        return float(self.objectives[objective] @ x) + self.offsets[objective]
