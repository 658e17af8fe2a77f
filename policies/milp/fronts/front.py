"""A front: plans that no other plan found beats in every objective."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import moocore
import numpy as np
from numpy.typing import NDArray

from policies.milp.fronts.payoff import Payoff
from policies.milp.fronts.point import Point

Floats = NDArray[np.float64]

SAME_SHARE = 1e-6
"""Of an objective's range: values this near to each other are the same."""

REFERENCE_SHARE = 0.1
"""Of an objective's range, how far beyond the nadir the usual reference point lies."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Front:
    """Points that no other one found dominates, and how they were looked for.

    A point whose gap is not closed may still lie above the true front: by no more than its
    gap in its main objective. Points that are apart by less than their gaps can therefore
    change places in a further search; the table gives every gap.
    """

    names: tuple[str, ...]
    payoff: Payoff
    points: tuple[Point, ...]
    """In the order of the first objective, then the others."""

    solves_count: int = 0
    skipped_count: int = 0
    """Points of the grid that a plan already found, or a proof that there is none, covers."""

    infeasible_count: int = 0
    missed_count: int = 0
    """Points of the grid where a limit was hit before any plan was found."""

    dropped_count: int = 0
    """Plans that another one dominates or equals."""

    @property
    def values(self) -> Floats:
        """Return the values, (points, objectives)."""
        return values_of(self.points, self.names)

    @property
    def reference(self) -> dict[str, float]:
        """Return the usual reference point: the nadir and a tenth of the range beyond it."""
        nadir, ranges = self.payoff.nadir, self.payoff.ranges
        return {name: nadir[name] + REFERENCE_SHARE * ranges[name] for name in self.names}

    def hypervolume_share(self, reference: dict[str, float] | None = None) -> float:
        """Return the part of the box from the ideal to a reference that the points dominate.

        Args:
            reference: by objective; the front's own (`reference`) if there is none. Fronts can
                only be compared with the same one, and with the same ideal.
        """
        end = np.array([(reference or self.reference)[name] for name in self.names])
        ideal = np.array([self.payoff.ideal[name] for name in self.names])
        size = end - ideal
        if not len(self.points) or (size <= 0).any():
            return 0.0
        return float(moocore.hypervolume((self.values - ideal) / size, ref=np.ones(len(size))))

    def to_json(self) -> dict[str, Any]:
        """Return the front, without its plans."""
        return {
            "objectives": list(self.names),
            "ideal": self.payoff.ideal,
            "nadir": self.payoff.nadir,
            "nadir_is_exact": self.payoff.nadir_is_exact,
            "anchors": [anchor.to_json() for anchor in self.payoff.anchors],
            "points": [point.to_json() for point in self.points],
            "reference": self.reference,
            "hypervolume_share": self.hypervolume_share(),
            "solves_count": self.solves_count,
            "skipped_count": self.skipped_count,
            "infeasible_count": self.infeasible_count,
            "missed_count": self.missed_count,
            "dropped_count": self.dropped_count,
        }


def values_of(points: Sequence[Point], names: tuple[str, ...]) -> Floats:
    """Return the values of points, (points, objectives)."""
    rows = [[point.values[name] for name in names] for point in points]
    return np.array(rows, dtype=float).reshape(len(points), len(names))


def undominated(points: Sequence[Point], payoff: Payoff) -> tuple[Point, ...]:
    """Return the points that no other one dominates, each once, in the order of their values."""
    names = payoff.names
    grain = np.array([SAME_SHARE * payoff.ranges[name] for name in names])
    snapped = np.round(values_of(points, names) / grain)
    kept = [points[i] for i in np.flatnonzero(moocore.is_nondominated(snapped)).tolist()]
    return tuple(sorted(kept, key=lambda point: [point.values[name] for name in names]))
