"""When sequential stopping ends on normal values, and how often its interval then holds."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import signal, stats

GRID = 0.05
MOST = 300.0


@dataclass(frozen=True, kw_only=True)
class Ending:
    """The law of the number of replications at the end, and the coverage."""

    mean_count: float
    sd_count: float
    coverage: float


def normal_ending(
    first_order_count: float,
    *,
    first: int,
    grow: Callable[[int], int],
    confidence: float = 0.95,
) -> Ending:
    """Return how a study of normal values ends whose mean hardly varies.

    With replications X_k ~ N(m, s^2) the study ends at the first count n of its schedule
    with t_(n-1) sqrt(SS_n / (n (n - 1))) <= g' |mean_n|. Let the relative half-width g'
    be so small that mean_n is m for this purpose. Then, with W_n = SS_n / s^2 and
    n* = (z s / (g' m))^2, the count that known s would need, the study ends when

        W_n <= n (n - 1) z^2 / (n* t_(n-1)^2).

    By Helmert's transformation W_n is a sum of n - 1 squares of independent standard
    normals: from one look to the next it grows by an independent chi-square of as many
    degrees as there are new replications. So its density before each look is the
    convolution of what was not stopped with that chi-square, here on a grid. And mean_n
    is independent of W up to n, also given that the study ended there: the interval holds
    m with chance 2 Phi(t_(n-1) sqrt(W_n / (n - 1))) - 1.
    """
    at = np.arange(GRID / 2, MOST, GRID)
    z = stats.norm.ppf(0.5 + confidence / 2)
    n, left = first, _chi_square(at, first - 1)
    counts, chances, covered = [], [], 0.0
    while left.sum() > 1e-9:
        t = stats.t.ppf(0.5 + confidence / 2, n - 1)
        ends = at <= n * (n - 1) * z**2 / (first_order_count * t**2)
        counts.append(n)
        chances.append(left[ends].sum())
        holds = 2 * stats.norm.cdf(t * np.sqrt(at / (n - 1))) - 1
        covered += float(left[ends] @ holds[ends])
        after = grow(n)
        more = signal.fftconvolve(np.where(ends, 0.0, left), _chi_square(at, after - n))
        # two midpoints of the grid add up to a border of it: half goes to either side
        left = np.clip(more[: len(at)] + np.append(0.0, more[: len(at) - 1]), 0.0, None) / 2
        n = after
    mean = float(np.dot(counts, chances))
    variance = float(np.dot(np.square(counts), chances)) - mean**2
    return Ending(mean_count=mean, sd_count=variance**0.5, coverage=covered)


def _chi_square(at: np.ndarray, degrees: int) -> np.ndarray:
    edges = np.append(at - GRID / 2, at[-1] + GRID / 2)
    return np.diff(stats.chi2.cdf(edges, degrees))
