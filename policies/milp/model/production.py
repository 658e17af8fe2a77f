"""Batches at plants: one item a batch, so many a period, of a largest size."""

import pyomo.environ as pyo

from policies.milp.chain import PlanningChain


def production_block(b: pyo.Block, chain: PlanningChain) -> None:
    """Add production as whole numbers of batches.

    The paper gives every batch an event point of its own and asks which item is made
    there (2a to 2e). Events of a plant in a period are alike, so only how many batches of
    each item there are matters: `batches` takes the place of the binaries, exactly.
    A batch grows with the expansion level (10c): the product of batches and level is
    linear because levels are binary and the plant's slots few.

    Variables:
        batches (making, t): whole batches that start [sum over n of X].
        made (making, t): units after yield [Q of (2e)].
        grown (making, level, t): batches x level, of makings whose batches grow.
    Constraints:
        slots_most: batches of all items within the plant's slots (2b).
        batch_most: units within the batches' size (2d, 12a; equal with whole batches).
        capacity_most: units within the capacity of the period (2f, 10a, 11a).
        grown_level, grown_batches: grown <= slots x level, grown <= batches.
    Expressions:
        cost: fixed by batch and variable by unit (5c), currency.
        impact: of making (6c), points.
    """
    periods = range(chain.periods_count)
    model = b.model()
    makings = range(len(chain.makings))
    b.batches = pyo.Var(makings, periods, domain=pyo.NonNegativeIntegers)
    b.made = pyo.Var(makings, periods, domain=pyo.NonNegativeReals)
    expansion_at = {expansion.node: e for e, expansion in enumerate(chain.expansions)}
    growing = [
        (n, level, t)
        for n, making in enumerate(chain.makings)
        if (e := expansion_at.get(making.node)) is not None
        and chain.expansions[e].batch_units_per_level > 0
        for level in range(len(chain.expansions[e].cost_by_level))
        for t in periods
    ]
    b.grown = pyo.Var(growing, domain=pyo.NonNegativeReals)
    b.slots_most = pyo.Constraint(
        chain.plants,
        periods,
        rule=lambda b, node, t: (
            pyo.quicksum(b.batches[n, t] for n in makings if chain.makings[n].node == node)
            <= model.data.slots[node, t]
        ),
    )

    def size(n: int, t: int) -> pyo.Expression:
        making = chain.makings[n]
        units = making.batch_units * b.batches[n, t]
        e = expansion_at.get(making.node)
        if e is None or not chain.expansions[e].batch_units_per_level:
            return units
        levels = range(len(chain.expansions[e].cost_by_level))
        more = pyo.quicksum(b.grown[n, level, t] for level in levels)
        return units + chain.expansions[e].batch_units_per_level * more

    b.batch_most = pyo.Constraint(
        makings,
        periods,
        rule=lambda b, n, t: (
            b.made[n, t] == size(n, t)
            if chain.makings[n].whole_batches
            else b.made[n, t] <= size(n, t)
        ),
    )
    added = {
        (n, e): units
        for e, expansion in enumerate(chain.expansions)
        for n, units in expansion.capacity_units_per_level
    }

    def capacity(n: int, t: int) -> pyo.Expression:
        node = chain.makings[n].node
        more = pyo.quicksum(
            units * model.expansion.levels_on(e, t) for (m, e), units in added.items() if m == n
        )
        return chain.makings[n].capacity_units * model.data.open[node, t] + more

    b.capacity_most = pyo.Constraint(
        [n for n in makings if chain.makings[n].capacity_units is not None],
        periods,
        rule=lambda b, n, t: b.made[n, t] <= capacity(n, t),
    )
    of_level: dict[tuple[int, int, int], list[int]] = {}
    for n, level, t in growing:
        of_level.setdefault((expansion_at[chain.makings[n].node], level, t), []).append(n)
    b.grown_level = pyo.Constraint(
        sorted(of_level),
        rule=lambda b, e, level, t: (
            pyo.quicksum(b.grown[n, level, t] for n in of_level[e, level, t])
            <= chain.slots_most * model.expansion.level[e, level, t]
        ),
    )
    b.grown_batches = pyo.Constraint(
        growing, rule=lambda b, n, level, t: b.grown[n, level, t] <= b.batches[n, t]
    )
    b.cost = pyo.Expression(
        expr=pyo.quicksum(
            making.cost_per_batch * b.batches[n, t] + making.cost_per_unit * b.made[n, t]
            for n, making in enumerate(chain.makings)
            for t in periods
        )
    )
    b.impact = pyo.Expression(
        expr=pyo.quicksum(
            chain.makings[n].impact_points_per_unit * made for (n, _), made in b.made.items()
        )
    )
