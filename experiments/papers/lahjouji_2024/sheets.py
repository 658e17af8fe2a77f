"""The decisions of the printed tables, by the formulas and slips that give them."""

from dataclasses import dataclass

from experiments.papers.lahjouji_2024.leader import announcement_at
from experiments.papers.lahjouji_2024.terms import (
    COOPERATIVE,
    INSTANCES,
    WITHOUT_CONTRACT,
    Terms,
    demand_gain,
    shared_per_unit,
)

FITTED_BRACKET = 74.4832
"""Gives G_c = 26.80 in Eq 22 for a = 40. As printed, Eq 22 has 45 and G_c = 18.60."""

FITTED_FRACTILE = 0.0505913
"""Gives the kept 131.66 of Table 4 for a = 40. No formula of the paper gives it."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What the formulas of one row share."""

    terms: Terms
    order: float
    shipped: float
    announced: float
    left_start: float
    """The left-over at t = 0 [I0], of the decentralised row and without D(G)."""

    left_review: float
    """The same at t' [It]."""

    decentralised_gain: float

    @property
    def gain(self) -> float:
        """Return D(G)."""
        return float(demand_gain(self.terms, self.announced))

    @property
    def kept(self) -> float:
        """Return Q - q."""
        return self.order - self.shipped


def decentralised_sheet(terms: Terms) -> Sheet:
    """Return Eqs 3, 8 and 15 as printed; the last has a wrong sign."""
    contract, instance = WITHOUT_CONTRACT, INSTANCES[0]
    margin = terms.price - terms.production_cost + contract.company_penalty
    announced = announcement_at(terms, margin, terms.donation_price + terms.donation_transport)
    under = terms.local_fee + contract.local_penalty
    fractile = under / (under + terms.holding_cost)
    gain = float(demand_gain(terms, announced))
    order = gain + float(instance.at_start.quantile(fractile))
    wrong = (terms.tertiary_transport - contract.collection_fee) / (
        terms.destruction_fee - contract.regional_penalty
    )
    shipped = order - gain - float(instance.at_review.quantile(wrong))
    return Sheet(
        terms=terms,
        order=order,
        shipped=shipped,
        announced=announced,
        left_start=_left_to_here(order, 110.0, 210.0),
        left_review=_left_to_here(order - shipped, 100.0, 150.0),
        decentralised_gain=gain,
    )


def _left_to_here(stock: float, low: float, high: float) -> float:
    """Return the integral of (stock - x) over the density from low to stock, and on beyond high."""
    return (stock - low) ** 2 / (2 * (high - low))


def centralised_sheet(terms: Terms, dec: Sheet) -> Sheet:
    """Return Eqs 21 and 18 with other terms (7/22 and 4.5/22), and the fitted donation."""
    contract, instance = WITHOUT_CONTRACT, INSTANCES[0]
    cost = terms.donation_price + terms.rework_cost + terms.tertiary_transport
    announced = announcement_at(terms, FITTED_BRACKET, cost)
    gain = float(demand_gain(terms, announced))
    fines = contract.company_penalty + contract.local_penalty
    below = terms.local_fee + terms.holding_cost + fines
    fees = terms.regional_fee + terms.local_fee
    order_fractile = (terms.price - terms.production_cost - fees + fines) / below
    shipped_fractile = (
        2 * terms.rework_cost
        + contract.regional_penalty
        + contract.company_penalty
        + terms.tertiary_transport
        - contract.collection_fee
    ) / below
    order = gain + float(instance.at_start.quantile(order_fractile))
    return Sheet(
        terms=terms,
        order=order,
        shipped=order - gain - float(instance.at_review.quantile(shipped_fractile)),
        announced=announced,
        left_start=dec.left_start,
        left_review=dec.left_review,
        decentralised_gain=dec.gain,
    )


def cooperative_sheet(terms: Terms, dec: Sheet) -> Sheet:
    """Return Eq 25 with -B, and the fitted donation and kept quantity."""
    contract, instance = COOPERATIVE, INSTANCES[0]
    cost = terms.donation_price + terms.rework_cost + terms.tertiary_transport
    announced = announcement_at(terms, FITTED_BRACKET, cost)
    gain = float(demand_gain(terms, announced))
    paid = terms.local_fee + shared_per_unit(terms, contract)
    fractile = (paid - contract.local_penalty) / (
        paid + terms.holding_cost + contract.local_penalty
    )
    order = gain + float(instance.at_start.quantile(fractile))
    kept = gain + float(instance.at_review.quantile(FITTED_FRACTILE))
    return Sheet(
        terms=terms,
        order=order,
        shipped=order - kept,
        announced=announced,
        left_start=dec.left_start,
        left_review=dec.left_review,
        decentralised_gain=dec.gain,
    )
