"""What is told of a study besides its means: skew, quantiles, the bad end, warm-up."""

import numpy as np
import pytest

from experiments import load, study
from experiments.measures.tail_risk import tail
from experiments.monte_carlo.study_checks import (
    quantiles,
    skew_warnings,
    told_warnings,
    unmet_tail,
    warm_up_advice,
    warm_up_note,
)
from experiments.statistics.quantiles import quantile_interval
from experiments.statistics.skew import skew_warning
from experiments.statistics.warm_up import mser_5
from twin.chain.scenario import Scenario


@pytest.fixture
def done(chain):
    return study(Scenario.of(chain), ["base-stock", "s-S"], replications=12, seed=4)


def test_quantiles_are_of_the_replications_own_values(done):
    arm = done.arms[1]
    values = done.values(arm, "fill_rate_share")

    found = quantiles(done, arm)["fill_rate_share"]

    assert found == [quantile_interval(values, share) for share in (0.05, 0.5, 0.95)]
    assert found[1].low <= found[1].value <= found[1].high
    assert found[0].low is None  # twelve say nothing of how low one in twenty goes


def test_the_bad_end_is_of_what_was_not_served_at_once(done):
    arm = done.arms[0]
    asked, given = (done.values(arm, n) for n in ("demand_units", "served_at_once_units"))

    assert unmet_tail(done, arm) == tail([a - b for a, b in zip(asked, given, strict=True)])


def test_how_far_out_the_bad_end_begins_is_the_scenarios_word(chain):
    chain["resilience"] = {"tail_level_share": 0.8}
    path = "resilience.tail_level_share"

    done = study(
        Scenario.of(chain), ["s-S"], replications=2, seed=4, points=[{path: 0.6}, {"name": "b"}]
    )

    assert [unmet_tail(done, arm).level_share for arm in done.arms] == [0.6, 0.8]


def test_a_note_says_which_warm_up_is_advised_or_that_the_run_is_short(done, chain):
    for arm, unmet in zip(done.arms, ([30] * 15 + [5] * 85, [5] * 100), strict=True):
        daily = done.results.of(arm).daily
        daily.demand_units = np.array(unmet) * daily.replications
        daily.served_at_once_units = np.zeros(100, dtype=np.int64)

    longer = warm_up_note(done)
    chain["time"]["horizon_days"] = 40
    short = warm_up_note(study(Scenario.of(chain), ["s-S"], replications=2, seed=4))

    assert longer is not None
    assert "a warm-up of 25 days, not 10, by 1 of 2 arms" in longer
    assert short is not None
    assert "MSER-5 wants a longer run before it says any warm-up, by 1 of 1 arm " in short


def test_warm_up_advice_looks_at_what_was_not_served_by_day(done):
    arm = done.arms[0]
    daily = done.daily(arm)
    unmet = (daily.demand_units - daily.served_at_once_units) / 12

    assert len(unmet) == 50
    assert warm_up_advice(done, arm) == mser_5(unmet)


def test_a_lopsided_metric_is_told_with_its_arm():
    done = study(load("tiny"), ["base-stock", "s-S"], replications=12, seed=1)
    found = skew_warnings(done)

    expected = [
        (arm, metric)
        for arm in done.arms
        for metric in ("fill_rate_share", "min_site_fill_rate_share", "waste_share", "cost_total")
        if skew_warning(done.sample(arm, metric).values)
    ]
    assert [(arm, metric) for arm, metric, _ in found] == expected
    assert expected
    assert len(told_warnings(done)) == len(expected)
    assert f" of {expected[0][0][1]} on tiny: skewness" in told_warnings(done)[0]


def test_results_carry_the_checks_of_every_arm(done):
    told = done.to_json()

    of_one = told["policies"]["s-S"]
    assert [q["share"] for q in of_one["quantiles"]["cost_total"]] == [0.05, 0.5, 0.95]
    assert of_one["unmet_units_tail"]["level_share"] == 0.95
    assert set(of_one["warm_up_advice"]) == {"series", "further_cut_days", "too_short"}
    assert told["warnings"] == told_warnings(done)


def test_the_ratios_of_a_pair_are_of_the_replications_that_failed_in_neither(done):
    left, right = done.arms
    metric = "fill_rate_share"
    column = done.results.of(right).columns
    for name in column:
        column[name][0] = float("nan")  # as if replication 0 of the second had failed

    alone, beside = done.sample(left, metric), done.sample(left, metric, beside=right)

    known = slice(1, None)
    asked, given = (done.values(left, n) for n in ("demand_units", "served_at_once_units"))
    assert alone.values[0] is not None
    assert beside.values[0] is None
    assert sum(beside.values[known]) / 11 == pytest.approx(sum(given[known]) / sum(asked[known]))
    (difference,) = [d for d in done.differences() if d.left == right]
    assert difference.metrics[metric].estimate.n == 11


def test_the_jackknife_has_the_delta_methods_mean_to_first_order(done):
    arm = done.arms[0]

    delta, jack = (
        done.sample(arm, "fill_rate_share", jackknife=which).values for which in (False, True)
    )

    assert delta != jack
    assert sum(jack) / 12 == pytest.approx(sum(delta) / 12, abs=2e-3)
