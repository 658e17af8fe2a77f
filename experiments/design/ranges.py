"""Designs as the command line asks for them: grids, or points within ranges."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from experiments.design.points import full_grid
from twin.errors import ScenarioError


@dataclass(frozen=True, kw_only=True)
class AskedDesign:
    """Which points of a scenario a study plays besides, or in place of, the scenario itself."""

    grid: tuple[str, ...] = ()
    """`path=v1,v2`, every combination."""

    ranges: tuple[str, ...] = ()
    """`path=low,high`."""

    latin_hypercube: int | None = None
    sobol: int | None = None
    """How many points within the ranges."""

    def __post_init__(self) -> None:
        chosen = [n for n in (self.latin_hypercube, self.sobol) if n is not None]
        if self.ranges and len(chosen) != 1:
            raise ScenarioError("--range: say how many points (--latin-hypercube N or --sobol N)")
        if chosen and not self.ranges:
            raise ScenarioError("--latin-hypercube and --sobol need a --range PATH=LOW,HIGH")
        if self.grid and self.ranges:
            raise ScenarioError("--grid and --range exclude each other")

    def points(self, seed: int) -> list[dict[str, Any]] | None:
        """Return the points; none where no design was asked for.

        Raises:
            ScenarioError: what makes no design.
        """
        if self.grid:
            return full_grid(self.grid)
        if not self.ranges:
            return None
        from experiments.design import designs  # scipy's designs are slow to load

        ranges = ranges_of(self.ranges)
        try:
            if self.sobol is not None:
                return designs.sobol(ranges, self.sobol, seed)
            return designs.latin_hypercube(ranges, self.latin_hypercube or 0, seed)
        except ValueError as error:
            raise ScenarioError(f"--range: {error}") from error

    def command(self) -> list[str]:
        """Return the options that ask for it again."""
        told = [part for text in self.grid for part in ("--grid", text)]
        told += [part for text in self.ranges for part in ("--range", text)]
        for name, count in (("--latin-hypercube", self.latin_hypercube), ("--sobol", self.sobol)):
            told += [] if count is None else [name, str(count)]
        return told


def ranges_of(texts: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Return ranges by path from `path=low,high`; two whole numbers are a range of such.

    >>> ranges_of(["a.b=1,4", "c=0.5,2"])
    {'a.b': (1, 4), 'c': (0.5, 2)}

    Raises:
        ScenarioError: no two numbers, or twice the same path.
    """
    found: dict[str, tuple[float, float]] = {}
    for text in texts:
        path, _, rest = text.partition("=")
        try:
            low, high = (json.loads(part) for part in rest.split(","))
        except ValueError:
            low = high = None
        if not path.strip() or not all(type(end) in (int, float) for end in (low, high)):
            raise ScenarioError(f"--range {text}: no range (path.to.value=LOW,HIGH)")
        if path.strip() in found:
            raise ScenarioError(f"--range {text}: the path stands twice")
        found[path.strip()] = low, high
    return found
