"""How long a trip takes: nothing, part of a day, by chance, and whether trips may overtake."""

import pytest

from tests.unit.world.chains import (
    EveryReview,
    chain,
    closing,
    dated,
    depot,
    each_day,
    facts,
    lane,
    orders,
    patients,
    play,
    shop,
)
from twin.chain.network import build
from twin.chain.path import SamplePath
from twin.chain.scenario import Scenario
from twin.control.decision import Order

EITHER = {"law": "empirical", "days": [1, 4]}


@pytest.mark.parametrize("lead_days", [0, 0.25, 1, 1.5, 3])
def test_a_trip_arrives_its_lead_time_after_it_left(lead_days: float) -> None:
    data = chain(8, lanes={"road": lane("maker", "shop", lead_days)})

    record = play(data, orders({1: 5}))

    assert facts(record, "departed", "day") == [(1.0,)]
    assert facts(record, "arrived") == [(1 + lead_days, 5)]


def test_a_load_that_arrives_at_noon_serves_the_next_morning() -> None:
    data = chain(
        4,
        lanes={"road": lane("maker", "shop", 0.5)},
        demand={"d": patients(each_day(5))},
    )

    record = play(data, orders({0: 20}))

    assert facts(record, "dispensed") == [(1.0, 10), (2.0, 5), (3.0, 5)]
    assert closing(record) == [20, 10, 5, 0]


def test_goods_pass_through_depots_without_lead_time_at_once() -> None:
    data = chain(
        2,
        sites={"shop": shop(), "maker": depot(opening_stock={"pill": 9}), "hub": depot()},
        lanes={"a": lane("maker", "hub"), "road": lane("hub", "shop")},
    )

    record = play(data, EveryReview(Order("a", "pill", 9), Order("road", "pill", 9)))

    # the hub holds nothing at the first dispatch; its load comes and leaves at the next
    assert facts(record, "arrived", "day", "lane") == [(0.0, "a"), (1.0, "road")]


def test_the_lead_time_of_a_trip_is_the_sample_path_s_whoever_decides() -> None:
    data = chain(20, lanes={"road": {**lane("maker", "shop"), "lead_time": EITHER}})
    scenario = Scenario.of(data)
    path = SamplePath(build(scenario), 1, 0)

    record = play(data, orders(dict.fromkeys(range(0, 20, 3), 5)))

    took = [(due - tick) for tick, due in facts(record, "departed", "tick", "due_tick")]
    assert took == [path.trip_ticks(0, day, 0) for day in range(0, 20, 3)]
    assert set(took) == {1440, 4 * 1440}


def arrivals(crossing: bool) -> tuple[list[float], list[float]]:
    data = chain(
        40, lanes={"road": {**lane("maker", "shop", crossing=crossing), "lead_time": EITHER}}
    )
    record = play(data, orders(dict.fromkeys(range(30), 1)))
    by_trip = sorted(facts(record, "arrived", "trip", "day"))
    left = sorted(facts(record, "departed", "trip", "due_tick"))
    return [day for _, day in by_trip], [due / 1440 for _, due in left]


def test_a_later_trip_may_overtake_where_crossing_is_allowed() -> None:
    arrived, due = arrivals(crossing=True)

    assert arrived == due
    assert arrived != sorted(arrived)


def test_no_trip_overtakes_where_crossing_is_not_allowed() -> None:
    free, _ = arrivals(crossing=True)
    arrived, _ = arrivals(crossing=False)

    latest, expected = 0.0, []
    for day in free:
        latest = max(latest, day)
        expected.append(latest)
    assert arrived == expected


def test_a_held_trip_is_not_overtaken_where_crossing_is_not_allowed() -> None:
    data = chain(
        10,
        lanes={"road": lane("maker", "shop", 1.5, crossing=False)},
        disruptions={
            "snow": {
                "what": "lane",
                "of": "road",
                "when": dated(1, 4),
                "capacity_left_share": 0.5,
                "goods_in_transit": "held",
            }
        },
    )

    record = play(data, orders({0: 20, 2: 8}))

    trips = [trip for (trip,) in facts(record, "arrived", "trip")]
    assert trips == sorted(trips)


def test_lead_times_of_part_of_a_minute_are_rounded_to_whole_minutes() -> None:
    data = chain(2, lanes={"road": lane("maker", "shop", 0.1234)})

    record = play(data, orders({0: 1}))

    assert facts(record, "arrived", "tick") == [(178,)]  # 177.7
