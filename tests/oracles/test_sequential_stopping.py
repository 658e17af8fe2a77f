"""Sequential stopping: how many replications it takes, and how often its interval then holds."""

from math import sqrt

import numpy as np
import pytest
from oracle_support import SEED
from scipy import stats
from theory.stopping import normal_ending

from experiments.statistics.stopping import next_count, sequential

Z = float(stats.norm.ppf(0.975))
STUDIES = 2000


def test_stopping_takes_as_many_replications_as_theory_says_and_holds_as_often():
    # n* = (z s (1 + g) / (g m))^2 = 60 for known s; g = 0.5 %, so that the mean in the rule
    # varies by 0.25 % and shifts the count by about n* (g/z)^2 = 0.0004
    g, known = 0.005, 60.0
    spread = g / (1 + g) * sqrt(known) / Z
    exact = normal_ending(known, first=10, grow=next_count)
    rng = np.random.default_rng(SEED)

    ended = [
        sequential(values.__getitem__, relative_half_width=g, at_most=400)
        for values in rng.normal(1.0, spread, size=(STUDIES, 400)).tolist()
    ]

    mean = np.mean([one.n for one in ended])
    held = np.mean([one.estimate.low <= 1.0 <= one.estimate.high for one in ended])
    assert mean == pytest.approx(exact.mean_count, abs=4 * exact.sd_count / sqrt(STUDIES))
    assert held == pytest.approx(
        exact.coverage, abs=4 * sqrt(exact.coverage * (1 - exact.coverage) / STUDIES)
    )
    assert not any(one.capped for one in ended)


@pytest.mark.parametrize("known", [40.0, 100.0])
def test_the_theory_agrees_with_its_second_order_expansion(known):
    # One look after every replication ends at n* - 1.18 on average when z stands in the
    # rule (Woodroofe, Ann. Statist. 5 (1977), 984-995: the price of a spread that is small
    # by luck). t^2 = z^2 (1 + (z^2 + 1) / (2 n) + ...)
    # in its place adds (z^2 + 1) / 2 = 2.42; terms of order 1/n are left out.
    exact = normal_ending(known, first=10, grow=lambda n: n + 1)

    assert exact.mean_count == pytest.approx(known - 1.18 + (Z**2 + 1) / 2, abs=25 / known)


def test_steps_draw_half_a_step_beyond_need_and_hold_as_often():
    # a count that falls anywhere among 1 .. k new ones ends (k - 1) / 2 later; steps of 5
    # up to 55, of 6 and 7 beyond: 2 to 3 more
    every = normal_ending(60.0, first=10, grow=lambda n: n + 1)
    steps = normal_ending(60.0, first=10, grow=next_count)

    assert 2.0 <= steps.mean_count - every.mean_count <= 3.2
    assert steps.coverage > every.coverage
    assert steps.coverage == pytest.approx(0.945, abs=0.002)
