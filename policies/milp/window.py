"""What one window of a plan knows: the state it starts from and what it expects."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policies.milp.chain import PlanningChain

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Window:
    """The data of one window; T periods, everything else numbered as in the chain.

    Only these change from window to window: demands, stocks and capacities are right-hand
    sides of the model, and what is shut is a bound.
    """

    demand_units: Floats
    """(customers, T), new demand in each period."""

    coverage_share: Floats
    """(customers,), least part of each period's demand that must be met then [theta]."""

    opening_units: Floats
    """(cells, goods), stock at the start; 0 for goods of another item.

    Where an item is one good though it expires, units that will be useless before they
    can be used are left out.
    """

    backlog_units: Floats
    """(customers,), demand still wanted from before."""

    due_units: Floats
    """(cells, T), units on the way or in batches, of the item's longest-lived good."""

    floor_units: Floats
    """(cells, T), stock wanted at the end of each period; what lacks is paid for."""

    node_open_share: Floats
    """(nodes, T), part of the capacity of plants and rooms [delta]; 1: undisrupted."""

    link_open: NDArray[np.bool_]
    """(links, T), whether anything can leave."""

    source_capacity_units: Floats
    """(sources, T); what a source without limit has here is not used."""

    slots_count: Floats
    """(plants, T), batches that can start."""

    trips_most: Floats
    """(groups, T), for groups that are limited."""

    donation_most_units: Floats
    """(donations, T)."""

    @classmethod
    def plain(
        cls, chain: PlanningChain, demand_units: Floats, slots_count: float = 0.0
    ) -> "Window":
        """Return a window that starts empty, with everything open and no floor.

        Args:
            chain: what is planned.
            demand_units: (customers, T).
            slots_count: batches that can start at every plant in each period.
        """
        t = chain.periods_count
        cells, customers = len(chain.cells), len(chain.customers)
        return cls(
            demand_units=np.asarray(demand_units, dtype=float),
            coverage_share=np.zeros(customers),
            opening_units=np.zeros((cells, len(chain.goods))),
            backlog_units=np.zeros(customers),
            due_units=np.zeros((cells, t)),
            floor_units=np.zeros((cells, t)),
            node_open_share=np.ones((len(chain.node_names), t)),
            link_open=np.ones((len(chain.links), t), dtype=bool),
            source_capacity_units=np.full((len(chain.sources), t), np.inf),
            slots_count=np.full((len(chain.plants), t), float(slots_count)),
            trips_most=np.full((len(chain.groups), t), np.inf),
            donation_most_units=np.zeros((len(chain.donations), t)),
        )
