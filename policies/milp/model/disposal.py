"""What leaves the chain unserved: units destroyed and units given away."""

import pyomo.environ as pyo

from policies.milp.chain import PlanningChain


def disposal_block(b: pyo.Block, chain: PlanningChain) -> None:
    """Add destruction and donation.

    Variables:
        destroyed (cell, good, t): units; of goods that expire in the period, and wherever
            the cell gives a cost.
        donated (donation, good, t): units, of goods with life enough; at most what the
            window announces (a bound of the sum).
    Constraints:
        announced: the goods of a donation within its amount.
    Expressions:
        cost: of disposal less the gain of donations, currency.
    """
    periods = range(chain.periods_count)
    destroyed = [
        (c, good, t)
        for c, cell in enumerate(chain.cells)
        for good in chain.goods_of[cell.item]
        for t in periods
        if chain.goods[good].last_period == t
        or (cell.disposal_cost_per_unit is not None and chain.usable(good, t))
    ]
    b.destroyed = pyo.Var(destroyed, domain=pyo.NonNegativeReals)
    given = [
        (n, good, t)
        for n, donation in enumerate(chain.donations)
        for good in chain.goods_of[chain.cells[donation.cell].item]
        for t in periods
        if chain.usable(good, t + donation.min_life_periods - 1)
    ]
    b.donated = pyo.Var(given, domain=pyo.NonNegativeReals)
    b.total = pyo.Var(range(len(chain.donations)), periods, domain=pyo.NonNegativeReals)
    of_donation: dict[tuple[int, int], list[int]] = {}
    for n, good, t in given:
        of_donation.setdefault((n, t), []).append(good)
    b.announced = pyo.Constraint(
        range(len(chain.donations)),
        periods,
        rule=lambda b, n, t: (
            pyo.quicksum(b.donated[n, good, t] for good in of_donation.get((n, t), ()))
            == b.total[n, t]
        ),
    )
    gains = pyo.quicksum(
        chain.donations[n].gain_per_unit * units for (n, _), units in b.total.items()
    )
    costs = pyo.quicksum(
        (chain.cells[c].disposal_cost_per_unit or 0.0) * units
        for (c, _, _), units in b.destroyed.items()
    )
    b.cost = pyo.Expression(expr=costs - gains)
