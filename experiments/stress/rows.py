"""What the failure of each place does to the chain, beside the same chance undisturbed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.measures.resilience import Effect, effects, episodes
from experiments.statistics.precision import Estimate, estimate
from experiments.stress.play import Kind, Played, Shock

if TYPE_CHECKING:
    from twin.chain.scenario import Scenario


@dataclass(frozen=True, kw_only=True)
class StressRow:
    """A place, and what the chain loses when it fails: means over replications with intervals.

    Every replication is paired with the undisturbed one of the same number, which met the
    same chance. Lost service of a day is what the undisturbed chain served at once beyond
    the disturbed one; time to survive, time to recover and lowest service are of a chain that
    loses that and nothing else, so that a bad day of both is not blamed on the failure.
    """

    kind: Kind
    name: str
    rank: int
    """Among its kind, by the units lost: 1 is the most critical; equals share a rank."""

    lost_units: Estimate
    """Served at once undisturbed, less served at once with the place out, on all days."""

    lost_share: float | None
    """Their mean over the mean demand."""

    service_loss_unit_days: Estimate
    """The resilience triangle: lost service from the first day to the later of end and recovery."""

    lowest_service_share: Estimate
    time_to_survive_days: Estimate
    """Over the replications in which service failed."""

    failed_share: float
    """Share of the replications in which service fell below the failure level."""

    time_to_recover_days: Estimate
    recovered_share: float
    """Share of the replications that recovered, or never failed, before the horizon's end."""

    added_cost: Estimate
    """In the scenario's currency; negative where less was bought and moved."""

    centralities: Mapping[str, float]
    """Graph measures by name, as `experiments.stress.centrality` defines them."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One replication with and without a failure."""

    lost_units: int
    effect: Effect
    added_cost: float


def pair(undisturbed: Played, disturbed: Played, scenario: "Scenario", shock: Shock) -> Pair:
    """Return what a failure did in one replication."""
    lost, demand, at_once = attributed(undisturbed, disturbed)
    time = scenario.time
    found = episodes([shock], from_day=time.warm_up_days, until_day=time.horizon_days)
    return Pair(
        lost_units=lost,
        effect=effects(demand, at_once, found, scenario.resilience)[0],
        added_cost=disturbed.cost_total - undisturbed.cost_total,
    )


def attributed(undisturbed: Played, disturbed: Played) -> tuple[int, list[int], list[int]]:
    """Return the units lost, and demand and service of a chain that loses only those, by day.

    A day on which the disturbed chain serves more than the undisturbed one lowers the units
    lost and counts as fully served.

    Raises:
        ValueError: the two are not of one replication.
    """
    if undisturbed.replication != disturbed.replication:
        what = f"replications {undisturbed.replication} and {disturbed.replication}"
        raise ValueError(f"{what} are not a pair")
    gaps = [
        before - after
        for before, after in zip(undisturbed.at_once_by_day, disturbed.at_once_by_day, strict=True)
    ]
    demand = list(disturbed.demand_by_day)
    served = [max(0, d - max(0, gap)) for d, gap in zip(demand, gaps, strict=True)]
    return sum(gaps), demand, served


def row(
    kind: Kind,
    name: str,
    rank: int,
    pairs: Sequence[Pair],
    mean_demand_units: float,
    centralities: Mapping[str, float],
) -> StressRow:
    """Return the row of a place."""
    told = [p.effect for p in pairs]
    lost = estimate([p.lost_units for p in pairs])
    survived = [effect.time_to_survive_days for effect in told]
    return StressRow(
        kind=kind,
        name=name,
        rank=rank,
        lost_units=lost,
        lost_share=(lost.mean or 0.0) / mean_demand_units if mean_demand_units else None,
        service_loss_unit_days=estimate([e.service_loss_unit_days for e in told]),
        lowest_service_share=estimate([e.lowest_service_share for e in told]),
        time_to_survive_days=estimate(survived),
        failed_share=sum(days is not None for days in survived) / len(told),
        time_to_recover_days=estimate([e.time_to_recover_days for e in told]),
        recovered_share=sum(e.recovered for e in told) / len(told),
        added_cost=estimate([p.added_cost for p in pairs]),
        centralities=centralities,
    )


def flat(found: StressRow) -> dict[str, str | int | float | None]:
    """Return a row as plain columns."""
    columns: dict[str, str | int | float | None] = {
        "kind": found.kind,
        "name": found.name,
        "rank": found.rank,
        "lost_share": found.lost_share,
        "failed_share": found.failed_share,
        "recovered_share": found.recovered_share,
    }
    for name in ESTIMATES:
        known = getattr(found, name)
        columns |= {name: known.mean, f"{name}_low": known.low, f"{name}_high": known.high}
    return columns | dict(found.centralities)


ESTIMATES = (
    "lost_units",
    "service_loss_unit_days",
    "lowest_service_share",
    "time_to_survive_days",
    "time_to_recover_days",
    "added_cost",
)
"""The fields of a row that are means with intervals."""
