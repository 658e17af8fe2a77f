"""The synthetic cases, and the parts of a plan's cost."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.papers.badejo_2024.case import CASE_1, CASE_3, ROLLING
from experiments.papers.badejo_2024.disruption import WORST_WEEKS
from experiments.papers.badejo_2024.instance import instance
from experiments.papers.badejo_2024.parts import cost_by_part, cost_by_week, impact_by_part
from experiments.papers.badejo_2024.planner import Outcome, Planner


def test_the_same_case_has_the_same_data() -> None:
    one, other = instance(CASE_1), instance(CASE_1)
    assert one.chain == other.chain
    np.testing.assert_array_equal(one.demand_units, other.demand_units)


def test_another_seed_has_other_data() -> None:
    assert instance(replace(CASE_1, seed=2)).chain != instance(CASE_1).chain


def test_case_3_is_case_1_with_expansion_and_disruption() -> None:
    one, three = instance(CASE_1), instance(CASE_3)
    np.testing.assert_array_equal(one.demand_units, three.demand_units)
    assert three.baseline.chain == one.chain
    assert one.node_open_share.min() == 1
    open_share = three.node_open_share[list(three.chain.plants)].sum(axis=0)
    assert int(open_share.argmin()) in WORST_WEEKS


def test_windows_of_the_rolling_horizon_move_over_the_same_weeks() -> None:
    case = instance(ROLLING)
    first, second = case.window(), case.window(first_week=2)
    np.testing.assert_array_equal(first.demand_units[:, 2:], second.demand_units[:, :-2])
    np.testing.assert_array_equal(first.node_open_share[:, 2:], second.node_open_share[:, :-2])


def test_cost_and_impact_are_the_sum_of_their_parts() -> None:
    case = instance(CASE_3)
    done = Planner.of(case.chain).least_cost(case.window(coverage_share=0.0), gap_share=0.05)
    assert isinstance(done, Outcome)
    assert sum(part.sum() for part in cost_by_part(done).values()) == pytest.approx(done.cost)
    assert cost_by_week(done).sum() == pytest.approx(done.cost)
    assert sum(part.sum() for part in impact_by_part(done).values()) == pytest.approx(done.impact)
    assert cost_by_part(done)["expansion"].sum() > 0
