"""Stock and service of the event-indexed model (equations 2g, 2h, 3, 4 and 7)."""

import numpy as np
import pyomo.environ as pyo

from policies.milp.chain import PlanningChain
from policies.milp.window import Window


def event_stock_block(b: pyo.Block, chain: PlanningChain, window: Window) -> None:
    """Add stock.

    Variables:
        units (cell, t): stock at the end of a week [InvF, InvW].
    Constraints:
        balance (cell, t): of raw materials at plants (2g) and products at warehouses (3a).
        passing (cell, t): what a plant makes leaves in the same week (2h).
        room_most (room, t): stock within its room (3b; with expansion 10b, 11b).
    Expressions:
        cost: holding (5d), currency.
    """
    periods = range(chain.periods_count)
    flow, production = b.model().flow, b.model().production
    keeping = [c for c, cell in enumerate(chain.cells) if cell.keeps]
    b.units = pyo.Var(keeping, periods, domain=pyo.NonNegativeReals)
    makers: dict[tuple[int, int], list[int]] = {}
    for m, making in enumerate(chain.makings):
        makers.setdefault((making.node, making.item), []).append(m)

    def net(c: int, t: int) -> pyo.Expression:
        cell = chain.cells[c]
        made = (production.made[m, t] for m in makers.get((cell.node, cell.item), []))
        left = flow.sent(cell.node, cell.item, t)
        if (cell.node, cell.item, t) in production.used:
            left += production.used[cell.node, cell.item, t]
        return flow.arrived(cell.node, cell.item, t) + pyo.quicksum(made) - left

    def before(c: int, t: int) -> pyo.Expression:
        if t:
            return b.units[c, t - 1]
        return float(window.opening_units[c, chain.goods_of[chain.cells[c].item][0]])

    b.balance = pyo.Constraint(
        keeping, periods, rule=lambda b, c, t: b.units[c, t] == before(c, t) + net(c, t)
    )
    b.passing = pyo.Constraint(
        [c for c, cell in enumerate(chain.cells) if not cell.keeps],
        periods,
        rule=lambda _, c, t: net(c, t) == 0,
    )
    added: dict[int, list[tuple[int, float]]] = {r: [] for r in range(len(chain.rooms))}
    for e, each in enumerate(chain.expansions):
        for r, volume in each.volume_per_level:
            added[r].append((e, volume))

    def filled(b: pyo.Block, r: int, t: int) -> pyo.Expression:
        room = chain.rooms[r]
        inside = pyo.quicksum(
            each * b.units[c, t] for c, each in zip(room.cells, room.volume_per_unit, strict=True)
        )
        usual = float(room.capacity_volume * window.node_open_share[room.node, t])
        more = pyo.quicksum(volume * b.model().expansion.levels_on(e, t) for e, volume in added[r])
        return inside <= usual + more

    b.room_most = pyo.Constraint(range(len(chain.rooms)), periods, rule=filled)
    b.cost = pyo.Expression(
        expr=pyo.quicksum(
            chain.cells[c].holding_cost_per_unit * units for (c, _), units in b.units.items()
        )
    )


def event_service_block(b: pyo.Block, chain: PlanningChain, window: Window) -> None:
    """Add what consumers get.

    Variables:
        unmet (customer, t): units not delivered [beta].
        ratio_of (customer, t): part of the demand delivered [ratioPharmD].
        level (item, t): part of all consumers' demand delivered [serviceLevel].
        ratio: the least `ratio_of` [minRatio].
        held (customer, t): stock at consumers [InvD of (13b)], of the disruption model. No
            other equation of the paper has it; with it the published numbers of variables
            come out, here and in the large problem. It is bounded to nought.
    Constraints:
        met (4a), coverage (4b), level_of (4c), least (7b), and ratio_is (7c) over demand (the
            paper divides by the backorder).
    Expressions:
        cost: of unmet demand (5e), currency.
    """
    periods = range(chain.periods_count)
    flow, asked = b.model().flow, window.demand_units
    customers = range(len(chain.customers))
    b.unmet = pyo.Var(customers, periods, domain=pyo.NonNegativeReals)
    b.ratio_of = pyo.Var(customers, periods, domain=pyo.NonNegativeReals)
    items = sorted({each.item for each in chain.customers})
    b.level = pyo.Var(items, periods, domain=pyo.NonNegativeReals)
    b.ratio = pyo.Var(bounds=(0, 1))
    stocked = customers if chain.expansions else []
    b.held = pyo.Var(stocked, periods, bounds=(0, 0))

    def delivered(d: int, t: int) -> pyo.Expression:
        return flow.arrived(chain.customers[d].node, chain.customers[d].item, t)

    def from_stock(b: pyo.Block, d: int, t: int) -> pyo.Expression:
        if not chain.expansions:
            return 0.0
        return (b.held[d, t - 1] if t else 0.0) - b.held[d, t]

    b.met = pyo.Constraint(
        customers,
        periods,
        rule=lambda b, d, t: (
            delivered(d, t) + from_stock(b, d, t) == float(asked[d, t]) - b.unmet[d, t]
        ),
    )
    b.coverage = pyo.Constraint(
        customers,
        periods,
        rule=lambda _, d, t: delivered(d, t) >= float(window.coverage_share[d] * asked[d, t]),
    )
    of_item = {i: [d for d in customers if chain.customers[d].item == i] for i in items}
    b.level_of = pyo.Constraint(
        items,
        periods,
        rule=lambda b, i, t: (
            b.level[i, t] * float(np.sum(asked[of_item[i], t]))
            == pyo.quicksum(delivered(d, t) for d in of_item[i])
        ),
    )
    b.least = pyo.Constraint(customers, periods, rule=lambda b, d, t: b.ratio <= b.ratio_of[d, t])
    b.ratio_is = pyo.Constraint(
        customers,
        periods,
        rule=lambda b, d, t: b.ratio_of[d, t] * float(asked[d, t]) == delivered(d, t),
    )
    b.cost = pyo.Expression(
        expr=pyo.quicksum(
            chain.customers[d].unmet_cost_per_unit * unmet for (d, _), unmet in b.unmet.items()
        )
    )
