"""The planning model as Badejo and Ierapetritou write it: batches indexed by event points.

It is the reference that the fast model (`policies.milp.model.count_model`) is proved against,
and has the published numbers of variables and constraints. Their errors are corrected; `Printed`
brings some of them back.

Source: Badejo and Ierapetritou, *Computers & Chemical Engineering* 189 (2024) 108769.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyomo.environ as pyo

from policies.milp.chain import PlanningChain
from policies.milp.event.event_flow import event_flow_block, event_trips_block
from policies.milp.event.event_production import event_expansion_block, event_production_block
from policies.milp.event.event_service import event_service_block, event_stock_block
from policies.milp.event.printed import Printed
from policies.milp.standard_form import StandardForm
from policies.milp.window import Window

Aim = Literal["cost", "impact", "ratio"]

NONE_PRINTED = Printed()


@dataclass(frozen=True, kw_only=True)
class Size:
    """How large a model is, as solvers say it."""

    variables: int
    discrete: int
    constraints: int


def size_of(form: StandardForm) -> Size:
    """Return the size of a compiled model."""
    rows, columns = form.matrix.shape
    return Size(variables=columns, discrete=int(form.integer.sum()), constraints=rows)


def event_model(
    chain: PlanningChain, window: Window, *, aim: Aim = "cost", printed: Printed = NONE_PRINTED
) -> pyo.ConcreteModel:
    """Return the paper's model of one window; with expansions it is the disruption model.

    Args:
        chain: what is planned; of the paper's structure.
        window: its data.
        aim: the objective that its variable `totals.aim` stands for.
        printed: equations kept as printed.

    Raises:
        ValueError: the chain or window has what the paper's model cannot say.
    """
    if fault := _beyond_the_paper(chain, window):
        raise ValueError(f"the event-indexed model has no {fault}")
    model = pyo.ConcreteModel()
    model.flow = pyo.Block()
    event_flow_block(model.flow, chain, window)
    model.trips = pyo.Block()
    event_trips_block(model.trips, chain, ceiling=printed.trip_ceiling)
    if chain.expansions:
        model.expansion = pyo.Block()
        event_expansion_block(model.expansion, chain, window, printed)
    model.production = pyo.Block()
    event_production_block(model.production, chain, window, printed)
    model.stock = pyo.Block()
    event_stock_block(model.stock, chain, window)
    model.service = pyo.Block()
    event_service_block(model.service, chain, window)
    model.totals = pyo.Block()
    _totals_block(model.totals, aim)
    model.objective = pyo.Block()
    model.objective.cost = pyo.Objective(expr=model.totals.cost)
    model.objective.impact = pyo.Objective(expr=model.totals.impact)
    model.objective.ratio = pyo.Objective(expr=-model.service.ratio)
    return model


def _totals_block(b: pyo.Block, aim: Aim) -> None:
    """Add the totals, each a variable with its equation.

    Variables:
        aim: the objective; cost (5a), its parts purchase (5b), production (5c, 13a), holding
        (5d, 13b), unmet (5e), transport (5f), currency; impact (6b), its parts making (6c)
        and moving (6d), points.
    Constraints:
        one for each variable, named `..._is`.
    """
    m = b.model()
    parts = {
        "purchase": m.flow.purchase,
        "production": m.production.cost,
        "holding": m.stock.cost,
        "unmet": m.service.cost,
        "transport": m.trips.cost + m.flow.moving_cost,
        "making": m.production.impact,
        "moving": m.flow.moving_impact,
    }
    if hasattr(m, "expansion"):
        parts["production"] += m.expansion.cost
        parts["holding"] += m.expansion.room_cost
    for name, expression in parts.items():
        b.add_component(name, pyo.Var())
        b.add_component(f"{name}_is", pyo.Constraint(expr=b.component(name) == expression))
    b.cost, b.impact, b.aim = pyo.Var(), pyo.Var(), pyo.Var()
    b.cost_is = pyo.Constraint(
        expr=b.cost == b.purchase + b.production + b.holding + b.unmet + b.transport
    )
    b.impact_is = pyo.Constraint(expr=b.impact == b.making + b.moving)
    aims = {"cost": b.cost, "impact": b.impact, "ratio": -m.service.ratio}
    b.aim_is = pyo.Constraint(expr=b.aim == aims[aim])


def _beyond_the_paper(chain: PlanningChain, window: Window) -> str | None:
    """Return what the paper's model cannot say; None: nothing."""
    slots = window.slots_count
    sizes = {(each.node, each.batch_units) for each in chain.makings}
    served = {(each.node, each.item) for each in chain.customers}
    modes = [mode for link in chain.links for mode in link.modes]
    faults = {
        "goods that expire": len(chain.goods) != len(chain.item_names)
        or any(good.last_period is not None for good in chain.goods),
        "lead times": any(link.lead_periods for link in chain.links)
        or any(making.lead_periods for making in chain.makings),
        "batches that must be full": any(each.whole_batches for each in chain.makings),
        "transport without trips": any(mode.group is None for mode in modes),
        "limited fleet or impact by trip": any(
            each.limited or each.impact_points_per_trip for each in chain.groups
        ),
        "unmet demand that is still wanted": any(each.carried_share for each in chain.customers)
        or bool(window.backlog_units.any()),
        "stock at consumers": bool(served & set(chain.cell_of)),
        "two customers for one item at one node": len(served) < len(chain.customers),
        "two batch sizes at one plant": len(sizes) > len(chain.plants),
        "slots that differ by plant or week": bool((slots != np.floor(slots.max(initial=0))).any()),
        "donation, disposal, floors or throughputs": bool(chain.donations or chain.throughputs)
        or any(
            each.floor_cost_per_unit or each.disposal_cost_per_unit is not None
            for each in chain.cells
        ),
        "units due": bool(window.due_units.any()),
        "links that are shut": not window.link_open.all(),
    }
    return next((name for name, found in faults.items() if found), None)
