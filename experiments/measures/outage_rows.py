"""How every place bore every outage of a run, and how often and how badly it fell short."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.measures.breaches import breaches, daily_cvar
from experiments.measures.place_series import Level, series_by
from experiments.measures.resilience import effects, episodes
from twin.units import TICKS_PER_DAY

if TYPE_CHECKING:
    from experiments.replication import Run


@dataclass(frozen=True, kw_only=True)
class OutageRow:
    """What one episode of outages did to one place; days are those of the scenario."""

    site: str
    """Empty where the place is not one site."""

    product: str
    """Empty where all products are taken together."""

    outages: tuple[str, ...]
    """The disruptions whose outages make the episode, by name."""

    from_day: int
    until_day: int
    """The day after the episode's last, at most the horizon."""

    time_to_survive_days: int | None
    """None: the place never failed."""

    time_to_recover_days: int
    recovered: bool
    """False: the horizon ended first, and the time is the least that it can be."""

    lowest_service_share: float
    service_loss_unit_days: int


@dataclass(frozen=True, kw_only=True)
class ShortfallRow:
    """How often, how long and how badly a place was short, outage or not."""

    site: str
    product: str
    breaches_count: int
    breach_days: int
    longest_breach_days: int
    unmet_units: int
    """Not served at once, on all days."""

    unmet_units_cvar: float | None
    """Mean over the worst days, by the scenario's tail level."""


def resilience_by(run: "Run", level: Level) -> list[OutageRow]:
    """Return a row for each place and each episode of outages, places first.

    An episode is one of the whole chain: every place is asked how it bore it, also one
    that no outage touched. What counts as failed and as recovered is the scenario's
    `resilience`, and how it is measured is told in `experiments.measures.resilience`.

    Args:
        run: the replication; levels below the chain need `run(..., keep_daily=True)`.
        level: `chain`, `site`, `product` or `site-product`; places are those of patients.

    Raises:
        ValueError: the level is unknown, or was not kept.
    """
    scenario = run.network.scenario
    warm_up = scenario.time.warm_up_days
    found = episodes(run.outages, from_day=warm_up, until_day=scenario.time.horizon_days)
    causes = [_causes(run, start + warm_up, end + warm_up) for start, end in found]
    rows = []
    for place in series_by(run, level):
        told = effects(place.demand_units, place.at_once_units, found, scenario.resilience)
        rows += [
            OutageRow(
                site=place.site,
                product=place.product,
                outages=names,
                from_day=effect.from_day + warm_up,
                until_day=effect.until_day + warm_up,
                time_to_survive_days=effect.time_to_survive_days,
                time_to_recover_days=effect.time_to_recover_days,
                recovered=effect.recovered,
                lowest_service_share=effect.lowest_service_share,
                service_loss_unit_days=effect.service_loss_unit_days,
            )
            for effect, names in zip(told, causes, strict=True)
        ]
    return rows


def _causes(run: "Run", from_day: int, until_day: int) -> tuple[str, ...]:
    """Return the disruptions of the outages that begin within an episode."""
    begun = range(from_day, max(until_day, from_day + 1))
    return tuple(sorted({o.name for o in run.outages if o.from_tick // TICKS_PER_DAY in begun}))


def breaches_by(run: "Run", level: Level) -> list[ShortfallRow]:
    """Return a row for each place: its breaches, and the unmet demand of its worst days.

    Raises:
        ValueError: the level is unknown, or was not kept; see `resilience_by`.
    """
    limits = run.network.scenario.resilience
    rows = []
    for place in series_by(run, level):
        lost = sum(place.demand_units) - sum(place.at_once_units)
        found = breaches(place.demand_units, place.at_once_units, limits.failure_service_share)
        rows.append(
            ShortfallRow(
                site=place.site,
                product=place.product,
                breaches_count=len(found),
                breach_days=sum(breach.days for breach in found),
                longest_breach_days=max((breach.days for breach in found), default=0),
                unmet_units=lost,
                unmet_units_cvar=daily_cvar(
                    place.demand_units, place.at_once_units, limits.tail_level_share
                ),
            )
        )
    return rows
