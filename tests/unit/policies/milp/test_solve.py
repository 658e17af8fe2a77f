"""The solver: the same optimum as branch and bound alone, and honest words for all else."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, given, settings

from policies.milp.solution import Limits, Start
from policies.milp.solving.highs import branch
from policies.milp.solving.solve import Highs
from policies.milp.standard_form import StandardForm
from tests.unit.policies.milp.forms import form, knapsack, lots, random_forms, transport

EXACT = Limits(gap_share=0.0, nodes_count=10_000)


@settings(max_examples=80, deadline=None, derandomize=True, phases=[Phase.generate])
@given(random_forms())
def test_the_search_and_plain_branch_and_bound_agree(model: StandardForm) -> None:
    plain = branch(
        model, "cost", rows=(), incumbent=None, gap_share=0.0, nodes_count=10_000, seconds=60.0
    )
    found = Highs().solve(model, "cost", limits=EXACT)
    assert found.status == plain.verdict, found.reason
    if plain.values is not None:
        assert found.objective == pytest.approx(model.value("cost", plain.values), abs=1e-5)


@settings(max_examples=40, deadline=None, derandomize=True, phases=[Phase.generate])
@given(random_forms())
def test_another_objective_is_held_below_its_ceiling(model: StandardForm) -> None:
    free = Highs().solve(model, "cost", limits=EXACT)
    if free.values is None:
        return
    most = model.value("other", free.values) - 1.0
    found = Highs().solve(model, "cost", at_most={"other": most}, limits=EXACT)
    least = Highs().solve(model, "other", limits=EXACT)
    assert least.objective is not None
    if least.objective > most + 1e-6:
        assert found.status == "infeasible"
    else:
        assert found.values is not None
        assert model.value("other", found.values) <= most + 1e-6
        assert found.objective is not None
        assert free.objective is not None
        assert found.objective >= free.objective - 1e-6


def test_known_optima_are_found() -> None:
    for model, value in ((knapsack(), -107.0), (transport(), 150.0)):
        for each in (model, replace(model, order=())):
            found = Highs().solve(each, "cost", limits=EXACT)
            assert found.status == "optimal"
            assert found.objective == pytest.approx(value)
            assert found.bound == pytest.approx(value)


def test_impossible_and_endless_models_are_told() -> None:
    model = replace(knapsack(), row_lower=np.array([49.5]), row_upper=np.array([49.9]))
    endless = form(rows=[1], row_upper=[np.inf], cost=[-1], upper=np.inf)
    for order in (model.order, ()):
        assert Highs().solve(replace(model, order=order), "cost").status == "infeasible"
    assert Highs().solve(endless, "cost").status == "unbounded"


def test_a_limit_with_a_plan_and_one_without_are_told_apart() -> None:
    model = lots([5, 9, 4, 8, 7, 3, 9, 2], setup=10.0, size=12.0, holding=1.0)
    some = Highs().solve(model, "cost", limits=Limits(gap_share=0.0, nodes_count=0))
    assert some.status == "limit"
    assert some.values is not None
    assert some.gap_share is not None
    assert some.gap_share > 0
    none = Highs().solve(model, "cost", limits=Limits(lps_count=2, nodes_count=0))
    assert none.status == "nothing found"
    assert none.values is None


def test_a_start_is_where_the_search_begins() -> None:
    model = lots([5, 9, 4, 8, 7, 3, 9, 2], setup=10.0, size=12.0, holding=1.0)
    best = Highs().solve(model, "cost", limits=EXACT)
    assert best.values is not None
    start = Start(columns=np.arange(8), values=best.values[:8])
    plain = Highs(plan=())
    limits = Limits(gap_share=0.0, nodes_count=0)
    found = plain.solve(model, "cost", limits=limits, start=start)
    assert found.objective == pytest.approx(best.objective)
    assert plain.solve(model, "cost", limits=limits).status == "nothing found"


def test_the_same_input_has_the_same_answer() -> None:
    model = lots([5, 9, 4, 8, 7, 3, 9, 2, 6, 6], setup=11.0, size=7.0, holding=0.7)
    first, second = (Highs().solve(model, "cost", limits=EXACT) for _ in range(2))
    assert first.values is not None
    assert second.values is not None
    assert (first.values == second.values).all()
    assert (first.bound, first.lps_count) == (second.bound, second.lps_count)
    assert first.nodes_count == second.nodes_count
