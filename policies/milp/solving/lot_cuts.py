"""Cuts of lot sizing: demand must be made up by whole batches, not by parts of them."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from policies.milp.chain import PlanningChain
from policies.milp.solving.lot_runs import LotRuns
from policies.milp.standard_form import Rows, taken
from policies.milp.window import Window

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_LEAST_BREACH_SHARE = 1e-4
"""Of a cut's right side, below which it is not worth a row."""

_LEAST_REST_SHARE = 1e-3
"""Of a batch: less is left over than numbers can tell, and the cut says nothing."""


@dataclass(frozen=True, kw_only=True, eq=False)
class LotCuts:
    """Mixed-integer rounding of the runs of a window, with what is best left as it is.

    A run asks for made + slack >= need [D], and made <= size x batches + growth. With a batch
    size [B], k = ceil(D / B) and the rest r = D - (k - 1) B, rounding gives

        slack + growth + sum of (r floor(size / B) + min(size mod B, r)) batches >= r k;

    for one size, slack + growth + r batches >= r k. What a making makes in a period may stand
    there in place of its batches and growth; of the two, the smaller at hand is taken: the
    (l, S) inequalities.

    Source: Pochet and Wolsey, *Production Planning by Mixed Integer Programming* (2006),
    chapters 4 (MIR) and 7 ((l, S) and constant-capacity lot sizing).
    """

    runs: LotRuns
    right: Floats
    """(runs,), r k; 0 where a run has no cut."""

    weight: Floats
    """(terms,), of the batches."""

    @classmethod
    def of(cls, runs: LotRuns, chain: PlanningChain, window: Window) -> "LotCuts":
        """Return the cuts of a window."""
        need = _need(runs, chain, window)
        batches = np.ceil(need / runs.divisor - 1e-9)
        rest = need - (batches - 1) * runs.divisor
        rests = (rest > _LEAST_REST_SHARE * runs.divisor) & (
            rest < (1 - _LEAST_REST_SHARE) * runs.divisor
        )
        cuts = (need > 0) & rests
        most = batch_most(chain, window)[runs.term_making, runs.term_period]
        divisor, rest_of = runs.divisor[runs.term_run], rest[runs.term_run]
        fit = np.floor(most / divisor + 1e-9)
        over = np.maximum(0.0, most - fit * divisor)
        return cls(
            runs=runs,
            right=np.where(cuts, rest * batches, 0.0),
            weight=rest_of * fit + np.minimum(over, rest_of),
        )

    def separate(self, x: Floats) -> Rows | None:
        """Return the cuts that a point breaks."""
        runs = self.runs
        made = x[runs.made[runs.term_making, runs.term_period]]
        batches = x[runs.batches[runs.term_making, runs.term_period]]
        grown = (runs.growth @ x).reshape(runs.made.shape)[runs.term_making, runs.term_period]
        rounded = self.weight * batches + grown
        sums = np.bincount(
            runs.term_run, weights=np.minimum(made, rounded), minlength=len(self.right)
        )
        missing = self.right - (runs.slack @ x + sums)
        broken = np.flatnonzero(missing > _LEAST_BREACH_SHARE * self.right)
        if not broken.size:
            return None
        return self._worst(self._rows(broken, rounded < made), broken, x)

    def _rows(self, broken: Ints, by_batches: NDArray[np.bool_]) -> Rows:
        runs, width = self.runs, self.runs.slack.shape[1]
        place = np.full(len(self.right), -1)
        place[broken] = np.arange(broken.size)
        row = place[runs.term_run]
        whole, rest = (row >= 0) & by_batches, (row >= 0) & ~by_batches
        at = runs.term_making, runs.term_period
        terms = sp.csr_array(
            (
                np.concatenate([self.weight[whole], np.ones(int(rest.sum()))]),
                (
                    np.concatenate([row[whole], row[rest]]),
                    np.concatenate([runs.batches[at][whole], runs.made[at][rest]]),
                ),
            ),
            shape=(broken.size, width),
        )
        making_period = runs.term_making * runs.made.shape[1] + runs.term_period
        grows = sp.csr_array(
            (np.ones(int(whole.sum())), (row[whole], making_period[whole])),
            shape=(broken.size, runs.growth.shape[0]),
        )
        matrix = sp.csr_array(runs.slack[broken] + terms + grows @ runs.growth)
        return Rows(matrix=matrix, lower=self.right[broken], upper=np.full(broken.size, np.inf))

    def _worst(self, rows: Rows, broken: Ints, x: Floats) -> Rows:
        """Return of each item and last period the cut that the point breaks by most."""
        depth = (rows.lower - rows.matrix @ x) / sp.linalg.norm(rows.matrix, axis=1)
        ends = self.runs.item[broken] * (self.runs.last.max() + 1) + self.runs.last[broken]
        order = np.lexsort((np.arange(broken.size), -depth, ends))
        _, first = np.unique(ends[order], return_index=True)
        return taken(rows, np.sort(order[first]))


def batch_most(chain: PlanningChain, window: Window) -> Floats:
    """Return the most units of a batch without growth, (makings, T).

    Where no level can be added, the capacity left in the period is a limit too.
    """
    fixed = fixed_capacity(chain, window)
    size = np.array([each.batch_units for each in chain.makings])
    return np.asarray(np.minimum(size[:, None], fixed))


def fixed_capacity(chain: PlanningChain, window: Window) -> Floats:
    """Return the capacity of a period, (makings, T); inf where there is none or it can grow."""
    expands = {each.node for each in chain.expansions}
    found = np.full((len(chain.makings), chain.periods_count), np.inf)
    for m, making in enumerate(chain.makings):
        if making.capacity_units is not None:
            left = window.node_open_share[making.node]
            grows = (left >= 1) & (making.node in expands)
            found[m] = np.where(grows, np.inf, making.capacity_units * left)
    return found


def _need(runs: LotRuns, chain: PlanningChain, window: Window) -> Floats:
    """Return what each run asks for: demand less what is due, and at the start less stock."""
    asked = np.zeros((len(chain.item_names), chain.periods_count))
    at_start = np.zeros(len(chain.item_names))
    for d, customer in enumerate(chain.customers):
        asked[customer.item] += window.demand_units[d]
        if customer.carried_share:
            at_start[customer.item] += window.backlog_units[d]
    for c, cell in enumerate(chain.cells):
        asked[cell.item] -= window.due_units[c]
        at_start[cell.item] -= window.opening_units[c, list(chain.goods_of[cell.item])].sum()
    asked[:, 0] += at_start
    so_far = np.concatenate([np.zeros((len(asked), 1)), asked.cumsum(axis=1)], axis=1)
    return np.asarray(so_far[runs.item, runs.last + 1] - so_far[runs.item, runs.first])
