"""Objectives one after the other, and added up."""

from dataclasses import replace

import numpy as np
import pytest

from policies.milp.solution import Limits, Solve
from policies.milp.solving.lexicographic import Goal, lexicographic, start_from, weighted
from policies.milp.solving.solve import Highs
from tests.unit.policies.milp.forms import form

EXACT = Limits(gap_share=0.0, nodes_count=1000)

# 3 x + 2 y >= 12 of whole numbers up to 5. The least x + y is 4, at (4, 0) only; where it
# may be 5, the least 2 x + y is 7, at (2, 3), and nothing is below.
FORM = form(
    rows=[3, 2], row_lower=[12], row_upper=[np.inf], cost=[1, 1], upper=5, other_cost=[2, 1]
)


def test_the_second_goal_chooses_among_the_best_plans_of_the_first() -> None:
    first, second = lexicographic(
        Highs(), FORM, (Goal(objective="cost"), Goal(objective="other")), limits=EXACT
    )
    assert first.objective == pytest.approx(4)
    assert second.values == pytest.approx([4, 0])
    assert second.objective == pytest.approx(8)


@pytest.mark.parametrize(
    ("goal", "value"),
    [
        (Goal(objective="cost", give_share=0.25), 7),
        (Goal(objective="cost", give=1.0), 7),
        (Goal(objective="cost", give=0.9), 8),
    ],
)
def test_what_the_first_goal_gives_up_the_second_may_use(goal: Goal, value: float) -> None:
    _, second = lexicographic(Highs(), FORM, (goal, Goal(objective="other")), limits=EXACT)
    assert second.objective == pytest.approx(value)


def test_a_ceiling_of_the_caller_holds_in_every_solve() -> None:
    solves = lexicographic(
        Highs(),
        FORM,
        (Goal(objective="cost"), Goal(objective="cost")),
        at_most={"other": 7.0},
        limits=EXACT,
    )
    assert [found.objective for found in solves] == pytest.approx([5, 5])


def test_the_first_goal_without_a_plan_is_the_last() -> None:
    solves = lexicographic(
        Highs(),
        FORM,
        (Goal(objective="cost"), Goal(objective="other")),
        at_most={"other": 6.0},
        limits=EXACT,
    )
    assert [found.status for found in solves] == ["infeasible"]


def test_later_goals_start_from_the_plan_before() -> None:
    # without a search or branch and bound, only the start can bring a plan
    limits = Limits(gap_share=0.0, nodes_count=0)
    first = Highs().solve(FORM, "cost", limits=EXACT)
    solves = lexicographic(
        Highs(plan=()),
        FORM,
        (Goal(objective="cost"), Goal(objective="other")),
        limits=limits,
        start=start_from(FORM, first),
    )
    assert [found.objective for found in solves] == pytest.approx([4, 8])
    assert start_from(FORM, Solve(status="infeasible")) is None


def test_weights_add_objectives_up() -> None:
    shifted = replace(FORM, offsets={"cost": 10.0, "other": 1.0})
    both = weighted(shifted, {"cost": 0.5, "other": 2.0}, "both")
    x = np.array([3.0, 2.0])
    assert both.value("both", x) == pytest.approx(0.5 * 15 + 2.0 * 9)
    assert set(FORM.objectives) == {"cost", "other"}
