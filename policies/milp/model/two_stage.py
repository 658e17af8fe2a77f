"""Plans on several futures of demand: one first period, and for each future its own rest.

What leaves, is sent for and is started in the first period is decided before demand is known
and is the same in every future; all else follows it. The cost is the mean over futures, or
the conditional value at risk: the mean over the worst 1 - level of them.

    minimise  c1 x1 + eta + sum of excess [k] / ((1 - level) K)
    subject to  c2 x2 [k] - eta <= excess [k],  excess >= 0

Source: Birge and Louveaux, *Introduction to Stochastic Programming* (2011), section 3.1;
Rockafellar and Uryasev, *Journal of Risk* 2 (2000) 21-41, for the risk.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from policies.milp.model.compile import Compiled
from policies.milp.standard_form import StandardForm

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FIRST = ("flow.units", "flow.load", "trips.count", "production.batches", "production.made")
"""Variables whose first period is decided before demand is known; the last index is time."""


@dataclass(frozen=True, kw_only=True, eq=False)
class TwoStage:
    """The extensive form, and where the columns of a single future stand in it."""

    form: StandardForm
    places: Ints
    """(futures, columns of one)."""


def two_stage(
    futures: Sequence[StandardForm], kept: Compiled, *, cvar_level_share: float | None = None
) -> TwoStage:
    """Return the extensive form of windows that differ in their right-hand sides.

    Args:
        futures: one form for each, all of one template.
        kept: names and indices of their columns.
        cvar_level_share: None for the mean.
    """
    one, k = futures[0], len(futures)
    n = len(one.lower)
    first = _first(kept, n)
    shared, own = np.flatnonzero(first), np.flatnonzero(~first)
    places = np.empty((k, n), dtype=np.int64)
    places[:, shared] = np.arange(len(shared))
    for future in range(k):
        places[future, own] = len(shared) + future * len(own) + np.arange(len(own))
    width = len(shared) + k * len(own)
    matrix = _beside(
        sp.vstack([form.matrix[:, shared] for form in futures]),
        sp.block_diag([form.matrix[:, own] for form in futures]),
    )
    lower, upper = np.empty(width), np.empty(width)
    integer = np.zeros(width, dtype=bool)
    for future, form in enumerate(futures):
        lower[places[future]], upper[places[future]] = form.lower, form.upper
        integer[places[future]] = form.integer
    for form in futures:
        lower[: len(shared)] = np.maximum(lower[: len(shared)], form.lower[shared])
        upper[: len(shared)] = np.minimum(upper[: len(shared)], form.upper[shared])
    costs = np.zeros(width)
    costs[: len(shared)] = one.objectives["cost"][shared]
    rest = one.objectives["cost"][own]
    row_lower = np.concatenate([form.row_lower for form in futures])
    row_upper = np.concatenate([form.row_upper for form in futures])
    if cvar_level_share is None:
        costs[len(shared) :] = np.tile(rest / k, k)
    else:
        excess = _beside(
            sp.csc_array((k, len(shared))),
            sp.block_diag([sp.csr_array(rest[None, :])] * k),
            sp.csc_array(np.full((k, 1), -1.0)),
            -sp.eye_array(k),
        )
        wider = _beside(matrix, sp.csc_array((matrix.shape[0], k + 1)))
        matrix = sp.csc_array(sp.vstack([wider, excess]))
        row_lower = np.concatenate([row_lower, np.full(k, -np.inf)])
        row_upper = np.concatenate([row_upper, np.zeros(k)])
        lower = np.concatenate([lower, [-np.inf], np.zeros(k)])
        upper = np.concatenate([upper, np.full(k + 1, np.inf)])
        integer = np.concatenate([integer, np.zeros(k + 1, dtype=bool)])
        worst = np.full(k, 1 / ((1 - cvar_level_share) * k))
        costs = np.concatenate([costs, [1.0], worst])
    columns = {name: np.unique(places[:, at]) for name, at in one.columns.items()}
    form = StandardForm(
        matrix=matrix,
        row_lower=row_lower,
        row_upper=row_upper,
        lower=lower,
        upper=upper,
        integer=integer,
        objectives={"cost": costs},
        offsets={"cost": one.offsets["cost"]},
        columns=columns,
        order=one.order,
    )
    return TwoStage(form=form, places=places)


def _beside(*parts: Any) -> sp.csc_array:
    return sp.csc_array(sp.hstack(parts))


def _first(kept: Compiled, n: int) -> NDArray[np.bool_]:
    """Return which columns are decided before demand is known."""
    found = np.zeros(n, dtype=bool)
    for name in FIRST:
        columns = kept.form.columns[name]
        if len(columns):
            found[columns[kept.index[name][:, -1] == 0]] = True
    return found
