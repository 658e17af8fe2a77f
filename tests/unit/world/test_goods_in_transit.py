"""What becomes of the goods on the road when an outage begins."""

from typing import Any

import pytest

from tests.unit.world.chains import (
    Data,
    chain,
    closing,
    dated,
    depot,
    facts,
    lane,
    of_lane,
    orders,
    play,
    shop,
    total,
)


def on_the_road(fate: str, what: str = "lane", of: str = "road", **pill: Any) -> Data:
    """Ten units leave on day 0 and are to arrive on day 4; the outage lasts from 1 to 3."""
    outage = {"what": what, "of": of, "when": dated(1, 2), "goods_in_transit": fate}
    return chain(
        10,
        products={"pill": pill},
        sites={"hub": depot(opening_stock={"pill": 10}), "shop": shop(region="east")},
        lanes={"road": lane("hub", "shop", 4)},
        disruptions={"x": outage},
    )


ENTITIES = [("lane", "road"), ("site", "shop"), ("region", "east")]


@pytest.mark.parametrize(("what", "of"), ENTITIES)
def test_goods_that_continue_arrive_as_planned(what: str, of: str) -> None:
    record = play(on_the_road("continue", what, of), orders({0: 10}))

    assert facts(record, "arrived") == [(4.0, 10)]


@pytest.mark.parametrize(("what", "of"), ENTITIES)
def test_goods_that_are_held_come_later_by_the_length_of_the_outage(what: str, of: str) -> None:
    record = play(on_the_road("held", what, of), orders({0: 10}))

    assert facts(record, "arrived") == [(6.0, 10)]
    assert closing(record, level=2) == [10] * 6 + [0] * 4


@pytest.mark.parametrize(("what", "of"), ENTITIES)
@pytest.mark.parametrize("pill", [{}, {"shelf_life_days": 90}])
def test_goods_that_are_lost_are_destroyed_and_no_longer_on_order(
    what: str, of: str, pill: Data
) -> None:
    policy = orders({0: 10})

    record = play(on_the_road("lost", what, of, **pill), policy)

    assert facts(record, "destroyed") == [(1.0, 10)]
    assert total(record, "destroyed", "shop") == 10
    assert facts(record, "arrived") == []
    assert int(policy.seen[-1].on_order_units[1, 0]) == 0


@pytest.mark.parametrize(("what", "of"), ENTITIES)
@pytest.mark.parametrize("pill", [{}, {"shelf_life_days": 90}])
def test_goods_that_are_turned_round_take_as_long_back_as_they_had_come(
    what: str, of: str, pill: Data
) -> None:
    policy = orders({0: 10})

    record = play(on_the_road("returned", what, of, **pill), policy)

    # a day out and a day back: in the depot's stock again on day 2
    assert closing(record, "hub") == [0, 0] + [10] * 8
    assert closing(record, "shop") == [0] * 10
    assert int(policy.seen[-1].on_order_units[1, 0]) == 0


def test_only_goods_for_the_place_that_is_out_are_concerned() -> None:
    data = on_the_road("lost", "site", "shop")
    data["sites"]["ward"] = shop()
    data["lanes"]["way"] = lane("hub", "ward", 4)

    record = play(data, orders({0: 10}, "way"))

    assert facts(record, "destroyed") == []
    assert closing(record, "ward")[4] == 10


def test_goods_leaving_the_place_that_is_out_are_not_concerned() -> None:
    record = play(on_the_road("lost", "site", "hub"), orders({0: 10}))

    assert facts(record, "arrived") == [(4.0, 10)]


def test_goods_that_leave_after_the_outage_are_not_concerned() -> None:
    record = play(on_the_road("lost"), orders({3: 10}))

    assert facts(record, "arrived") == [(7.0, 10)]


def test_goods_held_twice_wait_for_both_outages() -> None:
    data = on_the_road("held")
    data["disruptions"]["x"]["when"]["dated"].append({"from_day": 4, "days": 1})

    record = play(data, orders({0: 10}))

    assert facts(record, "arrived") == [(7.0, 10)]


def test_goods_turned_round_may_be_sent_again() -> None:
    data = on_the_road("returned")
    data["disruptions"]["x"]["when"] = dated(1, 0.5)

    record = play(data, orders({0: 10, 5: 10}))

    assert facts(record, "departed", "day") == [(0.0,), (5.0,)]
    assert of_lane(record, "sent") == 20
    assert closing(record, "shop")[-1] == 10


def test_goods_turned_round_to_an_outside_source_leave_the_chain() -> None:
    data = on_the_road("returned")
    data["sites"]["hub"] = {"kind": "supplier", "supplies": {"pill": {}}}
    data["disruptions"]["x"]["when"] = dated(1, 0.5)

    record = play(data, orders({0: 10, 5: 10}))

    # they must not lie on the shelves of a place that has no end of goods
    assert closing(record, "hub")[-1] == 0
    assert closing(record, "shop")[-1] == 10
