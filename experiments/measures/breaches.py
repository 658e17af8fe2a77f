"""Breaches of service: runs of days on which it is below the failure level, outage or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from experiments.measures.service import daily_shares
from experiments.measures.tail_risk import cvar

if TYPE_CHECKING:
    from numpy.typing import NDArray

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
    shares = daily_shares(demand, at_once)
    return [
        Breach(
            from_day=start,
            days=end - start,
            unmet_units=sum(demand[start:end]) - sum(at_once[start:end]),
            lowest_service_share=float(shares[start:end].min()),
        )
        for start, end in _runs(shares < failure_service_share)
    ]


def _runs(failing: "NDArray[np.bool_]") -> list[tuple[int, int]]:
    """Return first day and day after the last of each run of failing days."""
    edges = np.diff(failing, prepend=False, append=False)
    return [(start, end) for start, end in np.flatnonzero(edges).reshape(-1, 2).tolist()]


def breach_metrics(
    demand: Sequence[int], at_once: Sequence[int], limits: "Resilience"
) -> dict[str, float | int | None]:
    """Return number and length of the breaches of a series, and its worst days' shortfall."""
    failing = daily_shares(demand, at_once) < limits.failure_service_share
    days = [end - start for start, end in _runs(failing)]
    return {
        "breaches_count": len(days),
        "breach_days": sum(days),
        "longest_breach_days": max(days, default=0),
        "unmet_units_cvar": daily_cvar(demand, at_once, limits.tail_level_share),
    }


def daily_cvar(demand: Sequence[int], at_once: Sequence[int], level_share: float) -> float | None:
    """Return the conditional value at risk of the units not served at once on a day."""
    unmet = np.asarray(demand, dtype=np.int64) - np.asarray(at_once, dtype=np.int64)
    return cvar(unmet.tolist(), level_share)
