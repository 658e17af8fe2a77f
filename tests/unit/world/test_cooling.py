"""Warmth on the way and in a blackout: allowance, spoiling, and life that is lost."""

import pytest

from tests.unit.world.chains import (
    Data,
    Script,
    chain,
    closing,
    dated,
    depot,
    each_day,
    facts,
    lane,
    maker,
    of_lane,
    orders,
    patients,
    play,
    shop,
    total,
)
from twin.chain.network import build
from twin.chain.path import SamplePath
from twin.chain.product import Product
from twin.chain.scenario import Scenario
from twin.control.decision import Order
from twin.world.coldchain import after_warmth


def vaccine(hours: float, beyond: str = "spoils", share: float = 0.5, life: int = 30) -> Data:
    excursion = {"allowance_hours": hours, "beyond": beyond, "life_left_share": share}
    return {"shelf_life_days": life, "excursion": excursion}


def always_fails(product: Data, horizon_days: int = 6) -> Data:
    return chain(
        horizon_days,
        products={"pill": product},
        vehicles={"van": {"cooling": {"failure_share_per_trip": 1}}},
        lanes={"road": lane("maker", "shop", 1, vehicle="van")},
    )


def warm_hours(data: Data, lane_number: int = 0, day: int = 0, lead_hours: float = 24) -> float:
    """What the sample path of these tests says of the first vehicle's failure."""
    path = SamplePath(build(Scenario.of(data)), 1, 0)
    return (1 - path.cooling_fails_at_share(lane_number, day, 0)) * lead_hours


@pytest.mark.parametrize(("more", "lost"), [(0.1, 0), (-0.1, 9)])
def test_a_load_spoils_when_it_was_warm_for_longer_than_its_allowance(
    more: float, lost: int
) -> None:
    data = always_fails(vaccine(0))
    hours = warm_hours(data)
    data = always_fails(vaccine(hours + more))

    record = play(data, orders({0: 9}))

    assert 0.5 < hours < 24
    assert total(record, "spoiled") == lost
    assert closing(record)[-1] == 9 - lost
    assert of_lane(record, "excursions") == 1


def test_a_product_that_does_not_mind_warmth_arrives_whole() -> None:
    record = play(always_fails({"shelf_life_days": 30}), orders({0: 9}))

    assert closing(record)[-1] == 9


def test_a_vehicle_that_never_fails_brings_everything_cold() -> None:
    data = always_fails(vaccine(0))
    data["vehicles"]["van"]["cooling"]["failure_share_per_trip"] = 0

    record = play(data, orders({0: 9}))

    assert (of_lane(record, "excursions"), closing(record)[-1]) == (0, 9)


def test_a_load_that_loses_life_keeps_its_share_under_a_new_lot_number() -> None:
    data = always_fails(vaccine(0, "loses-life", 0.5))

    record = play(data, orders({0: 9}))

    # made on day 0 for 30 days; on day 1 there are 29 left, of which 14 stay: day 15
    assert facts(record, "relotted", "day", "parent", "lot", "expiry_day", "units") == [
        (1.0, 0, 1, 15, 9)
    ]
    assert total(record, "spoiled") == 0


def test_a_load_whose_life_is_all_lost_expires_at_the_door() -> None:
    record = play(always_fails(vaccine(0, "loses-life", 0)), orders({0: 9}))

    assert facts(record, "expired") == [(1.0, 9)]


def test_each_vehicle_fails_by_itself() -> None:
    data = always_fails(vaccine(0), horizon_days=3)
    data["vehicles"]["van"] = {"capacity_units": 1, "cooling": {"failure_share_per_trip": 0.5}}

    record = play(data, orders({0: 40}))

    path = SamplePath(build(Scenario.of(data)), 1, 0)
    failing = sum(path.cooling_fails_at_share(0, 0, n) < 1 for n in range(40))
    assert 10 < failing < 30
    assert total(record, "spoiled") == failing
    assert of_lane(record, "trips") == 40


def test_warm_hours_add_up_over_all_the_trips_of_a_lot() -> None:
    def two_legs(hours: float) -> Data:
        data = always_fails(vaccine(hours))
        data["sites"]["hub"] = depot()
        data["lanes"] = {
            "first": lane("maker", "hub", 1, vehicle="van"),
            "road": lane("hub", "shop", 1, vehicle="van"),
        }
        return data

    plan = Script({0: [Order("first", "pill", 9)], 1: [Order("road", "pill", 9)]})
    network = build(Scenario.of(two_legs(0)))
    legs = [
        warm_hours(two_legs(0), network.lane_names.index(name), day)
        for name, day in (("first", 0), ("road", 1))
    ]

    enough = play(two_legs(sum(legs) + 0.1), plan)
    too_little = play(two_legs(sum(legs) - 0.1), plan)

    assert max(legs) < sum(legs) - 0.1
    assert facts(enough, "spoiled") == []
    assert facts(too_little, "spoiled", "day", "site", "units") == [(2.0, "shop", 9)]


def test_what_waits_at_a_full_door_stays_as_warm_as_it_came() -> None:
    data = always_fails(vaccine(0), horizon_days=8)
    data["sites"]["shop"] = shop(storage={"ambient": {"capacity_units": 10}})

    record = play(data, orders({0: 30}))

    assert total(record, "spoiled") == 30


def blackout(product: Data, number_of_days: float = 1, **more: float) -> Data:
    return chain(
        6,
        products={"pill": product},
        sites={"maker": maker("pill"), "shop": shop(opening_stock={"pill": 10})},
        disruptions={
            "cut": {"what": "power", "of": "shop", "when": dated(1, number_of_days), **more}
        },
    )


@pytest.mark.parametrize(
    ("backup_hours", "allowance_hours", "spoiled"),
    [(0, 23, 10), (0, 24, 0), (4, 19, 10), (4, 20, 0), (30, 0, 0)],
)
def test_a_blackout_warms_the_shelf_once_the_backup_is_empty(
    backup_hours: float, allowance_hours: float, spoiled: int
) -> None:
    record = play(blackout(vaccine(allowance_hours), backup_hours=backup_hours))

    assert total(record, "spoiled") == spoiled
    assert closing(record)[-1] == 10 - spoiled


def test_two_blackouts_use_up_one_allowance() -> None:
    data = blackout(vaccine(30))
    data["disruptions"]["cut"]["when"]["dated"].append({"from_day": 3, "days": 0.5})

    record = play(data)

    # a day of the thirty hours in the first cut; the seventh hour of the second is too much
    assert facts(record, "spoiled") == [(pytest.approx(3 + 7 / 24), 10)]


def test_blackouts_that_overlap_are_one_long_blackout() -> None:
    data = blackout(vaccine(60), 2)
    data["disruptions"]["more"] = {"what": "power", "of": "shop", "when": dated(2, 2)}

    record = play(data)

    # dark from day 1 to day 4, for 72 hours
    assert total(record, "spoiled") == 10


def test_a_blackout_takes_life_from_a_lot_that_loses_life() -> None:
    record = play(blackout(vaccine(1, "loses-life", 0.25)))

    # 29 days left in the second hour of the blackout on day 1; a fourth is 7, and once only
    (row,) = facts(record, "relotted", "day", "expiry_day", "units")
    assert row == (pytest.approx(1 + 2 / 24), 8, 10)


def test_a_blackout_harms_what_is_only_counted_as_a_warm_trip_does() -> None:
    product = {"excursion": {"allowance_hours": 1}}

    by_trip = play(always_fails(product), orders({0: 10}))
    by_blackout = play(blackout(product))

    assert (total(by_trip, "spoiled"), total(by_blackout, "spoiled")) == (10, 10)


def test_a_blackout_does_not_warm_what_came_after_it_began() -> None:
    data = blackout(vaccine(13))
    data["sites"]["shop"] = shop()
    data["lanes"] = {"road": lane("maker", "shop", 1.5)}

    record = play(data, orders({0: 10}))

    # the power is out from day 1 to 2; the load comes at noon, twelve hours before its end
    assert total(record, "spoiled") == 0


def test_a_blackout_does_not_stop_the_trade() -> None:
    data = blackout({}, 3)
    data["demand"] = {"d": patients(each_day(2))}

    assert closing(play(data)) == [8, 6, 4, 2, 0, 0]


SPOILS = Product.model_validate(vaccine(2))
LOSES = Product.model_validate(vaccine(2, "loses-life", 0.5))


@pytest.mark.parametrize(
    ("product", "warm_before", "ticks", "after"),
    [
        (SPOILS, 0, 120, (40, 7, 5, 120)),
        (SPOILS, 0, 121, None),
        (SPOILS, 60, 60, (40, 7, 5, 120)),
        (SPOILS, 60, 61, None),
        (SPOILS, 60, 0, (40, 7, 5, 60)),
        (LOSES, 60, 60, (40, 7, 5, 120)),
        (LOSES, 60, 61, (25, 7, 5, 0)),  # day 10, 30 left, 15 stay; the allowance starts anew
        (Product.model_validate({}), 0, 10**6, (40, 7, 5, 0)),
    ],
)
def test_the_allowance_is_used_up_before_warmth_harms(
    product: Product, warm_before: int, ticks: int, after: tuple[int, int, int, int] | None
) -> None:
    assert after_warmth(product, (40, 7, 5, warm_before), ticks, 10) == after


def test_life_that_is_left_is_whole_days_rounded_down() -> None:
    assert after_warmth(LOSES, (17, 1, 5, 0), 999, 10) == (13, 1, 5, 0)  # half of 7
    assert after_warmth(LOSES, (5, 1, 5, 0), 999, 10) == (10, 1, 5, 0)  # already expired


def test_a_long_blackout_spoils_what_comes_and_stays_in_it() -> None:
    data = blackout(vaccine(5), 30)
    data["time"]["horizon_days"] = 20

    record = play(data, orders({3: 7}))

    # the stock of day 0 after five hours in the dark; what comes on day 3 after five more
    assert facts(record, "spoiled") == [
        (pytest.approx(1 + 6 / 24), 10),
        (pytest.approx(3 + 6 / 24), 7),
    ]
