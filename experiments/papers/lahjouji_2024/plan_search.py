"""Which decisions, with their cheapest contract, cost the Global Alliance least."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from experiments.papers.lahjouji_2024.contract_conditions import DonationBy
from experiments.papers.lahjouji_2024.contracts import CheapestContract, cheapest_contract
from experiments.papers.lahjouji_2024.leader import solve
from experiments.papers.lahjouji_2024.profits import Moment, expected_outcome, expected_profits
from experiments.papers.lahjouji_2024.terms import (
    Contract,
    Decisions,
    Instance,
    Terms,
    demand_gain,
)

SLACK_UNITS = 1e-9


@dataclass(frozen=True, kw_only=True)
class BestPlan:
    """The best of the plans tried."""

    decisions: Decisions
    found: CheapestContract
    tried_count: int
    agreeable_count: int
    """So many of them have a contract by which nobody is worse off."""


def cheapest_plan(
    terms: Terms,
    instance: Instance,
    baseline: Contract,
    order_shares: Sequence[float],
    kept_shares: Sequence[float],
    announced: Sequence[float],
) -> BestPlan | None:
    """Return the plan that costs the GA least and serves and announces as much as the baseline.

    Plans are all Q = D(G) + F^-1(share), Q - q = D(G) + F_t^-1(share) and G of the three lists
    with q >= 0; the contract settles the donation. Proved: each plan's least cost, or that no
    contract leaves nobody worse off at t'. Not proved: that no plan between those tried costs
    less. None where no plan tried will do.
    """
    before = solve(terms, baseline, instance).decisions
    least = {Moment.REVIEW: expected_profits(terms, baseline, instance, before, Moment.REVIEW)}
    served = float(expected_outcome(terms, instance, before, Moment.REVIEW).served_units)
    best: tuple[Decisions, CheapestContract] | None = None
    tried = agreeable = 0
    for order_share, kept_share, given in product(order_shares, kept_shares, announced):
        gain = float(demand_gain(terms, given))
        order = gain + float(instance.at_start.quantile(order_share))
        shipped = order - gain - float(instance.at_review.quantile(kept_share))
        plan = Decisions(order_units=order, shipped_units=shipped, announced_units=given)
        if shipped < 0 or given < float(before.announced_units) - SLACK_UNITS:
            continue
        here = float(expected_outcome(terms, instance, plan, Moment.REVIEW).served_units)
        if here < served - SLACK_UNITS:
            continue
        tried += 1
        found = cheapest_contract(terms, instance, plan, least, DonationBy.CONTRACT)
        if isinstance(found, CheapestContract):
            agreeable += 1
            if best is None or found.alliance_pays < best[1].alliance_pays:
                best = plan, found
    if best is None:
        return None
    return BestPlan(decisions=best[0], found=best[1], tried_count=tried, agreeable_count=agreeable)
