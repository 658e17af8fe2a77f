"""Flows and trips of the event-indexed model: every item on every mode (equations 1, 2i, 3c)."""

from collections import defaultdict

import pyomo.environ as pyo

from policies.milp.chain import PlanningChain
from policies.milp.window import Window


def event_flow_block(b: pyo.Block, chain: PlanningChain, window: Window) -> None:
    """Add flows by item and mode, and what sources send.

    Variables:
        units (link, item, mode, t): units that leave [Q of (1a), (2h), (3a), (4a)].
    Constraints:
        source_most (source, t): all suppliers of a raw material together within scap^r
            (1a). The paper's quantifier names every supplier s, but only with the sum over
            them does the model have the published number of constraints.
        source_each (source, supplier, t): the same for each supplier, as (1a) is printed:
            implied by the sum, and part of the disruption model only.
    Expressions:
        purchase: cost of raw materials (5b), currency.
        moving_cost: variable cost of transport (5f), currency.
        moving_impact: of transport (6d), points.
    """
    periods = range(chain.periods_count)
    ways = [
        (n, item, mode, t)
        for n, link in enumerate(chain.links)
        for item in link.items
        for mode in range(len(link.modes))
        for t in periods
    ]
    b.units = pyo.Var(ways, domain=pyo.NonNegativeReals)

    inward: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    outward: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for n, link in enumerate(chain.links):
        for item in link.items:
            for mode in range(len(link.modes)):
                inward[link.destination, item].append((n, mode))
                outward[link.origin, item].append((n, mode))

    def arrived(node: int, item: int, t: int) -> pyo.Expression:
        return pyo.quicksum(b.units[n, item, mode, t] for n, mode in inward[node, item])

    def sent(node: int, item: int, t: int) -> pyo.Expression:
        return pyo.quicksum(b.units[n, item, mode, t] for n, mode in outward[node, item])

    b.arrived, b.sent = arrived, sent
    limited = [s for s, source in enumerate(chain.sources) if source.limited]
    b.source_most = pyo.Constraint(
        limited,
        periods,
        rule=lambda _, s, t: (
            pyo.quicksum(sent(node, chain.sources[s].item, t) for node in chain.sources[s].nodes)
            <= float(window.source_capacity_units[s, t])
        ),
    )
    if chain.expansions:
        b.source_each = pyo.Constraint(
            [(s, node) for s in limited for node in chain.sources[s].nodes],
            periods,
            rule=lambda _, s, node, t: (
                sent(node, chain.sources[s].item, t) <= float(window.source_capacity_units[s, t])
            ),
        )
    b.purchase = pyo.Expression(
        expr=pyo.quicksum(
            source.cost_per_unit * sent(node, source.item, t)
            for source in chain.sources
            for node in source.nodes
            for t in periods
        )
    )

    def rated(rate: str) -> pyo.Expression:
        return pyo.quicksum(
            getattr(chain.links[n].modes[mode], rate)
            * chain.load_per_unit[item]
            * b.units[n, item, mode, t]
            for n, item, mode, t in ways
        )

    b.moving_cost = pyo.Expression(expr=rated("cost_per_load"))
    b.moving_impact = pyo.Expression(expr=rated("impact_points_per_load"))


def event_trips_block(b: pyo.Block, chain: PlanningChain, *, ceiling: bool) -> None:
    """Add whole trips.

    Variables:
        count (group, t): trips of a mode on a class of arcs [sTrips, FWTrips, WCTrips].
    Constraints:
        carried (group, t): load within the trips (1b, 2i, 3c; the same as 14a).
        ceiling (group, t): at most one trip more than the load needs (14b), if asked for.
    Expressions:
        cost: fixed cost of transport (5f), currency.
    """
    periods, groups = range(chain.periods_count), range(len(chain.groups))
    flow = b.model().flow
    riders: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for n, link in enumerate(chain.links):
        for mode, terms in enumerate(link.modes):
            assert terms.group is not None  # refused before
            riders[terms.group].append((n, mode))
    b.count = pyo.Var(groups, periods, domain=pyo.NonNegativeIntegers)

    def load(group: int, t: int) -> pyo.Expression:
        return pyo.quicksum(
            chain.load_per_unit[item] * flow.units[n, item, mode, t]
            for n, mode in riders[group]
            for item in chain.links[n].items
        )

    b.carried = pyo.Constraint(
        groups,
        periods,
        rule=lambda b, g, t: load(g, t) <= chain.groups[g].capacity_load * b.count[g, t],
    )
    if ceiling:
        b.ceiling = pyo.Constraint(
            groups,
            periods,
            rule=lambda b, g, t: chain.groups[g].capacity_load * (b.count[g, t] - 1) <= load(g, t),
        )
    b.cost = pyo.Expression(
        expr=pyo.quicksum(chain.groups[g].cost_per_trip * n for (g, _), n in b.count.items())
    )
