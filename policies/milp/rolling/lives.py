"""Items that expire soon enough are several goods of a plan, by their last period of use."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from policies.milp.chain import Good
from policies.milp.rolling.timing import Periods
from twin.chain.network import Network

LIVES_WINDOWS = 2
"""An item is kept by age where fresh goods can expire within so many windows."""


def last_period(life_days: float, days: int) -> int:
    """Return the last period that goods with such a life from now on serve, to the nearest."""
    return max(0, round(life_days / days) - 1)


def kept_by_age(network: Network, window_days: int) -> NDArray[np.bool_]:
    """Return whether fresh goods of each product can expire within a few windows."""
    ages: dict[int, int] = defaultdict(int)
    for cell, supply in network.supplies.items():
        product = cell % network.product_count
        ages[product] = max(ages[product], supply.age_days)
    return np.array(
        [
            product.shelf_life_days is not None
            and product.shelf_life_days - ages[number] < LIVES_WINDOWS * window_days
            for number, product in enumerate(network.products)
        ]
    )


def goods_of(
    network: Network, count: int, by_age: NDArray[np.bool_]
) -> tuple[tuple[Good, ...], dict[tuple[int, int | None], int]]:
    """Return the goods, and their numbers by product and last period."""
    goods = [Good(item=product) for product in range(network.product_count)]
    goods += [
        Good(item=product, last_period=last)
        for product in range(network.product_count)
        if by_age[product]
        for last in range(count)
    ]
    return tuple(goods), {(good.item, good.last_period): n for n, good in enumerate(goods)}


def good_of_life(
    good_of: dict[tuple[int, int | None], int], product: int, life_days: float, periods: Periods
) -> int:
    """Return the good of a product that has such a life from the window's start."""
    last = last_period(life_days, periods.days)
    return good_of.get((product, last), good_of[product, None])


def goods_sent(
    network: Network, cell: int, periods: Periods, good_of: dict[tuple[int, int | None], int]
) -> tuple[int, ...]:
    """Return what a source sends in each period."""
    product = cell % network.product_count
    life = network.products[product].shelf_life_days
    if life is None:
        return (good_of[product, None],) * periods.count
    left = life - network.supplies[cell].age_days
    return tuple(
        good_of_life(good_of, product, t * periods.days + left, periods)
        for t in range(periods.count)
    )
