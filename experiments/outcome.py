"""The work of a study in pieces: which replications of which arm, and what each tells.

A chunk carries texts: the scenario's canonical JSON and the policy's name. A worker builds
a network once and keeps it. What a replication gives depends on scenario, policy, seed and
its number only, so neither workers nor chunks nor the order of completion matter.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from experiments.metrics import Value, by_site_product, metrics
from experiments.replication import ReplicationFailed, run
from experiments.service import Floats, moving_share
from policies.catalogue import named
from twin.chain.network import Network, build
from twin.chain.scenario import Scenario
from twin.control.policy import Policy
from twin.errors import ScenarioError, TwinError, one_line

MOST_IN_A_CHUNK = 16
"""Few, so that an interrupt loses little."""


@dataclass(frozen=True)
class Source:
    """A scenario as text; known by its digest, so that it is built once in a process."""

    sha256: str
    text: str = field(compare=False, repr=False)


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


@dataclass(frozen=True, eq=False)
class SiteTable:
    """Metrics by demand site and product."""

    cells: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    values: NDArray[np.float64]
    """(cells, columns); NaN where a metric has no value."""


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


@lru_cache(maxsize=8)
def network_of(source: Source) -> Network:
    """Return the network of a scenario, built once for each digest."""
    return build(Scenario.model_validate_json(source.text))


def chunks(wanted: Sequence[tuple[Arm, Sequence[int]]], *, seed: int, workers: int) -> list[Chunk]:
    """Return the work in pieces, the arms side by side, so that what is finished pairs up."""
    total = sum(len(numbers) for _, numbers in wanted)
    size = max(1, min(MOST_IN_A_CHUNK, total // (16 * workers))) if workers > 1 else 1
    pieces = [
        Chunk(arm, seed, tuple(numbers[at : at + size]))
        for arm, numbers in wanted
        for at in range(0, len(numbers), size)
    ]
    return sorted(pieces, key=lambda chunk: chunk.replications[0])


def play(chunk: Chunk) -> list[Outcome]:
    """Return the outcomes of a chunk, in its order.

    Raises:
        TwinError: with a sentence that names policy, scenario and replication.
    """
    return [_outcome(chunk.arm, chunk.seed, number) for number in chunk.replications]


@contextmanager
def told(where: str) -> Iterator[None]:
    """Make whatever goes wrong within one sentence that says where.

    Raises:
        TwinError: of the kind it was; `ReplicationFailed` for what is none of ours.
    """
    try:
        yield
    except ScenarioError:
        raise
    except TwinError as error:
        raise type(error)(f"{where}: {error}") from error
    except Exception as error:  # a user's policy may raise anything; it is told, not swallowed
        what = f"{type(error).__name__}: {one_line(str(error))}"
        raise ReplicationFailed(f"{where}: {what}") from error


def _outcome(arm: Arm, seed: int, number: int) -> Outcome:
    with told(f"policy {arm.policy!r} on {arm.scenario!r}, replication {number}"):
        network = network_of(arm.source)
        policy = named(arm.policy, network) if arm.given is None else deepcopy(arm.given)
        done = run(network, policy, seed=seed, replication=number, keep_ledger=False)
        rows = by_site_product(done)
        found = metrics(done)
    asked = [*done.opening.demand_by_day, *done.tally.demand_by_day]
    served = [*done.opening.at_once_by_day, *done.tally.at_once_by_day]
    return Outcome(
        scenario=arm.scenario,
        policy=arm.policy,
        replication=number,
        metrics=found,
        by_site=_table(rows),
        first_day=network.scenario.time.warm_up_days,
        demand_by_day=np.array(done.tally.demand_by_day, dtype=np.int64),
        at_once_by_day=np.array(done.tally.at_once_by_day, dtype=np.int64),
        share_by_day=moving_share(served, asked)[len(done.opening.demand_by_day) :],
    )


def _table(rows: Sequence[Mapping[str, str | Value]]) -> SiteTable:
    columns = tuple(name for name in (rows[0] if rows else ()) if name not in ("site", "product"))
    values = [[np.nan if row[name] is None else row[name] for name in columns] for row in rows]
    return SiteTable(
        cells=tuple((str(row["site"]), str(row["product"])) for row in rows),
        columns=columns,
        values=np.array(values, dtype=np.float64).reshape(len(rows), len(columns)),
    )
