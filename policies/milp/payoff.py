"""The payoff table: what each objective is where another one is at its best."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policies.milp.point import Point
from policies.milp.trade_off import TradeOff
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


def payoff(problem: TradeOff, *, room_share: float = ROOM) -> Payoff:
    """Return the payoff table of a problem, by as many solves as objectives, squared.

    Args:
        problem: what is asked.
        room_share: of its size, what an objective may lose while the next ones are made least.
            At gaps of some per cent the least value itself is hard to meet again.

    Raises:
        PlanningError: an objective has no plan at all.
    """
    anchors = tuple(_anchor(problem, name, room_share) for name in problem.names)
    return Payoff(names=problem.names, anchors=anchors)


def _anchor(problem: TradeOff, first: str, room_share: float) -> Point:
    best = problem.reach({first: 1.0})
    if not best.values:
        why = best.solve.reason or best.solve.status
        raise PlanningError(f"no plan with the least {first}: {why}")
    bound, found = best.solve.bound, best
    most: dict[str, float] = {}
    for held, name in zip(_turns(problem, first), _turns(problem, first)[1:], strict=False):
        most[held] = found.values[held] + room_share * max(1.0, abs(found.values[held]))
        further = problem.reach({name: 1.0}, at_most=most, start=found.start)
        if further.values and further.values[name] < found.values[name]:
            found = further
    return Point.of(found, main=first, bound=bound, at_most={}, status=best.solve.status)


def _turns(problem: TradeOff, first: str) -> list[str]:
    return [first, *(name for name in problem.names if name != first)]

