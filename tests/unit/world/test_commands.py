"""What a policy asks of the world: nonsense is refused by name, wishes are met as far as may be."""

from typing import Any

import numpy as np
import pytest

from tests.unit.world.chains import (
    Data,
    Script,
    chain,
    closing,
    days,
    depot,
    facts,
    lane,
    play,
    shop,
    total,
)
from twin.control.decision import Destroy, Donate, Order, Orders, Produce, Ship
from twin.errors import DecisionError


def small() -> Data:
    making = {"batch_units": 10, "batch_days": days(1)}
    return chain(
        4,
        products={"jab": {}, "pill": {}},
        sites={
            "hub": depot(opening_stock={"pill": 20}, makes={"pill": making}),
            "shop": shop(opening_stock={"pill": 9}),
        },
        lanes={"road": lane("hub", "shop", 1)},
    )


def decide(*commands: Any) -> Any:
    return play(small(), Script({0: commands}))


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (Order("raod", "pill", 1), "unknown lane 'raod'"),
        (Ship("raod", "pill", 1), "unknown lane 'raod'"),
        (Order("road", "pil", 1), "unknown product 'pil'"),
        (Ship("road", "pil", 1), "unknown product 'pil'"),
        (Produce("hbu", "pill", 1), "unknown site 'hbu'"),
        (Produce("hub", "pil", 1), "unknown product 'pil'"),
        (Produce("hub", "jab", 1), "'hub' has no recipe for 'jab'"),
        (Produce("shop", "pill", 1), "'shop' has no recipe for 'pill'"),
        (Donate("shpo", "pill", 1), "unknown site 'shpo'"),
        (Destroy("shop", "pil", 1), "unknown product 'pil'"),
    ],
)
def test_an_unknown_name_is_refused(command: Any, said: str) -> None:
    with pytest.raises(DecisionError) as caught:
        decide(command)

    assert said in str(caught.value)


def test_a_refusal_says_which_names_there_are() -> None:
    with pytest.raises(DecisionError, match="one of hub, shop"):
        decide(Donate("nowhere", "pill", 1))


@pytest.mark.parametrize("units", [-1, True, False, 2.5, float("nan"), float("inf"), None, "7"])
@pytest.mark.parametrize(
    ("kind", "place"),
    [(Order, "road"), (Ship, "road"), (Produce, "hub"), (Donate, "shop"), (Destroy, "shop")],
)
def test_a_quantity_that_is_no_whole_number_is_refused(kind: Any, place: str, units: Any) -> None:
    with pytest.raises(DecisionError):
        decide(kind(place, "pill", units))


def test_an_order_beyond_all_numbers_is_refused() -> None:
    with pytest.raises(DecisionError):
        decide(Order("road", "pill", 2**63))


@pytest.mark.parametrize("units", [np.int64(3), np.int32(3), 3.0])
def test_whole_numbers_of_any_type_are_taken(units: Any) -> None:
    assert facts(decide(Order("road", "pill", units)), "ordered") == [(0.0, 3)]


@pytest.mark.parametrize("command", ["Order", ("road", "pill", 1), None, 5, {"lane": "road"}])
def test_what_is_no_command_is_refused(command: Any) -> None:
    with pytest.raises(DecisionError, match="is no command"):
        decide(command)


@pytest.mark.parametrize("answer", [None, 5, Order("road", "pill", 1)])
def test_an_answer_that_is_no_list_of_commands_is_refused(answer: Any) -> None:
    class Odd:
        def decide(self, _: Any) -> Any:
            return answer

    with pytest.raises(DecisionError):
        play(small(), Odd())


@pytest.mark.parametrize(
    ("lines", "units"),
    [
        ([-1], [5]),
        ([2], [5]),
        ([0, 1], [5]),
        ([1], [-5]),
        ([1], [5.0]),
        ([1], [True]),
        ([1.0], [5]),
        ([[1]], [[5]]),
        ([], [5]),
    ],
)
def test_many_orders_at_once_are_checked_as_one_is(lines: Any, units: Any) -> None:
    with pytest.raises(DecisionError, match="Orders"):
        decide(Orders(np.array(lines), np.array(units)))


def test_many_orders_at_once_are_orders() -> None:
    record = decide(Orders(np.array([1, 0, 1]), np.array([4, 2, 5])))

    assert facts(record, "ordered", "lane", "product", "units") == [
        ("road", "pill", 4),
        ("road", "jab", 2),
        ("road", "pill", 5),
    ]
    assert record.tally.orders[0] == 3


def test_no_orders_at_all_are_fine() -> None:
    nothing = np.zeros(0, dtype=np.int64)

    assert facts(decide(Orders(nothing, nothing)), "ordered") == []


def test_ship_sends_what_is_there_and_forgets_the_rest() -> None:
    record = decide(Ship("road", "pill", 50))

    assert facts(record, "departed") == [(0.0, 20)]
    assert facts(record, "ordered") == []
    assert closing(record, "shop")[1] == 29


def test_an_order_larger_than_the_stock_is_no_fault_and_stays_owed() -> None:
    policy = Script({0: [Order("road", "pill", 50)]})

    play(small(), policy)

    last = policy.seen[-1]
    assert int(last.owed_units[0, 1]) == 30
    assert int(last.on_order_units[1, 1]) == 30


def test_what_is_shipped_counts_as_on_order_until_it_arrives() -> None:
    policy = Script({0: [Ship("road", "pill", 5)]})

    play(small(), policy)

    assert [int(seen.on_order_units[1, 1]) for seen in policy.seen] == [0, 0, 0, 0]


def test_what_is_shipped_over_two_days_is_on_order_meanwhile() -> None:
    data = small()
    data["lanes"]["road"] = lane("hub", "shop", 2)
    policy = Script({0: [Ship("road", "pill", 5)]})

    record = play(data, policy)

    assert [int(seen.in_transit_units[1, 1]) for seen in policy.seen] == [0, 5, 0, 0]
    assert [int(seen.on_order_units[1, 1]) for seen in policy.seen] == [0, 5, 0, 0]
    assert total(record, "returned", "hub") == 0


def test_commands_act_in_their_order() -> None:
    record = decide(Ship("road", "pill", 15), Destroy("hub", "pill", 15))

    assert total(record, "destroyed", "hub") == 5


def test_decisions_are_facts_too() -> None:
    record = decide(Order("road", "pill", 5), Order("road", "jab", 5))

    assert facts(record, "planned", "day", "commands") == [
        (0.0, 2),
        (1.0, 0),
        (2.0, 0),
        (3.0, 0),
    ]
