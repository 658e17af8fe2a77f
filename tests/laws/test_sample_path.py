"""Chance is fixed before anybody acts: same seed, same world, whatever is decided or added."""

from copy import deepcopy

import numpy as np
import pytest

from experiments.replication import run
from policies.catalogue import named
from tests.builders import Data, chain_for, full_chain, poisson, scenario, two_sites
from twin.chain.network import build
from twin.chain.path import BLOCK_DAYS, SamplePath


def ledger_sha256(data: Data, policy: str, seed: int, replication: int = 0) -> str:
    network = build(scenario(data))
    record = run(network, named(policy, network), seed=seed, replication=replication)
    assert record.ledger is not None
    return record.ledger.sha256()


def test_the_same_seed_gives_the_same_ledger_bit_for_bit() -> None:
    assert ledger_sha256(full_chain(), "base-stock", 7) == ledger_sha256(
        full_chain(), "base-stock", 7
    )


def test_another_seed_or_replication_gives_another_world() -> None:
    shas = {ledger_sha256(full_chain(), "base-stock", s, k) for s in (1, 2) for k in (0, 1)}

    assert len(shas) == 4


def test_the_order_of_entries_in_the_file_changes_nothing() -> None:
    data = full_chain()
    turned = {
        key: dict(reversed(value.items())) if isinstance(value, dict) and key != "time" else value
        for key, value in reversed(data.items())
    }

    assert ledger_sha256(turned, "base-stock", 3) == ledger_sha256(data, "base-stock", 3)


def exogenous(data: Data, policy: str) -> dict[str, list[tuple[object, ...]]]:
    """Return what happened to the chain from outside: demand and outages, by name."""
    network = build(scenario(data))
    record = run(network, named(policy, network), seed=5)
    assert record.ledger is not None
    sites, products = network.site_names, network.product_names
    demanded = [
        (int(t), sites[s], products[p], int(n)) for t, s, p, n in record.ledger.rows("demanded")
    ]
    outages = [(o.name, o.entity, o.from_tick, o.until_tick) for o in record.outages]
    return {"demanded": sorted(demanded), "outages": sorted(outages)}


@pytest.mark.parametrize("other", ["s-S", "r-Q", "echelon-base-stock"])
def test_every_policy_meets_the_same_demand_and_outages(other: str) -> None:
    assert exogenous(chain_for(other), other) == exogenous(chain_for(other), "base-stock")


def test_an_added_product_and_site_leave_every_other_draw_as_it_was() -> None:
    data = full_chain()
    more = deepcopy(data)
    more["products"]["aspirin"] = {}
    more["sites"]["a new shop"] = {"kind": "clinic", "opening_stock": {"aspirin": 500}}
    more["demand"]["new"] = {"site": "a new shop", "product": "aspirin", "law": poisson(3)}

    before, after = exogenous(data, "base-stock"), exogenous(more, "base-stock")

    after["demanded"] = [row for row in after["demanded"] if row[1] != "a new shop"]
    assert after == before


def test_draws_do_not_depend_on_the_order_in_which_they_are_asked() -> None:
    network = build(scenario(full_chain(horizon_days=800)))
    forward, backward = SamplePath(network, 1, 0), SamplePath(network, 1, 0)
    lanes = range(len(network.lanes))

    asked = [forward.trip_ticks(lane, day, 0) for day in (3, 400, 799) for lane in lanes]
    turned = [backward.trip_ticks(lane, day, 0) for day in (799, 400, 3) for lane in lanes]

    count = len(network.lanes)
    assert asked[:count] == turned[-count:]
    assert asked[-count:] == turned[:count]
    assert (forward.daily_rows(1) == backward.daily_rows(1)).all()


def test_a_changed_mean_moves_demand_but_keeps_its_draws() -> None:
    """One uniform a day through the inverse distribution: more demand on every day, or the same."""
    low, high = two_sites(), two_sites()
    high["demand"]["d"]["law"] = poisson(12)

    few = SamplePath(build(scenario(low)), 1, 0).daily_rows(0)
    many = SamplePath(build(scenario(high)), 1, 0).daily_rows(0)

    assert (many >= few).all()
    assert (many > few).any()


def test_correlated_demands_move_together_by_the_stated_share() -> None:
    data = two_sites(horizon_days=BLOCK_DAYS)
    data["correlation_groups"] = {"g": {"correlation_share": 0.7}}
    law = {
        "law": "normal",
        "mean_units_per_day": 500,
        "sd_units_per_day": 50,
        "below_zero": "clipped",
    }
    data["sites"]["clinic 2"] = {"kind": "clinic", "opening_stock": {"vaccine": 1}}
    data["demand"] = {
        name: {"site": name, "product": "vaccine", "law": law, "correlation_group": "g"}
        for name in ("clinic", "clinic 2")
    }
    network = build(scenario(data))

    rows = np.concatenate([SamplePath(network, 1, k).daily_rows(0) for k in range(20)])

    correlation = float(np.corrcoef(rows.T)[0, 1])
    error = (1 - 0.7**2) / np.sqrt(len(rows))
    assert abs(correlation - 0.7) < 4 * error
