"""What demand is foreseen, and that all of it that was seen is remembered."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from experiments.replication import run
from policies.outlook import Memory, Outlook, outlook
from tests.unit.world.chains import Data, Script, by_day, chain, patients, shop
from twin.chain.network import build
from twin.chain.scenario import Scenario
from twin.control.decision import Decision
from twin.control.observation import Observation


class Listening:
    """Orders nothing; remembers, and keeps what was foreseen at each review."""

    def __init__(self, network: Any) -> None:
        self.memory = Memory.empty(network)
        self.told: list[tuple[float, int, Outlook]] = []

    def decide(self, observation: Observation) -> Decision:
        self.memory.take(observation)
        cell = observation.network.site_names.index("shop")
        seen = outlook(observation, self.memory, cell, np.array([cell]), 0.5)
        self.told.append((observation.day, int(self.memory.units[cell]), seen))
        return ()


def listened(law: Data, days: int, review_days: int, *, waits: int = 0) -> Listening:
    demand = {"d": patients(law, backordered_share=waits)}
    data = chain(days, time={"review_period_days": review_days}, demand=demand)
    network = build(Scenario.of(data))
    policy = Listening(network)
    run(network, policy, seed=3)
    return policy


def test_demand_older_than_an_observation_shows_is_not_forgotten() -> None:
    asked = [day % 7 for day in range(150)]

    policy = listened(by_day(*asked), 150, 9)

    assert [(day, units) for day, units, _ in policy.told] == [
        (float(day), sum(asked[:day])) for day in range(0, 150, 9)
    ]
    assert policy.memory.windows == [(0, 144)]


def test_days_that_no_observation_showed_are_no_days_without_demand() -> None:
    policy = listened({"law": "constant", "mean_units_per_day": 2}, 150, 70)

    _, units, seen = policy.told[-1]
    assert units == 2 * 2 * 56  # of each 70 days the last 56 were shown
    assert policy.memory.windows == [(14, 56), (84, 56)]
    assert seen.factor == pytest.approx(1.0)


def test_a_clock_that_is_set_back_starts_a_new_memory() -> None:
    network = build(Scenario.of(chain(20, demand={"d": patients(by_day(*[1] * 20))})))
    policy = Listening(network)

    for _ in range(2):
        run(network, policy, seed=1)

    assert policy.told[-1][1] == 19


def test_the_posterior_is_gamma_and_demand_to_come_negative_binomial() -> None:
    policy = listened({"law": "poisson", "mean_units_per_day": 3}, 30, 10)

    _, units, seen = policy.told[-1]
    shape, rate = 4 + units, 4 + 3 * 20  # cv 0.5: prior gamma(4, 4); 60 units were expected
    assert seen.shape == pytest.approx(shape)
    assert seen.factor == pytest.approx(shape / rate)
    assert seen.mean_units(15) == pytest.approx(shape / rate * 45)
    law = stats.nbinom(shape, rate / (rate + 45))
    levels = (np.arange(100) + 0.5) / 100
    assert seen.needs(15).tolist() == law.ppf(levels).tolist()


def test_patients_who_wait_are_needed_first_of_all() -> None:
    policy = listened(by_day(5, *[0] * 19), 20, 10, waits=1)

    _, _, seen = policy.told[-1]
    assert seen.waiting_units == 5
    assert (seen.needs(4) >= 5).all()


def test_demand_in_clusters_teaches_less_and_spreads_more() -> None:
    wide = {"law": "negative-binomial", "mean_units_per_day": 3, "sd_units_per_day": 3}

    policy = listened(wide, 30, 10)

    _, units, seen = policy.told[-1]
    assert seen.cluster == pytest.approx(3.0)
    assert seen.shape == pytest.approx(4 + units / 3)
    mean = seen.mean_units(15)
    assert seen.needs(15).var() == pytest.approx(mean * 3 + mean**2 / seen.shape, rel=0.1)


def test_a_place_that_nobody_draws_on_needs_nothing() -> None:
    data = chain(3, sites={"maker": {"kind": "supplier", "supplies": {"pill": {}}}, "shop": shop()})
    network = build(Scenario.of(data))
    script = Script()
    run(network, script, seed=1)

    seen = outlook(script.seen[-1], Memory.empty(network), 1, np.array([1]), 0.25)

    assert seen.needs(100).max() == 0
