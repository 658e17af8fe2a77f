"""What is kept of a study's replications as they come, in whatever order.

Of every replication its metrics and its digest, some hundred bytes; what is by site and by
day only as sums, so that memory does not grow with the number of replications times the
size of the chain. The sums are of whole numbers: no order of adding changes a digit.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from math import isnan, nan

import numpy as np
from numpy.typing import NDArray

from experiments.measures.service import Spread
from experiments.monte_carlo.outcome import Arm, Failure, Outcome
from experiments.monte_carlo.plan import Plan
from experiments.monte_carlo.site_sums import SiteSums

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

    @classmethod
    def empty(cls, first_day: int, days: int) -> "Daily":
        """Return the sums of no replication."""
        none = np.zeros(days, dtype=np.int64)
        return cls(first_day, 0, none, none.copy(), Spread.empty(days))

    def add(self, outcome: Outcome) -> None:
        """Take one more replication."""
        self.demand_units += outcome.demand_by_day
        self.served_at_once_units += outcome.at_once_by_day
        self.service.add(outcome.share_by_day)
        self.replications += 1


@dataclass(eq=False)
class ArmResults:
    """What is kept of the replications of one arm."""

    columns: dict[str, "array[float]"] = field(default_factory=dict)
    """Each metric by the number of the replication; NaN where it has no value."""

    records: dict[int, bytes] = field(default_factory=dict)
    """The digest of each replication that was played."""

    failures: dict[int, str] = field(default_factory=dict)
    """Why a replication that failed did so."""

    sites: SiteSums | None = None
    daily: Daily | None = None

    def add(self, outcome: Outcome) -> None:
        """Take one more replication.

        Raises:
            ValueError: it is there already and says something else.
        """
        number, record = outcome.replication, bytes.fromhex(outcome.record_sha256)
        if (known := self.records.get(number)) is not None:
            if known != record:
                raise ValueError(f"another replication {number} than one that is there")
            return
        for name, value in outcome.metrics.items():
            column = self.columns.setdefault(name, array("d"))
            column.extend([nan] * (number + 1 - len(column)))
            column[number] = nan if value is None else value
        if self.sites is None or self.daily is None:
            self.sites = SiteSums.empty(outcome.by_site.cells)
            self.daily = Daily.empty(outcome.first_day, len(outcome.demand_by_day))
        self.sites.add(outcome.by_site)
        self.daily.add(outcome)
        self.records[number] = record
        self.failures.pop(number, None)

    def values(self, metric: str, replications: int) -> tuple[float | None, ...]:
        """Return a metric of replications 0, 1, 2 ...; None where there is no value."""
        known = self.columns.get(metric, array("d"))[:replications]
        found = tuple(None if isnan(value) else value for value in known)
        return found + (None,) * (replications - len(found))


@dataclass(eq=False)
class Results:
    """What is kept of every arm."""

    arms: dict[Key, ArmResults] = field(default_factory=dict)

    def of(self, arm: Key) -> ArmResults:
        """Return what is kept of an arm; of one that was not played yet, nothing."""
        return self.arms.setdefault(arm, ArmResults())

    def take(self, items: Iterable[Outcome | Failure]) -> None:
        """Take more replications, played or failed."""
        for item in items:
            arm = self.of((item.scenario, item.policy))
            if isinstance(item, Outcome):
                arm.add(item)
            elif item.replication not in arm.records:
                arm.failures[item.replication] = item.why

    def missing(self, plan: Plan, replications: int) -> list[tuple[Arm, list[int]]]:
        """Return what of the first replications of a plan is neither played nor failed."""
        found = []
        for arm in plan.arms:
            kept = self.of((arm.scenario, arm.policy))
            numbers = [
                k for k in range(replications) if k not in kept.records and k not in kept.failures
            ]
            if numbers:
                found.append((arm, numbers))
        return found

    def most(self) -> int:
        """Return how many replications the arm has that has most, gaps counted."""
        return max((max(arm.records) + 1 for arm in self.arms.values() if arm.records), default=0)

    def failures(self, plan: Plan) -> list[Failure]:
        """Return the replications that failed, arm by arm."""
        return [
            Failure(scenario=arm.scenario, policy=arm.policy, replication=number, why=why)
            for arm in plan.arms
            for number, why in sorted(self.of((arm.scenario, arm.policy)).failures.items())
            if number < plan.replications
        ]

    def sha256(self, plan: Plan) -> str:
        """Return the digest of all replications, the same however and wherever they were made.

        It is over one line for each replication: digest of the scenario, policy, seed, number
        and the record's digest, or that it failed. Sorted by scenario and policy, so that
        their order in the plan changes nothing.
        """
        digest = sha256()
        for arm in sorted(plan.arms, key=lambda arm: (arm.source.sha256, arm.policy)):
            kept = self.of((arm.scenario, arm.policy))
            for number in range(plan.replications):
                record = kept.records.get(number)
                told = "failed" if record is None else record.hex()
                line = f"{arm.source.sha256}\t{arm.policy}\t{plan.seed}\t{number}\t{told}\n"
                digest.update(line.encode())
        return digest.hexdigest()
