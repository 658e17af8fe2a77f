"""What the cost and the impact of a plan are made of (Figure 9)."""

import numpy as np

from experiments.papers.badejo_2024.planner import Outcome
from policies.milp.chain import PlanningChain


def cost_parts(done: Outcome) -> dict[str, float]:
    """Return the cost of a plan by part; they add up to its cost."""
    chain, plan = done.chain, done.plan
    open_share = done.window.node_open_share
    levels = recovery = 0.0
    for each, on in zip(chain.expansions, plan.levels_on, strict=True):
        sums = np.concatenate([[0.0], np.cumsum(each.cost_by_level)])
        levels += float(sums[np.round(on).astype(int)].sum())
        recovery += each.recovery_cost_per_period * np.count_nonzero(open_share[each.node] < 1)
    return {
        "raw materials": _purchase(done),
        "production": sum(
            making.cost_per_batch * float(batches.sum()) + making.cost_per_unit * float(made.sum())
            for making, batches, made in zip(
                chain.makings, plan.batches_count, plan.made_units, strict=True
            )
        ),
        "inventory": sum(
            cell.holding_cost_per_unit * float(stock.sum())
            for cell, stock in zip(chain.cells, plan.stock_units, strict=True)
        ),
        "transport": _moving(done, "cost_per_load")
        + sum(
            group.cost_per_trip * float(trips.sum())
            for group, trips in zip(chain.groups, plan.trips_count, strict=True)
        ),
        "expansion": levels,
        "recovery": recovery,
        "unmet demand": sum(
            customer.unmet_cost_per_unit * float(unmet.sum())
            for customer, unmet in zip(chain.customers, plan.unmet_units, strict=True)
        ),
    }


def impact_parts(done: Outcome) -> dict[str, float]:
    """Return the impact of a plan by part; they add up to its impact."""
    made = zip(done.chain.makings, done.plan.made_units, strict=True)
    return {
        "production": sum(m.impact_points_per_unit * float(units.sum()) for m, units in made),
        "transport": _moving(done, "impact_points_per_load"),
    }


def _purchase(done: Outcome) -> float:
    goods_of = done.chain.goods_of
    return sum(
        source.cost_per_unit
        * float(
            sum(
                done.plan.flow_units[n, list(goods_of[source.item])].sum()
                for n, link in enumerate(done.chain.links)
                if link.origin in source.nodes
            )
        )
        for source in done.chain.sources
    )


def _moving(done: Outcome, rate: str) -> float:
    return sum(
        getattr(mode, rate) * float(done.plan.mode_load[n, m].sum())
        for n, link in enumerate(done.chain.links)
        for m, mode in enumerate(link.modes)
    )


def volume_units(chain: PlanningChain) -> float:
    """Return the storage of all rooms at full capacity."""
    return sum(room.capacity_volume for room in chain.rooms)
