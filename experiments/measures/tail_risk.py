"""How bad the worst are: value at risk, and conditional value at risk, of a sample of losses.

Source: Rockafellar and Uryasev, Conditional value-at-risk for general loss distributions,
Journal of Banking & Finance 26(7) (2002), 1443-1471: definition 3 and proposition 8, which
splits the atom at the value at risk, so that the measure is right for samples as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum


def value_at_risk(losses: Sequence[float], level_share: float) -> float | None:
    """Return the smallest loss [z] with at least the share [a] of the sample at or below it.

    At level 0 the smallest loss; None without losses.

    >>> value_at_risk([3, 1, 2, 4], 0.5), value_at_risk([3, 1, 2, 4], 0.51)
    (2.0, 3.0)
    """
    if not losses:
        return None
    ordered = sorted(losses)
    return float(ordered[_atom(len(ordered), level_share) - 1])


def cvar(losses: Sequence[float], level_share: float) -> float | None:
    """Return the conditional value at risk: the mean of the worst share 1 - a of the losses.

    With the losses in order, x_1 <= ... <= x_n, and k the first with k / n >= a:

        CVaR_a = ((k - a n) x_k + x_k+1 + ... + x_n) / (n - a n)

    which is the least value over z of z + mean(max(x - z, 0)) / (1 - a). At level 0 it is
    the mean, at level 1 the largest loss. None without losses.

    Of three losses the worst half is one and a half of them:

    >>> round(cvar([0, 6, 9], 0.5), 9)  # (9 + 6 / 2) / 1.5
    8.0
    """
    if not losses:
        return None
    ordered = sorted(map(float, losses))
    n, k = len(ordered), _atom(len(ordered), level_share)
    below = level_share * n
    if below >= n:
        return ordered[-1]
    found = fsum([(k - below) * ordered[k - 1], *ordered[k:]]) / (n - below)
    return min(max(found, ordered[k - 1]), ordered[-1])  # rounding goes past neither end


def _atom(n: int, level_share: float) -> int:
    """Return the place, from 1, of the value at risk among so many losses in order."""
    if not 0.0 <= level_share <= 1.0:
        raise ValueError(f"a level of {level_share} (a share from 0 to 1)")
    return next((k for k in range(max(1, int(level_share * n)), n) if k / n >= level_share), n)


@dataclass(frozen=True, kw_only=True)
class Tail:
    """The bad end of a metric over the replications of a study."""

    level_share: float
    value_at_risk: float | None
    cvar: float | None
    n: int
    """Replications that have a value."""

    in_tail: float
    """So many of them the tail rests on: below about ten, its mean is hardly known."""


def tail(losses: Sequence[float | None], level_share: float = 0.95) -> Tail:
    """Return the bad end of a metric of which more is worse, one value a replication.

    None values are left out.

    >>> tail([4.0, None, 0.0, 1.0, 3.0], 0.5).cvar
    3.5
    """
    known = [loss for loss in losses if loss is not None]
    return Tail(
        level_share=level_share,
        value_at_risk=value_at_risk(known, level_share),
        cvar=cvar(known, level_share),
        n=len(known),
        in_tail=len(known) * (1.0 - level_share),
    )
