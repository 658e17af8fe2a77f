"""A plan read from a solver's vector: arrays by concept."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policies.milp.chain import PlanningChain
from policies.milp.model.compile import Compiled
from policies.milp.window import Window

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Plan:
    """What a plan does in each of T periods."""

    flow_units: Floats
    """(links, goods, T), leaving in t."""

    mode_load: Floats
    """(links, most modes, T), of links with several modes."""

    trips_count: Floats
    """(groups, T)."""

    batches_count: Floats
    """(makings, T)."""

    made_units: Floats
    """(makings, T)."""

    stock_units: Floats
    """(cells, goods, T), at the end of t."""

    unmet_units: Floats
    """(customers, T), at the end of t."""

    levels_on: Floats
    """(expansions, T), how many levels are on."""

    destroyed_units: Floats
    """(cells, goods, T)."""

    donated_units: Floats
    """(donations, goods, T)."""


def read_plan(chain: PlanningChain, kept: Compiled, x: Floats) -> Plan:
    """Return the plan that a vector of values is.

    Args:
        chain: what is planned.
        kept: the compiled model (of a `Template`: its `kept`).
        x: (columns,), the values.
    """
    t, goods = chain.periods_count, len(chain.goods)
    links, cells = len(chain.links), len(chain.cells)
    most_modes = max((len(link.modes) for link in chain.links), default=0)
    most_levels = max((len(each.cost_by_level) for each in chain.expansions), default=0)

    def array(name: str, *shape: int) -> Floats:
        found = np.zeros(shape)
        at = kept.form.columns[name]
        if len(at):
            found[tuple(kept.index[name].T)] = x[at]
        return found

    return Plan(
        flow_units=array("flow.units", links, goods, t),
        mode_load=array("flow.load", links, most_modes, t),
        trips_count=array("trips.count", len(chain.groups), t),
        batches_count=array("production.batches", len(chain.makings), t),
        made_units=array("production.made", len(chain.makings), t),
        stock_units=array("stock.units", cells, goods, t),
        unmet_units=array("service.unmet", len(chain.customers), t),
        levels_on=array("expansion.level", len(chain.expansions), most_levels, t).sum(axis=1),
        destroyed_units=array("disposal.destroyed", cells, goods, t),
        donated_units=array("disposal.donated", len(chain.donations), goods, t),
    )


def met_units(chain: PlanningChain, window: Window, plan: Plan) -> Floats:
    """Return how much of each period's new demand is met in it, (customers, T)."""
    share = np.array([each.carried_share for each in chain.customers])
    before = np.zeros_like(plan.unmet_units)
    before[:, 1:] = share[:, None] * plan.unmet_units[:, :-1]
    before[:, 0] = np.where(share > 0, window.backlog_units, 0.0)
    return window.demand_units + before - plan.unmet_units


def least_ratio_share(chain: PlanningChain, window: Window, plan: Plan) -> float:
    """Return the least part met of any customer's demand in any period [minRatio (7)]."""
    asked = window.demand_units > 0
    met = met_units(chain, window, plan)[asked] / window.demand_units[asked]
    return float(met.min()) if asked.any() else 1.0
