"""Room on the shelves: a load that does not fit waits at the door with its vehicle."""

import pytest

from tests.unit.world.chains import (
    Data,
    Script,
    chain,
    closing,
    each_day,
    facts,
    maker,
    of_lane,
    orders,
    patients,
    play,
    shop,
    total,
)
from twin.control.decision import Order


def small_shelf(room: Data, *, asked: float = 4, horizon_days: int = 6) -> Data:
    return chain(
        horizon_days,
        sites={"maker": maker("pill"), "shop": shop(storage={"ambient": room})},
        demand={"d": patients(each_day(asked), backordered_share=0)},
    )


def test_a_load_is_taken_in_as_far_as_there_is_room_and_the_rest_the_next_days() -> None:
    record = play(small_shelf({"capacity_units": 10}), orders({0: 20}))

    # 10 in, 4 out; each morning the 4 that fit
    assert facts(record, "arrived") == [(0.0, 10), (1.0, 4), (2.0, 4), (3.0, 2)]
    assert closing(record) == [6, 6, 6, 4, 0, 0]
    assert closing(record, level=2) == [10, 6, 2, 0, 0, 0]


def test_room_by_volume_holds_as_many_as_their_litres_allow() -> None:
    data = small_shelf({"capacity_litres": 10})
    data["products"] = {"pill": {"unit_volume_litres": 3}}

    record = play(data, orders({0: 5}))

    assert facts(record, "arrived")[0] == (0.0, 3)


def test_products_of_one_condition_share_its_room() -> None:
    data = chain(
        3,
        products={"jab": {"storage": "cold"}, "pill": {}, "vial": {"storage": "cold"}},
        sites={
            "maker": maker("jab", "pill", "vial"),
            "shop": shop(storage={"cold": {"capacity_units": 10}, "ambient": {}}),
        },
    )
    wanted = [Order("road", product, 8) for product in ("jab", "pill", "vial")]

    record = play(data, Script({0: wanted}))

    held = [closing(record, "shop", product)[0] for product in ("jab", "pill", "vial")]
    assert held == [8, 8, 2]


def test_a_site_without_the_condition_never_lets_the_product_in() -> None:
    data = small_shelf({})
    data["products"]["pill"]["storage"] = "cold"
    data["demand"] = {}

    record = play(data, orders({0: 5}))

    assert facts(record, "arrived") == []
    assert closing(record, level=2) == [5] * 6


def test_the_vehicle_waits_with_its_load() -> None:
    data = small_shelf({"capacity_units": 10})
    data["vehicles"] = {"van": {"capacity_units": 20}}
    data["fleets"] = {"vans": {"vehicle": "van", "vehicles_count": 1}}
    data["lanes"]["road"] |= {"fleet": "vans", "lead_time": {"law": "constant", "days": 1}}

    record = play(data, orders({0: 14, 1: 1}))

    # in on day 1 (10) and day 2 (4); home on day 3
    assert facts(record, "arrived")[:2] == [(1.0, 10), (2.0, 4)]
    assert facts(record, "departed", "day") == [(0.0,), (3.0,)]


def test_loads_at_the_door_are_taken_in_as_they_came() -> None:
    data = small_shelf({"capacity_units": 10})

    record = play(data, orders({0: 14, 1: 6}))

    assert facts(record, "arrived", "day", "trip", "units") == [
        (0.0, 0, 10),
        (1.0, 0, 4),
        (2.0, 1, 4),
        (3.0, 1, 2),
    ]


@pytest.mark.parametrize("lots", [True, False])
def test_what_waits_at_the_door_counts_as_on_order(lots: bool) -> None:
    data = small_shelf({"capacity_units": 10})
    data["products"]["pill"] = {"shelf_life_days": 50} if lots else {}
    policy = orders({0: 20})

    record = play(data, policy)

    assert [int(seen.on_order_units[1, 0]) for seen in policy.seen if "review" in seen.causes] == [
        0,
        6,
        2,
        0,
        0,
        0,
    ]
    assert of_lane(record, "sent") == 20
    assert total(record, "served") == 20
