"""How the chain bears outages: how long it lasts, how deep service falls, when it is back.

Within an episode of outages:

* *failing*: the first day on which service is below `failure_service_share`, from the
  episode's first day to the day before the next episode begins;
* *recovered*: the first day after it that is itself at `recovery_service_share`, and so is
  the demand of the `recovery_window_days` that begin with it, taken together (cut at the
  horizon's end); the horizon's end if there is none;
* its *span*: from its first day to the later of its end and its recovery.

Of a site, a product or both (`outage_rows`) the same holds, each by its own demand and service,
with the episodes of the whole chain.

Their metrics are defined in `definitions`, with their sources. All are None without an outage
that begins within the days that are counted; the time to survive is None as well if service
never failed, so that a mean over replications is of those in which it did.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from experiments.measures.service import daily_shares
from twin.chain.scenario import Resilience
from twin.units import TICKS_PER_DAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from experiments.replication import Run

NAMES = (
    "time_to_survive_days",
    "time_to_recover_days",
    "service_loss_unit_days",
    "lowest_service_share",
)
Span = tuple[int, int]
"""First day, and the day after the last."""


class HasTimes(Protocol):
    """An outage as this module sees it."""

    @property
    def from_tick(self) -> int:
        """Return when it begins."""

    @property
    def until_tick(self) -> int:
        """Return when it is over."""


def resilience(run: "Run") -> dict[str, float | int | None]:
    """Return the resilience metrics of a run."""
    time = run.network.scenario.time
    return of_days(
        run.tally.demand_by_day,
        run.tally.at_once_by_day,
        episodes(run.outages, from_day=time.warm_up_days, until_day=time.horizon_days),
        run.network.scenario.resilience,
    )


def episodes(outages: Iterable[HasTimes], *, from_day: int, until_day: int) -> list[Span]:
    """Return the times with an outage that begins in the days counted, counted from `from_day`."""
    found: list[Span] = []
    days = {(o.from_tick // TICKS_PER_DAY, -(-o.until_tick // TICKS_PER_DAY)) for o in outages}
    for start, end in sorted(days):
        if start >= until_day:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return [
        (start - from_day, min(end, until_day) - from_day)
        for start, end in found
        if start >= from_day
    ]


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What one episode of outages did to the service of a place; days as in its series."""

    from_day: int
    until_day: int
    """The day after the episode's last."""

    time_to_survive_days: int | None
    """None: service never failed."""

    time_to_recover_days: int
    recovered: bool
    """False: the horizon ended first, and the time is the least that it can be."""

    lowest_service_share: float
    service_loss_unit_days: int
    span_until_day: int
    """The day after the last of its span."""


def effects(
    demand: Sequence[int], at_once: Sequence[int], found: Sequence[Span], limits: Resilience
) -> list[Effect]:
    """Return what each episode did to daily service, in their order."""
    days = _Days(demand, at_once, limits)
    ends = [start for start, _ in found[1:]] + [days.count]
    return [
        _effect(days, start, end, next_start)
        for (start, end), next_start in zip(found, ends, strict=False)
    ]


def _effect(days: "_Days", start: int, end: int, next_start: int) -> Effect:
    failing = days.first_failing(start, next_start)
    back = start if failing is None else days.recovered(failing)
    until = min(max(end, back), days.count)
    return Effect(
        from_day=start,
        until_day=end,
        time_to_survive_days=None if failing is None else failing - start,
        time_to_recover_days=0 if failing is None else back - failing,
        recovered=failing is None or back < days.count,
        lowest_service_share=min(days.shares[start:until], default=1.0),
        service_loss_unit_days=days.unmet[until] - days.unmet[start],
        span_until_day=until,
    )


def of_days(
    demand: Sequence[int], at_once: Sequence[int], found: Sequence[Span], limits: Resilience
) -> dict[str, float | int | None]:
    """Return the metrics of daily demand and service under the given episodes.

    A day in the spans of two episodes is lost once.
    """
    if not found:
        return dict.fromkeys(NAMES, None)
    told = effects(demand, at_once, found, limits)
    survived = [e.time_to_survive_days for e in told if e.time_to_survive_days is not None]
    within = set[int]().union(*(range(e.from_day, e.span_until_day) for e in told))
    return {
        "time_to_survive_days": min(survived, default=None),
        "time_to_recover_days": max(e.time_to_recover_days for e in told),
        "service_loss_unit_days": sum(demand[d] - at_once[d] for d in within),
        "lowest_service_share": min(e.lowest_service_share for e in told),
    }


class _Days:
    """Service day by day, with the days that count as failed and as recovered."""

    def __init__(self, demand: Sequence[int], at_once: Sequence[int], limits: Resilience) -> None:
        self.count = len(demand)
        shares = daily_shares(demand, at_once)
        days = np.arange(self.count)
        ends = np.minimum(days + limits.recovery_window_days, self.count)
        asked, given = (_sums(units) for units in (demand, at_once))
        windows = daily_shares(*(sums[ends] - sums[days] for sums in (asked, given)))
        least = limits.recovery_service_share
        self.unmet: list[int] = (asked - given).tolist()
        """Units that were not served at once before each day, and in all."""
        self.shares: list[float] = shares.tolist()
        self.failing: list[int] = np.flatnonzero(shares < limits.failure_service_share).tolist()
        self.good: list[int] = np.flatnonzero((shares >= least) & (windows >= least)).tolist()

    def first_failing(self, start: int, end: int) -> int | None:
        """Return the first failing day, or None."""
        day = _first(self.failing, start)
        return None if day is None or day >= end else day

    def recovered(self, failing: int) -> int:
        """Return the first day of recovery, else the day after the last."""
        day = _first(self.good, failing + 1)
        return self.count if day is None else day


def _sums(units: Sequence[int]) -> "NDArray[np.int64]":
    """Return the sum of the days before each day, and of all."""
    found = np.zeros(len(units) + 1, dtype=np.int64)
    np.cumsum(np.asarray(units, dtype=np.int64), out=found[1:])
    return found


def _first(days: list[int], start: int) -> int | None:
    """Return the first of some days in order that is not before the start; None if none is."""
    at = bisect_left(days, start)
    return days[at] if at < len(days) else None
