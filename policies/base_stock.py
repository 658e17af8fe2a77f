"""Base-stock: order up to a level at each review, by local or by echelon position."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policies.forecast import from_laws
from policies.levels import Levels, base_stock_levels, typed
from policies.policy import Pull, checked_review, is_due
from twin.chain.network import Network
from twin.control.decision import Decision
from twin.control.observation import Observation

Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class BaseStock:
    """Order, at each review, what the inventory position lacks to the base-stock level.

    Source: Snyder and Shen (2019), section 4.3.
    """

    pull: Pull
    levels: Levels
    review: str = "periodic"

    @classmethod
    def for_network(
        cls,
        network: Network,
        *,
        service_share: float = 0.95,
        review: str | None = None,
        history_days: int = 0,
    ) -> "BaseStock":
        """Return the rule with the scenario's own levels, others set for the service target.

        Args:
            network: the chain to decide for.
            service_share: chance to cover the demand of the protection time.
            review: `periodic` or `continuous`; none: as the scenario.
            history_days: set the levels anew from the average demand of the last so many
                days (at most 56); 0: from the demand laws, with their season and trend.

        Raises:
            ValueError: for a parameter out of its range.
        """
        when = checked_review(review, network)
        return cls(
            pull=Pull(network),
            levels=Levels.for_network(
                network, "base_stock_units", service_share, when, history_days
            ),
            review=when,
        )

    def decide(self, observation: Observation) -> Decision:
        """Return the orders that bring every position up to its level."""
        if not is_due(observation, self.review):
            return ()
        levels = self.levels.now(observation)[self.pull.cells]

        def wish(part: slice, position: Ints) -> Ints:
            return np.subtract(levels[part], position)

        return self.pull.orders(observation, observation.position_units.ravel(), wish)


@dataclass(frozen=True, kw_only=True, eq=False)
class EchelonBaseStock:
    """Order what the echelon inventory position lacks to the echelon base-stock level.

    The echelon position of a cell is what it has on order, plus all stock at and on
    the way to the sites it supplies, less the patients who wait there.

    Source: Snyder and Shen (2019), section 6.2 (Clark and Scarf 1960).
    """

    pull: Pull
    levels_units: Ints
    members: NDArray[np.int64]
    """(cells, cells): 1 where the column's cell is in the echelon of the row's."""

    review: str = "periodic"

    @classmethod
    def for_network(
        cls, network: Network, *, service_share: float = 0.95, review: str | None = None
    ) -> "EchelonBaseStock":
        """Return the rule with the scenario's echelon levels, others summed from local ones."""
        if network.recipes:
            raise ValueError("echelon positions of chains with production are not defined here")
        members = echelon_members(network)
        horizon = network.scenario.time.horizon_days
        when = checked_review(review, network)
        local = base_stock_levels(network, from_laws(network, 0, horizon), service_share, when)
        local = typed(network, "base_stock_units", local)
        return cls(
            pull=Pull(network),
            levels_units=typed(network, "echelon_base_stock_units", members @ local),
            members=members,
            review=when,
        )

    def decide(self, observation: Observation) -> Decision:
        """Return the orders that bring every echelon position up to its level."""
        if not is_due(observation, self.review):
            return ()
        seen = observation
        inside = (seen.on_hand_units + seen.in_transit_units - seen.backlog_units).ravel()
        outstanding = (seen.on_order_units - seen.in_transit_units).ravel()
        position = self.members @ inside + outstanding
        lacking = (self.levels_units - position)[self.pull.cells]

        def wish(part: slice, _: Ints) -> Ints:
            wanted: Ints = lacking[part]
            return wanted

        return self.pull.orders(seen, position, wish)


def echelon_members(network: Network) -> Ints:
    """Return which cells stand in the echelon of which, along preferred lanes."""
    members = np.eye(network.cell_count, dtype=np.int64)
    width = network.product_count
    for echelon in network.echelons:
        for cell in echelon:
            way = network.sources[cell][0]
            if way.lane >= 0:
                source = network.lanes[way.lane].origin * width + cell % width
                members[source] |= members[cell]
    return members
