"""The finished replications of a study, gathered as they come in whatever order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from experiments.metrics import Value
from experiments.outcome import Arm, Outcome, SiteTable
from experiments.plan import Plan
from experiments.service import Spread

Key = tuple[str, str]
"""Scenario and policy, by the names of the study."""


@dataclass(eq=False)
class Daily:
    """What is kept of the days of one arm: sums over replications, and the service's spread."""

    first_day: int
    """The day of the first sum: the end of the warm-up."""

    replications: int
    demand_units: NDArray[np.int64]
    served_at_once_units: NDArray[np.int64]

    service: Spread
    """Of the moving share served at once."""


@dataclass(eq=False)
class Results:
    """Metrics and site tables of every replication; what is by day is merged as it comes."""

    metrics: dict[Key, dict[int, dict[str, Value]]] = field(default_factory=dict)
    by_site: dict[Key, dict[int, SiteTable]] = field(default_factory=dict)
    daily: dict[Key, Daily] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        """Take one more replication; counted last, so that an interrupt in between shows."""
        key = outcome.scenario, outcome.policy
        self.metrics.setdefault(key, {})[outcome.replication] = outcome.metrics
        self.by_site.setdefault(key, {})[outcome.replication] = outcome.by_site
        sums = self.daily.get(key)
        if sums is None:
            none = np.zeros_like(outcome.demand_by_day)
            spread = Spread.empty(len(none))
            sums = self.daily[key] = Daily(outcome.first_day, 0, none, none.copy(), spread)
        sums.demand_units += outcome.demand_by_day
        sums.served_at_once_units += outcome.at_once_by_day
        sums.service.add(outcome.share_by_day)
        sums.replications += 1

    def missing(self, plan: Plan) -> list[tuple[Arm, list[int]]]:
        """Return what of a plan is not played yet."""
        found = []
        for arm in plan.arms:
            done = self.metrics.get((arm.scenario, arm.policy), {})
            numbers = [k for k in range(plan.replications) if k not in done]
            if numbers:
                found.append((arm, numbers))
        return found

    def sha256(self, plan: Plan) -> str:
        """Return the digest of all metrics, the same however and wherever they were made.

        It is over one line for each replication: digest of the scenario, policy, seed,
        number, then every metric by name with the shortest decimal that gives its double
        back. Sorted, so that the order of scenarios and policies changes nothing.
        """
        digest = sha256()
        for line in sorted(self._lines(plan)):
            digest.update(line.encode())
        return digest.hexdigest()

    def _lines(self, plan: Plan) -> Iterator[str]:
        for arm in plan.arms:
            of_arm = self.metrics.get((arm.scenario, arm.policy), {})
            for number in of_arm.keys() & set(range(plan.replications)):
                metrics = of_arm[number]
                values = "\t".join(f"{name}={_spelt(metrics[name])}" for name in sorted(metrics))
                yield f"{arm.source.sha256}\t{arm.policy}\t{plan.seed}\t{number}\t{values}\n"


def _spelt(value: Value) -> str:
    return "null" if value is None else repr(float(value))
