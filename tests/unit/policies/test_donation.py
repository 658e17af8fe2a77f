from dataclasses import replace

import numpy as np
import pytest

from policies.donation import (
    Corner,
    announced_donation,
    announced_fractile,
    order_with_recourse,
    order_without_recourse,
)
from policies.remaining_demand import EmpiricalDemand, RemainingDemand, UniformDemand
from policies.shipback import ship_back_quantity
from policies.system_value import SystemValues, system_value
from tests.unit.policies.donation_cases import (
    TABLE_2,
    concave_values,
    random_law,
    random_values,
    values,
)

STARTS = {
    1: UniformDemand(low_units=110, high_units=210),
    2: UniformDemand(low_units=100, high_units=200),
    3: UniformDemand(low_units=90, high_units=200),
}


@pytest.mark.parametrize(
    ("instance", "served", "alone", "with_recourse"),
    [
        (1, 85, 118.92, 135.16), (2, 85, 108.92, 125.16), (3, 85, 99.81, 116.17),
        (1, 250, 177.92, 185.67), (2, 250, 167.92, 175.67), (3, 250, 164.72, 172.75),
    ],
)  # fmt: skip
def test_orders_are_those_worked_out_for_table_2(
    instance: int, served: float, alone: float, with_recourse: float
) -> None:
    worth = values(served)

    assert order_without_recourse(STARTS[instance], worth).units == pytest.approx(alone, abs=0.006)
    # the study's values stand on a grid of 0.006 units
    found = order_with_recourse(STARTS[instance], 20, 1e9, worth).units
    assert found == pytest.approx(with_recourse, abs=0.011)


def test_an_order_without_recourse_is_worth_as_much_as_the_best_of_a_fine_grid() -> None:
    rng = np.random.default_rng(1)
    corners = set()
    for _ in range(200):
        law, worth = random_law(rng), random_values(rng)

        found = order_without_recourse(law, worth)

        orders = np.linspace(0, 200, 2001)
        best = np.max(system_value(orders, np.zeros_like(orders), 0.0, law, worth))
        ours = float(system_value(found.units, 0.0, 0.0, law, worth))
        assert ours >= float(best) - 1e-9
        corners.add(found.corner)
    assert corners == {Corner.INTERIOR, Corner.NOTHING}


def test_an_order_with_recourse_is_the_best_when_all_demand_is_known_at_the_ship_back() -> None:
    rng = np.random.default_rng(2)
    corners = set()
    for worth in concave_values(rng, 25):
        demands = rng.integers(0, 30, 5).astype(float)
        announced, consented = float(rng.integers(0, 9)), float(rng.integers(0, 9))
        law = EmpiricalDemand(values_units=tuple(demands))

        found = order_with_recourse(law, announced, consented, worth)

        def value(
            order: float,
            demands: np.ndarray = demands,
            limits: tuple[float, float] = (announced, consented),
            worth: SystemValues = worth,
        ) -> float:
            shipped = np.arange(min(order, sum(limits)) + 1.0)
            return float(np.mean([
                np.max(system_value(order, shipped, limits[0],
                                    EmpiricalDemand(values_units=(demand,)), worth))
                for demand in demands
            ]))  # fmt: skip

        corners.add(found.corner)
        assert value(found.units) >= max(value(float(q)) for q in range(48)) - 1e-9
    assert {Corner.INTERIOR, Corner.NOTHING} <= corners


@pytest.mark.parametrize("donated", [20.0, 40.0, 55.0])
def test_with_all_demand_known_the_announced_donation_is_a_quantile_of_the_surplus(
    donated: float,
) -> None:
    worth = values(donated=donated)
    surpluses = np.arange(0.0, 100.0)
    reviews = [(30.0 + surplus, EmpiricalDemand(values_units=(30.0,))) for surplus in surpluses]

    found = announced_donation(reviews, 1000.0, worth)

    fractile = announced_fractile(worth)
    assert fractile == pytest.approx({20: 0.3, 40: 0.633, 55: 0.883}[int(donated)], abs=5e-4)
    assert found.units == pytest.approx(np.floor(100 * fractile), abs=1.0)
    assert found.corner is Corner.INTERIOR


def test_an_announced_donation_is_worth_as_much_as_the_best_of_a_grid() -> None:
    rng = np.random.default_rng(3)
    corners = set()
    for worth in concave_values(rng, 25):
        reviews: list[tuple[float, RemainingDemand]] = [
            (float(rng.uniform(20, 80)), random_law(rng)) for _ in range(4)
        ]

        found = announced_donation(reviews, 50.0, worth)

        def value(
            announced: float,
            reviews: list[tuple[float, RemainingDemand]] = reviews,
            worth: SystemValues = worth,
        ) -> float:
            total = 0.0
            for stock, law in reviews:
                shipped = ship_back_quantity(stock, stock, announced, 1e9, law, worth).units
                total += float(system_value(stock, shipped, announced, law, worth))
            return total

        corners.add(found.corner)
        assert value(found.units) >= max(value(g) for g in np.linspace(0, 50, 26)) - 1e-6
    assert corners == {Corner.INTERIOR, Corner.NOTHING, Corner.ALL_THAT_IS_WANTED}


def test_units_that_would_rather_stay_lower_the_announced_donation() -> None:
    worth = values(served=90.0, donated=30.0)
    known = [(60.0, EmpiricalDemand(values_units=(30.0,)))]
    unknown = [(60.0, UniformDemand(low_units=10, high_units=50))]

    assert announced_donation(unknown, 99, worth).units < announced_donation(known, 99, worth).units


def test_a_service_floor_raises_orders_that_are_smaller() -> None:
    law = STARTS[1]

    for order in (
        order_without_recourse(law, values(85.0), 0.9),
        order_with_recourse(law, 20, 0, values(85.0), 0.9),
    ):
        assert order.corner is Corner.SERVICE_FLOOR
        assert order.units == pytest.approx(200)


def test_a_tertiary_country_above_saved_production_has_no_announced_fractile() -> None:
    odd = replace(TABLE_2, tertiary_value_per_unit=70.0)

    with pytest.raises(ValueError, match="must be below"):
        announced_fractile(odd)
    with pytest.raises(ValueError, match="must not be above"):
        announced_donation([(10.0, STARTS[1])], 5, odd)
    with pytest.raises(ValueError, match="must not be above"):
        order_with_recourse(STARTS[1], 20, 10, odd)
