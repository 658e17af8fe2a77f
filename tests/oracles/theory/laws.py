"""Laws of whole units as arrays: `law[k]` is the chance of k units."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Law = NDArray[np.float64]

NEGLIGIBLE = 1e-13
"""Chance beyond which a law's tail is cut."""


def poisson_law(mean: float) -> Law:
    """Return the Poisson law, cut where the tail is negligible.

    >>> poisson_law(0.0).tolist()
    [1.0]
    >>> [round(float(p), 4) for p in poisson_law(2.0)[:3]]
    [0.1353, 0.2707, 0.2707]
    """
    if mean == 0:
        return np.ones(1)
    most = int(stats.poisson.isf(NEGLIGIBLE, mean)) + 1
    return _whole(stats.poisson.pmf(np.arange(most + 1), mean))


def rounded_normal_law(mean: float, sd: float) -> Law:
    """Return the law of normal demand clipped at zero and rounded to whole units.

    >>> [round(float(p), 4) for p in rounded_normal_law(1.0, 1.0)[:2]]
    [0.3085, 0.3829]
    """
    most = int(np.ceil(mean + 8 * sd))
    edges = stats.norm.cdf(np.arange(most + 1) + 0.5, mean, sd)
    return _whole(np.diff(edges, prepend=0.0))


def geometric_law(mean: float) -> Law:
    """Return the geometric law on 1, 2, ...: P(k) = p (1 - p)^(k - 1), p = 1 / mean.

    >>> [round(float(p), 3) for p in geometric_law(2.0)[:4]]
    [0.0, 0.5, 0.25, 0.125]
    """
    most = int(stats.geom.isf(NEGLIGIBLE, 1 / mean)) + 1
    return _whole(stats.geom.pmf(np.arange(most + 1), 1 / mean))


def compound_poisson_law(mean_orders: float, sizes: Law) -> Law:
    """Return the law of the units in a Poisson number of orders of random size.

    Adelson's recursion (Panjer's for Poisson counts), exact: with [a] = mean_orders
    and f the law of the sizes (f(0) = 0),

        g(0) = exp(-a),   g(n) = (a / n) * sum_k k f(k) g(n - k).

    Source: R. M. Adelson, Operational Research Quarterly 17 (1966) 73-75. Orders
    of one unit give back the Poisson law:

    >>> np.allclose(compound_poisson_law(2.0, np.array([0.0, 1.0]))[:9], poisson_law(2.0)[:9])
    True
    """
    mean = mean_orders * mean_of(sizes)
    variance = mean_orders * float(np.dot(np.arange(len(sizes)) ** 2, sizes))
    most = int(mean + 30 * np.sqrt(variance)) + 60
    weights = np.arange(len(sizes)) * sizes
    law = np.zeros(most + 1)
    law[0] = np.exp(-mean_orders)
    for n in range(1, most + 1):
        k = np.arange(1, min(n, len(sizes) - 1) + 1)
        law[n] = mean_orders / n * float(np.dot(weights[k], law[n - k]))
    return _whole(law)


def over_days(law: Law, days: int) -> Law:
    """Return the law of the sum over so many independent days.

    >>> np.allclose(over_days(poisson_law(2.0), 3)[:20], poisson_law(6.0)[:20])
    True
    """
    total = np.ones(1)
    for _ in range(days):
        total = np.convolve(total, law)
    return total


def mean_of(law: Law) -> float:
    """Return the expected units.

    >>> round(mean_of(poisson_law(6.0)), 9)
    6.0
    """
    return float(np.dot(np.arange(len(law)), law))


def mean_above(law: Law, level: int) -> float:
    """Return E (X - level)^+, the units expected above a level (which may be negative).

    >>> round(mean_above(poisson_law(1.0), 1), 6)
    0.367879
    """
    return float(np.dot(np.maximum(np.arange(len(law)) - level, 0), law))


def mean_below(law: Law, level: int) -> float:
    """Return E (level - X)^+, the units expected below a level."""
    return float(np.dot(np.maximum(level - np.arange(len(law)), 0), law))


def law_above(law: Law, level: int) -> Law:
    """Return the law of (X - level)^+.

    >>> law_above(np.array([0.25, 0.25, 0.5]), 1).tolist()
    [0.5, 0.5]
    """
    if level >= len(law):
        return np.ones(1)
    return np.concatenate(([law[: level + 1].sum()], law[level + 1 :]))


def chance_above(law: Law, level: int) -> float:
    """Return P(X > level).

    >>> chance_above(np.array([0.25, 0.25, 0.5]), 1)
    0.5
    """
    return float(law[max(level + 1, 0) :].sum())


def stationary(steps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the stationary law of a Markov chain with the transition matrix `steps`.

    Solves pi (P - I) = 0 with sum(pi) = 1 in place of the last equation.

    >>> stationary(np.array([[0.9, 0.1], [0.3, 0.7]])).round(4).tolist()
    [0.75, 0.25]
    """
    count = len(steps)
    if not np.allclose(steps.sum(axis=1), 1.0, atol=1e-9):
        raise ValueError("rows of a transition matrix add up to 1")
    equations = steps.T - np.eye(count)
    equations[-1] = 1.0
    right = np.zeros(count)
    right[-1] = 1.0
    return np.asarray(np.linalg.solve(equations, right), dtype=np.float64)


def _whole(law: NDArray[np.float64]) -> Law:
    """Return the law with the cut tail given back in proportion."""
    return np.asarray(law / law.sum())
