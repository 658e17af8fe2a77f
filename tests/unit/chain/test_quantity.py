"""Demand laws: what a uniform number becomes, against scipy and within four standard errors."""

from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError
from scipy import stats

from twin.chain.demand import DemandLaw
from twin.chain.quantity import daily_units, mean_units_per_day, poisson, sd_units_per_day
from twin.chain.streams import Streams

LAW: TypeAdapter[Any] = TypeAdapter(DemandLaw)
N = 20_000
NONE = np.empty(0)


def law(**data: Any) -> Any:
    return LAW.validate_python(data)


def draws(data: Any, factor: float = 1.0) -> Any:
    u = Streams(5, 0).uniforms("u", 0, N)
    second = Streams(5, 0).uniforms("v", 0, N)
    return daily_units(law(**data), u, np.full(N, factor), 0, second)


LAWS: list[Any] = [
    {"law": "poisson", "mean_units_per_day": 3.7},
    {"law": "poisson", "mean_units_per_day": 300},
    {"law": "compound-poisson", "mean_orders_per_day": 2, "mean_units_per_order": 3.5},
    {"law": "compound-poisson", "mean_orders_per_day": 2, "units_by_order": [1, 1, 5, 10]},
    {"law": "compound-poisson", "mean_orders_per_day": 4},
    {"law": "negative-binomial", "mean_units_per_day": 10, "sd_units_per_day": 6},
    {"law": "empirical", "units_by_day": [0, 0, 4, 7]},
    {"law": "empirical", "units_by_day": [0, 2, 9], "weights": [1, 2, 1]},
    {
        "law": "normal",
        "mean_units_per_day": 100,
        "sd_units_per_day": 20,
        "below_zero": "clipped",
    },
    {"law": "normal", "mean_units_per_day": 30, "sd_units_per_day": 40, "below_zero": "clipped"},
    {"law": "normal", "mean_units_per_day": 30, "sd_units_per_day": 40, "below_zero": "truncated"},
]


@pytest.mark.parametrize("data", LAWS)
def test_mean_and_spread_of_the_draws_are_those_the_law_says(data: Any) -> None:
    drawn = draws(data).astype(float)
    mean, sd = mean_units_per_day(law(**data)), sd_units_per_day(law(**data))

    kurtosis = float(stats.kurtosis(drawn, fisher=False))
    assert abs(drawn.mean() - mean) < 4 * sd / np.sqrt(N)
    # normal demand is rounded, which adds a twelfth to its variance
    rounding = 1 / 12 if data["law"] == "normal" else 0
    error = sd**2 * np.sqrt((kurtosis - 1) / N)
    assert abs(drawn.var() - sd**2 - rounding) < 4 * error


def agrees(drawn: Any, chance: Any) -> None:
    """Every count that has a fair chance comes as often as scipy says."""
    values = np.arange(drawn.max() + 1)
    expected = chance(values)
    seen = np.bincount(drawn, minlength=len(values)) / N
    error = np.sqrt(expected * (1 - expected) / N)
    usual = expected * N > 20
    assert usual.sum() > 3
    assert (np.abs(seen - expected)[usual] < 4.5 * error[usual]).all()


def test_poisson_days_are_distributed_as_scipy_s() -> None:
    agrees(draws({"law": "poisson", "mean_units_per_day": 3.7}), stats.poisson(3.7).pmf)


def test_negative_binomial_days_are_distributed_as_scipy_s() -> None:
    size = 100 / 26
    known = stats.nbinom(size, size / (size + 10)).pmf
    data = {"law": "negative-binomial", "mean_units_per_day": 10, "sd_units_per_day": 6}

    agrees(draws(data), known)


def test_truncated_normal_days_are_distributed_as_scipy_s() -> None:
    known = stats.truncnorm(-30 / 40, np.inf, loc=30, scale=40)
    data = {
        "law": "normal",
        "mean_units_per_day": 30,
        "sd_units_per_day": 40,
        "below_zero": "truncated",
    }

    agrees(draws(data), lambda k: known.cdf(k + 0.5) - known.cdf(np.maximum(k - 0.5, 0)))


def test_clipped_normal_days_have_their_negative_part_at_zero() -> None:
    known = stats.norm(30, 40)
    data = {
        "law": "normal",
        "mean_units_per_day": 30,
        "sd_units_per_day": 40,
        "below_zero": "clipped",
    }

    agrees(draws(data), lambda k: known.cdf(k + 0.5) - np.where(k > 0, known.cdf(k - 0.5), 0.0))


def test_orders_from_a_table_add_up_to_its_sums() -> None:
    data = {"law": "compound-poisson", "mean_orders_per_day": 1.5, "units_by_order": [2, 3]}
    count = stats.poisson(1.5).pmf(np.arange(40))
    expected, sums = np.zeros(200), np.ones(1)
    for n in range(40):
        expected[: len(sums)] += count[n] * sums
        sums = np.convolve(sums, [0, 0, 0.5, 0.5])

    agrees(draws(data), lambda k: expected[k])


@pytest.mark.parametrize("mean", [0.0, 0.01, 1.0, 7.5, 59.9, 60.1, 500.0, 1e6])
def test_poisson_quantiles_are_scipy_s(mean: float) -> None:
    u = np.array([1e-9, 0.01, 0.3, 0.5, 0.77, 0.95, 0.9999])

    assert poisson(u, np.full(len(u), mean)).tolist() == stats.poisson.ppf(u, mean).tolist()


def test_small_means_are_drawn_alike_beside_large_ones() -> None:
    u = np.linspace(0.0005, 0.9995, 400)

    alone = poisson(u, np.full(400, 3.3))
    beside = poisson(np.stack([u, u]), np.array([[3.3], [500.0]]))[0]

    assert alone.tolist() == beside.tolist()


def test_constant_demand_comes_in_whole_units_that_never_drift() -> None:
    units = daily_units(
        law(law="constant", mean_units_per_day=2.3), np.zeros(10), np.ones(10), 0, NONE
    )

    assert units.tolist() == [2, 2, 2, 3, 2, 2, 3, 2, 2, 3]


def test_constant_demand_goes_on_evenly_into_the_next_year() -> None:
    one = law(law="constant", mean_units_per_day=0.3)

    total = sum(
        int(daily_units(one, np.zeros(365), np.ones(365), year * 365, NONE).sum())
        for year in range(4)
    )

    assert total == 438


def test_constant_demand_follows_its_factor() -> None:
    factor = np.array([1.0, 1.0, 3.0, 0.0, 0.5])

    units = daily_units(law(law="constant", mean_units_per_day=10), np.zeros(5), factor, 0, NONE)

    assert units.tolist() == [10, 10, 30, 0, 5]


@pytest.mark.parametrize(
    ("repeats", "units"), [(False, [3, 0, 5, 0, 0, 0]), (True, [3, 0, 5, 3, 0, 5])]
)
def test_a_table_ends_or_starts_again(repeats: bool, units: list[int]) -> None:
    table = law(law="scheduled", units_by_day=[3, 0, 5], repeats=repeats)

    assert daily_units(table, np.zeros(6), np.ones(6), 0, NONE).tolist() == units
    assert daily_units(table, np.zeros(4), np.ones(4), 2, NONE).tolist() == units[2:]


def test_observed_days_are_drawn_in_order_and_scaled() -> None:
    seen = law(law="empirical", units_by_day=[9, 1, 5])
    u = np.array([0.0, 0.34, 0.67, 0.99])

    assert daily_units(seen, u, np.ones(4), 0, NONE).tolist() == [1, 5, 9, 9]
    assert daily_units(seen, u, np.full(4, 1.5), 0, NONE).tolist() == [2, 8, 14, 14]


@pytest.mark.parametrize("data", LAWS)
def test_the_mean_grows_with_the_factor(data: Any) -> None:
    one, two = draws(data).mean(), draws(data, 2.0).mean()

    assert two == pytest.approx(2 * one, rel=0.03)


@pytest.mark.parametrize("data", LAWS)
def test_no_factor_no_patients(data: Any) -> None:
    assert draws(data, 0.0).max() == 0


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            {"law": "negative-binomial", "mean_units_per_day": 9, "sd_units_per_day": 3},
            "variance must be above the mean",
        ),
        ({"law": "empirical", "units_by_day": [1], "weights": [1, 2]}, "one weight for each"),
        ({"law": "scheduled", "units_by_day": []}, "at least 1"),
        ({"law": "scheduled", "units_by_day": [-1]}, "greater than or equal to 0"),
        ({"law": "normal", "mean_units_per_day": 1, "sd_units_per_day": 1}, "below_zero"),
        ({"law": "poisson", "mean_units_per_day": -1}, "greater than or equal to 0"),
        ({"law": "poisson", "mean_units_per_day": 1, "arrivals": "noon"}, "any-time"),
    ],
)
def test_a_law_that_makes_no_sense_is_refused(data: Any, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        law(**data)
