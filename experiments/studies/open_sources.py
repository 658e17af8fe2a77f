"""A base-stock rule that orders from sources that are open, and waits while none is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policies.base_stock import BaseStock
from twin.chain.network import Network
from twin.control.decision import Command, Decision, Orders
from twin.control.observation import Observation


@dataclass(frozen=True, kw_only=True, eq=False)
class OpenSources:
    """Base-stock without the orders that would lie at a source that is shut.

    An order cannot be taken back. The plain rule orders from its first source when all are shut,
    and that order counts as on its way even when another source opens sooner.
    """

    rule: BaseStock
    origins: NDArray[np.int64]
    """The site that each lane leaves from."""

    products_count: int

    @classmethod
    def for_network(cls, network: Network) -> "OpenSources":
        """Return the rule with the scenario's levels."""
        return cls(
            rule=BaseStock.for_network(network),
            origins=np.array([lane.origin for lane in network.lanes]),
            products_count=network.product_count,
        )

    def decide(self, observation: Observation) -> Decision:
        """Return the orders on lanes that are open, from origins that are."""
        return tuple(self._open(command, observation) for command in self.rule.decide(observation))

    def _open(self, command: Command, seen: Observation) -> Command:
        if not isinstance(command, Orders):
            return command
        lanes = command.lines // self.products_count
        open_ones = (seen.open_lanes[lanes] > 0) & (seen.open_sites[self.origins[lanes]] > 0)
        return Orders(command.lines[open_ones], command.units[open_ones])
