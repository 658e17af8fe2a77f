"""Fair shares of short stock: each lane gets in proportion to what it is owed."""

import numpy as np
from numpy.typing import NDArray

from twin.world.state import State


def largest_remainders(available: int, claims: list[int]) -> list[int]:
    """Return whole parts of `available` in proportion to the claims; ties go to the first.

    >>> largest_remainders(10, [8, 8, 4])
    [4, 4, 2]
    >>> largest_remainders(3, [1, 1])
    [1, 1]
    """
    total = sum(claims)
    if total <= available:
        return list(claims)
    parts = [available * claim // total for claim in claims]
    rests = [(-(available * claim % total), i) for i, claim in enumerate(claims)]
    for _, i in sorted(rests)[: available - sum(parts)]:
        parts[i] += 1
    return parts


def fair_shares(state: State, sites: list[int], owed: NDArray[np.int64]) -> dict[int, int]:
    """Return the share of each line (lane and product) whose origin has less than it owes."""
    network, width = state.network, state.network.product_count
    shares: dict[int, int] = {}
    for site in sites:
        lanes = list(network.out_lanes[site])
        claims = owed[lanes]
        totals = claims.sum(axis=0).tolist()
        for product, total in enumerate(totals):
            cell = site * width + product
            if total <= state.on_hand[cell] or cell in network.supplies:
                continue
            parts = largest_remainders(state.on_hand[cell], claims[:, product].tolist())
            for lane, part in zip(lanes, parts, strict=True):
                shares[lane * width + product] = part
    return shares
