"""The least ratio as an objective: held by bounds, measured in the plan, bounded truly."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from policies.milp.fronts.payoff import payoff
from policies.milp.fronts.ratio_trade_off import RatioTradeOff, fixed, most_of
from policies.milp.fronts.trade_off import FormTradeOff
from policies.milp.standard_form import StandardForm
from tests.small_forms import EXACT, PlainHighs

DEMAND = np.array([10.0, 20.0])
COST = np.array([1.0, 3.0])
"""Of serving a unit of either customer; an unmet unit costs nothing, so nobody is served."""


def two_customers() -> StandardForm:
    """Return unmet [0, 1], served [2, 3] and the ratio [4]; unmet + demand ratio <= demand."""
    matrix = np.array(
        [
            [1, 0, 1, 0, 0],
            [0, 1, 0, 1, 0],
            [1, 0, 0, 0, DEMAND[0]],
            [0, 1, 0, 0, DEMAND[1]],
        ],
        dtype=float,
    )
    return StandardForm(
        matrix=sp.csc_array(matrix),
        row_lower=np.array([*DEMAND, -np.inf, -np.inf]),
        row_upper=np.array([*DEMAND, *DEMAND]),
        lower=np.zeros(5),
        upper=np.array([np.inf, np.inf, np.inf, np.inf, 1.0]),
        integer=np.array([False, False, True, True, False]),
        objectives={
            "cost": np.array([0, 0, *COST, 0]),
            "impact": np.array([0, 0, 1.0, 1.0, 0]),
            "ratio": np.array([0, 0, 0, 0, -1.0]),
        },
        offsets={"cost": 5.0, "impact": 0.0, "ratio": 0.0},
        columns={"service.unmet": np.array([0, 1]), "service.ratio": np.array([4])},
    )


def trade_off(form: StandardForm, solver: PlainHighs) -> RatioTradeOff:
    return RatioTradeOff(form=form, names=("cost", "ratio"), solver=solver, limits=EXACT)


def test_rows_that_say_only_a_bound_become_one_when_the_ratio_is_fixed() -> None:
    form = fixed(two_customers(), 4, 0.3)

    assert form.upper[:2] == pytest.approx(0.7 * DEMAND)
    assert (form.lower[4], form.upper[4]) == (0.3, 0.3)
    assert np.isinf(form.row_upper[2:]).all()
    assert form.row_upper[:2].tolist() == DEMAND.tolist()


def test_a_bound_that_is_already_tighter_stays() -> None:
    form = two_customers()
    form.upper[0] = 2.0

    assert fixed(form, 4, 0.3).upper[:2] == pytest.approx([2, 14])


def test_a_row_with_several_other_columns_stays_a_row() -> None:
    form = two_customers()
    matrix = form.matrix.tolil()
    matrix[3, 0] = -0.5  # half of the first customer's unmet demand is carried over
    carried = replace(form, matrix=sp.csc_array(matrix))

    found = fixed(carried, 4, 0.3)

    assert np.isinf(found.upper[1])
    assert found.row_upper[3] == DEMAND[1]
    assert np.isinf(found.row_upper[2])


def test_a_row_of_a_negative_column_bounds_it_from_below() -> None:
    form = two_customers()
    matrix = form.matrix.tolil()
    matrix[2, 0] = -1.0  # -unmet + 10 ratio <= 10
    turned = replace(form, matrix=sp.csc_array(matrix), row_upper=np.array([10.0, 20, -4, 20]))

    assert fixed(turned, 4, 0.3).lower[0] == pytest.approx(7)


@pytest.mark.parametrize("least", [0.0, 0.25, 0.8, 1.0])
def test_held_by_bounds_or_by_a_row_the_best_plan_costs_the_same(least: float) -> None:
    form = two_customers()
    by_row = FormTradeOff(form=form, names=("cost", "ratio"), solver=PlainHighs(), limits=EXACT)

    one = trade_off(form, PlainHighs()).reach({"cost": 1.0}, at_most={"ratio": -least})
    other = by_row.reach({"cost": 1.0}, at_most={"ratio": -least})

    served = np.ceil(least * DEMAND)
    assert one.values["cost"] == pytest.approx(5 + COST @ served)
    assert other.values["cost"] == pytest.approx(one.values["cost"])


def test_a_held_ratio_needs_no_row_of_the_solver() -> None:
    solver = PlainHighs()

    trade_off(two_customers(), solver).reach({"cost": 1.0}, at_most={"ratio": -0.5, "impact": 20.0})

    assert solver.asked == [{"impact": 20.0}]


def test_the_ratio_of_a_plan_is_what_it_serves_not_what_was_asked() -> None:
    found = trade_off(two_customers(), PlainHighs()).reach({"cost": 1.0}, at_most={"ratio": -0.33})

    # whole units: 4 of 10 and 7 of 20
    assert found.values["ratio"] == pytest.approx(-0.35)
    assert found.solve.values is not None
    assert found.solve.values[4] == pytest.approx(0.35)


def test_the_bound_allows_for_a_tie_that_was_dropped() -> None:
    found = trade_off(two_customers(), PlainHighs()).reach(
        {"cost": 1.0, "ratio": 0.5}, at_most={"ratio": -0.33}
    )

    cost = 5 + COST @ np.array([4, 7])
    assert found.solve.objective == pytest.approx(cost - 0.5 * 0.35)
    assert found.solve.bound == pytest.approx(cost - 0.5 * 1.0)


def test_the_ratio_can_be_made_most_and_then_the_cost_least() -> None:
    found = payoff(trade_off(two_customers(), PlainHighs()))

    assert found.table.tolist() == pytest.approx(np.array([[5, 0], [5 + COST @ DEMAND, -1]]))


def test_the_most_of_a_column_is_the_tightest_row_within_its_bounds() -> None:
    form = two_customers()

    assert most_of(form, 4, np.array([4.0, 10, 6, 10, 0])) == pytest.approx(0.5)
    assert most_of(form, 4, np.array([-4.0, -4, 0, 0, 0])) == 1.0
    assert most_of(form, 4, np.array([40.0, 0, 0, 0, 0])) == 0.0
