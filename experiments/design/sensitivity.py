"""Which factors of a scenario move an output, and how much: Sobol indices and Morris effects.

A design says which points to run. Its points stand in the order that the estimators
need, so outputs come back together with the points they belong to, and other points, or
the same ones in another order, are refused.

SALib does the estimation; it is in the extra `pharmatwin[sensitivity]`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from math import isfinite
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from experiments.design.designs import (
    Point,
    Ranges,
    check_count,
    check_power_of_two,
    check_ranges,
    scaled,
)
from experiments.statistics.precision import CONFIDENCE_SHARE
from twin.errors import TwinError

LEVELS = 4
"""Of the grid on which Morris walks; its steps are 2/3 of a range."""


@dataclass(frozen=True, kw_only=True)
class SensitivityDesign:
    """Points to run, in the order in which their outputs are wanted back."""

    kind: Literal["sobol", "morris"]
    factors: tuple[str, ...]
    points: tuple[Point, ...]

    shares: tuple[tuple[float, ...], ...]
    """The points within the unit cube, before whole numbers were made of any."""

    base_count: int
    """Base points of Sobol, each run with factors + 2; walks of Morris, with factors + 1."""

    seed: int

    @property
    def problem(self) -> dict[str, Any]:
        """Return the factors as SALib describes them, each from 0 to 1."""
        bounds = [[0.0, 1.0]] * len(self.factors)
        return {"num_vars": len(self.factors), "names": list(self.factors), "bounds": bounds}


@dataclass(frozen=True, kw_only=True)
class SobolIndex:
    """The share of an output's variance that a factor accounts for."""

    factor: str

    first_order: float
    """By itself."""

    first_order_half_width: float

    total: float
    """By itself and together with others; 0: it could be anything without changing the output."""

    total_half_width: float
    """Half-widths are of normal intervals with a bootstrap's standard error."""


@dataclass(frozen=True, kw_only=True)
class MorrisEffect:
    """How an output changes when one factor crosses its range, from many starting points."""

    factor: str

    mu: float
    """Mean change, in units of the output for the whole range of the factor."""

    mu_star: float
    """Mean of the changes' sizes, which do not cancel out."""

    mu_star_half_width: float

    sigma: float
    """Standard deviation of the change: 0 for a factor that acts alone and in a straight line."""


def sobol_points(ranges: Ranges, base_count: int, seed: int) -> SensitivityDesign:
    """Return Saltelli's design for Sobol indices: `base_count * (factors + 2)` runs.

    Source: Saltelli et al., *Computer Physics Communications* 181 (2010), 259-270.

    Raises:
        ValueError: ranges that are none, or a count that is no power of 2.
        TwinError: SALib is not installed.
    """
    check_ranges(ranges)
    check_count(base_count, seed)
    check_power_of_two(base_count)
    rng = np.random.default_rng(seed)
    shares = _salib("SALib.sample.sobol").sample(
        _unit_problem(ranges), base_count, calc_second_order=False, seed=rng
    )
    return _design("sobol", ranges, shares, base_count, seed)


def morris_points(ranges: Ranges, base_count: int, seed: int) -> SensitivityDesign:
    """Return `base_count` walks of Morris: `base_count * (factors + 1)` runs.

    Factors take four levels of their range, at 0, 1/3, 2/3 and 1. A whole-number range whose
    length is no multiple of 3 cannot be walked evenly, and shows some sigma of its own.
    Source: Morris, *Technometrics* 33 (1991), 161-174; Campolongo, Cariboni and Saltelli,
    *Environmental Modelling & Software* 22 (2007), 1509-1518.

    Raises:
        ValueError: ranges that are none, or fewer than 2 walks.
        TwinError: SALib is not installed.
    """
    check_ranges(ranges)
    check_count(base_count, seed)
    if base_count < 2:
        raise ValueError("one walk of Morris tells no spread: at least 2")
    shares = _salib("SALib.sample.morris").sample(
        _unit_problem(ranges), base_count, num_levels=LEVELS, seed=seed
    )
    return _design("morris", ranges, shares, base_count, seed)


def sobol_indices(
    design: SensitivityDesign,
    points: Sequence[Mapping[str, Any]],
    outputs: Sequence[float | None],
    *,
    confidence: float = CONFIDENCE_SHARE,
) -> list[SobolIndex]:
    """Return the indices of every factor, in the order of the factors.

    Args:
        design: from `sobol_points`.
        points: what was run, in the order of the design.
        outputs: of those points; under common random numbers, or means over replications.
        confidence: of the intervals.

    Raises:
        ValueError: another kind of design, other points, or outputs that miss or never vary.
        TwinError: SALib is not installed.
    """
    values = _outputs(design, "sobol", points, outputs)
    found = _salib("SALib.analyze.sobol").analyze(
        design.problem,
        values,
        calc_second_order=False,
        conf_level=confidence,
        seed=design.seed + 1,  # SALib takes 0 for no seed at all
    )
    names = ("S1", "S1_conf", "ST", "ST_conf")
    columns = [found[name].tolist() for name in names]
    return [
        SobolIndex(
            factor=factor,
            first_order=first,
            first_order_half_width=first_half,
            total=total,
            total_half_width=total_half,
        )
        for factor, first, first_half, total, total_half in zip(
            design.factors, *columns, strict=True
        )
    ]


def morris_effects(
    design: SensitivityDesign,
    points: Sequence[Mapping[str, Any]],
    outputs: Sequence[float | None],
    *,
    confidence: float = CONFIDENCE_SHARE,
) -> list[MorrisEffect]:
    """Return the effect of every factor, in the order of the factors.

    Arguments and errors are those of `sobol_indices`, with a design from `morris_points`.
    """
    values = _outputs(design, "morris", points, outputs)
    found = _salib("SALib.analyze.morris").analyze(
        design.problem,
        np.array(design.shares),
        values,
        conf_level=confidence,
        num_levels=LEVELS,
        seed=design.seed,
    )
    columns = [np.asarray(found[n]).tolist() for n in ("mu", "mu_star", "mu_star_conf", "sigma")]
    return [
        MorrisEffect(factor=factor, mu=mu, mu_star=star, mu_star_half_width=half, sigma=sigma)
        for factor, mu, star, half, sigma in zip(design.factors, *columns, strict=True)
    ]


def _salib(module: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise TwinError(
            f"sensitivity needs SALib ({error}): pip install 'pharmatwin[sensitivity]'"
        ) from error


def _unit_problem(ranges: Ranges) -> dict[str, Any]:
    bounds = [[0.0, 1.0]] * len(ranges)
    return {"num_vars": len(ranges), "names": list(ranges), "bounds": bounds}


def _design(
    kind: Literal["sobol", "morris"],
    ranges: Ranges,
    shares: NDArray[np.float64],
    base_count: int,
    seed: int,
) -> SensitivityDesign:
    rows = tuple(tuple(row) for row in shares.tolist())
    return SensitivityDesign(
        kind=kind,
        factors=tuple(ranges),
        points=tuple(scaled(rows, ranges)),
        shares=rows,
        base_count=base_count,
        seed=seed,
    )


def _outputs(
    design: SensitivityDesign,
    kind: str,
    points: Sequence[Mapping[str, Any]],
    outputs: Sequence[float | None],
) -> NDArray[np.float64]:
    """Return the outputs, once they are known to be those of the design."""
    if design.kind != kind:
        raise ValueError(f"a design of {design.kind}, not of {kind}")
    if not len(design.points) == len(points) == len(outputs):
        counts = f"{len(points)} points and {len(outputs)} outputs"
        raise ValueError(f"{counts} of a design of {len(design.points)} points")
    for number, (wanted, run) in enumerate(zip(design.points, points, strict=True)):
        if wanted != dict(run):
            raise ValueError(f"point {number} is {dict(run)}, in the design {wanted}")
    values = [float("nan") if value is None else float(value) for value in outputs]
    missing = [number for number, value in enumerate(values) if not isfinite(value)]
    if missing:
        raise ValueError(f"{len(missing)} points have no output, the first is point {missing[0]}")
    if min(values) == max(values):
        raise ValueError(f"the output is {values[0]} at every point: nothing moves it")
    return np.array(values)
