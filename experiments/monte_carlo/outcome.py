"""What a study plays and what it gets back: arms in chunks, outcomes and failures."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from experiments.measures.metrics import Value
from experiments.measures.service import Floats
from twin.control.policy import Policy


@dataclass(frozen=True)
class Source:
    """A scenario as text; known by its digest, so that it is built once in a process."""

    sha256: str
    """Of the scenario with its changes."""

    text: str = field(compare=False, repr=False)

    changes: tuple[str, ...] = field(default=(), compare=False)
    """`path=value`, as `--set` takes them: the settings of a point of a design."""


@dataclass(frozen=True)
class Arm:
    """One policy on one scenario: what a study compares with others."""

    scenario: str
    """The name by which the study calls it."""

    source: Source
    policy: str
    """The policy's text, which also names it in results."""

    given: Policy | None = field(default=None, compare=False, repr=False)
    """A policy object in place of a text; each replication gets a fresh copy."""


@dataclass(frozen=True)
class Chunk:
    """Replications of one arm that a worker plays one after the other."""

    arm: Arm
    seed: int
    replications: tuple[int, ...]
    version: str
    """Of pharmatwin where the study was planned; a worker of another one must not play."""


@dataclass(frozen=True, eq=False)
class SiteTable:
    """Metrics by demand site and product."""

    cells: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    values: NDArray[np.float64]
    """(cells, columns); NaN where a metric has no value."""

    def column(self, name: str) -> NDArray[np.float64]:
        """Return one metric of all cells."""
        return self.values[:, self.columns.index(name)] if self.cells else np.zeros(0)


@dataclass(frozen=True, eq=False, kw_only=True)
class Outcome:
    """What one replication tells a study."""

    scenario: str
    policy: str
    replication: int
    metrics: dict[str, Value]
    by_site: SiteTable

    first_day: int
    """The day of the first daily sum: the end of the warm-up."""

    demand_by_day: NDArray[np.int64]
    at_once_by_day: NDArray[np.int64]

    share_by_day: Floats
    """Moving share served at once of the same days; its first windows reach into the warm-up."""

    record_sha256: str
    """Of all the above, the scenario's digest in place of its name, and the seed."""

    seconds: float = 0.0
    """How long it took; no part of the result."""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A replication that ended in an error, or with the death of whoever played it."""

    scenario: str
    policy: str
    replication: int
    why: str


def record_sha256(source: Source, seed: int, outcome: Outcome) -> str:
    """Return the digest of an outcome: the same wherever, whenever and by whomever it is made.

    Metrics go in by name with the shortest decimal that gives their double back, arrays as
    little-endian bytes with one kind of NaN.
    """
    table = outcome.by_site
    head = f"{source.sha256}\t{outcome.policy}\t{seed}\t{outcome.replication}\n"
    metrics = "".join(f"{n}={_spelt(v)}\n" for n, v in sorted(outcome.metrics.items()))
    names = _names(table.cells, table.columns, outcome.first_day)
    digest = sha256((head + metrics + names).encode())
    for counts in (outcome.demand_by_day, outcome.at_once_by_day):
        digest.update(np.ascontiguousarray(counts, "<i8").data)
    for shares in (table.values, outcome.share_by_day):
        digest.update(np.ascontiguousarray(np.where(np.isnan(shares), np.nan, shares), "<f8").data)
    return digest.hexdigest()


@lru_cache(maxsize=64)
def _names(cells: tuple[tuple[str, str], ...], columns: tuple[str, ...], first_day: int) -> str:
    """Return what the numbers of a replication are called; the same for all of an arm."""
    return json.dumps([cells, columns, first_day])


def _spelt(value: Value) -> str:
    return "null" if value is None else repr(float(value))


def site_table(
    cells: Sequence[tuple[str, str]], columns: Sequence[str], values: Sequence[float] | Floats
) -> SiteTable:
    """Return a table of values that stand one row after the other."""
    shape = (len(cells), len(columns))
    return SiteTable(tuple(cells), tuple(columns), np.asarray(values, np.float64).reshape(shape))
