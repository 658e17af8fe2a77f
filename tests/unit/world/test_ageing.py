"""Lots and their age: when they expire, which goes first, and how shelves are kept."""

from typing import Any

import pytest

from tests.unit.world.chains import (
    Data,
    EveryReview,
    Script,
    by_day,
    chain,
    closing,
    each_day,
    facts,
    maker,
    orders,
    patients,
    play,
    shop,
    total,
)
from twin.control.decision import Destroy, Order
from twin.errors import ScenarioError
from twin.world.stock import pick, put


def aged(units: int, age_days: int, life: int = 10, law: Any = None, **time: Any) -> Data:
    stock = {"pill": {"units": units, "age_days": age_days}}
    return chain(
        8,
        time=time,
        products={"pill": {"shelf_life_days": life}},
        sites={"maker": maker("pill"), "shop": shop(opening_stock=stock)},
        demand={"d": patients(law, backordered_share=0)} if law else {},
    )


@pytest.mark.parametrize(("age", "last_day"), [(0, None), (4, 5), (7, 2), (9, 0)])
def test_opening_stock_has_the_life_that_its_age_leaves(age: int, last_day: int | None) -> None:
    record = play(aged(6, age))

    expected = [] if last_day is None else [(last_day + 1439 / 1440, 6)]
    assert facts(record, "expired") == expected


def test_opening_stock_without_an_age_is_new() -> None:
    data = chain(
        5,
        products={"pill": {"shelf_life_days": 3}},
        sites={"maker": maker("pill"), "shop": shop(opening_stock={"pill": 6})},
    )

    assert closing(play(data)) == [6, 6, 0, 0, 0]


def test_opening_stock_past_its_life_is_refused() -> None:
    with pytest.raises(ScenarioError, match="10 days old"):
        play(aged(6, 10, law=each_day(2)))


def test_what_does_not_expire_stays() -> None:
    data = chain(9, sites={"maker": maker("pill"), "shop": shop(opening_stock={"pill": 6})})

    assert closing(play(data)) == [6] * 9


@pytest.mark.parametrize(
    "order",
    [
        ["receive", "decide", "demand", "age"],
        ["receive", "demand", "decide", "age"],
        ["age", "receive", "decide", "demand"],
        ["demand", "age", "receive", "decide"],
        ["demand", "age", "decide", "receive"],
        ["demand", "receive", "age", "decide"],
    ],
)
def test_nobody_is_served_from_a_lot_on_its_expiry_day(order: list[str]) -> None:
    data = chain(
        8,
        time={"order_of_play": order},
        products={"pill": {"shelf_life_days": 3}},
        lanes={
            "road": {
                "origin": "maker",
                "destination": "shop",
                "lead_time": {"law": "constant", "days": 2},
            }
        },
        demand={"d": patients(each_day(1), backordered_share=0)},
    )

    record = play(data, orders({0: 50}))

    # made on day 0 for days 0 to 2
    assert all(day < 3 for day, _ in facts(record, "dispensed"))


def test_patients_of_the_last_day_are_served_before_the_rest_expires() -> None:
    record = play(aged(6, 9, law=each_day(2)))

    assert facts(record, "dispensed") == [(0.0, 2)]
    assert facts(record, "expired") == [(1439 / 1440, 4)]


def lots_used(issue: str) -> list[int]:
    """Opening lot 0 has 7 days left; lot 1 comes on day 0 with 12, lot 2 on day 1 with 5."""
    data = aged(4, 13, life=20, law=by_day(0, 0, 4, 4, 4))
    data["sites"]["shop"]["issue"] = issue
    data["sites"]["maker"] = maker("pill", age_days=8)
    data["sites"]["older"] = maker("pill", age_days=15)
    data["lanes"]["way"] = {**data["lanes"]["road"], "origin": "older"}
    plan = Script({0: [Order("road", "pill", 4)], 1: [Order("way", "pill", 4)]})

    record = play(data, plan)

    return [lot for (lot,) in facts(record, "dispensed", "lot")]


@pytest.mark.parametrize(
    ("issue", "order"), [("fefo", [2, 0, 1]), ("fifo", [0, 1, 2]), ("lifo", [2, 1, 0])]
)
def test_a_site_issues_by_expiry_by_arrival_or_the_last_in_first(
    issue: str, order: list[int]
) -> None:
    assert lots_used(issue) == order


@pytest.mark.parametrize("issue", ["fefo", "fifo", "lifo"])
def test_every_lot_expires_on_its_day_however_the_site_issues(issue: str) -> None:
    data = aged(4, 8, life=10)
    data["sites"]["shop"]["issue"] = issue
    data["sites"]["maker"] = maker("pill", age_days=5)

    record = play(data, EveryReview(Order("road", "pill", 1)))

    by_day = dict(facts(record, "expired"))
    # the opening lot after day 1; the single unit of day d after d + 4
    assert by_day == {day + 1439 / 1440: {1: 4}.get(day, 1) for day in (1, 4, 5, 6, 7)}


def test_lots_are_destroyed_in_the_order_of_issue() -> None:
    data = aged(4, 8, life=20)
    plan = {0: [Order("road", "pill", 4)], 1: [Destroy("shop", "pill", 6)]}

    record = play(data, Script(plan))

    assert facts(record, "destroyed", "lot", "units") == [(0, 4), (1, 2)]


def test_expired_units_are_counted_where_they_lie() -> None:
    assert total(play(aged(6, 7)), "expired") == 6


A, B, C = (10, 1, 5, 0), (12, 2, 5, 0), (11, 3, 5, 0)


@pytest.mark.parametrize(
    ("issue", "kept"), [("fefo", [A, C, B]), ("fifo", [A, B, C]), ("lifo", [C, B, A])]
)
def test_the_shelf_stands_next_to_be_issued_first(issue: str, kept: list[Any]) -> None:
    shelf: list[Any] = []

    for piece in (A, B, C):
        put(shelf, piece, issue)

    assert shelf == kept


@pytest.mark.parametrize("issue", ["fefo", "fifo"])
def test_pieces_of_one_lot_with_the_same_warmth_become_one(issue: str) -> None:
    shelf: list[Any] = [A]

    put(shelf, (10, 1, 3, 0), issue)
    put(shelf, (10, 1, 2, 60), issue)

    assert shelf == [(10, 1, 8, 0), (10, 1, 2, 60)]


@pytest.mark.parametrize(
    ("units", "taken", "left"),
    [
        (3, [(10, 1, 3, 0)], [(10, 1, 2, 0), B]),
        (5, [A], [B]),
        (7, [A, (12, 2, 2, 0)], [(12, 2, 3, 0)]),
        (10, [A, B], []),
    ],
)
def test_picking_takes_from_the_front_and_splits_the_last_piece(
    units: int, taken: list[Any], left: list[Any]
) -> None:
    shelf = [A, B]

    assert (pick(shelf, units), shelf) == (taken, left)


def test_more_than_there_is_cannot_be_picked() -> None:
    with pytest.raises(IndexError):
        pick([A, B], 11)
