"""The places at the chain's end that one lane serves, and their part of the model."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from policies.milp.chain import PlanningChain
from policies.milp.model.compile import Compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Ends:
    """The places at the chain's end with a trip of their own; E of them with N cells."""

    links: Ints
    """(E,)."""

    groups: Ints
    """(E,)."""

    leads: Ints
    """(E,), lead periods."""

    trip_cost: Floats
    """(E,)."""

    cells: Ints
    """(N,), planning cells."""

    end_of: Ints
    """(N,), which end each cell is of."""

    customers: Ints
    """(N,), -1 where nobody asks."""

    load: Floats
    """(N,), of a unit."""

    own_cost: sp.csr_array
    """(E, columns), cost of each end's trips, stock and unmet demand by column of the model."""

    trip_columns: Ints
    """(E, T), -1 where there is none."""

    flow_columns: Ints
    """(N, T), by departure; -1 where there is none."""

    outside: sp.csc_array
    """(rows, columns), the model's matrix without the rows of the ends' own."""

    @classmethod
    def of(cls, chain: PlanningChain, kept: Compiled) -> "Ends":
        """Return the ends of a chain."""
        cell_of, t = chain.cell_of, chain.periods_count
        customer_of = {(d.node, d.item): n for n, d in enumerate(chain.customers)}
        found = [
            number for number in range(len(chain.links)) if _is_end(chain, number, customer_of)
        ]
        cells, end_of = [], []
        for end, number in enumerate(found):
            link = chain.links[number]
            for item in link.items:
                cells.append(cell_of[link.destination, item])
                end_of.append(end)
        groups = np.array([chain.links[n].modes[0].group for n in found], dtype=np.int64)
        items = [chain.cells[c].item for c in cells]
        trip_columns = np.full((len(found), t), -1)
        place = {int(group): end for end, group in enumerate(groups)}
        for column, (group, period) in zip(
            kept.form.columns["trips.count"], kept.index["trips.count"], strict=True
        ):
            if int(group) in place:
                trip_columns[place[int(group)], period] = column
        return cls(
            links=np.array(found, dtype=np.int64),
            groups=groups,
            leads=np.array([chain.links[n].lead_periods for n in found], dtype=np.int64),
            trip_cost=np.array([chain.groups[g].cost_per_trip for g in groups]),
            cells=np.array(cells, dtype=np.int64),
            end_of=np.array(end_of, dtype=np.int64),
            customers=np.array(
                [customer_of.get((chain.cells[c].node, chain.cells[c].item), -1) for c in cells],
                dtype=np.int64,
            ),
            load=np.array([chain.load_per_unit[item] for item in items]),
            own_cost=(own := _cost_of_ends(chain, kept, groups, cells, end_of)),
            trip_columns=trip_columns,
            flow_columns=_flow_columns(chain, kept, found, cells, end_of),
            outside=_outside(kept, own),
        )

    def prices(self, costs: Floats, row_duals: Floats) -> Floats:
        """Return what a unit costs where it leaves at a relaxation's duals, (N, T) by departure."""
        found = costs - self.outside.T @ row_duals
        return np.where(self.flow_columns >= 0, found[self.flow_columns], 0.0)

    def parts(self, x: Floats, prices: Floats) -> Floats:
        """Return what each end costs at a point, goods at their prices, (E,)."""
        sent = np.where(self.flow_columns >= 0, x[self.flow_columns], 0.0)
        goods = np.bincount(
            self.end_of, weights=(prices * sent).sum(axis=1), minlength=len(self.links)
        )
        return np.asarray(self.own_cost @ x + goods)


def _is_end(chain: PlanningChain, number: int, customer_of: dict[tuple[int, int], int]) -> bool:
    """Return whether a link is the only way to cells that serve nobody else, trips all its own."""
    link = chain.links[number]
    group = link.modes[0].group
    if len(link.modes) > 1 or group is None or not chain.groups[group].cost_per_trip:
        return False
    riders = [other for other in chain.links if any(mode.group == group for mode in other.modes)]
    here = {(link.destination, item) for item in link.items}
    others = [
        other
        for other in chain.links
        if other is not link
        and any((end, item) in here for end in (other.origin, other.destination)
                for item in other.items)
    ]  # fmt: skip
    made = any(
        (making.node, item) in here
        for making in chain.makings
        for item in (making.item, *(each for each, _ in making.inputs))
    )
    return (
        len(riders) == 1
        and not others
        and not made
        and all(_is_plain(chain, key, customer_of) for key in here)
    )


def _is_plain(
    chain: PlanningChain, key: tuple[int, int], customer_of: dict[tuple[int, int], int]
) -> bool:
    """Return whether a cell is one good, and serving at once is best in it."""
    number = chain.cell_of.get(key)
    if number is None or len(chain.goods_of[key[1]]) > 1:
        return False
    cell = chain.cells[number]
    kept = cell.holding_cost_per_unit * chain.periods_count
    if cell.disposal_cost_per_unit is not None and cell.disposal_cost_per_unit < kept:
        return False
    if key not in customer_of:
        return False
    unmet = chain.customers[customer_of[key]].unmet_cost_per_unit
    return cell.keeps and unmet >= cell.floor_cost_per_unit


def _flow_columns(
    chain: PlanningChain, kept: Compiled, found: list[int], cells: list[int], end_of: list[int]
) -> Ints:
    """Return the column of what each cell is sent in each period."""
    place = {
        (found[end], chain.cells[cell].item): n
        for n, (cell, end) in enumerate(zip(cells, end_of, strict=True))
    }
    columns = np.full((len(cells), chain.periods_count), -1)
    for column, (link, good, t) in zip(
        kept.form.columns["flow.units"], kept.index["flow.units"], strict=True
    ):
        n = place.get((int(link), chain.goods[int(good)].item))
        if n is not None:
            columns[n, t] = column
    return columns


def _outside(kept: Compiled, own: sp.csr_array) -> sp.csc_array:
    """Return the model's matrix with the rows that hold any end's own columns empty."""
    matrix = sp.csr_array(kept.form.matrix)
    mine = np.zeros(matrix.shape[1])
    mine[np.unique(own.indices)] = 1.0
    free = (abs(matrix) @ mine) == 0
    return sp.csc_array(sp.diags_array(free.astype(float)) @ matrix)


def _cost_of_ends(
    chain: PlanningChain, kept: Compiled, groups: Ints, cells: list[int], end_of: list[int]
) -> sp.csr_array:
    """Return what each column costs the end that it belongs to."""
    end_of_cell = dict(zip(cells, end_of, strict=True))
    end_of_group = {int(group): end for end, group in enumerate(groups)}
    customer_end = {
        d: end_of_cell.get(chain.cell_of.get((each.node, each.item), -1))
        for d, each in enumerate(chain.customers)
    }
    costs = kept.form.objectives["cost"]
    rows: list[int] = []
    columns: list[int] = []
    for name, belongs in (
        ("trips.count", end_of_group),
        ("stock.units", end_of_cell),
        ("stock.short", end_of_cell),
        ("service.unmet", customer_end),
    ):
        for column, key in zip(kept.form.columns[name], kept.index[name], strict=True):
            end = belongs.get(int(key[0]))
            if end is not None:
                rows.append(end)
                columns.append(int(column))
    shape = (len(groups), len(costs))
    return sp.csr_array((costs[columns], (rows, columns)), shape=shape)
