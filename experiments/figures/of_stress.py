"""What a stress test shows: the data of its figures."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.figures.data import (
    CriticalPlace,
    CriticalPlaces,
    Interval,
    Line,
    ResilienceCurve,
)
from experiments.stress.agreement import ranks
from experiments.stress.centrality import WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from experiments.stress.play import Played, Target
    from experiments.stress.result import Stress

Floats = NDArray[np.float64]

MEASURE = "betweenness_by_flow"
"""The graph measure that the ranking stands beside."""

BEFORE_DAYS, AFTER_DAYS = 14, 14
"""Days shown before the outage, and after all have recovered."""


def critical_places(stress: "Stress") -> CriticalPlaces:
    """Return sites and lanes together by what their failure costs; names settle equals."""
    by_graph = {kind: ranks(measures[MEASURE]) for kind, measures in stress.centralities.items()}
    rows = sorted(stress.rows, key=lambda row: (-(row.lost_units.mean or 0.0), row.kind, row.name))
    places = tuple(
        CriticalPlace(
            name=row.name,
            kind=row.kind,
            lost=Interval(
                mean=row.lost_units.mean or 0.0, low=row.lost_units.low, high=row.lost_units.high
            ),
            graph_rank=by_graph[row.kind][row.name] if row.centralities[MEASURE] else None,
        )
        for row in rows
    )
    return CriticalPlaces(
        name=f"{stress.scenario.name}, {stress.policy}",
        outage=outage_words(stress),
        places=places,
        place_count=len(places),
        measure=WORDS[MEASURE],
        replications=stress.replications,
    )


def outage_words(stress: "Stress") -> str:
    """Return what happened to each place, in words."""
    shock = stress.shock
    left = shock.capacity_left_share
    part = f" but for {100 * left:.4g} % of its capacity" if left else ""
    return f"{shock.days:g} days from day {shock.from_day:g}{part}"


def resilience_curve(stress: "Stress", target: "Target") -> ResilienceCurve:
    """Return service around the outage of one place, all replications together."""
    scenario, shock = stress.scenario, stress.shock
    start = int(shock.from_day) - scenario.time.warm_up_days
    effects = [found.effect for found in stress.pairs[target]]
    last = max(effect.span_until_day for effect in effects) + AFTER_DAYS
    days = slice(max(0, start - BEFORE_DAYS), last)
    asked, served = _by_day(stress.disturbed[target], days)
    survived = [e.time_to_survive_days for e in effects if e.time_to_survive_days is not None]
    recovered = [e.time_to_recover_days for e in effects if e.time_to_survive_days is not None]
    each = _share(served, asked)
    with np.errstate(invalid="ignore"):
        low, high = np.fmin.reduce(each), np.fmax.reduce(each)
    return ResilienceCurve(
        place=f"{target.kind} {target.name}",
        first_day=days.start - start,
        undisturbed=_together(stress.undisturbed, days),
        disturbed=Line(
            label="with the outage",
            values=_together(stress.disturbed[target], days),
            low=low,
            high=high,
        ),
        outage_days=min(shock.until_day, scenario.time.horizon_days) - shock.from_day,
        failure_service_share=scenario.resilience.failure_service_share,
        recovery_service_share=scenario.resilience.recovery_service_share,
        survived_days=float(np.mean(survived)) if survived else None,
        recovered_days=float(np.mean(recovered)) if recovered else None,
        replications=stress.replications,
    )


def _by_day(played: "Sequence[Played]", days: slice) -> tuple[Floats, Floats]:
    """Return demand and service by replication and day."""
    asked = np.array([one.demand_by_day[days] for one in played], dtype=float)
    return asked, np.array([one.at_once_by_day[days] for one in played], dtype=float)


def _together(played: "Sequence[Played]", days: slice) -> Floats:
    """Return the share of the days over all replications: a ratio of sums."""
    asked, served = _by_day(played, days)
    return _share(served.sum(axis=0), asked.sum(axis=0))


def _share(served: Floats, asked: Floats) -> Floats:
    """Return served over asked; NaN where nobody asks."""
    share = np.full(served.shape, np.nan)
    np.divide(served, asked, out=share, where=asked > 0)
    return share
