"""Patients who come at their own minute, and the continuous review that goes with them."""

from typing import Any

import numpy as np
import pytest

from tests.unit.world.chains import (
    Script,
    backlogs,
    chain,
    facts,
    lane,
    maker,
    orders,
    patients,
    play,
    shop,
    total,
)
from twin.chain.network import build
from twin.chain.path import SamplePath
from twin.chain.scenario import Scenario
from twin.control.decision import Decision, Order
from twin.control.observation import Observation

FIVE_A_DAY = {"law": "poisson", "mean_units_per_day": 5, "arrivals": "any-time"}


def at_any_time(stock: int, *, review: str = "continuous", **demand: Any) -> Any:
    return chain(
        20,
        time={"review": review},
        sites={"maker": maker("pill"), "shop": shop(opening_stock={"pill": stock})},
        demand={"d": patients(FIVE_A_DAY, **demand)},
    )


@pytest.mark.parametrize("review", ["continuous", "periodic"])
def test_patients_come_at_the_minutes_of_the_sample_path(review: str) -> None:
    data = at_any_time(500, review=review)

    record = play(data)

    path = SamplePath(build(Scenario.of(data)), 1, 0)
    coming = [(tick, n) for tick, _, n in path.arrivals(0) if tick < 20 * 1440]
    assert facts(record, "demanded", "tick", "units") == coming
    assert facts(record, "dispensed", "tick", "units") == coming


def test_the_policy_is_called_at_the_minute_of_each_patient() -> None:
    policy = Script()

    record = play(at_any_time(500), policy)

    called = [round(day * 1440) for day, causes in policy.calls if "demand" in causes]
    came = [tick for (tick,) in facts(record, "demanded", "tick")]
    # and once a day at the turn of the patients who come by the day, of whom there are none
    assert sorted(set(called) - {1440 * day for day in range(20)}) == sorted(set(came))


class OneForOne:
    """Orders a unit for each unit the position lacks of ten, at every call."""

    def decide(self, observation: Observation) -> Decision:
        lacking = 10 - int(observation.position_units[1, 0])
        return (Order("road", "pill", lacking),) if lacking > 0 else ()


def test_what_is_ordered_at_a_call_leaves_in_the_same_minute() -> None:
    data = at_any_time(10)
    data["lanes"]["road"] = lane("maker", "shop", 0.25)

    record = play(data, OneForOne())

    came = facts(record, "demanded", "tick", "units")
    assert facts(record, "departed", "tick", "units") == came
    arrived = [(tick + 360, n) for tick, n in came if tick + 360 < 20 * 1440]
    assert facts(record, "arrived", "tick", "units") == arrived


def test_an_arriving_load_serves_waiting_patients_at_once() -> None:
    data = at_any_time(0)
    data["lanes"]["road"] = lane("maker", "shop", 1.3)

    record = play(data, orders({0: 3}))

    first_three = [tick for tick, n in facts(record, "demanded", "tick", "units")][:3]
    assert max(first_three) < 1.3 * 1440
    assert facts(record, "dispensed") == [(1.3, 3)]
    assert total(record, "at_once") == 0


def test_in_a_periodic_world_they_who_wait_are_served_when_goods_have_come() -> None:
    record = play(at_any_time(0, review="periodic"), orders({3: 500}))

    assert backlogs(record)[2] > 0
    assert backlogs(record)[4] == 0
    assert total(record, "served") == total(record, "demand")


def test_patients_at_any_time_may_be_lost() -> None:
    record = play(at_any_time(7, backordered_share=0))

    assert total(record, "served") == 7
    assert total(record, "lost") == total(record, "demand") - 7
    assert backlogs(record)[-1] == 0


def test_mean_levels_of_a_continuous_world_are_over_all_minutes() -> None:
    record = play(at_any_time(500))

    level, since, area = 500, 0, 0
    for tick, n in facts(record, "demanded", "tick", "units"):
        area += level * (tick - since)
        level, since = level - n, tick
    area += level * (20 * 1440 - since)
    assert record.tally.on_hand_area[1] == area
    assert record.tally.ticks == 20 * 1440


def test_orders_of_many_units_come_at_any_time_too() -> None:
    data = at_any_time(9000)
    data["demand"]["d"]["law"] = {
        "law": "compound-poisson",
        "mean_orders_per_day": 3,
        "units_by_order": [10, 20],
        "arrivals": "any-time",
    }

    record = play(data)

    sizes = {units for _, units in facts(record, "demanded")}
    assert sizes == {10, 20}


def test_each_day_is_told_its_own_patients() -> None:
    record = play(at_any_time(500))

    days = np.array([tick // 1440 for (tick,) in facts(record, "demanded", "tick")])
    assert list(record.tally.demand_by_day) == np.bincount(days, minlength=20).tolist()


def test_half_the_staff_serves_no_more_at_any_time_than_by_the_day() -> None:
    data = at_any_time(500, backordered_share=0)
    data["disruptions"] = {
        "flu": {
            "what": "site",
            "of": "shop",
            "when": {"dated": [{"from_day": 0, "days": 20}]},
            "capacity_left_share": 0.5,
        }
    }

    record = play(data)

    assert total(record, "served") <= 0.6 * total(record, "demand")
