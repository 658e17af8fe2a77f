"""Packing: goods fill vehicles one after another, by units, volume and mass."""

from twin.chain.network import Network

Room = list[list[tuple[int, float]]]
"""By product: rooms of the vehicle (0 units, 1 volume, 2 mass), and the share a unit takes."""

Packed = list[tuple[list[tuple[int, int]], float]]
"""By vehicle: (product, units) of its load, and the used share of its scarcest room."""


def rooms(network: Network, lane: int) -> Room | None:
    """Return what one unit of each product takes of a vehicle of the lane; none without vehicle."""
    vehicle = network.lanes[lane].vehicle
    if vehicle is None:
        return None
    found = []
    for product in network.products:
        needs = (
            (vehicle.capacity_units, 1.0),
            (vehicle.capacity_litres, product.unit_volume_litres),
            (vehicle.capacity_kg, product.unit_mass_kg),
        )
        found.append([(i, need / room) for i, (room, need) in enumerate(needs) if room])
    return found


def pack(wants: list[tuple[int, int]], room: Room, vehicles: int) -> Packed:
    """Fill vehicles in order; the last leaves partly full, what does not fit stays.

    >>> half = [[(0, 0.5)], [(0, 0.5)]]  # two units of either product fill a vehicle
    >>> pack([(0, 3), (1, 2)], half, vehicles=2)
    [([(0, 2)], 1.0), ([(0, 1), (1, 1)], 1.0)]
    """
    packed: Packed = []
    loads: list[tuple[int, int]] = []
    used = [0.0, 0.0, 0.0]
    for product, wanted in wants:
        left = wanted
        while left and len(packed) < vehicles:
            fits = left
            for at, share in room[product]:
                fits = min(fits, int((1.0 - used[at]) / share + 1e-9))
            if fits:
                loads.append((product, fits))
                left -= fits
                for at, share in room[product]:
                    used[at] += fits * share
            if left:
                packed.append((loads, _filled(used)))
                loads, used = [], [0.0, 0.0, 0.0]
    if loads and len(packed) < vehicles:
        packed.append((loads, _filled(used)))
    return packed


def _filled(used: list[float]) -> float:
    return min(1.0, max(used))
