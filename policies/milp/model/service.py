"""What customers get: unmet demand, minimum coverage and the worst-served ratio."""

import pyomo.environ as pyo

from policies.milp.chain import PlanningChain


def service_block(b: pyo.Block, chain: PlanningChain, *, elastic: bool, ratio: bool) -> None:
    """Add unmet demand.

    Args:
        b: the block.
        chain: what is planned.
        elastic: whether coverage may fall short, at a cost of its own (`shortfall`).
        ratio: whether the least ratio of any customer and period is a variable.

    Variables:
        unmet (customer, t): units still wanted at the end of a period [beta of (4a)].
            Where nothing is carried over its bounds hold (4b).
        slack (customer, t): units below the coverage, elastic only.
        ratio: least part met of any customer's demand in any period [minRatio of (7b)].
    Constraints:
        wanted_most: no more unmet than wanted, where unmet demand is carried over.
        coverage: part of the new demand that must be met in its period (4b).
        ratio_most: (7b) and (7c), over demand (the paper's text divides by the backorder).
            Its coefficient on the ratio, written as 1, is the window's demand.
    Expressions:
        cost: of unmet demand (5e), currency.
        shortfall: units below the coverage.
    """
    periods = range(chain.periods_count)
    customers = range(len(chain.customers))
    data = b.model().data
    b.unmet = pyo.Var(customers, periods, domain=pyo.NonNegativeReals)

    def carried(d: int, t: int) -> pyo.Expression:
        """Return what is still wanted from the period before."""
        share = chain.customers[d].carried_share
        if not share:
            return 0.0
        return data.backlog[d] if t == 0 else share * b.unmet[d, t - 1]

    def served(d: int, t: int) -> pyo.Expression:
        """Return the units that a customer is given in a period (4a)."""
        return data.demand[d, t] + carried(d, t) - b.unmet[d, t]

    b.served = served
    carrying = [d for d in customers if chain.customers[d].carried_share]
    b.wanted_most = pyo.Constraint(
        carrying,
        periods,
        rule=lambda b, d, t: b.unmet[d, t] - carried(d, t) <= data.demand[d, t],
    )
    covered = list(customers) if elastic else carrying
    b.slack = pyo.Var(covered if elastic else [], periods, domain=pyo.NonNegativeReals)
    b.coverage = pyo.Constraint(
        covered,
        periods,
        rule=lambda b, d, t: (
            b.unmet[d, t] - carried(d, t) - (b.slack[d, t] if elastic else 0.0)
            <= data.unmet_most[d, t]
        ),
    )
    if ratio:
        b.ratio = pyo.Var(bounds=(0, 1))
        b.ratio_most = pyo.Constraint(
            customers,
            periods,
            rule=lambda b, d, t: b.unmet[d, t] - carried(d, t) + b.ratio <= data.demand[d, t],
        )
    b.cost = pyo.Expression(
        expr=pyo.quicksum(
            chain.customers[d].unmet_cost_per_unit * unmet for (d, _), unmet in b.unmet.items()
        )
    )
    b.shortfall = pyo.Expression(expr=pyo.quicksum(b.slack.values()))
