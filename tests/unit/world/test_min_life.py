"""The least life a site asks for at its door; what has less is refused and destroyed."""

import pytest

from tests.unit.world.chains import (
    Script,
    chain,
    closing,
    facts,
    lane,
    maker,
    orders,
    play,
    shop,
    total,
)
from twin.control.decision import Order


@pytest.mark.parametrize(
    ("min_life", "kept"),
    [(0, 6), (17, 6), (18, 6), (19, 0)],
)
def test_a_lot_with_too_little_life_is_destroyed_at_the_door(min_life: int, kept: int) -> None:
    data = chain(
        5,
        products={"pill": {"shelf_life_days": 20}},
        sites={"maker": maker("pill"), "shop": shop(min_life_on_receipt_days={"pill": min_life})},
        lanes={"road": lane("maker", "shop", 2)},
    )

    record = play(data, orders({0: 6}))

    # made on day 0, 18 of 20 days left on day 2
    assert closing(record)[2] == kept
    assert total(record, "destroyed") == 6 - kept
    assert facts(record, "arrived") == [(2.0, 6)]


def test_only_the_old_lots_of_a_load_are_refused() -> None:
    data = chain(
        6,
        products={"pill": {"shelf_life_days": 20}},
        sites={
            "maker": maker("pill"),
            "hub": {"kind": "warehouse", "opening_stock": {"pill": {"units": 4, "age_days": 9}}},
            "shop": shop(min_life_on_receipt_days={"pill": 12}),
        },
        lanes={"in": lane("maker", "hub"), "road": lane("hub", "shop", 1)},
    )
    policy = Script({0: [Order("in", "pill", 5)], 1: [Order("road", "pill", 9)]})

    record = play(data, policy)

    # expiry days 11 and 20; on day 2 they have 9 and 18 days left
    assert total(record, "destroyed") == 4
    assert closing(record)[2] == 5


def test_a_refusal_calls_the_planner() -> None:
    data = chain(
        3,
        products={"pill": {"shelf_life_days": 5}},
        sites={"maker": maker("pill"), "shop": shop(min_life_on_receipt_days={"pill": 5})},
        lanes={"road": lane("maker", "shop", 1)},
    )
    policy = orders({0: 6})

    play(data, policy)

    assert policy.calls[1] == (1.0, ("review", "refused load"))
