"""From a Pyomo model to arrays, once."""

from dataclasses import dataclass

import numpy as np
import pyomo.environ as pyo
import scipy.sparse as sp
from numpy.typing import NDArray
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from policies.milp.standard_form import StandardForm

Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Compiled:
    """A model as arrays, with the indices of its variables and rows."""

    form: StandardForm
    index: dict[str, Ints]
    """By variable: (columns, dimensions), the index of each of its columns."""

    rows: dict[str, Ints]
    """By constraint: positions of its rows, in index order."""


def compiled(model: pyo.ConcreteModel, order: tuple[tuple[str, ...], ...] = ()) -> Compiled:
    """Return a linear model as arrays.

    Args:
        model: of which every active objective is kept, by its name without its block.
        order: variables of whole numbers, see `StandardForm.order`.
    """
    given = LinearStandardFormCompiler().write(model, mixed_form=True, set_sense=None)
    columns, index, variables = _columns(model, given.columns)
    missing = len(variables) - len(given.columns)
    matrix = sp.csc_array(given.A)
    if missing:
        matrix = sp.csc_array(sp.hstack([matrix, sp.csc_array((matrix.shape[0], missing))]))
    lower, upper = np.full(matrix.shape[0], -np.inf), np.full(matrix.shape[0], np.inf)
    rows: dict[str, list[int]] = {}
    for number, row in enumerate(given.rows):
        if row.bound_type <= 0:
            lower[number] = given.rhs[number]
        if row.bound_type >= 0:
            upper[number] = given.rhs[number]
        rows.setdefault(row.constraint.parent_component().name, []).append(number)
    names = [objective.name.split(".")[-1] for objective in given.objectives]
    costs = np.zeros((len(names), len(variables)))
    costs[:, : len(given.columns)] = sp.csr_array(given.c).toarray()
    offsets = [float(value) for value in given.c_offset]
    form = StandardForm(
        matrix=matrix,
        row_lower=lower,
        row_upper=upper,
        lower=np.array([-np.inf if v.lb is None else v.lb for v in variables], dtype=float),
        upper=np.array([np.inf if v.ub is None else v.ub for v in variables], dtype=float),
        integer=np.array([v.is_integer() or v.is_binary() for v in variables], dtype=bool),
        objectives=dict(zip(names, costs, strict=True)),
        offsets=dict(zip(names, offsets, strict=True)),
        columns=columns,
        order=order,
    )
    return Compiled(
        form=form,
        index=index,
        rows={name: np.array(found, dtype=np.int64) for name, found in rows.items()},
    )


def _columns(
    model: pyo.ConcreteModel, known: list[pyo.Var]
) -> tuple[dict[str, Ints], dict[str, Ints], list[pyo.Var]]:
    """Return positions and indices by variable, and all variables in column order."""
    variables = list(known)
    place = {id(variable): number for number, variable in enumerate(variables)}
    columns, index = {}, {}
    for component in model.component_objects(pyo.Var):
        found = []
        for variable in component.values():
            if id(variable) not in place:  # in no row and no objective
                place[id(variable)] = len(variables)
                variables.append(variable)
            found.append(place[id(variable)])
        keys = [key if isinstance(key, tuple) else (key,) for key in component]
        columns[component.name] = np.array(found, dtype=np.int64)
        scalar = not component.is_indexed()
        width = 0 if scalar or not keys else len(keys[0])
        index[component.name] = np.array(
            [() if scalar else key for key in keys], dtype=np.int64
        ).reshape(len(keys), width)
    return columns, index, variables
