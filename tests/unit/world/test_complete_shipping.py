"""Orders that are sent whole or not at all."""

from tests.unit.world.chains import (
    Data,
    Script,
    chain,
    depot,
    facts,
    lane,
    maker,
    of_lane,
    orders,
    play,
    shop,
)
from twin.control.decision import Order, Ship


def complete(stock: int = 25, **more: object) -> Data:
    return chain(
        8,
        sites={
            "source": maker("pill"),
            "hub": depot(opening_stock={"pill": stock}),
            "shop": shop(),
        },
        lanes={
            "in": lane("source", "hub"),
            "road": lane("hub", "shop", 1, shipping="complete", **more),
        },
    )


def test_an_order_waits_until_all_of_it_can_go() -> None:
    policy = Script({0: [Order("road", "pill", 40)], 3: [Order("in", "pill", 15)]})

    record = play(complete(), policy)

    left = facts(record, "departed", "day", "lane", "units")
    assert ("road", 40) in [(lane_name, units) for _, lane_name, units in left]
    assert [day for day, lane_name, _ in left if lane_name == "road"] == [4.0]


def test_a_partial_lane_sends_what_there_is() -> None:
    data = complete()
    data["lanes"]["road"]["shipping"] = "partial"

    record = play(data, orders({0: 40}))

    assert facts(record, "departed") == [(0.0, 25)]


def test_whole_orders_go_in_the_order_they_came_and_none_overtakes() -> None:
    record = play(complete(), Script({0: [Order("road", "pill", n) for n in (10, 12, 8, 3)]}))

    # 10 and 12 go; 8 does not fit into the 3 left, and the 3 behind it waits its turn
    assert facts(record, "departed") == [(0.0, 22)]


def test_an_order_that_is_too_large_for_the_free_vans_waits_for_enough_of_them() -> None:
    data = complete(fleet="vans")
    data["vehicles"] = {"van": {"capacity_units": 10}}
    data["fleets"] = {"vans": {"vehicle": "van", "vehicles_count": 2}}

    record = play(data, Script({0: [Order("road", "pill", 8)], 1: [Order("road", "pill", 17)]}))

    # one van is out until day 2; 17 need both
    assert facts(record, "departed") == [(0.0, 8), (2.0, 17)]


def test_ship_sends_what_is_there_on_a_lane_of_whole_orders_too() -> None:
    record = play(complete(), Script({0: [Ship("road", "pill", 7)]}))

    assert facts(record, "departed") == [(0.0, 7)]


def test_an_order_of_nothing_is_no_order_whatever_the_lanes() -> None:
    for shipping in ("partial", "complete"):
        data = complete()
        data["lanes"]["road"]["shipping"] = shipping
        record = play(data, orders({0: 0}))

        assert (of_lane(record, "orders"), facts(record, "ordered")) == (0, [])
