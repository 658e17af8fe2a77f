"""Stock rules with one more thing to tune than the product's own, so that they do their best."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from policies.forecast import from_laws
from policies.levels import Levels
from policies.policy import Pull
from policies.reorder_point import ReorderUpTo, order_quantities
from twin.chain.network import Network
from twin.control.decision import Decision
from twin.control.observation import Observation

Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class TwoTargetBaseStock:
    """Base-stock with one service target where patients come and another behind."""

    pull: Pull
    near: Levels
    behind: Levels
    is_near: NDArray[np.bool_]
    """(cells,), whether patients come there."""

    bias_share: float = 0.0
    """What the forecast errs by: all levels are higher or lower by it."""

    @classmethod
    def for_network(
        cls,
        network: Network,
        *,
        near_share: float = 0.95,
        behind_share: float = 0.95,
        bias_share: float = 0.0,
    ) -> "TwoTargetBaseStock":
        """Return the rule of a chain.

        Args:
            network: the chain.
            near_share: service target of cells where patients come.
            behind_share: of all others.
            bias_share: what its forecast is too high by.
        """
        is_near = np.zeros(network.cell_count, dtype=bool)
        is_near[[demand.cell for demand in network.demands]] = True

        def levels(share: float) -> Levels:
            return Levels.for_network(network, "base_stock_units", share, "periodic")

        return cls(
            pull=Pull(network),
            near=levels(near_share),
            behind=levels(behind_share),
            is_near=is_near,
            bias_share=bias_share,
        )

    def decide(self, observation: Observation) -> Decision:
        """Return the orders that bring every position up to its level."""
        if "review" not in observation.causes:
            return ()
        both = np.where(self.is_near, self.near.now(observation), self.behind.now(observation))
        levels = np.rint(both * (1 + self.bias_share)).astype(np.int64)[self.pull.cells]

        def wish(part: slice, position: Ints) -> Ints:
            return np.subtract(levels[part], position)

        return self.pull.orders(observation, observation.position_units.ravel(), wish)


class LotReorder:
    """(s, S) whose difference S - s is the product's own times a factor."""

    @staticmethod
    def for_network(
        network: Network, *, service_share: float = 0.95, lot_factor: float = 1.0
    ) -> ReorderUpTo:
        """Return the rule of a chain."""
        rule = ReorderUpTo.for_network(network, service_share=service_share)
        forecast = from_laws(network, 0, network.scenario.time.horizon_days)
        lots = order_quantities(network, forecast, rule.review)
        up_to = rule.reorder_points_units + np.maximum(
            1, np.rint(lot_factor * lots).astype(np.int64)
        )
        return replace(rule, up_to_units=up_to)
