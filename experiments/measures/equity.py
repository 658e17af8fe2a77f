"""How evenly service is shared among those who ask for it."""

from collections.abc import Sequence


def gini(shares: Sequence[float], weights: Sequence[float]) -> float | None:
    """Return the Gini coefficient [G] of shares over people of given weights.

        G = sum_ij w_i w_j |f_i - f_j| / (2 W^2 m),  m = sum_i w_i f_i / W,  W = sum_i w_i

    0: everyone is served alike; near 1: a few have all. None without weight, or where
    nobody is served at all. By sorting, in n log n steps.

    Source: Gini's mean difference over twice the mean, for grouped data; Cowell,
    *Measuring Inequality*, 3rd ed. (2011), chapter 2.

    >>> gini([1.0, 0.0], [1, 1])
    0.5
    >>> gini([0.9, 0.9], [1, 7])
    0.0
    """
    total = sum(weights)
    mean = sum(w * f for w, f in zip(weights, shares, strict=True))
    if not total or not mean:
        return None
    below = below_mass = between = 0.0
    for share, weight in sorted(zip(shares, weights, strict=True)):
        between += weight * (share * below - below_mass)
        below += weight
        below_mass += weight * share
    return max(0.0, between / (total * mean))
