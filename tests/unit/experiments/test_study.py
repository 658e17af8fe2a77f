import json
import os
import pickle
import random
import re
import subprocess
import sys
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import pytest

from experiments import run, study
from experiments.measures.metrics import metrics
from experiments.measures.service import moving_share
from experiments.replication import ReplicationFailed
from experiments.statistics.precision import estimate, ratio_values
from policies.catalogue import named
from twin.chain.network import build
from twin.chain.scenario import Scenario
from twin.control.decision import Order
from twin.errors import DecisionError, ScenarioError

POLICIES = ["base-stock", "s-S"]


@pytest.fixture(scope="module")
def base(scenario):
    return study(scenario, POLICIES, replications=4, seed=3)


def test_the_package_gives_functions_and_not_the_modules_they_live_in():
    from experiments import check_policy, run, study

    assert all(callable(one) for one in (check_policy, run, study))


def days(done):
    """Return all that is kept by day and by site, in a form that compares to the last digit."""
    found = []
    for arm in done.arms:
        daily, sites = done.daily(arm), done.sites(arm)
        spread = [daily.service.known, daily.service.parts, daily.service.low, daily.service.high]
        found += [daily.replications, daily.first_day, sites.cells, sites.by_cell.n]
        found += [a.tolist() for a in (daily.demand_units, daily.served_at_once_units, *spread)]
        for sums in (sites.by_cell, sites.by_site):
            found.append(sums.totals.tolist())
    return found


@pytest.mark.parametrize("workers", [2, 4])
def test_the_number_of_workers_changes_nothing(scenario, base, workers):
    again = study(scenario, POLICIES, replications=4, seed=3, workers=workers)

    assert again.result_sha256 == base.result_sha256
    assert again.to_json() == base.to_json()
    assert days(again) == days(base)


class Backwards(Executor):
    """Plays the work last first."""

    def __init__(self):
        self.waiting = []

    def submit(self, fn, /, *args):
        future = Future()
        self.waiting.append((future, fn, args))
        if len(self.waiting) == 8:
            for future_, fn_, args_ in reversed(self.waiting):
                future_.set_result(fn_(*args_))
        return future


def test_the_order_of_completion_changes_nothing(scenario, base):
    again = study(scenario, POLICIES, replications=4, seed=3, executor=Backwards())

    assert again.result_sha256 == base.result_sha256
    assert again.to_json() == base.to_json()
    assert days(again) == days(base)


def test_any_executor_will_do(scenario, base):
    with ThreadPoolExecutor(1) as threads:
        again = study(scenario, POLICIES, replications=4, seed=3, executor=threads)

    assert again.result_sha256 == base.result_sha256


def test_a_replication_alone_is_the_one_inside_the_study(scenario, base):
    network = build(scenario)

    alone = run(network, named("s-S", network), seed=3, replication=2)

    arm = ("two clinics", "s-S")
    assert metrics(alone) == {name: base.values(arm, name)[2] for name in base.metric_names}


def test_two_and_two_more_replications_are_four(scenario, base, tmp_path):
    study(scenario, POLICIES, replications=2, seed=3, out=tmp_path)

    more = study(scenario, POLICIES, replications=4, seed=3, out=tmp_path)

    assert more.result_sha256 == base.result_sha256
    assert more.to_json() == base.to_json()
    assert days(more) == days(base)


def test_finished_replications_are_not_played_again(scenario, tmp_path):
    study(scenario, POLICIES, replications=4, seed=3, out=tmp_path)
    told = []

    study(scenario, POLICIES, replications=5, seed=3, out=tmp_path,
          progress=lambda done, total: told.append((done, total)))  # fmt: skip

    assert told == [(1, 2), (2, 2)]


def test_what_is_kept_by_site_is_the_ratio_of_sums_that_values_give(scenario, base):
    network, arm = build(scenario), base.arms[0]
    rows = [
        run(network, named(arm[1], network), seed=3, replication=k).by_site_product()
        for k in range(4)
    ]
    asked, served = (
        [sum(row[name] for row in of_one if row["site"] == "east") for of_one in rows]
        for name in ("demand_units", "served_at_once_units")
    )
    expected = estimate(ratio_values(served, asked))

    found = base.sites(arm).fill_rates(by_product=False)["east",]

    assert found.mean == pytest.approx(expected.mean, rel=1e-12)
    assert found.se == pytest.approx(expected.se, rel=1e-9)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), rel=1e-9)
    assert found.se > 0
    cells = base.sites(arm).mean_demand()
    assert cells["east", "vaccine"] + cells["east", "insulin"] == sum(asked) / 4


def test_the_digest_tells_seed_policies_and_scenario_apart(scenario, chain, base):
    chain["sites"]["hub"]["opening_stock"]["vaccine"] += 1
    others = [
        study(scenario, POLICIES, replications=4, seed=4),
        study(scenario, POLICIES, replications=3, seed=3),
        study(scenario, ["base-stock"], replications=4, seed=3),
        study(Scenario.of(chain), POLICIES, replications=4, seed=3),
    ]

    assert len({base.result_sha256, *(other.result_sha256 for other in others)}) == 5


def test_the_digest_says_by_which_seed_even_if_chance_made_no_difference(base):
    assert base.results.sha256(replace(base.plan, seed=4)) != base.result_sha256


def test_the_order_in_which_policies_are_named_changes_no_number(scenario, base):
    again = study(scenario, POLICIES[::-1], replications=4, seed=3)

    assert again.result_sha256 == base.result_sha256


def test_all_policies_meet_the_same_patients(base):
    asked = [base.values(arm, "demand_units") for arm in base.arms]

    assert asked[0] == asked[1]
    assert len(set(asked[0])) > 1


def test_the_fill_rate_of_a_study_is_the_ratio_of_its_sums(base):
    arm = base.arms[0]
    asked, served = (base.values(arm, n) for n in ("demand_units", "served_at_once_units"))

    assert base.summary()[arm]["fill_rate_share"].mean == pytest.approx(sum(served) / sum(asked))


def test_the_difference_of_two_policies_is_that_of_their_means(base):
    one, other = (base.summary()[arm]["cost_total"].mean for arm in base.arms)

    difference = base.differences()[0]

    assert difference.left[1] == "s-S"
    assert difference.metrics["cost_total"].estimate.mean == pytest.approx(other - one)


def test_the_json_is_what_the_contract_says(base):
    told = json.loads(json.dumps(base.to_json(), allow_nan=False))

    head = ["scenario", "scenario_sha256", "policy", "seed", "replication", "days"]
    assert {*head, "order_of_play", "versions", "differences", "result_sha256"} <= told.keys()
    fill = told["policies"]["base-stock"]["metrics"]["fill_rate_share"]
    assert list(fill) == ["mean", "se", "ci95", "n"]
    assert fill["ci95"][0] <= fill["mean"] <= fill["ci95"][1]
    assert fill["n"] == 4


def test_a_second_scenario_is_held_against_the_first(scenario, chain):
    chain["name"] = "more stock"
    chain["sites"]["hub"]["opening_stock"]["vaccine"] = 900

    told = study([scenario, Scenario.of(chain)], ["base-stock"], replications=2, seed=1).to_json()

    assert list(told["scenarios"]) == ["two clinics", "more stock"]
    assert told["policies"] == told["scenarios"]["two clinics"]["policies"]
    (difference,) = told["differences"]
    assert (difference["scenario"], difference["minus_scenario"]) == ("more stock", "two clinics")


def test_scenarios_over_other_days_are_not_paired(scenario, chain):
    chain["time"]["horizon_days"] = 61

    with pytest.raises(ScenarioError, match="horizon_days 60"):
        study([scenario, Scenario.of(chain)], ["base-stock"], replications=2, seed=1)


def test_the_table_has_a_row_for_each_replication_and_metric(base):
    frame = base.to_pandas()

    assert list(frame.columns) == ["scenario", "policy", "replication", "metric", "value"]
    assert len(frame) == 2 * 4 * len(base.metric_names)
    costs = frame[(frame.metric == "cost_total") & (frame.policy == "s-S")].value
    assert tuple(costs) == base.values(("two clinics", "s-S"), "cost_total")


def test_the_daily_sums_are_those_of_the_replications(base):
    arm = base.arms[0]

    assert base.daily(arm).replications == 4
    assert base.daily(arm).demand_units.sum() == sum(base.values(arm, "demand_units"))


def test_the_band_of_a_day_holds_the_moving_share_of_every_replication(scenario, base):
    network, arm = build(scenario), base.arms[1]
    shares = []
    for number in range(4):
        alone = run(network, named("s-S", network), seed=3, replication=number)
        asked = [*alone.opening.demand_by_day, *alone.tally.demand_by_day]
        served = [*alone.opening.at_once_by_day, *alone.tally.at_once_by_day]
        shares.append(moving_share(served, asked)[10:])

    band = base.daily(arm).service

    assert band.low.tolist() == np.min(shares, axis=0).tolist()
    assert band.high.tolist() == np.max(shares, axis=0).tolist()
    assert band.mean == pytest.approx(np.mean(shares, axis=0), abs=1e-12)
    assert min(band.low) < max(band.low)


def test_what_is_kept_by_day_and_by_site_does_not_grow_with_replications(scenario, base):
    one = study(scenario, POLICIES, replications=1, seed=3)

    for kept in ("daily", "sites"):
        sizes = [
            [len(pickle.dumps(getattr(done, kept)(arm))) for arm in done.arms]
            for done in (one, base)
        ]
        assert sizes[1] == pytest.approx(sizes[0], rel=0.1)  # whole numbers get more digits


def test_a_policy_that_leaves_the_program_is_a_failure_and_no_success(scenario):
    class Leaving:
        def decide(self, _):
            sys.exit(0)

    with pytest.raises(ReplicationFailed, match="day 0: SystemExit: 0"):
        run(scenario, Leaving(), seed=1)


def test_a_decision_that_names_what_is_not_there_is_told_with_its_day(scenario):
    class Lost:
        def decide(self, seen):
            return () if seen.day < 4 else [Order("inbund", "vaccine", 3)]

    with pytest.raises(DecisionError, match=r"^day 4: .*inbund"):
        run(scenario, Lost(), seed=1)


def test_an_unknown_policy_is_refused_before_anything_is_played(scenario):
    with pytest.raises(DecisionError, match="base-stok"):
        study(scenario, ["base-stock", "base-stok"], replications=2, seed=1)


@dataclass
class Forgetful:
    """Fails on its third day."""

    asked: int = 0

    def decide(self, _):
        self.asked += 1
        if self.asked == 3:
            raise RuntimeError("I forgot")
        return ()


def test_what_a_policy_raises_is_a_failure_that_names_the_replication(scenario):
    done = study(scenario, [Forgetful(), "base-stock"], replications=2, seed=1)

    assert [(one.policy, one.replication) for one in done.failures] == [
        (done.arms[0][1], 0), (done.arms[0][1], 1)
    ]  # fmt: skip
    assert re.search(
        r"Forgetful.*replication 0: day 2: RuntimeError: I forgot", done.failures[0].why
    )
    summary = done.summary()
    assert summary[done.arms[0]]["cost_total"].n == 0
    assert summary[done.arms[1]]["cost_total"].n == 2


def test_what_a_policy_raises_in_a_worker_is_told_the_same_way(scenario, tmp_path, monkeypatch):
    (tmp_path / "forgetful.py").write_text(
        "class Policy:\n    def decide(self, observation):\n        raise KeyError('depot')\n"
    )
    monkeypatch.chdir(tmp_path)

    done = study(scenario, ["forgetful:Policy"], replications=4, seed=1, workers=2)

    assert len(done.failures) == 4
    assert re.search(r"forgetful:Policy.*day 0: KeyError: 'depot'", done.failures[3].why)


def test_statistics_are_of_the_replications_that_there_are(scenario, monkeypatch):
    def fails(network, policy, *, replication, **more):
        if isinstance(policy, Forgetful) and replication in (1, 4):
            raise RuntimeError("odd")
        return run(network, "base-stock", replication=replication, **more)

    monkeypatch.setattr("experiments.monte_carlo.play.run", fails)

    done = study(scenario, [Forgetful(), "s-S"], replications=6, seed=1)

    arm, other = done.arms
    assert [one.replication for one in done.failures] == [1, 4]
    assert done.values(arm, "cost_total")[1] is None
    assert done.summary()[arm]["cost_total"].n == 4
    assert done.summary()[arm]["fill_rate_share"].n == 4
    assert done.summary()[other]["cost_total"].n == 6
    difference = done.differences()[0].metrics["cost_total"].estimate
    pairs = [k for k in range(6) if k not in (1, 4)]
    costs = [[done.values(a, "cost_total")[k] for k in pairs] for a in (arm, other)]
    assert difference.n == 4
    assert difference.mean == pytest.approx(sum(b - a for a, b in zip(*costs, strict=True)) / 4)
    told = done.to_json()["failures"]
    assert [(one["policy"], one["replication"]) for one in told] == [(arm[1], 1), (arm[1], 4)]


def test_a_policy_with_a_memory_starts_each_replication_afresh(scenario):
    policy = Forgetful(asked=5)

    study(scenario, [policy], replications=2, seed=1)

    assert policy.asked == 5


SCRIPT = """
import json, locale, sys
from experiments import study
from twin.chain.scenario import Scenario
locale.setlocale(locale.LC_ALL, "")
done = study(Scenario.of(json.load(sys.stdin)), ["base-stock", "s-S"], replications=4, seed=3)
print(done.result_sha256, json.dumps(done.to_json()["policies"], sort_keys=True))
"""


@pytest.mark.parametrize(("hash_seed", "language"), [("0", "C"), ("77", "C.UTF-8")])
def test_hash_seed_locale_folder_and_order_of_entries_change_nothing(
    chain, base, tmp_path, hash_seed, language
):
    random.seed(hash_seed)
    env = {**os.environ, "PYTHONHASHSEED": hash_seed, "LC_ALL": language, "TZ": "Asia/Tokyo",
           "PYTHONPATH": os.pathsep.join(sys.path)}  # fmt: skip

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], input=json.dumps(shuffled(chain)), env=env, cwd=tmp_path,
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    digest, told = done.stdout.split(" ", 1)
    assert digest == base.result_sha256
    assert json.loads(told) == base.to_json()["policies"]


def shuffled(value):
    """Return plain data with the entries of every mapping in another order."""
    if not isinstance(value, dict):
        return value
    names = list(value)
    random.shuffle(names)
    return {name: shuffled(value[name]) for name in names}


def test_a_design_plays_every_point_on_the_same_chance_and_keeps_its_order(scenario, chain):
    path = "sites.hub.opening_stock.vaccine"
    points = [{path: 300}, {path: 90}, {path: np.int64(0)}]

    done = study(scenario, POLICIES, replications=2, seed=3, points=points)

    names = [name for name, _ in done.plan.scenarios]
    assert names == ["#0 vaccine=300", "#1 vaccine=90", "#2 vaccine=0"]
    chain["sites"]["hub"]["opening_stock"]["vaccine"] = 300
    alone = study(Scenario.of(chain), POLICIES, replications=2, seed=3)
    for policy in POLICIES:
        for metric in ("cost_total", "demand_units"):
            here, there = (
                one.values((name, policy), metric)
                for one, name in ((done, names[0]), (alone, "two clinics"))
            )
            assert here == there
    assert done.plan.scenarios[1][1].sha256 == study(
        scenario, POLICIES, replications=1, seed=3
    ).plan.scenarios[0][1].sha256  # fmt: skip
    asked = {done.values(arm, "demand_units") for arm in done.arms}
    assert len(asked) == 1
    frame = done.to_pandas()
    assert frame[path].tolist() == [v for v in (300, 90, 0) for _ in range(len(frame) // 3)]
    told = json.loads(json.dumps(done.to_json()))["scenarios"]
    assert [one["settings"] for one in told.values()] == [{path: 300}, {path: 90}, {path: 0}]
    assert {d.left[0] == d.right[0] for d in done.differences()} == {True}


def test_a_point_that_makes_a_scenario_wrong_is_refused_before_anything_is_played(scenario):
    with pytest.raises(ScenarioError, match=r"--set:1:1: demand\.patients.* -3 is too small"):
        study(
            scenario, POLICIES, replications=2, seed=3,
            points=[{"demand.patients.law.mean_units_per_day": v} for v in (3, -3)],
        )  # fmt: skip


def test_a_point_of_other_days_is_refused(scenario):
    with pytest.raises(ScenarioError, match="horizon_days 60"):
        study(scenario, POLICIES, replications=2, seed=3, points=[{"time.horizon_days": 61}])


def test_a_policy_that_cannot_travel_is_refused_before_processes_begin(scenario):
    class Local:
        def decide(self, _):
            return ()

    with pytest.raises(DecisionError, match="cannot be sent to another process"):
        study(scenario, [Local()], replications=2, seed=1, workers=2)
