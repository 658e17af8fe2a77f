"""What the cost and the impact of a plan are made of, by week (Figures 9 and 11)."""

import numpy as np

from experiments.papers.badejo_2024.planner import Outcome
from experiments.papers.draws import Floats


def cost_by_part(done: Outcome) -> dict[str, Floats]:
    """Return the cost of a plan by part, each by week; together they are its cost."""
    chain, plan = done.chain, done.plan
    return {
        "raw materials": _purchase(done),
        "production": _rated([m.cost_per_batch for m in chain.makings], plan.batches_count)
        + _rated([m.cost_per_unit for m in chain.makings], plan.made_units),
        "inventory": _rated(
            [cell.holding_cost_per_unit for cell in chain.cells], plan.stock_units.sum(axis=1)
        ),
        "transport": _rated([group.cost_per_trip for group in chain.groups], plan.trips_count)
        + _moving(done, "cost_per_load"),
        "expansion": _expansion(done),
        "recovery": _recovery(done),
        "unmet demand": _rated(
            [customer.unmet_cost_per_unit for customer in chain.customers], plan.unmet_units
        ),
    }


def cost_by_week(done: Outcome) -> Floats:
    """Return the cost of a plan by week."""
    return np.asarray(np.sum(list(cost_by_part(done).values()), axis=0))


def impact_by_part(done: Outcome) -> dict[str, Floats]:
    """Return the impact of a plan by part, each by week; together they are its impact."""
    rates = [making.impact_points_per_unit for making in done.chain.makings]
    return {
        "production": _rated(rates, done.plan.made_units),
        "transport": _moving(done, "impact_points_per_load"),
    }


def _rated(rates: list[float], amounts: Floats) -> Floats:
    """Return rates (n,) times amounts (n, T), by week."""
    return np.asarray(np.array(rates) @ amounts)


def _purchase(done: Outcome) -> Floats:
    goods_of = done.chain.goods_of
    total = np.zeros(done.chain.periods_count)
    for source in done.chain.sources:
        for n, link in enumerate(done.chain.links):
            if link.origin in source.nodes:
                sent = done.plan.flow_units[n, list(goods_of[source.item])].sum(axis=0)
                total += source.cost_per_unit * sent
    return total


def _moving(done: Outcome, rate: str) -> Floats:
    total = np.zeros(done.chain.periods_count)
    for n, link in enumerate(done.chain.links):
        for m, mode in enumerate(link.modes):
            total += getattr(mode, rate) * done.plan.mode_load[n, m]
    return total


def _expansion(done: Outcome) -> Floats:
    """Return the cost of the levels that are on; level l is on with all below it."""
    total = np.zeros(done.chain.periods_count)
    for each, on in zip(done.chain.expansions, done.plan.levels_on, strict=True):
        sums = np.concatenate([[0.0], np.cumsum(each.cost_by_level)])
        total += sums[np.round(on).astype(int)]
    return total


def _recovery(done: Outcome) -> Floats:
    total = np.zeros(done.chain.periods_count)
    for each in done.chain.expansions:
        disrupted = done.window.node_open_share[each.node] < 1
        total += each.recovery_cost_per_period * disrupted
    return total
