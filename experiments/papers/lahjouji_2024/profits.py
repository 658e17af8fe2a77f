"""What each member expects to gain, at the start of the cycle and at the ship-back."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from experiments.papers.lahjouji_2024.terms import (
    Contract,
    Decisions,
    Instance,
    Terms,
    demand_gain,
    shared_per_unit,
)
from policies.remaining_demand import Amount, RemainingDemand, expected_under


class Moment(StrEnum):
    """When expectations are taken."""

    START = "t=0"
    """All of Q counts as stock, as in the paper's Eqs 1, 6 and 11; short units are the LHLP's."""

    REVIEW = "t'"
    """Q - q is stock, as in Eqs 4, 9 and 13; short units are the RHLP's."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of the stock, in units, expected or of one cycle."""

    served_units: Amount
    left_units: Amount
    short_units: Amount


@dataclass(frozen=True, kw_only=True)
class Profits:
    """Each member's gain, $ a cycle; the Global Alliance's is what it pays, so below 0."""

    local: Amount
    regional: Amount
    company: Amount
    alliance: Amount

    @property
    def members(self) -> Amount:
        """Return the sum of the three that the paper calls the chain [R_sc]."""
        return self.local + self.regional + self.company


def expected_outcome(
    terms: Terms, instance: Instance, decisions: Decisions, moment: Moment
) -> Outcome:
    """Return what is expected of demand x + D(G) on the stock that counts at that moment."""
    start = moment is Moment.START
    law: RemainingDemand = instance.at_start if start else instance.at_review
    stock = decisions.order_units if start else decisions.kept_units
    # x + D(G) against K is x against K - D(G)
    beyond = stock - demand_gain(terms, decisions.announced_units)
    left = law.expected_over(beyond)
    return Outcome(
        served_units=stock - left, left_units=left, short_units=expected_under(law, beyond)
    )


def profits(
    terms: Terms, contract: Contract, decisions: Decisions, outcome: Outcome, moment: Moment
) -> Profits:
    """Return each member's gain from an outcome; linear in it, so expectations go through.

    With S served, L left, U short, q* = min(q, G), q+ = (q - G)+, g = (G - q)+, s = (alpha/2) p:

        LHLP  (r_l + s) S - h L - [t = 0] b U
        RHLP  r_r Q + s S + beta q - (eps - l) q* + tau q+ - theta L - [t'] b' U
        PC    (p (1 + Omega) - c) Q - (p' + l) q* - k g + theta L - b'' U - 2 s S
        GA    -(p (1 + Omega) + r_r) Q - r_l S - beta q - tau q+ + p' q* + all penalties

    Source: Eqs 1, 4, 6, 9, 11, 13, and 23, 26, 28 with min for max; k is not in the paper.
    """
    start, s = moment is Moment.START, shared_per_unit(terms, contract)
    served, left, short = outcome.served_units, outcome.left_units, outcome.short_units
    order, shipped = decisions.order_units, decisions.shipped_units
    fed = np.minimum(shipped, decisions.announced_units)
    beyond, replaced = shipped - fed, decisions.announced_units - fed
    price = terms.price * (1 + contract.price_rise_share)
    local_fine = contract.local_penalty * short if start else 0.0
    regional_fine = 0.0 if start else contract.regional_penalty * short
    company_fine = contract.company_penalty * short
    return Profits(
        local=(terms.local_fee + s) * served - terms.holding_cost * left - local_fine,
        regional=terms.regional_fee * order
        + s * served
        + contract.collection_fee * shipped
        - (terms.rework_cost - terms.donation_transport) * fed
        + terms.tertiary_transport * beyond
        - terms.destruction_fee * left
        - regional_fine,
        company=(price - terms.production_cost) * order
        - (terms.donation_price + terms.donation_transport) * fed
        - terms.replacement_cost * replaced
        + terms.destruction_fee * left
        - company_fine
        - 2 * s * served,
        alliance=-(price + terms.regional_fee) * order
        - terms.local_fee * served
        - contract.collection_fee * shipped
        - terms.tertiary_transport * beyond
        + terms.donation_price * fed
        + local_fine
        + regional_fine
        + company_fine,
    )


def expected_profits(
    terms: Terms, contract: Contract, instance: Instance, decisions: Decisions, moment: Moment
) -> Profits:
    """Return each member's expected gain."""
    outcome = expected_outcome(terms, instance, decisions, moment)
    return profits(terms, contract, decisions, outcome, moment)


def fill_rate_share(terms: Terms, instance: Instance, decisions: Decisions) -> float:
    """Return the share of demand after t' that what is kept is expected to serve."""
    outcome = expected_outcome(terms, instance, decisions, Moment.REVIEW)
    mean = instance.at_review.mean_units + demand_gain(terms, decisions.announced_units)
    return 1 - float(outcome.short_units / mean)
