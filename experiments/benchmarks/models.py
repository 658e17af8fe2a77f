"""The benchmark chains as plain data that every contestant reads.

Model M1 is the plain chain: daily base stock, partial shipments, backorders.
One day goes as follows.

1. Demand is seen. Every site, leaves first, orders its base-stock level minus
   its inventory position; a site sees its children's orders of the day before
   it orders itself.
2. From the source downwards, a site receives what is due today, then ships to
   its children in index order: the least of what is on hand and what is owed,
   today's order included. Leaves serve their backlog, then today's demand.
   What leaves on day t over a lane of L days arrives on day t + L.

Stock is read at the end of the day and summed over all sites and products;
fill is the share of demand served on its day. Sites start full, with empty
roads. Model M2 (`Full`) adds lots, trucks, chance and outages.
"""

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np

SEED = 12345
SOURCE = -1
"""Parent of the first site: an outside supplier that never runs out."""

SERVICE_Z_UPSTREAM = 2.33
SERVICE_Z_LEAF = 1.645


@dataclass(frozen=True, kw_only=True)
class Chain:
    """A tree of sites with base-stock levels; parents come before children."""

    name: str
    days_count: int
    products_count: int

    sites: tuple[str, ...]
    """Names, zero-padded so that name order is index order."""

    parents: tuple[int, ...]
    lead_days: tuple[int, ...]
    """Of the lane into each site; lanes carry the index of the site they reach."""

    base_stock_units: tuple[tuple[int, ...], ...]
    """By site and product."""

    leaf_mean_units: tuple[tuple[float, ...], ...]
    """Mean daily demand by leaf and product."""

    @property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """Return the children of each site, in index order."""
        sites = range(len(self.sites))
        return tuple(tuple(c for c in sites if self.parents[c] == site) for site in sites)

    @property
    def depths(self) -> tuple[int, ...]:
        """Return how many sites lie between each site and the source."""
        depths: list[int] = []
        for parent in self.parents:
            depths.append(0 if parent == SOURCE else depths[parent] + 1)
        return tuple(depths)

    @property
    def first_leaf(self) -> int:
        """Return the index of the first leaf; every later site is a leaf too."""
        return len(self.sites) - len(self.leaf_mean_units)


@dataclass(frozen=True, kw_only=True)
class Full:
    """What model M2 adds to a chain: lots that expire and trucks that return."""

    shelf_life_days: int
    truck_units: int

    fleet_count: tuple[int, ...]
    """Trucks of each lane, the lane from the source included."""


@dataclass(frozen=True, kw_only=True)
class Path:
    """Everything chance decides in one M2 run, as plain lists."""

    demand_units: list[list[int]]
    """By day, then leaf * products_count + product."""

    extra_lead_days: list[list[int]]
    """By lane and day of departure; added to the lead time of all trucks that leave together."""

    excursions: list[list[list[bool]]]
    """By lane, day and number of the truck that day; True halves its load's remaining life."""

    outages: list[tuple[int, int, int]]
    """(site, down_day, up_day): the site stands still while down_day <= day < up_day."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a contestant reports; the last four stay 0 where they do not apply."""

    mean_stock_units: float
    fill_share: float

    site_mean_stock_units: tuple[float, ...]
    """On hand at the end of the day, all products together, by site."""

    build_cpu_seconds: float
    loop_cpu_seconds: float
    events_count: int = 0
    expired_units: int = 0
    trips_count: int = 0
    spoiled_loads_count: int = 0


def serial(days_count: int = 3650) -> Chain:
    """Return chain (a): supplier, plant, warehouse and retailer in a row.

    With `draw_demand(serial(), SEED)` the mean stock is 79.6756 and the fill
    0.989745, the figures the plain simulators agree on.

    >>> serial().base_stock_units
    ((168,), (123,), (78,), (50,))
    """
    means = ((20.0,),)
    return _chain("serial", days_count, widths=(1, 1, 1, 1), means=means, extra_cover_days=0)


def tree(days_count: int = 365, *, extra_cover_days: int = 0) -> Chain:
    """Return chain (b): 1 root, 2 mids, 5 hubs and 22 leaves with 5 products.

    Mean daily demand is 4 + (leaf * 5 + product) mod 9 units, thus 4 to 12.

    >>> tree().base_stock_units[-1], len(tree().sites)
    ((27, 30, 32, 13, 15), 30)
    """
    means = tuple(tuple(4.0 + (leaf * 5 + p) % 9 for p in range(5)) for leaf in range(22))
    return _chain("tree", days_count, (1, 2, 5, 22), means, extra_cover_days)


def full_tree(days_count: int = 365) -> tuple[Chain, Full]:
    """Return chain (b) for model M2, with two days more cover, and its fleet.

    A lane has ceil(mean daily units / 60) * (2 * lead + 3) trucks: enough for
    an average day and a slow round trip, too few after an outage.
    """
    chain = tree(days_count, extra_cover_days=2)
    flows = _flows(chain.parents, chain.leaf_mean_units)
    fleet = tuple(
        ceil(sum(flow) / 60) * (2 * lead + 3)
        for flow, lead in zip(flows, chain.lead_days, strict=True)
    )
    return chain, Full(shelf_life_days=40, truck_units=60, fleet_count=fleet)


def draw_demand(chain: Chain, seed: int) -> list[list[int]]:
    """Return Poisson demand by day, then leaf * products_count + product."""
    means = np.array(chain.leaf_mean_units).ravel()
    rng = np.random.Generator(np.random.Philox(key=[seed, 0]))
    draws: list[list[int]] = rng.poisson(means, (chain.days_count, means.size)).tolist()
    return draws


def _chain(
    name: str,
    days_count: int,
    widths: tuple[int, ...],
    means: tuple[tuple[float, ...], ...],
    extra_cover_days: int,
) -> Chain:
    """Return the tree whose levels have `widths` sites and lead times 7, 5, 3, 2."""
    parents, leads, above = [SOURCE], [7], [0]
    for width, lead in zip(widths[1:], (5, 3, 2), strict=True):
        parents += [above[k * len(above) // width] for k in range(width)]
        leads += [lead] * width
        above = list(range(len(parents) - width, len(parents)))
    z_scores = [SERVICE_Z_UPSTREAM] * above[0] + [SERVICE_Z_LEAF] * len(above)
    return Chain(
        name=name,
        days_count=days_count,
        products_count=len(means[0]),
        sites=tuple(f"site{site:02d}" for site in range(len(parents))),
        parents=tuple(parents),
        lead_days=tuple(leads),
        base_stock_units=tuple(
            tuple(_base_stock(mean, lead + extra_cover_days, z) for mean in flow)
            for flow, lead, z in zip(_flows(parents, means), leads, z_scores, strict=True)
        ),
        leaf_mean_units=means,
    )


def _base_stock(mean_units: float, cover_days: int, z: float) -> int:
    """Return m + z * sqrt(m), rounded, where m is the mean demand of the cover."""
    mean_over_cover = mean_units * cover_days
    return round(mean_over_cover + z * sqrt(mean_over_cover))


def _flows(
    parents: tuple[int, ...] | list[int], means: tuple[tuple[float, ...], ...]
) -> list[list[float]]:
    """Return the mean daily units through each site, by product."""
    flows = [[0.0] * len(means[0]) for _ in range(len(parents) - len(means))]
    flows += [list(row) for row in means]
    for site in range(len(parents) - 1, 0, -1):
        above = flows[parents[site]]
        flows[parents[site]] = [a + b for a, b in zip(above, flows[site], strict=True)]
    return flows
