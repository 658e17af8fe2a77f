"""Promised against achieved, and what foresight is worth: played, as tables and as figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from experiments import Study, run
from experiments.figures import words
from experiments.figures.data import Comparison, Differences, Interval, Panel
from experiments.figures.of_study import interval as drawn
from experiments.measures.metrics import metrics
from experiments.papers.badejo_2024.promise import Witness
from experiments.plain_table import interval, table
from experiments.statistics.precision import Estimate, Sample, estimate, paired
from policies.catalogue import named
from policies.decided import Decided
from policies.rolling_horizon import RollingMilp
from twin import Scenario
from twin.chain.network import build

KEPT = ("cost_total", "fill_rate_share", "min_fill_rate_share")
MONEY = "USD"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What plans promised for the weeks that count and what became of it, by replication."""

    seed: int
    promised: tuple[Mapping[str, float | None], ...]
    achieved: tuple[Mapping[str, float | None], ...]
    decisions_count: int
    without_plan_count: int
    seconds_most: float
    """Of wall time of one decision."""

    @classmethod
    def of(cls, world: Scenario, seed: int, replications: int, policy: str) -> "Kept":
        """Play a planner and write down its promises."""
        network = build(world)
        promised, achieved = [], []
        solves: list[Decided] = []
        for number in range(replications):
            planner = named(policy, network)
            assert isinstance(planner, RollingMilp)
            witness = Witness(planner=planner)
            done = run(network, witness, seed=seed, replication=number)
            promised.append(witness.promised(world.time.warm_up_days))
            achieved.append(metrics(done))
            solves += planner.solves
        return cls(
            seed=seed,
            promised=tuple(promised),
            achieved=tuple(achieved),
            decisions_count=len(solves),
            without_plan_count=sum(bool(one.fallback) for one in solves),
            seconds_most=max(one.seconds for one in solves),
        )

    def both(self, metric: str) -> tuple[Estimate, Estimate, Estimate]:
        """Return what was promised, what was achieved, and achieved less promised."""
        first = [one.get(metric) for one in self.promised]
        second = [one.get(metric) for one in self.achieved]
        numbers = tuple(range(len(first)))
        change = paired(
            Sample(seed=self.seed, replications=numbers, values=tuple(second)),
            Sample(seed=self.seed, replications=numbers, values=tuple(first)),
        )
        return estimate(first), estimate(second), change.estimate


def promise_table(kept: Mapping[str, Kept]) -> str:
    """Return promised, achieved and their difference, world by world."""
    rows = [["planner", *(f"{what} {name}" for name in ("cost", "fill rate", "worst place")
             for what in ("promised", "achieved"))]]  # fmt: skip
    rows += [
        [world, *(interval(one, name) for name in KEPT for one in of_world.both(name)[:2])]
        for world, of_world in kept.items()
    ]
    return table(rows)


def known_table(
    told: Mapping[str, tuple[Study, Sequence[Mapping[str, float | None]]]], main: Mapping[str, str]
) -> str:
    """Return what a planner that is told all demand costs, and what the others cost more."""
    rows = [["told all demand", "cost", "fill rate", *(f"{name} costs more by" for name in main)]]
    for world, (found, of_told) in told.items():
        numbers = tuple(range(len(of_told)))

        def sample(values: Sequence[float | None], numbers: tuple[int, ...] = numbers,
                   found: Study = found) -> Sample:  # fmt: skip
            return Sample(seed=found.plan.seed, replications=numbers, values=tuple(values))

        known = sample([one["cost_total"] for one in of_told])
        more = [
            interval(
                paired(sample(found.values((world, text), "cost_total")), known).estimate,
                "cost_total",
            )
            for text in main.values()
        ]
        fill = estimate([one["fill_rate_share"] for one in of_told])
        rows.append(
            [
                world,
                interval(estimate(known.values), "cost_total"),
                interval(fill, "fill_rate_share"),
                *more,
            ]
        )
    return table(rows)


def kept_drawn(kept: Mapping[str, Kept], replications: int) -> Comparison:
    """Return promised and achieved as a figure shows them."""
    both = {name: [one.both(name)[:2] for one in kept.values()] for name in KEPT}
    return Comparison(
        arms=tuple(f"{world}, {what}" for world in kept for what in ("promised", "achieved")),
        panels=tuple(
            _panel(name, words.axis(name, MONEY), [drawn(e) for pair in both[name] for e in pair])
            for name in KEPT
        ),
        replications=replications,
    )


def factors_drawn(
    studies: Sequence[Study], factors: Mapping[str, str], planner: str
) -> Differences:
    """Return what each factor changes against the planner as it is, world by world."""
    pairs, marks, found = [], [], []
    for mark, of_world in enumerate(studies):
        by_left = {one.left[1]: one for one in of_world.differences() if one.right[1] == planner}
        for name, text in factors.items():
            pairs.append(f"{of_world.arms[0][0]}: {name}")
            marks.append(mark)
            found.append(by_left[text])
    return Differences(
        pairs=tuple(pairs),
        marks=tuple(marks),
        panels=tuple(
            _panel(
                name,
                words.difference_axis(name, MONEY),
                [drawn(one.metrics[name].estimate) for one in found],
            )
            for name in KEPT
        ),
        replications=studies[0].plan.replications,
    )


def _panel(metric: str, axis: str, intervals: Sequence[Interval | None]) -> Panel:
    return Panel(
        title=words.name(metric),
        axis=axis,
        intervals=tuple(intervals),
        written=words.tick_written(metric),
    )
