import json
import os
import pickle
import random
import subprocess
import sys
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass, replace

import numpy as np
import pytest

from experiments import run, study
from experiments.metrics import metrics
from experiments.replication import ReplicationFailed
from experiments.service import moving_share
from experiments.tables import of_days
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
    """Return all that is kept by day, in a form that compares to the last digit."""
    return of_days(done.plan, done.results).to_pydict()


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

    assert metrics(alone) == base.results.metrics["two clinics", "s-S"][2]


def test_ten_and_ten_more_replications_are_twenty(scenario, base):
    first = study(scenario, POLICIES, replications=2, seed=3)

    more = study(scenario, POLICIES, replications=4, seed=3, finished=first.results)

    assert more.result_sha256 == base.result_sha256
    assert more.to_json() == base.to_json()
    assert days(more) == days(base)


def test_finished_replications_are_not_played_again(scenario, base):
    told = []

    study(scenario, POLICIES, replications=5, seed=3, finished=deepcopy(base.results),
          progress=lambda done, total: told.append((done, total)))  # fmt: skip

    assert told == [(1, 2), (2, 2)]


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


def test_what_is_kept_by_day_does_not_grow_with_replications(scenario, base):
    one = study(scenario, POLICIES, replications=1, seed=3)

    sizes = [[len(pickle.dumps(done.daily(arm))) for arm in done.arms] for done in (one, base)]

    assert sizes[0] == sizes[1]


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


def test_what_a_policy_raises_is_one_failure_that_names_the_replication(scenario):
    with pytest.raises(
        ReplicationFailed, match=r"Forgetful.*replication 0: day 2: RuntimeError: I forgot"
    ):
        study(scenario, [Forgetful()], replications=2, seed=1)


def test_what_a_policy_raises_in_a_worker_is_told_the_same_way(scenario, tmp_path, monkeypatch):
    (tmp_path / "forgetful.py").write_text(
        "class Policy:\n    def decide(self, observation):\n        raise KeyError('depot')\n"
    )
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ReplicationFailed, match=r"forgetful:Policy.*day 0: KeyError: 'depot'"):
        study(scenario, ["forgetful:Policy"], replications=4, seed=1, workers=2)


def test_a_worker_that_dies_ends_the_study_with_a_sentence(scenario, tmp_path, monkeypatch):
    (tmp_path / "deadly.py").write_text(
        "import os\nclass Policy:\n    def decide(self, observation):\n"
        "        if observation.day > 5:\n            os._exit(9)\n        return ()\n"
    )
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ReplicationFailed, match="worker process died"):
        study(scenario, ["deadly:Policy"], replications=4, seed=1, workers=2)


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
