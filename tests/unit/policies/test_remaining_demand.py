from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats

from policies.remaining_demand import (
    EmpiricalDemand,
    GammaDemand,
    GammaPoissonDemand,
    NormalDemand,
    PoissonDemand,
    RemainingDemand,
    UniformDemand,
    expected_min,
    expected_under,
)

CONTINUOUS: list[tuple[RemainingDemand, Any]] = [
    (UniformDemand(low_units=10, high_units=40), stats.uniform(10, 30)),
    (NormalDemand(mean_units=30, sd_units=6), stats.norm(30, 6)),
    (GammaDemand(mean_units=30, sd_units=12), stats.gamma(6.25, scale=4.8)),
]
WHOLE: list[tuple[RemainingDemand, Any]] = [
    (PoissonDemand(mean_units=7.3), stats.poisson(7.3)),
    (GammaPoissonDemand(mean_units=20, shape=3.4), stats.nbinom(3.4, 3.4 / 23.4)),
    (GammaPoissonDemand(mean_units=2, shape=0.5), stats.nbinom(0.5, 0.5 / 2.5)),
]
SHARES = np.concatenate([np.linspace(0.001, 0.999, 997), [1e-9, 1 - 1e-9]])
STOCKS = np.concatenate([np.arange(-3.0, 70.0), [0.5, 7.3, 22.25, 39.99]])


@pytest.mark.parametrize(("law", "other"), CONTINUOUS + WHOLE)
def test_shares_and_quantiles_are_those_of_scipy(law: RemainingDemand, other: Any) -> None:
    assert law.mean_units == pytest.approx(other.mean())
    np.testing.assert_allclose(law.cdf(STOCKS), other.cdf(STOCKS), atol=1e-13)
    np.testing.assert_allclose(law.quantile(SHARES), other.ppf(SHARES), rtol=1e-9)


@pytest.mark.parametrize(("law", "other"), CONTINUOUS)
def test_what_is_left_is_the_integral_of_the_share_below(law: RemainingDemand, other: Any) -> None:
    for stock in (5.0, 18.0, 30.0, 47.0):
        exact, _ = integrate.quad(other.cdf, -60, stock, points=[10, 40], limit=200)
        assert float(law.expected_over(stock)) == pytest.approx(exact, abs=1e-7)


@pytest.mark.parametrize(("law", "other"), WHOLE)
def test_what_is_left_of_whole_demand_is_the_exact_sum(law: RemainingDemand, other: Any) -> None:
    demand = np.arange(0, 400)
    for stock in (0.0, 1.0, 6.5, 20.0, 61.0):
        exact = float(np.sum(np.maximum(stock - demand, 0) * other.pmf(demand)))
        assert float(law.expected_over(stock)) == pytest.approx(exact, abs=1e-10)


def test_an_empirical_law_is_the_mean_over_its_values() -> None:
    values = (3.0, 9.0, 9.0, 12.5)
    law = EmpiricalDemand(values_units=values)

    for stock in (0.0, 3.0, 8.0, 9.0, 100.0):
        exact = np.mean([max(stock - value, 0.0) for value in values])
        assert float(law.expected_over(stock)) == pytest.approx(exact)
    assert float(law.cdf(9.0)) == 0.75
    assert [float(law.quantile(share)) for share in (0.25, 0.26, 0.75, 0.76)] == [3, 9, 9, 12.5]


@pytest.mark.parametrize("law", [law for law, _ in CONTINUOUS + WHOLE])
def test_served_and_unserved_make_up_the_demand_and_left_over_the_stock(
    law: RemainingDemand,
) -> None:
    served, short = expected_min(law, STOCKS), expected_under(law, STOCKS)

    np.testing.assert_allclose(served + short, law.mean_units, atol=1e-9)
    np.testing.assert_allclose(served + law.expected_over(STOCKS), STOCKS, atol=1e-9)


@pytest.mark.parametrize("law", [law for law, _ in CONTINUOUS + WHOLE])
def test_a_quantile_is_the_least_that_is_enough(law: RemainingDemand) -> None:
    for share in (0.01, 0.4, 0.5, 0.975):
        units = float(law.quantile(share))

        assert law.cdf(units) >= share - 1e-12
        assert law.cdf(units - 1e-6) < share


def test_a_law_without_spread_or_values_is_refused() -> None:
    with pytest.raises(ValueError, match="is empty"):
        UniformDemand(low_units=4, high_units=4)
    with pytest.raises(ValueError, match="sd_units 0"):
        NormalDemand(mean_units=4, sd_units=0)
    with pytest.raises(ValueError, match="mean_units 0"):
        GammaDemand(mean_units=0, sd_units=1)
    with pytest.raises(ValueError, match="mean_units -1"):
        PoissonDemand(mean_units=-1)
    with pytest.raises(ValueError, match="shape 0"):
        GammaPoissonDemand(mean_units=1, shape=0)
    with pytest.raises(ValueError, match="at least one value"):
        EmpiricalDemand(values_units=())
