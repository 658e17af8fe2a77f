"""The payoff table: what each objective is where another one is at its best."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from policies.milp.fronts.point import Point
from policies.milp.fronts.trade_off import Reached, TradeOff
from twin.errors import PlanningError

Floats = NDArray[np.float64]

ROOM = 1e-7
"""What an objective may lose, of its size, where it is held at its best: rounding of the solver."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Payoff:
    """The lexicographic anchors of a front."""

    names: tuple[str, ...]
    anchors: tuple[Point, ...]
    """One for each objective, which is made least first; then the others in their order."""

    @property
    def table(self) -> Floats:
        """Return the values, (anchors, objectives)."""
        return np.array([[anchor.values[name] for name in self.names] for anchor in self.anchors])

    @property
    def ideal(self) -> dict[str, float]:
        """Return the best value found of each objective, all of them together out of reach.

        Within the gaps of the anchors: `Point.bound` says what is proved.
        """
        return dict(zip(self.names, self.table.min(axis=0).tolist(), strict=True))

    @property
    def nadir(self) -> dict[str, float]:
        """Return the worst value of each objective on the front, as the table has it.

        With two objectives and no gap it is exact. With three or more it is an estimate: a
        plan of the front that is best in no objective can be worse than every anchor, and
        anchors that are not proved best can be worse than the front. `nadir_is_exact` says
        which.
        """
        return dict(zip(self.names, self.table.max(axis=0).tolist(), strict=True))

    @property
    def nadir_is_exact(self) -> bool:
        """Return whether the nadir is more than an estimate."""
        return len(self.names) == 2 and all((a.gap_share or 0.0) <= 1e-6 for a in self.anchors)

    @property
    def ranges(self) -> dict[str, float]:
        """Return nadir minus ideal; 1 where they are the same."""
        return {name: self.nadir[name] - self.ideal[name] or 1.0 for name in self.names}


def payoff(problem: TradeOff) -> Payoff:
    """Return the payoff table of a problem, by as many solves as objectives, squared.

    Raises:
        PlanningError: an objective has no plan at all.
    """
    return _payoff(problem, lambda _: problem)


def quick_payoff(problem: TradeOff) -> Payoff:
    """Return the payoff table with later objectives made least by linear programmes.

    The whole numbers stay as the first objective has them. Where that one is only known to
    within a gap, plans that are as good in it but otherwise better are missed anyhow. An anchor
    can be far from the front in its later objectives (a dear plan with the best ratio), which
    widens the nadir; where that matters, take `payoff`.

    Raises:
        PlanningError: an objective has no plan at all.
    """
    return _payoff(problem, lambda found: problem.settled(found.start) if found.start else problem)


def _payoff(problem: TradeOff, later: Callable[[Reached], TradeOff]) -> Payoff:
    anchors = tuple(_anchor(problem, name, later) for name in problem.names)
    return Payoff(names=problem.names, anchors=anchors)


def _anchor(problem: TradeOff, first: str, later: Callable[[Reached], TradeOff]) -> Point:
    best = problem.reach({first: 1.0})
    if not best.values:
        why = best.solve.reason or best.solve.status
        raise PlanningError(f"no plan with the least {first}: {why}")
    found, most = best, dict[str, float]()
    turns = [first, *(name for name in problem.names if name != first)]
    for held, name in pairwise(turns):
        most[held] = found.values[held] + ROOM * max(1.0, abs(found.values[held]))
        further = later(found).reach({name: 1.0}, at_most=most, start=found.start)
        if further.values and further.values[name] < found.values[name]:
            found = further
    return Point.of(found, main=first, bound=best.solve.bound, at_most={}, status=best.solve.status)
