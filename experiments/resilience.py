"""How the chain bears outages: how long it lasts, how deep service falls, when it is back.

Within an episode of outages:

* *failing*: the first day on which service is below `failure_service_share`, from the
  episode's first day to the day before the next episode begins;
* *recovered*: the first day after it that is itself at `recovery_service_share`, and so is
  the demand of the `recovery_window_days` that begin with it, taken together (cut at the
  horizon's end); the horizon's end if there is none;
* its *span*: from its first day to the later of its end and its recovery.

Their metrics are defined in `definitions`, with their sources. All are None without an outage
that begins within the days that are counted; the time to survive is None as well if service
never failed, so that a mean over replications is of those in which it did.
"""

from collections.abc import Iterable, Sequence
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


def of_days(
    demand: Sequence[int], at_once: Sequence[int], found: Sequence[Span], limits: Resilience
) -> dict[str, float | int | None]:
    """Return the metrics of daily demand and service under the given episodes."""
    if not found:
        return dict.fromkeys(NAMES, None)
    days = _Days(demand, at_once, limits)
    survived: list[int] = []
    recovered: list[int] = [0]
    spans: set[int] = set()
    for number, (start, end) in enumerate(found):
        next_start = found[number + 1][0] if number + 1 < len(found) else len(demand)
        failing = days.failing(start, next_start)
        if failing is None:
            spans.update(range(start, end))
            continue
        back = days.recovered(failing)
        survived.append(failing - start)
        recovered.append(back - failing)
        spans.update(range(start, max(end, back)))
    within = [day for day in sorted(spans) if day < len(demand)]
    return {
        "time_to_survive_days": min(survived, default=None),
        "time_to_recover_days": max(recovered),
        "service_loss_unit_days": sum(demand[d] - at_once[d] for d in within),
        "lowest_service_share": min((days.share(d, d + 1) for d in within), default=None),
    }


class _Days:
    """Service day by day, with what counts as failed and as recovered."""

    def __init__(self, demand: Sequence[int], at_once: Sequence[int], limits: Resilience) -> None:
        self.demand, self.at_once, self.limits = demand, at_once, limits

    def share(self, start: int, end: int) -> float:
        """Return the share served at once of the demand of days `start` to before `end`."""
        asked = sum(self.demand[start:end])
        return sum(self.at_once[start:end]) / asked if asked else 1.0

    def failing(self, start: int, end: int) -> int | None:
        """Return the first failing day, or None."""
        least = self.limits.failure_service_share
        days = range(start, min(end, len(self.demand)))
        return next((d for d in days if self.share(d, d + 1) < least), None)

    def recovered(self, failing: int) -> int:
        """Return the first day of recovery, else the day after the last."""
        least, width = self.limits.recovery_service_share, self.limits.recovery_window_days
        for day in range(failing + 1, len(self.demand)):
            if self.share(day, day + 1) >= least and self.share(day, day + width) >= least:
                return day
        return len(self.demand)
