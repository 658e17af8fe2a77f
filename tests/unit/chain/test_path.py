"""What chance will do: season, trend, surges, correlation, arrivals, outages and failures."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from tests.unit.world.chains import Data, chain, each_day, lane, maker, patients, shop
from twin.chain.demand import Season
from twin.chain.network import build
from twin.chain.path import SamplePath, season_factors
from twin.chain.scenario import Scenario
from twin.chain.when import When


def path(data: Data, seed: int = 1, replication: int = 0) -> SamplePath:
    return SamplePath(build(Scenario.of(data)), seed, replication)


def units(data: Data, number: int = 0, block: int = 0) -> Any:
    return path(data).daily_rows(block)[:, number]


def asked(law: Data, **more: Any) -> Data:
    parts = {name: more.pop(name) for name in ("surges", "correlation_groups") if name in more}
    return chain(730, demand={"d": patients(law, **more)}, **parts)


def test_the_wave_of_a_season_tops_on_its_day_and_averages_to_one() -> None:
    season = Season(amplitude_share=0.4, peak_day=100)

    factors = season_factors(season, np.arange(365))

    assert int(factors.argmax()) == 100
    assert factors[100] == pytest.approx(1.4)
    assert factors.min() == pytest.approx(0.6, abs=1e-4)
    assert factors.mean() == pytest.approx(1.0)


def test_the_months_of_a_season_begin_on_their_days() -> None:
    season = Season(monthly_factors=list(range(1, 13)))
    firsts = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]

    assert season_factors(season, np.array(firsts)).tolist() == list(range(1, 13))
    assert season_factors(season, np.array(firsts[1:]) - 1).tolist() == list(range(1, 12))
    assert season_factors(season, np.array([364, 365])).tolist() == [12, 1]


def test_demand_follows_its_season() -> None:
    rows = units(asked(each_day(100), season={"amplitude_share": 0.5, "peak_day": 0}))

    assert rows[0] == 150
    assert rows[182] == pytest.approx(50, abs=1)
    assert rows.sum() == pytest.approx(36_500, abs=2)


def test_demand_grows_with_its_trend_and_never_below_nothing() -> None:
    growing = asked(each_day(100), trend_share_per_year=0.73)
    shrinking = asked(each_day(100), trend_share_per_year=-1.0)

    assert units(growing)[[0, 100]].tolist() == [100, pytest.approx(120, abs=1)]
    assert units(growing, block=1)[0] == 173
    assert units(shrinking, block=1).tolist() == [0] * 365


def test_a_surge_multiplies_the_demand_of_its_days_only() -> None:
    when = {"dated": [{"from_day": 10, "days": 3}]}
    surge = {"site": "shop", "product": "*", "when": when, "demand_factor": 4}

    rows = units(asked(each_day(5), surges={"flu": surge}))

    assert rows[9:14].tolist() == [5, 20, 20, 20, 5]


def test_surges_that_meet_multiply() -> None:
    def surge(first: int, factor: float) -> Data:
        when = {"dated": [{"from_day": first, "days": 2}]}
        return {"site": "*", "product": "pill", "when": when, "demand_factor": factor}

    rows = units(asked(each_day(4), surges={"a": surge(1, 2), "b": surge(2, 3)}))

    assert rows[:5].tolist() == [4, 8, 24, 12, 4]


def test_a_surge_of_another_site_changes_nothing() -> None:
    when = {"dated": [{"from_day": 0, "days": 9}]}
    surge = {"site": "maker", "product": "pill", "when": when, "demand_factor": 9}

    assert units(asked(each_day(4), surges={"a": surge}))[0] == 4


def test_demand_for_a_thousand_people_grows_with_the_inhabitants() -> None:
    data = asked(each_day(2), per_1000_people=True)
    data["sites"]["shop"]["population_count"] = 3500

    assert units(data)[:4].tolist() == [7, 7, 7, 7]


def two_clinics(share: float | None) -> Data:
    law = {
        "law": "normal",
        "mean_units_per_day": 500,
        "sd_units_per_day": 50,
        "below_zero": "clipped",
    }
    more = {} if share is None else {"correlation_group": "g"}
    data = chain(
        sites={"maker": maker("pill"), "shop": shop(), "ward": shop()},
        lanes={"road": lane("maker", ["shop", "ward"])},
        demand={"d": patients(law, ["shop", "ward"], **more)},
    )
    if share is not None:
        data["correlation_groups"] = {"g": {"correlation_share": share}}
    return data


@pytest.mark.parametrize(("share", "expected"), [(None, 0.0), (0.0, 0.0), (0.5, 0.5), (1.0, 1.0)])
def test_demands_of_a_group_are_correlated_by_its_share(
    share: float | None, expected: float
) -> None:
    rows = np.concatenate([path(two_clinics(share), 1, k).daily_rows(0) for k in range(8)])

    correlation = np.corrcoef(rows.T)[0, 1]
    error = (1 - expected**2) / np.sqrt(len(rows))
    assert abs(correlation - expected) <= 4 * error + 1e-3


def test_a_group_leaves_each_demand_its_own_distribution() -> None:
    rows = np.concatenate([path(two_clinics(0.6), 1, k).daily_rows(0)[:, 0] for k in range(8)])

    assert stats.kstest(rows, stats.norm(500, 50).cdf).pvalue > 1e-3


def test_arrivals_of_a_day_are_poisson_and_their_moments_uniform() -> None:
    data = asked({"law": "poisson", "mean_units_per_day": 8, "arrivals": "any-time"})

    found = path(data).arrivals(0)

    ticks = np.array([tick for tick, _, _ in found])
    counts = np.bincount(ticks // 1440, minlength=365)
    assert ticks.tolist() == sorted(ticks.tolist())
    assert {n for _, _, n in found} == {1}
    assert abs(counts.mean() - 8) < 4 * np.sqrt(8 / 365)
    assert abs(counts.var() - 8) < 4 * 8 * np.sqrt(2 / 365 + 1 / (8 * 365))
    assert stats.kstest(ticks % 1440 / 1440, "uniform").pvalue > 1e-3


def test_arrivals_follow_a_surge() -> None:
    when = {"dated": [{"from_day": 100, "days": 100}]}
    surge = {"site": "shop", "product": "pill", "when": when, "demand_factor": 0}
    law = {"law": "poisson", "mean_units_per_day": 8, "arrivals": "any-time"}

    found = path(asked(law, surges={"a": surge})).arrivals(0)

    days = np.array([tick // 1440 for tick, _, _ in found])
    assert not ((days >= 100) & (days < 200)).any()
    assert ((days < 100).sum(), (days >= 200).sum()) == (
        pytest.approx(800, abs=120),
        pytest.approx(1320, abs=150),
    )


def test_arrivals_of_a_group_that_is_wholly_correlated_come_on_the_same_days() -> None:
    data = two_clinics(1.0)
    data["demand"]["d"]["law"] = {
        "law": "poisson",
        "mean_units_per_day": 8,
        "arrivals": "any-time",
    }

    found = path(data).arrivals(0)

    counts = [
        np.bincount([t // 1440 for t, number, _ in found if number == n], minlength=365)
        for n in (0, 1)
    ]
    assert counts[0].tolist() == counts[1].tolist()


def test_large_orders_are_sizes_of_the_law() -> None:
    law = {
        "law": "compound-poisson",
        "mean_orders_per_day": 5,
        "mean_units_per_order": 3,
        "arrivals": "any-time",
    }

    sizes = np.array([n for _, _, n in path(asked(law)).arrivals(0)])

    assert sizes.min() == 1
    assert abs(sizes.mean() - 3) < 4 * np.sqrt(6 / len(sizes))


def test_dated_windows_are_whole_minutes_in_order() -> None:
    when = When.model_validate(
        {"dated": [{"from_day": 5, "days": 0.5}, {"from_day": 1.25, "days": 2}]}
    )

    assert path(chain()).windows("x", when) == [(1800, 4680), (7200, 7920)]


def random_times(up: Data, down: Data, horizon_days: int = 2000) -> list[tuple[int, int]]:
    when = When.model_validate({"random": {"time_to_failure": up, "time_to_repair": down}})
    return path(chain(horizon_days)).windows("x", when)


def test_outages_alternate_between_up_and_down() -> None:
    found = random_times({"law": "constant", "days": 10}, {"law": "constant", "days": 2}, 30)

    assert [(a / 1440, b / 1440) for a, b in found] == [(10, 12), (22, 24)]


def test_times_to_failure_and_to_repair_follow_their_laws() -> None:
    found = random_times(
        {"law": "exponential", "mean_days": 8}, {"law": "exponential", "mean_days": 2}, 20_000
    )

    downs = np.array([b - a for a, b in found]) / 1440
    ends = np.array([0, *(b for _, b in found)])[:-1]
    ups = (np.array([a for a, _ in found]) - ends) / 1440
    assert len(found) == pytest.approx(2000, abs=4 * np.sqrt(2000))
    assert stats.kstest(downs, stats.expon(scale=2).cdf).pvalue > 1e-3
    assert stats.kstest(ups, stats.expon(scale=8).cdf).pvalue > 1e-3


def test_an_outage_lasts_at_least_a_minute() -> None:
    found = random_times({"law": "constant", "days": 1}, {"law": "constant", "days": 0}, 3)

    assert found == [(1440, 1441), (2881, 2882)]


def test_the_time_of_a_trip_hangs_on_its_day_and_its_number_alone() -> None:
    law = {"law": "exponential", "mean_days": 3}
    data = chain(800, lanes={"road": {**lane("maker", "shop"), "lead_time": law}})
    one, other = path(data), path(data)
    for day in (700, 3, 90):
        other.trip_ticks(0, day, 1)

    for day in (0, 5, 364, 365, 799):
        assert one.trip_ticks(0, day, 0) == other.trip_ticks(0, day, 0)
    drawn = np.array([one.trip_ticks(0, day, 0) / 1440 for day in range(365)])
    assert stats.kstest(drawn, stats.expon(scale=3).cdf).pvalue > 1e-3
    assert one.trip_ticks(0, 5, 0) != one.trip_ticks(0, 5, 1)


def cooled(share: float) -> SamplePath:
    return path(
        chain(
            365,
            vehicles={"van": {"cooling": {"failure_share_per_trip": share}}},
            lanes={"road": lane("maker", "shop", vehicle="van")},
        )
    )


def test_a_cooling_fails_with_its_share_and_at_a_uniform_moment() -> None:
    drawn = cooled(0.3)

    moments = np.array(
        [drawn.cooling_fails_at_share(0, day, n) for day in range(365) for n in range(4)]
    )

    failed = moments[moments < 1]
    assert abs(len(failed) / len(moments) - 0.3) < 4 * np.sqrt(0.3 * 0.7 / len(moments))
    assert stats.kstest(failed, "uniform").pvalue > 1e-3


@pytest.mark.parametrize(("share", "fails"), [(0.0, False), (1.0, True)])
def test_a_cooling_that_always_or_never_fails(share: float, fails: bool) -> None:
    assert (cooled(share).cooling_fails_at_share(0, 7, 0) < 1) is fails


def test_draws_by_use_are_counted_from_nought() -> None:
    one = path(chain())

    numbers = [one.numbered_uniform("dock/shop", n) for n in range(600)]

    assert numbers == [path(chain()).numbered_uniform("dock/shop", n) for n in range(600)]
    assert len(set(numbers)) == 600


def test_replications_and_seeds_differ() -> None:
    data = asked({"law": "poisson", "mean_units_per_day": 50})

    rows = [path(data, seed, k).daily_rows(0).tolist() for seed, k in ((1, 0), (1, 1), (2, 0))]

    assert rows[0] != rows[1] != rows[2] != rows[0]
    assert path(data).daily_rows(0).tolist() == rows[0]
    assert path(data).daily_rows(1).tolist() != rows[0]
