"""What the pharmaceutical company does best, foreseeing what the others will do."""

from dataclasses import dataclass
from math import inf, sqrt

from experiments.papers.lahjouji_2024.profits import Moment, expected_profits
from experiments.papers.lahjouji_2024.replies import (
    order_fractile,
    order_reply,
    regional_stake,
    ship_back_reply,
)
from experiments.papers.lahjouji_2024.terms import Contract, Decisions, Instance, Terms
from policies.donation import first_where

JUST_BELOW = 1e-9
"""A limit that is not reached is taken so close, in units."""


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """On which side of its conditions a solution lies."""

    order_fractile: float
    """Of the LHLP; in (0, 1) whenever a unit left over costs it anything."""

    ship_back_fractiles: tuple[float, float]
    """Of whoever decides on the ship-back, up to the announced donation and beyond it."""

    ship_back_concave: bool
    order_bounded: bool
    donation_bounded: bool

    @property
    def ship_back_interior(self) -> bool:
        """Return whether any stock is kept for patients because of demand."""
        return any(0 < fractile < 1 for fractile in self.ship_back_fractiles)


@dataclass(frozen=True, kw_only=True)
class Solution:
    """Decisions that nobody who makes them would change, and their conditions."""

    decisions: Decisions
    conditions: Conditions


def solve(terms: Terms, contract: Contract, instance: Instance) -> Solution:
    """Return the game's equilibrium: the PC leads with G, then the LHLP's Q, the RHLP's q.

    With the contract the same function gives the cooperative model in which the PC chooses G.
    """
    announced = best_announcement(terms, contract, instance)
    stake = regional_stake(terms, contract)
    return Solution(
        decisions=_answered(terms, contract, instance, announced),
        conditions=Conditions(
            order_fractile=order_fractile(terms, contract),
            ship_back_fractiles=stake.fractiles,
            ship_back_concave=stake.concave,
            order_bounded=True,
            donation_bounded=announced < inf,
        ),
    )


def margin_of_demand(terms: Terms, contract: Contract) -> float:
    """Return what a unit of demand leaves the PC: p (1 + Omega) - c - alpha p."""
    price = terms.price * (1 + contract.price_rise_share - contract.shared_share)
    return price - terms.production_cost


def announcement_at(terms: Terms, margin: float, cost: float) -> float:
    """Return where a donation's demand earns its cost: margin D'(G) = cost, 0 or more.

    G = 10 (sqrt(0.1 a margin / cost) - 1), infinite where a further unit costs nothing.
    Eq 3 has this with the margin p - c + b'', because Eq 2 forgets D(G) in b'' E(D).

    >>> from experiments.papers.lahjouji_2024.terms import TABLE_2
    >>> [round(announcement_at(TABLE_2, margin, 22.0), 3) for margin in (25.0, 26.0)]
    [11.32, 11.742]
    """
    first = 0.1 * terms.demand_gain_units * margin
    if cost <= 0:
        return inf if first > 0 or cost < 0 else 0.0
    return 10 * (sqrt(first / cost) - 1) if first > cost else 0.0


def best_announcement(terms: Terms, contract: Contract, instance: Instance) -> float:
    """Return the PC's best donation [G], its profit taken at t = 0.

    Its profit is smooth between the points where the RHLP's answer changes its form, and on
    each piece stationary where the margin of demand times D'(G) is what an announced unit
    costs: p' + l fed, the replacement beyond it, and, where the RHLP ships back all there
    is, the replacement of all but the demand's own share. So the best of these points and of
    the ends of the pieces is the best of all. An end that is not reached is approached.
    """
    margin = margin_of_demand(terms, contract)
    fed = terms.donation_price + terms.donation_transport
    replaced = terms.replacement_cost
    if replaced <= 0 and (margin > 0 or replaced < 0):
        return inf
    candidates = [
        0.0,
        announcement_at(terms, margin, fed),
        announcement_at(terms, margin, replaced),
        announcement_at(terms, margin - fed + replaced, replaced),
    ]
    most = max(*candidates, 1.0) * 2 + _most_answer(terms, contract, instance)
    candidates += _ends_of_pieces(terms, contract, instance, most)

    def profit(announced: float) -> float:
        decisions = _answered(terms, contract, instance, announced)
        return float(expected_profits(terms, contract, instance, decisions, Moment.START).company)

    finite = sorted(c for c in candidates if 0 <= c < inf)
    return max(finite, key=lambda announced: (profit(announced), -announced))


def _answered(terms: Terms, contract: Contract, instance: Instance, announced: float) -> Decisions:
    order = order_reply(terms, contract, instance, announced)
    return Decisions(
        order_units=order,
        shipped_units=ship_back_reply(terms, contract, instance, order, announced),
        announced_units=announced,
    )


def _most_answer(terms: Terms, contract: Contract, instance: Instance) -> float:
    return order_reply(terms, contract, instance, 0.0) + terms.demand_gain_units


def _ends_of_pieces(
    terms: Terms, contract: Contract, instance: Instance, most: float
) -> list[float]:
    """Return where the ship-back stops being all of the donation or more.

    q - G falls with G: q is a constant beyond the donation, or all of Q = D(G) + constant,
    or G itself; what it is compared with where the RHLP's profit is not concave loses with G.
    """

    def short(announced: float) -> bool:
        return float(_answered(terms, contract, instance, announced).shipped_units) < announced

    if not short(most):
        return [most]
    end = first_where(short, most)
    return [max(0.0, end - JUST_BELOW), end]
