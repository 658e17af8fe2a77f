"""Outside sources: how much they bring in a day, and how old it is."""

from tests.unit.world.chains import (
    EveryReview,
    chain,
    facts,
    lane,
    maker,
    orders,
    play,
    shop,
    total,
)
from twin.control.decision import Order


def test_a_supplier_without_capacity_sends_whatever_is_ordered() -> None:
    record = play(chain(2), orders({0: 123_456}))

    assert facts(record, "departed") == [(0.0, 123_456)]
    assert total(record, "bought", "maker") == 123_456


def test_a_supplier_sends_up_to_its_capacity_each_day_and_owes_the_rest() -> None:
    data = chain(6, sites={"maker": maker("pill", capacity_units_per_day=30), "shop": shop()})

    record = play(data, orders({0: 100}))

    assert facts(record, "departed") == [(0.0, 30), (1.0, 30), (2.0, 30), (3.0, 10)]


def test_a_day_s_capacity_is_shared_by_all_lanes_and_does_not_save_itself_up() -> None:
    data = chain(
        4,
        sites={"maker": maker("pill", capacity_units_per_day=30), "shop": shop(), "ward": shop()},
        lanes={
            "road": lane("maker", "shop", priority_count=1),
            "way": lane("maker", "ward", priority_count=2),
        },
    )

    record = play(data, EveryReview(Order("road", "pill", 20), Order("way", "pill", 20)))

    assert total(record, "bought", "maker") == 4 * 30
    assert facts(record, "arrived", "day", "lane", "units")[:4] == [
        (0.0, "road", 20),
        (0.0, "way", 10),
        (1.0, "road", 20),
        (1.0, "way", 10),
    ]


def test_a_supplier_with_no_capacity_sends_nothing() -> None:
    data = chain(3, sites={"maker": maker("pill", capacity_units_per_day=0), "shop": shop()})

    assert facts(play(data, orders({0: 5})), "departed") == []


def test_each_day_of_a_supplier_is_a_lot_as_old_as_it_says() -> None:
    data = chain(
        4,
        products={"pill": {"shelf_life_days": 30}},
        sites={"maker": maker("pill", age_days=12), "shop": shop()},
    )

    record = play(data, orders({0: 5, 2: 7}))

    # 30 days of life less 12 of age, from the day it is sent
    assert facts(record, "stocked", "day", "lot", "expiry_day", "units") == [
        (0.0, 0, 18, 5),
        (2.0, 1, 20, 7),
    ]


def test_what_a_supplier_sends_on_one_day_is_one_lot() -> None:
    data = chain(
        2,
        products={"pill": {"shelf_life_days": 30}},
        sites={"maker": maker("pill"), "shop": shop(), "ward": shop()},
        lanes={"road": lane("maker", "shop"), "way": lane("maker", "ward")},
    )

    record = play(data, EveryReview(Order("road", "pill", 3), Order("way", "pill", 4)))

    lots = facts(record, "shipped", "day", "lane", "lot")
    assert lots == [(0.0, "road", 0), (0.0, "way", 0), (1.0, "road", 1), (1.0, "way", 1)]


def test_lots_that_come_too_old_are_dropped_at_the_door() -> None:
    data = chain(
        4,
        products={"pill": {"shelf_life_days": 10}},
        sites={"maker": maker("pill", age_days=9), "shop": shop()},
        lanes={"road": lane("maker", "shop", 1)},
    )

    record = play(data, orders({0: 5}))

    assert facts(record, "expired", "day", "site", "units") == [(1.0, "shop", 5)]


def test_a_supplier_may_hold_stock_of_its_own_beside_what_it_brings() -> None:
    stocked = {**maker("pill"), "opening_stock": {"pill": 5}}
    data = chain(
        3,
        products={"pill": {"shelf_life_days": 30}},
        sites={"maker": stocked, "shop": shop()},
    )

    record = play(data, orders({0: 7}))

    assert facts(record, "departed") == [(0.0, 7)]


def test_a_capacity_by_period_changes_with_the_period() -> None:
    terms = {"capacity_by_period_units_per_day": [3, 0, 5], "capacity_period_days": 2}
    data = chain(
        8, sites={"maker": {"kind": "supplier", "supplies": {"pill": terms}}, "shop": shop()}
    )

    record = play(data, orders({0: 40}))

    # two days of 3, two of none, then 5 a day
    assert [(day, n) for day, n in facts(record, "departed")] == [
        (0.0, 3), (1.0, 3), (4.0, 5), (5.0, 5), (6.0, 5), (7.0, 5),
    ]  # fmt: skip
