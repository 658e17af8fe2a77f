"""The stress test: promises that hold where nothing is uncertain, and its yardsticks."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments import run
from experiments.papers.badejo_2024 import stress
from experiments.papers.badejo_2024.case import CASE_3
from experiments.papers.badejo_2024.forecasts import Mistaken, clairvoyant
from experiments.papers.badejo_2024.instance import instance
from experiments.papers.badejo_2024.promise import Witness
from experiments.papers.badejo_2024.rules import LotReorder, TwoTargetBaseStock
from experiments.papers.badejo_2024.scenario import CERTAIN, UNCERTAIN, Setting, scenario
from policies.reorder_point import ReorderUpTo
from policies.rolling_horizon import RollingMilp
from twin.chain.network import Network, build
from twin.control.decision import Decision
from twin.control.observation import Observation

CASE = instance(CASE_3)
QUICK = {"horizon_periods": 6, "service_share": 0.95, "gap_share": 0.05, "lps": 300}


def network_of(setting: Setting, weeks: int, warm_up: int = 0) -> Network:
    return build(scenario(CASE, replace(setting, weeks_count=weeks, warm_up_weeks=warm_up)))


def test_in_a_certain_world_plans_keep_their_promise() -> None:
    """Within what is told apart by the clock, and what is rounded to whole units.

    A week's stock is charged by the day in the world, at its end in the plan: with mean weekly
    demand of each consumer delivered at once the difference is half a week's demand, about
    0.3 % of the cost. Making a unit is charged when its batch is done, a week after the plan does:
    five in a hundred of a unit's cost of making, times what the number of batches varies by.
    """
    network = network_of(CERTAIN, weeks=14, warm_up=6)
    witness = Witness(planner=RollingMilp.for_network(network, **QUICK))  # type: ignore[arg-type]

    achieved = run(network, witness, seed=1).metrics()

    promised = witness.promised(42)
    assert promised["weeks_count"] == 8
    for name in ("cost_purchase", "cost_transport"):
        assert achieved[name] == pytest.approx(promised[name], rel=1e-4)
    # a unit a customer and week, at most at 2 USD
    assert achieved["cost_lost_sales"] == pytest.approx(promised["cost_lost_sales"], abs=20 * 8 * 2)
    assert achieved["fill_rate_share"] == pytest.approx(promised["fill_rate_share"], abs=1e-3)
    assert achieved["cost_total"] == pytest.approx(promised["cost_total"], rel=0.01)


class Watches:
    """Orders nothing, and keeps what a planner expects of the first period."""

    def __init__(self, planner: RollingMilp) -> None:
        self.planner = planner
        self.expected: list[float] = []

    def decide(self, observation: Observation) -> Decision:
        mean, _ = self.planner.expected.demand(int(observation.day), observation)
        self.expected.append(float(mean[:, 0].sum()))
        return ()


def test_who_is_told_the_demand_expects_what_is_asked_for() -> None:
    network = network_of(UNCERTAIN, weeks=4)
    known = clairvoyant(network, seed=5, replication=3, **QUICK)  # type: ignore[arg-type]
    watches = Watches(known)

    done = run(network, watches, seed=5, replication=3)

    asked = np.reshape(done.tally.demand_by_day, (4, 7)).sum(axis=1)
    assert watches.expected == asked.tolist()


def test_a_mistaken_forecast_errs_by_its_bias_and_its_noise_by_nothing_on_average() -> None:
    network = network_of(CERTAIN, weeks=30)
    right = Watches(RollingMilp.for_network(network, **QUICK))  # type: ignore[arg-type]
    wrong = Watches(
        Mistaken.for_network(network, bias_share=0.2, noise_share=0.3, **QUICK)  # type: ignore[arg-type]
    )

    run(network, right, seed=1)
    run(network, wrong, seed=1)

    ratios = np.array(wrong.expected) / np.array(right.expected)
    assert ratios.std() > 0.03  # 0.3 over 20 customers of uneven size is at least 0.3 / sqrt(20)
    assert ratios.mean() == pytest.approx(1.2, abs=4 * ratios.std(ddof=1) / np.sqrt(30))


def test_base_stock_with_two_equal_targets_is_base_stock() -> None:
    network = network_of(UNCERTAIN, weeks=10)
    rule = TwoTargetBaseStock.for_network(network, near_share=0.9, behind_share=0.9)

    ours = run(network, rule, seed=2).metrics()

    assert ours == run(network, "base-stock:service_share=0.9", seed=2).metrics()


def test_levels_of_a_biased_rule_are_higher_by_the_bias() -> None:
    network = network_of(CERTAIN, weeks=10)
    biased = TwoTargetBaseStock.for_network(network, bias_share=0.5)

    more = run(network, biased, seed=2).metrics()["on_hand_units_mean"]

    assert more > 1.2 * run(network, "base-stock", seed=2).metrics()["on_hand_units_mean"]  # type: ignore[operator]


def test_the_lot_factor_scales_what_lies_between_the_two_levels() -> None:
    network = network_of(UNCERTAIN, weeks=10)

    own = ReorderUpTo.for_network(network, service_share=0.8)
    half = LotReorder.for_network(network, service_share=0.8, lot_factor=0.5)

    lots = own.up_to_units - own.reorder_points_units
    np.testing.assert_array_equal(half.reorder_points_units, own.reorder_points_units)
    np.testing.assert_allclose(half.up_to_units - own.reorder_points_units, lots / 2, atol=0.5)


def test_a_quick_look_tells_promises_and_foresight(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stress.main(["--days", "49", "--replications", "1", "--out", str(tmp_path)])

    told = capsys.readouterr().out
    assert "promised cost" in told
    assert "told all demand" in told
    assert (tmp_path / "promises.png").stat().st_size > 10_000
