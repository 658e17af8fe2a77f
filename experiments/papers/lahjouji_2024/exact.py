"""The quantities of Tables 3 and 4 as they are when the same game is worked out right."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from experiments.papers.lahjouji_2024.centralised import solve_centralised
from experiments.papers.lahjouji_2024.leader import Solution, solve
from experiments.papers.lahjouji_2024.profits import Moment, expected_profits
from experiments.papers.lahjouji_2024.published import Model
from experiments.papers.lahjouji_2024.terms import (
    COOPERATIVE,
    TABLE_2,
    WITHOUT_CONTRACT,
    Contract,
    Decisions,
    Instance,
    Terms,
)

CONTRACTS: Mapping[Model, Contract] = {
    Model.DECENTRALISED: WITHOUT_CONTRACT,
    Model.CENTRALISED: WITHOUT_CONTRACT,
    Model.COOPERATIVE: COOPERATIVE,
}


def with_demand_gain(units: float) -> Terms:
    """Return the terms of Table 2 with another coefficient [a]."""
    return replace(TABLE_2, demand_gain_units=units)


@cache
def optimum(model: Model, terms: Terms, instance: Instance) -> Solution:
    """Return the exact solution; of the centralised model, with Q at most the greatest demand."""
    if model is Model.CENTRALISED:
        most = float(instance.at_start.quantile(1.0))
        return solve_centralised(terms, CONTRACTS[model], instance, most)
    return solve(terms, CONTRACTS[model], instance)


def quantities(
    terms: Terms, contract: Contract, instance: Instance, decisions: Decisions
) -> Mapping[str, float]:
    """Return what Tables 3 and 4 would say of these decisions."""
    order, shipped = float(decisions.order_units), float(decisions.shipped_units)
    found = {
        "Q": order,
        "q": shipped,
        "G": float(decisions.announced_units),
        "kept": order - shipped,
        "% of return": 100 * shipped / order,
        "saving": terms.price * shipped,
        "cost avoidance": terms.destruction_fee * shipped,
    }
    for moment in Moment:
        gains = expected_profits(terms, contract, instance, decisions, moment)
        found |= {
            f"E(R_L) {moment}": float(gains.local),
            f"E(R_r) {moment}": float(gains.regional),
            f"E(R_p) {moment}": float(gains.company),
            f"E(R_sc) {moment}": float(gains.members),
        }
    return found
