"""What the staff can move in a day: out of the door and in."""

from tests.unit.world.chains import (
    Script,
    chain,
    closing,
    dated,
    depot,
    facts,
    lane,
    maker,
    orders,
    play,
    shop,
)
from twin.control.decision import Order


def test_no_more_leaves_in_a_day_than_the_staff_can_send() -> None:
    hub = depot(opening_stock={"pill": 100}, handling={"dispatch_units_per_day": 30})
    data = chain(
        4,
        sites={"hub": hub, "shop": shop(), "ward": shop()},
        lanes={"road": lane("hub", "shop"), "way": lane("hub", "ward", priority_count=1)},
    )

    record = play(data, Script({0: [Order("road", "pill", 40), Order("way", "pill", 25)]}))

    assert facts(record, "departed", "day", "lane", "units") == [
        (0.0, "way", 25),
        (0.0, "road", 5),
        (1.0, "road", 30),
        (2.0, "road", 5),
    ]


def test_the_staff_s_day_is_one_for_all_products() -> None:
    hub = depot(opening_stock={"pill": 20, "jab": 20}, handling={"dispatch_units_per_day": 25})
    data = chain(
        3,
        products={"pill": {}, "jab": {}},
        sites={"hub": hub, "shop": shop()},
        lanes={"road": lane("hub", "shop")},
    )

    record = play(data, Script({0: [Order("road", "pill", 20), Order("road", "jab", 20)]}))

    assert closing(record, "shop", "jab") == [20, 20, 20]
    assert closing(record, "shop", "pill") == [5, 20, 20]


def test_no_more_is_taken_in_during_a_day_than_the_staff_can_receive() -> None:
    data = chain(
        5,
        sites={"maker": maker("pill"), "shop": shop(handling={"receive_units_per_day": 12})},
    )

    record = play(data, orders({0: 30}))

    assert facts(record, "arrived") == [(0.0, 12), (1.0, 12), (2.0, 6)]
    assert [day for (day,) in facts(record, "refused", "day")] == [0.0, 1.0]


def test_a_later_load_waits_behind_the_rest_of_an_earlier_one() -> None:
    data = chain(
        5,
        sites={"maker": maker("pill"), "shop": shop(handling={"receive_units_per_day": 12})},
    )

    record = play(data, orders({0: 20, 1: 10}))

    assert facts(record, "arrived", "day", "trip", "units") == [
        (0.0, 0, 12),
        (1.0, 0, 8),
        (1.0, 1, 4),
        (2.0, 1, 6),
    ]


def test_with_half_the_capacity_half_as_much_is_taken_in_and_sent() -> None:
    half = {"what": "site", "of": "hub", "when": dated(0, 9), "capacity_left_share": 0.5}
    hub = depot(handling={"receive_units_per_day": 12, "dispatch_units_per_day": 10})
    data = chain(
        3,
        sites={
            "maker": maker("pill"),
            "hub": {**hub, "opening_stock": {"pill": 90}},
            "shop": shop(),
        },
        lanes={"in": lane("maker", "hub"), "road": lane("hub", "shop")},
        disruptions={"half": half},
    )

    record = play(data, Script({0: [Order("in", "pill", 50), Order("road", "pill", 50)]}))

    came = facts(record, "arrived", "day", "lane", "units")
    assert [units for day, name, units in came if name == "in"] == [6, 6, 6]
    assert [units for day, name, units in came if name == "road"] == [5, 5, 5]
