"""Whether an answer is true, checked without the solver that gave it."""

from dataclasses import replace
from numbers import Number
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from policies.milp.solution import Limits, Solve, Status
from policies.milp.standard_form import StandardForm

Floats = NDArray[np.float64]

TOLERANCE = 1e-6
"""Of a bound, a whole number or a row, for each unit of the greatest terms in it."""


def checked(
    form: StandardForm,
    objective: str,
    answer: Solve,
    *,
    at_most: dict[str, float],
    limits: Limits,
) -> Solve:
    """Return the answer, or a failure that says what is false in it."""
    reason = _untrue(form, objective, answer, at_most, limits)
    if not reason:
        return answer
    return replace(answer, status="failed", objective=None, bound=None, values=None, reason=reason)


def _untrue(
    form: StandardForm, objective: str, answer: Solve, at_most: dict[str, float], limits: Limits
) -> str:
    if answer.status not in get_args(Status):
        return f"unknown status {answer.status!r}"
    if not _well_formed(answer):
        return "values of other types than a solve has"
    has_plan = answer.values is not None and answer.objective is not None
    if has_plan != (answer.status in ("optimal", "limit")):
        return f"{answer.status} {'with' if has_plan else 'without'} a plan"
    if answer.bound is not None and np.isnan(answer.bound):
        return "the bound is not a number"
    if answer.values is None or answer.objective is None:
        return ""
    return (
        _no_plan(form, answer.values)
        or _too_much(form, answer.values, at_most)
        or _wrong_value(form, objective, answer.objective, answer.values)
        or _wrong_bound(answer, limits)
    )


def _well_formed(answer: Solve) -> bool:
    numbers = (answer.objective, answer.bound)
    if any(isinstance(each, complex) or not isinstance(each, Number | None) for each in numbers):
        return False
    x = answer.values
    return x is None or (isinstance(x, np.ndarray) and x.dtype == np.float64)


def _no_plan(form: StandardForm, x: Floats) -> str:
    """Return what the point breaks of bounds, whole numbers and rows."""
    if x.shape != form.lower.shape:
        return f"{x.size} values for {form.lower.size} columns"
    if not np.isfinite(x).all():
        return f"{int((~np.isfinite(x)).sum())} values are not numbers"
    slack = TOLERANCE * (1 + np.abs(x))
    out = np.maximum(form.lower - x, x - form.upper)
    if (out > slack).any():
        return f"a value is out of its bounds by {out.max():.3g}"
    off = np.where(form.integer, np.abs(x - np.round(x)), 0.0)
    if (off > slack).any():
        return f"a value that must be whole is off by {off.max():.3g}"
    activity = form.matrix @ x
    missed = np.maximum(form.row_lower - activity, activity - form.row_upper)
    if (missed > TOLERANCE * (1 + abs(form.matrix) @ np.abs(x))).any():
        return f"a row is broken by {missed.max():.3g}"
    return ""


def _too_much(form: StandardForm, x: Floats, at_most: dict[str, float]) -> str:
    for name, most in at_most.items():
        if form.value(name, x) - most > _slack(form, name, x):
            return f"{name} is {form.value(name, x):.9g}, more than {most:.9g}"
    return ""


def _wrong_value(form: StandardForm, objective: str, told: float, x: Floats) -> str:
    true = form.value(objective, x)
    if not abs(told - true) <= _slack(form, objective, x):
        return f"{objective} is {true:.9g}, not {told:.9g}"
    return ""


def _wrong_bound(answer: Solve, limits: Limits) -> str:
    gap = answer.gap_share
    if answer.bound is None or answer.objective is None or gap is None:
        return "optimal without a bound" if answer.status == "optimal" else ""
    slack = TOLERANCE * (1 + abs(answer.objective))
    if answer.bound > answer.objective + slack:
        return f"the bound {answer.bound:.9g} is above the plan's {answer.objective:.9g}"
    if answer.status == "optimal" and (
        answer.objective - answer.bound > limits.gap_share * abs(answer.objective) + slack
    ):
        return f"called optimal at a gap of {gap:.3g}"
    return ""


def _slack(form: StandardForm, objective: str, x: Floats) -> float:
    terms = float(np.abs(form.objectives[objective]) @ np.abs(x))
    return TOLERANCE * (1 + terms + abs(form.offsets[objective]))
