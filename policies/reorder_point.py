"""Reorder-point rules: (s, S) and (r, Q), at planned reviews or at every call."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policies.forecast import Forecast, from_laws
from policies.levels import base_stock_levels, economic_order_quantity, protection_days, typed
from policies.policy import Pull, checked_review, is_due
from twin.chain.network import Network
from twin.control.decision import Decision
from twin.control.observation import Observation

Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class ReorderUpTo:
    """(s, S): when the inventory position is at [s] or below, order up to [S].

    Source: Snyder and Shen (2019), section 4.4 (periodic) and 5.
    """

    pull: Pull
    reorder_points_units: Ints
    up_to_units: Ints
    review: str = "periodic"

    @classmethod
    def for_network(
        cls, network: Network, *, service_share: float = 0.95, review: str | None = None
    ) -> "ReorderUpTo":
        """Return the rule with the scenario's levels; others from service target and EOQ."""
        forecast = from_laws(network, 0, network.scenario.time.horizon_days)
        when = checked_review(review, network)
        points = base_stock_levels(network, forecast, service_share, when) - 1
        points = typed(network, "reorder_point_units", points)
        up_to = points + order_quantities(network, forecast, when)
        return cls(
            pull=Pull(network),
            reorder_points_units=points,
            up_to_units=typed(network, "order_up_to_units", up_to),
            review=when,
        )

    def decide(self, observation: Observation) -> Decision:
        """Return the orders of all positions at or below their reorder point."""
        if not is_due(observation, self.review):
            return ()
        cells = self.pull.cells
        points, up_to = self.reorder_points_units[cells], self.up_to_units[cells]

        def wish(part: slice, position: Ints) -> Ints:
            return np.where(position <= points[part], up_to[part] - position, 0)

        return self.pull.orders(observation, observation.position_units.ravel(), wish)


@dataclass(frozen=True, kw_only=True, eq=False)
class ReorderQuantity:
    """(r, Q): when the inventory position is at [r] or below, order the least n Q above [r].

    Source: Snyder and Shen (2019), chapter 5 (there r is `R`); batches as in Zipkin (2000).
    """

    pull: Pull
    reorder_points_units: Ints
    quantities_units: Ints
    review: str = "periodic"

    @classmethod
    def for_network(
        cls, network: Network, *, service_share: float = 0.95, review: str | None = None
    ) -> "ReorderQuantity":
        """Return the rule with the scenario's levels; others from service target and EOQ."""
        forecast = from_laws(network, 0, network.scenario.time.horizon_days)
        when = checked_review(review, network)
        points = base_stock_levels(network, forecast, service_share, when) - 1
        quantities = order_quantities(network, forecast, when)
        return cls(
            pull=Pull(network),
            reorder_points_units=typed(network, "reorder_point_units", points),
            quantities_units=typed(network, "order_quantity_units", quantities),
            review=when,
        )

    def decide(self, observation: Observation) -> Decision:
        """Return the orders of all positions at or below their reorder point."""
        if not is_due(observation, self.review):
            return ()
        cells = self.pull.cells
        points, quantities = self.reorder_points_units[cells], self.quantities_units[cells]

        def wish(part: slice, position: Ints) -> Ints:
            batches = np.maximum((points[part] - position) // quantities[part] + 1, 0)
            ordered: Ints = batches * quantities[part]
            return ordered

        return self.pull.orders(observation, observation.position_units.ravel(), wish)


def order_quantities(network: Network, forecast: Forecast, review: str) -> Ints:
    """Return the economic order quantity of each cell, at most a fourth of its life's demand.

    Ordering costs are those of the lane and of a trip on it; without any cost rate the
    quantity covers one review period and lead time.
    """
    width = network.product_count
    cover = protection_days(network, review)[0] * forecast.mean_units_per_day
    found = np.maximum(np.ceil(cover), 1.0)
    for cell, ways in enumerate(network.sources):
        mean = forecast.mean_units_per_day[cell]
        if not ways or mean <= 0:
            continue
        product = network.products[cell % width]
        if ways[0].lane >= 0:
            lane = network.lanes[ways[0].lane]
            fixed = lane.terms.order_cost
            if lane.vehicle is not None:
                trip = lane.vehicle.fixed_cost_per_trip
                fixed += trip + lane.vehicle.cost_per_km * lane.distance_km
        else:
            fixed = network.recipes[cell].cost_per_batch
        if fixed > 0 and product.holding_cost_per_unit_day > 0:
            found[cell] = economic_order_quantity(
                mean_units_per_day=mean,
                order_cost=fixed,
                holding_cost_per_unit_day=product.holding_cost_per_unit_day,
            )
        if product.shelf_life_days is not None:
            found[cell] = min(found[cell], product.shelf_life_days * mean / 4)
    return np.maximum(np.ceil(found), 1).astype(np.int64)
