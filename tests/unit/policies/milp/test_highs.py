"""HiGHS behind our own words."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from policies.milp.solution import USUAL_LIMITS, Limits
from policies.milp.solving.highs import Relaxation, branch
from policies.milp.standard_form import Rows
from tests.unit.policies.milp.forms import knapsack, lots, transport


def test_a_relaxation_has_the_transport_optimum_and_prices() -> None:
    lp = Relaxation(transport(), "cost", USUAL_LIMITS)
    assert lp.solve() == "optimal"
    assert lp.objective == pytest.approx(150)
    assert lp.values == pytest.approx([5, 0, 15, 5, 25, 0])
    # a unit from plant 1 to shop 2 saves 4 and costs 3 there, and moves one of shop 1
    # to plant 2: 3 - 4 + 5 - 2
    assert lp.reduced_costs[1] == pytest.approx(2)


def test_changes_of_a_relaxation_count_from_the_next_solve_on() -> None:
    lp = Relaxation(transport(), "cost", USUAL_LIMITS)
    lp.solve()
    lp.set_bounds(np.array([2]), np.array([0.0]), np.array([10.0]))
    lp.solve()
    assert lp.objective == pytest.approx(150 + 5 * (8 - 1 - 5 + 2))
    lp.set_costs(np.ones(6), 7.0)
    lp.solve()
    assert lp.objective == pytest.approx(57)
    lp.set_row_bounds(np.array([2]), np.array([12.0]), np.array([np.inf]))
    assert lp.solve() == "infeasible"
    lp.set_row_bounds(np.array([2]), np.array([8.0]), np.array([np.inf]))
    lp.solve()
    assert lp.objective == pytest.approx(55)
    assert lp.lps_count == 5


def test_rows_that_do_not_bind_are_dropped_and_told() -> None:
    lp = Relaxation(knapsack(), "cost", USUAL_LIMITS)
    lp.solve()
    lp.add(
        Rows(
            matrix=sp.csr_array(np.eye(7)[[0, 6]]),
            lower=np.full(2, -np.inf),
            upper=np.array([0.0, 5.0]),
        )
    )
    lp.solve()
    bound = lp.objective
    assert lp.drop_loose(1).tolist() == [True, False]
    lp.solve()
    assert lp.objective == pytest.approx(bound)


def test_a_relaxation_solves_nothing_beyond_its_limits() -> None:
    lp = Relaxation(transport(), "cost", Limits(lps_count=1))
    assert lp.solve() == "optimal"
    assert lp.solve() == "limit"
    assert Relaxation(transport(), "cost", Limits(seconds=0.0)).solve() == "limit"


def test_impossible_and_endless_programmes_are_told_apart() -> None:
    form = transport()
    assert (
        Relaxation(replace(form, row_upper=-np.ones(5)), "cost", USUAL_LIMITS).solve()
        == "infeasible"
    )
    endless = replace(form, objectives={"cost": -np.ones(6)}, row_upper=np.full(5, np.inf))
    assert Relaxation(endless, "cost", USUAL_LIMITS).solve() == "unbounded"


def test_branch_and_bound_finds_the_knapsack_optimum_with_its_proof() -> None:
    found = branch(
        knapsack(),
        "cost",
        rows=(),
        incumbent=None,
        gap_share=0.0,
        nodes_count=1000,
        seconds=60.0,
    )
    assert found.verdict == "optimal"
    assert found.values is not None
    assert np.round(found.values).tolist() == [1, 0, 0, 1, 0, 0, 0]
    assert found.bound == pytest.approx(-107)


def test_branch_and_bound_obeys_further_rows() -> None:
    not_both = Rows(
        matrix=sp.csr_array(np.array([[1.0, 0, 0, 1, 0, 0, 0]])),
        lower=np.array([-np.inf]),
        upper=np.array([1.0]),
    )
    found = branch(
        knapsack(),
        "cost",
        rows=(not_both,),
        incumbent=None,
        gap_share=0.0,
        nodes_count=1000,
        seconds=60.0,
    )
    # 39 + 37 + 20 of 49; with the first: 70 + 20 + 10 of 47, + 5 of 50 is 105
    assert found.bound == pytest.approx(-105)


def test_an_incumbent_is_kept_where_no_time_is_left() -> None:
    form = lots([5, 9, 4, 8, 7], setup=10.0, size=12.0, holding=1.0)
    plan = np.concatenate([np.ones(5), [5, 9, 4, 8, 7], np.zeros(5)])
    found = [
        branch(
            form,
            "cost",
            rows=(),
            incumbent=known,
            gap_share=0.0,
            nodes_count=1000,
            seconds=0.0,
        ).values
        for known in (plan, None)
    ]
    assert found[0] is not None
    assert form.value("cost", found[0]) == pytest.approx(50)
    assert found[1] is None


def test_branch_and_bound_says_nothing_it_has_not_found() -> None:
    form = replace(knapsack(), row_lower=np.array([49.5]), row_upper=np.array([49.9]))
    found = branch(
        form, "cost", rows=(), incumbent=None, gap_share=0.0, nodes_count=1000, seconds=60.0
    )
    assert found.values is None
    assert found.verdict == "infeasible"
