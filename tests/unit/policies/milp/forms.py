"""Small standard forms whose optimum is known, or random."""

import numpy as np
import scipy.sparse as sp
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

from policies.milp.standard_form import StandardForm

Floats = NDArray[np.float64]


def form(
    *,
    rows: ArrayLike,
    row_upper: ArrayLike,
    cost: ArrayLike,
    upper: ArrayLike,
    row_lower: ArrayLike | None = None,
    integer: ArrayLike | None = None,
    groups: int = 1,
    other_cost: ArrayLike | None = None,
) -> StandardForm:
    """Return a form with columns from 0, all whole unless told, in some groups to dive by."""
    matrix = np.atleast_2d(np.asarray(rows, dtype=float))
    most = np.asarray(row_upper, dtype=float)
    count = matrix.shape[1]
    parts = np.array_split(np.arange(count), groups)
    zero = np.zeros(count)
    return StandardForm(
        matrix=sp.csc_array(matrix),
        row_lower=np.full(len(most), -np.inf)
        if row_lower is None
        else np.asarray(row_lower, float),
        row_upper=most,
        lower=np.zeros(count),
        upper=np.broadcast_to(np.asarray(upper, dtype=float), (count,)).copy(),
        integer=np.ones(count, bool) if integer is None else np.asarray(integer, dtype=bool),
        objectives={
            "cost": np.asarray(cost, dtype=float),
            "other": zero if other_cost is None else np.asarray(other_cost, dtype=float),
        },
        offsets={"cost": 0.0, "other": 0.0},
        columns={f"part{k}": part for k, part in enumerate(parts)},
        order=tuple((f"part{k}",) for k in range(groups)),
    )


def knapsack() -> StandardForm:
    """Return the knapsack of Martello and Toth (1990), example 2.1: the best value is 107."""
    return form(
        rows=[31, 10, 20, 19, 4, 3, 6],
        row_upper=[50],
        cost=[-70, -20, -39, -37, -7, -5, -10],
        upper=1,
    )


def transport() -> StandardForm:
    """Return 2 plants (20, 30) and 3 shops (10, 25, 15) at unit costs 2 3 1 and 5 4 8.

    The optimum is 150: the first plant serves shop 3 (15 x 1) and 5 of shop 1 (5 x 2), the
    second the rest of shop 1 (5 x 5) and shop 2 (25 x 4). Prices 5, 4 and 4 at the shops and 3
    at the first plant prove it: 10 x 5 + 25 x 4 + 15 x 4 - 20 x 3.
    """
    from_plant = np.kron(np.eye(2), np.ones(3))
    to_shop = np.kron(np.ones(2), np.eye(3))
    return form(
        rows=np.vstack([from_plant, to_shop]),
        row_lower=[-np.inf, -np.inf, 10, 25, 15],
        row_upper=[20, 30, np.inf, np.inf, np.inf],
        cost=[2, 3, 1, 5, 4, 8],
        upper=np.inf,
        integer=np.zeros(6),
    )


def lots(demand: ArrayLike, *, setup: float, size: float, holding: float) -> StandardForm:
    """Return lot sizing by whole batches: columns batches, made, stock; made <= size batches."""
    need = np.asarray(demand, dtype=float)
    t = len(need)
    before = np.eye(t, k=-1)
    balance = np.hstack([np.zeros((t, t)), np.eye(t), before - np.eye(t)])
    batch = np.hstack([-size * np.eye(t), np.eye(t), np.zeros((t, t))])
    return StandardForm(
        matrix=sp.csc_array(np.vstack([balance, batch])),
        row_lower=np.concatenate([need, np.full(t, -np.inf)]),
        row_upper=np.concatenate([need, np.zeros(t)]),
        lower=np.zeros(3 * t),
        upper=np.full(3 * t, np.inf),
        integer=np.arange(3 * t) < t,
        objectives={
            "cost": np.repeat([setup, 0.0, holding], t),
            "stock": np.repeat([0.0, 0.0, 1.0], t),
        },
        offsets={"cost": 0.0, "stock": 0.0},
        columns={"batches": np.arange(t)},
        order=(("batches",),),
    )


@st.composite
def random_forms(draw: st.DrawFn) -> StandardForm:
    """Draw a small form with at most 6 columns of up to 4, some of them whole."""
    count, height = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    few = lambda low, high, n: draw(st.lists(st.integers(low, high), min_size=n, max_size=n))  # noqa: E731
    rows = np.array(few(-5, 9, count * height), dtype=float).reshape(height, count)
    most = np.array(few(0, 20, height), dtype=float)
    least = most - np.array(few(0, 25, height), dtype=float)
    return form(
        rows=rows,
        row_lower=least,
        row_upper=most,
        cost=few(-9, 9, count),
        upper=few(1, 4, count),
        integer=few(0, 1, count),
        groups=draw(st.integers(1, 2)),
        other_cost=few(-5, 5, count),
    )
