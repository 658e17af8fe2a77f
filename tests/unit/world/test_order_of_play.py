"""What comes first within a day decides who is served: one hand-computed day after another."""

import pytest

from tests.unit.world.chains import (
    chain,
    closing,
    each_day,
    facts,
    lane,
    maker,
    orders,
    patients,
    play,
    shop,
    total,
)

EVERY_DAY_TEN = dict.fromkeys(range(6), 10)


def served_at_once(order: list[str], lead_days: float) -> list[float]:
    """Ten patients a day and ten units ordered a day, from an empty shelf."""
    data = chain(
        6,
        time={"order_of_play": order},
        lanes={"road": lane("maker", "shop", lead_days)},
        demand={"d": patients(each_day(10), backordered_share=0)},
    )
    record = play(data, orders(EVERY_DAY_TEN))
    return [day for day, _ in facts(record, "dispensed")]


@pytest.mark.parametrize(
    ("order", "first_day_served"),
    [
        (["receive", "decide", "demand", "age"], 0),
        (["decide", "receive", "demand", "age"], 0),
        (["decide", "receive", "age", "demand"], 0),
        (["receive", "decide", "age", "demand"], 0),
        (["age", "receive", "decide", "demand"], 0),
        (["receive", "demand", "decide", "age"], 1),
        (["demand", "receive", "decide", "age"], 1),
        (["demand", "decide", "receive", "age"], 1),
        (["demand", "age", "receive", "decide"], 1),
    ],
)
def test_goods_without_lead_time_serve_the_same_day_only_if_ordered_before_the_patients(
    order: list[str], first_day_served: int
) -> None:
    assert served_at_once(order, 0) == list(range(first_day_served, 6))


@pytest.mark.parametrize(
    ("order", "first_day_served"),
    [
        (["receive", "decide", "demand", "age"], 2),
        (["decide", "receive", "demand", "age"], 2),
        (["receive", "demand", "decide", "age"], 2),
        (["decide", "demand", "receive", "age"], 3),
        (["demand", "receive", "decide", "age"], 3),
        (["demand", "age", "receive", "decide"], 3),
    ],
)
def test_a_load_that_comes_after_the_patients_serves_them_the_day_after(
    order: list[str], first_day_served: int
) -> None:
    assert served_at_once(order, 2) == list(range(first_day_served, 6))


@pytest.mark.parametrize(
    ("order", "seen"),
    [
        (["receive", "decide", "demand", "age"], [20, 17, 14]),
        (["receive", "demand", "decide", "age"], [17, 14, 11]),
        (["demand", "age", "receive", "decide"], [17, 14, 11]),
    ],
)
def test_the_planner_sees_the_shelf_before_or_after_the_day_s_patients(
    order: list[str], seen: list[int]
) -> None:
    data = chain(
        3,
        time={"order_of_play": order},
        sites={"maker": maker("pill"), "shop": shop(opening_stock={"pill": 20})},
        demand={"d": patients(each_day(3))},
    )
    policy = orders({})

    play(data, policy)

    assert [int(each.on_hand_units[1, 0]) for each in policy.seen] == seen


@pytest.mark.parametrize(
    ("order", "closing_levels"),
    [
        (["receive", "decide", "demand", "age"], [17, 14, 11]),
        (["age", "receive", "decide", "demand"], [20, 17, 14]),
        (["receive", "age", "demand", "decide"], [20, 17, 14]),
    ],
)
def test_the_books_close_when_the_age_turn_comes(
    order: list[str], closing_levels: list[int]
) -> None:
    data = chain(
        3,
        time={"order_of_play": order},
        sites={"maker": maker("pill"), "shop": shop(opening_stock={"pill": 20})},
        demand={"d": patients(each_day(3))},
    )

    record = play(data)

    assert closing(record) == closing_levels
    assert record.tally.on_hand_area[1] == sum(closing_levels) * 1440


@pytest.mark.parametrize(
    ("order", "dispensed", "expired"),
    [
        # a lot of 20 with expiry day 3 serves days 0 to 2, whatever the order
        (["receive", "decide", "demand", "age"], 15, [(2.0 + 1439 / 1440, 5)]),
        (["receive", "demand", "decide", "age"], 15, [(2.0 + 1439 / 1440, 5)]),
        (["receive", "decide", "age", "demand"], 15, [(3.0, 5)]),
        (["age", "receive", "decide", "demand"], 15, [(3.0, 5)]),
        (["demand", "age", "receive", "decide"], 15, [(2.0, 5)]),
    ],
)
def test_a_lot_serves_on_every_day_of_its_life_and_on_none_after(
    order: list[str], dispensed: int, expired: list[tuple[float, int]]
) -> None:
    data = chain(
        6,
        time={"order_of_play": order},
        products={"pill": {"shelf_life_days": 3}},
        sites={"maker": maker("pill"), "shop": shop(opening_stock={"pill": 20})},
        demand={"d": patients(each_day(5), backordered_share=0)},
    )

    record = play(data)

    assert total(record, "served") == dispensed
    assert facts(record, "expired") == expired


def test_old_backlog_goes_before_the_day_s_new_patients() -> None:
    data = chain(
        4,
        lanes={"road": lane("maker", "shop", 2)},
        demand={"d": patients(each_day(10))},
    )

    record = play(data, orders({0: 25, 1: 12}))

    # day 2: 25 for 20 who wait, 5 of the 10 new ones; day 3: 5 wait, 7 of 10 new ones
    assert facts(record, "dispensed") == [(2.0, 25), (3.0, 12)]
    assert total(record, "at_once") == 5 + 7
    assert closing(record, level=1) == [10, 20, 5, 3]
