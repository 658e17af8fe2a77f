"""A finite fleet: goods wait for a vehicle, and vehicles drive home before they leave again."""

import pytest

from tests.unit.world.chains import (
    Data,
    Script,
    chain,
    dated,
    depot,
    facts,
    lane,
    maker,
    of_lane,
    orders,
    play,
    shop,
)
from twin.control.decision import Order


def one_van(lead_days: float = 1, *, vans: int = 1, horizon_days: int = 12, **fleet: float) -> Data:
    return chain(
        horizon_days,
        vehicles={"van": {"capacity_units": 10}},
        fleets={"vans": {"vehicle": "van", "vehicles_count": vans, **fleet}},
        lanes={"road": lane("maker", "shop", lead_days, fleet="vans")},
    )


@pytest.mark.parametrize(
    ("factor", "departures"),
    [
        (1.0, [0.0, 2.0, 4.0]),  # a day out, a day home
        (0.0, [0.0, 1.0, 2.0]),
        (2.0, [0.0, 3.0, 6.0]),
        (0.5, [0.0, 2.0, 4.0]),  # home at noon, away the next morning
    ],
)
def test_a_van_leaves_again_once_it_is_home(factor: float, departures: list[float]) -> None:
    record = play(one_van(return_time_factor=factor), orders({0: 25}))

    assert facts(record, "departed") == list(zip(departures, [10, 10, 5], strict=True))


def test_two_vans_share_the_goods_of_a_day() -> None:
    record = play(one_van(vans=2), orders({0: 25}))

    assert facts(record, "departed") == [(0.0, 20), (2.0, 5)]
    assert of_lane(record, "trips") == 3


def test_lanes_of_one_fleet_take_the_vans_from_each_other() -> None:
    data = one_van()
    data["sites"]["ward"] = shop()
    data["lanes"]["way"] = lane("maker", "ward", 1, fleet="vans", priority_count=1)

    record = play(data, Script({0: [Order("road", "pill", 10), Order("way", "pill", 10)]}))

    assert facts(record, "departed", "day", "lane") == [(0.0, "way"), (2.0, "road")]


def test_a_fleet_that_serves_two_depots_is_one_fleet() -> None:
    data = one_van()
    data["sites"] = {
        "hub": depot(opening_stock={"pill": 50}),
        "maker": maker("pill"),
        "shop": shop(),
    }
    data["lanes"]["hub road"] = lane("hub", "shop", 1, fleet="vans")

    record = play(data, Script({0: [Order("road", "pill", 10), Order("hub road", "pill", 10)]}))

    assert facts(record, "departed", "day", "lane") == [(0.0, "hub road"), (2.0, "road")]


def test_a_van_is_bound_while_it_waits_at_a_shut_door() -> None:
    data = one_van()
    data["disruptions"] = {"flood": {"what": "site", "of": "shop", "when": dated(0.5, 3)}}

    record = play(data, orders({0: 20}))

    # it waits from day 1 to 3.5, drives home for a day, and leaves on the morning of day 5
    assert facts(record, "arrived") == [(3.5, 10), (6.0, 10)]
    assert facts(record, "departed", "day") == [(0.0,), (5.0,)]


def test_the_way_home_takes_no_longer_because_the_way_out_was_held() -> None:
    data = one_van()
    data["disruptions"] = {
        "snow": {"what": "lane", "of": "road", "when": dated(0.5, 3), "goods_in_transit": "held"}
    }

    record = play(data, orders({0: 20}))

    # a day's drive out, held for three, is there on day 4, home on day 5
    assert facts(record, "arrived", "day")[0] == (4.0,)
    assert facts(record, "departed", "day") == [(0.0,), (5.0,)]


def test_a_van_whose_load_is_lost_turns_round_at_once() -> None:
    data = one_van(3)
    data["disruptions"] = {
        "theft": {"what": "site", "of": "shop", "when": dated(1, 0.5), "goods_in_transit": "lost"}
    }

    record = play(data, orders({0: 20}))

    # a day out, a day back
    assert facts(record, "destroyed") == [(1.0, 10)]
    assert facts(record, "departed", "day") == [(0.0,), (2.0,)]


def test_a_van_that_is_turned_round_is_home_when_it_arrives_there() -> None:
    data = one_van(3)
    data["sites"]["maker"] = depot(opening_stock={"pill": 20})
    data["disruptions"] = {
        "riot": {
            "what": "site",
            "of": "shop",
            "when": dated(1, 0.5),
            "goods_in_transit": "returned",
        }
    }

    record = play(data, orders({0: 20}))

    assert facts(record, "departed", "day") == [(0.0,), (2.0,)]


def test_vans_carry_what_stock_there_is_before_short_lanes_get_none() -> None:
    data = one_van(vans=1)
    data["sites"] = {"hub": depot(opening_stock={"pill": 14}), "shop": shop(), "ward": shop()}
    data["lanes"] = {
        "road": lane("hub", "shop", 1, fleet="vans", priority_count=1),
        "way": lane("hub", "ward", 1, priority_count=2),
    }

    record = play(data, Script({0: [Order("road", "pill", 12), Order("way", "pill", 9)]}))

    # the van holds 10 of the 12; the 4 left go the other way, 2 wait for stock
    assert facts(record, "departed", "day", "lane", "units") == [(0.0, "road", 10), (0.0, "way", 4)]
