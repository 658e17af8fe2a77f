"""Steady plans: what the last plan said for a period is kept unless a change is worth its cost.

Variables (added):
    more, less (flow.units of periods that the last plan knew): units above and below it.
Constraints (added):
    change: units - more + less = units of the last plan.
Costs (added):
    of a unit changed: in the first `frozen_periods` half the greatest unmet cost of the chain,
    so that only patients without medicine break the frozen zone; later the cost of a change.

Source: move suppression is the rate penalty of model predictive control; frozen zones are
those of master production schedules (Sridharan, Berry and Udayabhanu, *Management Science* 33
(1987) 1137-1149).
"""

from dataclasses import replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from policies.milp.chain import PlanningChain
from policies.milp.model.compile import Compiled
from policies.milp.model.reading import Plan
from policies.milp.standard_form import StandardForm


def with_steadiness(
    form: StandardForm,
    chain: PlanningChain,
    kept: Compiled,
    last: Plan,
    *,
    frozen_periods: int,
    change_cost_per_unit: float,
) -> StandardForm:
    """Return the form with a cost for each unit that differs from the last plan.

    Args:
        form: of the window that follows the one of the last plan by a period.
        chain: what is planned.
        kept: names and indices of the form's columns.
        last: the plan made a period ago.
        frozen_periods: at the window's start, that are to stay as they were planned.
        change_cost_per_unit: in later periods.
    """
    columns = form.columns["flow.units"]
    link, good, t = kept.index["flow.units"].T
    known = t + 1 < chain.periods_count
    price = np.where(t < frozen_periods, _frozen_cost(chain), change_cost_per_unit)
    chosen = np.flatnonzero(known & (price > 0) & (form.upper[columns] > 0))
    n, width = len(chosen), len(form.lower)
    if not n:
        return form
    before = last.flow_units[link[chosen], good[chosen], t[chosen] + 1]
    rows = np.arange(n)
    change = sp.csc_array((np.ones(n), (rows, columns[chosen])), shape=(n, width))
    one = sp.csc_array(sp.eye_array(n))
    wider = sp.hstack([form.matrix, sp.csc_array((form.matrix.shape[0], 2 * n))])
    matrix = sp.vstack([wider, sp.hstack([change, -one, one])])
    costs = {name: _longer(values, np.zeros(2 * n)) for name, values in form.objectives.items()}
    costs["cost"] = _longer(form.objectives["cost"], np.tile(price[chosen], 2))
    return replace(
        form,
        matrix=sp.csc_array(matrix),
        row_lower=_longer(form.row_lower, before),
        row_upper=_longer(form.row_upper, before),
        lower=_longer(form.lower, np.zeros(2 * n)),
        upper=_longer(form.upper, np.full(2 * n, np.inf)),
        integer=np.concatenate([form.integer, np.zeros(2 * n, dtype=bool)]),
        objectives=costs,
    )


def _frozen_cost(chain: PlanningChain) -> float:
    return max((each.unmet_cost_per_unit for each in chain.customers), default=1.0) / 2


def _longer(values: NDArray[np.float64], more: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([values, more])
