"""What a planner may know at a decision: no future, possibly stale."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.chain.network import Network
from twin.chain.plans import RequestPlan

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LotOnHand:
    """Units of one lot at a site."""

    lot: int
    expiry_day: int
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRequest:
    """A request for a donation that has been announced and is not filled."""

    plan: RequestPlan
    left_units: int
    """Not handed over yet."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Observation:
    """The chain as it is seen now; arrays are (sites, products), read-only copies.

    Rows and columns are numbered as in `network.site_names` and `network.product_names`.
    """

    network: Network

    day: float
    """Since the start of the run, with fractions."""

    causes: tuple[str, ...]
    """Why we are asked: `review`, `demand`, `arrival`, `outage`, `refused load`, `spoiled load`."""

    on_hand_units: Ints
    on_order_units: Ints
    """Ordered or queued for production, and not yet in stock."""

    in_transit_units: Ints
    """On the road to the site, part of what is on order."""

    owed_units: Ints
    """Owed by the site to other sites, or claimed by batches that wait for their inputs."""

    backlog_units: Ints
    """Patients who wait."""

    open_sites: NDArray[np.float64]
    """Share of capacity that each site works with; 0: shut."""

    open_lanes: NDArray[np.float64]
    open_products: NDArray[np.float64]
    demand_history_units: Callable[[], Ints]
    """(days, sites, products), the last weeks' demand, latest last; ask while deciding."""

    lots: Callable[[str, str], tuple[LotOnHand, ...]]
    """Lots at a site of a product, next to be issued first; ask while deciding."""

    requests: tuple[OpenRequest, ...] = ()
    """Requests for donations that are known by now and open, in the network's order."""

    @property
    def position_units(self) -> Ints:
        """Return the inventory position: on hand + on order - owed - backlog."""
        return self.on_hand_units + self.on_order_units - self.owed_units - self.backlog_units
