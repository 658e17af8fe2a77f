"""A model compiled once; each window changes right-hand sides and bounds only."""

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from policies.milp.chain import PlanningChain
from policies.milp.model.compile import Compiled, compiled
from policies.milp.model.count_model import ORDER, count_model
from policies.milp.standard_form import StandardForm
from policies.milp.window import Window

Floats = NDArray[np.float64]

NO_LIMIT = 1e12
"""What a capacity without limit is in a right-hand side."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Template:
    """The model of a chain without data: rows to be shifted, bounds to be set."""

    chain: PlanningChain
    kept: Compiled
    """The model without its data columns."""

    data_index: dict[str, NDArray[np.int64]]
    data_matrix: dict[str, sp.csc_array]
    """By datum: its columns, in index order."""

    @classmethod
    def of(cls, chain: PlanningChain, *, elastic: bool = False, ratio: bool = False) -> "Template":
        """Return the template of a chain; see `count_model`."""
        return cls.of_compiled(
            chain, compiled(count_model(chain, elastic=elastic, ratio=ratio), ORDER)
        )

    @classmethod
    def of_compiled(cls, chain: PlanningChain, whole: Compiled) -> "Template":
        """Return the template of a model with a `data` block that is already compiled."""
        form = whole.form
        is_data = np.zeros(len(form.lower), dtype=bool)
        for name, places in form.columns.items():
            if name.startswith("data."):
                is_data[places] = True
        stay = np.flatnonzero(~is_data)
        new_place = np.cumsum(~is_data) - 1
        data = [name for name in form.columns if name.startswith("data.")]
        if any(costs[is_data].any() for costs in form.objectives.values()):
            raise ValueError("a window's data may not stand in an objective")
        small = replace(
            form,
            matrix=sp.csc_array(form.matrix[:, stay]),
            lower=form.lower[stay],
            upper=form.upper[stay],
            integer=form.integer[stay],
            objectives={name: costs[stay] for name, costs in form.objectives.items()},
            columns={
                name: new_place[places] for name, places in form.columns.items() if name not in data
            },
        )
        index = {name: whole.index[name] for name in small.columns}
        return cls(
            chain=chain,
            kept=Compiled(form=small, index=index, rows=whole.rows),
            data_index={name: whole.index[name] for name in data},
            data_matrix={name: sp.csc_array(form.matrix[:, form.columns[name]]) for name in data},
        )

    def form(self, window: Window) -> StandardForm:
        """Return the model of a window."""
        form, values = self.kept.form, _values(window)
        shift = np.zeros(len(form.row_lower))
        for name, matrix in self.data_matrix.items():
            if matrix.shape[1]:
                array = values[name]
                shift += matrix @ array[tuple(self._places(name).T)]
        lower, upper = form.lower.copy(), form.upper.copy()
        self._bound(window, upper)
        offsets = dict(form.offsets)
        offsets["cost"] += _recovery_cost(self.chain, window)
        return replace(
            form,
            matrix=self._with_demand(window),
            row_lower=form.row_lower - shift,
            row_upper=form.row_upper - shift,
            lower=lower,
            upper=upper,
            offsets=offsets,
        )

    def _places(self, name: str) -> NDArray[np.int64]:
        """Return where in a window's array each data column has its value."""
        index = self.data_index[name]
        if name == "data.slots":
            index = index.copy()
            index[:, 0] = np.searchsorted(self.chain.plants, index[:, 0])
        return index

    def _bound(self, window: Window, upper: Floats) -> None:
        """Set the upper bounds that a window gives."""
        chain, kept = self.chain, self.kept

        def bound(name: str, most: Floats) -> None:
            at = kept.form.columns[name]
            if len(at):
                np.minimum(upper[at], most, out=most)
                upper[at] = most

        def at(name: str) -> NDArray[np.int64]:
            return kept.index[name].T

        if len(kept.index["flow.units"]):
            link, _, t = at("flow.units")
            bound("flow.units", np.where(window.link_open[link, t], np.inf, 0.0))
        if len(kept.index["trips.count"]):
            group, t = at("trips.count")
            limited = np.array([each.limited for each in chain.groups])
            bound("trips.count", np.where(limited[group], window.trips_most[group, t], np.inf))
        if len(kept.index["production.batches"]):
            making, t = at("production.batches")
            plant = np.searchsorted(chain.plants, [each.node for each in chain.makings])
            bound("production.batches", np.floor(window.slots_count[plant[making], t] + 1e-9))
        if len(kept.index["expansion.level"]):
            e, _, t = at("expansion.level")
            node = np.array([each.node for each in chain.expansions])
            bound("expansion.level", (window.node_open_share[node[e], t] >= 1).astype(float))
        if len(kept.index["disposal.total"]):
            n, t = at("disposal.total")
            bound("disposal.total", window.donation_most_units[n, t])
        if len(kept.index["service.unmet"]):
            d, t = at("service.unmet")
            lost = np.array([not each.carried_share for each in chain.customers])
            share = np.ones(len(chain.customers))
            if not len(kept.form.columns["service.slack"]):
                share = 1 - window.coverage_share
            most = share[d] * window.demand_units[d, t]
            bound("service.unmet", np.where(lost[d], most, np.inf))

    def _with_demand(self, window: Window) -> sp.csc_array:
        """Return the matrix with the demand as coefficient of the ratio (7c)."""
        form = self.kept.form
        if "service.ratio" not in form.columns:
            return form.matrix
        column = int(form.columns["service.ratio"][0])
        first, last = form.matrix.indptr[column : column + 2]
        demand = np.zeros(form.matrix.shape[0])
        demand[self.kept.rows["service.ratio_most"]] = window.demand_units.ravel()
        entries = form.matrix.data.copy()
        entries[first:last] = demand[form.matrix.indices[first:last]]
        return sp.csc_array(
            (entries, form.matrix.indices, form.matrix.indptr), shape=form.matrix.shape
        )


def _values(window: Window) -> dict[str, Floats]:
    least_met = window.coverage_share[:, None] * window.demand_units
    return {
        "data.demand": window.demand_units,
        "data.unmet_most": window.demand_units - least_met,
        "data.backlog": window.backlog_units,
        "data.opening": window.opening_units,
        "data.due": window.due_units,
        "data.floor": window.floor_units,
        "data.open": window.node_open_share,
        "data.source": np.minimum(window.source_capacity_units, NO_LIMIT),
        "data.slots": window.slots_count,
    }


def _recovery_cost(chain: PlanningChain, window: Window) -> float:
    """Return the cost of the periods in which nodes are disrupted (13a, 13b)."""
    return float(
        sum(
            expansion.recovery_cost_per_period
            * np.count_nonzero(window.node_open_share[expansion.node] < 1)
            for expansion in chain.expansions
        )
    )
