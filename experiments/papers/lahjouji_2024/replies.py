"""What the two logistic providers do best, each given what was decided before."""

from dataclasses import dataclass
from math import inf

from experiments.papers.lahjouji_2024.profits import Moment, Profits, expected_profits
from experiments.papers.lahjouji_2024.terms import (
    Contract,
    Decisions,
    Instance,
    Terms,
    demand_gain,
    shared_per_unit,
)
from policies.shipback import best_quantity


@dataclass(frozen=True, kw_only=True)
class Stake:
    """What kept and shipped units are worth to whoever decides on the ship-back, $ a unit."""

    under: float
    """Lost with a unit short."""

    over: float
    """Lost with a unit left over."""

    to_donation: float
    """Gained with a unit shipped into the announced donation."""

    to_tertiary: float
    """Gained with a unit shipped beyond it."""

    @property
    def fractiles(self) -> tuple[float, float]:
        """Return the shares of demand to cover before a unit goes to either place."""
        total = self.under + self.over
        return (self.under - self.to_donation) / total, (self.under - self.to_tertiary) / total

    @property
    def concave(self) -> bool:
        """Return whether the stake's profit is concave in q."""
        return self.to_donation >= self.to_tertiary


def regional_stake(terms: Terms, contract: Contract) -> Stake:
    """Return the RHLP's: a unit short costs it b' + s, one left over theta.

    Its fractiles are (b' + s - beta - m) / (b' + s + theta), m = l - eps up to G and tau beyond:
    Eqs 15 and 27 with their signs mended. It keeps stock only if beta + m < b' + s.

    >>> from experiments.papers.lahjouji_2024.terms import COOPERATIVE, TABLE_2
    >>> [round(f, 3) for f in regional_stake(TABLE_2, COOPERATIVE).fractiles]
    [0.354, 0.354]
    """
    return Stake(
        under=contract.regional_penalty + shared_per_unit(terms, contract),
        over=terms.destruction_fee,
        to_donation=contract.collection_fee + terms.donation_transport - terms.rework_cost,
        to_tertiary=contract.collection_fee + terms.tertiary_transport,
    )


def members_stake(terms: Terms, contract: Contract) -> Stake:
    """Return that of the three members together: what they pay one another cancels.

    Shipping a unit into the announced donation costs p' + eps and saves its replacement.
    Beyond it the fractile is (r_l + b' + b'' - beta - tau) / (r_l + h + b' + b''): Eq 18 mended.

    >>> from experiments.papers.lahjouji_2024.terms import TABLE_2, WITHOUT_CONTRACT
    >>> round(members_stake(TABLE_2, WITHOUT_CONTRACT).fractiles[1], 4)
    0.4773
    """
    saved = terms.replacement_cost - terms.donation_price - terms.rework_cost
    return Stake(
        under=terms.local_fee + contract.regional_penalty + contract.company_penalty,
        over=terms.holding_cost,
        to_donation=contract.collection_fee + saved,
        to_tertiary=contract.collection_fee + terms.tertiary_transport,
    )


def order_fractile(terms: Terms, contract: Contract) -> float:
    """Return the share of demand the LHLP covers: (r_l + s + b) / (r_l + s + h + b).

    Below 1 whenever h > 0. Eqs 8 and 25, which are right.

    >>> from experiments.papers.lahjouji_2024.terms import COOPERATIVE, TABLE_2
    >>> round(order_fractile(TABLE_2, COOPERATIVE), 3)
    0.624
    """
    under = terms.local_fee + shared_per_unit(terms, contract) + contract.local_penalty
    return under / (under + terms.holding_cost)


def order_reply(
    terms: Terms, contract: Contract, instance: Instance, announced_units: float
) -> float:
    """Return the LHLP's best order [Q] once a donation is announced: D(G) + F^-1(fractile).

    It orders as a newsvendor on the whole demand, as in Eq 6. If it foresaw the ship-back it
    would not care how much it orders, for the RHLP takes back whatever is above its target.
    """
    fractile = order_fractile(terms, contract)
    if fractile <= 0:
        return 0.0
    gain = demand_gain(terms, announced_units)
    return max(0.0, float(gain + instance.at_start.quantile(fractile)))


def ship_back_reply(
    terms: Terms,
    contract: Contract,
    instance: Instance,
    order_units: float,
    announced_units: float,
) -> float:
    """Return the RHLP's best ship-back [q] at t', between 0 and Q."""

    def worth(shipped: float) -> float:
        decisions = Decisions(
            order_units=order_units, shipped_units=shipped, announced_units=announced_units
        )
        return float(expected_profits(terms, contract, instance, decisions, Moment.REVIEW).regional)

    stake = regional_stake(terms, contract)
    targets = kept_targets(terms, instance, stake, announced_units)
    return best_quantity(order_units, order_units, announced_units, targets, worth)


def members_ship_back(
    terms: Terms,
    contract: Contract,
    instance: Instance,
    order_units: float,
    announced_units: float,
) -> float:
    """Return the ship-back [q] that is best for the three members together, from 0 to Q."""

    def worth(shipped: float) -> float:
        decisions = Decisions(
            order_units=order_units, shipped_units=shipped, announced_units=announced_units
        )
        found: Profits = expected_profits(terms, contract, instance, decisions, Moment.REVIEW)
        return float(found.members)

    stake = members_stake(terms, contract)
    targets = kept_targets(terms, instance, stake, announced_units)
    return best_quantity(order_units, order_units, announced_units, targets, worth)


def kept_targets(
    terms: Terms, instance: Instance, stake: Stake, announced_units: float
) -> tuple[float, float]:
    """Return the stock to keep before either place is fed [K1, K2]: D(G) + F_t^-1(fractile)."""
    first, second = (
        kept_target_above_gain(instance, fractile, float(demand_gain(terms, announced_units)))
        for fractile in stake.fractiles
    )
    return first, second


def kept_target_above_gain(instance: Instance, fractile: float, gain_units: float) -> float:
    """Return D(G) + F_t^-1(fractile); 0 where the fractile is not above 0, else infinite at 1."""
    if fractile <= 0:
        return 0.0
    if fractile >= 1:
        return inf
    return max(0.0, gain_units + float(instance.at_review.quantile(fractile)))
