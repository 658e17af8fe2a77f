"""Worths and laws for the tests of ship-back and donation."""

from dataclasses import replace

import numpy as np

from policies.remaining_demand import (
    EmpiricalDemand,
    GammaDemand,
    GammaPoissonDemand,
    NormalDemand,
    PoissonDemand,
    RemainingDemand,
    UniformDemand,
)
from policies.system_value import SystemValues

TABLE_2 = SystemValues(
    served_value_per_unit=250.0,
    donated_value_per_unit=0.0,
    tertiary_value_per_unit=0.0,
    shortage_cost_per_unit=3.0,
    production_cost_per_unit=60.0,
    regional_cost_per_unit=10.0,
    local_cost_per_unit=10.0,
    collection_cost_per_unit=0.5,
    rework_cost_per_unit=1.0,
    donation_transport_cost_per_unit=2.0,
    tertiary_transport_cost_per_unit=1.0,
    holding_cost_per_unit=10.0,
    destruction_cost_per_unit=1.7,
)
"""Table 2 of Lahjouji et al. (2024), with a value of a unit served that the paper lacks."""


def values(served: float = 250.0, donated: float = 0.0, tertiary: float = 0.0) -> SystemValues:
    return replace(
        TABLE_2,
        served_value_per_unit=served,
        donated_value_per_unit=donated,
        tertiary_value_per_unit=tertiary,
    )


def random_values(rng: np.random.Generator) -> SystemValues:
    """Return worths of every kind: a tertiary country above saved production, donations that
    outbid patients, and units that are never worth shipping."""
    draw = rng.uniform
    return SystemValues(
        served_value_per_unit=draw(20, 150),
        donated_value_per_unit=draw(0, 90),
        tertiary_value_per_unit=draw(0, 90) * (rng.random() < 0.6),
        shortage_cost_per_unit=draw(0, 20),
        production_cost_per_unit=draw(1, 90),
        regional_cost_per_unit=draw(0, 10),
        local_cost_per_unit=draw(0, 15),
        collection_cost_per_unit=draw(0, 30),
        rework_cost_per_unit=draw(0, 8),
        donation_transport_cost_per_unit=draw(0, 5),
        tertiary_transport_cost_per_unit=draw(0, 20),
        holding_cost_per_unit=draw(0.1, 20),
        destruction_cost_per_unit=draw(0, 5),
    )


def random_law(rng: np.random.Generator) -> RemainingDemand:
    kind, mean = rng.integers(6), float(rng.uniform(5, 60))
    laws: list[RemainingDemand] = [
        UniformDemand(low_units=mean / 2, high_units=1.5 * mean),
        NormalDemand(mean_units=mean, sd_units=mean / 5),
        GammaDemand(mean_units=mean, sd_units=mean / 2),
        PoissonDemand(mean_units=mean),
        GammaPoissonDemand(mean_units=mean, shape=4.0),
        EmpiricalDemand(values_units=tuple(rng.integers(0, 60, 12).astype(float))),
    ]
    return laws[int(kind)]


def concave_values(rng: np.random.Generator, count: int) -> list[SystemValues]:
    """Return random worths in which a tertiary country is worth no more than saved production."""
    found: list[SystemValues] = []
    while len(found) < count:
        drawn = random_values(rng)
        tertiary = drawn.tertiary_value_per_unit - drawn.tertiary_transport_cost_per_unit
        if tertiary <= drawn.production_cost_per_unit - drawn.rework_cost_per_unit:
            found.append(drawn)
    return found
