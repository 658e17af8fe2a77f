"""Playing the chunks of a study, in whatever process they come to.

A chunk carries texts: the scenario's JSON, the settings of its point, and the policy's name.
A worker builds a network once and keeps it. What a replication gives depends on scenario,
policy, seed and its number only, so neither workers nor chunks nor the order of completion
matter.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from functools import lru_cache
from time import perf_counter

import numpy as np

from experiments.measures.metrics import metrics, places, site_columns
from experiments.measures.service import moving_share
from experiments.monte_carlo.outcome import (
    Arm,
    Chunk,
    Failure,
    Outcome,
    SiteTable,
    Source,
    record_sha256,
)
from experiments.provenance import versions
from experiments.replication import ReplicationFailed, Run, run
from twin.chain.load import changed
from twin.chain.network import Network, build
from twin.chain.scenario import Scenario
from twin.errors import ScenarioError, TwinError, one_line

NETWORKS_KEPT = 8
"""In each process; `chunks` hands out no more scenarios side by side."""


@lru_cache(maxsize=NETWORKS_KEPT)
def network_of(source: Source) -> Network:
    """Return the network of a scenario, built once for each digest."""
    return build(scenario_of(source))


def scenario_of(source: Source) -> Scenario:
    """Return the scenario of a text with its changes.

    Raises:
        ScenarioError: what a change makes of it is wrong.
    """
    if not source.changes:
        return Scenario.model_validate_json(source.text)
    return changed(json.loads(source.text), source.changes)


def play(chunk: Chunk) -> list[Outcome | Failure]:
    """Return the outcomes of a chunk, in its order; what a user's policy raises is a failure.

    Raises:
        TwinError: what was asked for is wrong, with a sentence that names policy, scenario
            and replication; or this process has another pharmatwin than who sent the chunk.
        MemoryError: there is too little of it here.
    """
    if (here := versions()["pharmatwin"]) != chunk.version:
        raise ReplicationFailed(
            f"a worker has pharmatwin {here}, the study {chunk.version} (install the same there)"
        )
    return [_played(chunk.arm, chunk.seed, number) for number in chunk.replications]


@contextmanager
def told(where: str) -> Iterator[None]:
    """Make whatever goes wrong within one sentence that says where.

    Raises:
        TwinError: of the kind it was; `ReplicationFailed` for what is none of ours.
        MemoryError: as it is: no fault of who asked.
    """
    try:
        yield
    except (ScenarioError, MemoryError):
        raise
    except TwinError as error:
        raise type(error)(f"{where}: {error}") from error
    except Exception as error:  # a user's policy may raise anything; it is told, not swallowed
        what = f"{type(error).__name__}: {one_line(str(error))}"
        raise ReplicationFailed(f"{where}: {what}") from error


def _played(arm: Arm, seed: int, number: int) -> Outcome | Failure:
    try:
        with told(f"policy {arm.policy!r} on {arm.scenario!r}, replication {number}"):
            return _outcome(arm, seed, number)
    except ReplicationFailed as error:
        return Failure(scenario=arm.scenario, policy=arm.policy, replication=number, why=str(error))


def _outcome(arm: Arm, seed: int, number: int) -> Outcome:
    start = perf_counter()
    network = network_of(arm.source)
    policy = arm.policy if arm.given is None else deepcopy(arm.given)
    done = run(network, policy, seed=seed, replication=number, keep_ledger=False)
    asked = done.opening.demand_by_day + done.tally.demand_by_day
    served = done.opening.at_once_by_day + done.tally.at_once_by_day
    outcome = Outcome(
        scenario=arm.scenario,
        policy=arm.policy,
        replication=number,
        metrics=metrics(done),
        by_site=_table(done),
        first_day=network.scenario.time.warm_up_days,
        demand_by_day=np.array(done.tally.demand_by_day, dtype=np.int64),
        at_once_by_day=np.array(done.tally.at_once_by_day, dtype=np.int64),
        share_by_day=moving_share(served, asked)[len(done.opening.demand_by_day) :],
        record_sha256="",
    )
    digest = record_sha256(arm.source, seed, outcome)
    return replace(outcome, record_sha256=digest, seconds=perf_counter() - start)


def _table(run: Run) -> SiteTable:
    columns = site_columns(run)
    values = np.array(list(columns.values()), dtype=np.float64).T.copy()
    return SiteTable(places(run.network), tuple(columns), values)
