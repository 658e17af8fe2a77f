"""Who pays whom how much once a cycle is over: the second layer, apart from what happened."""

from dataclasses import dataclass
from enum import StrEnum

from experiments.papers.lahjouji_2024.profits import Moment, Profits
from experiments.papers.lahjouji_2024.terms import Contract, Terms, shared_per_unit
from policies.remaining_demand import Amount


class Party(StrEnum):
    """Who pays or is paid."""

    LOCAL = "LHLP"
    REGIONAL = "RHLP"
    COMPANY = "PC"
    ALLIANCE = "GA"
    OUTSIDE = "outside"
    """Suppliers, carriers, storage: what is paid to them is a real cost."""


@dataclass(frozen=True, kw_only=True)
class Movement:
    """What happened to the units of one cycle; numbers, or arrays with one entry a cycle."""

    ordered_units: Amount
    served_units: Amount
    left_units: Amount
    short_units: Amount
    to_donation_units: Amount
    to_tertiary_units: Amount
    replaced_units: Amount
    """Made afresh for the announced donation."""


@dataclass(frozen=True, kw_only=True)
class Payment:
    """One item of the bill."""

    reason: str
    payer: Party
    payee: Party
    amount: Amount


def payments(
    terms: Terms, contract: Contract, moved: Movement, moment: Moment
) -> tuple[Payment, ...]:
    """Return the bill of a cycle; shortages are the LHLP's seen from t = 0, else the RHLP's."""
    local, regional, company = Party.LOCAL, Party.REGIONAL, Party.COMPANY
    alliance, outside = Party.ALLIANCE, Party.OUTSIDE
    price = terms.price * (1 + contract.price_rise_share)
    s = shared_per_unit(terms, contract)
    shipped = moved.to_donation_units + moved.to_tertiary_units
    fined = {Moment.START: local, Moment.REVIEW: regional}[moment]
    fine = {local: contract.local_penalty, regional: contract.regional_penalty}[fined]
    replacement_transport = terms.replacement_cost - terms.production_cost
    rows = (
        ("medicine", alliance, company, price * moved.ordered_units),
        ("production", company, outside, terms.production_cost * moved.ordered_units),
        ("regional distribution", alliance, regional, terms.regional_fee * moved.ordered_units),
        ("local distribution", alliance, local, terms.local_fee * moved.served_units),
        ("shared revenue", company, local, s * moved.served_units),
        ("shared revenue", company, regional, s * moved.served_units),
        ("storage of what is left", local, outside, terms.holding_cost * moved.left_units),
        ("destruction", regional, company, terms.destruction_fee * moved.left_units),
        ("collection", alliance, regional, contract.collection_fee * shipped),
        ("rework", regional, outside, terms.rework_cost * moved.to_donation_units),
        ("donated medicine", company, alliance, terms.donation_price * moved.to_donation_units),
        ("transport of the donation", company, regional,
         terms.donation_transport * moved.to_donation_units),
        ("transport beyond it", alliance, regional,
         terms.tertiary_transport * moved.to_tertiary_units),
        ("production for the donation", company, outside,
         terms.production_cost * moved.replaced_units),
        ("transport of what was produced", company, outside,
         replacement_transport * moved.replaced_units),
        ("penalty", fined, alliance, fine * moved.short_units),
        ("penalty", company, alliance, contract.company_penalty * moved.short_units),
    )  # fmt: skip
    return tuple(
        Payment(reason=reason, payer=payer, payee=payee, amount=amount)
        for reason, payer, payee, amount in rows
    )


def settled(bill: tuple[Payment, ...]) -> Profits:
    """Return what the bill leaves each party."""

    def left(party: Party) -> Amount:
        got = sum(item.amount for item in bill if item.payee is party)
        return got - sum(item.amount for item in bill if item.payer is party)

    return Profits(
        local=left(Party.LOCAL),
        regional=left(Party.REGIONAL),
        company=left(Party.COMPANY),
        alliance=left(Party.ALLIANCE),
    )
