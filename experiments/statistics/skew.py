"""Whether replications are too lopsided, and too few, for Student's t to keep its word."""

from collections.abc import Sequence
from math import ceil, sqrt

MOST_LOSS_REPLICATIONS = 25
"""Cochran's factor: with n = 25 G1^2 replications a 95 % interval fails in 6 of 100."""

CLEAR_STANDARD_ERRORS = 2.0
"""How far from 0 the skewness of a sample has to be before it is taken for more than chance."""


def skewness(values: Sequence[float]) -> float:
    """Return the sample skewness G1, corrected for the size of the sample; 0 if nothing varies.

    G1 = sqrt(n (n - 1)) / (n - 2) * m3 / m2^1.5, with m the central moments over n.
    Source: Joanes and Gill, *The Statistician* 47 (1998), 183-189.

    >>> round(skewness([0.0, 0.0, 0.0, 4.0]), 6)
    2.0
    """
    n = len(values)
    if n < 3:
        raise ValueError(f"{n} values have no skewness: at least 3")
    mean = sum(values) / n
    second = sum((v - mean) ** 2 for v in values) / n
    third = sum((v - mean) ** 3 for v in values) / n
    spread = second**1.5
    return sqrt(n * (n - 1)) / (n - 2) * third / spread if spread else 0.0


def wanted_replications(values: Sequence[float]) -> int:
    """Return Cochran's 25 G1^2: from so many replications on the t interval may be believed.

    >>> wanted_replications([0.0, 0.0, 0.0, 4.0])
    100
    """
    return ceil(round(MOST_LOSS_REPLICATIONS * skewness(values) ** 2, 6))  # no 100.00000000000001


def skew_warning(values: Sequence[float | None]) -> str | None:
    """Return a sentence where the t interval of these replications promises too much.

    It warns where n < 25 G1^2 and where G1 is more than two standard errors from the 0
    of a normal law (sqrt(6 n (n - 1) / ((n - 2) (n + 1) (n + 3))), so that about one
    normal sample in twenty, not one in three, gives a false alarm.

    Why 25: for large n the t interval holds the truth with a share of

        c - 2 z phi(z) [G1^2 (z^4 + 2 z^2 - 3) / 18 - K (z^2 - 3) / 12] / n

    where K is the excess kurtosis (Hall, *The Bootstrap and Edgeworth Expansion*, 1992,
    section 2.6). At 95 % that is 0.95 - (0.247 G1^2 - 0.016 K) / n: with n = 25 G1^2 the
    loss is one point, the 6 % for 5 % of Cochran, *Sampling Techniques*, 3rd ed. (1977),
    section 2.15.

    Silence proves little: a disaster of which no replication had one skews no sample.
    """
    known = [float(v) for v in values if v is not None]
    n = len(known)
    if n < 3:
        return None
    found = skewness(known)
    chance = sqrt(6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3)))
    wanted = wanted_replications(known)
    if n >= wanted or abs(found) <= CLEAR_STANDARD_ERRORS * chance:
        return None
    return (
        f"skewness {found:.1f} over {n} replications: the t interval holds the truth less "
        f"often than it says; about {wanted} replications are wanted"
    )
