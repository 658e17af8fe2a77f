"""Figures 6 to 19 from the game worked out right, and whether the paper's directions hold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from itertools import pairwise

from experiments.papers.lahjouji_2024.centralised import solve_centralised
from experiments.papers.lahjouji_2024.exact import quantities
from experiments.papers.lahjouji_2024.leader import solve
from experiments.papers.lahjouji_2024.terms import (
    COOPERATIVE,
    INSTANCES,
    RAISED_PENALTY,
    TABLE_2,
    WITHOUT_CONTRACT,
    Contract,
    Instance,
    Terms,
)
from experiments.papers.row import Row, Status
from policies.remaining_demand import UniformDemand

NOISE = 1e-6
"""A change smaller than this, in units or $, is none."""

NO_DATA = "exact solutions of Instance 1; the paper prints no figure data"
WHY = {
    "Figure 8": "the members together ship more back than the RHLP would, and pay it for that; "
    "cooperative above decentralised does hold",
    "Figure 11a": "a greater B raises Q (Eq 25 as printed), and each unit of Q earns the chain "
    "p (1 + Omega) - c; the table's -B would turn it round",
    "Figure 11b": "as 11a",
}


class Play(StrEnum):
    """Who decides, and on what terms."""

    TABLE_2 = "decentralised, b' = 1"
    RAISED = "decentralised, b' = 5"
    CENTRALISED = "centralised, Q capped"
    COOPERATIVE = "cooperative"


@dataclass(frozen=True, kw_only=True)
class Curve:
    """One quantity of one way to play along the swept parameter."""

    label: str
    values: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """One of the paper's figures, redrawn."""

    figure: str
    title: str
    parameter: str
    at: tuple[float, ...]
    quantity: str
    curves: tuple[Curve, ...]
    paper_says: str
    holds: bool | None
    """None where the paper states no direction."""

    ours: str
    """The direction found."""


Case = tuple[Terms, Instance, Mapping[Play, Contract]]

CONTRACTS: Mapping[Play, Contract] = {
    Play.TABLE_2: WITHOUT_CONTRACT,
    Play.RAISED: RAISED_PENALTY,
    Play.CENTRALISED: WITHOUT_CONTRACT,
    Play.COOPERATIVE: COOPERATIVE,
}


@cache
def played(play: Play, terms: Terms, contract: Contract, instance: Instance) -> Mapping[str, float]:
    """Return the quantities of Tables 3 and 4 at the exact solution."""
    if play is Play.CENTRALISED:
        most = float(instance.at_start.quantile(1.0))
        found = solve_centralised(terms, contract, instance, most)
    else:
        found = solve(terms, contract, instance)
    return quantities(terms, contract, instance, found.decisions)


def gain_of_donation(value: float) -> Case:
    """Return the case with another coefficient [a]."""
    return replace(TABLE_2, demand_gain_units=value), INSTANCES[0], CONTRACTS


def donation_price(value: float) -> Case:
    """Return the case with another price [p'] of a donated unit."""
    return replace(TABLE_2, donation_price=value), INSTANCES[0], CONTRACTS


def local_penalty(value: float) -> Case:
    """Return the case with another penalty [B] of the LHLP."""
    return TABLE_2, INSTANCES[0], _cooperative(replace(COOPERATIVE, local_penalty=value))


def shared_share(value: float) -> Case:
    """Return the case with another shared part [alpha] of the price."""
    return TABLE_2, INSTANCES[0], _cooperative(replace(COOPERATIVE, shared_share=value))


def price_rise(value: float) -> Case:
    """Return the case with another rise [Omega] of the price."""
    return TABLE_2, INSTANCES[0], _cooperative(replace(COOPERATIVE, price_rise_share=value))


def review_mean(value: float) -> Case:
    """Return the case with another mean [U_t] of demand at t', its width unchanged."""
    law = UniformDemand(low_units=value - 25.0, high_units=value + 25.0)
    return TABLE_2, replace(INSTANCES[0], at_review=law), CONTRACTS


def _cooperative(contract: Contract) -> Mapping[Play, Contract]:
    return {**CONTRACTS, Play.COOPERATIVE: contract}


def curve(
    case: Callable[[float], Case], at: Sequence[float], play: Play, quantity: str
) -> tuple[float, ...]:
    """Return a quantity along the swept parameter."""
    found = []
    for value in at:
        terms, instance, contracts = case(value)
        found.append(played(play, terms, contracts[play], instance)[quantity])
    return tuple(found)


def trend(values: Sequence[float]) -> str:
    """Return how a curve runs.

    >>> trend([1, 2, 3]), trend([3, 3, 3]), trend([3, 2, 2]), trend([1, 3, 2])
    ('rises', 'is flat', 'falls', 'turns')
    """
    steps = [b - a for a, b in pairwise(values)]
    up, down = any(step > NOISE for step in steps), any(step < -NOISE for step in steps)
    if up and down:
        return "turns"
    return "rises" if up else "falls" if down else "is flat"


def above(upper: Sequence[float], lower: Sequence[float]) -> bool:
    """Return whether a curve lies above another everywhere."""
    return all(u > v + NOISE for u, v in zip(upper, lower, strict=True))


def row_of(sweep: Sweep) -> Row:
    """Return a figure's claim as a row of the paper's table."""
    status: Mapping[bool | None, Status] = {True: "holds", False: "differs", None: "not derivable"}
    return Row(
        where=sweep.figure,
        quantity=f"{sweep.quantity} over {sweep.parameter}: {sweep.paper_says}",
        paper="claimed",
        ours=sweep.ours,
        status=status[sweep.holds],
        reason=WHY.get(sweep.figure, NO_DATA),
    )
