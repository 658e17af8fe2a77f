"""Breaches of service: runs of days on which it is below the failure level, outage or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from experiments.measures.tail_risk import cvar

if TYPE_CHECKING:
    from twin.chain.scenario import Resilience


@dataclass(frozen=True, kw_only=True)
class Breach:
    """Days in a row with service below the failure level, as many as there are."""

    from_day: int
    days: int
    unmet_units: int
    """Not served at once on those days."""

    lowest_service_share: float
    """Of the worst of them."""


def breaches(
    demand: Sequence[int], at_once: Sequence[int], failure_service_share: float
) -> list[Breach]:
    """Return the breaches of a series, earliest first.

    A day without demand is fully served, and so ends a breach. One that is there on the first
    day counts from that day, one that is there on the last day up to it.

    >>> [(b.from_day, b.days, b.unmet_units)
    ...  for b in breaches([10] * 6, [10, 5, 0, 9, 8, 10], 0.9)]
    [(1, 2, 15), (4, 1, 2)]
    """
    shares = [given / asked if asked else 1.0 for asked, given in zip(demand, at_once, strict=True)]
    found = []
    for failed, group in groupby(range(len(shares)), lambda d: shares[d] < failure_service_share):
        if failed:
            days = list(group)
            breach = Breach(
                from_day=days[0],
                days=len(days),
                unmet_units=sum(demand[d] - at_once[d] for d in days),
                lowest_service_share=min(shares[d] for d in days),
            )
            found.append(breach)
    return found


def breach_metrics(
    demand: Sequence[int], at_once: Sequence[int], limits: "Resilience"
) -> dict[str, float | int | None]:
    """Return number and length of the breaches of a series, and its worst days' shortfall."""
    found = breaches(demand, at_once, limits.failure_service_share)
    return {
        "breaches_count": len(found),
        "breach_days": sum(breach.days for breach in found),
        "longest_breach_days": max((breach.days for breach in found), default=0),
        "unmet_units_cvar": daily_cvar(demand, at_once, limits.tail_level_share),
    }


def daily_cvar(demand: Sequence[int], at_once: Sequence[int], level_share: float) -> float | None:
    """Return the conditional value at risk of the units not served at once on a day."""
    unmet = [asked - given for asked, given in zip(demand, at_once, strict=True)]
    return cvar(unmet, level_share)
