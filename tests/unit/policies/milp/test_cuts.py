"""Cuts hold for every plan, and break points that are none."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from policies.milp.chain import (
    Cell,
    Customer,
    Donation,
    Expansion,
    Good,
    Link,
    Making,
    Mode,
    PlanningChain,
)
from policies.milp.model.template import Template
from policies.milp.solution import USUAL_LIMITS, Cuts, Limits
from policies.milp.solving.cutter import Cutter
from policies.milp.solving.highs import Relaxation
from policies.milp.solving.hull_cuts import HullCuts
from policies.milp.solving.solve import Highs
from policies.milp.standard_form import StandardForm
from policies.milp.window import Window
from tests.unit.policies.milp.builders import optimum

Floats = NDArray[np.float64]

PERIODS = 4


def cut(chain: PlanningChain, window: Window) -> tuple[StandardForm, Cuts]:
    template = Template.of(chain)
    form = template.form(window)
    cutter = Cutter.of(
        chain, columns=form.columns, index=template.kept.index, width=form.lower.size
    )
    return form, cutter.cuts(window)


def random_chain(rng: np.random.Generator) -> PlanningChain:
    """Return two plants, a warehouse and two shops, and whatever else chance brings."""
    perishable = rng.random() < 0.4
    goods: tuple[Good, ...] = (Good(item=0),)
    made: tuple[int, ...] = (0,) * PERIODS
    if perishable:
        goods = tuple(Good(item=0, last_period=t + 1) for t in range(PERIODS))
        made = tuple(range(PERIODS))
    pick = lambda *choices: choices[rng.integers(len(choices))]  # noqa: E731
    makings = tuple(
        Making(
            name=f"at {node}",
            node=node,
            item=0,
            goods=made,
            batch_units=float(pick(5, 8)),
            capacity_units=pick(None, 7.0, 13.0, 21.0),
            lead_periods=int(pick(0, 0, 1)),
            whole_batches=rng.random() < 0.3,
            cost_per_batch=float(rng.integers(5, 40)),
            cost_per_unit=float(rng.integers(0, 4)),
        )
        for node in (0, 1)
    )
    roads = [(0, 2), (1, 2), (2, 3), (2, 4), (1, 4)]
    cell = lambda node: Cell(  # noqa: E731
        node=node,
        item=0,
        keeps=rng.random() < 0.7 or node == 2,
        holding_cost_per_unit=float(rng.random()),
        disposal_cost_per_unit=pick(0.1, 0.1, None) if not perishable else None,
    )
    grows = rng.random() < 0.5
    return PlanningChain(
        periods_count=PERIODS,
        node_names=("plant 0", "plant 1", "warehouse", "shop 0", "shop 1"),
        item_names=("vaccine",),
        load_per_unit=(1.0,),
        goods=goods,
        links=tuple(
            Link(
                name=f"{i} to {j}",
                origin=i,
                destination=j,
                items=(0,),
                modes=(Mode(cost_per_load=float(rng.integers(0, 3))),),
                lead_periods=int(pick(0, 0, 1)),
            )
            for i, j in roads
        ),
        makings=makings,
        cells=tuple(cell(node) for node in (0, 1, 2, 4)),
        customers=tuple(
            Customer(
                node=node,
                item=0,
                unmet_cost_per_unit=float(rng.integers(3, 30)),
                carried_share=pick(0.0, 0.5, 1.0),
            )
            for node in (3, 4)
        ),
        expansions=(
            Expansion(
                node=0,
                cost_by_level=(5.0, 9.0),
                capacity_units_per_level=((0, 4.0),) if makings[0].capacity_units else (),
                batch_units_per_level=1.5,
            ),
        )
        if grows
        else (),
        donations=(Donation(cell=2, gain_per_unit=0.2),) if rng.random() < 0.3 else (),
        slots_most=3,
    )


def random_window(chain: PlanningChain, rng: np.random.Generator) -> Window:
    plain = Window.plain(chain, rng.integers(0, 9, (2, PERIODS)).astype(float), 3.0)
    share = np.ones((5, PERIODS))
    share[:2] = rng.choice([1.0, 1.0, 0.5, 0.0], (2, PERIODS))
    opening = np.zeros((4, len(chain.goods)))
    opening[2, rng.integers(len(chain.goods))] = rng.integers(0, 12)
    due = np.zeros((4, PERIODS))
    due[2] = rng.choice([0.0, 0.0, 3.5], PERIODS)
    return replace(
        plain,
        opening_units=opening,
        due_units=due,
        backlog_units=rng.integers(0, 5, 2).astype(float),
        node_open_share=share,
        donation_most_units=np.full((len(chain.donations), PERIODS), 2.0),
    )


def test_no_cut_breaks_an_optimal_plan_of_any_costs() -> None:
    found = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        chain = random_chain(rng)
        form, cuts = cut(chain, random_window(chain, rng))
        lp = Relaxation(form, "cost", USUAL_LIMITS)
        if lp.solve() != "optimal":
            continue
        for _ in range(4):
            costs = form.objectives["cost"] * rng.uniform(0.2, 2.0, form.lower.size)
            other = replace(form, objectives={"cost": costs})
            _, plan = optimum(other)
            rows = cuts.separate(plan)
            assert rows is None, (seed, rows)
            lp.set_costs(costs, 0.0)
            lp.solve()
            rows = cuts.separate(lp.values)
            if rows is not None:
                found += 1
                over = rows.matrix @ lp.values - rows.upper
                assert (np.maximum(rows.lower - rows.matrix @ lp.values, over) > 0).all()
    assert found > 20


def one_plant(**changes: object) -> PlanningChain:
    making = Making(
        name="filling", node=0, item=0, goods=(0, 0, 0), batch_units=10.0, cost_per_batch=30.0
    )
    return PlanningChain(
        periods_count=3,
        node_names=("plant",),
        item_names=("vaccine",),
        load_per_unit=(1.0,),
        goods=(Good(item=0),),
        links=(),
        makings=(replace(making, **changes),),  # type: ignore[arg-type]
        cells=(Cell(node=0, item=0, holding_cost_per_unit=1.0),),
        customers=(Customer(node=0, item=0, unmet_cost_per_unit=50.0),),
    )


def tightened(chain: PlanningChain, window: Window) -> tuple[float, float, float]:
    """Return the bound without cuts, with all cuts, and the optimum."""
    form, cuts = cut(chain, window)
    lp = Relaxation(form, "cost", USUAL_LIMITS)
    lp.solve()
    plain = lp.objective
    while (rows := cuts.separate(lp.values)) is not None:
        lp.add(rows)
        lp.solve()
    return plain, lp.objective, optimum(form)[0]


def test_cuts_close_the_gap_of_lot_sizing() -> None:
    # 4, 4 and 4 units, batches of 10: the relaxation pays 1.2 batches, plans pay 2 (60 and
    # no stock but 2 of the first) or less with stock: 10 made first, 6 + 2 kept, 2 made last
    chain = one_plant()
    plain, bound, best = tightened(chain, Window.plain(chain, np.full((1, 3), 4.0), 5.0))
    assert plain == pytest.approx(36)
    assert best == pytest.approx(2 * 30 + 4)
    assert bound == pytest.approx(best)


def test_a_capacity_between_whole_batches_is_a_hull() -> None:
    # 14 wanted at once, 14 of capacity, batches of 10: 1.4 batches do for the relaxation
    chain = one_plant(capacity_units=14.0)
    plain, bound, best = tightened(chain, Window.plain(chain, np.array([[14.0, 0, 0]]), 5.0))
    assert plain == pytest.approx(1.4 * 30)
    assert best == pytest.approx(60)
    assert bound == pytest.approx(best)


def test_the_hull_breaks_what_only_parts_of_batches_can_make() -> None:
    chain = one_plant(capacity_units=14.0)
    form = Template.of(chain).form(Window.plain(chain, np.zeros((1, 3)), 5.0))
    hull = HullCuts.of(
        chain, Window.plain(chain, np.zeros((1, 3)), 5.0), form.columns, form.lower.size
    )
    x = np.zeros(form.lower.size)
    for made, batches, broken in ((14.0, 1.4, 1), (14.0, 2.0, 0), (10.0, 1.0, 0), (12.0, 1.2, 1)):
        x[form.columns["production.made"][1]] = made
        x[form.columns["production.batches"][1]] = batches
        rows = hull.separate(x)
        assert (0 if rows is None else len(rows.upper)) == broken


def test_batches_that_can_grow_are_not_asked_for_twice() -> None:
    # 14 wanted, batches of 10, a level for 1 adds 5 to each batch: 31 against 60
    chain = replace(
        one_plant(),
        expansions=(Expansion(node=0, cost_by_level=(1.0,), batch_units_per_level=5.0),),
        slots_most=5,
    )
    _, bound, best = tightened(chain, Window.plain(chain, np.array([[14.0, 0, 0]]), 5.0))
    assert best == pytest.approx(31)
    assert bound <= best + 1e-6


def test_stock_that_is_there_or_due_asks_for_fewer_batches() -> None:
    chain = one_plant()
    plain = Window.plain(chain, np.array([[9.0, 4.0, 8.0]]), 5.0)
    window = replace(plain, opening_units=np.array([[9.0]]), due_units=np.array([[0.0, 4.0, 0.0]]))
    assert tightened(chain, window)[1:] == pytest.approx((30, 30))


def test_cuts_go_to_other_processes_and_help_the_solver_there() -> None:
    chain = one_plant()
    form, cuts = cut(chain, Window.plain(chain, np.full((1, 3), 4.0), 5.0))
    copy = pickle.loads(pickle.dumps(cuts))
    found = Highs().solve(form, "cost", limits=Limits(gap_share=0.0, nodes_count=0), cuts=copy)
    assert (found.status, found.bound) == ("optimal", pytest.approx(64))
