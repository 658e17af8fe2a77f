"""How often a t interval holds the mean of a lattice law, exactly."""

import numpy as np
from scipy import signal, stats

from theory.laws import Law


def t_coverage(law: Law, n: int, confidence: float = 0.95) -> float:
    """Return the chance that the t interval of n draws holds the law's mean.

    The interval depends on the draws by their sum S and their sum of squares Q only:
    it holds the mean m if |S/n - m| <= t sqrt((Q - S^2/n) / (n (n - 1))). The joint law
    of (S, Q) is the n-fold convolution of the law of (X, X^2), and is added up.

    One draw in ten is a disaster of one unit, n = 2: the draws are equal, and the
    interval is a point beside 0.1, in 0.81 + 0.01; else it is 0.5 +/- 12.706 * 0.5.

    >>> round(t_coverage(np.array([0.9, 0.1]), 2), 6)
    0.18
    """
    values = np.arange(len(law))
    one = np.zeros((len(law), len(law) ** 2))
    one[values, values**2] = law
    joint = one
    for _ in range(n - 1):
        joint = np.clip(signal.fftconvolve(joint, one), 0.0, None)
        joint = joint[: n * (len(law) - 1) + 1, : n * (len(law) - 1) ** 2 + 1]
    sums = np.arange(joint.shape[0])[:, None]
    squares = np.arange(joint.shape[1])[None, :]
    spread = np.clip(squares - sums**2 / n, 0.0, None)  # impossible pairs have no chance
    half = stats.t.ppf(0.5 + confidence / 2, n - 1) * np.sqrt(spread / (n * (n - 1)))
    held = np.abs(sums / n - values @ law) <= half
    return float(joint[held].sum() / joint.sum())
