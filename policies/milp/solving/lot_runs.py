"""Runs of periods in which an item's batches must make up for its demand."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from policies.milp.chain import PlanningChain

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class LotRuns:
    """The part of the lot-sizing cuts that no window changes.

    A run is an item and the periods [a] to [b]. Added over all places, goods and periods of
    the run, the balances of stock say

        made + entered + unmet >= demand - due (- opening, + backlog, if a = 0)

    where `made` is what batches bring in within the run, `entered` is the stock at the end
    of a - 1, what was sent before and arrives in the run, and what outside sources send.
    Left away, because it only asks for more: stock at the end, what recipes take, is
    destroyed, is given away, or arrives later. Of a customer with carried share [c] demand
    served in the run is demand - (1 - c) unmet(a) - ... - unmet(b) + c unmet(a - 1), of
    which the last is left away too.
    """

    item: Ints
    first: Ints
    last: Ints
    divisor: Floats
    """(runs,), with a batch size of the item by which the cut rounds."""

    slack: sp.csr_array
    """(runs, n), entered and unmet."""

    term_run: Ints
    term_making: Ints
    term_period: Ints
    """(terms,), the batches that can come in within each run."""

    made: Ints
    batches: Ints
    """(makings, T), columns."""

    growth: sp.csr_array
    """(makings x T, n), units by which expansion lets the batches of a period grow."""

    @classmethod
    def of(
        cls, chain: PlanningChain, columns: dict[str, Ints], index: dict[str, Ints], width: int
    ) -> "LotRuns":
        """Return all runs of all items that are made.

        Args:
            chain: what is planned.
            columns: positions of each variable's columns, in index order.
            index: (columns, dimensions), indices of each variable's columns.
            width: of the standard form.
        """
        periods = chain.periods_count
        shape = len(chain.makings), periods
        runs = _runs(chain)
        slack = sum(
            (
                _stock(chain, runs, columns["stock.units"], index["stock.units"], width),
                _entering(chain, runs, columns["flow.units"], index["flow.units"], width),
                _unmet(chain, runs, columns["service.unmet"], index["service.unmet"], width),
            ),
            sp.csr_array((len(runs), width)),
        )
        makings = chain.makings
        of_item = np.array([each.item for each in makings], dtype=np.int64)
        arrival = np.array([each.lead_periods for each in makings])[:, None] + np.arange(periods)
        comes = (
            (of_item[None, :, None] == runs[:, 0, None, None])
            & (arrival[None] >= runs[:, 1, None, None])
            & (arrival[None] <= runs[:, 2, None, None])
        )
        run, making, period = np.nonzero(comes)
        return cls(
            item=runs[:, 0],
            first=runs[:, 1],
            last=runs[:, 2],
            divisor=np.array([makings[m].batch_units for m in runs[:, 3]], dtype=float),
            slack=sp.csr_array(slack),
            term_run=run,
            term_making=making,
            term_period=period,
            made=columns["production.made"].reshape(shape),
            batches=columns["production.batches"].reshape(shape),
            growth=_growth(chain, columns["production.grown"], index["production.grown"], width),
        )


def _runs(chain: PlanningChain) -> Ints:
    """Return (item, first, last, a making whose batches are the divisor) of each run."""
    found = []
    for item in sorted({making.item for making in chain.makings}):
        sizes = {each.batch_units: m for m, each in enumerate(chain.makings) if each.item == item}
        found += [
            (item, first, last, making)
            for _, making in sorted(sizes.items())
            for first in range(chain.periods_count)
            for last in range(first, chain.periods_count)
        ]
    return np.array(found, dtype=np.int64).reshape(-1, 4)


def _matrix(shares: Floats, places: Ints, width: int) -> sp.csr_array:
    """Return shares (runs, k) of k columns as rows over all columns."""
    run, k = np.nonzero(shares)
    return sp.csr_array((shares[run, k], (run, places[k])), shape=(len(shares), width))


def _stock(chain: PlanningChain, runs: Ints, places: Ints, index: Ints, width: int) -> sp.csr_array:
    """Return the stock at the end of the period before each run."""
    cell, _, period = index.reshape(-1, 3).T
    item = np.array([each.item for each in chain.cells], dtype=np.int64)[cell]
    there = (item == runs[:, :1]) & (period == runs[:, 1:2] - 1)
    return _matrix(there.astype(float), places, width)


def _entering(
    chain: PlanningChain, runs: Ints, places: Ints, index: Ints, width: int
) -> sp.csr_array:
    """Return what arrives in each run and was sent before it, or by who keeps no balance."""
    link, good, sent = index.reshape(-1, 3).T
    item = np.array([each.item for each in chain.goods], dtype=np.int64)[good]
    lead = np.array([each.lead_periods for each in chain.links], dtype=np.int64)
    origin = np.array([each.origin for each in chain.links], dtype=np.int64)[link]
    balanced = set(chain.cell_of) | {(each.node, each.item) for each in chain.customers}
    outside = np.array(
        [pair not in balanced for pair in zip(origin.tolist(), item.tolist(), strict=True)],
        dtype=bool,
    )
    arrival = sent + lead[link]
    enters = (
        (item == runs[:, :1])
        & (arrival >= runs[:, 1:2])
        & (arrival <= runs[:, 2:3])
        & (outside | (sent < runs[:, 1:2]))
    )
    return _matrix(enters.astype(float), places, width)


def _unmet(chain: PlanningChain, runs: Ints, places: Ints, index: Ints, width: int) -> sp.csr_array:
    """Return the unmet demand of each run that is not served within it."""
    customer, period = index.reshape(-1, 2).T
    item = np.array([each.item for each in chain.customers], dtype=np.int64)[customer]
    carried = np.array([each.carried_share for each in chain.customers])[customer]
    within = (item == runs[:, :1]) & (period >= runs[:, 1:2]) & (period <= runs[:, 2:3])
    share = np.where(period == runs[:, 2:3], 1.0, 1.0 - carried)
    return _matrix(within * share, places, width)


def _growth(chain: PlanningChain, places: Ints, index: Ints, width: int) -> sp.csr_array:
    """Return the units by which the batches of each making and period can grow."""
    units = {each.node: each.batch_units_per_level for each in chain.expansions}
    making, _, period = index.reshape(-1, 3).T
    each = np.array([units[chain.makings[m].node] for m in making], dtype=float)
    row = making * chain.periods_count + period
    shape = (len(chain.makings) * chain.periods_count, width)
    return sp.csr_array((each, (row, places)), shape=shape)
