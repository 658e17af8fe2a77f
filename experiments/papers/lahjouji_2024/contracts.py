"""The payments that bring about given decisions at least cost, or the proof that none do."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from experiments.papers.lahjouji_2024.contract_conditions import (
    PARAMETERS,
    DonationBy,
    Row,
    conditions,
    linear_gains,
)
from experiments.papers.lahjouji_2024.profits import Moment, Profits
from experiments.papers.lahjouji_2024.terms import Contract, Decisions, Instance, Terms


@dataclass(frozen=True, kw_only=True)
class CheapestContract:
    """The contract that costs the Global Alliance least for given decisions."""

    contract: Contract
    alliance_pays: float
    proof: Mapping[str, float]
    """By row, a multiplier (>= 0 for an inequality). The multiples of the rows add up to a
    lower bound of the cost that equals `alliance_pays`: nothing cheaper exists."""


@dataclass(frozen=True, kw_only=True)
class NoContract:
    """No contract of this kind brings about the decisions with nobody worse off."""

    proof: Mapping[str, float]
    """By row, a multiplier (>= 0 for an inequality). The multiples add up to: something that
    is never above 0 for parameters >= 0 is at least a number above 0 (Farkas)."""


def cheapest_contract(
    terms: Terms,
    instance: Instance,
    decisions: Decisions,
    baseline: Mapping[Moment, Profits],
    donation_by: DonationBy = DonationBy.CHOICE,
) -> CheapestContract | NoContract:
    """Return the least that the Global Alliance must pay at t' to have these decisions taken.

    Given the decisions every profit, and every condition that a decision be its maker's
    best, is linear in (alpha, Omega, B, B', B'', beta_c), so a linear programme decides:

    * Q best for the LHLP:  s + B = h F / (1 - F) - r_l,  F = F(Q - D(G));
    * q best for the RHLP:  (B' + s)(1 - F_t) - beta - m = theta F_t,  F_t = F_t(K - D(G)), with
      m = l - eps below G and tau above it, and the two as bounds at q = G, 0 and Q;
    * G best for the PC:    (p (1 + Omega) - c - alpha p) D'(G) = p' + l below q, the
      replacement cost above it, between the two at q; unless the contract settles it;
    * nobody's expected profit below its own in the baseline, at each moment given.

    What is proved: for these decisions, both the least cost and its absence, by the multipliers
    (see `refuted_by`). Nothing is said about other decisions.

    Raises:
        ValueError: where the conditions above are not enough: l - eps < tau, a replacement that
            is cheaper than the donation, an order that is sure to be too small or too great, or
            a store that is emptied.
    """
    rows = conditions(terms, instance, decisions, baseline, donation_by)
    paid = linear_gains(terms, instance, decisions, Moment.REVIEW)["GA"]
    cost = [paid.slope.get(name, 0.0) for name in PARAMETERS]
    unequal = [row for row in rows if not row.equal]
    equal = [row for row in rows if row.equal]
    found = linprog(
        cost,
        A_ub=-np.array([row.coefficients for row in unequal]),
        b_ub=[-row.least for row in unequal],
        A_eq=np.array([row.coefficients for row in equal]) if equal else None,
        b_eq=[row.least for row in equal] if equal else None,
        bounds=(0, None),
    )
    if found.status == 2:
        return NoContract(proof=_farkas(rows))
    if found.x is None or found.fun is None:
        raise ValueError(f"the linear programme was not solved: {found.message}")
    multipliers = dict(zip([row.name for row in unequal], -found.ineqlin.marginals, strict=True))
    if equal:
        names = [row.name for row in equal]
        multipliers |= dict(zip(names, found.eqlin.marginals, strict=True))
    return CheapestContract(
        contract=Contract(**dict(zip(PARAMETERS, map(float, found.x), strict=True))),
        alliance_pays=float(found.fun) + paid.fixed,
        proof={name: float(value) for name, value in multipliers.items()},
    )


def refuted_by(rows: list[Row], proof: Mapping[str, float], slack: float = 1e-7) -> bool:
    """Return whether the multipliers prove that no parameters >= 0 meet all rows.

    The multiples of the rows must add up to coefficients <= 0 and a right side > 0.
    """
    if any(proof[row.name] < 0 for row in rows if not row.equal):
        return False
    total = sum((proof[row.name] * row.coefficients for row in rows), np.zeros(len(PARAMETERS)))
    right = sum(proof[row.name] * row.least for row in rows)
    return bool(np.all(total <= slack * right) and right > 0)


def _farkas(rows: list[Row]) -> dict[str, float]:
    """Return multipliers that refute the rows: the greatest right side of any that sum to 1."""
    signs = [(row, 1.0) for row in rows] + [(row, -1.0) for row in rows if row.equal]
    columns = np.array([sign * row.coefficients for row, sign in signs]).T
    found = linprog(
        [-sign * row.least for row, sign in signs],
        A_ub=columns,
        b_ub=np.zeros(len(PARAMETERS)),
        A_eq=np.ones((1, len(signs))),
        b_eq=[1.0],
        bounds=(0, None),
    )
    if found.x is None:
        raise ValueError(f"no proof was found: {found.message}")
    proof = dict.fromkeys([row.name for row in rows], 0.0)
    for (row, sign), value in zip(signs, found.x, strict=True):
        proof[row.name] += sign * float(value)
    return proof
