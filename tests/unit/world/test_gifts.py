"""Units that are given away or destroyed on command, and the patients that gifts bring."""

from typing import Any

import pytest

from tests.unit.world.chains import (
    Script,
    chain,
    closing,
    dated,
    each_day,
    facts,
    maker,
    patients,
    play,
    shop,
    total,
)
from twin.control.decision import Destroy, Donate, Order


def two_lots(issue: str = "fefo") -> Any:
    """Five units made on day 0, and ten with less life left that came a day later."""
    return chain(
        8,
        products={"pill": {"shelf_life_days": 20}},
        sites={
            "maker": maker("pill", age_days=9),
            "shop": shop(opening_stock={"pill": 5}, issue=issue),
        },
    )


@pytest.mark.parametrize(("command", "kind"), [(Donate, "donated"), (Destroy, "destroyed")])
def test_no_more_is_given_up_than_there_is(command: Any, kind: str) -> None:
    record = play(two_lots(), Script({2: [command("shop", "pill", 99)]}))

    assert facts(record, kind) == [(2.0, 5)]
    assert total(record, kind) == 5
    assert closing(record) == [5, 5, 0, 0, 0, 0, 0, 0]


def test_giving_nothing_is_no_fact() -> None:
    record = play(two_lots(), Script({2: [Donate("shop", "pill", 0), Destroy("shop", "pill", 0)]}))

    assert facts(record, "donated") == []
    assert facts(record, "destroyed") == []


def test_nothing_is_given_up_behind_a_shut_door() -> None:
    data = two_lots()
    data["disruptions"] = {"flood": {"what": "site", "of": "shop", "when": dated(1, 3)}}

    record = play(data, Script({2: [Donate("shop", "pill", 2), Destroy("shop", "pill", 2)]}))

    assert closing(record)[-1] == 5


def test_the_lots_that_expire_last_are_kept_for_patients() -> None:
    plan = {0: [Order("road", "pill", 10)], 1: [Donate("shop", "pill", 10)]}

    record = play(two_lots(), Script(plan))

    # lot 1 has eleven days left on arrival, lot 0 has twenty
    assert facts(record, "donated", "lot", "units") == [(1, 10)]


def gift(units_per_gift: float, over_days: int, given: int, **law: Any) -> list[int]:
    response = {"units_per_donated_unit": units_per_gift, "over_days": over_days}
    data = chain(
        8,
        sites={"maker": maker("pill"), "shop": shop(opening_stock={"pill": 100})},
        demand={"d": patients(law or each_day(1), donation_response=response)},
    )
    record = play(data, Script({1: [Donate("shop", "pill", given)]}))
    asked = dict(facts(record, "demanded"))
    return [asked.get(float(day), 0) for day in range(8)]


def test_more_patients_come_from_the_day_after_a_gift() -> None:
    assert gift(2, 3, 6) == [1, 1, 5, 5, 5, 1, 1, 1]


def test_the_patients_that_a_gift_brings_come_evenly_in_whole_numbers() -> None:
    assert gift(1, 4, 6) == [1, 1, 2, 3, 2, 3, 1, 1]  # 1.5 a day


def test_without_a_gift_nobody_more_comes() -> None:
    assert gift(2, 3, 0) == [1] * 8


def test_a_gift_at_one_site_brings_its_patients_once() -> None:
    response = {"units_per_donated_unit": 1, "over_days": 2}
    data = chain(
        6,
        sites={"maker": maker("pill"), "shop": shop(opening_stock={"pill": 50}), "ward": shop()},
        demand={"d": patients(each_day(0), ["shop", "ward"], donation_response=response)},
    )
    data["lanes"]["way"] = {**data["lanes"]["road"], "destination": "ward"}

    record = play(data, Script({0: [Donate("shop", "pill", 8)]}))

    assert sum(units for _, units in facts(record, "demanded")) == 8
    assert {site for (site,) in facts(record, "demanded", "site")} == {"shop"}


def test_a_gift_brings_patients_who_come_at_any_time_too() -> None:
    law = {"law": "poisson", "mean_units_per_day": 0, "arrivals": "any-time"}

    assert sum(gift(1, 2, 10, **law)) == 10
