"""Donations at the recipient's door: what was asked for is handed over, all else is destroyed."""

from typing import Any

import pytest

from tests.unit.world.chains import (
    Data,
    Script,
    chain,
    closing,
    facts,
    lane,
    of_lane,
    orders,
    play,
    shop,
    total,
)
from twin.control.decision import Donate, Order, Ship
from twin.errors import DecisionError


def request(**terms: Any) -> Data:
    return {
        "product": "pill", "recipient": "abroad", "country": "secondary", "units": 10,
        "due_day": 8, "consented": True, "authorised": True, **terms,
    }  # fmt: skip


def giving(*requests: Data, min_life: int = 12, **parts: Any) -> Data:
    """A provider with a lot of 5 that expires on day 10 and one of 20 that expires on day 20."""
    return chain(
        12,
        products={"pill": {"shelf_life_days": 20}},
        sites={
            "maker": {"kind": "plant", "supplies": {"pill": {"age_days": 10}}},
            "provider": {"kind": "warehouse", "opening_stock": {"pill": 20}},
            "abroad": {"kind": "warehouse"},
            "shop": shop(),
        },
        lanes={
            "in": lane("maker", "provider"),
            "over": lane("provider", "abroad", 2),
            "fresh": lane("maker", "abroad", 1),
            "road": lane("provider", "shop", 1),
        },
        donations={
            "rules": {"min_life_on_arrival_days": min_life},
            "requests": {f"r{i}": one for i, one in enumerate(requests)},
        },
        **parts,
    )


def gave(data: Data, *commands: Any, day: int = 0) -> Any:
    return play(data, Script({day: commands}))


@pytest.mark.parametrize(("min_life", "given"), [(18, 6), (19, 0)])
def test_a_lot_needs_the_life_that_is_asked_for_on_arrival(min_life: int, given: int) -> None:
    record = gave(giving(request(), min_life=min_life), Ship("over", "pill", 6))

    # made on day 0, it has 18 of its 20 days left on day 2
    assert facts(record, "donated", "day", "site", "units") == [(2.0, "abroad", 6)][: given // 6]
    assert total(record, "donated", "abroad") == given
    assert total(record, "destroyed", "abroad") == 6 - given
    assert closing(record, "abroad")[-1] == 0


def test_a_named_facility_may_take_lots_with_less_life() -> None:
    data = giving(request(accepts_life_days=3), min_life=19)

    assert total(gave(data, Ship("over", "pill", 6)), "donated", "abroad") == 6


@pytest.mark.parametrize(
    "terms", [{"consented": False}, {"authorised": False}, {"announced_day": 3}]
)
def test_without_consent_quality_or_announcement_all_is_refused(terms: Data) -> None:
    record = gave(giving(request(**terms)), Ship("over", "pill", 6))

    assert total(record, "donated", "abroad") == 0
    assert total(record, "destroyed", "abroad") == 6
    assert total(record, "requested", "abroad") == (10 if "announced_day" in terms else 0)


def test_no_more_is_taken_than_was_asked_for() -> None:
    record = gave(giving(request(units=4)), Ship("over", "pill", 6))

    assert (total(record, "donated", "abroad"), total(record, "destroyed", "abroad")) == (4, 2)


def test_a_refusal_at_the_recipient_s_door_calls_the_planner() -> None:
    policy = Script({0: [Ship("over", "pill", 6)]})

    play(giving(request(units=4)), policy)

    assert policy.calls[2] == (2.0, ("review", "refused load"))


def test_the_request_that_is_due_first_is_filled_first() -> None:
    data = giving(request(units=4, due_day=9), request(units=4, due_day=7))
    policy = Script({0: [Ship("over", "pill", 6)]})

    play(data, policy)

    assert [(r.plan.name, r.left_units) for r in policy.seen[3].requests] == [("r0", 2)]


def test_a_secondary_country_s_request_is_filled_before_a_tertiary_one_s() -> None:
    data = giving(request(units=4, due_day=9), request(units=4, due_day=7, country="tertiary"))

    record = gave(data, Ship("over", "pill", 6))

    assert total(record, "donated", "abroad") == 6
    assert total(record, "tertiary", "abroad") == 2


def test_what_has_not_come_by_the_due_day_is_unmet_and_still_taken_later() -> None:
    plan = {0: [Ship("over", "pill", 3)], 2: [Ship("over", "pill", 5)]}

    record = play(giving(request(due_day=3)), Script(plan))

    assert total(record, "requested", "abroad") == 10
    assert total(record, "unmet", "abroad") == 7
    assert total(record, "donated", "abroad") == 8


def test_what_comes_on_the_due_day_is_in_time() -> None:
    record = gave(giving(request(due_day=2, units=3)), Ship("over", "pill", 3))

    assert (total(record, "requested", "abroad"), total(record, "unmet", "abroad")) == (3, 0)


def test_fresh_lots_of_a_maker_are_taken_as_well() -> None:
    record = play(giving(request(), min_life=9), orders({0: 7}, "fresh"))

    assert total(record, "donated", "abroad") == 7


def test_products_that_are_only_counted_are_always_young_enough() -> None:
    data = giving(request())
    data["products"]["pill"] = {}
    data["sites"]["maker"]["supplies"]["pill"] = {}

    record = gave(data, Ship("over", "pill", 6))

    assert total(record, "donated", "abroad") == 6


def test_a_policy_sees_requests_from_the_day_they_are_announced_until_they_are_filled() -> None:
    data = giving(request(announced_day=1, units=5), request(consented=False, units=9))
    policy = Script({1: [Ship("over", "pill", 3)], 4: [Ship("over", "pill", 2)]})

    play(data, policy)

    shown = [[(r.plan.name, r.left_units) for r in seen.requests] for seen in policy.seen]
    assert shown[0] == [("r1", 9)]
    assert shown[1] == [("r0", 5), ("r1", 9)]
    assert shown[4] == [("r0", 2), ("r1", 9)]
    assert shown[-1] == [("r1", 9)]


def test_where_donations_are_asked_for_nothing_is_given_away_on_the_spot() -> None:
    with pytest.raises(DecisionError, match=r"ship them to the recipient \(abroad\)"):
        gave(giving(request()), Donate("provider", "pill", 1))


def two_lots() -> Data:
    data = giving(request(units=99), min_life=0)
    data["sites"]["provider"]["opening_stock"] = {"pill": 20}
    return data


@pytest.mark.parametrize(
    ("min_life", "wanted", "sent"),
    [
        (0, 12, [("lot 1", 5), ("lot 0", 7)]),
        (9, 12, [("lot 1", 5), ("lot 0", 7)]),
        (10, 12, [("lot 0", 12)]),
        (19, 99, [("lot 0", 20)]),
        (20, 99, []),
    ],
)
def test_a_shipment_can_ask_for_lots_with_a_least_life(
    min_life: int, wanted: int, sent: list[tuple[str, int]]
) -> None:
    # on day 1 lot 0 has 19 days left, and lot 1, ten days old when it came, has nine
    plan = {0: [Order("in", "pill", 5)], 1: [Ship("over", "pill", wanted, min_life)]}

    record = play(two_lots(), Script(plan))

    assert [(f"lot {lot}", n) for lot, n in facts(record, "shipped", "lot", "units")[1:]] == sent


def test_a_supplier_sends_nothing_that_is_too_old_from_the_start() -> None:
    data = two_lots()

    assert of_lane(gave(data, Ship("fresh", "pill", 3, 10)), "sent", "fresh") == 3
    assert of_lane(gave(data, Ship("fresh", "pill", 3, 11)), "sent", "fresh") == 0


@pytest.mark.parametrize("days", [-1, 2.5, True, "9", None, 10**9])
def test_a_least_life_is_whole_days(days: Any) -> None:
    with pytest.raises(DecisionError, match="min_life_days"):
        gave(two_lots(), Ship("over", "pill", 1, days))


@pytest.mark.parametrize("issue", ["fifo", "lifo"])
def test_lots_that_stay_keep_their_order(issue: str) -> None:
    data = two_lots()
    data["sites"]["provider"]["issue"] = issue
    plan = {
        0: [Order("in", "pill", 5)],
        1: [Ship("over", "pill", 12, 10), Order("road", "pill", 4)],
    }

    record = play(data, Script(plan))

    first = {"fifo": 0, "lifo": 1}[issue]
    assert facts(record, "shipped", "lane", "lot", "units")[-1] == ("road", first, 4)


def test_where_lots_leave_in_the_order_they_came_the_one_to_expire_first_is_shipped_first() -> None:
    data = two_lots()
    data["sites"]["provider"]["issue"] = "fifo"
    plan = {0: [Order("in", "pill", 5)], 1: [Ship("over", "pill", 12, 9)]}

    record = play(data, Script(plan))

    assert facts(record, "shipped", "lot", "units")[1:] == [(1, 5), (0, 7)]
