"""Small planning chains for tests."""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from policies.milp.chain import (
    Cell,
    Customer,
    Good,
    Link,
    Mode,
    PlanningChain,
    Source,
    TripGroup,
)
from policies.milp.model.reading import Plan, read_plan
from policies.milp.model.template import Template
from policies.milp.standard_form import StandardForm
from policies.milp.window import Window

Floats = NDArray[np.float64]


def optimum(form: StandardForm, objective: str = "cost") -> tuple[float, Floats]:
    """Return value and point of the proved optimum, by another interface to a solver."""
    found = milp(
        form.objectives[objective],
        integrality=form.integer.astype(int),
        bounds=Bounds(form.lower, form.upper),
        constraints=LinearConstraint(form.matrix, form.row_lower, form.row_upper),
        options={"mip_rel_gap": 0.0},
    )
    assert found.success, found.message
    return form.value(objective, found.x), found.x


def planned(
    chain: PlanningChain, window: Window, objective: str = "cost", *, elastic: bool = False
) -> tuple[float, Plan]:
    """Return the optimal value and the plan of a window."""
    template = Template.of(chain, elastic=elastic, ratio=objective == "ratio")
    value, x = optimum(template.form(window), objective)
    return value, read_plan(chain, template.kept, x)


def one_shop(
    periods: int,
    *,
    lead_periods: int = 0,
    cost_per_trip: float = 0.0,
    capacity_load: float = 1000.0,
    holding_cost: float = 1.0,
    unmet_cost: float = 1000.0,
    carried_share: float = 0.0,
    goods: tuple[Good, ...] = (Good(item=0),),
    sent: tuple[int, ...] | None = None,
) -> PlanningChain:
    """Return a shop with stock, supplied by whole trips from a source without limit."""
    return PlanningChain(
        periods_count=periods,
        node_names=("source", "shop"),
        item_names=("vaccine",),
        load_per_unit=(1.0,),
        goods=goods,
        groups=(TripGroup(name="van", capacity_load=capacity_load, cost_per_trip=cost_per_trip),),
        links=(
            Link(
                name="road",
                origin=0,
                destination=1,
                items=(0,),
                modes=(Mode(group=0),),
                lead_periods=lead_periods,
            ),
        ),
        sources=(
            Source(name="source", nodes=(0,), item=0, goods=sent or (0,) * periods, limited=False),
        ),
        cells=(Cell(node=1, item=0, holding_cost_per_unit=holding_cost),),
        customers=(
            Customer(node=1, item=0, unmet_cost_per_unit=unmet_cost, carried_share=carried_share),
        ),
    )


def asking(chain: PlanningChain, demand: ArrayLike) -> Window:
    """Return a plain window with this demand of the only customer."""
    return Window.plain(chain, np.atleast_2d(np.asarray(demand, dtype=float)))


def opening(window: Window, units: ArrayLike) -> Window:
    """Return the window with an opening stock, (cells, goods)."""
    return replace(window, opening_units=np.asarray(units, dtype=float))
