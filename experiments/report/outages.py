"""Service around the outages of a stored study, from what each replication kept by day.

Nothing is played again: the outages of a replication are known from its sample path, which no
policy changes, and its daily demand and service are in the parts of the study's folder.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.data import Floats, Line
from experiments.figures.study_data import OutageCurve, OutageCurves
from experiments.measures.resilience import Span, episodes
from experiments.monte_carlo.arms import arm_names
from experiments.monte_carlo.outcome import Source
from experiments.monte_carlo.play import network_of
from experiments.storage.store import Reader
from twin.chain.network import Network
from twin.chain.path import SamplePath
from twin.world.outages import Outage
from twin.world.world import World

if TYPE_CHECKING:
    from experiments.monte_carlo.found import Study

MOST_ARMS = 6
BEFORE_DAYS = 14
LEAST_AFTER_DAYS, MOST_AFTER_DAYS = 28, 120
AFTER_MOST_DAYS = 21
"""Days shown after nine of ten episodes are over."""


def outage_curves(study: "Study", folder: Path) -> OutageCurves | None:
    """Return service around the episodes of outages of the first arms; None where there are none.

    Episodes are those of the resilience metrics: outages that overlap or touch are one, and one
    counts that begins within the days counted.

    Args:
        study: the study.
        folder: where its parts are.

    Raises:
        DamagedFile: a part is not what was written.
    """
    plan = study.plan
    arms = plan.arms[:MOST_ARMS]
    numbers = range(plan.replications)
    found = {arm.source: _episodes(arm.source, plan.seed, numbers) for arm in arms}
    lengths = [end - start for spans in found.values() for of_one in spans for start, end in of_one]
    if not lengths:
        return None
    after = int(np.quantile(lengths, 0.9)) + AFTER_MOST_DAYS
    window = BEFORE_DAYS + min(max(after, LEAST_AFTER_DAYS), MOST_AFTER_DAYS)
    sums = [_Sums.empty(plan.replications, window) for _ in arms]
    for number, replication, asked, served in _days(study, folder):
        if number < len(arms) and replication < plan.replications:
            for span in found[arms[number].source][replication]:
                sums[number].add(replication, span, asked, served)
    limits = network_of(arms[0].source).scenario.resilience
    return OutageCurves(
        curves=tuple(
            one.curve(name) for one, name in zip(sums, arm_names(study), strict=False) if one.count
        ),
        first_day=-BEFORE_DAYS,
        failure_service_share=limits.failure_service_share,
        recovery_service_share=limits.recovery_service_share,
        replications=plan.replications,
    )


def _episodes(source: Source, seed: int, numbers: Sequence[int]) -> list[list[Span]]:
    """Return the episodes of every replication, in days after the warm-up."""
    network = network_of(source)
    time = network.scenario.time
    if not network.scenario.disruptions:
        return [[] for _ in numbers]
    return [
        episodes(
            planned_outages(network, seed, number),
            from_day=time.warm_up_days,
            until_day=time.horizon_days,
        )
        for number in numbers
    ]


def planned_outages(network: Network, seed: int, replication: int) -> tuple[Outage, ...]:
    """Return the outages of a replication without playing it: no policy changes them."""
    return World(network, SamplePath(network, seed, replication)).planned_outages()


def _days(study: "Study", folder: Path) -> Iterator[tuple[int, int, Floats, Floats]]:
    """Yield number of the arm, replication, and demand and service by day after the warm-up."""
    reader = Reader(folder, study.plan)
    for path in reader.paths("parts", "*.parquet"):
        table, about = reader.part(path)
        replications = table["replication"].to_pylist()
        for row, replication in enumerate(replications):
            asked, served = (
                np.asarray(table[name][row].values, dtype=np.float64)
                for name in ("demand_units", "served_at_once_units")
            )
            yield about["arm"], replication, asked, served


@dataclass(eq=False)
class _Sums:
    """Demand and service around the episodes of one arm."""

    asked: Floats
    """By replication and day of the window."""

    served: Floats
    on: Floats
    """Episodes still on, by day of the window."""

    seen: Floats
    """Episodes whose window reaches the day before the horizon ends."""

    count: int = 0

    @classmethod
    def empty(cls, replications: int, window: int) -> "_Sums":
        shape = replications, window
        return cls(np.zeros(shape), np.zeros(shape), np.zeros(window), np.zeros(window))

    def add(self, replication: int, span: Span, asked: Floats, served: Floats) -> None:
        """Take one more episode; days outside those counted are left out."""
        start, end = span
        days = np.arange(start - BEFORE_DAYS, start - BEFORE_DAYS + len(self.on))
        inside = (days >= 0) & (days < len(asked))
        self.asked[replication, inside] += asked[days[inside]]
        self.served[replication, inside] += served[days[inside]]
        self.on += inside & (days >= start) & (days < end)
        self.seen += inside
        self.count += 1

    def curve(self, name: str) -> OutageCurve:
        """Return what is drawn."""
        each = _share(self.served, self.asked)
        low, high = np.fmin.reduce(each), np.fmax.reduce(each)
        mean = _share(self.served.sum(axis=0), self.asked.sum(axis=0))
        return OutageCurve(
            name=name,
            service=Line(label="mean", values=mean, low=low, high=high),
            on_share=np.nan_to_num(_share(self.on, self.seen)),
            episodes_count=self.count,
        )


def _share(part: Floats, whole: Floats) -> Floats:
    """Return part over whole; NaN where there is no whole."""
    share = np.full(whole.shape, np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share
