"""Fronts of small knapsacks: every undominated plan, as trying all of them tells."""

import numpy as np
import pytest

from policies.milp.fronts.pareto import Levels, pareto_front
from policies.milp.fronts.payoff import Payoff, payoff
from policies.milp.fronts.trade_off import FormTradeOff
from policies.milp.fronts.weighted_sums import even_weights, weighted_front
from tests.small_forms import EXACT, PlainHighs, enumerated_front, knapsack

Values = set[tuple[int, ...]]


def problem(objectives: int, things: int, seed: int) -> tuple[FormTradeOff, Values]:
    """Return a knapsack whose profits are at odds, and its front."""
    rng = np.random.default_rng(seed)
    profits = rng.integers(1, 20, (objectives, things))
    profits[-1] = np.maximum(1, 20 - profits[0] + rng.integers(-3, 4, things))
    weights = rng.integers(3, 12, things)
    form = knapsack(profits, weights, int(weights.sum()) // 2)
    names = tuple(form.objectives)
    asked = FormTradeOff(form=form, names=names, solver=PlainHighs(), limits=EXACT)
    return asked, enumerated_front(form)


def every_level(anchors: Payoff, front: Values) -> Levels:
    """Return a level for each whole number that the front may have, so that none is missed."""
    worst = np.max(list(front), axis=0)
    return {
        name: tuple(np.arange(worst[i], round(anchors.ideal[name]) - 1, -1).astype(float))
        for i, name in enumerate(anchors.names)
        if i > 0
    }


@pytest.mark.parametrize(("objectives", "things", "seed"), [(2, 12, 1), (2, 12, 2), (3, 8, 3)])
def test_every_undominated_plan_is_found_once(objectives: int, things: int, seed: int) -> None:
    asked, front = problem(objectives, things, seed)
    anchors = payoff(asked)

    found = pareto_front(asked, payoff=anchors, levels=every_level(anchors, front))

    assert len(front) > 8  # else there is nothing to find
    assert len(found.points) == len(front)
    assert {tuple(row) for row in np.round(found.values).astype(int).tolist()} == front
    assert found.missed_count == 0
    # the bounce pays: a grid point is solved for about each plan of the front, not each level
    assert found.solves_count < 0.4 * (found.solves_count + found.skipped_count)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_anchors_of_two_objectives_are_the_ends_of_the_front(seed: int) -> None:
    asked, front = problem(2, 12, seed)

    found = payoff(asked)

    ends = np.array(sorted(front))
    assert found.nadir == pytest.approx({"f0": ends[-1][0], "f1": ends[0][1]})
    assert found.ideal == pytest.approx({"f0": ends[0][0], "f1": ends[-1][1]})
    assert found.nadir_is_exact


def test_the_nadir_of_three_objectives_misses_part_of_the_front() -> None:
    asked, front = problem(3, 8, 3)

    found = payoff(asked)

    worst = np.max(list(front), axis=0)
    assert (np.array(list(found.nadir.values())) < worst - 0.5).any()
    assert not found.nadir_is_exact


def test_weighted_sums_find_a_part_of_the_front_and_nothing_else() -> None:
    asked, front = problem(2, 12, 1)
    anchors = payoff(asked)

    found = weighted_front(asked, payoff=anchors, weights=even_weights(2, 12))

    values = {tuple(row) for row in np.round(found.values).astype(int).tolist()}
    assert values < front
    assert found.hypervolume_share() > 0.5
