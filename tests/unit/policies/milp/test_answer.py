"""False answers are refused, whatever is false in them."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from policies.milp.solution import Limits, Solve
from policies.milp.solving.answer import checked
from tests.unit.policies.milp.forms import form

FORM = form(rows=[2, 3], row_upper=[12], cost=[-1, -2], upper=5, other_cost=[1, 0])
TRUE = Solve(status="optimal", objective=-7.0, bound=-7.0, values=np.array([1.0, 3.0]))


def after(answer: Solve, at_most: dict[str, float] | None = None) -> Solve:
    return checked(FORM, "cost", answer, at_most=at_most or {}, limits=Limits(gap_share=0.1))


@pytest.mark.parametrize(
    "answer",
    [
        TRUE,
        replace(TRUE, bound=-7.5),
        replace(TRUE, status="limit", bound=-50.0),
        replace(TRUE, status="limit", bound=None),
        Solve(status="infeasible"),
        Solve(status="nothing found", bound=-9.0),
        Solve(status="failed", reason="as it was"),
    ],
)
def test_what_may_be_true_is_left_as_it_is(answer: Solve) -> None:
    assert after(answer) is answer


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"values": np.array([np.nan, 3.0])}, "1 values are not numbers"),
        ({"values": np.array([1.0])}, "1 values for 2 columns"),
        ({"values": np.array([1.0, 6.0])}, "a value is out of its bounds by 1"),
        ({"values": np.array([1.5, 3.0])}, "a value that must be whole is off by 0.5"),
        ({"values": np.array([2.0, 3.0])}, "a row is broken by 1"),
        ({"objective": -8.0}, "cost is -7, not -8"),
        ({"objective": np.nan}, "cost is -7, not nan"),
        ({"bound": np.nan}, "the bound is not a number"),
        ({"bound": -6.9}, "the bound -6.9 is above the plan's -7"),
        ({"bound": -8.0}, "called optimal at a gap of 0.143"),
        ({"bound": None}, "optimal without a bound"),
        ({"status": "limit", "values": None}, "limit without a plan"),
        ({"status": "infeasible"}, "infeasible with a plan"),
        ({"status": "solved"}, "unknown status 'solved'"),
        ({"objective": "-7"}, "values of other types than a solve has"),
        ({"values": [1.0, 3.0]}, "values of other types than a solve has"),
    ],
)
def test_a_false_answer_is_a_failure_that_says_what_is_false(
    change: dict[str, Any], reason: str
) -> None:
    found = after(replace(TRUE, **change))
    assert (found.status, found.reason) == ("failed", reason)
    assert found.values is None
    assert found.objective is None
    assert found.bound is None


def test_an_objective_that_had_to_stay_below_a_value_is_looked_at() -> None:
    assert after(TRUE, {"other": 1.0}) is TRUE
    assert after(TRUE, {"other": 0.5}).reason == "other is 1, more than 0.5"
