"""Lanes that depart on some days only: what is ordered in between waits at the origin."""

import pytest

from tests.unit.world.chains import chain, facts, lane, orders, play


def departures(ordered_on: list[int], **timetable: int) -> list[tuple[float, int]]:
    data = chain(20, lanes={"road": lane("maker", "shop", 1, **timetable)})
    return facts(play(data, orders(dict.fromkeys(ordered_on, 5))), "departed")


def test_a_lane_departs_every_day_unless_said_otherwise() -> None:
    assert departures([0, 1, 3]) == [(0.0, 5), (1.0, 5), (3.0, 5)]


def test_orders_wait_for_the_next_departure_and_go_together() -> None:
    assert departures([0, 1, 2, 7, 8], departs_every_days=7) == [(0.0, 5), (7.0, 15), (14.0, 5)]


@pytest.mark.parametrize(
    ("first", "every", "left"),
    [
        (3, 7, [(3.0, 10), (10.0, 5)]),
        (0, 7, [(0.0, 5), (7.0, 10)]),
        (2, 4, [(2.0, 10), (6.0, 5)]),
    ],
)
def test_departures_are_counted_from_the_first(
    first: int, every: int, left: list[tuple[float, int]]
) -> None:
    days = [0, 1, 4]

    assert departures(days, departs_every_days=every, first_departure_day=first) == left


@pytest.mark.parametrize(("first", "every"), [(5, 1), (10, 7), (6, 3)])
def test_nothing_departs_before_the_first_departure_day(first: int, every: int) -> None:
    left = departures([0], departs_every_days=every, first_departure_day=first)

    assert left == [(float(first), 5)]
