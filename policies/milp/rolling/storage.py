"""Rooms with a limit, and what it costs to be rid of what does not fit or expires."""

import numpy as np
from numpy.typing import NDArray

from policies.milp.chain import Room
from policies.milp.rolling.economics import Rates
from twin.chain.network import Network


def rooms_of(network: Network, place: dict[int, int]) -> tuple[tuple[Room, ...], set[int]]:
    """Return rooms with a limit, and the cells of the network that are in them."""
    rooms, inside = [], set()
    width = network.product_count
    for number, site in enumerate(network.sites):
        for condition, storage in site.storage.items():
            cells = [
                number * width + p
                for p, product in enumerate(network.products)
                if product.storage == condition and number * width + p in place
            ]
            limits = [
                (storage.capacity_units, [1.0] * len(cells)),
                (
                    storage.capacity_litres,
                    [network.products[cell % width].unit_volume_litres for cell in cells],
                ),
            ]
            for capacity, volumes in limits:
                if capacity is None or not cells:
                    continue
                inside.update(cells)
                rooms.append(
                    Room(
                        name=f"{network.site_names[number]}/{condition}",
                        node=number,
                        cells=tuple(place[cell] for cell in cells),
                        volume_per_unit=tuple(volumes),
                        capacity_volume=float(capacity),
                    )
                )
    return tuple(rooms), inside


def disposal_cost(
    network: Network, cell: int, costs: Rates, by_age: NDArray[np.bool_], in_rooms: set[int]
) -> float | None:
    """Return what a unit costs that is lost, its price too, or that waits at a room's door."""
    product = network.products[cell % network.product_count]
    waste = product.purchase_cost_per_unit + product.disposal_cost_per_unit
    if cell in in_rooms:
        return max(waste, float(costs.unmet[cell]) + 1.0)
    return waste if by_age[cell % network.product_count] else None
