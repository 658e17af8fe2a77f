"""Outages of every kind: what stops, what slows down, what is destroyed, and what is overlaid."""

from typing import Any

import pytest

from tests.unit.world.chains import (
    Data,
    EveryReview,
    Script,
    chain,
    closing,
    dated,
    depot,
    each_day,
    facts,
    lane,
    maker,
    orders,
    patients,
    play,
    shop,
    total,
)
from twin.control.decision import Order, Produce, Ship


def out(what: str, of: Any, from_day: float, number: float, **more: Any) -> Data:
    return {"what": what, "of": of, "when": dated(from_day, number), **more}


def line(stock: int = 100, **disruptions: Data) -> Data:
    """A depot with stock, and a shop a day away."""
    return chain(
        8,
        sites={
            "hub": depot(opening_stock={"pill": stock}, region="west"),
            "shop": shop(region="east"),
        },
        lanes={"road": lane("hub", "shop", 1)},
        disruptions=disruptions,
    )


def departures(data: Data, units: int = 10) -> list[tuple[float, int]]:
    return facts(play(data, EveryReview(Order("road", "pill", units))), "departed")


@pytest.mark.parametrize(
    "outage",
    [
        out("site", "hub", 1, 2),
        out("lane", "road", 1, 2),
        out("region", "west", 1, 2),
        out("site", "kind:main-dc", 1, 2),
        out("site", "*", 1, 2),
        out("site", ["hub"], 1, 2),
        out("lane", "*", 1, 2),
    ],
)
def test_nothing_departs_from_what_is_out_and_all_of_it_afterwards(outage: Data) -> None:
    assert departures(line(x=outage))[:3] == [(0.0, 10), (3.0, 30), (4.0, 10)]


def test_an_outage_of_another_place_changes_nothing() -> None:
    assert departures(line(x=out("region", "east", 1, 2)))[:3] == [(0.0, 10), (1.0, 10), (2.0, 10)]


@pytest.mark.parametrize(
    "outage",
    [
        out("site", "hub", 1, 1, capacity_left_share=0.4),
        out("lane", "road", 1, 1, capacity_left_share=0.4),
    ],
)
def test_a_partial_outage_lets_its_share_of_what_is_owed_go(outage: Data) -> None:
    assert departures(line(x=outage))[:3] == [(0.0, 10), (1.0, 4), (2.0, 16)]


def test_the_least_of_two_shares_holds_where_site_and_lane_are_slow() -> None:
    slow = {
        "a": out("site", "hub", 1, 1, capacity_left_share=0.5),
        "b": out("lane", "road", 1, 1, capacity_left_share=0.2),
    }

    assert departures(line(**slow))[1] == (1.0, 2)


def test_overlapping_outages_leave_the_least_share_until_each_has_ended() -> None:
    slow = {
        "a": out("site", "hub", 1, 4, capacity_left_share=0.5),
        "b": out("site", "hub", 2, 1, capacity_left_share=0.1),
        "c": out("region", "west", 3, 1, capacity_left_share=0.8),
    }
    policy = Script()

    play(line(**slow), policy)

    shares = [float(seen.open_sites[0]) for seen in policy.seen if "review" in seen.causes]
    assert shares == [1.0, 0.5, 0.1, 0.5, 0.5, 1.0, 1.0, 1.0]


def test_two_outages_of_one_share_end_one_after_the_other() -> None:
    policy = Script()

    play(line(a=out("site", "hub", 1, 2), b=out("site", "hub", 2, 3)), policy)

    shares = [float(seen.open_sites[0]) for seen in policy.seen if "review" in seen.causes]
    assert shares == [1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0]


def test_a_load_waits_at_a_shut_door_and_enters_when_it_opens() -> None:
    record = play(line(x=out("site", "shop", 0.5, 2)), orders({0: 10}))

    assert facts(record, "arrived") == [(2.5, 10)]
    assert facts(record, "refused", "day", "site") == [(1.0, "shop")]


def test_loads_on_other_lanes_are_not_stopped() -> None:
    data = line(x=out("lane", "way", 0, 5))
    data["sites"]["ward"] = shop()
    data["lanes"]["way"] = lane("hub", "ward")

    assert departures(data)[0] == (0.0, 10)


def test_a_rule_for_many_lanes_goes_down_with_all_of_them() -> None:
    data = line(x=out("lane", "fan", 0, 2))
    data["sites"]["ward"] = shop()
    data["lanes"] = {"fan": lane("hub", ["shop", "ward"], 1)}

    record = play(
        data,
        Script({0: [Order(f"fan hub to {site}", "pill", 5) for site in ("shop", "ward")]}),
    )

    assert facts(record, "departed", "day") == [(2.0,), (2.0,)]


def test_a_supplier_that_is_out_sends_nothing() -> None:
    data = chain(6, disruptions={"x": out("supplier", "maker", 0, 3)})

    assert facts(play(data, orders({0: 10})), "departed") == [(3.0, 10)]


@pytest.mark.parametrize(
    ("what", "of"), [("supplier", "maker"), ("product", "pill"), ("site", "maker")]
)
def test_a_supplier_at_half_capacity_brings_half_of_a_day_s(what: str, of: str) -> None:
    data = chain(4, disruptions={"x": out(what, of, 0, 2, capacity_left_share=0.5)})
    data["sites"]["maker"] = maker("pill", capacity_units_per_day=30)

    record = play(data, orders({0: 70}))

    assert facts(record, "departed") == [(0.0, 15), (1.0, 15), (2.0, 30), (3.0, 10)]


def test_a_product_that_is_out_is_not_brought_while_others_are() -> None:
    data = chain(5, disruptions={"x": out("product", "pill", 0, 2)})
    data["products"]["jab"] = {}
    data["sites"]["maker"] = maker("pill", "jab")
    plan = {0: [Order("road", "pill", 5), Order("road", "jab", 7)]}

    record = play(data, Script(plan))

    assert facts(record, "arrived", "day", "product") == [(0.0, "jab"), (2.0, "pill")]


def test_a_product_that_is_out_is_still_sent_from_stock() -> None:
    data = line(x=out("product", "pill", 0, 8))

    assert departures(data)[0] == (0.0, 10)


def test_the_stock_of_a_flooded_place_is_destroyed() -> None:
    data = line(x=out("site", "hub", 2, 1, goods_in_place="destroyed"))
    data["products"]["pill"] = {"shelf_life_days": 90}

    record = play(data)

    assert facts(record, "destroyed", "day", "site", "units") == [(2.0, "hub", 100)]
    assert closing(record, "hub") == [100, 100] + [0] * 6


def test_what_is_not_there_cannot_be_destroyed() -> None:
    record = play(line(stock=0, x=out("site", "hub", 2, 1, goods_in_place="destroyed")))

    assert facts(record, "destroyed") == []


def test_stock_that_is_kept_is_shut_in_and_there_again_afterwards() -> None:
    data = line(x=out("site", "hub", 2, 1, goods_in_place="kept"))

    record = play(data)

    assert closing(record, "hub") == [100] * 8


def test_the_goods_in_quarantine_are_destroyed_with_the_place() -> None:
    making = {"batch_units": 10, "batch_days": {"law": "constant", "days": 1}, "release_days": 3}
    data = line(x=out("site", "hub", 2, 1, goods_in_place="destroyed"))
    data["sites"]["hub"] |= {"makes": {"pill": making}, "opening_stock": {}}

    record = play(data, Script({0: [Produce("hub", "pill", 10)]}))

    assert total(record, "destroyed", "hub") == 10


def test_a_region_fails_as_a_whole_at_random_times() -> None:
    random = {
        "time_to_failure": {"law": "exponential", "mean_days": 2},
        "time_to_repair": {"law": "exponential", "mean_days": 1},
    }
    data = line(x={"what": "region", "of": "west", "when": {"random": random}})
    data["sites"]["annex"] = depot(region="west")

    outages = play(data).outages

    first, second = (
        [(o.from_tick, o.until_tick) for o in outages if o.entity == name]
        for name in ("annex", "hub")
    )
    assert first == second != []


@pytest.mark.parametrize("together", [True, False])
def test_places_fail_together_only_where_it_is_said(together: bool) -> None:
    random = {
        "time_to_failure": {"law": "exponential", "mean_days": 2},
        "time_to_repair": {"law": "exponential", "mean_days": 1},
    }
    data = line(x={"what": "site", "of": "*", "when": {"random": random}, "together": together})

    outages = play(data).outages

    hub, clinic = ([o.from_tick for o in outages if o.entity == n] for n in ("hub", "shop"))
    assert (hub == clinic) is together


def test_the_planner_is_called_when_an_outage_begins_and_when_it_ends() -> None:
    policy = Script()

    play(line(x=out("lane", "road", 1.25, 2)), policy)

    called = [(day, causes) for day, causes in policy.calls if "outage" in causes]
    assert called == [(1.25, ("outage",)), (3.25, ("outage",))]


def test_outages_are_facts_with_their_times() -> None:
    record = play(line(x=out("lane", "road", 1.25, 2)))

    assert facts(record, "went_down", "day", "disruption", "entity") == [(1.25, 0, 0)]
    assert facts(record, "came_up", "day", "disruption", "entity") == [(3.25, 0, 0)]
    assert [(o.name, o.entity, o.from_tick) for o in record.outages] == [("x", "road", 1800)]


def test_ship_obeys_outages_as_orders_do() -> None:
    data = line(x=out("lane", "road", 0, 1), y=out("lane", "road", 1, 1, capacity_left_share=0.5))

    record = play(data, EveryReview(Ship("road", "pill", 10)))

    assert facts(record, "departed")[:2] == [(1.0, 5), (2.0, 10)]


def test_a_place_that_is_out_loses_the_patients_who_do_not_wait() -> None:
    data = line(x=out("site", "shop", 1, 1))
    data["sites"]["shop"]["opening_stock"] = {"pill": 50}
    data["demand"] = {"d": patients(each_day(5), backordered_share=0)}

    assert facts(play(data), "lost") == [(1.0, 5)]


def seen_of_the_shop(data: Data) -> list[tuple[float, int, int]]:
    """Day, shown stock and shown backlog, at each review."""
    policy = Script()
    play(data, policy)
    return [
        (seen.day, int(seen.on_hand_units[1, 0]), int(seen.backlog_units[1, 0]))
        for seen in policy.seen
        if "review" in seen.causes
    ]


def test_without_information_the_planner_sees_the_site_as_it_was() -> None:
    data = line(x=out("information", "shop", 2, 3))
    data["sites"]["shop"]["opening_stock"] = {"pill": 20}
    data["demand"] = {"d": patients(each_day(4))}

    shown = [(stock, waiting) for _, stock, waiting in seen_of_the_shop(data)]

    assert shown == [(20, 0), (16, 0), (12, 0), (12, 0), (12, 0), (0, 0), (0, 4), (0, 8)]


def test_without_information_the_goods_move_all_the_same() -> None:
    data = line(x=out("information", "shop", 0, 8))

    record = play(data, orders({0: 10}))

    assert closing(record) == [0] + [10] * 7


def test_overlapping_silences_last_until_the_last_has_ended() -> None:
    data = line(x=out("information", "shop", 1, 2), y=out("information", "shop", 2, 3))
    data["sites"]["shop"]["opening_stock"] = {"pill": 20}
    data["demand"] = {"d": patients(each_day(1))}

    shown = [stock for _, stock, _ in seen_of_the_shop(data)]

    assert shown == [20, 19, 19, 19, 19, 15, 14, 13]


def test_without_information_lots_and_demand_are_not_seen_either() -> None:
    data = line(x=out("information", "shop", 2, 4))
    data["products"]["pill"] = {"shelf_life_days": 90}
    data["sites"]["shop"]["opening_stock"] = {"pill": 50}
    data["demand"] = {"d": patients(each_day(4))}
    lots, demand = [], []

    class Reader:
        def decide(self, seen: Any) -> tuple[()]:
            lots.append(sum(lot.units for lot in seen.lots("shop", "pill")))
            demand.append(int(seen.demand_history_units()[:, 1, 0].sum()))
            return ()

    play(data, Reader())

    assert lots[2:6] == [42, 42, 42, 42]
    assert demand[2:6] == [8, 8, 8, 8]
