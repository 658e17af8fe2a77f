"""Ship-back and donation beside a rule that orders: who gets what, from which lots, and when."""

from typing import Any

import pytest

from experiments import check_policy, load
from experiments.replication import Run, run
from policies.catalogue import named
from policies.humanitarian import ShipBackBeside
from policies.reorder_point import ReorderUpTo
from tests.laws.test_donations import any_chain
from tests.unit.world.chains import Data, each_day, facts, lane, of_lane, patients, shop, total
from tests.unit.world.test_donations import request
from twin.chain.network import Network, build
from twin.chain.scenario import Scenario
from twin.errors import DecisionError

SURE = "prior_cv_share=0.001"
"""Demand is as the laws say: what is surplus can be counted by hand."""


def small(*requests: Data, stock: Any = 100, **parts: Any) -> Data:
    """A provider that is supplied every 50 days, whose clinic needs one unit a day.

    On day 0 the next departure is on day 50 and arrives on day 51; a review later, on day 52,
    it counts as there. What is shipped back is 2 days on its way, waits at most one at the hub,
    and is 3 days on its way to the recipient.
    """
    return {
        "pharmatwin": 1,
        "name": "small",
        "time": {"horizon_days": 40},
        "products": {"pill": {"shelf_life_days": 90, "purchase_cost_per_unit": 60}},
        "sites": {
            "maker": {"kind": "plant", "supplies": {"pill": {}}},
            "provider": {"kind": "local-humanitarian-provider", "opening_stock": {"pill": stock}},
            "hub": {"kind": "regional-humanitarian-provider"},
            "clinic": shop(),
            "abroad": {"kind": "warehouse"},
        },
        "lanes": {
            "in": lane("maker", "provider", 1, departs_every_days=50, first_departure_day=50),
            "round": lane("provider", "clinic"),
            "back": lane("provider", "hub", 2, reverse=True, cost_per_unit=0.5),
            "on": lane("hub", "abroad", 3, cost_per_unit=3),
            "fresh": lane("maker", "abroad", 5, cost_per_unit=2),
        },
        "demand": {"d": patients(each_day(1), "clinic", backordered_share=0)},
        "levels": {"l": {"site": "provider", "product": "pill", "base_stock_units": 0}},
        "donations": {
            "rules": {"min_life_on_arrival_days": 60},
            "requests": {f"r{i}": {**one, "due_day": 30} for i, one in enumerate(requests)},
            "values": {
                "pill": {
                    "served_value_per_unit": 250,
                    "donated_value_per_unit": 70,
                    "tertiary_value_per_unit": 30,
                }
            },
            "contracts": {
                "greedy": {"shortage_penalty_per_unit": 1, "collection_reward_per_unit": 2}
            },
        },
        **parts,
    }


def played(data: Data, policy: str = f"ship-back:{SURE}") -> Run:
    network = build(Scenario.of(data))
    return run(network, named(policy, network), seed=1, audit=True)


def shipped_back(record: Run) -> list[tuple[Any, ...]]:
    return facts(record, "returned", "day", "units")


def test_surplus_goes_to_who_asked_and_nothing_need_be_made() -> None:
    record = played(small(request(units=10)))

    assert shipped_back(record) == [(0.0, 10)]
    assert facts(record, "donated", "day", "site", "units") == [(5.0, "abroad", 10)]
    assert of_lane(record, "orders", "fresh") == 0
    assert total(record, "unmet", "abroad") == 0


def test_no_more_is_shipped_than_patients_may_need() -> None:
    record = played(small(request(units=99), stock=80))

    # a unit given saves 62 - 3.5, one that is kept saves 60 if it is used in its 90 days: kept is
    # what Poisson demand of mean 90 uses but for a chance of 1 - 58.5 / 60, the 2.5 % quantile
    assert shipped_back(record) == [(0.0, 80 - 72)]


def test_what_is_not_shipped_back_is_ordered_from_the_maker_at_the_last_moment() -> None:
    record = played(small(request(units=10), stock=20))

    assert shipped_back(record) == []
    # 5 days before the due day, 30, and at the latest review, for the next would be a day late
    made = [row for row in facts(record, "ordered", "day", "lane", "units") if row[1] == "fresh"]
    assert made == [(25.0, "fresh", 10)]
    assert total(record, "unmet", "abroad") == 0


def test_without_ship_back_the_maker_meets_the_whole_request() -> None:
    record = played(small(request(units=10)), "ship-back:mode=none")

    assert shipped_back(record) == []
    assert total(record, "donated", "abroad") == 10


def test_a_maker_whose_lots_would_be_too_old_is_asked_for_none() -> None:
    data = small(request(units=10))
    data["sites"]["maker"]["supplies"]["pill"] = {"age_days": 26}  # 59 days left on arrival

    record = played(data, "ship-back:mode=none")

    assert of_lane(record, "orders", "fresh") == 0
    assert total(record, "unmet", "abroad") == 10


@pytest.mark.parametrize("lacking", ["consented", "authorised"])
def test_nothing_leaves_without_consent_or_authorised_quality(lacking: str) -> None:
    record = played(small(request(units=10, **{lacking: False})))

    assert shipped_back(record) == []
    assert of_lane(record, "orders", "fresh") == 0


def test_a_tertiary_country_gets_surplus_and_nobody_makes_what_it_lacks() -> None:
    much = played(small(request(units=5, country="tertiary")))
    little = played(small(request(units=10, country="tertiary"), stock=20))

    assert total(much, "tertiary", "abroad") == 5
    assert of_lane(little, "orders", "fresh") == 0
    assert total(little, "unmet", "abroad") == 10


def test_the_announced_donation_comes_before_the_tertiary_country() -> None:
    third = request(units=10, country="tertiary")
    data = small(third, request(units=10), stock=105)

    record = played(data)

    given = total(record, "donated", "abroad")
    assert total(record, "tertiary", "abroad") == given - 10
    assert 10 < given < 20


def test_lots_too_old_to_give_stay_and_are_used_first() -> None:
    data = small(request(units=10))
    # 65 days left on day 0 would be 59 on arrival: of the two lots only the young one may go
    data["sites"]["provider"]["opening_stock"]["pill"] = {"units": 80, "age_days": 25}
    assert shipped_back(played(data)) == []

    data["sites"]["provider"]["opening_stock"]["pill"]["age_days"] = 24
    assert shipped_back(played(data)) == [(0.0, 10)]


def test_patients_in_need_keep_their_stock_unless_a_contract_pays_more_for_giving_it() -> None:
    need = small(request(units=10), stock=20)

    assert shipped_back(played(need)) == []
    assert shipped_back(played(need, f"ship-back:mode=greedy;{SURE}")) == [(0.0, 10)]


def test_a_service_floor_holds_against_any_contract() -> None:
    need = small(request(units=99), stock=70)

    floor = played(need, f"ship-back:mode=greedy;service_floor_share=0.9;{SURE}")

    # 61 is the 90 % quantile of a Poisson demand of mean 52
    assert shipped_back(floor) == [(0.0, 70 - 61)]


def test_a_product_without_a_value_is_not_shipped_back_for_all_countries() -> None:
    data = small(request(units=10))
    data["donations"]["values"] = {}

    assert shipped_back(played(data)) == []


def test_planned_reviews_come_every_so_many_days_from_the_first() -> None:
    data = small(request(units=10), request(units=10, announced_day=9))

    record = played(data, f"ship-back:every_days=7;first_day=3;{SURE}")

    assert [day for day, _ in shipped_back(record)] == [3.0, 10.0]


def test_a_lot_may_wait_for_its_last_date_and_no_longer() -> None:
    record = played(small(request(units=10)), f"ship-back:when=last-date;{SURE}")

    # it needs 66 days of life when it leaves; of 90 it has those until day 24
    assert shipped_back(record) == [(24.0, 10)]
    assert total(record, "donated", "abroad") == 10


def test_certain_surplus_that_costs_nothing_to_hold_is_no_reason_to_wait_for_ever() -> None:
    record = played(small(request(units=10)), f"ship-back:when=stopping;every_days=1;{SURE}")

    assert sum(units for _, units in shipped_back(record)) == 10


def test_what_is_on_its_way_is_not_sent_twice() -> None:
    record = played(small(request(units=10)), f"ship-back:every_days=1;{SURE}")

    assert total(record, "returned", "provider") == 10
    assert total(record, "donated", "abroad") == 10


def test_a_direct_lane_needs_no_hub() -> None:
    data = small(request(units=10))
    data["lanes"] |= {"straight": lane("provider", "abroad", 4, cost_per_unit=1)}

    record = played(data)

    assert shipped_back(record) == []
    assert facts(record, "donated", "day", "units") == [(4.0, 10)]


def test_several_providers_give_what_each_misses_least() -> None:
    data = small(request(units=30))
    data["sites"] |= {
        "other": {"kind": "warehouse", "opening_stock": {"pill": 100}},
        "ward": shop(),
    }
    data["lanes"] |= {
        "in 2": lane("maker", "other", 1, departs_every_days=50, first_departure_day=50),
        "round 2": lane("other", "ward"),
        "back 2": lane("other", "hub", 2, reverse=True, cost_per_unit=0.5),
    }
    data["demand"]["e"] = patients(each_day(1.2), "ward", backordered_share=0)
    data["levels"]["m"] = {"site": "other", "product": "pill", "base_stock_units": 0}

    record = played(data)

    first, second = total(record, "returned", "provider"), total(record, "returned", "other")
    assert first + second == 30
    assert first > second > 0


def test_a_plant_makes_what_it_owes_to_the_recipient() -> None:
    data = small(request(units=10), stock=20)
    data["sites"]["maker"] = {
        "kind": "plant",
        "makes": {"pill": {"batch_units": 4, "batch_days": {"law": "constant", "days": 2}}},
    }

    record = played(data)

    made = [row for row in facts(record, "ordered", "day", "lane", "units") if row[1] == "fresh"]
    # three batches of two days each, one after the other, and five days on the way
    assert made == [(19.0, "fresh", 10)]
    assert 19.0 in [day for (day,) in facts(record, "started", "day")]
    assert total(record, "unmet", "abroad") == 0


def network() -> Network:
    return build(Scenario.of(small(request())))


def test_the_rule_stands_beside_any_policy() -> None:
    alone = named("ship-back", network())
    beside = named("s-S:service_share=0.9+ship-back:mode=none", network())
    named_in = named("ship-back:orders=s-S;when=both", network())

    assert isinstance(alone, ShipBackBeside)
    assert isinstance(beside, ShipBackBeside)
    assert isinstance(beside.orders, ReorderUpTo)
    assert isinstance(named_in, ShipBackBeside)
    assert isinstance(named_in.orders, ReorderUpTo)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ship-back:mode=selfish", "'selfish' must be one of planner, none, greedy"),
        ("ship-back:when=never", "'never' must be one of reviews"),
        ("ship-back:every_days=0", "at least 1"),
        ("ship-back:prior_cv_share=0", "prior_cv_share"),
        ("ship-back:service_floor_share=1", "service_floor_share"),
        ("ship-back:colour=red", "unknown parameter 'colour'"),
        ("ship-back:orders=best", "unknown policy 'best'"),
        ("base-stock+ship-back:orders=s-S", "orders stands twice"),
        ("base-stock+give-away", "unknown policy"),
        ("+ship-back", "unknown policy ''"),
    ],
)
def test_what_is_wrong_with_the_text_is_said(text: str, said: str) -> None:
    with pytest.raises(DecisionError, match=said):
        named(text, network())


@pytest.mark.parametrize("seed", [1, 4, 12])
def test_the_rule_keeps_the_border_and_sees_no_future(seed: int) -> None:
    data, policy = any_chain(seed)

    check_policy(policy, Scenario.of(data))


def test_the_built_in_scenario_gives_to_both_countries_and_none_without_consent() -> None:
    network = build(load("humanitarian", ["time.horizon_days=420"]))

    record = run(network, named("ship-back", network), seed=1, audit=False)

    found = record.metrics()
    assert found["donated_secondary_units"] == 360
    assert 200 < found["donated_tertiary_units"] <= 300
    assert total(record, "donated", "tertiary country", "tablets") == 0
    assert total(record, "destroyed", "tertiary country", "tablets") == 0
