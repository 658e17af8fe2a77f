"""What a planner is shown: the chain as it is now, read-only, and nothing of the future."""

from typing import Any

import pytest

from tests.unit.world.chains import (
    Data,
    Script,
    backlogs,
    by_day,
    chain,
    days,
    each_day,
    lane,
    maker,
    orders,
    patients,
    play,
    shop,
)
from twin.control.decision import Order, Produce
from twin.control.observation import LotOnHand


def supplied(horizon_days: int = 6, **time: Any) -> Data:
    return chain(
        horizon_days,
        time=time,
        sites={
            "maker": maker("pill", capacity_units_per_day=6),
            "shop": shop(opening_stock={"pill": 3}),
        },
        lanes={"road": lane("maker", "shop", 2)},
        demand={"d": patients(each_day(4))},
    )


def test_levels_are_those_of_the_instant() -> None:
    policy = orders({0: 10})

    play(supplied(), policy)

    shown = [
        [
            int(values[1, 0])
            for values in (
                seen.on_hand_units,
                seen.on_order_units,
                seen.in_transit_units,
                seen.backlog_units,
            )
        ]
        for seen in policy.seen
    ]
    # 6 leave on day 0 and 4 on day 1, to arrive on days 2 and 3
    assert shown == [
        [3, 0, 0, 0],
        [0, 10, 6, 1],
        [6, 4, 4, 5],
        [4, 0, 0, 3],
        [0, 0, 0, 3],
        [0, 0, 0, 7],
    ]
    assert [int(seen.owed_units[0, 0]) for seen in policy.seen] == [0, 4, 0, 0, 0, 0]


def test_the_position_is_on_hand_and_on_order_less_owed_and_backlog() -> None:
    policy = orders({0: 10})

    play(supplied(), policy)

    assert [int(seen.position_units[1, 0]) for seen in policy.seen] == [3, 9, 5, 1, -3, -7]
    assert int(policy.seen[1].position_units[0, 0]) == -4


def test_what_is_shown_cannot_be_written_to() -> None:
    policy = Script()

    play(supplied(1), policy)

    seen = policy.seen[0]
    for shown in (
        seen.on_hand_units,
        seen.on_order_units,
        seen.in_transit_units,
        seen.owed_units,
        seen.backlog_units,
        seen.open_sites,
        seen.open_lanes,
        seen.open_products,
    ):
        with pytest.raises(ValueError, match="read-only"):
            shown[...] = 0


def test_what_was_shown_does_not_change_afterwards() -> None:
    policy = Script()

    record = play(supplied(), policy)

    assert int(policy.seen[0].on_hand_units[1, 0]) == 3
    assert backlogs(record)[-1] > 0


class Reader:
    """Reads the demand of the shop while it decides."""

    def __init__(self) -> None:
        self.read: list[list[int]] = []

    def decide(self, observation: Any) -> tuple[()]:
        self.read.append(observation.demand_history_units()[:, 1, 0].tolist())
        return ()


def test_the_history_ends_with_yesterday_where_the_planner_comes_before_the_patients() -> None:
    data = supplied()
    data["demand"]["d"]["law"] = by_day(7, 5, 3, 1)
    policy = Reader()

    play(data, policy)

    assert policy.read[:4] == [[], [7], [7, 5], [7, 5, 3]]


def test_the_history_ends_with_today_where_the_patients_came_first() -> None:
    data = supplied(order_of_play=["receive", "demand", "decide", "age"])
    data["demand"]["d"]["law"] = by_day(7, 5, 3, 1)
    policy = Reader()

    play(data, policy)

    assert policy.read[:3] == [[7], [7, 5], [7, 5, 3]]


def test_the_history_goes_eight_weeks_back() -> None:
    data = supplied(70, order_of_play=["receive", "demand", "decide", "age"])
    data["demand"]["d"]["law"] = by_day(*range(1, 71))
    policy = Reader()

    play(data, policy)

    assert policy.read[-1] == list(range(15, 71))


def test_no_day_of_the_history_is_older_than_the_next() -> None:
    data = supplied(70)
    data["demand"]["d"]["law"] = by_day(*range(1, 71))
    policy = Reader()

    play(data, policy)

    assert policy.read[-1] == sorted(policy.read[-1])


def test_lots_are_shown_next_to_be_issued_first() -> None:
    data = chain(
        3,
        products={"pill": {"shelf_life_days": 20}},
        sites={
            "maker": maker("pill", age_days=15),
            "shop": shop(opening_stock={"pill": 4}),
        },
    )
    found: list[Any] = []

    class Looks(Script):
        def decide(self, observation: Any) -> Any:
            found.append(observation.lots("shop", "pill"))
            return super().decide(observation)

    play(data, Looks({0: [Order("road", "pill", 7)]}))

    assert found[0] == (LotOnHand(lot=0, expiry_day=20, units=4),)
    assert found[1] == (LotOnHand(1, 5, 7), LotOnHand(0, 20, 4))


def test_products_that_are_only_counted_have_no_lots() -> None:
    found: list[Any] = []

    class Looks:
        def decide(self, observation: Any) -> tuple[()]:
            found.append(observation.lots("shop", "pill"))
            return ()

    play(supplied(1), Looks())

    assert found == [()]


def test_the_day_is_told_with_its_fractions() -> None:
    data = supplied(2)
    data["disruptions"] = {
        "x": {"what": "lane", "of": "road", "when": {"dated": [{"from_day": 0.75, "days": 5}]}}
    }
    policy = Script()

    play(data, policy)

    assert [seen.day for seen in policy.seen] == [0.0, 0.75, 1.0]
    assert [float(seen.open_lanes[0]) for seen in policy.seen] == [1.0, 0.0, 0.0]


def test_a_batch_under_way_is_on_order_and_not_on_the_road() -> None:
    data = supplied(2)
    making = {"batch_units": 10, "batch_days": days(5)}
    data["sites"]["shop"] |= {"makes": {"pill": making}}
    policy = Script({0: [Produce("shop", "pill", 10)]})

    play(data, policy)

    assert int(policy.seen[1].on_order_units[1, 0]) == 10
    assert int(policy.seen[1].in_transit_units[1, 0]) == 0
