"""What a contract must meet for given decisions to be taken: rows linear in its parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from experiments.papers.lahjouji_2024.profits import (
    Moment,
    Profits,
    expected_outcome,
    expected_profits,
)
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


@dataclass(frozen=True, kw_only=True)
class LinearGain:
    """A party's expected gain as a linear function of the parameters."""

    slope: dict[str, float]
    fixed: float


def linear_gains(
    terms: Terms, instance: Instance, decisions: Decisions, moment: Moment
) -> dict[str, LinearGain]:
    """Return each member's gain, and what the GA pays, by parameter."""
    none = Contract(**dict.fromkeys(PARAMETERS, 0.0))
    fixed = expected_profits(terms, none, instance, decisions, moment)
    outcome = expected_outcome(terms, instance, decisions, moment)
    served, short = float(outcome.served_units), float(outcome.short_units)
    order, shipped = float(decisions.order_units), float(decisions.shipped_units)
    start = moment is Moment.START
    shared, risen = terms.price / 2 * served, terms.price * order
    fine = {"local_penalty" if start else "regional_penalty": -short}
    local, regional = (fine, {}) if start else ({}, fine)
    return {
        "LHLP": LinearGain(slope={"shared_share": shared} | local, fixed=float(fixed.local)),
        "RHLP": LinearGain(
            slope={"shared_share": shared, "collection_fee": shipped} | regional,
            fixed=float(fixed.regional),
        ),
        "PC": LinearGain(
            slope={
                "shared_share": -2 * shared,
                "price_rise_share": risen,
                "company_penalty": -short,
            },
            fixed=float(fixed.company),
        ),
        "GA": LinearGain(
            slope={"collection_fee": shipped, "price_rise_share": risen, "company_penalty": -short}
            | fine,
            fixed=-float(fixed.alliance),
        ),
    }


def _participation_rows(
    terms: Terms, instance: Instance, decisions: Decisions, moment: Moment, least: Profits
) -> list[Row]:
    gains = linear_gains(terms, instance, decisions, moment)
    before = {"LHLP": least.local, "RHLP": least.regional, "PC": least.company}
    return [
        _row(
            f"{name} is no worse off at {moment}",
            gains[name].slope,
            float(reached) - gains[name].fixed,
            equal=False,
        )
        for name, reached in before.items()
    ]
