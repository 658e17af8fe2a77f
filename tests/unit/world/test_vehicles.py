"""Vehicles by units, volume and mass: how many leave, how full, and with what."""

from typing import Any

import pytest

from tests.unit.world.chains import (
    Data,
    Script,
    chain,
    days,
    facts,
    lane,
    maker,
    of_lane,
    play,
    shop,
)
from twin.control.decision import Order
from twin.world.packing import pack


def load(vehicle: Data, **units: int) -> Any:
    """One order of each product over a lane with hired vehicles."""
    data = chain(
        3,
        products={
            "big": {"unit_volume_litres": 5, "unit_mass_kg": 1},
            "heavy": {"unit_volume_litres": 1, "unit_mass_kg": 4},
            "pill": {},
        },
        sites={"maker": maker("big", "heavy", "pill"), "shop": shop()},
        vehicles={"van": vehicle},
        lanes={"road": lane("maker", "shop", 1, vehicle="van")},
    )
    wanted = [Order("road", product, n) for product, n in units.items()]
    return play(data, Script({0: wanted}))


@pytest.mark.parametrize(
    ("vehicle", "units", "trips", "filled"),
    [
        ({"capacity_units": 10}, {"pill": 25}, 3, 2.5),
        ({"capacity_units": 10}, {"pill": 20}, 2, 2.0),
        ({"capacity_units": 10}, {"big": 4, "pill": 5}, 1, 0.9),
        ({"capacity_litres": 20}, {"big": 5}, 2, 1.25),
        ({"capacity_kg": 20}, {"heavy": 12}, 3, 2.4),
        ({"capacity_litres": 20, "capacity_kg": 20}, {"big": 2, "heavy": 10}, 3, 2.1),
        ({"capacity_units": 3, "capacity_litres": 1000}, {"pill": 4}, 2, 4 / 3),
    ],
)
def test_as_many_vehicles_leave_as_the_scarcest_room_asks(
    vehicle: Data, units: dict[str, int], trips: int, filled: float
) -> None:
    record = load(vehicle, **units)

    # 2 big and 4 heavy weigh 18 kg of 20; then 5 heavy fill a van, then one is left
    assert of_lane(record, "sent") == sum(units.values())
    assert of_lane(record, "trips") == trips
    assert of_lane(record, "filled") == pytest.approx(filled)


def test_vehicles_that_leave_together_arrive_together() -> None:
    record = load({"capacity_units": 10}, pill=25)

    assert facts(record, "departed") == [(0.0, 25)]
    assert facts(record, "arrived") == [(1.0, 25)]


def test_a_lane_without_vehicles_carries_any_quantity_as_one_full_load() -> None:
    data = chain(2, lanes={"road": lane("maker", "shop")})

    record = play(data, Script({0: [Order("road", "pill", 10**6)]}))

    assert (of_lane(record, "trips"), of_lane(record, "filled")) == (1, 1.0)


def test_a_lane_without_vehicles_is_full_beside_lanes_that_have_some() -> None:
    data = chain(
        2,
        sites={"maker": maker("pill"), "shop": shop(), "ward": shop()},
        vehicles={"van": {"capacity_units": 10}},
        lanes={"road": lane("maker", "shop"), "way": lane("maker", "ward", vehicle="van")},
    )

    record = play(data, Script({0: [Order("road", "pill", 7), Order("way", "pill", 7)]}))

    assert of_lane(record, "filled", "way") == pytest.approx(0.7)
    assert of_lane(record, "filled", "road") == 1.0


def test_each_departure_of_a_lane_is_a_trip_of_its_own() -> None:
    data = chain(
        4,
        vehicles={"van": {"capacity_units": 10}},
        lanes={"road": {**lane("maker", "shop", vehicle="van"), "lead_time": days(0)}},
    )

    record = play(data, Script({day: [Order("road", "pill", 5)] for day in range(4)}))

    assert (of_lane(record, "trips"), of_lane(record, "orders")) == (4, 4)


def test_packing_fills_one_vehicle_before_the_next() -> None:
    ten = [[(0, 0.1)], [(0, 0.1)]]

    assert pack([(0, 12), (1, 5)], ten, 9) == [
        ([(0, 10)], pytest.approx(1.0)),
        ([(0, 2), (1, 5)], pytest.approx(0.7)),
    ]


def test_packing_leaves_behind_what_the_vehicles_do_not_hold() -> None:
    ten = [[(0, 0.1)], [(0, 0.1)]]

    assert pack([(0, 12), (1, 5)], ten, 1) == [([(0, 10)], pytest.approx(1.0))]
    assert pack([(0, 12)], ten, 0) == []


def test_packing_fills_a_vehicle_in_spite_of_rounding() -> None:
    # 1 - (0.1 + 0.1 + 0.1) is a little less than seven tenths
    tenth = [[(0, 0.1)], [(0, 0.1)]]

    assert [loads for loads, _ in pack([(0, 3), (1, 7)], tenth, 9)] == [[(0, 3), (1, 7)]]


def test_packing_heeds_every_room_of_the_vehicle() -> None:
    # of product 0 ten fit by volume; of product 1 four by mass
    room = [[(1, 0.1), (2, 0.05)], [(1, 0.01), (2, 0.25)]]

    assert pack([(0, 8), (1, 3)], room, 9) == [
        ([(0, 8), (1, 2)], pytest.approx(0.9)),
        ([(1, 1)], pytest.approx(0.25)),
    ]


def test_a_vehicle_without_limits_takes_everything() -> None:
    loads = pack([(0, 500), (1, 7)], [[], []], 3)

    assert [load for load, _ in loads] == [[(0, 500), (1, 7)]]
