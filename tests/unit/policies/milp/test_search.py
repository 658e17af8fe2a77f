"""Dives, polishes and plans of them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from numpy.typing import NDArray

from policies.milp.solution import USUAL_LIMITS, Limits, Solve, Start
from policies.milp.solving.answer import checked
from policies.milp.solving.dive import Found, dive
from policies.milp.solving.highs import Relaxation
from policies.milp.solving.polish import polish
from policies.milp.solving.search import Dive, Polish, Search
from policies.milp.standard_form import StandardForm
from tests.unit.policies.milp.forms import form, lots, random_forms

Ints = NDArray[np.int64]

DEMAND = [5, 9, 4, 8, 7, 3, 9, 2]


def groups_of(model: StandardForm) -> list[Ints]:
    return [
        columns[model.integer[columns]]
        for names in model.order
        for columns in [np.concatenate([model.columns[name] for name in names])]
    ]


def is_plan(model: StandardForm, found: Found) -> bool:
    told = Solve(status="limit", objective=found.objective, values=found.values)
    return checked(model, "cost", told, at_most={}, limits=USUAL_LIMITS) is told


def dived(model: StandardForm, share: float, limits: Limits = USUAL_LIMITS) -> Found | None:
    lp = Relaxation(model, "cost", limits)
    if lp.solve() != "optimal":
        return None
    return dive(lp, lower=model.lower, upper=model.upper, groups=groups_of(model), share=share)


def polished(model: StandardForm, found: Found, lps_most: int = 100) -> Found:
    return polish(
        Relaxation(model, "cost", USUAL_LIMITS),
        found,
        lower=model.lower,
        upper=model.upper,
        columns=np.flatnonzero(model.integer),
        lps_most=lps_most,
        enough=lambda _: False,
    )


@settings(max_examples=60, deadline=None, derandomize=True, phases=[Phase.generate])
@given(random_forms())
def test_a_dive_ends_at_a_plan_or_nowhere_and_a_polish_never_loses(model: StandardForm) -> None:
    found = dived(model, 0.3)
    assume(found is not None)
    assert found is not None
    assert is_plan(model, found)
    better = polished(model, found)
    assert is_plan(model, better)
    assert better.objective <= found.objective


def test_a_dive_that_rounds_into_a_dead_end_goes_the_other_way() -> None:
    # at (1/3, 1) the nearest whole number of x is 0, where no y is left: 3 x + 2 y = 3
    model = form(rows=[3, 2], row_lower=[3], row_upper=[3], cost=[1, 0.5], upper=1, integer=[1, 0])
    found = dived(model, 1.0)
    assert found is not None
    assert found.values == pytest.approx([1, 0])


def test_a_dive_stops_above_the_worst_that_is_of_interest() -> None:
    model = lots(DEMAND, setup=10.0, size=12.0, holding=1.0)
    lp = Relaxation(model, "cost", USUAL_LIMITS)
    lp.solve()
    bounds = {"lower": model.lower, "upper": model.upper, "groups": groups_of(model)}
    assert dive(lp, share=0.3, worst=lp.objective, **bounds) is None
    lp.set_bounds(np.arange(len(model.lower)), model.lower, model.upper)
    lp.solve()
    assert dive(lp, share=0.3, worst=1000.0, **bounds) is not None


def test_a_dive_keeps_to_its_limit_of_programmes() -> None:
    model = lots(DEMAND, setup=10.0, size=12.0, holding=1.0)
    assert dived(model, 0.1, Limits(lps_count=3)) is None
    assert dived(model, 0.1, Limits(lps_count=100)) is not None


def test_a_polish_leaves_out_batches_that_cost_more_than_they_save() -> None:
    # a batch in every period at 10 each; stock is free, so 4 batches of 12 do for 47
    model = lots(DEMAND, setup=10.0, size=12.0, holding=0.0)
    every = Found(objective=80.0, values=np.concatenate([np.ones(8), DEMAND, np.zeros(8)]))
    assert polished(model, every).objective == pytest.approx(40)
    assert polished(model, every, lps_most=0).objective == pytest.approx(80)


def test_a_search_stops_once_the_gap_is_closed() -> None:
    model = lots(DEMAND, setup=10.0, size=12.0, holding=1.0)
    plan = (Dive(share=0.3), Polish(lps_most=50), Dive(share=0.1, groups="joint"))
    lps = []
    for gap_share in (0.9, 0.0):
        search = Search(model, "cost", ceilings=None, limits=Limits(gap_share=gap_share))
        assert search.root() == "optimal"
        search.follow(plan, None)
        lps.append(search.lp.lps_count)
    assert lps[0] < lps[1]


def test_a_start_that_cannot_be_completed_is_passed_over() -> None:
    model = lots(DEMAND, setup=10.0, size=12.0, holding=1.0)
    search = Search(model, "cost", ceilings=None, limits=USUAL_LIMITS)
    search.root()
    search.start(Start(columns=np.arange(8), values=np.zeros(8)))
    assert search.best is None
    search.start(Start(columns=np.arange(3), values=np.ones(3)))
    assert search.best is not None
    assert is_plan(model, search.best)


def test_columns_that_the_order_does_not_name_are_settled_last() -> None:
    model = replace(lots(DEMAND, setup=10.0, size=12.0, holding=1.0), order=((),))
    search = Search(model, "cost", ceilings=None, limits=Limits(gap_share=0.0))
    search.root()
    search.follow((Dive(share=0.3),), None)
    assert search.best is not None
    assert is_plan(model, search.best)


def test_whole_numbers_that_cost_nothing_are_not_made_more_than_needed() -> None:
    # stock is the objective and up to 400 batches are free: the search still ends with few
    model = lots(DEMAND, setup=10.0, size=12.0, holding=1.0)
    model = replace(model, upper=np.repeat([50.0, np.inf, np.inf], 8))
    search = Search(model, "stock", ceilings=None, limits=Limits(gap_share=0.0))
    search.root()
    search.follow((Dive(share=0.3),), None)
    assert search.best is not None
    assert search.best.values[:8].sum() <= 8
