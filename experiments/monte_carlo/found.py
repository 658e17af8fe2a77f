"""A Monte Carlo study: policies and scenarios compared under the same chance."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from experiments.measures.metrics import RATIOS
from experiments.monte_carlo.outcome import Failure
from experiments.monte_carlo.plan import Plan
from experiments.monte_carlo.play import scenario_of
from experiments.monte_carlo.results import Daily, Key, Results
from experiments.monte_carlo.site_sums import SiteSums
from experiments.monte_carlo.study_json import study_json
from experiments.provenance import versions
from experiments.statistics.precision import (
    CONFIDENCE_SHARE,
    Estimate,
    PairedDifference,
    Sample,
    estimate,
    jackknife_ratio_values,
    paired,
    ratio_values,
)
from experiments.statistics.stopping import precise_enough
from twin.chain.scenario import Scenario

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
        """Return the scenarios that were given, by name; of a design without its settings."""
        return {name: scenario_of(source) for name, source in self.plan.bases}

    @cached_property
    def metric_names(self) -> list[str]:
        """Return the metrics, sorted."""
        return sorted({name for arm in self.arms for name in self.results.of(arm).columns})

    def sample(
        self, arm: Key, metric: str, *, beside: Key | None = None, jackknife: bool = False
    ) -> Sample:
        """Return the values of a metric whose mean is its estimate.

        For a ratio these are the delta method's, about the ratio of sums, or the jackknife's;
        see `precision`.

        Args:
            arm: scenario and policy.
            metric: its name.
            beside: another arm; the sums of a ratio are then of the replications that failed in
                neither, so that the two are of the same ones.
            jackknife: whether to take the jackknife's values of a ratio.
        """
        numbers = tuple(range(self.plan.replications))
        if metric not in RATIOS:
            values = self.values(arm, metric)
        else:
            above, below = (self._sums(arm, names) for names in RATIOS[metric])
            if beside is not None:
                other = self._sums(beside, RATIOS[metric][1])
                above = [None if b is None else a for a, b in zip(above, other, strict=True)]
                below = [None if b is None else a for a, b in zip(below, other, strict=True)]
            values = (jackknife_ratio_values if jackknife else ratio_values)(above, below)
        return Sample(seed=self.plan.seed, replications=numbers, values=values)

    def _sums(self, arm: Key, names: tuple[str, ...]) -> list[float | None]:
        """Return the sum of several metrics of every replication; None of one that failed."""
        return [_sum(terms) for terms in zip(*(self.values(arm, n) for n in names), strict=True)]

    def values(self, arm: Key, metric: str) -> tuple[float | None, ...]:
        """Return the metric of every replication, in order."""
        return self.results.of(arm).values(metric, self.plan.replications)

    def summary(self) -> dict[Key, dict[str, Estimate]]:
        """Return mean, standard error and 95 % interval of every metric of every arm."""
        return {
            arm: {name: estimate(self.sample(arm, name).values) for name in self.metric_names}
            for arm in self.arms
        }

    def differences(self, confidence: float = CONFIDENCE_SHARE) -> list[Difference]:
        """Return later minus earlier policies on each scenario, then later scenarios minus the first.

        Points of a design are not held against each other, only policies at each of them.

        Args:
            confidence: of every interval; `precision.bonferroni` says which makes all of them
                hold at once.
        """  # noqa: E501
        texts = self.plan.policy_texts
        labels = [name for name, _ in self.plan.scenarios]
        pairs = [
            ((label, texts[later]), (label, texts[earlier]))
            for label in labels
            for earlier in range(len(texts))
            for later in range(earlier + 1, len(texts))
        ]
        if not self.plan.points:
            pairs += [((label, text), (labels[0], text)) for label in labels[1:] for text in texts]
        return [
            Difference(
                left=left,
                right=right,
                metrics={
                    name: paired(
                        self.sample(left, name, beside=right),
                        self.sample(right, name, beside=left),
                        confidence=confidence,
                    )
                    for name in self.metric_names
                },
            )
            for left, right in pairs
        ]

    def sites(self, arm: Key) -> SiteSums:
        """Return demand and service by site and product, summed over replications."""
        return self.results.of(arm).sites or SiteSums.empty(())

    def daily(self, arm: Key) -> Daily:
        """Return demand and service by day, summed over replications."""
        return self.results.of(arm).daily or Daily.empty(0, 0)

    @cached_property
    def failures(self) -> list[Failure]:
        """Return the replications that failed; means are over those that did not."""
        return self.results.failures(self.plan)

    @cached_property
    def is_precise(self) -> bool:
        """Return whether the means that the plan watches are as well known as it asks.

        The answer depends on replications 0 .. n - 1 only, whoever played them in whatever
        order.
        """
        asked = self.plan.precision
        return asked is None or all(
            precise_enough(
                self.sample(arm, name).values, relative_half_width=asked.relative_half_width
            )
            for arm in self.arms
            for name in asked.metrics
        )

    @cached_property
    def result_sha256(self) -> str:
        """Return the digest of all results, whoever made them and with however many workers."""
        return self.results.sha256(self.plan)

    def to_pandas(self) -> "pd.DataFrame":
        """Return one row for each scenario, policy, replication and metric.

        Points of a design have a column more for each of their settings.
        """
        import pandas as pd

        settings = self.plan.settings()
        paths = list(dict.fromkeys(path for point in settings.values() for path in point))
        n = self.plan.replications
        parts = []
        for arm in self.arms:
            columns: dict[str, Any] = {
                "scenario": arm[0],
                "policy": arm[1],
                **{path: settings[arm[0]].get(path) for path in paths},
                "replication": [k for k in range(n) for _ in self.metric_names],
                "metric": self.metric_names * n,
            }
            values = zip(*(self.values(arm, name) for name in self.metric_names), strict=True)
            columns["value"] = [value for of_one in values for value in of_one]
            parts.append(pd.DataFrame(columns))
        return pd.concat(parts, ignore_index=True).astype({"value": "float64"})

    def to_json(self) -> dict[str, Any]:
        """Return the study as the contract writes it."""
        return study_json(self)


def _sum(terms: tuple[float | None, ...]) -> float | None:
    """Return the sum of what is known; None where nothing is, as in a failed replication."""
    known = [term for term in terms if term is not None]
    return sum(known) if known else None
