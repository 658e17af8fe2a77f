"""Case III: the baseline and the disruption model, with the coverage and without (Table 3)."""

from dataclasses import dataclass

import numpy as np

from experiments.papers.badejo_2024.case import BATCH_UNITS, SLOTS
from experiments.papers.badejo_2024.instance import Instance
from experiments.papers.badejo_2024.planner import Outcome, Planner
from experiments.papers.draws import Floats
from policies.milp.solution import Solve

BASELINE, RELAXED = "baseline", "baseline, social relaxed"
DISRUPTION, DISRUPTION_RELAXED = "disruption", "disruption, social relaxed"
MODELS = (BASELINE, RELAXED, DISRUPTION, DISRUPTION_RELAXED)

WORST_WEEKS = (4, 5)
"""Weeks 5 and 6, counted from 0."""

BEFORE_WEEKS = (2, 3)
"""Weeks 3 and 4, in which the paper's plan grows."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparison:
    """Table 3."""

    case: Instance
    baseline: Solve | Outcome
    """With its coverage; the paper finds no plan."""

    outcomes: dict[str, Outcome]
    """Of the other models, by name."""


def comparison(case: Instance) -> Comparison:
    """Return what the four models do under disruption."""
    base, grown = Planner.of(case.baseline.chain), Planner.of(case.chain)
    gap = case.case.gap_share
    outcomes = {}
    for name, planner, share in (
        (RELAXED, base, 0.0),
        (DISRUPTION, grown, None),
        (DISRUPTION_RELAXED, grown, 0.0),
    ):
        found = planner.least_cost(case.window(coverage_share=share), gap_share=gap)
        if isinstance(found, Outcome):
            outcomes[name] = found
    return Comparison(
        case=case, baseline=base.least_cost(case.window(), gap_share=gap), outcomes=outcomes
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Capacity:
    """Capacity of all plants or all warehouses by week, units (Figure 8)."""

    usual: Floats
    """(T,), with no disruption."""

    there: Floats
    """(T,), what disruptions leave."""

    could_grow: Floats
    """(T,), what undisrupted nodes could add."""

    grown: dict[str, Floats]
    """By model: (T,), what its plan adds."""

    used: dict[str, Floats]
    """By model: (T,), units made in the week or in stock at its end."""


def plant_capacity(done: Comparison) -> Capacity:
    """Return the capacity of plants: of their slots, or of all products if that is less."""
    chain, open_share = done.case.chain, done.case.node_open_share
    slots = SLOTS * BATCH_UNITS
    of_products = {
        node: sum(m.capacity_units or 0.0 for m in chain.makings if m.node == node)
        for node in chain.plants
    }
    gains = {
        e: SLOTS * each.batch_units_per_level
        for e, each in enumerate(chain.expansions)
        if each.batch_units_per_level
    }
    return _capacity(
        done,
        np.array([np.minimum(slots, of_products[n] * open_share[n]) for n in chain.plants]),
        slots * len(chain.plants),
        gains,
        {name: each.plan.made_units.sum(axis=0) for name, each in done.outcomes.items()},
    )


def room_capacity(done: Comparison) -> Capacity:
    """Return the capacity of warehouses, all products together."""
    chain, open_share = done.case.chain, done.case.node_open_share
    gains = {
        e: sum(volume for _, volume in each.volume_per_level)
        for e, each in enumerate(chain.expansions)
        if each.volume_per_level
    }
    cells = sorted({cell for room in chain.rooms for cell in room.cells})
    return _capacity(
        done,
        np.array([room.capacity_volume * open_share[room.node] for room in chain.rooms]),
        sum(room.capacity_volume for room in chain.rooms),
        gains,
        {
            name: each.plan.stock_units[cells].sum(axis=(0, 1))
            for name, each in done.outcomes.items()
        },
    )


def _capacity(
    done: Comparison,
    there: Floats,
    usual: float,
    gains: dict[int, float],
    used: dict[str, Floats],
) -> Capacity:
    chain, open_share = done.case.chain, done.case.node_open_share
    levels = {e: len(chain.expansions[e].cost_by_level) for e in gains}
    most = [
        gain * levels[e] * (open_share[chain.expansions[e].node] >= 1) for e, gain in gains.items()
    ]
    weeks = there.shape[1]
    grown = {
        name: sum((gain * each.plan.levels_on[e] for e, gain in gains.items()), np.zeros(weeks))
        for name, each in done.outcomes.items()
        if each.chain.expansions
    }
    return Capacity(
        usual=np.full(weeks, usual),
        there=there.sum(axis=0),
        could_grow=np.sum(most, axis=0),
        grown=grown,
        used=used,
    )
