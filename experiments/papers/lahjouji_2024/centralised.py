"""What would be best for the three members together, if orders were bounded at all."""

from math import inf

import numpy as np
from scipy.optimize import minimize_scalar

from experiments.papers.lahjouji_2024.leader import Conditions, Solution
from experiments.papers.lahjouji_2024.profits import Moment, expected_profits
from experiments.papers.lahjouji_2024.replies import (
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

GRID_COUNT = 400


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

    The order goes to that bound while a further unit gains (see `slope_for_ever`); where it
    does not, a finite order is best. For each G the best Q and q are exact; G is sought on a
    grid and then to 1e-8 around the best point of it, so a narrower peak could be missed.
    """

    def decided(announced: float) -> Decisions:
        order = _order(terms, contract, instance, announced, most_ordered_units)
        return Decisions(
            order_units=order,
            shipped_units=members_ship_back(terms, contract, instance, order, announced),
            announced_units=announced,
        )

    def loss(announced: float) -> float:
        found = expected_profits(terms, contract, instance, decided(announced), Moment.REVIEW)
        return -float(found.members)

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


def _order(
    terms: Terms, contract: Contract, instance: Instance, announced: float, most: float
) -> float:
    """Return the best order for the members together, at most D(G) + `most`.

    What is kept and what is shipped do not meet but in the bound: a kept unit earns the
    slope of ordering and its use, a shipped one ordering and its place.
    """
    bound = float(demand_gain(terms, announced)) + most
    if slope_for_ever(terms, contract) > 0:
        return bound
    ordered = (
        terms.price * (1 + contract.price_rise_share) - terms.production_cost + terms.regional_fee
    )
    stake = members_stake(terms, contract)
    fractile = (stake.under + ordered) / (stake.under + stake.over)
    kept = 0.0
    if fractile > 0:
        gain = float(demand_gain(terms, announced))
        kept = (
            inf if fractile >= 1 else max(0.0, gain + float(instance.at_review.quantile(fractile)))
        )
    shipped = announced if ordered + stake.to_donation > 0 else 0.0
    return min(bound, kept + shipped)
