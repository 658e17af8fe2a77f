"""The formulas, and the slips in them, that give the printed numbers; not the right ones.

Every reading is for Instance 1. Two things run through all of them: the expected left-over
forgets the shift of demand by D(G), and in the centralised and cooperative rows it stays as it
was in the decentralised row. Which rows carry D(G) elsewhere was chosen after seeing the
numbers, and two inputs are fitted, so that agreement shows how the table was made, not that it
is right.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from experiments.papers.lahjouji_2024.published import Model
from experiments.papers.lahjouji_2024.sheets import (
    Sheet,
    centralised_sheet,
    cooperative_sheet,
    decentralised_sheet,
)
from experiments.papers.lahjouji_2024.terms import (
    COOPERATIVE,
    INSTANCES,
    WITHOUT_CONTRACT,
    Contract,
    Terms,
    shared_per_unit,
)

MEAN_START = INSTANCES[0].at_start.mean_units
MEAN_REVIEW = INSTANCES[0].at_review.mean_units


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A number that a formula gives, and which formula."""

    value: float
    formula: str
    fitted: bool = False
    """Whether the number itself was chosen to agree."""


Readings = Mapping[str, Reading]


def readings(terms: Terms) -> Mapping[Model, Readings]:
    """Return the three rows of Tables 3 and 4 for one coefficient [a].

    >>> from experiments.papers.lahjouji_2024.terms import TABLE_2
    >>> found = readings(TABLE_2)[Model.DECENTRALISED]
    >>> [round(found[name].value, 4) for name in ("G", "Q", "q", "kept")]
    [11.7423, 183.9836, 26.6667, 157.317]
    """
    dec = decentralised_sheet(terms)
    cen, coop = centralised_sheet(terms, dec), cooperative_sheet(terms, dec)
    return {
        Model.DECENTRALISED: _with_sums(_decentralised(dec)),
        Model.CENTRALISED: _with_sums(_centralised(cen)),
        Model.COOPERATIVE: _with_sums(_cooperative(coop)),
    }


def _decentralised(s: Sheet) -> dict[str, Reading]:
    t, k = s.terms, WITHOUT_CONTRACT
    fed = min(s.shipped, s.announced)
    return {
        "Q": Reading(value=s.order, formula="Eq 8"),
        "q": Reading(value=s.shipped, formula="Eq 15 as printed, whose sign is wrong"),
        "G": Reading(value=s.announced, formula="Eq 3"),
        "E(R_L) t=0": _local_start(s, k),
        "E(R_L) t'": _local_review(s),
        "E(R_r) t=0": _regional_start(s, k),
        "E(R_r) t'": _regional_review(s, k, s.gain, "Eq 14 with l for 1, max term 0"),
        "E(R_p) t=0": _company(s, k, fed, 0.0, s.left_start, MEAN_START + s.gain,
                               "Eq 2 with E(x) + D(G)"),
        "E(R_p) t'": _company(s, k, fed, s.shipped, s.left_review, MEAN_REVIEW + s.gain, "Eq 5"),
    } | _donated(t, s, "Q - q", fitted=False)  # fmt: skip


def _centralised(s: Sheet) -> dict[str, Reading]:
    t, k = s.terms, WITHOUT_CONTRACT
    return {
        "Q": Reading(value=s.order, formula="Eq 21 with -r_r - r_l: fractile 7/22"),
        "q": Reading(value=s.shipped, formula="Eq 18 without 2p' and r_l: fractile 4.5/22"),
        "G": Reading(value=s.announced, formula="Eq 22 with 74.48 for 45", fitted=True),
        "E(R_L) t=0": _local_start(s, k),
        "E(R_L) t'": _local_review(s),
        "E(R_r) t=0": _regional_start(s, k),
        "E(R_r) t'": _regional_review(s, k, 0.0, "Eq 14 with l for 1, max term 0, no D(G)"),
        "E(R_p) t=0": _company(s, k, s.announced, 0.0, s.left_start, MEAN_START, "Eq 2"),
        "E(R_p) t'": _company(s, k, s.announced, s.shipped, s.left_review, MEAN_REVIEW,
                              "Eq 5 without D(G)"),
    } | _donated(t, s, "Q - q", fitted=False)  # fmt: skip


def _cooperative(s: Sheet) -> dict[str, Reading]:
    t, k = s.terms, COOPERATIVE
    each = shared_per_unit(t, k)
    paid = t.local_fee + each
    fees = (
        t.regional_fee * s.order
        + (k.collection_fee - t.rework_cost + t.donation_transport) * s.shipped
    )
    sales = (t.price * (1 + k.price_rise_share) - t.production_cost) * s.order
    given = (t.donation_price + t.donation_transport) * s.announced
    served_start, served_review = s.kept - s.left_start, s.kept - s.left_review
    short_review = MEAN_REVIEW + s.gain - served_review
    theta = t.destruction_fee
    return {
        "Q": Reading(value=s.order, formula="Eq 25 with -B: fractile 7.625/26.625"),
        "q": Reading(value=s.shipped, formula="Q less the fitted kept quantity"),
        "G": Reading(value=s.announced, formula="G of the centralised row, fitted", fitted=True),
        "E(R_L) t=0": Reading(
            value=(paid + k.local_penalty) * s.order
            - k.local_penalty * (MEAN_START + s.decentralised_gain)
            - (paid + t.holding_cost + k.local_penalty) * s.left_start,
            formula="Eq 24, left-over and D(G) of the decentralised row",
        ),
        "E(R_L) t'": Reading(
            value=paid * s.order - (t.holding_cost + paid) * s.left_review,
            formula="Eq 10 with r_l + (alpha/2) p, left-over of the decentralised row",
        ),
        "E(R_r) t=0": Reading(
            value=fees + each * served_start - theta * s.left_start,
            formula="Eq 26 at t = 0, min for max, no B'",
        ),
        "E(R_r) t'": Reading(
            value=fees
            + each * served_review
            - theta * s.left_review
            - k.regional_penalty * short_review,
            formula="Eq 26, min for max, left-over of the decentralised row",
        ),
        "E(R_p) t=0": Reading(
            value=sales
            - given
            + theta * s.left_start
            - k.company_penalty * (MEAN_START + s.gain - s.order + s.left_start)
            - 2 * each * (s.order - s.left_start),
            formula="Eq 28, min for max, left-over of the decentralised row",
        ),
        "E(R_p) t'": Reading(
            value=sales
            - given
            + theta * s.left_review
            - k.company_penalty * short_review
            - 2 * each * (s.order - s.left_review),
            formula="Eq 28 at t': Q - q in the penalty, Q in the shared part",
        ),
    } | _donated(t, s, "taken from Table 4", fitted=True)


def _local_start(s: Sheet, k: Contract) -> Reading:
    t = s.terms
    return Reading(
        value=s.order * (t.local_fee + k.local_penalty)
        - k.local_penalty * MEAN_START
        - (t.local_fee + t.holding_cost + k.local_penalty) * s.left_start,
        formula="Eq 7 with E(x), left-over of the decentralised row without D(G)",
    )


def _local_review(s: Sheet) -> Reading:
    t = s.terms
    return Reading(
        value=t.local_fee * s.order - (t.holding_cost + t.local_fee) * s.left_review,
        formula="Eq 10: r_l Q for r_l (Q - q), left-over of the decentralised row",
    )


def _regional_start(s: Sheet, k: Contract) -> Reading:
    t = s.terms
    return Reading(
        value=t.regional_fee * s.order
        + k.collection_fee * s.shipped
        - t.destruction_fee * s.left_start,
        formula="Eq 12 without its min and max terms",
    )


def _regional_review(s: Sheet, k: Contract, gain: float, formula: str) -> Reading:
    t = s.terms
    each = k.collection_fee - t.rework_cost + t.donation_transport + k.regional_penalty
    value = (
        t.regional_fee * s.order
        + each * s.shipped
        - k.regional_penalty * (MEAN_REVIEW + gain)
        - (t.destruction_fee + k.regional_penalty) * s.left_review
    )
    return Reading(value=value, formula=formula)


def _company(
    s: Sheet,
    k: Contract,
    fed: float,
    gone: float,
    left: float,
    demand: float,
    formula: str,
) -> Reading:
    t, fine = s.terms, k.company_penalty
    value = (
        (t.price - t.production_cost + fine) * s.order
        - (t.donation_price + t.donation_transport) * fed
        - fine * gone
        + (t.destruction_fee - fine) * left
        - fine * demand
    )
    return Reading(value=value, formula=formula)


def _donated(t: Terms, s: Sheet, formula: str, fitted: bool) -> dict[str, Reading]:
    return {
        "kept": Reading(value=s.kept, formula=formula, fitted=fitted),
        "% of return": Reading(value=100 * s.shipped / s.order, formula="q / Q"),
        "saving": Reading(value=t.price * s.shipped, formula="p q"),
        "cost avoidance": Reading(value=t.destruction_fee * s.shipped, formula="theta q"),
    }


def _with_sums(found: dict[str, Reading]) -> Readings:
    for moment in ("t=0", "t'"):
        total = sum(found[f"E(R_{who}) {moment}"].value for who in ("L", "r", "p"))
        found[f"E(R_sc) {moment}"] = Reading(value=total, formula="the sum of the three")
    return found
