"""Several objectives, one after the other or added up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from policies.milp.solution import USUAL_LIMITS, Cuts, Limits, Solve, Solver, Start
from policies.milp.standard_form import StandardForm


@dataclass(frozen=True, kw_only=True)
class Goal:
    """An objective, and how much of it those after it may give up."""

    objective: str
    give_share: float = 0.0
    """Of its value, by which it may be worse later."""

    give: float = 1e-6
    """The same as a quantity; a little, lest rounding shuts the found plan out."""


SHORTFALL_THEN_COST = (Goal(objective="shortfall"), Goal(objective="cost"))
"""Where coverage cannot be met: as little below it as can be, and that at the least cost."""


def lexicographic(
    solver: Solver,
    form: StandardForm,
    goals: Sequence[Goal],
    *,
    at_most: dict[str, float] | None = None,
    limits: Limits = USUAL_LIMITS,
    cuts: Cuts | None = None,
    start: Start | None = None,
) -> tuple[Solve, ...]:
    """Return a solve for each goal, in order of importance; the last has the plan.

    Each goal is held at what its solve achieved while those after it are minimised. Where a
    solve brings no plan it is the last.

    Args:
        solver: of every goal.
        form: the model.
        goals: at least one.
        at_most: objectives that stay at most at a value all along.
        limits: of each solve.
        cuts: valid for the model.
        start: of the first solve; the others start from the plan before.
    """
    held = dict(at_most or {})
    solves: list[Solve] = []
    for goal in goals:
        found = solver.solve(
            form, goal.objective, at_most=held, limits=limits, cuts=cuts, start=start
        )
        solves.append(found)
        if found.values is None or found.objective is None:
            break
        most = found.objective + goal.give + goal.give_share * abs(found.objective)
        held = held | {goal.objective: min(most, held.get(goal.objective, np.inf))}
        start = start_from(form, found)
    return tuple(solves)


def start_from(form: StandardForm, found: Solve) -> Start | None:
    """Return the whole numbers of a plan as a start; None without a plan."""
    if found.values is None:
        return None
    columns = np.flatnonzero(form.integer)
    return Start(columns=columns, values=found.values[columns])


def weighted(form: StandardForm, weights: dict[str, float], name: str) -> StandardForm:
    """Return the form with one objective more: others, weighted and added up.

    Weights hold the normalisation too: the weight of an objective over the width of its range
    (nadir - ideal) makes objectives of different units comparable.
    """
    costs = np.zeros(form.lower.size)
    offset = 0.0
    for objective, weight in weights.items():
        costs += weight * form.objectives[objective]
        offset += weight * form.offsets[objective]
    return replace(
        form,
        objectives=form.objectives | {name: costs},
        offsets=form.offsets | {name: offset},
    )
