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

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Protocol

from twin.chain.scenario import Resilience
from twin.units import TICKS_PER_DAY

if TYPE_CHECKING:
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
    for start, end in sorted(_days(outage) for outage in outages):
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


def _days(outage: HasTimes) -> Span:
    return outage.from_tick // TICKS_PER_DAY, -(-outage.until_tick // TICKS_PER_DAY)


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
    failing = days.failing(start, next_start)
    back = start if failing is None else days.recovered(failing)
    until = min(max(end, back), days.count)
    return Effect(
        from_day=start,
        until_day=end,
        time_to_survive_days=None if failing is None else failing - start,
        time_to_recover_days=0 if failing is None else back - failing,
        recovered=failing is None or back < days.count,
        lowest_service_share=min((days.share(d, d + 1) for d in range(start, until)), default=1.0),
        service_loss_unit_days=days.unmet(start, until),
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
    within = {day for e in told for day in range(e.from_day, e.span_until_day)}
    return {
        "time_to_survive_days": min(survived, default=None),
        "time_to_recover_days": max(e.time_to_recover_days for e in told),
        "service_loss_unit_days": sum(demand[d] - at_once[d] for d in within),
        "lowest_service_share": min(e.lowest_service_share for e in told),
    }


class _Days:
    """Service day by day, with what counts as failed and as recovered."""

    def __init__(self, demand: Sequence[int], at_once: Sequence[int], limits: Resilience) -> None:
        self.limits, self.count = limits, len(demand)
        self.asked = [0, *accumulate(demand)]
        self.given = [0, *accumulate(at_once)]

    def _sums(self, start: int, end: int) -> tuple[int, int]:
        end = min(end, self.count)
        return self.asked[end] - self.asked[start], self.given[end] - self.given[start]

    def unmet(self, start: int, end: int) -> int:
        """Return the units of days `start` to before `end` that were not served at once."""
        asked, given = self._sums(start, end)
        return asked - given

    def share(self, start: int, end: int) -> float:
        """Return the share served at once of the demand of those days."""
        asked, given = self._sums(start, end)
        return given / asked if asked else 1.0

    def failing(self, start: int, end: int) -> int | None:
        """Return the first failing day, or None."""
        least = self.limits.failure_service_share
        days = range(start, min(end, self.count))
        return next((d for d in days if self.share(d, d + 1) < least), None)

    def recovered(self, failing: int) -> int:
        """Return the first day of recovery, else the day after the last."""
        least, width = self.limits.recovery_service_share, self.limits.recovery_window_days
        for day in range(failing + 1, self.count):
            if self.share(day, day + 1) >= least and self.share(day, day + width) >= least:
                return day
        return self.count
