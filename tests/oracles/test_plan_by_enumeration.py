"""Plans against exhaustive enumeration of every whole number, the rest by a linear programme.

Each chain has a plant whose batches can grow by one level, material from a limited source,
vans to a shop with a floor, and demand that partly comes back: 2 x 2 periods of batches (0 to
2), levels (0, 1) and trips (0 to 2) are 324 combinations, each a linear programme.
"""

from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from policies.milp.chain import (
    Cell,
    Customer,
    Expansion,
    Good,
    Link,
    Making,
    Mode,
    PlanningChain,
    Source,
    TripGroup,
)
from policies.milp.model.template import Template
from policies.milp.standard_form import StandardForm
from policies.milp.window import Window
from tests.unit.policies.milp.builders import optimum

PERIODS = 2


def chain_of(rng: np.random.Generator) -> PlanningChain:
    """Return a chain with random rates."""

    def rate(low: float, high: float) -> float:
        return float(np.round(rng.uniform(low, high), 2))

    return PlanningChain(
        periods_count=PERIODS,
        node_names=("mine", "plant", "shop"),
        item_names=("medicine", "material"),
        load_per_unit=(rate(0.5, 1.5), 1.0),
        goods=(Good(item=0), Good(item=1)),
        groups=(TripGroup(name="van", capacity_load=rate(6, 14), cost_per_trip=rate(3, 30)),),
        links=(
            Link(name="in", origin=0, destination=1, items=(1,), modes=(Mode(),)),
            Link(name="out", origin=1, destination=2, items=(0,), modes=(Mode(group=0),)),
        ),
        sources=(Source(name="mine", nodes=(0,), item=1, goods=(1,) * PERIODS, cost_per_unit=1.0),),
        makings=(
            Making(
                name="make",
                node=1,
                item=0,
                goods=(0,) * PERIODS,
                batch_units=rate(4, 9),
                inputs=((1, rate(0.3, 1.2)),),
                capacity_units=rate(8, 16),
                cost_per_batch=rate(2, 25),
                cost_per_unit=rate(0, 2),
            ),
        ),
        cells=(
            Cell(node=1, item=0, holding_cost_per_unit=rate(0.1, 1)),
            Cell(node=1, item=1, holding_cost_per_unit=0.1),
            Cell(node=2, item=0, holding_cost_per_unit=rate(0.1, 1), floor_cost_per_unit=2.0),
        ),
        customers=(
            Customer(
                node=2,
                item=0,
                unmet_cost_per_unit=rate(3, 15),
                carried_share=float(rng.choice([0.0, 0.5, 1.0])),
            ),
        ),
        expansions=(
            Expansion(
                node=1,
                cost_by_level=(rate(2, 20),),
                capacity_units_per_level=((0, rate(1, 6)),),
                batch_units_per_level=rate(1, 5),
            ),
        ),
        slots_most=2,
    )


def window_of(chain: PlanningChain, rng: np.random.Generator) -> Window:
    """Return a window with random demand, stock and a disruption now and then."""
    plain = Window.plain(chain, rng.uniform(4, 22, (1, PERIODS)).round(1), slots_count=2)
    plain.opening_units[2, 0] = rng.uniform(0, 5)
    plain.floor_units[2] = rng.uniform(0, 4, PERIODS)
    plain.source_capacity_units[:] = rng.uniform(4, 20, (1, PERIODS))
    plain.node_open_share[1, rng.integers(PERIODS)] = rng.choice([0.5, 1.0])
    return plain


def by_enumeration(form: StandardForm) -> float:
    """Return the least cost over every whole point, by a linear programme for each."""
    whole = np.flatnonzero(form.integer)
    highest = np.minimum(form.upper[whole], 2).astype(int)
    rows = form.matrix.tocsr()
    above, below = np.isfinite(form.row_upper), np.isfinite(form.row_lower)
    equal = above & below & (form.row_lower == form.row_upper)
    above, below = above & ~equal, below & ~equal
    best = np.inf
    for values in product(*(range(high + 1) for high in highest)):
        lower, upper = form.lower.copy(), form.upper.copy()
        lower[whole] = upper[whole] = values
        found = linprog(
            form.objectives["cost"],
            A_ub=np.vstack([rows[above].toarray(), -rows[below].toarray()]),
            b_ub=np.concatenate([form.row_upper[above], -form.row_lower[below]]),
            A_eq=rows[equal].toarray(),
            b_eq=form.row_lower[equal],
            bounds=np.column_stack([lower, upper]),
        )
        if found.success:
            best = min(best, found.fun + form.offsets["cost"])
    return float(best)


@pytest.mark.parametrize("seed", range(3))
def test_a_plan_costs_as_little_as_the_best_of_all_whole_points(seed: int) -> None:
    rng = np.random.default_rng(seed)
    chain = chain_of(rng)
    form = Template.of(chain).form(window_of(chain, rng))
    assert optimum(form)[0] == pytest.approx(by_enumeration(form), rel=1e-6)
