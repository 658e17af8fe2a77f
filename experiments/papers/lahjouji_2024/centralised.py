"""What would be best for the three members together, if orders were bounded at all."""

import numpy as np
from scipy.optimize import minimize_scalar

from experiments.papers.lahjouji_2024.leader import Conditions, Solution
from experiments.papers.lahjouji_2024.profits import Moment, expected_profits
from experiments.papers.lahjouji_2024.replies import (
    kept_target_above_gain,
    members_ship_back,
    members_stake,
    order_fractile,
)
from experiments.papers.lahjouji_2024.terms import (
    Contract,
    Decisions,
    Instance,
    Terms,
    demand_gain,
)

GRID_COUNT = 150


def slope_for_ever(terms: Terms, contract: Contract) -> float:
    """Return what the members gain from each further unit ordered when there are very many, $.

    It is p (1 + Omega) - c + r_r, and then the better of -h (left over) and beta + tau (shipped
    to a tertiary country). Above 0 there is no best order: the fractile of Eq 21 is above 1.

    >>> from experiments.papers.lahjouji_2024.terms import TABLE_2, WITHOUT_CONTRACT
    >>> slope_for_ever(TABLE_2, WITHOUT_CONTRACT)
    36.5
    """
    ordered = terms.price * (1 + contract.price_rise_share) - terms.production_cost
    stake = members_stake(terms, contract)
    return ordered + terms.regional_fee + max(-stake.over, stake.to_tertiary)


def solve_centralised(
    terms: Terms, contract: Contract, instance: Instance, most_ordered_units: float
) -> Solution:
    """Return what is best for the three together at t', if D(G) and so much more may be ordered.

    Where a further unit gains for ever (see `slope_for_ever`) only that bound ends the order,
    or a lesser order is best all the same where the profit is not concave. For each G the best
    Q and q are exact; G is sought on a grid and then to 1e-8 around the best point of it, so a
    narrower peak could be missed.
    """

    def decided(announced: float) -> Decisions:
        return _decided(terms, contract, instance, announced, most_ordered_units)

    def loss(announced: float) -> float:
        return -_members(terms, contract, instance, decided(announced))

    high = 20.0 * (1 + terms.demand_gain_units) + most_ordered_units
    grid = high * np.linspace(0.0, 1.0, GRID_COUNT + 1) ** 2
    at = int(np.argmin([loss(float(point)) for point in grid]))
    around = (grid[max(at - 1, 0)], grid[min(at + 1, GRID_COUNT)])
    found = minimize_scalar(loss, bounds=around, method="bounded", options={"xatol": 1e-8})
    best = min((float(found.x), float(grid[at]), 0.0), key=loss)
    stake = members_stake(terms, contract)
    return Solution(
        decisions=decided(best),
        conditions=Conditions(
            order_fractile=order_fractile(terms, contract),
            ship_back_fractiles=stake.fractiles,
            ship_back_concave=stake.concave,
            order_bounded=slope_for_ever(terms, contract) <= 0,
            donation_bounded=at < GRID_COUNT,
        ),
    )


def _decided(
    terms: Terms, contract: Contract, instance: Instance, announced: float, most: float
) -> Decisions:
    """Return the best Q, at most D(G) + `most`, and q for the members together.

    A kept unit earns the slope of ordering and its use, a shipped one ordering and its place,
    and they meet only in the bound. So Q is the bound, or the best stock to keep with none
    shipped, or that with all of the donation shipped.
    """
    gain = float(demand_gain(terms, announced))
    bound = gain + most
    ordered = (
        terms.price * (1 + contract.price_rise_share) - terms.production_cost + terms.regional_fee
    )
    stake = members_stake(terms, contract)
    fractile = (stake.under + ordered) / (stake.under + stake.over)
    kept = kept_target_above_gain(instance, fractile, gain)

    def decided(order: float) -> Decisions:
        return Decisions(
            order_units=order,
            shipped_units=members_ship_back(terms, contract, instance, order, announced),
            announced_units=announced,
        )

    tried = [decided(min(bound, order)) for order in (bound, kept, kept + announced)]
    return max(tried, key=lambda one: _members(terms, contract, instance, one))


def _members(terms: Terms, contract: Contract, instance: Instance, decisions: Decisions) -> float:
    found = expected_profits(terms, contract, instance, decisions, Moment.REVIEW)
    return float(found.members)
