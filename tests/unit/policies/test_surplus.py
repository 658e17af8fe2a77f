"""What is shipped off a shelf of lots, against every other way to ship from it."""

from itertools import product

import numpy as np
import pytest

from policies.remaining_demand import EmpiricalDemand
from policies.shipback import fractiles, ship_back_units
from policies.surplus import Fates, ShelfLot, shared_out, without, worth_of_keeping
from policies.system_value import SystemValues

LAST_DAY = 12


def played(lots: list[tuple[int, int]], asked: list[int], cover_days: int, fates: Fates) -> float:
    """The worth of a shelf when a path of demand is served day by day, soonest expiry first."""
    shelf = sorted(lots)
    worth = 0.0
    for day, want in enumerate(asked, start=1):
        expired = sum(units for life, units in shelf if life < day)
        worth -= fates.expired_cost_per_unit * expired
        shelf = [(life, units) for life, units in shelf if life >= day]
        left = []
        for life, units in shelf:
            used = min(units, want)
            want -= used
            now = day <= cover_days
            worth += used * (fates.short_cost_per_unit if now else fates.later_value_per_unit)
            left.append((life, units - used))
        shelf = left
        if day == cover_days:  # what expires tonight is no stock for later
            held = sum(units for life, units in shelf if life > day)
            worth -= fates.left_cost_per_unit * held
    return worth - fates.expired_cost_per_unit * sum(units for _, units in shelf)


def drawn(seed: int) -> tuple[list[ShelfLot], list[list[int]], int, Fates, float, int]:
    draw = np.random.default_rng(seed)
    lots = [
        ShelfLot(int(draw.integers(1, 11)), int(draw.integers(1, 5)), bool(draw.random() < 0.7))
        for _ in range(draw.integers(1, 4))
    ]
    # as the guidelines have it, those that live longer may be donated
    limit = int(draw.integers(1, 11))
    lots = [ShelfLot(lot.days_left, lot.units, lot.days_left >= limit) for lot in lots]
    paths = draw.integers(0, 3, size=(4, LAST_DAY)).tolist()
    fates = Fates(
        short_cost_per_unit=float(draw.integers(3, 20)),
        left_cost_per_unit=float(draw.integers(0, 3)),
        expired_cost_per_unit=float(draw.integers(0, 4)),
        later_value_per_unit=float(draw.integers(0, 3)),
    )
    return lots, paths, int(draw.integers(1, 11)), fates, float(draw.uniform(-2, 15)), 6


@pytest.mark.parametrize("seed", range(60))
def test_no_choice_of_units_and_lots_is_better_than_the_rule_s(seed: int) -> None:
    lots, paths, cover, fates, value, most = drawn(seed)
    sums = np.cumsum(paths, axis=1)

    def needs(days: int) -> np.ndarray:
        return sums[:, days - 1].astype(float)

    def worth(shipped: tuple[int, ...]) -> float:
        kept = [(lot.days_left, lot.units - n) for lot, n in zip(lots, shipped, strict=True)]
        return sum(shipped) * value + float(
            np.mean([played(kept, path, cover, fates) for path in paths])
        )

    choices = product(*(range(lot.units + 1 if lot.eligible else 1) for lot in lots))
    best = max(worth(choice) for choice in choices if sum(choice) <= most)

    keeping = worth_of_keeping(lots, needs=needs, cover_days=cover, fates=fates)
    [units] = shared_out([keeping], value_per_unit=[value], most=most)

    left = without(lots, units)
    mine = units * value + float(
        np.mean([
            played([(lot.days_left, lot.units) for lot in left], path, cover, fates)
            for path in paths
        ])
    )  # fmt: skip
    assert mine == pytest.approx(best, abs=1e-9)


@pytest.mark.parametrize("seed", range(30))
def test_one_lot_that_expires_with_the_cycle_is_shipped_by_the_two_kept_targets(seed: int) -> None:
    draw = np.random.default_rng(seed)
    values = SystemValues(
        served_value_per_unit=float(draw.uniform(60, 250)),
        donated_value_per_unit=0,
        tertiary_value_per_unit=float(draw.uniform(0, 40)),
        shortage_cost_per_unit=3,
        production_cost_per_unit=60,
        regional_cost_per_unit=10,
        local_cost_per_unit=0,
        collection_cost_per_unit=0.5,
        rework_cost_per_unit=1,
        donation_transport_cost_per_unit=2,
        tertiary_transport_cost_per_unit=1,
        holding_cost_per_unit=0,
        destruction_cost_per_unit=1.7,
    )
    first, second = fractiles(values)
    demand = EmpiricalDemand(values_units=tuple(draw.integers(5, 40, size=20).astype(float)))
    stock, announced, consented = 45, int(draw.integers(0, 15)), int(draw.integers(0, 30))
    lots = [ShelfLot(90, stock, True)]
    fates = Fates(
        short_cost_per_unit=values.under_cost_per_unit,
        left_cost_per_unit=0,
        expired_cost_per_unit=values.over_cost_per_unit,
    )

    shipped = 0
    for given, most in ((60 - 1 - 0.5, announced),
                        (values.tertiary_value_per_unit - 1 - 0.5, consented)):  # fmt: skip
        keeping = worth_of_keeping(
            without(lots, shipped),
            needs=lambda _: np.array(demand.values_units),
            cover_days=90,
            fates=fates,
        )
        shipped += shared_out([keeping], value_per_unit=[given], most=most)[0]

    asked = ship_back_units(stock, stock, announced, consented, demand, values)
    assert first < second
    assert shipped == asked.units


def test_several_shelves_ship_the_units_that_are_least_missed() -> None:
    assert shared_out(
        [np.array([0.0, 4.0, 8.0]), np.array([1.0, 2.0, 3.0])], value_per_unit=[9, 9], most=4
    ) == [1, 3]


def test_units_that_only_pay_together_go_together() -> None:
    assert shared_out([np.array([5.0, 1.0]), np.array([9.0])], value_per_unit=[4, 4], most=3) == [
        2,
        0,
    ]
    assert shared_out([np.array([5.0, 1.0]), np.array([9.0])], value_per_unit=[4, 4], most=1) == [
        0,
        0,
    ]


def test_units_that_are_worth_no_more_elsewhere_stay() -> None:
    assert shared_out([np.array([4.0, 4.0])], value_per_unit=[4.0], most=9) == [0]


def test_the_lot_that_expires_first_among_the_eligible_goes_first() -> None:
    lots = [ShelfLot(40, 5, True), ShelfLot(5, 5, False), ShelfLot(20, 5, True)]

    assert without(lots, 7) == [ShelfLot(5, 5, False), ShelfLot(40, 3, True)]
