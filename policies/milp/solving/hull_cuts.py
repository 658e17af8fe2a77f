"""Cuts of one making in one period: its batches against its capacity."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from policies.milp.chain import PlanningChain
from policies.milp.solving.lot_cuts import fixed_capacity
from policies.milp.standard_form import Rows
from policies.milp.window import Window

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class HullCuts:
    """The hull of {made <= size x batches, made <= capacity, batches whole}.

    With k = ceil(capacity / size) and r = capacity - (k - 1) size: made <= capacity -
    r (k - batches). Only where no expansion lets the capacity or the batches grow.
    """

    made: Ints
    batches: Ints
    """(cuts,), columns."""

    rest: Floats
    """r."""

    most: Floats
    """capacity - r k, so that made - r batches <= it."""

    width: int

    @classmethod
    def of(
        cls, chain: PlanningChain, window: Window, columns: dict[str, Ints], width: int
    ) -> "HullCuts":
        """Return the cuts of a window."""
        capacity = fixed_capacity(chain, window)
        size = np.array([each.batch_units for each in chain.makings])[:, None]
        limited = np.isfinite(capacity) & (capacity > 0)
        count = np.ceil(np.where(limited, capacity, 0.0) / size - 1e-9)
        rest = np.where(limited, capacity, 0.0) - (count - 1) * size
        cuts = np.flatnonzero(limited & (rest > 1e-3 * size) & (rest < (1 - 1e-3) * size))
        return cls(
            made=columns["production.made"][cuts],
            batches=columns["production.batches"][cuts],
            rest=rest.ravel()[cuts],
            most=(capacity.ravel() - (rest * count).ravel())[cuts],
            width=width,
        )

    def separate(self, x: Floats) -> Rows | None:
        """Return the cuts that a point breaks."""
        over = x[self.made] - self.rest * x[self.batches] - self.most
        broken = np.flatnonzero(over > 1e-4 * self.rest)
        if not broken.size:
            return None
        row = np.arange(broken.size)
        matrix = sp.csr_array(
            (
                np.concatenate([np.ones(broken.size), -self.rest[broken]]),
                (
                    np.concatenate([row, row]),
                    np.concatenate([self.made[broken], self.batches[broken]]),
                ),
            ),
            shape=(broken.size, self.width),
        )
        return Rows(matrix=matrix, lower=np.full(broken.size, -np.inf), upper=self.most[broken])
