"""The payments that bring about given decisions at least cost, or the proof that none do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from experiments.papers.lahjouji_2024.profits import Moment, Profits, expected_profits
from experiments.papers.lahjouji_2024.terms import (
    Contract,
    Decisions,
    Instance,
    Terms,
    demand_gain,
)

Floats = NDArray[np.float64]

PARAMETERS = tuple(field.name for field in fields(Contract))
"""The unknowns, in the order of the columns of the linear programme; all at least 0."""


class DonationBy(StrEnum):
    """Who settles the announced donation."""

    CHOICE = "choice"
    """The PC announces what pays it best."""

    CONTRACT = "contract"
    """The PC undertakes to give so much, as in the paper's cooperative model."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One condition, linear in the parameters: coefficients . x >= least (or = least)."""

    name: str
    coefficients: Floats
    least: float
    equal: bool


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
    cost, fixed = _affine(
        lambda contract: (
            -float(expected_profits(terms, contract, instance, decisions, Moment.REVIEW).alliance)
        )
    )
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
        alliance_pays=float(found.fun) + fixed,
        proof={name: float(value) for name, value in multipliers.items()},
    )


def conditions(
    terms: Terms,
    instance: Instance,
    decisions: Decisions,
    baseline: Mapping[Moment, Profits],
    donation_by: DonationBy,
) -> list[Row]:
    """Return the rows of the linear programme."""
    _refuse_what_is_not_covered(terms, instance, decisions)
    rows = [_order_row(terms, instance, decisions), *_ship_back_rows(terms, instance, decisions)]
    if donation_by is DonationBy.CHOICE:
        rows += _donation_rows(terms, decisions)
    for moment, least in baseline.items():
        rows += _participation_rows(terms, instance, decisions, moment, least)
    share = {"shared_share": -1.0}
    return [*rows, _row("at most the whole price is shared", share, -1.0, equal=False)]


def refuted_by(rows: list[Row], proof: Mapping[str, float], slack: float = 1e-7) -> bool:
    """Return whether the multipliers prove that no parameters >= 0 meet all rows.

    The multiples of the rows must add up to coefficients <= 0 and a right side > 0.
    """
    if any(proof[row.name] < 0 for row in rows if not row.equal):
        return False
    total = sum((proof[row.name] * row.coefficients for row in rows), np.zeros(len(PARAMETERS)))
    right = sum(proof[row.name] * row.least for row in rows)
    return bool(np.all(total <= slack * right) and right > 0)


def _refuse_what_is_not_covered(terms: Terms, instance: Instance, decisions: Decisions) -> None:
    gain = float(demand_gain(terms, decisions.announced_units))
    ordered = float(instance.at_start.cdf(decisions.order_units - gain))
    kept = float(instance.at_review.cdf(decisions.kept_units - gain))
    if not 0 < ordered < 1:
        raise ValueError(f"no finite penalty makes an order best that covers demand {ordered:.0%}")
    if not kept < 1:
        raise ValueError("no finite penalty makes it best to keep what is surely too much")
    if decisions.kept_units <= 0:
        raise ValueError("a store that is emptied is not covered")
    if terms.donation_transport - terms.rework_cost < terms.tertiary_transport:
        raise ValueError("l - eps < tau: the RHLP's profit is not concave")
    if terms.replacement_cost < terms.donation_price + terms.donation_transport:
        raise ValueError("a replacement cheaper than the donation: the PC's profit is not concave")


def _row(name: str, coefficients: Mapping[str, float], least: float, equal: bool) -> Row:
    values = np.array([coefficients.get(parameter, 0.0) for parameter in PARAMETERS])
    return Row(name=name, coefficients=values, least=least, equal=equal)


def _order_row(terms: Terms, instance: Instance, decisions: Decisions) -> Row:
    beyond = decisions.order_units - demand_gain(terms, decisions.announced_units)
    covered = float(instance.at_start.cdf(beyond))
    penalty = terms.holding_cost * covered / (1 - covered) - terms.local_fee
    coefficients = {"shared_share": terms.price / 2, "local_penalty": 1.0}
    return _row("Q is best for the LHLP", coefficients, penalty, equal=True)


def _ship_back_rows(terms: Terms, instance: Instance, decisions: Decisions) -> list[Row]:
    """Return the RHLP's slope in q as rows: beta + m - (B' + s)(1 - F) + theta F."""
    gain = float(demand_gain(terms, decisions.announced_units))
    covered = float(instance.at_review.cdf(decisions.kept_units - gain))
    shipped, announced = float(decisions.shipped_units), float(decisions.announced_units)
    slope = {
        "collection_fee": 1.0,
        "regional_penalty": -(1 - covered),
        "shared_share": -(1 - covered) * terms.price / 2,
    }
    falling = {name: -value for name, value in slope.items()}
    fed = terms.donation_transport - terms.rework_cost + terms.destruction_fee * covered
    beyond = terms.tertiary_transport + terms.destruction_fee * covered
    if 0 < shipped < announced or shipped > announced:
        here = fed if shipped < announced else beyond
        return [_row("q is best for the RHLP", slope, -here, equal=True)]
    more = fed if shipped < announced else beyond
    rows = [_row("a greater q is no better for the RHLP", falling, more, equal=False)]
    if shipped > 0:
        rows.append(_row("a smaller q is no better for the RHLP", slope, -fed, equal=False))
    return rows


def _donation_rows(terms: Terms, decisions: Decisions) -> list[Row]:
    """Return the PC's slope in G as rows: (p (1 + Omega) - c - alpha p) D'(G) - cost."""
    announced, shipped = float(decisions.announced_units), float(decisions.shipped_units)
    created = 0.1 * terms.demand_gain_units / (1 + 0.1 * announced) ** 2
    slope = {"price_rise_share": terms.price * created, "shared_share": -terms.price * created}
    falling = {name: -value for name, value in slope.items()}
    margin = (terms.price - terms.production_cost) * created
    fed, replaced = terms.donation_price + terms.donation_transport, terms.replacement_cost
    if announced > 0 and announced != shipped:
        cost = fed if announced < shipped else replaced
        return [_row("G is best for the PC", slope, cost - margin, equal=True)]
    more = replaced if announced >= shipped else fed
    rows = [_row("a greater G is no better for the PC", falling, margin - more, equal=False)]
    if announced > 0:
        rows.append(_row("a smaller G is no better for the PC", slope, fed - margin, equal=False))
    return rows


def _participation_rows(
    terms: Terms, instance: Instance, decisions: Decisions, moment: Moment, least: Profits
) -> list[Row]:
    def local(contract: Contract) -> float:
        return float(expected_profits(terms, contract, instance, decisions, moment).local)

    def regional(contract: Contract) -> float:
        return float(expected_profits(terms, contract, instance, decisions, moment).regional)

    def company(contract: Contract) -> float:
        return float(expected_profits(terms, contract, instance, decisions, moment).company)

    rows = []
    for name, profit, before in (
        ("LHLP", local, float(least.local)),
        ("RHLP", regional, float(least.regional)),
        ("PC", company, float(least.company)),
    ):
        slope, fixed = _affine(profit)
        told = f"{name} is no worse off at {moment}"
        rows.append(Row(name=told, coefficients=slope, least=before - fixed, equal=False))
    return rows


def _affine(value: Callable[[Contract], float]) -> tuple[Floats, float]:
    """Return slope and constant of a function that is linear in the parameters."""
    nothing = dict.fromkeys(PARAMETERS, 0.0)
    fixed = value(Contract(**nothing))
    slope = [value(Contract(**{**nothing, name: 1.0})) - fixed for name in PARAMETERS]
    return np.array(slope), fixed


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
