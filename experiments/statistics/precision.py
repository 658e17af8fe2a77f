"""How well a mean over replications is known: Student's t, paired where chance is shared.

Every interval is over replication means, never over the correlated days of one run.
A ratio (a fill rate) is estimated by the ratio of sums over all replications, not by the
mean of ratios: `ratio_values` turns its replications into values whose mean is that ratio
and whose spread gives the delta-method interval, and `jackknife_ratio_values` does the
same for the jackknife, so that all else here serves both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from scipy import special

CONFIDENCE_SHARE = 0.95


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A mean over replications with its standard error and confidence interval."""

    mean: float | None
    """None where no replication has a value."""

    se: float | None
    low: float | None
    high: float | None
    """None below two replications: one number says nothing of its own spread."""

    n: int
    """Replications that have a value."""

    confidence: float = CONFIDENCE_SHARE
    """How often such an interval holds the truth; other than 0.95 only on request."""

    def as_json(self) -> dict[str, object]:
        """Return the estimate as results carry it; `ci95` is of 95 % and of nothing else."""
        told: dict[str, object] = {"mean": self.mean, "se": self.se}
        if self.confidence == CONFIDENCE_SHARE:
            return {**told, "ci95": [self.low, self.high], "n": self.n}
        interval = {"ci": [self.low, self.high], "confidence": self.confidence}
        return {**told, **interval, "n": self.n}


@dataclass(frozen=True, kw_only=True)
class PairedDifference:
    """A mean difference of two arms that met the same chance, replication by replication."""

    estimate: Estimate

    variance_reduction_factor: float | None
    """Variance of the difference had the arms met chance of their own, over the one they have.

    1: pairing gained nothing; 4: it was worth four times the replications. None where
    it cannot be told (fewer than two pairs, or differences that do not vary).
    """

    def as_json(self) -> dict[str, object]:
        """Return the difference as results carry it."""
        factor = self.variance_reduction_factor
        return {**self.estimate.as_json(), "variance_reduction_factor": factor}


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One metric of one arm, replication by replication."""

    seed: int
    replications: tuple[int, ...]
    values: tuple[float | None, ...]

    def __post_init__(self) -> None:
        if len(self.replications) != len(self.values):
            raise ValueError(f"{len(self.values)} values of {len(self.replications)} replications")


@lru_cache(maxsize=4096)
def t_quantile(degrees: int, confidence: float = CONFIDENCE_SHARE) -> float:
    """Return how many standard errors a two-sided interval reaches: a quantile of Student's t.

    >>> round(t_quantile(9), 4), round(t_quantile(9, 0.9), 4)
    (2.2622, 1.8331)
    """
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence of {confidence}: more than 0 and less than 1")
    return float(special.stdtrit(degrees, 0.5 + confidence / 2))


def bonferroni(confidence: float, comparisons: int) -> float:
    """Return the confidence of each of k intervals that all hold at once as often as wanted.

    Each may fail 1/k of what all together may: 1 - (1 - c) / k, whatever ties the
    intervals to one another.
    Source: Law, *Simulation Modeling and Analysis*, 5th ed. (2015), section 9.7.

    >>> round(bonferroni(0.95, 10), 4)
    0.995
    """
    if comparisons < 1 or not 0 < confidence < 1:
        raise ValueError(f"{comparisons} comparisons at {confidence}: at least 1, between 0 and 1")
    return 1 - (1 - confidence) / comparisons


def estimate(values: Sequence[float | None], *, confidence: float = CONFIDENCE_SHARE) -> Estimate:
    """Return mean and t interval with n - 1 degrees of freedom; None values are left out.

    Half-width: t * s / sqrt(n), with s the sample standard deviation.
    Source: Law, *Simulation Modeling and Analysis*, 5th ed. (2015), section 4.5; its ten
    values, 1.34 +/- 0.24 at 90 %, and at 95 %:

    >>> ten = [1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09]
    >>> e = estimate(ten, confidence=0.9)
    >>> round(e.mean, 2), round(e.high - e.mean, 2)
    (1.34, 0.24)
    >>> e = estimate(ten)
    >>> round(e.mean, 3), round(e.se, 4), round(e.low, 3), round(e.high, 3)
    (1.343, 0.1294, 1.05, 1.636)
    """
    known = [float(v) for v in values if v is not None]
    n = len(known)
    if not n:
        return Estimate(mean=None, se=None, low=None, high=None, n=0, confidence=confidence)
    mean = _mean(known)
    if n == 1:
        return Estimate(mean=mean, se=None, low=None, high=None, n=1, confidence=confidence)
    se = sqrt(_variance(known) / n)
    half = t_quantile(n - 1, confidence) * se
    return Estimate(mean=mean, se=se, low=mean - half, high=mean + half, n=n, confidence=confidence)


def ratio_values(
    numerators: Sequence[float | None], denominators: Sequence[float | None]
) -> tuple[float | None, ...]:
    """Return R + (y - R x) / mean(x) of each replication, with R the ratio of sums.

    Their mean is R, and their standard error the delta-method one of R.
    Source: Cochran, *Sampling Techniques*, 3rd ed. (1977), section 2.11.

    >>> estimate(ratio_values([0, 90], [10, 90])).mean  # the mean of ratios says 0.5
    0.9
    """
    pairs = list(zip(numerators, denominators, strict=True))
    known = [(y, x) for y, x in pairs if y is not None and x is not None]
    below = sum(x for _, x in known)
    if not below:
        return tuple(None for _ in pairs)
    ratio, mean = sum(y for y, _ in known) / below, below / len(known)
    return tuple(
        None if y is None or x is None else ratio + (y - ratio * x) / mean for y, x in pairs
    )


def jackknife_ratio_values(
    numerators: Sequence[float | None], denominators: Sequence[float | None]
) -> tuple[float | None, ...]:
    """Return n R - (n - 1) R_k of each replication, with R_k the ratio of sums without it.

    Their mean is the jackknife's ratio, from which the bias of order 1/n is taken, and
    their standard error the jackknife's. It can lie beyond 0 or 1 where few replications
    carry nearly all demand. All are None where a ratio without one replication does not
    exist (one replication only, or demand in one only).
    Source: Miller, *Biometrika* 61 (1974), 1-15.

    Three replications, 20 of 20 served twice and 20 of 80 once. R = 60/120; without one
    of the first 40/100, without the last 40/40:

    >>> [round(v, 3) for v in jackknife_ratio_values([20, 20, 20], [20, 20, 80])]
    [0.7, 0.7, -0.5]
    """
    pairs = list(zip(numerators, denominators, strict=True))
    known = [(y, x) for y, x in pairs if y is not None and x is not None]
    above, below, n = sum(y for y, _ in known), sum(x for _, x in known), len(known)
    if any(below == x for _, x in known):
        return tuple(None for _ in pairs)
    return tuple(
        None if y is None or x is None else n * above / below - (n - 1) * (above - y) / (below - x)
        for y, x in pairs
    )


def paired(
    left: Sample, right: Sample, *, confidence: float = CONFIDENCE_SHARE
) -> PairedDifference:
    """Return the mean of left - right with its paired t interval.

    A replication that has no value in one of the arms is left out of both; the
    estimate's `n` says how many pairs are left.

    Raises:
        ValueError: the arms did not meet the same chance: another seed, or other
            replications.
    """
    if left.seed != right.seed:
        raise ValueError(f"seeds {left.seed} and {right.seed} are not a pair")
    if left.replications != right.replications:
        what = f"{len(left.replications)} and {len(right.replications)} replications"
        raise ValueError(f"{what} with other numbers are not pairs")
    pairs = [
        (float(a), float(b))
        for a, b in zip(left.values, right.values, strict=True)
        if a is not None and b is not None
    ]
    differences = [a - b for a, b in pairs]
    factor = None
    if len(pairs) >= 2 and (together := _variance(differences)) > 0:
        alone = _variance([a for a, _ in pairs]) + _variance([b for _, b in pairs])
        factor = alone / together
    return PairedDifference(
        estimate=estimate(differences, confidence=confidence), variance_reduction_factor=factor
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _variance(values: Sequence[float]) -> float:
    """Return the sample variance, over n - 1."""
    mean = _mean(values)
    return sum((v - mean) ** 2 for v in values) / (len(values) - 1)
