"""The front of a trade-off by the augmented epsilon-constraint method, AUGMECON2.

One objective is made least while the others are held to the levels of a grid. What they stay
below their levels is rewarded a little, so that of plans that cost the same the better one is
found.

Source: Mavrotas and Florios, *Applied Mathematics and Computation* 219 (2013) 9652-9669.
Where it jumps over the innermost levels that a plan's slack covers (the bounce), here every
level vector is passed over that lies between what an earlier plan was held to and what it
reached: the same in the innermost direction, and in all others as well. Likewise no level
vector is tried that is as tight as one that was proved infeasible.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from policies.milp.fronts.front import Front, undominated
from policies.milp.fronts.payoff import Payoff
from policies.milp.fronts.point import Point
from policies.milp.fronts.trade_off import Reached, TradeOff
from policies.milp.solution import Start

TIE_SHARE = 1e-3
"""Weight of the slacks, of the first objective's range; the source takes 1e-6 to 1e-3."""

LEVEL_ROOM = 1e-9
"""Of an objective's range, how far beyond a level a plan may be and still be within it."""

Levels = dict[str, tuple[float, ...]]
"""By objective but the first: what it is held to, from the loosest to the tightest."""


def even_levels(
    payoff: Payoff, steps_count: dict[str, int], *, tightest_share: float = 1.0
) -> Levels:
    """Return evenly spaced levels from the nadir towards the ideal, both ends with them.

    Args:
        payoff: the anchors.
        steps_count: by objective but the first, the last one innermost: levels minus one.
        tightest_share: how far towards the ideal they go. At the ideal itself plans are
            hardest to find, and the anchors are there already.
    """
    nadir, ideal = payoff.nadir, payoff.ideal
    return {
        name: tuple(
            np.linspace(
                nadir[name],
                nadir[name] + tightest_share * (ideal[name] - nadir[name]),
                steps_count[name] + 1,
            ).tolist()
        )
        for name in payoff.names[1:]
    }


def pareto_front(
    problem: TradeOff, *, payoff: Payoff, levels: Levels, tie_share: float = TIE_SHARE
) -> Front:
    """Return the undominated plans found on a grid of levels.

    Args:
        problem: what is asked.
        payoff: its anchors, which belong to the front too.
        levels: of every objective but the first.
        tie_share: weight of the slacks together, of the first objective's range.
    """
    main = problem.names[0]
    search = _Search(room={name: LEVEL_ROOM * payoff.ranges[name] for name in problem.names})
    ties = _ties(payoff, tie_share)
    for place, most in _grid(problem.names[1:], levels):
        if search.covers(most):
            search.skipped_count += 1
            continue
        found = problem.reach({main: 1.0, **ties}, at_most=most, start=search.nearest(place))
        search.note(place, most, found, main, sum(w * most[k] for k, w in ties.items()))
    every = [*payoff.anchors, *search.points]
    kept = undominated(every, payoff)
    return Front(
        names=problem.names,
        payoff=payoff,
        points=kept,
        solves_count=search.solves_count,
        skipped_count=search.skipped_count,
        infeasible_count=len(search.infeasible),
        missed_count=search.missed_count,
        dropped_count=len(every) - len(kept),
    )


def _ties(payoff: Payoff, tie_share: float) -> dict[str, float]:
    """Return the weight of each slack: the earlier objectives' first, a tenth each."""
    main, *others = payoff.names
    return {
        name: tie_share * payoff.ranges[main] / payoff.ranges[name] / 10**number
        for number, name in enumerate(others)
    }


def _grid(
    names: tuple[str, ...], levels: Levels
) -> Iterator[tuple[tuple[int, ...], dict[str, float]]]:
    """Yield places and levels, the last objective innermost, each from loose to tight."""
    for place in product(*(range(len(levels[name])) for name in names)):
        yield place, {name: levels[name][i] for name, i in zip(names, place, strict=True)}


@dataclass
class _Search:
    """What the points of the grid solved so far say of those to come."""

    room: dict[str, float]
    points: list[Point] = field(default_factory=list)
    infeasible: list[dict[str, float]] = field(default_factory=list)
    starts: list[tuple[tuple[int, ...], Start]] = field(default_factory=list)
    solves_count: int = 0
    skipped_count: int = 0
    missed_count: int = 0

    def covers(self, most: dict[str, float]) -> bool:
        """Return whether the answer at a level vector is known without a solve."""
        if any(all(most[k] <= none[k] for k in most) for none in self.infeasible):
            return True
        return any(
            all(
                point.values[k] - self.room[k] <= most[k] <= point.at_most[k] + self.room[k]
                for k in most
            )
            for point in self.points
        )

    def nearest(self, place: tuple[int, ...]) -> Start | None:
        """Return the plan of the nearest point of the grid, the latest of several."""
        best = min(
            reversed(self.starts),
            key=lambda known: sum(abs(a - b) for a, b in zip(known[0], place, strict=True)),
            default=None,
        )
        return best[1] if best else None

    def note(
        self,
        place: tuple[int, ...],
        most: dict[str, float],
        found: Reached,
        main: str,
        ties_at_most: float,
    ) -> None:
        """Keep what came of a solve.

        Args:
            place: in the grid.
            most: the levels there.
            found: what came of it.
            main: the objective that was made least.
            ties_at_most: the ties' part of the objective with every slack 0. Slacks only
                reward, so the bound less this part holds for the main objective alone.
        """
        self.solves_count += 1
        if found.values:
            bound = found.solve.bound
            bound = None if bound is None else bound - ties_at_most
            self.points.append(Point.of(found, main=main, bound=bound, at_most=most))
            if found.start is not None:
                self.starts.append((place, found.start))
        elif found.solve.status == "infeasible":
            self.infeasible.append(most)
        else:
            self.missed_count += 1
