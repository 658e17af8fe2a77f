"""Base-stock, (s, S) and (r, Q) on positions computed by hand."""

from typing import Any

import pytest

from policies.catalogue import named
from tests.unit.world.chains import (
    Data,
    by_day,
    chain,
    dated,
    days,
    depot,
    each_day,
    facts,
    lane,
    maker,
    patients,
    play,
    shop,
    total,
)
from twin.chain.network import build
from twin.chain.scenario import Scenario


def follow(data: Data, policy: str) -> Any:
    return play(data, named(policy, build(Scenario.of(data))))


def one_shop(levels: Data, *, stock: int = 0, law: Data | None = None, lead: float = 2) -> Data:
    return chain(
        8,
        sites={"maker": maker("pill"), "shop": shop(opening_stock={"pill": stock})},
        lanes={"road": lane("maker", "shop", lead)},
        demand={"d": patients(law or each_day(4))},
        levels={"l": {"site": "shop", "product": "pill", **levels}},
    )


def ordered(record: Any, lane_name: str = "road") -> list[tuple[float, int]]:
    return [
        (day, n) for day, name, n in facts(record, "ordered", "day", "lane", "units")
        if name == lane_name
    ]  # fmt: skip


def test_base_stock_orders_what_the_position_lacks_to_its_level() -> None:
    record = follow(one_shop({"base_stock_units": 15}, stock=6), "base-stock")

    # position 6: order 9; then each day the 4 that were asked the day before
    assert ordered(record) == [(0.0, 9)] + [(float(day), 4) for day in range(1, 8)]


def test_base_stock_does_nothing_above_its_level() -> None:
    record = follow(one_shop({"base_stock_units": 15}, stock=26), "base-stock")

    # 26, 22, 18, 14: one lacks on day 3
    assert ordered(record)[:2] == [(3.0, 1), (4.0, 4)]


def test_base_stock_of_zero_makes_to_order() -> None:
    record = follow(one_shop({"base_stock_units": 0}), "base-stock")

    assert ordered(record) == [(float(day), 4) for day in range(1, 8)]


@pytest.mark.parametrize(
    ("stock", "first"),
    [(11, []), (10, [(0.0, 20)]), (3, [(0.0, 27)])],
)
def test_s_s_orders_up_to_its_upper_level_at_the_reorder_point_or_below(
    stock: int, first: list[tuple[float, int]]
) -> None:
    levels = {"reorder_point_units": 10, "order_up_to_units": 30}

    record = follow(one_shop(levels, stock=stock, law=each_day(0)), "s-S")

    assert ordered(record) == first


def test_s_s_waits_until_the_position_is_down_at_the_reorder_point() -> None:
    levels = {"reorder_point_units": 10, "order_up_to_units": 30}

    record = follow(one_shop(levels, stock=30), "s-S")

    # 30, 26, 22, 18, 14, 10: order 20 on day 5
    assert ordered(record) == [(5.0, 20)]


@pytest.mark.parametrize(
    ("stock", "first"),
    [(11, []), (10, [(0.0, 7)]), (4, [(0.0, 7)]), (3, [(0.0, 14)]), (0, [(0.0, 14)])],
)
def test_r_q_orders_the_least_number_of_batches_that_lifts_it_above_its_point(
    stock: int, first: list[tuple[float, int]]
) -> None:
    levels = {"reorder_point_units": 10, "order_quantity_units": 7}

    record = follow(one_shop(levels, stock=stock, law=each_day(0)), "r-Q")

    assert ordered(record) == first


def test_r_q_goes_through_its_positions_in_turn() -> None:
    levels = {"reorder_point_units": 10, "order_quantity_units": 9}

    record = follow(one_shop(levels, stock=12), "r-Q")

    # 12; 8 -> 17; 13; 9 -> 18; 14; 10 -> 19; 15; 11
    assert ordered(record) == [(1.0, 9), (3.0, 9), (5.0, 9)]


@pytest.mark.parametrize("policy", ["base-stock", "s-S", "r-Q"])
def test_a_negative_reorder_point_lets_patients_wait_before_it_orders(policy: str) -> None:
    levels = {
        "base_stock_units": 0,
        "reorder_point_units": -8,
        "order_up_to_units": 0,
        "order_quantity_units": 8,
    }

    record = follow(one_shop(levels), policy)

    expected = {
        "base-stock": [(float(day), 4) for day in range(1, 8)],
        "s-S": [(2.0, 8), (4.0, 8), (6.0, 8)],
        "r-Q": [(2.0, 8), (4.0, 8), (6.0, 8)],
    }
    assert ordered(record) == expected[policy]


def test_rules_act_at_reviews_only_and_a_continuous_one_at_every_call() -> None:
    data = one_shop({"base_stock_units": 15}, stock=15, law=by_day(1, 2, 3, 4))
    data["time"] |= {"review": "continuous", "review_period_days": 3}

    every_call = follow(data, "base-stock")
    reviews = follow(data, "base-stock:review=periodic")

    assert ordered(every_call) == [(0.0, 1), (1.0, 2), (2.0, 3), (3.0, 4)]
    assert ordered(reviews) == [(3.0, 6), (6.0, 4)]


def test_rules_of_a_weekly_review_order_once_a_week() -> None:
    data = one_shop({"base_stock_units": 15}, stock=15)
    data["time"]["review_period_days"] = 7

    assert ordered(follow(data, "base-stock")) == [(7.0, 28)]


def two_stages(**levels: Data) -> Data:
    return chain(
        12,
        sites={
            "maker": maker("pill"),
            "hub": depot(opening_stock={"pill": 20}),
            "shop": shop(opening_stock={"pill": 15}),
        },
        lanes={"in": lane("maker", "hub", 3), "road": lane("hub", "shop", 2)},
        demand={"d": patients(by_day(4, 9, 0, 7, 2, 5, 5, 1, 8, 3, 4, 4))},
        levels=levels,
    )


def test_a_depot_sees_the_orders_of_its_shop_before_it_orders_itself() -> None:
    data = two_stages(
        a={"site": "hub", "product": "pill", "base_stock_units": 20},
        b={"site": "shop", "product": "pill", "base_stock_units": 15},
    )

    record = follow(data, "base-stock")

    asked = [4, 9, 7, 2, 5, 5, 1, 8, 3, 4]
    days_of = [1.0, 2.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0]
    assert ordered(record) == list(zip(days_of, asked, strict=True))
    assert ordered(record, "in") == list(zip(days_of, asked, strict=True))


def test_echelon_base_stock_equals_local_base_stock_on_a_serial_chain() -> None:
    local = two_stages(
        a={"site": "hub", "product": "pill", "base_stock_units": 20},
        b={"site": "shop", "product": "pill", "base_stock_units": 15},
    )
    # the echelon level of a stage is its local level and those of all stages below
    echelon = two_stages(
        a={"site": "hub", "product": "pill", "echelon_base_stock_units": 35},
        b={"site": "shop", "product": "pill", "echelon_base_stock_units": 15},
    )

    first, second = follow(local, "base-stock"), follow(echelon, "echelon-base-stock")

    assert first.ledger is not None
    assert second.ledger is not None
    assert first.ledger.sha256() == second.ledger.sha256()


def test_echelon_levels_are_the_sums_of_local_ones_where_none_is_typed() -> None:
    local = two_stages(
        a={"site": "hub", "product": "pill", "base_stock_units": 20},
        b={"site": "shop", "product": "pill", "base_stock_units": 15},
    )

    first, second = follow(local, "base-stock"), follow(local, "echelon-base-stock")

    assert ordered(first, "in") == ordered(second, "in")


def test_an_echelon_counts_stock_that_is_on_its_way_down_but_not_the_claims_on_it() -> None:
    data = two_stages(
        a={"site": "hub", "product": "pill", "echelon_base_stock_units": 40},
        b={"site": "shop", "product": "pill", "echelon_base_stock_units": 25},
    )

    record = follow(data, "echelon-base-stock")

    # day 0: 20 + 15 in the echelon of the hub, 5 lack; the shop lacks 10 of 25
    assert ordered(record, "in")[0] == (0.0, 5)
    assert ordered(record)[0] == (0.0, 10)


def two_sources(**first: Any) -> Data:
    data = one_shop({"base_stock_units": 15}, stock=15)
    data["sites"]["reserve"] = maker("pill")
    data["lanes"]["road"] |= first
    data["lanes"]["way"] = lane("reserve", "shop", 1)
    return data


def test_the_lane_with_the_smaller_priority_number_is_the_source() -> None:
    near = follow(two_sources(priority_count=1), "base-stock")
    far = follow(two_sources(priority_count=200), "base-stock")

    assert (bool(ordered(near, "road")), bool(ordered(near, "way"))) == (True, False)
    assert (bool(ordered(far, "road")), bool(ordered(far, "way"))) == (False, True)


def test_modes_between_the_same_sites_are_ways_of_their_own() -> None:
    data = one_shop({"base_stock_units": 15}, stock=15)
    data["lanes"]["air"] = lane("maker", "shop", 0, mode="air", priority_count=1)

    record = follow(data, "base-stock")

    assert (bool(ordered(record, "air")), bool(ordered(record, "road"))) == (True, False)


@pytest.mark.parametrize(
    ("what", "of"), [("lane", "road"), ("site", "maker"), ("supplier", "maker")]
)
def test_the_second_source_stands_in_while_the_first_is_shut(what: str, of: str) -> None:
    data = two_sources(priority_count=1)
    data["disruptions"] = {"x": {"what": what, "of": of, "when": dated(2, 3)}}

    record = follow(data, "base-stock")

    assert [day for day, _ in ordered(record, "road")] == [1.0, 5.0, 6.0, 7.0]
    assert [day for day, _ in ordered(record, "way")] == [2.0, 3.0, 4.0]


def test_where_all_sources_are_shut_the_first_is_asked() -> None:
    data = two_sources(priority_count=1)
    data["disruptions"] = {"x": {"what": "lane", "of": "*", "when": dated(0, 8)}}

    record = follow(data, "base-stock")

    assert len(ordered(record, "road")) == 7
    assert ordered(record, "way") == []


def plant(each: float = 1.0, batch: int = 10) -> Data:
    making = {"batch_units": batch, "batch_days": days(1), "inputs": {"api": each}}
    return chain(
        6,
        products={"api": {"kind": "material"}, "pill": {}},
        sites={
            "maker": maker("api"),
            "shop": {
                "kind": "plant",
                "makes": {"pill": making},
                "opening_stock": {"pill": 20, "api": 50},
            },
        },
        lanes={"road": lane("maker", "shop", 1)},
        demand={"d": patients(each_day(4))},
        levels={
            "p": {"site": "shop", "product": "pill", "base_stock_units": 20},
            "a": {"site": "shop", "product": "api", "base_stock_units": 50},
        },
    )


def test_a_plant_makes_whole_batches_and_orders_their_inputs_at_once() -> None:
    record = follow(plant(each=2.0), "base-stock")

    # 4 lack on day 1: a batch of 10; 6 too many carry it to day 3, when 2 lack
    assert [day for (day,) in facts(record, "started", "day")] == [1.0, 3.0]
    assert ordered(record) == [(1.0, 20), (3.0, 20)]


def test_inputs_are_ordered_as_they_will_be_taken_rounded_up_for_each_batch() -> None:
    data = plant(each=0.25)
    data["demand"]["d"]["law"] = by_day(20)

    record = follow(data, "base-stock")

    # two batches of 10 take 3 api each
    assert ordered(record) == [(1.0, 6)]
    assert total(record, "consumed", "shop", "api") == 6


def test_a_batch_that_waits_for_inputs_keeps_its_claim_on_them() -> None:
    data = plant(each=1.0)
    data["sites"]["shop"]["opening_stock"] = {"pill": 20}
    data["levels"]["a"]["base_stock_units"] = 0
    data["lanes"]["road"] = lane("maker", "shop", 3)
    data["demand"]["d"]["law"] = by_day(20, 10)

    record = follow(data, "base-stock")

    # 20 to make from day 1, 10 more from day 2: nothing is on the shelf for either
    assert ordered(record) == [(1.0, 20), (2.0, 10)]


def test_no_batch_starves_for_inputs_that_nobody_ordered() -> None:
    data = plant(each=1.0)
    data["time"]["horizon_days"] = 30
    data["sites"]["shop"]["opening_stock"] = {"pill": 20}
    data["levels"]["a"]["base_stock_units"] = 0
    data["lanes"]["road"] = lane("maker", "shop", 3)
    data["demand"]["d"]["law"] = by_day(20, 10)

    record = follow(data, "base-stock")

    assert total(record, "served") == 30
    assert total(record, "produced") == 30


def test_orders_given_in_silence_are_known_to_who_gave_them() -> None:
    data = one_shop({"base_stock_units": 20}, stock=20)
    window = {"dated": [{"from_day": 1, "days": 6}]}
    data["disruptions"] = {"x": {"what": "information", "of": "shop", "when": window}}

    record = follow(data, "base-stock")

    # the shop is seen as on day 1: what was ordered then is not ordered again every day
    assert sum(units for day, units in ordered(record) if 1 <= day < 7) == 4


@pytest.mark.parametrize("policy", ["base-stock", "s-S", "r-Q", "echelon-base-stock"])
def test_a_chain_that_nobody_draws_on_needs_no_orders(policy: str) -> None:
    data = one_shop({"base_stock_units": 15}, stock=6)
    data["demand"] = {}

    assert ordered(follow(data, policy)) == []
