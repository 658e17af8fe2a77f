"""Fill rates by place over the replications of an arm, from sums alone.

A ratio of sums and its delta-method interval need, of demand [x] and of what was served at
once [y], the sums of x, y, x^2, x y and y^2 over replications, and nothing else. They are
whole numbers without limit, so that the order of replications changes no digit.
"""

from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.monte_carlo.outcome import SiteTable
from experiments.statistics.precision import Estimate, t_quantile

Place = tuple[str, ...]
"""A site, or a site and a product."""

Ints = NDArray[np.int64]
Whole = NDArray[np.object_]
"""Python's own integers, which do not overflow."""

ROOM = 2**62
"""No sum of 64 bits may be larger."""


@dataclass(eq=False)
class SiteSums:
    """Sums over replications by demand site and product, and by demand site."""

    cells: tuple[tuple[str, str], ...]
    by_cell: "Sums"
    by_site: "Sums"

    @classmethod
    def empty(cls, cells: tuple[tuple[str, str], ...]) -> "SiteSums":
        """Return the sums of no replication."""
        sites = len(dict.fromkeys(site for site, _ in cells))
        return cls(cells, Sums.empty(len(cells)), Sums.empty(sites))

    def add(self, table: SiteTable) -> None:
        """Take one more replication.

        Raises:
            ValueError: it has other places.
        """
        if table.cells != self.cells:
            raise ValueError("replications of one arm with other sites or products")
        asked, served = (
            table.column(name).astype(np.int64) for name in ("demand_units", "served_at_once_units")
        )
        self.by_cell.add(asked, served)
        self.by_site.add(self._by_site(asked), self._by_site(served))

    def places(self, *, by_product: bool) -> list[Place]:
        """Return the places in the order of the sums."""
        return list(self.cells) if by_product else [(site,) for site in self._sites]

    def fill_rates(self, *, by_product: bool) -> dict[Place, Estimate]:
        """Return the fill rate of every place: served at once over demand, a ratio of sums."""
        sums = self.by_cell if by_product else self.by_site
        return {place: sums.ratio(i) for i, place in enumerate(self.places(by_product=by_product))}

    def mean_demand(self) -> dict[Place, float]:
        """Return the mean demand of every site and product."""
        n = max(1, self.by_cell.n)
        demand = self.by_cell.totals[0].tolist()
        return {cell: float(x) / n for cell, x in zip(self.cells, demand, strict=True)}

    @cached_property
    def _sites(self) -> list[str]:
        return list(dict.fromkeys(site for site, _ in self.cells))

    @cached_property
    def _site_of(self) -> Ints:
        number = {site: i for i, site in enumerate(self._sites)}
        return np.array([number[site] for site, _ in self.cells], dtype=np.int64)

    def _by_site(self, units: Ints) -> Ints:
        found = np.zeros(len(self._sites), dtype=np.int64)
        np.add.at(found, self._site_of, units)
        return found


@dataclass(eq=False)
class Sums:
    """Sums over replications of two counts, their squares and their product, place by place."""

    n: int
    carried: Whole
    """(5, places): the sums of x, y, x^2, x y and y^2 of earlier replications."""

    recent: Ints
    """The same of the others."""

    recent_at_most: int = 0
    """No number in `recent` is larger."""

    @classmethod
    def empty(cls, places: int) -> "Sums":
        """Return the sums of no replication."""
        none = np.zeros((5, places), dtype=np.int64)
        return cls(0, none.astype(object), none)

    def add(self, x: Ints, y: Ints) -> None:
        """Take one more replication; counts are not negative."""
        self.n += 1
        at_most = max(int(x.max(initial=1)), int(y.max(initial=1))) ** 2
        if at_most > ROOM:
            self.carried += _terms(x.astype(object), y.astype(object))
            return
        if self.recent_at_most + at_most > ROOM:
            self.carried += self.recent
            self.recent[:] = 0
            self.recent_at_most = 0
        self.recent += _terms(x, y)
        self.recent_at_most += at_most

    @property
    def totals(self) -> Whole:
        """Return (5, places): the sums of x, y, x^2, x y and y^2."""
        return np.asarray(self.carried + self.recent)

    def ratio(self, place: int) -> Estimate:
        """Return the sum of y over the sum of x with its delta-method t interval.

        The same as `precision.estimate(precision.ratio_values(y, x))`, whose variance is

            n^2 (X^2 sum(y^2) - 2 X Y sum(x y) + Y^2 sum(x^2)) / (X^4 (n - 1))

        with X and Y the sums of x and y.

        >>> sums = Sums.empty(1)
        >>> for x, y in ((10, 0), (90, 90)):
        ...     sums.add(np.array([x]), np.array([y]))
        >>> sums.ratio(0).mean
        0.9
        """
        n = self.n
        x, y, xx, xy, yy = (
            int(a) + int(b)
            for a, b in zip(self.carried[:, place], self.recent[:, place], strict=True)
        )
        if not x:
            return Estimate(mean=None, se=None, low=None, high=None, n=0)
        if n == 1:
            return Estimate(mean=y / x, se=None, low=None, high=None, n=1)
        squares = x * x * yy - 2 * x * y * xy + y * y * xx
        se = sqrt(n * squares / (x**4 * (n - 1)))
        half = t_quantile(n - 1) * se
        return Estimate(mean=y / x, se=se, low=y / x - half, high=y / x + half, n=n)


def _terms(x: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
    return np.array([x, y, x * x, x * y, y * y])
