r"""How much demand a chain that fails and is repaired loses in the long run, exactly.

**One source, no stock.** A source works for a time with mean $a$ and is out for a time with
mean $b$, again and again: an alternating renewal process. In the long run it is out for the share
$U = b / (a + b)$ of time, whatever the two laws. Steady demand that is served while it works and
lost while it is out loses the share $U$.

**Several components.** Components fail and are repaired independently of each other, so that the
chance to find a set of them out is the product of their $U$ and $1 - U$. A chain in a row works if
all do: it loses $1 - \prod (1 - U_i)$. Suppliers that stand in for each other are out together:
$\prod U_i$.

**Stock for B days of demand.** Let the stock be full when an outage of the chain begins (it is
filled at once when the chain works). An outage of length $D$ then loses $(D - B)^+$ days of demand,
and by the renewal reward theorem the share lost is $E[(D - B)^+] / E[\text{cycle}]$. For one
source $E[(D - B)^+] = \int_B^\infty P(D > t)\,dt$; with an exponential repair it is
$b e^{-B/b}$, so that the share lost is $U e^{-B/b}$.

**Several components and stock.** With exponential times the set of components that are out is a
Markov chain with generator $Q$ and stationary law $\pi$. Split its states into those in which
the chain works (w) and those in which it is out (o). Outages begin at state $j$ at the rate
$f_j = \sum_{i \in w} \pi_i Q_{ij}$ and stay among the o states with the generator $Q_{oo}$, so that
$\int_B^\infty P(D > t)\,dt$, taken over all outages of a unit of time, is
$f \, e^{Q_{oo} B} (-Q_{oo})^{-1} 1$. The balance $\pi_o Q_{oo} + f = 0$ gives
$f (-Q_{oo})^{-1} = \pi_o$, and the share of demand lost is

$$\pi_o \, e^{Q_{oo} B} \, 1,$$

the chance that the chain is out and stays so for B days more (or, backwards, has been for B days).

Sources: Ross, *Stochastic Processes*, 2nd ed. (1996), sections 3.4.1 (alternating renewal) and 3.6
(renewal reward); Barlow and Proschan, *Statistical Theory of Reliability* (1975), chapter 7.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np
from scipy import linalg


@dataclass(frozen=True, kw_only=True)
class Component:
    """A supplier, a plant or a line that fails and is repaired at exponential times."""

    up_days: float
    """Mean time from a repair to the next failure."""

    down_days: float
    """Mean time of a repair."""

    @property
    def out_share(self) -> float:
        """Return the long-run share of time out."""
        return self.down_days / (self.up_days + self.down_days)

    @classmethod
    def out(cls, share: float, *, down_days: float) -> "Component":
        """Return the component that is out for a share of time, by repairs of a mean length.

        >>> Component.out(0.1, down_days=30)
        Component(up_days=270.0, down_days=30)
        """
        return cls(up_days=down_days * (1 - share) / share, down_days=down_days)

    def scaled(self, *, up_factor: float = 1.0, down_factor: float = 1.0) -> "Component":
        """Return the component with longer or shorter times."""
        return Component(up_days=self.up_days * up_factor, down_days=self.down_days * down_factor)


Works = Callable[[tuple[bool, ...]], bool]
"""From which components work to whether the chain does."""


def shortage_share(
    components: Sequence[Component], works: Works = all, *, buffer_days: float = 0.0
) -> float:
    """Return the long-run share of demand lost by the chain, with stock for so many days.

    Args:
        components: independent of each other; 2 to the power of their number states.
        works: whether the chain works; none given: all components in a row.
        buffer_days: days of demand in stock when an outage begins.

    Raises:
        ValueError: a buffer below 0.

    >>> round(shortage_share([Component(up_days=270, down_days=30)], buffer_days=30), 4)
    0.0368
    """
    if buffer_days < 0:
        raise ValueError(f"buffer_days {buffer_days} must be 0 or more")
    states = list(product((True, False), repeat=len(components)))
    out = [state for state in states if not works(state)]
    chance = np.array([_chance(components, state) for state in out])
    within = np.array([[_rate(components, a, b) for b in out] for a in out])
    for row, state in enumerate(out):
        within[row, row] = -sum(_rate(components, state, other) for other in states)
    stays = linalg.expm(within * buffer_days).sum(axis=1) if out else np.zeros(0)
    return float(chance @ stays)


def _chance(components: Sequence[Component], state: tuple[bool, ...]) -> float:
    shares = (c.out_share for c in components)
    return prod(1 - out if up else out for out, up in zip(shares, state, strict=True))


def _rate(components: Sequence[Component], a: tuple[bool, ...], b: tuple[bool, ...]) -> float:
    """Return the rate from one state to another: of the one component that changes."""
    changed = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if len(changed) != 1:
        return 0.0
    component = components[changed[0]]
    return 1 / (component.up_days if a[changed[0]] else component.down_days)


def out_shares(*, lean: float, with_second: float) -> tuple[float, float]:
    """Return the shares of time out of a supplier and of the rest that give two known shortages.

    From $1 - (1 - u)(1 - r) = $ lean and $1 - (1 - u^2)(1 - r) = $ with_second follows
    $1 + u = (1 - $ with_second $) / (1 - $ lean $)$.

    >>> [round(share, 4) for share in out_shares(lean=0.10, with_second=0.04)]
    [0.0667, 0.0357]
    """
    supplier = (1 - with_second) / (1 - lean) - 1
    return supplier, 1 - (1 - lean) / (1 - supplier)
