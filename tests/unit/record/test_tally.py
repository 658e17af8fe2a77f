"""Running sums: what was added after the warm-up, and nothing of what was before."""

from array import array
from dataclasses import fields

import numpy as np
import pytest

from tests.unit.world.chains import (
    Data,
    chain,
    each_day,
    lane,
    maker,
    of_lane,
    orders,
    patients,
    play,
    shop,
    total,
)
from twin.record.tally import Tally

BY_LANE = {"orders", "trips", "sent", "filled", "excursions"}
BY_SITE = {"dock_loads", "dock_wait_ticks"}


def filled(number: int) -> Tally:
    tally = Tally(6, 3, 2)
    for item in fields(tally):
        value = getattr(tally, item.name)
        if isinstance(value, array):
            if item.name.endswith("_by_day"):
                value.extend(range(number))
            else:
                for i in range(len(value)):
                    value[i] = number * (i + 1)
        elif isinstance(value, np.ndarray):
            value += number
    tally.ticks = number
    return tally


def test_sums_are_kept_by_cell_by_lane_or_by_site() -> None:
    tally = Tally(6, 3, 2)

    for item in fields(tally):
        if item.name in {"cells", "lanes", "sites", "ticks"} or item.name.endswith("_by_day"):
            continue
        size = 3 if item.name in BY_LANE else 2 if item.name in BY_SITE else 6
        assert len(getattr(tally, item.name)) == size, item.name
    assert list(tally.demand_by_day) == []


def test_since_is_what_was_added_after_an_earlier_copy() -> None:
    left = filled(7).since(filled(3))

    assert (left.cells, left.lanes, left.sites) == (6, 3, 2)
    assert left.ticks == 4
    assert list(left.served) == [4, 8, 12, 16, 20, 24]
    assert list(left.trips) == [4, 8, 12]
    assert list(left.filled) == [4.0, 8.0, 12.0]
    assert list(left.dock_loads) == [4, 8]
    assert left.on_hand_area.tolist() == [4.0] * 6
    assert list(left.demand_by_day) == [3, 4, 5, 6]


@pytest.mark.parametrize("number", [1, 5])
def test_since_the_start_is_everything(number: int) -> None:
    left = filled(number).since(Tally(6, 3, 2))

    for item in fields(left):
        assert np.array_equal(getattr(left, item.name), getattr(filled(number), item.name))


def test_a_copy_does_not_follow() -> None:
    tally = filled(2)
    copy = tally.copy()

    tally.served[0] += 100
    tally.on_hand_area += 100
    tally.demand_by_day.append(100)
    tally.ticks += 100

    assert (copy.served[0], copy.on_hand_area[0], copy.ticks) == (2, 2.0, 2)
    assert list(copy.demand_by_day) == [0, 1]


def warmed(warm_up_days: int, review: str = "periodic") -> Data:
    return chain(
        10,
        time={"warm_up_days": warm_up_days, "review": review},
        sites={"maker": maker("pill"), "shop": shop(opening_stock={"pill": 25})},
        lanes={"road": lane("maker", "shop", 2)},
        demand={"d": patients(each_day(3))},
    )


@pytest.mark.parametrize("review", ["periodic", "continuous"])
def test_days_of_the_warm_up_are_not_counted(review: str) -> None:
    plan = {1: 5, 6: 7}

    record = play(warmed(4, review), orders(plan))

    assert total(record, "demand") == 6 * 3
    assert of_lane(record, "sent") == 7
    assert of_lane(record, "orders") == 1
    assert total(record, "stocked", "shop") == 0
    assert list(record.tally.demand_by_day) == [3] * 6
    assert record.tally.ticks == 6 * 1440


def test_the_opening_and_the_rest_are_the_whole() -> None:
    record = play(warmed(4), orders({1: 5, 6: 7}))
    whole = play(warmed(0), orders({1: 5, 6: 7}))

    for name in ("demand", "served", "stocked", "bought", "trips", "sent", "short_days"):
        parts = zip(getattr(record.opening, name), getattr(record.tally, name), strict=True)
        assert [a + b for a, b in parts] == list(getattr(whole.tally, name)), name
    assert record.opening.ticks + record.tally.ticks == whole.tally.ticks


def test_mean_levels_of_a_periodic_world_are_of_the_daily_closes() -> None:
    record = play(warmed(0))

    # 22, 19, 16, 13, 10, 7, 4, 1 and then a backlog of 2 and of 5
    assert record.tally.on_hand_area[1] == 92 * 1440
    assert record.tally.backlog_area[1] == 7 * 1440


def test_mean_levels_of_a_continuous_world_are_over_time() -> None:
    record = play(warmed(0, "continuous"), orders({0: 6}))

    # the load of day 2 is on the road to the shop for two days
    assert record.tally.transit_area[1] == 6 * 2 * 1440
