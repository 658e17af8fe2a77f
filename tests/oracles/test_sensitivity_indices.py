"""Sobol indices of functions whose indices are known."""

from math import pi, sin

import pytest
from oracle_support import SEED
from scipy import stats

from experiments.design.designs import Point
from experiments.design.sensitivity import SobolIndex, sobol_indices, sobol_points

Z = float(stats.norm.ppf(0.975))


def ishigami(point: Point) -> float:
    x, y, z = (point[name] for name in ("x", "y", "z"))
    return sin(x) + 7 * sin(y) ** 2 + 0.1 * z**4 * sin(x)


def indices(ranges: dict[str, tuple[float, float]], output, count: int) -> list[SobolIndex]:
    design = sobol_points(ranges, count, SEED)
    return sobol_indices(design, design.points, [output(p) for p in design.points])


def agree(found: list[SobolIndex], first: list[float], total: list[float]) -> None:
    """Assert agreement within four bootstrap standard errors, none of them above 0.03.

    The bootstrap takes the points for independent ones; those of Sobol are more even, so
    that the true error is smaller.
    """
    for one, exact_first, exact_total in zip(found, first, total, strict=True):
        errors = one.first_order_half_width / Z, one.total_half_width / Z
        assert max(errors) <= 0.03
        assert one.first_order == pytest.approx(exact_first, abs=4 * errors[0] + 1e-9)
        assert one.total == pytest.approx(exact_total, abs=4 * errors[1] + 1e-9)


def test_the_indices_of_ishigami_are_the_published_ones() -> None:
    # With a = 7, b = 0.1 on (-pi, pi)^3 (Saltelli et al., Global Sensitivity Analysis: The
    # Primer, 2008): V = a^2/8 + b pi^4/5 + b^2 pi^8/18 + 1/2, V_x = (1 + b pi^4/5)^2 / 2,
    # V_y = a^2/8, V_z = 0, V_xz = b^2 pi^8 (1/18 - 1/50), no other
    a, b = 7.0, 0.1
    v_x, v_y, v_xz = (1 + b * pi**4 / 5) ** 2 / 2, a**2 / 8, b**2 * pi**8 * (1 / 18 - 1 / 50)
    v = v_x + v_y + v_xz
    assert v == pytest.approx(a**2 / 8 + b * pi**4 / 5 + b**2 * pi**8 / 18 + 1 / 2)
    assert (v_x / v, v_y / v) == pytest.approx((0.3139, 0.4424), abs=5e-5)

    found = indices(dict.fromkeys("xyz", (-pi, pi)), ishigami, 4096)

    agree(found, [v_x / v, v_y / v, 0.0], [(v_x + v_xz) / v, v_y / v, v_xz / v])


def test_whole_number_factors_have_the_indices_of_dice() -> None:
    # the sum of dice with 2, 4 and 10 faces: variance (k^2 - 1) / 12 each, no interactions
    variances = [(k**2 - 1) / 12 for k in (2, 4, 10)]
    shares = [variance / sum(variances) for variance in variances]

    found = indices({f"d{k}": (1, k) for k in (2, 4, 10)}, lambda p: sum(p.values()), 4096)

    agree(found, shares, shares)
