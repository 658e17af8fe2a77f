"""The digest of a replication covers all that it says, and nothing else."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.monte_carlo.outcome import Chunk, Source, record_sha256, site_table
from experiments.monte_carlo.plan import plan_of
from experiments.monte_carlo.play import play
from experiments.provenance import versions


@pytest.fixture(scope="module")
def played(scenario):
    (arm,) = plan_of(scenario, "base-stock", replications=1, seed=3).arms
    (outcome,) = play(Chunk(arm, 3, (0,), versions()["pharmatwin"]))
    return arm.source, outcome


def raised(values, at):
    """Return an array with one value raised by the least there is."""
    changed = values.copy()
    changed.flat[at] = changed.flat[at] + 1 if values.dtype.kind == "i" else np.nextafter(
        changed.flat[at], np.inf
    )  # fmt: skip
    return changed


def test_any_value_any_name_and_any_place_changes_the_digest(played):
    source, outcome = played
    table, metrics = outcome.by_site, outcome.metrics
    more = site_table(table.cells, table.columns, raised(table.values, -1))
    others = [
        (Source("0" * 64, source.text), 3, outcome),
        (source, 4, outcome),
        (source, 3, replace(outcome, policy="s-S")),
        (source, 3, replace(outcome, replication=1)),
        (
            source,
            3,
            replace(outcome, metrics=metrics | {"cost_total": metrics["cost_total"] + 1e-9}),
        ),
        (source, 3, replace(outcome, metrics=metrics | {"cost_total": None})),
        (source, 3, replace(outcome, by_site=more)),
        (source, 3, replace(outcome, by_site=replace(table, columns=table.columns[::-1]))),
        (source, 3, replace(outcome, by_site=replace(table, cells=table.cells[::-1]))),
        (source, 3, replace(outcome, first_day=11)),
        (source, 3, replace(outcome, demand_by_day=raised(outcome.demand_by_day, 7))),
        (source, 3, replace(outcome, at_once_by_day=raised(outcome.at_once_by_day, 7))),
        (source, 3, replace(outcome, share_by_day=raised(outcome.share_by_day, 7))),
    ]

    digests = {record_sha256(*other) for other in others}

    assert record_sha256(source, 3, outcome) == outcome.record_sha256
    assert len(digests | {outcome.record_sha256}) == len(others) + 1


def test_neither_the_time_it_took_nor_the_name_of_the_scenario_changes_the_digest(played):
    source, outcome = played

    other = replace(outcome, seconds=9.0, scenario="ours", metrics=dict(
        reversed(outcome.metrics.items())))  # fmt: skip

    assert record_sha256(source, 3, other) == outcome.record_sha256
