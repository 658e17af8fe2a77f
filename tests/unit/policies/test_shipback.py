from dataclasses import replace
from math import inf

import numpy as np
import pytest

from policies.remaining_demand import EmpiricalDemand, PoissonDemand, UniformDemand
from policies.shipback import (
    Limit,
    fractiles,
    kept_target,
    ship_back_quantity,
    ship_back_units,
    whole_kept_target,
)
from policies.system_value import system_value
from tests.unit.policies.donation_cases import TABLE_2, random_law, random_values, values

REVIEWS = {
    1: UniformDemand(low_units=100, high_units=150),
    2: UniformDemand(low_units=95, high_units=150),
    3: UniformDemand(low_units=100, high_units=145),
}
MUCH = 10**6


@pytest.mark.parametrize(
    ("instance", "served", "first", "second", "kept"),
    [
        (1, 85, 0.217, 0.886, (110.87, 144.31)),
        (2, 85, 0.217, 0.886, (106.96, 143.75)),
        (3, 85, 0.217, 0.886, (109.78, 139.88)),
        (1, 250, 0.724, 0.960, (136.22, 148.00)),
        (2, 250, 0.724, 0.960, (134.84, 147.80)),
        (3, 250, 0.724, 0.960, (132.60, 143.20)),
    ],
)
def test_the_kept_targets_are_those_worked_out_for_table_2(
    instance: int, served: float, first: float, second: float, kept: tuple[float, float]
) -> None:
    found = ship_back_quantity(185, 185, 20, MUCH, REVIEWS[instance], values(served))

    assert fractiles(values(served)) == pytest.approx((first, second), abs=5e-4)
    targets = found.kept_before_donation_units, found.kept_before_tertiary_units
    assert targets == pytest.approx(kept, abs=5e-3)
    assert found.condition.concave
    assert found.condition.donation_interior
    assert found.condition.tertiary_interior


@pytest.mark.parametrize(
    ("instance", "served", "order", "shipped"),
    [
        (1, 85, 162.3810, 20.00), (2, 85, 152.3810, 20.00), (3, 85, 147.6190, 20.00),
        (2, 250, 152.3810, 17.54), (3, 250, 147.6190, 15.02),
        (1, 85, 135.1572, 20.00), (2, 85, 125.1572, 18.20), (3, 85, 116.1635, 6.39),
        (1, 250, 185.6646, 37.67), (2, 250, 175.6646, 27.87), (3, 250, 172.7403, 29.55),
    ],
)  # fmt: skip
def test_the_quantities_shipped_are_those_worked_out_for_table_2(
    instance: int, served: float, order: float, shipped: float
) -> None:
    found = ship_back_quantity(order, order, 20, MUCH, REVIEWS[instance], values(served))

    # the study found the orders on a grid of 0.006 units
    assert found.units == pytest.approx(shipped, abs=0.011)
    assert found.to_donation_units == min(found.units, 20)
    assert found.to_donation_units + found.to_tertiary_units == found.units


def test_whole_units_shipped_are_worth_as_much_as_the_best_of_all_whole_numbers() -> None:
    rng = np.random.default_rng(5)
    seen = set()
    for _ in range(200):
        law, worth = random_law(rng), random_values(rng)
        stock, announced, consented = (int(rng.integers(0, top)) for top in (90, 30, 30))
        eligible = int(rng.integers(0, stock + 1))

        found = ship_back_units(stock, eligible, announced, consented, law, worth)

        every = np.arange(min(eligible, announced + consented) + 1.0)
        best = np.max(system_value(float(stock), every, float(announced), law, worth))
        ours = system_value(float(stock), found.units, float(announced), law, worth)
        assert found.units in every
        assert float(ours) == pytest.approx(float(best), abs=1e-9)
        seen |= {found.condition.limit, found.condition.concave}
    assert seen == {*Limit} - {Limit.SERVICE_FLOOR} | {True, False}


def test_a_quantity_shipped_is_worth_as_much_as_the_best_of_a_fine_grid() -> None:
    rng = np.random.default_rng(6)
    convex = 0
    for _ in range(200):
        law, worth = random_law(rng), random_values(rng)
        stock, announced, consented = rng.uniform(0, 90), rng.uniform(0, 30), rng.uniform(0, 30)

        found = ship_back_quantity(stock, stock, announced, consented, law, worth)

        every = np.linspace(0, min(stock, announced + consented), 4001)
        best = np.max(system_value(stock, every, announced, law, worth))
        ours = system_value(stock, found.units, announced, law, worth)
        assert float(ours) >= float(best) - 1e-9
        convex += not found.condition.concave
    assert convex > 20


def test_more_stock_never_ships_less_and_more_need_never_ships_more() -> None:
    def shipped(
        stock: int = 40, mean: float = 25.0, served: float = 90.0, floor: float = 0.0
    ) -> float:
        law = PoissonDemand(mean_units=mean)
        return ship_back_units(stock, stock, 8, 20, law, values(served), floor).units

    by_stock = [shipped(stock=stock) for stock in range(0, 90, 3)]
    by_mean = [shipped(mean=mean) for mean in range(5, 60, 3)]
    by_value = [shipped(served=served) for served in range(60, 400, 20)]
    by_floor = [shipped(floor=floor) for floor in (0.0, 0.5, 0.9, 0.99, 0.99999)]
    assert by_stock == sorted(by_stock)
    for falling in (by_mean, by_value, by_floor):
        assert falling == sorted(falling, reverse=True)
        assert falling[0] > falling[-1]


def test_a_service_floor_keeps_what_covers_demand_so_often() -> None:
    law = PoissonDemand(mean_units=30)
    cheap = values(served=40.0)

    free = ship_back_units(60, 60, 60, 0, law, cheap)
    floored = ship_back_units(60, 60, 60, 0, law, cheap, service_floor_share=0.95)

    assert free.units == 60
    assert free.condition.donation_outbids_patients
    assert floored.units == 60 - float(law.quantile(0.95))
    assert floored.condition.limit is Limit.SERVICE_FLOOR


def test_a_whole_kept_target_is_the_best_whole_number_of_a_law_that_is_not_whole() -> None:
    law = EmpiricalDemand(values_units=(2.5, 3.25, 7.75))
    worth = values(served=85.0)
    for fractile in np.linspace(0.01, 0.99, 99):
        cost = [float(law.expected_over(float(k))) - fractile * k for k in range(12)]

        assert cost[int(whole_kept_target(law, float(fractile)))] == pytest.approx(min(cost))
    assert kept_target(law, 0.0) == 0
    assert kept_target(law, 1.0) == inf
    assert fractiles(worth)[0] < fractiles(worth)[1]


def test_worths_that_reward_stock_without_end_are_refused() -> None:
    with pytest.raises(ValueError, match="together they must be above 0"):
        values(served=-20.0)
    with pytest.raises(ValueError, match="production_cost_per_unit -1"):
        replace(TABLE_2, production_cost_per_unit=-1.0)
