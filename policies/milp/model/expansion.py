"""Capacity that undisrupted nodes add in ordered levels (equations 8 to 10)."""

import pyomo.environ as pyo

from policies.milp.chain import PlanningChain


def expansion_block(b: pyo.Block, chain: PlanningChain) -> None:
    """Add expansion levels.

    Variables:
        level (expansion, l, t): 1 where level l is on [yE]; 0 at a disrupted node (8a),
            which is a bound of the window.
    Constraints:
        ordered: level l + 1 only with level l (8b, its direction corrected).
    Expressions:
        cost: of the levels that are on (13a, 13b), currency. The cost of recovery depends
            on the window only and is part of the objective's constant.
    """
    periods = range(chain.periods_count)
    levels = [
        (e, level)
        for e, expansion in enumerate(chain.expansions)
        for level in range(len(expansion.cost_by_level))
    ]
    b.level = pyo.Var([(*each, t) for each in levels for t in periods], domain=pyo.Binary)
    b.ordered = pyo.Constraint(
        [(e, level, t) for e, level in levels if level > 0 for t in periods],
        rule=lambda b, e, level, t: b.level[e, level, t] <= b.level[e, level - 1, t],
    )
    b.cost = pyo.Expression(
        expr=pyo.quicksum(
            chain.expansions[e].cost_by_level[level] * on for (e, level, _), on in b.level.items()
        )
    )

    def levels_on(e: int, t: int) -> pyo.Expression:
        return pyo.quicksum(
            b.level[e, level, t] for level in range(len(chain.expansions[e].cost_by_level))
        )

    b.levels_on = levels_on
