"""Goods between nodes: what leaves over each link, and by which mode."""

from collections import defaultdict

import pyomo.environ as pyo

from policies.milp.chain import PlanningChain


def flow_block(b: pyo.Block, chain: PlanningChain) -> None:
    """Add flows, their split over modes, and the capacities of sources and gates.

    The split over modes does not know goods: which unit rides on which vehicle changes
    neither cost nor impact, so one number a mode is enough (exact, and far smaller).

    Sets:
        ways: (link, good, t) that arrive within the window and can still be used then.
    Variables:
        units (ways): units that leave in t [Q of (1a), (2h), (3a), (4a)].
        load (link, mode, t): load by mode, of links with several modes.
    Constraints:
        split: all load of a link rides on some mode.
        source_most: a source's units in a period within its capacity (1a).
        gate_most: units out of a node within its throughput.
    Expressions:
        cost: purchase (5b) and the variable cost of transport (5f), currency.
        impact: of transport (6d), points.
    """
    periods = range(chain.periods_count)
    sent = _sent(chain)
    ways = [
        (number, good, t)
        for number, link in enumerate(chain.links)
        for item in link.items
        for t in periods
        for good in sent.get((link.origin, item), {}).get(t, ())
        if _arrives_usable(chain, number, good, t)
    ]
    b.units = pyo.Var(ways, domain=pyo.NonNegativeReals)
    several = [
        (number, mode, t)
        for number, link in enumerate(chain.links)
        if len(link.modes) > 1
        for mode in range(len(link.modes))
        for t in range(chain.periods_count - link.lead_periods)
    ]
    b.load = pyo.Var(several, domain=pyo.NonNegativeReals)

    on: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, good, t in ways:
        on[number, t].append(good)

    def whole_load(number: int, t: int) -> pyo.Expression:
        return pyo.quicksum(
            chain.load_per_unit[chain.goods[good].item] * b.units[number, good, t]
            for good in on[number, t]
        )

    def load(number: int, mode: int, t: int) -> pyo.Expression:
        if len(chain.links[number].modes) > 1:
            known = (number, mode, t) in b.load
            return b.load[number, mode, t] if known else 0.0
        return whole_load(number, t)

    b.load_of = load
    b.split = pyo.Constraint(
        sorted({(number, t) for number, _, t in several}),
        rule=lambda b, number, t: (
            whole_load(number, t)
            == pyo.quicksum(
                b.load[number, mode, t] for mode in range(len(chain.links[number].modes))
            )
        ),
    )
    data = b.model().data
    links_from: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, link in enumerate(chain.links):
        for item in link.items:
            links_from[link.origin, item].append(number)

    def of_source(s: int, t: int) -> list[tuple[int, int, int]]:
        source = chain.sources[s]
        good = source.goods[t]
        return [
            (number, good, t)
            for node in source.nodes
            for number in links_from[node, source.item]
            if (number, good, t) in b.units
        ]

    b.source_most = pyo.Constraint(
        [(s, t) for s, source in enumerate(chain.sources) if source.limited for t in periods],
        rule=lambda b, s, t: (
            pyo.quicksum(b.units[way] for way in of_source(s, t)) <= data.source[s, t]
        ),
    )
    b.gate_most = pyo.Constraint(
        range(len(chain.throughputs)),
        periods,
        rule=lambda b, n, t: (
            pyo.quicksum(
                b.units[number, good, t]
                for number in chain.throughputs[n].links
                for good in on[number, t]
            )
            <= chain.throughputs[n].capacity_units * data.open[chain.throughputs[n].node, t]
        ),
    )
    purchase = pyo.quicksum(
        source.cost_per_unit * b.units[way]
        for s, source in enumerate(chain.sources)
        if source.cost_per_unit
        for t in periods
        for way in of_source(s, t)
    )
    modes = [
        (number, mode, t) for number, t in on for mode in range(len(chain.links[number].modes))
    ]

    def rated(rate: str) -> pyo.Expression:
        return pyo.quicksum(
            getattr(chain.links[number].modes[mode], rate) * load(number, mode, t)
            for number, mode, t in modes
            if getattr(chain.links[number].modes[mode], rate)
        )

    b.cost = pyo.Expression(expr=purchase + rated("cost_per_load"))
    b.impact = pyo.Expression(expr=rated("impact_points_per_load"))


def _sent(chain: PlanningChain) -> dict[tuple[int, int], dict[int, tuple[int, ...]]]:
    """Return the goods that can leave a node in each period, by (node, item)."""
    periods = range(chain.periods_count)
    found: dict[tuple[int, int], dict[int, tuple[int, ...]]] = {}
    for cell in chain.cells:
        found[cell.node, cell.item] = dict.fromkeys(periods, chain.goods_of[cell.item])
    for source in chain.sources:
        for node in source.nodes:
            found[node, source.item] = {t: (source.goods[t],) for t in periods}
    return found


def _arrives_usable(chain: PlanningChain, number: int, good: int, t: int) -> bool:
    link = chain.links[number]
    arrival = t + link.lead_periods
    last_needed = arrival + max(link.min_life_periods, 1) - 1
    return arrival < chain.periods_count and chain.usable(good, last_needed)
