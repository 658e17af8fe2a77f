"""Who gets short stock: lanes by priority and name, or each in proportion to its claim."""

import pytest

from tests.unit.world.chains import Data, Script, chain, dated, depot, facts, lane, play, shop
from twin.control.decision import Order
from twin.world.rationing import largest_remainders


def hub_with(stock: int, rationing: str, **lanes: Data) -> Data:
    ends = {terms["destination"]: shop() for terms in lanes.values()}
    hub = depot(opening_stock={"pill": stock}, rationing=rationing)
    return chain(5, sites={"hub": hub, **ends}, lanes=lanes)


def sent(data: Data, **claims: int) -> dict[str, int]:
    policy = Script({0: [Order(name, "pill", units) for name, units in claims.items()]})
    record = play(data, policy)
    return {name: n for day, name, n in facts(record, "departed", "day", "lane", "units")}


def test_in_order_serves_lanes_by_name_until_the_stock_is_gone() -> None:
    data = hub_with(25, "in-order", b=lane("hub", "y"), a=lane("hub", "x"), c=lane("hub", "z"))

    assert sent(data, a=10, b=10, c=10) == {"a": 10, "b": 10, "c": 5}


def test_in_order_serves_the_smaller_priority_number_first() -> None:
    data = hub_with(
        25,
        "in-order",
        a=lane("hub", "x", priority_count=3),
        b=lane("hub", "y", priority_count=2),
        c=lane("hub", "z", priority_count=1),
    )

    assert sent(data, a=10, b=10, c=10) == {"c": 10, "b": 10, "a": 5}


def test_in_order_does_not_ask_in_which_order_the_commands_came() -> None:
    lanes = {"a": lane("hub", "x"), "b": lane("hub", "y")}

    assert sent(hub_with(12, "in-order", **lanes), b=10, a=10) == {"a": 10, "b": 2}


def test_fair_share_gives_each_lane_in_proportion_to_its_claim() -> None:
    data = hub_with(30, "fair-share", a=lane("hub", "x"), b=lane("hub", "y"), c=lane("hub", "z"))

    # 30 of 60 for claims of 30, 20 and 10
    assert sent(data, a=30, b=20, c=10) == {"a": 15, "b": 10, "c": 5}


def test_fair_share_gives_all_where_there_is_enough() -> None:
    data = hub_with(60, "fair-share", a=lane("hub", "x"), b=lane("hub", "y"))

    assert sent(data, a=30, b=20) == {"a": 30, "b": 20}


def test_fair_share_does_not_keep_stock_for_a_lane_that_is_shut() -> None:
    data = hub_with(20, "fair-share", a=lane("hub", "x"), b=lane("hub", "y"))
    data["disruptions"] = {"snow": {"what": "lane", "of": "a", "when": dated(0, 9)}}

    assert sent(data, a=20, b=20) == {"b": 20}


def test_what_is_not_sent_stays_owed_and_goes_when_stock_comes() -> None:
    data = hub_with(10, "in-order", a=lane("hub", "x"))
    data["sites"]["plant"] = depot(opening_stock={"pill": 50})
    data["lanes"]["in"] = lane("plant", "hub", 2)

    record = play(data, Script({0: [Order("a", "pill", 30), Order("in", "pill", 50)]}))

    left = [row for row in facts(record, "departed", "day", "lane", "units") if row[1] == "a"]
    assert left == [(0.0, "a", 10), (2.0, "a", 20)]


@pytest.mark.parametrize(
    ("available", "claims", "parts"),
    [
        (10, [8, 8, 4], [4, 4, 2]),
        (10, [1, 1, 1], [1, 1, 1]),
        (10, [10, 10, 10], [4, 3, 3]),  # a tie goes to the first
        (1, [5, 7], [0, 1]),  # the larger remainder
        (7, [10, 4], [5, 2]),
        (0, [3, 3], [0, 0]),
        (5, [0, 9], [0, 5]),
        (3, [], []),
        (100, [33, 33, 34], [33, 33, 34]),
    ],
)
def test_largest_remainders_gives_whole_parts_that_use_up_the_stock(
    available: int, claims: list[int], parts: list[int]
) -> None:
    assert largest_remainders(available, claims) == parts
