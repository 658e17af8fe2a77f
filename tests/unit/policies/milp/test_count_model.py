"""The planning model on chains whose optimal plan is known."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

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
    Room,
    Source,
    Throughput,
    TripGroup,
)
from policies.milp.model.reading import least_ratio_share, met_units
from policies.milp.model.template import Template
from policies.milp.window import Window
from tests.unit.policies.milp.builders import asking, one_shop, opening, optimum, planned

WAGNER_WHITIN = [20, 50, 10, 50, 50, 10, 20, 40, 20, 30]


def wagner_whitin_cost(demand: list[int], setup: float, holding: float) -> float:
    """Return the least cost of covering demand by orders without limit (dynamic programme)."""
    best = [0.0]
    for last in range(1, len(demand) + 1):
        best.append(
            min(
                best[first]
                + setup
                + holding * sum((t - first) * demand[t] for t in range(first, last))
                for first in range(last)
            )
        )
    return best[-1]


@pytest.mark.parametrize(("setup", "holding"), [(100.0, 1.0), (60.0, 2.0), (500.0, 1.0)])
def test_orders_without_limit_are_the_wagner_whitin_plan(setup: float, holding: float) -> None:
    chain = one_shop(10, cost_per_trip=setup, holding_cost=holding)
    value, _ = planned(chain, asking(chain, WAGNER_WHITIN))
    assert value == pytest.approx(wagner_whitin_cost(WAGNER_WHITIN, setup, holding))


def test_trips_of_limited_capacity_are_the_capacitated_lot_sizing_optimum() -> None:
    demand, size, setup = [3, 4, 2, 5], 5, 10.0
    best = min(
        _cost_of_trips(trips, demand, size, setup)
        for trips in product(range(4), repeat=len(demand))
    )
    chain = one_shop(4, cost_per_trip=setup, capacity_load=size, holding_cost=1.0)
    value, _ = planned(chain, asking(chain, demand))
    assert value == pytest.approx(best)


def _cost_of_trips(trips: tuple[int, ...], demand: list[int], size: int, setup: float) -> float:
    """Return the cost of whole trips, of which each carries what is needed as late as can be."""
    if any(sum(trips[:t]) * size < sum(demand[:t]) for t in range(1, len(demand) + 1)):
        return np.inf
    need, held = 0, 0.0
    for count, asked in zip(reversed(trips), reversed(demand), strict=True):
        need = max(0, need + asked - count * size)
        held += need  # what a period's trips cannot carry is there at the end of the one before
    return setup * sum(trips) + held


def test_what_leaves_late_serves_late_and_what_comes_after_the_window_is_not_planned() -> None:
    chain = one_shop(4, lead_periods=2, unmet_cost=7.0)
    value, plan = planned(chain, asking(chain, [5, 5, 5, 5]))
    assert plan.flow_units[0, 0].tolist() == pytest.approx([5, 5, 0, 0])
    assert plan.unmet_units[0].tolist() == pytest.approx([5, 5, 0, 0])
    assert value == pytest.approx(70)


def test_due_arrivals_and_opening_stock_come_before_new_trips() -> None:
    chain = one_shop(3, cost_per_trip=50.0, holding_cost=1.0)
    window = opening(asking(chain, [4, 4, 4]), [[4.0]])
    window = replace(window, due_units=np.array([[0.0, 8.0, 0.0]]))
    value, plan = planned(chain, window)
    assert plan.trips_count.sum() == pytest.approx(0)
    assert value == pytest.approx(4)


def test_demand_that_is_carried_over_can_be_served_late() -> None:
    chain = one_shop(3, lead_periods=1, unmet_cost=3.0, carried_share=1.0)
    window = replace(asking(chain, [5, 0, 0]), backlog_units=np.array([2.0]))
    value, plan = planned(chain, window)
    assert plan.unmet_units[0].tolist() == pytest.approx([7, 0, 0])
    assert value == pytest.approx(21)


def test_a_part_of_the_unmet_demand_comes_back() -> None:
    chain = one_shop(3, lead_periods=1, unmet_cost=3.0, carried_share=0.5)
    _, plan = planned(chain, asking(chain, [8, 2, 0]))
    assert plan.unmet_units[0].tolist() == pytest.approx([8, 0, 0])
    assert plan.flow_units[0, 0].tolist() == pytest.approx([6, 0, 0])


def test_stock_is_useless_after_its_last_period() -> None:
    goods = (Good(item=0), Good(item=0, last_period=1))
    chain = one_shop(4, goods=goods, unmet_cost=5.0, holding_cost=0.0, sent=(0,) * 4)
    chain = replace(chain, links=())
    window = opening(asking(chain, [3, 3, 3, 3]), [[2.0, 9.0]])
    value, plan = planned(chain, window)
    assert plan.destroyed_units[0, 1].tolist() == pytest.approx([0, 3, 0, 0])
    assert plan.unmet_units[0].tolist() == pytest.approx([0, 0, 1, 3])
    assert value == pytest.approx(20)


def test_a_short_life_limits_how_far_ahead_one_trip_can_serve() -> None:
    """Life of two periods: a trip covers its own period and the next, no more."""
    goods = tuple(Good(item=0, last_period=t + 1) for t in range(6))
    chain = one_shop(6, cost_per_trip=100.0, holding_cost=0.1, goods=goods, sent=tuple(range(6)))
    _, plan = planned(chain, asking(chain, [5] * 6))
    assert plan.trips_count.sum() == pytest.approx(3)
    ageless = one_shop(6, cost_per_trip=100.0, holding_cost=0.1)
    assert planned(ageless, asking(ageless, [5] * 6))[1].trips_count.sum() == pytest.approx(1)


def test_a_link_takes_only_goods_with_life_enough_on_arrival() -> None:
    goods = (Good(item=0), Good(item=0, last_period=2))
    chain = one_shop(4, goods=goods, sent=(1,) * 4)
    chain = replace(chain, links=(replace(chain.links[0], min_life_periods=2),))
    sent = {tuple(key[1:]) for key in Template.of(chain).kept.index["flow.units"].tolist()}
    assert sent == {(1, 0), (1, 1)}


def test_donation_takes_what_expires_up_to_what_is_announced_and_the_rest_is_destroyed() -> None:
    goods = (Good(item=0), Good(item=0, last_period=2))
    chain = one_shop(4, goods=goods, holding_cost=0.0)
    cell = replace(chain.cells[0], disposal_cost_per_unit=2.0)
    chain = replace(
        chain,
        cells=(cell,),
        links=(),
        donations=(Donation(cell=0, gain_per_unit=1.0, min_life_periods=2),),
    )
    window = opening(asking(chain, [1, 1, 1, 0]), [[0.0, 10.0]])
    window = replace(window, donation_most_units=np.array([[3.0, 1.0, 9.0, 9.0]]))
    value, plan = planned(chain, window)
    assert plan.donated_units[0, 1].tolist() == pytest.approx([3, 1, 0, 0])
    assert plan.destroyed_units.sum() == pytest.approx(3)
    assert value == pytest.approx(3 * 2.0 - 4 * 1.0)


def test_a_floor_keeps_the_shelves_from_being_empty_at_the_end() -> None:
    chain = one_shop(3, holding_cost=1.0)
    chain = replace(chain, cells=(replace(chain.cells[0], floor_cost_per_unit=4.0),))
    window = replace(asking(chain, [5, 5, 5]), floor_units=np.array([[0.0, 0.0, 6.0]]))
    _, plan = planned(chain, window)
    assert plan.stock_units[0, 0].tolist() == pytest.approx([0, 0, 6])


def test_nothing_leaves_over_a_shut_link_nor_with_more_vehicles_than_there_are() -> None:
    chain = one_shop(3, capacity_load=4.0)
    chain = replace(chain, groups=(replace(chain.groups[0], limited=True),))
    window = asking(chain, [8, 8, 8])
    window = replace(
        window,
        link_open=np.array([[True, False, True]]),
        trips_most=np.array([[1.0, 5.0, 2.0]]),
    )
    _, plan = planned(chain, window)
    assert plan.flow_units[0, 0].tolist() == pytest.approx([4, 0, 8])


def plant(
    *, expansion: Expansion | None = None, whole: bool = False, slots_most: int = 3
) -> PlanningChain:
    """Return a plant of two products whose material comes from a limited source."""
    return PlanningChain(
        periods_count=2,
        node_names=("mine", "plant", "town"),
        item_names=("A", "B", "api"),
        load_per_unit=(1.0, 1.0, 1.0),
        goods=(Good(item=0), Good(item=1), Good(item=2)),
        links=(
            Link(name="in", origin=0, destination=1, items=(2,), modes=(Mode(),)),
            Link(name="out", origin=1, destination=2, items=(0, 1), modes=(Mode(),)),
        ),
        sources=(Source(name="mine", nodes=(0,), item=2, goods=(2, 2), cost_per_unit=1.0),),
        makings=tuple(
            Making(
                name=f"make {item}",
                node=1,
                item=item,
                goods=(item, item),
                batch_units=10.0,
                inputs=((2, 0.5),),
                capacity_units=18.0,
                whole_batches=whole,
                cost_per_batch=5.0,
            )
            for item in (0, 1)
        ),
        cells=(
            Cell(node=1, item=0, keeps=False),
            Cell(node=1, item=1, keeps=False),
            Cell(node=1, item=2, holding_cost_per_unit=0.1),
        ),
        customers=tuple(Customer(node=2, item=item, unmet_cost_per_unit=100.0) for item in (0, 1)),
        expansions=() if expansion is None else (expansion,),
        slots_most=slots_most,
    )


def test_one_product_a_batch_and_so_many_batches_a_period() -> None:
    chain = plant()
    window = Window.plain(chain, np.array([[12.0, 12.0], [15.0, 15.0]]), slots_count=3)
    value, plan = planned(chain, window)
    assert plan.batches_count.sum(axis=0).tolist() == pytest.approx([3, 3])
    # two batches for B (15 units) and one for A (10 of 12): 2 units unmet a period, 25 made
    assert value == pytest.approx(2 * (2 * 100 + 3 * 5 + 25 * 0.5))


def test_a_shortage_of_material_limits_what_is_made() -> None:
    chain = plant()
    window = Window.plain(chain, np.array([[10.0, 10.0], [0.0, 0.0]]), slots_count=3)
    window = replace(window, source_capacity_units=np.array([[8.0, 1.0]]))
    _, plan = planned(chain, window)
    assert plan.made_units[0].tolist() == pytest.approx([10, 8])
    assert plan.stock_units[2, 2].tolist() == pytest.approx([3, 0])


def test_whole_batches_are_made_even_if_less_would_do() -> None:
    chain = replace(plant(whole=True), makings=plant(whole=True).makings[:1])
    chain = replace(chain, cells=(replace(chain.cells[0], keeps=True), *chain.cells[1:]))
    window = Window.plain(chain, np.array([[4.0, 4.0], [0.0, 0.0]]), slots_count=3)
    _, plan = planned(chain, window)
    assert plan.made_units[0].tolist() == pytest.approx([10, 0])
    assert plan.stock_units[0, 0].tolist() == pytest.approx([6, 2])


GROWTH = Expansion(
    node=1,
    cost_by_level=(30.0, 60.0),
    capacity_units_per_level=((0, 6.0), (1, 6.0)),
    batch_units_per_level=4.0,
    recovery_cost_per_period=7.0,
)


def test_levels_of_expansion_make_batches_larger_in_order() -> None:
    """Demand of 32 in two slots: 18 units of capacity, 6 more a level; batches of 10 + 4 l."""
    chain = plant(expansion=GROWTH, slots_most=2)
    window = Window.plain(chain, np.array([[32.0, 0.0], [0.0, 0.0]]), slots_count=2)
    best = min(
        level_cost + 100 * (32 - made) + 2 * 5 + 0.5 * made
        for level_cost, made in ((0, 18), (30, min(24, 28)), (90, min(30, 36)))
    )
    value, plan = planned(chain, window)
    assert value == pytest.approx(best)
    assert plan.levels_on[0].tolist() == pytest.approx([2, 0])


def test_a_disrupted_plant_cannot_expand_and_its_recovery_is_paid() -> None:
    chain = plant(expansion=GROWTH, slots_most=2)
    window = Window.plain(chain, np.array([[32.0, 0.0], [0.0, 0.0]]), slots_count=2)
    shares = np.ones((3, 2))
    shares[1, 0] = 0.5
    value, plan = planned(chain, replace(window, node_open_share=shares))
    assert plan.made_units[0].tolist() == pytest.approx([9, 0])
    assert value == pytest.approx(7.0 + 100 * 23 + 5 + 4.5)


def test_rooms_and_gates_limit_stock_and_what_leaves() -> None:
    chain = one_shop(3, holding_cost=0.0, lead_periods=1)
    chain = replace(
        chain,
        rooms=(
            Room(name="fridge", node=1, cells=(0,), volume_per_unit=(2.0,), capacity_volume=6.0),
        ),
        throughputs=(Throughput(node=0, links=(0,), capacity_units=8.0),),
    )
    window = asking(chain, [0, 2, 12])
    value, plan = planned(chain, window)
    assert plan.stock_units[0, 0, 1] == pytest.approx(3)
    assert plan.unmet_units[0].tolist() == pytest.approx([0, 0, 1])
    assert value == pytest.approx(1000)


def test_the_ratio_is_the_least_part_met_of_any_customer_and_period() -> None:
    chain = PlanningChain(
        periods_count=1,
        node_names=("source", "a", "b"),
        item_names=("vaccine",),
        load_per_unit=(1.0,),
        goods=(Good(item=0),),
        links=tuple(
            Link(name=f"to {n}", origin=0, destination=n, items=(0,), modes=(Mode(),))
            for n in (1, 2)
        ),
        sources=(Source(name="source", nodes=(0,), item=0, goods=(0,)),),
        customers=tuple(Customer(node=n, item=0, unmet_cost_per_unit=float(n)) for n in (1, 2)),
    )
    window = Window.plain(chain, np.array([[30.0], [10.0]]))
    window = replace(window, source_capacity_units=np.array([[20.0]]))
    value, plan = planned(chain, window, "ratio")
    assert value == pytest.approx(-0.5)
    assert met_units(chain, window, plan).ravel().tolist() == pytest.approx([15, 5])
    cheapest = planned(chain, window)[1]
    assert least_ratio_share(chain, window, cheapest) == pytest.approx(1 / 3)


def test_coverage_that_cannot_be_met_is_infeasible_or_falls_short_by_the_least() -> None:
    chain = one_shop(2, lead_periods=1)
    window = replace(asking(chain, [10, 10]), coverage_share=np.array([0.6]))
    with pytest.raises(AssertionError, match="infeasible"):
        planned(chain, window)
    value, plan = planned(chain, window, "shortfall", elastic=True)
    assert value == pytest.approx(6)
    assert plan.unmet_units[0, 0] == pytest.approx(10)


def test_modes_are_mixed_by_trips_that_pay() -> None:
    """Knapsack-like: 13 units by vans of 3 at 4 or trucks of 10 at 11."""
    chain = one_shop(1)
    chain = replace(
        chain,
        groups=(
            TripGroup(name="van", capacity_load=3.0, cost_per_trip=4.0),
            TripGroup(name="truck", capacity_load=10.0, cost_per_trip=11.0),
        ),
        links=(replace(chain.links[0], modes=(Mode(group=0), Mode(group=1))),),
    )
    best = min(4 * v + 11 * k for v in range(6) for k in range(3) if 3 * v + 10 * k >= 13)
    value, plan = planned(chain, asking(chain, [13]))
    assert value == pytest.approx(best)
    assert plan.mode_load[0, :, 0].sum() == pytest.approx(13)


def test_a_template_of_one_window_serves_another() -> None:
    chain = one_shop(10, cost_per_trip=100.0)
    template = Template.of(chain)
    first = optimum(template.form(asking(chain, WAGNER_WHITIN)))[0]
    other = asking(chain, [5, 1] * 5)
    assert optimum(template.form(other))[0] == pytest.approx(planned(chain, other)[0])
    again = optimum(template.form(asking(chain, WAGNER_WHITIN)))[0]
    assert again == pytest.approx(first)


def test_the_transport_problem_has_its_known_optimum() -> None:
    """Two sources of 20 and 30, three towns of 10, 25, 15; by scipy's linear programme."""
    from scipy.optimize import linprog

    cost = np.array([[8.0, 6.0, 10.0], [9.0, 12.0, 13.0]])
    supply, demand = np.array([20.0, 30.0]), np.array([10.0, 25.0, 15.0])
    rows = np.kron(np.eye(2), np.ones(3))
    columns = np.kron(np.ones(2), np.eye(3))
    known = linprog(cost.ravel(), A_ub=rows, b_ub=supply, A_eq=columns, b_eq=demand)
    chain = PlanningChain(
        periods_count=1,
        node_names=("s1", "s2", "t1", "t2", "t3"),
        item_names=("vaccine",),
        load_per_unit=(1.0,),
        goods=(Good(item=0),),
        links=tuple(
            Link(
                name=f"{s}-{t}",
                origin=s,
                destination=2 + t,
                items=(0,),
                modes=(Mode(cost_per_load=cost[s, t]),),
            )
            for s in range(2)
            for t in range(3)
        ),
        sources=tuple(Source(name=f"s{s}", nodes=(s,), item=0, goods=(0,)) for s in range(2)),
        customers=tuple(Customer(node=2 + t, item=0, unmet_cost_per_unit=1000.0) for t in range(3)),
    )
    window = Window.plain(chain, demand[:, None])
    window = replace(window, source_capacity_units=supply[:, None])
    assert planned(chain, window)[0] == pytest.approx(known.fun)


def test_what_would_come_after_the_window_has_no_variable() -> None:
    template = Template.of(one_shop(4, lead_periods=2))
    assert template.kept.index["flow.units"][:, 2].tolist() == [0, 1]


def test_bulky_units_fill_a_vehicle_sooner() -> None:
    chain = replace(one_shop(1, cost_per_trip=5.0, capacity_load=10.0), load_per_unit=(2.5,))
    _, plan = planned(chain, asking(chain, [9]))
    assert plan.trips_count.sum() == pytest.approx(3)


def test_a_cheap_higher_level_needs_the_dear_one_below_it() -> None:
    chain = plant(expansion=replace(GROWTH, cost_by_level=(300.0, 1.0)), slots_most=2)
    window = Window.plain(chain, np.array([[19.0, 0.0], [0.0, 0.0]]), slots_count=2)
    assert planned(chain, window)[1].levels_on[0].tolist() == pytest.approx([0, 0])


def test_batches_grow_only_with_the_level_and_only_those_that_are_made() -> None:
    """One slot, capacity 18 + 6 l: a batch of 10 + 4 l is what limits the plant."""
    chain = plant(expansion=GROWTH, slots_most=1)
    window = Window.plain(chain, np.array([[30.0, 0.0], [30.0, 0.0]]), slots_count=1)
    value, plan = planned(chain, window)
    assert plan.made_units[:, 0].sum() == pytest.approx(18)
    assert plan.levels_on[0, 0] == pytest.approx(2)
    assert value == pytest.approx(90 + 5 + 9 + 100 * 42)


def test_the_impact_is_of_making_moving_and_every_trip() -> None:
    chain = plant()
    rated = replace(
        chain,
        groups=(TripGroup(name="van", capacity_load=8.0, impact_points_per_trip=5.0),),
        links=(
            replace(chain.links[0], modes=(Mode(impact_points_per_load=0.5),)),
            replace(chain.links[1], modes=(Mode(group=0, impact_points_per_load=0.25),)),
        ),
        makings=tuple(replace(each, impact_points_per_unit=3.0) for each in chain.makings),
    )
    window = Window.plain(rated, np.array([[10.0, 0.0], [0.0, 0.0]]), slots_count=3)
    window = replace(window, coverage_share=np.array([1.0, 1.0]))
    value, _ = planned(rated, window, "impact")
    assert value == pytest.approx(10 * 3.0 + 5 * 0.5 + 10 * 0.25 + 2 * 5.0)


def test_nobody_is_served_less_than_nothing() -> None:
    """Unmet demand that costs nothing could else be turned into stock for the floor."""
    chain = one_shop(1, unmet_cost=0.0, carried_share=1.0)
    cell = replace(chain.cells[0], floor_cost_per_unit=4.0)
    chain = replace(chain, links=(), cells=(cell,))
    window = replace(asking(chain, [3]), floor_units=np.array([[5.0]]))
    assert planned(chain, window)[0] == pytest.approx(20)
