"""A Monte Carlo study: policies and scenarios compared under the same chance."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from experiments.metrics import RATIOS
from experiments.outcome import chunks
from experiments.plan import Plan, plan_of
from experiments.precision import Estimate, PairedDifference, Sample, estimate, paired, ratio_values
from experiments.provenance import versions
from experiments.replicate import Progress, replicate
from experiments.results import Daily, Key, Results
from experiments.study_json import study_json
from twin.chain.scenario import Scenario
from twin.control.policy import Policy

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One arm minus another, metric by metric."""

    left: Key
    right: Key
    metrics: Mapping[str, PairedDifference]


@dataclass(frozen=True, kw_only=True)
class Study:
    """Replications of every arm of a plan, and what they say together."""

    plan: Plan
    results: Results = field(repr=False)

    command: str = ""
    """The command line that makes the study again; empty where Python made it."""

    versions: Mapping[str, str] = field(default_factory=versions, repr=False)
    """Of the programs that made it."""

    @property
    def arms(self) -> list[Key]:
        """Return (scenario, policy) of every arm, in the order of the plan."""
        return [(arm.scenario, arm.policy) for arm in self.plan.arms]

    @property
    def scenarios(self) -> dict[str, Scenario]:
        """Return the scenarios by the names the study calls them."""
        return {
            name: Scenario.model_validate_json(source.text) for name, source in self.plan.scenarios
        }

    @cached_property
    def metric_names(self) -> list[str]:
        """Return the metrics, sorted."""
        return sorted({name for k in self.arms for name in self.results.metrics[k][0]})

    def sample(self, arm: Key, metric: str) -> Sample:
        """Return the values of a metric whose mean is its estimate.

        For a ratio these are the delta method's, about the ratio of sums; see `precision`.
        """
        numbers = tuple(range(self.plan.replications))
        if metric not in RATIOS:
            return Sample(
                seed=self.plan.seed, replications=numbers, values=self.values(arm, metric)
            )
        above, below = (
            [sum(term or 0 for term in terms) for terms in zip(*columns, strict=True)]
            for columns in ([self.values(arm, name) for name in names] for names in RATIOS[metric])
        )
        return Sample(seed=self.plan.seed, replications=numbers, values=ratio_values(above, below))

    def values(self, arm: Key, metric: str) -> tuple[float | None, ...]:
        """Return the metric of every replication, in order."""
        found = self.results.metrics[arm]
        return tuple(found[k].get(metric) for k in range(self.plan.replications))

    def summary(self) -> dict[Key, dict[str, Estimate]]:
        """Return mean, standard error and 95 % interval of every metric of every arm."""
        return {
            arm: {name: estimate(self.sample(arm, name).values) for name in self.metric_names}
            for arm in self.arms
        }

    def differences(self) -> list[Difference]:
        """Return later minus earlier policies on each scenario, then later scenarios minus the first."""  # noqa: E501
        texts = self.plan.policy_texts
        labels = [name for name, _ in self.plan.scenarios]
        pairs = [
            ((label, texts[later]), (label, texts[earlier]))
            for label in labels
            for earlier in range(len(texts))
            for later in range(earlier + 1, len(texts))
        ]
        pairs += [((label, text), (labels[0], text)) for label in labels[1:] for text in texts]
        return [
            Difference(
                left=left,
                right=right,
                metrics={
                    name: paired(self.sample(left, name), self.sample(right, name))
                    for name in self.metric_names
                },
            )
            for left, right in pairs
        ]

    def daily(self, arm: Key) -> Daily:
        """Return demand and service by day, summed over replications."""
        return self.results.daily[arm]

    @cached_property
    def result_sha256(self) -> str:
        """Return the digest of all results, whoever made them and with however many workers."""
        return self.results.sha256(self.plan)

    def to_pandas(self) -> "pd.DataFrame":
        """Return one row for each scenario, policy, replication and metric."""
        import pandas as pd

        rows = [
            (*arm, number, name, self.results.metrics[arm][number].get(name))
            for arm in self.arms
            for number in range(self.plan.replications)
            for name in self.metric_names
        ]
        names = ["scenario", "policy", "replication", "metric", "value"]
        frame = pd.DataFrame(rows, columns=names)
        return frame.astype({"value": "float64"})

    def to_json(self) -> dict[str, Any]:
        """Return the study as the contract writes it."""
        return study_json(self)


def study(
    scenario: Scenario | Sequence[Scenario],
    policies: Sequence[str | Policy],
    *,
    replications: int,
    seed: int,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Progress | None = None,
    finished: Results | None = None,
) -> Study:
    """Play every policy on every scenario under common random numbers.

    All arms see the same path of chance in replication k. The result is the same for any
    number of workers, any executor and any order of completion.

    Args:
        scenario: one or several, over the same days.
        policies: texts as on the command line, or objects with `decide(observation)`.
        replications: how many, numbered from 0.
        seed: names the paths of chance together with the replication's number.
        workers: processes; 1 plays in this one.
        executor: any `concurrent.futures` executor in place of our own processes.
        progress: called with replications done and wanted.
        finished: earlier replications of the same plan, which are not played again; new
            ones are added to it as they come, also when the study is interrupted.

    Raises:
        TwinError: what was asked for is wrong, or a replication failed.
    """
    if workers < 1:
        raise ValueError(f"{workers} workers: at least 1")
    plan = plan_of(scenario, policies, replications=replications, seed=seed)
    results = Results() if finished is None else finished
    work = chunks(results.missing(plan), seed=seed, workers=workers)
    for outcome in replicate(work, workers=workers, executor=executor, progress=progress):
        results.add(outcome)
    return Study(plan=plan, results=results)
