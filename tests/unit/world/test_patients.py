"""Patients: served at once, waiting or lost, wholly or in part."""

from typing import Any

import pytest

from tests.unit.world.chains import (
    backlogs,
    by_day,
    chain,
    closing,
    dated,
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


def stocked(units: int, law: Any, horizon_days: int = 6, **demand: Any) -> Any:
    sites = {"maker": maker("pill"), "shop": shop(opening_stock={"pill": units})}
    return chain(horizon_days, sites=sites, demand={"d": patients(law, **demand)})


def test_patients_who_are_not_served_wait_unless_said_otherwise() -> None:
    record = play(stocked(25, each_day(10)))

    assert backlogs(record) == [0, 0, 5, 15, 25, 35]
    assert (total(record, "lost"), total(record, "served")) == (0, 25)


def test_patients_who_do_not_wait_are_lost() -> None:
    record = play(stocked(25, each_day(10), backordered_share=0))

    assert backlogs(record) == [0] * 6
    assert facts(record, "lost") == [(2.0, 5), (3.0, 10), (4.0, 10), (5.0, 10)]


def test_the_share_that_waits_carries_its_fractions_to_the_next_days() -> None:
    record = play(stocked(0, each_day(3), 8, backordered_share=0.5))

    # 1.5 of 3 a day: 1 and 2 in turn
    assert [n for _, n in facts(record, "backordered")] == [1, 2, 1, 2, 1, 2, 1, 2]
    assert total(record, "lost") == 12


def test_a_tenth_that_waits_is_one_of_ten_single_patients() -> None:
    record = play(stocked(0, each_day(1), 30, backordered_share=0.1))

    assert [day for day, _ in facts(record, "backordered")] == [9.0, 19.0, 29.0]


def test_only_new_patients_may_be_lost_and_those_who_wait_stay() -> None:
    data = stocked(0, by_day(10, 10, 0), backordered_share=0.4)
    data["lanes"]["road"] = lane("maker", "shop", 2)

    record = play(data, orders({0: 7}))

    # 4 of each 10 wait; on day 2 seven of the eight are served
    assert backlogs(record) == [4, 8, 1, 1, 1, 1]
    assert total(record, "at_once") == 0


def test_served_at_once_leaves_out_those_who_waited() -> None:
    record = play(stocked(0, by_day(10, 10, 10, 0)), orders({1: 15, 2: 8}))

    # day 1: 10 old, 5 new; day 2: 5 old, 3 new
    assert total(record, "at_once") == 5 + 3
    assert total(record, "served") == 23


def test_days_that_close_short_or_lose_somebody_are_counted_once() -> None:
    waits = play(stocked(10, by_day(15, 0, 0, 0)), orders({2: 5}))
    lost = play(stocked(10, by_day(15, 0, 4, 0), backordered_share=0))

    assert total(waits, "short_days") == 2
    assert total(lost, "short_days") == 2


def test_nobody_is_served_where_the_door_is_shut() -> None:
    data = stocked(90, each_day(10))
    data["disruptions"] = {"flood": {"what": "site", "of": "shop", "when": dated(1, 2)}}

    record = play(data)

    assert facts(record, "dispensed") == [(0.0, 10), (3.0, 30), (4.0, 10), (5.0, 10)]


def test_with_half_the_staff_half_the_patients_are_served() -> None:
    data = stocked(90, each_day(10), backordered_share=0)
    data["disruptions"] = {
        "flu": {"what": "site", "of": "shop", "when": dated(1, 2), "capacity_left_share": 0.5}
    }

    record = play(data)

    assert [n for _, n in facts(record, "dispensed")] == [10, 5, 5, 10, 10, 10]


@pytest.mark.parametrize("shelf_life", [None, 90])
def test_demand_is_noted_only_on_days_with_patients(shelf_life: int | None) -> None:
    data = stocked(9, by_day(0, 4, 0, 3))
    data["products"]["pill"] = {"shelf_life_days": shelf_life} if shelf_life else {}

    record = play(data)

    assert facts(record, "demanded") == [(1.0, 4), (3.0, 3)]
    assert closing(record) == [9, 5, 5, 2, 2, 2]


def test_each_product_has_its_own_patients() -> None:
    data = stocked(9, each_day(2))
    data["products"]["jab"] = {}
    data["sites"]["shop"]["opening_stock"]["jab"] = 20
    data["demand"]["e"] = patients(each_day(3), product="jab")

    record = play(data)

    assert closing(record, "shop", "jab") == [17, 14, 11, 8, 5, 2]
    assert closing(record, "shop", "pill") == [7, 5, 3, 1, 0, 0]
