"""Reverse lanes carry goods back: nobody orders over them, and what they carry is counted."""

from tests.unit.world.chains import (
    Data,
    Script,
    chain,
    closing,
    depot,
    facts,
    lane,
    of_lane,
    orders,
    play,
    shop,
    total,
)
from twin.chain.network import build
from twin.chain.scenario import Scenario
from twin.control.decision import Ship


def there_and_back() -> Data:
    return chain(
        5,
        products={"pill": {"shelf_life_days": 30}},
        sites={"hub": depot(), "shop": shop(opening_stock={"pill": 20})},
        lanes={
            "road": lane("hub", "shop", 1),
            "back": lane("shop", "hub", 2, reverse=True),
        },
    )


def test_goods_shipped_back_are_stock_at_the_depot_again() -> None:
    record = play(there_and_back(), Script({1: [Ship("back", "pill", 8)]}))

    assert closing(record, "shop") == [20, 12, 12, 12, 12]
    assert closing(record, "hub") == [0, 0, 0, 8, 8]


def test_goods_shipped_back_count_as_shipped_back_by_who_sent_them() -> None:
    record = play(there_and_back(), Script({1: [Ship("back", "pill", 8)]}))

    assert facts(record, "returned", "day", "lane", "units") == [(1.0, "back", 8)]
    assert facts(record, "shipped") == []
    assert total(record, "returned", "shop") == 8
    assert (of_lane(record, "sent", "back"), of_lane(record, "trips", "back")) == (8, 1)


def test_no_more_is_shipped_back_than_is_there() -> None:
    record = play(there_and_back(), Script({0: [Ship("back", "pill", 500)]}))

    assert total(record, "returned", "shop") == 20


def test_shipping_forward_is_not_shipping_back() -> None:
    data = there_and_back()
    data["sites"]["hub"]["opening_stock"] = {"pill": 10}

    record = play(data, Script({0: [Ship("road", "pill", 4)]}))

    assert total(record, "returned", "hub") == 0
    assert facts(record, "shipped", "day", "lane", "units") == [(0.0, "road", 4)]


def test_what_is_ordered_over_a_reverse_lane_is_shipped_back_too() -> None:
    record = play(there_and_back(), orders({0: 4}, "back"))

    counted = sum(units for _, units in facts(record, "returned"))
    assert total(record, "returned", "shop") == counted


def test_a_reverse_lane_is_never_a_source() -> None:
    data = there_and_back()
    data["demand"] = {
        "d": {"site": "hub", "product": "pill", "law": {"law": "constant", "mean_units_per_day": 1}}
    }
    data["sites"]["hub"]["opening_stock"] = {"pill": 1}

    network = build(Scenario.of(data))

    assert network.sources[network.site_names.index("hub")] == ()
    assert network.in_lanes[network.site_names.index("hub")] == ()
