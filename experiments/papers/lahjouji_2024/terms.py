"""What the game is about: prices, contracts and demand, with the paper's Table 2."""

from dataclasses import dataclass

from policies.remaining_demand import Amount, RemainingDemand, UniformDemand


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What no contract changes; $ a unit of medicine, the paper's symbols in brackets."""

    production_cost: float
    """[c] of the pharmaceutical company (PC)."""

    price: float
    """[p] the Global Alliance (GA) pays the PC for what is ordered."""

    donation_price: float
    """[p'] the PC pays the GA for what it donates."""

    donation_transport: float
    """[l] the PC pays the regional provider (RHLP) to the secondary country."""

    tertiary_transport: float
    """[tau] the GA pays the RHLP to a tertiary country."""

    rework_cost: float
    """[eps] of the RHLP for a unit of the donation."""

    local_fee: float
    """[r_l] the GA pays the local provider (LHLP) for a unit distributed."""

    regional_fee: float
    """[r_r] the GA pays the RHLP for a unit ordered."""

    holding_cost: float
    """[h] of the LHLP for a unit left over."""

    destruction_fee: float
    """[theta] the RHLP pays the PC for a unit left over."""

    replacement_cost: float
    """Paid by the PC for an announced unit that was not shipped back: c + l. The paper has 0,
    and then an unbounded donation is best."""

    demand_gain_units: float
    """[a] in D(G) = a (1 - 1 / (1 + G / 10)), the demand that a donation creates."""


@dataclass(frozen=True, kw_only=True)
class Contract:
    """What the Global Alliance and the members agree on."""

    collection_fee: float
    """[beta], [beta_c] the GA pays the RHLP for a unit shipped back, $ a unit."""

    local_penalty: float
    """[b], [B] of the LHLP for a unit short of demand as seen at t = 0, $ a unit."""

    regional_penalty: float
    """[b'], [B'] of the RHLP for a unit short of demand as seen at t', $ a unit."""

    company_penalty: float
    """[b''], [B''] of the PC for a unit short, $ a unit."""

    shared_share: float = 0.0
    """[alpha] of the price that the PC gives away for each unit distributed, half to each."""

    price_rise_share: float = 0.0
    """[Omega] by which the GA raises the price."""


@dataclass(frozen=True, kw_only=True)
class Instance:
    """The random part of demand as seen at the two moments."""

    name: str
    at_start: RemainingDemand
    at_review: RemainingDemand


@dataclass(frozen=True, kw_only=True)
class Decisions:
    """What the members decide, in units."""

    order_units: Amount
    """[Q] of the LHLP."""

    shipped_units: Amount
    """[q] of the RHLP."""

    announced_units: Amount
    """[G] of the PC."""

    @property
    def kept_units(self) -> Amount:
        """Return K = Q - q."""
        return self.order_units - self.shipped_units


def demand_gain(terms: Terms, announced_units: Amount) -> Amount:
    """Return D(G) = a (1 - 1 / (1 + G / 10)).

    >>> round(float(demand_gain(TABLE_2, 11.742314)), 3)
    21.603
    """
    return terms.demand_gain_units * (1 - 1 / (1 + announced_units / 10))


def shared_per_unit(terms: Terms, contract: Contract) -> float:
    """Return s = (alpha / 2) p, what each logistic provider gets for a unit distributed.

    >>> shared_per_unit(TABLE_2, COOPERATIVE)
    2.125
    """
    return contract.shared_share / 2 * terms.price


TABLE_2 = Terms(
    production_cost=60.0,
    price=85.0,
    donation_price=20.0,
    donation_transport=2.0,
    tertiary_transport=1.0,
    rework_cost=1.0,
    local_fee=10.0,
    regional_fee=10.0,
    holding_cost=10.0,
    destruction_fee=1.7,
    replacement_cost=62.0,
    demand_gain_units=40.0,
)

WITHOUT_CONTRACT = Contract(
    collection_fee=0.5, local_penalty=1.0, regional_penalty=1.0, company_penalty=1.0
)
"""The decentralised terms of Table 2."""

RAISED_PENALTY = Contract(
    collection_fee=0.5, local_penalty=1.0, regional_penalty=5.0, company_penalty=1.0
)
"""The same with b' = 5, the first whole number that keeps any stock for patients by itself."""

COOPERATIVE = Contract(
    collection_fee=3.0,
    local_penalty=4.5,
    regional_penalty=5.0,
    company_penalty=2.0,
    shared_share=0.05,
    price_rise_share=0.20,
)
"""The contract of Table 2."""


def _instance(name: str, start: tuple[float, float], review: tuple[float, float]) -> Instance:
    return Instance(
        name=name,
        at_start=UniformDemand(low_units=start[0], high_units=start[1]),
        at_review=UniformDemand(low_units=review[0], high_units=review[1]),
    )


INSTANCES = (
    _instance("Instance 1", (110, 210), (100, 150)),
    _instance("Instance 2", (100, 200), (95, 150)),
    _instance("Instance 3", (90, 200), (100, 145)),
)
"""The three instances of Table 2."""
