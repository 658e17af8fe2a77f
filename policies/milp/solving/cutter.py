"""All cuts of a planning model: made once for a chain, then for each of its windows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policies.milp.chain import PlanningChain
from policies.milp.solution import Cuts
from policies.milp.solving.hull_cuts import HullCuts
from policies.milp.solving.lot_cuts import LotCuts
from policies.milp.solving.lot_runs import LotRuns
from policies.milp.standard_form import Rows, joined
from policies.milp.window import Window

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class AllCuts:
    """Several kinds of cuts together."""

    kinds: Sequence[Cuts]

    def separate(self, x: Floats) -> Rows | None:
        """Return the cuts of all kinds that a point breaks."""
        found = [rows for kind in self.kinds if (rows := kind.separate(x)) is not None]
        return joined(found) if found else None


@dataclass(frozen=True, kw_only=True, eq=False)
class Cutter:
    """What the cuts of all windows of a chain have in common."""

    chain: PlanningChain
    columns: dict[str, Ints]
    runs: LotRuns
    width: int

    @classmethod
    def of(
        cls, chain: PlanningChain, *, columns: dict[str, Ints], index: dict[str, Ints], width: int
    ) -> "Cutter":
        """Return the cutter of the fast model of a chain (`policies.milp.model.count_model`).

        Args:
            chain: what is planned.
            columns: positions of each variable's columns, in index order.
            index: (columns, dimensions), indices of each variable's columns.
            width: columns of the standard form.
        """
        return cls(
            chain=chain,
            columns=columns,
            runs=LotRuns.of(chain, columns, index, width),
            width=width,
        )

    def cuts(self, window: Window) -> Cuts:
        """Return the cuts of a window."""
        return AllCuts(
            kinds=(
                LotCuts.of(self.runs, self.chain, window),
                HullCuts.of(self.chain, window, self.columns, self.width),
            )
        )
