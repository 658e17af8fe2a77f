"""When the policy is asked, and why."""

import pytest

from tests.unit.world.chains import (
    EveryReview,
    Script,
    by_day,
    chain,
    each_day,
    facts,
    lane,
    maker,
    orders,
    patients,
    play,
    shop,
)
from twin.control.decision import Order


@pytest.mark.parametrize(
    ("period", "days"), [(1, [0, 1, 2, 3, 4, 5, 6, 7]), (3, [0, 3, 6]), (7, [0, 7]), (30, [0])]
)
def test_the_planner_is_asked_once_a_review_period(period: int, days: list[int]) -> None:
    policy = Script()

    play(chain(8, time={"review_period_days": period}), policy)

    assert policy.calls == [(float(day), ("review",)) for day in days]


def test_what_is_owed_is_sent_between_reviews_too() -> None:
    data = chain(6, time={"review_period_days": 5})
    data["sites"]["maker"] = maker("pill", capacity_units_per_day=4)

    record = play(data, EveryReview(Order("road", "pill", 10)))

    assert [day for day, _ in facts(record, "departed")] == [0.0, 1.0, 2.0, 5.0]


def test_in_a_periodic_world_neither_demand_nor_arrivals_call() -> None:
    data = chain(3, demand={"d": patients(each_day(5))})
    policy = orders({0: 9})

    play(data, policy)

    assert {causes for _, causes in policy.calls} == {("review",)}


def test_in_a_continuous_world_demand_calls_after_it_is_served() -> None:
    data = chain(
        2,
        time={"review": "continuous"},
        sites={"maker": maker("pill"), "shop": shop(opening_stock={"pill": 20})},
        demand={"d": patients(each_day(5))},
    )
    policy = Script()

    play(data, policy)

    shown = [(day, causes, int(s.on_hand_units[1, 0])) for (day, causes), s in zip(
        policy.calls, policy.seen, strict=True)]  # fmt: skip
    assert shown == [
        (0.0, ("review",), 20),
        (0.0, ("demand",), 15),
        (1.0, ("review",), 15),
        (1.0, ("demand",), 10),
    ]


def test_in_a_continuous_world_an_arrival_calls_at_its_minute() -> None:
    data = chain(3, time={"review": "continuous"})
    data["lanes"]["road"] = lane("maker", "shop", 0.3)
    policy = orders({1: 9})

    play(data, policy)

    assert [day for day, causes in policy.calls if "arrival" in causes] == [1.3]


def test_a_review_period_holds_in_a_continuous_world_as_well() -> None:
    data = chain(7, time={"review": "continuous", "review_period_days": 3})
    policy = Script()

    play(data, policy)

    assert [day for day, causes in policy.calls if "review" in causes] == [0.0, 3.0, 6.0]


def test_a_spoiled_load_calls_the_planner() -> None:
    data = chain(
        3,
        products={"pill": {"excursion": {}}},
        vehicles={"van": {"cooling": {"failure_share_per_trip": 1}}},
        lanes={"road": lane("maker", "shop", 1.5, vehicle="van")},
    )
    policy = orders({0: 9})

    play(data, policy)

    assert (1.5, ("spoiled load",)) in policy.calls


def test_the_last_day_is_played_and_the_horizon_is_not() -> None:
    data = chain(3, demand={"d": patients(by_day(1, 1, 1, 1, 1))})
    policy = orders({2: 5, 3: 5})

    record = play(data, policy)

    assert [day for day, _ in facts(record, "demanded")] == [0.0, 1.0, 2.0]
    assert [day for day, _ in policy.calls] == [0.0, 1.0, 2.0]


def test_several_orders_of_one_instant_travel_as_one_load() -> None:
    plan = Script({0: [Order("road", "pill", 4), Order("road", "pill", 5)]})

    record = play(chain(2), plan)

    assert facts(record, "ordered") == [(0.0, 4), (0.0, 5)]
    assert facts(record, "departed") == [(0.0, 9)]
    assert record.tally.orders[0] == 2
