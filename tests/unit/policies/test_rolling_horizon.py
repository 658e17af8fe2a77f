"""Plans made again and again in the simulated world."""

from copy import deepcopy
from typing import Any

import pytest

from experiments import check_policy, study
from experiments.replication import Run, run
from experiments.single_run import run_json
from policies.catalogue import named
from policies.milp.solution import Solve
from policies.milp.solving.slopes import Slopes
from policies.milp.solving.watchdog import WatchedSolver
from policies.rolling_horizon import RollingMilp
from tests.builders import full_chain, poisson, scenario, two_sites
from tests.unit.policies.faulty_solvers import Changes, Says
from tests.unit.world.chains import chain, each_day, lane, maker, patients, shop
from twin.chain.network import build
from twin.chain.scenario import Scenario

Data = dict[str, Any]
FAULTY = "tests.unit.policies.faulty_solvers"


def played(data: Data, seed: int = 1, **parameters: Any) -> tuple[Run, RollingMilp]:
    """Return a run under a plan, solved in this process, its laws checked, and the planner."""
    network = build(Scenario.of(data))
    policy = RollingMilp.for_network(network, **{"solver": Slopes(), **parameters})
    return run(network, policy, seed=seed, audit=True), policy


def ordered(done: Run) -> list[tuple[float, int, int]]:
    """Return day, lane and units of every order."""
    assert done.ledger is not None
    rows = done.ledger.rows("ordered").tolist()
    return [(tick / 1440, lane, units) for tick, lane, _, units in rows]


def test_steady_demand_is_ordered_in_the_lots_of_wagner_and_whitin():
    # A trip costs 100, a unit kept overnight 1, 4 units a day. A lot of n days costs
    # 100 + 4 n (n - 1) / 2 for n days: 26.67, 26.29 and 26.50 a day for 6, 7 and 8 days.
    # Over 14 days two lots of 7 are best (368; 372 for 6 and 8, 404 for 5, 5 and 4).
    data = chain(
        29,
        products={"pill": {"holding_cost_per_unit_day": 1, "lost_sale_cost_per_unit": 1000}},
        vehicles={"van": {"fixed_cost_per_trip": 100}},
        sites={"maker": maker("pill"), "shop": {"kind": "clinic"}},
        lanes={"road": lane("maker", "shop", vehicle="van")},
        demand={"d": patients(each_day(4), backordered_share=0)},
    )

    done, policy = played(data, horizon_periods=14, gap_share=1e-6, nodes=1000)

    assert ordered(done) == [(day, 0, 28) for day in (0, 7, 14, 21, 28)]
    assert {one.status for one in policy.solves} == {"optimal"}


@pytest.mark.parametrize("order", [None, ["receive", "demand", "decide", "age"]])
def test_where_trips_cost_nothing_a_plan_orders_what_base_stock_orders(order):
    data = two_sites(**({"order_of_play": order} if order else {}))
    network = build(scenario(data))

    done, _ = played(data)
    ruled = run(network, named("base-stock", network), seed=1)

    assert ordered(done)
    assert done.metrics()["cost_total"] == ruled.metrics()["cost_total"]
    assert done.metrics()["fill_rate_share"] == pytest.approx(
        ruled.metrics()["fill_rate_share"], abs=0.005
    )
    assert ordered(done)[10:20] == ordered(ruled)[10:20]


def test_goods_come_from_the_second_maker_while_the_first_is_out_for_long():
    data = two_sites(horizon_days=40)
    data["sites"]["other"] = {"kind": "supplier", "supplies": {"vaccine": {}}}
    data["lanes"]["other road"] = {
        "origin": "other", "destination": "clinic", "lead_time": {"law": "constant", "days": 2},
        "priority_count": 200,
    }  # fmt: skip
    data["disruptions"] = {
        "out": {"what": "supplier", "of": "supplier",
                "when": {"dated": [{"from_day": 10, "days": 25}]}}
    }  # fmt: skip

    done, policy = played(data)

    other = done.network.lane_names.index("other road")
    days = {day for day, lane, _ in ordered(done) if lane == other}
    assert days
    assert days <= set(range(10, 36))
    assert done.metrics()["fill_rate_share"] > 0.9
    assert not any(one.fallback for one in policy.solves)


@pytest.mark.parametrize(("days", "horizon"), [(1, 8), (7, 28)])
def test_a_chain_with_everything_keeps_its_laws_under_plans(days, horizon):
    done, policy = played(full_chain(horizon_days=horizon, review_period_days=days), seed=3)

    assert len(policy.solves) == len(range(0, horizon, days))
    assert not any(one.fallback for one in policy.solves)
    assert done.metrics()["produced_units"] > 0
    assert done.metrics()["served_units"] > 0


def test_places_that_nothing_reaches_are_no_hindrance():
    data = two_sites(horizon_days=6)
    data["sites"]["island"] = {"kind": "clinic", "opening_stock": {"vaccine": 5}}
    data["demand"]["island"] = {"site": "island", "product": "vaccine", "law": poisson(1)}

    _, policy = played(data)

    assert [one.status for one in policy.solves] == ["optimal"] * 6


def test_a_chain_without_any_lane_is_planned_too():
    data = chain(3, sites={"shop": shop(opening_stock={"pill": 9})}, lanes={},
                 demand={"d": patients(each_day(2))})  # fmt: skip

    done, policy = played(data)

    assert ordered(done) == []
    assert len(policy.solves) == 3


def test_the_same_run_gives_the_same_ledger():
    hashes = {played(full_chain(horizon_days=14, review_period_days=7))[0].ledger.sha256()
              for _ in range(2)}  # fmt: skip

    assert len(hashes) == 1


def test_the_border_is_kept():
    network = build(scenario(two_sites(horizon_days=20)))

    check_policy(RollingMilp.for_network(network, solver=Slopes()), network)


def test_a_copy_of_a_planner_plans_as_it_does():
    network = build(scenario(two_sites(horizon_days=10)))
    policy = RollingMilp.for_network(network, solver=Slopes())
    copy = deepcopy(policy)

    first, second = (run(network, one, seed=5) for one in (policy, copy))

    assert first.ledger.sha256() == second.ledger.sha256()


@pytest.mark.parametrize(
    "solver",
    [
        Says(Solve(status="infeasible")),
        Says(Solve(status="unbounded")),
        Says(Solve(status="nothing found")),
        Says(Solve(status="failed", reason="it broke off")),
        Says(Solve(status="optimal")),
        Changes("not numbers"),
        Changes("no plan"),
        Changes("too cheap"),
    ],
)
def test_without_a_true_plan_the_fallback_decides(solver):
    data = two_sites(horizon_days=8)
    network = build(scenario(data))

    done, policy = played(data, solver=solver)

    ruled = run(network, named("base-stock", network), seed=1)
    assert ordered(done) == ordered(ruled)
    assert [one.fallback for one in policy.solves] == ["base-stock"] * 8
    assert done.solver["by_fallback"] == 8
    assert done.metrics()["plan_fallbacks_count"] == 8


def test_a_plan_at_a_limit_is_carried_out():
    data = two_sites(horizon_days=8)

    done, policy = played(data, solver=Changes("limit"))

    assert {one.status for one in policy.solves} == {"limit"}
    assert not any(one.fallback for one in policy.solves)
    assert ordered(done) == ordered(played(data)[0])


def test_a_solver_that_aborts_costs_its_decision_only():
    data = two_sites(horizon_days=2, review_period_days=1)

    _, policy = played(data, solver=WatchedSolver(f"{FAULTY}:Aborts"))

    assert [one.status for one in policy.solves] == ["failed"] * 2
    assert all(one.fallback and one.reason for one in policy.solves)


def test_a_solver_that_hangs_is_stopped():
    data = two_sites(horizon_days=5, review_period_days=7)

    _, policy = played(
        data, solver=WatchedSolver(f"{FAULTY}:Hangs", grace_seconds=2.0), seconds=0.1
    )

    (one,) = policy.solves
    assert (one.status, one.fallback) == ("failed", "base-stock")
    assert "time" in one.reason


def test_a_coverage_that_cannot_be_met_falls_short_as_little_as_it_can():
    data = two_sites(horizon_days=1)
    data["sites"]["clinic"]["opening_stock"] = {"vaccine": 4}

    _, policy = played(data, coverage_share=1.0)

    (one,) = policy.solves
    # nothing comes before day 2: of 10 a day on days 0 and 1 only 4 are there
    assert one.fallback == ""
    assert "coverage falls short by 16 units" in one.reason


def test_a_run_tells_what_the_solver_did():
    done, _ = played(two_sites(horizon_days=4))

    told = run_json(done, "rolling-milp", "")["solver"]

    assert told["decisions"] == 4
    assert told["by_fallback"] == 0
    assert told["statuses"] == {"optimal": 4}
    assert [one["day"] for one in told["each"]] == [0, 1, 2, 3]


def test_a_rule_without_plans_has_no_solver():
    network = build(scenario(two_sites(horizon_days=4)))
    done = run(network, named("base-stock", network), seed=1)

    assert run_json(done, "base-stock", "")["solver"] == {}
    assert not any(name.startswith("plan_") for name in done.metrics())


def test_a_study_tells_fallbacks_and_its_digest_does_not_hang_on_workers():
    data = scenario(two_sites(horizon_days=6))
    policies = ["base-stock", "rolling-milp:watch=0"]

    alone, together = (
        study(data, policies, replications=2, seed=1, workers=workers) for workers in (1, 2)
    )

    assert alone.result_sha256 == together.result_sha256
    arm = alone.arms[1]
    assert alone.values(arm, "plan_decisions_count") == (6.0, 6.0)
    assert alone.values(alone.arms[0], "plan_decisions_count") == (None, None)


@pytest.mark.parametrize(
    "parameter",
    ["recovery=soon", "service_share=1.0", "coverage_share=1.5", "gap_share=1.0",
     "history_days=99", "horizon_periods=0", "lps=0", "nodes=-1", "seconds=0.0",
     "fallback=rolling-milp"],
)  # fmt: skip
def test_a_parameter_out_of_its_range_is_refused(parameter):
    from twin.errors import DecisionError

    network = build(scenario(two_sites()))

    with pytest.raises(DecisionError, match=parameter.partition("=")[0]):
        named(f"rolling-milp:{parameter}", network)
