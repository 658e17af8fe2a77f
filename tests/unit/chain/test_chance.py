"""Laws of how long things take: quantiles against scipy's, means and variances against draws."""

from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError
from scipy import stats

from twin.chain.chance import DurationLaw, ShareLaw

LAW: TypeAdapter[Any] = TypeAdapter(DurationLaw)
U = np.array([0.0, 0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.999])


def law(**data: Any) -> Any:
    return LAW.validate_python(data)


CONTINUOUS = [
    ({"law": "uniform", "min_days": 1.5, "max_days": 4}, stats.uniform(1.5, 2.5)),
    ({"law": "exponential", "mean_days": 3}, stats.expon(scale=3)),
    ({"law": "gamma", "shape_factor": 2.5, "scale_days": 1.2}, stats.gamma(2.5, scale=1.2)),
    (
        {"law": "lognormal", "mu_log_days": 0.7, "sigma_log_days": 0.4},
        stats.lognorm(0.4, scale=np.exp(0.7)),
    ),
    ({"law": "weibull", "shape_factor": 1.7, "scale_days": 5}, stats.weibull_min(1.7, scale=5)),
    ({"law": "geometric", "mean_days": 4}, stats.geom(1 / 4)),
]


@pytest.mark.parametrize(("data", "known"), CONTINUOUS)
def test_quantiles_are_scipy_s(data: Any, known: Any) -> None:
    inner = U[1:]

    assert law(**data).quantile(inner) == pytest.approx(known.ppf(inner))


@pytest.mark.parametrize(("data", "known"), CONTINUOUS)
def test_mean_and_variance_are_scipy_s(data: Any, known: Any) -> None:
    made = law(**data)

    assert made.mean_days() == pytest.approx(known.mean())
    assert made.variance_days2() == pytest.approx(known.var())


@pytest.mark.parametrize(("data", "known"), CONTINUOUS)
def test_the_smallest_draw_is_a_duration_too(data: Any, known: Any) -> None:
    shortest = law(**data).quantile(np.array([0.0]))[0]

    assert shortest == max(known.support()[0], 0)


def test_a_constant_is_always_the_same() -> None:
    made = law(law="constant", days=2.25)

    assert made.quantile(U).tolist() == [2.25] * len(U)
    assert (made.mean_days(), made.variance_days2()) == (2.25, 0.0)


def test_a_geometric_of_mean_one_is_always_a_day() -> None:
    made = law(law="geometric", mean_days=1)

    assert made.quantile(U).tolist() == [1.0] * len(U)
    assert made.variance_days2() == 0.0


def test_observed_durations_are_drawn_in_order_each_as_often_as_seen() -> None:
    made = law(law="empirical", days=[4, 1, 2, 1])

    drawn = made.quantile(np.array([0.0, 0.49, 0.5, 0.74, 0.75, 0.99]))

    assert drawn.tolist() == [1, 1, 2, 2, 4, 4]
    assert made.mean_days() == 2.0
    assert made.variance_days2() == pytest.approx(1.5)


def test_weights_say_how_likely_an_observed_duration_is() -> None:
    made = law(law="empirical", days=[5, 1], weights=[1, 3])

    assert made.quantile(np.array([0.0, 0.74, 0.76])).tolist() == [1, 1, 5]
    assert made.mean_days() == 2.0
    assert made.variance_days2() == pytest.approx(3.0)


def test_a_duration_of_no_weight_is_never_drawn() -> None:
    made = law(law="empirical", days=[1, 5, 9], weights=[0, 1, 0])

    assert made.quantile(U).tolist() == [5.0] * len(U)


PROMISED: dict[str, Any] = {
    "law": "scheduled",
    "scheduled_days": 10,
    "on_schedule_share": 0.6,
    "lateness": {"law": "exponential", "mean_days": 4},
    "early_share": 0.1,
    "earliness": {"law": "uniform", "min_days": 1, "max_days": 3},
}


def test_a_promise_is_kept_with_its_share_and_else_missed_early_or_late() -> None:
    made = law(**PROMISED)

    drawn = made.quantile(np.array([0.0, 0.05, 0.0999, 0.1, 0.4, 0.6999, 0.85]))

    assert drawn[0] == pytest.approx(7.0)  # three days early at most
    assert drawn[1] == pytest.approx(8.0)
    assert drawn[2] == pytest.approx(9.0, abs=0.01)
    assert drawn[3:6].tolist() == [10.0, 10.0, 10.0]
    assert drawn[6] == pytest.approx(10 + 4 * np.log(2))


def test_mean_and_variance_of_a_promise_are_those_of_its_draws() -> None:
    made = law(**PROMISED)

    drawn = made.quantile((np.arange(400_000) + 0.5) / 400_000)

    assert made.mean_days() == pytest.approx(drawn.mean(), rel=1e-4)
    assert made.variance_days2() == pytest.approx(drawn.var(), rel=1e-3)


def test_nothing_arrives_before_it_left_however_early() -> None:
    early = {"early_share": 1, "on_schedule_share": 0, "scheduled_days": 2}
    made = law(**PROMISED | early)

    assert made.quantile(U).min() == 0.0


def test_quantiles_never_fall() -> None:
    for data in [*(data for data, _ in CONTINUOUS), PROMISED]:
        drawn = law(**data).quantile(np.linspace(0, 0.9999, 500))
        assert (np.diff(drawn) >= 0).all()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"law": "uniform", "min_days": 3, "max_days": 2}, "max_days is below min_days"),
        ({"law": "empirical", "days": [1, 2], "weights": [1]}, "one weight for each"),
        ({"law": "empirical", "days": [1, 2], "weights": [0, 0]}, "some above zero"),
        ({"law": "empirical", "days": []}, "at least 1"),
        (PROMISED | {"early_share": 0.5}, "add up to more than 1"),
        ({"law": "exponential", "mean_days": 0}, "greater than 0"),
        ({"law": "geometric", "mean_days": 0.5}, "greater than or equal to 1"),
        ({"law": "constant", "days": -1}, "greater than or equal to 0"),
        ({"law": "constant", "days": float("nan")}, "finite"),
        ({"law": "normal", "days": 1}, "does not match"),
        ({"law": "constant", "days": 1, "more": 2}, "Extra inputs"),
        ({"law": "constant", "days": True}, "unable to parse|valid number"),
    ],
)
def test_a_law_that_makes_no_sense_is_refused(data: Any, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        law(**data)


@pytest.mark.parametrize(
    ("mean", "half", "shares"),
    [
        (0.9, 0.05, [0.85, 0.9, 0.9475]),
        (0.98, 0.1, [0.88, 0.98, 1.0]),
        (0.05, 0.1, [0.0, 0.05, 0.145]),
        (0.7, 0.0, [0.7, 0.7, 0.7]),
    ],
)
def test_a_share_varies_evenly_around_its_mean_within_0_and_1(
    mean: float, half: float, shares: list[float]
) -> None:
    made = ShareLaw(mean_share=mean, half_width_share=half)

    assert made.quantile(np.array([0.0, 0.5, 0.975])).tolist() == pytest.approx(shares)
