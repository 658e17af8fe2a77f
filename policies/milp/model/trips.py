"""Whole trips of the vehicles that carry the loads."""

from collections import defaultdict

import pyomo.environ as pyo

from policies.milp.chain import PlanningChain


def trips_block(b: pyo.Block, chain: PlanningChain) -> None:
    """Add trips by group of vehicles.

    Variables:
        count (group, t): whole trips [nTrips of (1b), (2i), (3c)].
    Constraints:
        carried: the load of all modes of a group within its trips (14a).
    Expressions:
        cost: fixed cost of transport (5f), currency.
        impact: points.
    """
    periods = range(chain.periods_count)
    flow = b.model().flow
    riders: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, link in enumerate(chain.links):
        for mode, terms in enumerate(link.modes):
            if terms.group is not None:
                riders[terms.group].append((number, mode))
    b.count = pyo.Var(sorted(riders), periods, domain=pyo.NonNegativeIntegers)
    b.carried = pyo.Constraint(
        sorted(riders),
        periods,
        rule=lambda b, group, t: (
            pyo.quicksum(flow.load_of(number, mode, t) for number, mode in riders[group])
            <= chain.groups[group].capacity_load * b.count[group, t]
        ),
    )
    b.cost = pyo.Expression(
        expr=pyo.quicksum(
            chain.groups[group].cost_per_trip * trips for (group, _), trips in b.count.items()
        )
    )
    b.impact = pyo.Expression(
        expr=pyo.quicksum(
            chain.groups[group].impact_points_per_trip * trips
            for (group, _), trips in b.count.items()
        )
    )
