"""The stress test: pairs, ranks, digests, refusals, and the same result by any executor."""

import json
import pickle
from array import array
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from experiments.commands.stress import AskedStress, stress
from experiments.replication import ReplicationFailed
from experiments.stress.in_turn import stress_test
from experiments.stress.play import Piece, Played, Shock, Target, play, with_outage
from experiments.stress.result import Stress
from experiments.stress.rows import attributed, pair
from experiments.stress.told import stress_json, stress_table
from policies.catalogue import named
from twin.chain.network import build
from twin.chain.scenario import Scenario
from twin.errors import DecisionError

OPTIONS: dict[str, Any] = {"from_day": 25, "days": 8, "replications": 3, "seed": 7}


@pytest.fixture(scope="module")
def done(scenario: Scenario) -> Stress:
    return stress_test(scenario, "base-stock", **OPTIONS)


def test_every_site_and_every_lane_fails_once(done: Stress) -> None:
    failed = [(target.kind, target.name) for target in done.disturbed]

    assert failed == [
        ("site", "east"), ("site", "hub"), ("site", "maker"), ("site", "west"),
        ("lane", "inbound"), ("lane", "out hub to east"), ("lane", "out hub to west"),
    ]  # fmt: skip
    assert {len(played) for played in done.disturbed.values()} == {3}
    assert [row.rank for row in done.rows if row.kind == "site"] == [1, 2, 3, 4]


def test_the_row_is_the_mean_of_pairs_that_met_the_same_demand(done: Stress) -> None:
    hub = next(row for row in done.rows if row.name == "hub")
    disturbed = done.disturbed[Target("site", "hub")]

    lost = [
        sum(before.at_once_by_day) - sum(after.at_once_by_day)
        for before, after in zip(done.undisturbed, disturbed, strict=True)
    ]
    for before, after in zip(done.undisturbed, disturbed, strict=True):
        assert before.demand_by_day == after.demand_by_day
    assert hub.lost_units.mean == pytest.approx(sum(lost) / 3)
    assert hub.lost_units.low is not None
    assert hub.lost_units.low < sum(lost) / 3
    asked = sum(sum(played.demand_by_day) for played in done.undisturbed)
    assert hub.lost_share == pytest.approx(sum(lost) / asked)
    cost = [a.cost_total - b.cost_total for b, a in zip(done.undisturbed, disturbed, strict=True)]
    assert hub.added_cost.mean == pytest.approx(sum(cost) / 3)


def test_the_scenario_s_own_outages_happen_only_if_they_are_kept(scenario: Scenario) -> None:
    few = {**OPTIONS, "replications": 1, "places": ["west"]}

    off = stress_test(scenario, "base-stock", **few)
    kept = stress_test(scenario, "base-stock", own_disruptions="kept", **few)

    assert off.scenario.disruptions == {}
    assert set(kept.scenario.disruptions) == {"snow"}
    quiet, snowy = (sum(one.undisturbed[0].at_once_by_day) for one in (off, kept))
    assert quiet > snowy
    assert off.result_sha256 != kept.result_sha256


def test_a_disruption_that_has_our_name_is_kept_beside_ours(scenario: Scenario) -> None:
    shock = Shock(from_day=3, days=2)

    once = with_outage(scenario, Target("site", "hub"), shock)
    twice = with_outage(once, Target("lane", "inbound"), shock)

    assert set(twice.disruptions) == {"snow", "stress test", "stress test+"}
    assert twice.disruptions["stress test+"].what == "lane"
    assert Scenario.of(twice.model_dump(mode="json", by_alias=True, exclude_unset=True)) == twice


class Backwards(Executor):
    """Plays the last piece first, through the bytes that another machine would get."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future[Any], bytes]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        assert not kwargs
        future: Future[Any] = Future()
        self.waiting.append((future, pickle.dumps((fn, args))))
        if len(self.waiting) == 8:  # undisturbed, and seven places
            for last, told in reversed(self.waiting):
                call, given = pickle.loads(told)
                last.set_result(pickle.loads(pickle.dumps(call(*given))))
        return future


@pytest.mark.parametrize("crew", [Backwards, lambda: ThreadPoolExecutor(2)])
def test_any_executor_and_any_order_give_the_same(
    done: Stress, scenario: Scenario, crew: Callable[[], Executor]
) -> None:
    seen: list[tuple[int, int]] = []

    with crew() as executor:
        other = stress_test(
            scenario, "base-stock", executor=executor,
            progress=lambda *counts: seen.append(counts), **OPTIONS,
        )  # fmt: skip

    assert other.result_sha256 == done.result_sha256
    assert other.rows == done.rows
    assert seen[-1] == (24, 24)


def test_what_fails_in_a_worker_stops_the_rest(scenario: Scenario) -> None:
    cancelled: list[Future[Any]] = []

    class OneFails(Executor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
            assert callable(fn)
            assert args
            assert not kwargs
            future: Future[Any] = Future()
            cancelled.append(future)
            if len(cancelled) == 1:
                future.set_exception(ReplicationFailed("gone"))
            return future

    with pytest.raises(ReplicationFailed, match="gone"):
        stress_test(scenario, "base-stock", executor=OneFails(), **OPTIONS)

    assert all(future.cancelled() for future in cancelled[1:])


@pytest.mark.parametrize(
    "change",
    [{"seed": 8}, {"days": 9}, {"from_day": 26}, {"capacity_left_share": 0.5}, {"replications": 2}],
)
def test_the_digest_tells_another_test(
    done: Stress, scenario: Scenario, change: dict[str, Any]
) -> None:
    other = stress_test(scenario, "base-stock", **{**OPTIONS, **change}, places=[])

    alike = replace(done, disturbed={})
    assert other.result_sha256 != alike.result_sha256


def test_the_digest_is_of_every_number(done: Stress, scenario: Scenario) -> None:
    first = done.undisturbed[0]
    other = replace(first, cost_total=first.cost_total + 1e-9)
    again = stress_test(scenario, "base-stock", **OPTIONS, places=[])

    changed = replace(done, undisturbed=(other, *done.undisturbed[1:]))

    assert again.result_sha256 == replace(done, disturbed={}).result_sha256
    assert changed.result_sha256 != done.result_sha256
    assert again.result_sha256 != done.result_sha256


def test_a_bad_day_of_both_is_not_blamed_on_the_failure(scenario: Scenario) -> None:
    shock = Shock(from_day=12, days=2)  # day 2 after the warm-up

    def of(*served: int) -> Played:
        return Played(
            target=None, replication=4, cost_total=0.0, sent_units=array("q"),
            demand_by_day=array("q", [10] * 50),
            at_once_by_day=array("q", [*served, *[10] * (50 - len(served))]),
        )  # fmt: skip

    before, after = of(10, 10, 10, 3, 3), of(10, 10, 10, 3, 1, 4)
    better = of(10, 10, 10, 10, 1, 4)

    lost, demand, served = attributed(before, after)
    found = pair(before, after, scenario, shock).effect

    assert (lost, demand[3:7], served[3:7]) == (2 + 6, [10] * 4, [10, 8, 4, 10])
    assert (found.time_to_survive_days, found.time_to_recover_days) == (2, 2)
    assert found.lowest_service_share == 0.4
    assert attributed(before, better)[0] == 1
    assert attributed(before, better)[2][3] == 10
    with pytest.raises(ValueError, match="replications 4 and 5 are not a pair"):
        attributed(before, replace(after, replication=5))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"from_day": 9}, "an outage from day 9 is not counted .from 10 to before 60"),
        ({"from_day": 60}, "from day 60 is not counted"),
        ({"from_day": float("nan")}, "from day nan is not counted"),
        ({"days": 0}, "an outage of 0 days"),
        ({"days": float("inf")}, "an outage of inf days"),
        ({"capacity_left_share": 1.0}, "a capacity left of 1 is no outage"),
        ({"capacity_left_share": float("nan")}, "a capacity left of nan"),
        ({"replications": 0}, "0 replications: at least 1"),
        ({"places": ["hub", "moon"]}, "no site or lane is called 'moon'"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    scenario: Scenario, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(DecisionError, match=said):
        stress_test(scenario, "base-stock", **{**OPTIONS, **change})


class Stubborn:
    """A user's policy that counts its calls, and cannot bear an outage."""

    calls = 0

    def decide(self, observation: Any) -> tuple[()]:
        self.calls += 1
        if self.calls > 60:
            raise RuntimeError("I was not given a fresh copy")
        if observation.day == 25 and "outage" in observation.causes:
            raise ZeroDivisionError("no hub")
        return ()


def test_a_failure_of_the_policy_is_told_with_the_place_and_the_replication(
    scenario: Scenario,
) -> None:
    policy = Stubborn()

    with pytest.raises(ReplicationFailed, match="'hub' out, replication 0: day 25: ZeroDivision"):
        stress_test(scenario, policy, places=["hub"], **OPTIONS)
    assert policy.calls == 0


def test_a_piece_is_plain_data_and_tells_what_a_run_tells(scenario: Scenario) -> None:
    from experiments.provenance import canonical_json
    from experiments.replication import run

    piece = Piece(
        scenario_json=canonical_json(scenario), target=None, shock=Shock(from_day=20, days=1),
        policy="s-S", seed=3, replications=(2,),
    )  # fmt: skip
    network = build(scenario)

    played = play(pickle.loads(pickle.dumps(piece)))[0]

    same = run(network, named("s-S", network), seed=3, replication=2)
    assert played.demand_by_day == same.tally.demand_by_day
    assert played.at_once_by_day == same.tally.at_once_by_day
    assert played.cost_total == same.metrics()["cost_total"]
    assert played.sent_units == same.tally.sent


def test_pandas_gets_a_row_a_place_with_means_and_ends_of_intervals(done: Stress) -> None:
    frame = done.to_pandas()

    assert list(frame["name"]) == [row.name for row in done.rows]
    row = done.rows[0]
    first = frame.iloc[0]
    assert first["lost_units"] == row.lost_units.mean
    assert (first["lost_units_low"], first["lost_units_high"]) == (
        row.lost_units.low,
        row.lost_units.high,
    )
    assert first["degree"] == row.centralities["degree"]


def test_the_json_says_what_was_done_and_is_json(done: Stress) -> None:
    told = json.loads(json.dumps(stress_json(done), allow_nan=False))

    assert told["outage"] == {
        "from_day": 25, "days": 8, "capacity_left_share": 0.0, "own_disruptions": [],
    }  # fmt: skip
    assert [place["name"] for place in told["places"]] == [row.name for row in done.rows]
    assert told["places"][0]["lost_units"]["n"] == 3
    assert len(told["agreements"]) == 6 + 3
    assert told["result_sha256"] == done.result_sha256


def test_the_table_names_places_and_says_when_the_graph_misleads(done: Stress) -> None:
    told = stress_table(done)

    for row in done.rows:
        assert row.name in told
    assert "each place out alone for 8 days from day 25" in told
    assert all(found.sentence in told for found in done.agreements)
    assert max(map(len, told.split("Betweenness")[0].splitlines())) <= 130


def test_the_command_prints_and_writes(tmp_path: Any, chain: Any, capsys: Any) -> None:
    path = tmp_path / "scenario.yaml"
    chain["time"] = {"horizon_days": 30, "warm_up_days": 10}
    chain["disruptions"] = {}
    path.write_text(json.dumps(chain), encoding="utf-8")
    asked = AskedStress(
        scenario=str(path), policy="base-stock", from_day=20, days=5, capacity_left_share=0.0,
        own_disruptions="off", places="hub", replications=2, seed=1, changes=("name=mine",),
        out=tmp_path / "out",
    )  # fmt: skip

    stress(asked, 1, None, as_json=False)
    table = capsys.readouterr().out
    stress(replace(asked, out=None), 1, None, as_json=True)
    told = json.loads(capsys.readouterr().out)

    assert table.startswith("mine, base-stock: each place out alone")
    assert json.loads((tmp_path / "out" / "stress.json").read_text(encoding="utf-8")) == told
    assert {one.name for one in (tmp_path / "out").iterdir()} == {
        "stress.json", "critical_places.svg", "critical_places.png", "resilience_curve_site.svg",
        "resilience_curve_site.png",
    }  # fmt: skip
