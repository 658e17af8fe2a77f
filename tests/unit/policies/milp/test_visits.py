"""The best visits of places, and the bound that they prove."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.milp.chain import Cell, Customer, Good, Link, Mode, PlanningChain, Source, TripGroup
from policies.milp.model.template import Template
from policies.milp.solution import Limits
from policies.milp.solving.ends import Ends
from policies.milp.solving.highs import Relaxation
from policies.milp.solving.slopes import Slopes
from policies.milp.solving.visits import Visiting, visits_of
from policies.milp.window import Window
from tests.unit.policies.milp.builders import optimum

T = 5


def places(count: int, *, cost_per_trip: float, lead: int, source: bool) -> PlanningChain:
    """A depot (or a source without limit) and places with two items and a trip of their own."""
    ends = range(1, count + 1)
    cells = [Cell(node=0, item=i, holding_cost_per_unit=0.5) for i in (0, 1) if not source]
    return PlanningChain(
        periods_count=T,
        node_names=("origin", *(f"place {n}" for n in ends)),
        item_names=("a", "b"),
        load_per_unit=(1.0, 1.0),
        goods=(Good(item=0), Good(item=1)),
        groups=tuple(
            TripGroup(name=f"{n}", capacity_load=1000.0, cost_per_trip=cost_per_trip, limited=True)
            for n in ends
        ),
        links=tuple(
            Link(name=f"{n}", origin=0, destination=n, items=(0, 1), modes=(Mode(group=n - 1),),
                 lead_periods=lead)
            for n in ends
        ),
        sources=tuple(
            Source(name=f"{i}", nodes=(0,), item=i, goods=(i,) * T, limited=False)
            for i in (0, 1) if source
        ),
        cells=(
            *cells,
            *(Cell(node=n, item=i, holding_cost_per_unit=1.0, floor_cost_per_unit=5.0)
              for n in ends for i in (0, 1)),
        ),
        customers=tuple(
            Customer(node=n, item=i, unmet_cost_per_unit=30.0, carried_share=0.5)
            for n in ends for i in (0, 1)
        ),
    )  # fmt: skip


def window_of(chain: PlanningChain, numbers: list[int]) -> Window:
    """Fill a window with small whole numbers."""
    draw = np.random.default_rng(numbers)
    plain = Window.plain(chain, draw.integers(0, 9, (len(chain.customers), T)).astype(float))
    plain.opening_units[:] = 0.0
    for c, cell in enumerate(chain.cells):
        plain.opening_units[c, cell.item] = draw.integers(0, 60 if cell.node == 0 else 12)
        if cell.node:
            plain.floor_units[c] = draw.integers(0, 5)
            plain.due_units[c] = draw.integers(0, 3, T)
    plain.backlog_units[:] = draw.integers(0, 4, len(chain.customers))
    plain.link_open[:] = draw.random((len(chain.links), T)) < 0.8
    return plain


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.booleans(), st.integers(0, 1), st.sampled_from([8.0, 40.0]))
def test_the_bound_of_the_visits_is_below_every_plan(seed, source, lead, cost):
    chain = places(2, cost_per_trip=cost, lead=lead, source=source)
    template = Template.of(chain)
    window = window_of(chain, [seed])
    form = template.form(window)
    ends = Ends.of(chain, template.kept)
    lp = Relaxation(form, "cost", Limits())
    assert lp.solve() == "optimal"

    visiting = Visiting(ends=ends, chain=chain, window=window)
    _, more = visiting.improved(form.objectives["cost"], lp.values, lp.row_duals)

    least, _ = optimum(form)
    assert len(ends.links) == 2
    assert more >= 0.0
    assert lp.objective + more <= least + 1e-6 * (1 + abs(least))


@pytest.mark.parametrize("lead", [0, 1])
@pytest.mark.parametrize("seed", range(3))
def test_with_goods_without_limit_and_empty_shelves_the_visits_are_the_optimum(seed, lead):
    # nothing is left over at a visit and nobody is made to wait: what the bound leaves out is nil
    chain = places(2, cost_per_trip=20.0, lead=lead, source=True)
    template = Template.of(chain)
    window = window_of(chain, [seed])
    window.opening_units[:] = 0.0
    window.due_units[:] = 0.0
    window.link_open[:] = True
    window.floor_units[:] = 0.0
    ends = Ends.of(chain, template.kept)

    found = visits_of(ends, chain, window, np.zeros((len(ends.cells), T)))

    least, _ = optimum(template.form(window))
    assert found.least_cost.sum() == pytest.approx(least, rel=1e-7)


@pytest.mark.parametrize("seed", range(4))
def test_slope_scaling_finds_a_true_plan_near_the_optimum(seed):
    chain = places(3, cost_per_trip=25.0, lead=0, source=False)
    template = Template.of(chain)
    window = window_of(chain, [seed])
    form = template.form(window)
    cuts = Visiting(ends=Ends.of(chain, template.kept), chain=chain, window=window)

    solve = Slopes().solve(form, "cost", limits=Limits(nodes_count=0), cuts=cuts)

    least, _ = optimum(form)
    assert solve.status in ("optimal", "limit")
    assert solve.bound <= least + 1e-6
    assert least - 1e-6 <= solve.objective <= 1.1 * least


def test_branch_and_bound_goes_on_to_the_gap():
    chain = places(3, cost_per_trip=25.0, lead=0, source=False)
    template = Template.of(chain)
    form = template.form(window_of(chain, [3]))

    solve = Slopes().solve(form, "cost", limits=Limits(gap_share=1e-6, nodes_count=5000))

    assert solve.status == "optimal"
    assert solve.objective == pytest.approx(optimum(form)[0], rel=1e-5)
