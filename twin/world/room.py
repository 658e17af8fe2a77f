"""Room: how much more a site can store under one condition."""

from twin.world.state import State

WITHOUT_END = 1 << 60


def storage_room(state: State, site: int, product: int) -> int:
    """Return how many units of a product still fit into its storage.

    What lies there counts, what is in quarantine, and what running batches will make.
    """
    network = state.network
    place = network.sites[site]
    if not place.storage:
        return WITHOUT_END
    condition = network.products[product].storage
    storage = place.storage.get(condition)
    if storage is None:
        return 0
    units, litres = 0, 0.0
    for other, terms in enumerate(network.products):
        if terms.storage == condition:
            cell = site * network.product_count + other
            there = state.on_hand[cell] + state.held[cell] + state.on_lines[cell]
            units, litres = units + there, litres + there * terms.unit_volume_litres
    room = WITHOUT_END
    if storage.capacity_units is not None:
        room = min(room, max(0, storage.capacity_units - units))
    if storage.capacity_litres is not None:
        each = network.products[product].unit_volume_litres
        room = min(room, max(0, int((storage.capacity_litres - litres) / each + 1e-9)))
    return room
