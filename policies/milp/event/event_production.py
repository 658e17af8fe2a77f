"""Production of the event-indexed model: what each event makes (2a to 2f, 8 to 12)."""

import pyomo.environ as pyo

from policies.milp.chain import PlanningChain
from policies.milp.event.printed import Printed
from policies.milp.window import Window


def event_expansion_block(
    b: pyo.Block, chain: PlanningChain, window: Window, printed: Printed
) -> None:
    """Add expansion levels and how batches grow with them.

    Variables:
        level (expansion, l, t): 1 where level l is on [yE].
        batch_growth (plant, t): units that a batch grows by [Bexp].
        batch_units (plant, t): largest batch [B_ft].
    Constraints:
        undisrupted (expansion, l, t): no level at a disrupted node (8a). The paper asks it
            of the first level only, which is enough once (8b) is turned round.
        ordered (expansion, l, higher l, t): a level only with every level below it (8b;
            printed the other way round).
        growth (9c) and batch (10c), of plants. The paper's |k| is read as the number of
            products: `Expansion.batch_units_per_level`.
    Expressions:
        cost (plants) and room_cost (warehouses): of levels that are on and of the recovery
            of disrupted nodes (13a, 13b), currency. The paper's yDis is 1 where a node
            works: as printed recovery would be paid for by the undisrupted.
    """
    periods = range(chain.periods_count)
    makers = set(chain.plants)
    count = {e: len(each.cost_by_level) for e, each in enumerate(chain.expansions)}
    levels = [(e, level) for e, most in count.items() for level in range(most)]
    works = window.node_open_share >= 1
    b.level = pyo.Var(levels, periods, domain=pyo.Binary)
    asked = [(e, level) for e, level in levels if level == 0 or not printed.level_order]
    b.undisrupted = pyo.Constraint(
        asked,
        periods,
        rule=lambda b, e, level, t: (
            b.level[e, level, t] <= float(works[chain.expansions[e].node, t])
        ),
    )

    def ordered(b: pyo.Block, e: int, low: int, high: int, t: int) -> pyo.Expression:
        first, last = (high, low) if not printed.level_order else (low, high)
        return b.level[e, first, t] <= b.level[e, last, t]

    b.ordered = pyo.Constraint(
        [(e, low, high) for e, low in levels for high in range(low + 1, count[e])],
        periods,
        rule=ordered,
    )

    def levels_on(e: int, t: int) -> pyo.Expression:
        return pyo.quicksum(b.level[e, level, t] for level in range(count[e]))

    def growth(node: int, t: int) -> pyo.Expression:
        return pyo.quicksum(
            each.batch_units_per_level * levels_on(e, t)
            for e, each in enumerate(chain.expansions)
            if each.node == node
        )

    b.levels_on = levels_on
    b.batch_growth = pyo.Var(chain.plants, periods, domain=pyo.NonNegativeReals)
    b.batch_units = pyo.Var(chain.plants, periods, domain=pyo.NonNegativeReals)
    b.growth = pyo.Constraint(
        chain.plants,
        periods,
        rule=lambda b, node, t: b.batch_growth[node, t] == growth(node, t),
    )
    usual = {each.node: each.batch_units for each in chain.makings}
    b.batch = pyo.Constraint(
        chain.plants,
        periods,
        rule=lambda b, node, t: b.batch_units[node, t] == usual[node] + b.batch_growth[node, t],
    )

    def paid(plants: bool) -> pyo.Expression:
        total = 0.0
        for e, each in enumerate(chain.expansions):
            if (each.node in makers) == plants:
                on = pyo.quicksum(
                    each.cost_by_level[level] * b.level[e, level, t]
                    for level in range(count[e])
                    for t in periods
                )
                paying = works[each.node] if printed.recovery else ~works[each.node]
                total = total + on + each.recovery_cost_per_period * float(paying.sum())
        return total

    b.cost = pyo.Expression(expr=paid(True))
    b.room_cost = pyo.Expression(expr=paid(False))


def event_production_block(
    b: pyo.Block, chain: PlanningChain, window: Window, printed: Printed
) -> None:
    """Add batches by event.

    Variables:
        runs (plant, t): 1 where the plant runs [y].
        starts (making, event, t): 1 where the event makes that item [X].
        batch (making, event, t): units of that batch [B].
        made (making, t): units made [Q^p]; used (plant, raw material, t): units used [Q^r].
    Constraints:
        running (2a), one_item (2b), batch_most (2d; with expansion 12b), made_sum and
        used_sum (2e), capacity_most (11a; without expansion (2f) is the bound of `made`),
        grown_most (12c), and as printed one_batch (2c) and full_batch (12d).
    Expressions:
        cost: fixed by batch, variable by unit (5c), currency.
        impact: of making (6c), points.
    """
    periods = range(chain.periods_count)
    makings, plants = range(len(chain.makings)), chain.plants
    events = range(int(window.slots_count.max(initial=0)))
    expansion = b.model().expansion if chain.expansions else None
    node = [each.node for each in chain.makings]
    batches = [(m, n, t) for m in makings for n in events for t in periods]
    at = {plant: [m for m in makings if node[m] == plant] for plant in plants}

    b.runs = pyo.Var(plants, periods, domain=pyo.Binary)
    b.starts = pyo.Var(batches, domain=pyo.Binary)
    b.batch = pyo.Var(batches, domain=pyo.NonNegativeReals)
    b.made = pyo.Var(
        makings,
        periods,
        bounds=lambda _, m, t: (
            0, None if expansion is not None else _capacity(chain, window, m, t)
        ),
    )  # fmt: skip
    b.running = pyo.Constraint(
        batches, rule=lambda b, m, n, t: b.starts[m, n, t] <= b.runs[node[m], t]
    )
    b.one_item = pyo.Constraint(
        plants,
        events,
        periods,
        rule=lambda b, f, n, t: pyo.quicksum(b.starts[m, n, t] for m in at[f]) <= 1,
    )
    if printed.one_batch:
        b.one_batch = pyo.Constraint(
            plants,
            periods,
            rule=lambda b, f, t: (
                pyo.quicksum(b.starts[m, n, t] for m in at[f] for n in events) <= 1
            ),
        )
    most = [each.batch_units for each in chain.makings]
    for e in chain.expansions:
        for m in at.get(e.node, []):
            most[m] += e.batch_units_per_level * len(e.cost_by_level)
    b.batch_most = pyo.Constraint(
        batches, rule=lambda b, m, n, t: b.batch[m, n, t] <= most[m] * b.starts[m, n, t]
    )
    b.made_sum = pyo.Constraint(
        makings,
        periods,
        rule=lambda b, m, t: pyo.quicksum(b.batch[m, n, t] for n in events) == b.made[m, t],
    )
    _add_used(b, chain, at, events)
    if expansion is not None:
        _add_grown(b, chain, window, most, printed)
    b.cost = pyo.Expression(
        expr=pyo.quicksum(
            chain.makings[m].cost_per_batch * start for (m, _, _), start in b.starts.items()
        )
        + pyo.quicksum(chain.makings[m].cost_per_unit * made for (m, _), made in b.made.items())
    )
    b.impact = pyo.Expression(
        expr=pyo.quicksum(
            chain.makings[m].impact_points_per_unit * made for (m, _), made in b.made.items()
        )
    )


def _capacity(chain: PlanningChain, window: Window, m: int, t: int) -> float | None:
    making = chain.makings[m]
    if making.capacity_units is None:
        return None
    return float(making.capacity_units * window.node_open_share[making.node, t])


def _add_used(b: pyo.Block, chain: PlanningChain, at: dict[int, list[int]], events: range) -> None:
    """Add what the batches take of every raw material (2e)."""
    periods = range(chain.periods_count)
    needs = {
        (plant, item, m): each
        for plant, there in at.items()
        for m in there
        for item, each in chain.makings[m].inputs
    }
    taken = sorted({(plant, item) for plant, item, _ in needs})
    b.used = pyo.Var(taken, periods, domain=pyo.NonNegativeReals)
    b.used_sum = pyo.Constraint(
        taken,
        periods,
        rule=lambda b, f, r, t: (
            pyo.quicksum(
                needs[f, r, m] * b.batch[m, n, t] for m in at[f] if (f, r, m) in needs
                for n in events
            )
            == b.used[f, r, t]
        ),
    )  # fmt: skip


def _add_grown(
    b: pyo.Block, chain: PlanningChain, window: Window, most: list[float], printed: Printed
) -> None:
    """Add what expansion does to capacities and batches (10a, 11a, 12c, 12d)."""
    expansion = b.model().expansion
    added: dict[int, list[tuple[int, float]]] = {m: [] for m in range(len(chain.makings))}
    for e, each in enumerate(chain.expansions):
        for m, units in each.capacity_units_per_level:
            added[m].append((e, units))

    def capacity(b: pyo.Block, m: int, t: int) -> pyo.Expression:
        usual = _capacity(chain, window, m, t)
        more = pyo.quicksum(units * expansion.levels_on(e, t) for e, units in added[m])
        return pyo.Constraint.Skip if usual is None else b.made[m, t] <= usual + more

    b.capacity_most = pyo.Constraint(range(len(most)), range(chain.periods_count), rule=capacity)
    b.grown_most = pyo.Constraint(
        b.batch.index_set(),
        rule=lambda b, m, n, t: b.batch[m, n, t] <= expansion.batch_units[chain.makings[m].node, t],
    )
    if printed.full_batches:
        b.full_batch = pyo.Constraint(
            b.batch.index_set(),
            rule=lambda b, m, n, t: (
                b.batch[m, n, t]
                >= expansion.batch_units[chain.makings[m].node, t]
                - most[m] * (1 - b.starts[m, n, t])
            ),
        )
