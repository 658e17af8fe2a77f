"""A case with data: synthetic, seeded, tuned to be near the paper's results."""

from dataclasses import dataclass, replace

import numpy as np

from experiments.papers.badejo_2024.case import (
    BATCH_UNITS,
    CONSUMERS,
    PLANTS,
    SLOTS,
    SUPPLIERS,
    WAREHOUSES,
    WEEKS,
    Case,
)
from experiments.papers.badejo_2024.impact import Impact, drawn_impact
from experiments.papers.badejo_2024.network import Rates, planning_chain
from experiments.papers.draws import Draws, Floats
from policies.milp.chain import PlanningChain
from policies.milp.window import Window

SUPPLY_SHARE = 1.35
"""What suppliers can send of a raw material, in parts of its mean weekly need."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Instance:
    """A chain with all its weeks."""

    case: Case
    chain: PlanningChain
    impact: Impact
    demand_units: Floats
    """(customers, weeks)."""

    node_open_share: Floats
    """(nodes, weeks)."""

    supply_units: Floats
    """(sources,), what all suppliers can send of a raw material in a week."""

    @property
    def baseline(self) -> "Instance":
        """Return the same where nothing can be expanded: the paper's baseline model."""
        return replace(self, chain=replace(self.chain, expansions=()))

    def window(
        self,
        *,
        first_week: int = 0,
        coverage_share: float | None = None,
        opening_units: Floats | None = None,
    ) -> Window:
        """Return ten weeks.

        Args:
            first_week: number of the first, from 0.
            coverage_share: least part of demand to be met; None: the case's own.
            opening_units: (cells, goods), stock at the start; None: none.
        """
        weeks = slice(first_week, first_week + WEEKS)
        plain = Window.plain(self.chain, self.demand_units[:, weeks], SLOTS)
        share = self.case.coverage_share if coverage_share is None else coverage_share
        return replace(
            plain,
            coverage_share=np.full(len(self.chain.customers), share),
            opening_units=plain.opening_units if opening_units is None else opening_units,
            node_open_share=self.node_open_share[:, weeks],
            source_capacity_units=np.repeat(self.supply_units[:, None], WEEKS, axis=1),
        )


def instance(case: Case) -> Instance:
    """Return the case with its data; the same case always has the same."""
    draws = Draws(case.seed)
    rates = _rates(case, draws)
    impact = drawn_impact(
        draws,
        products_count=case.products_count,
        making_points=case.making_points,
        moving_points=case.moving_points * np.array([0.0060, 0.0040, 0.0016, 0.0240]),
    )
    chain = planning_chain(rates, impact, levels_count=case.levels_count)
    return Instance(
        case=case,
        chain=chain,
        impact=impact,
        demand_units=_demand(case, draws),
        node_open_share=_open_share(case),
        supply_units=SUPPLY_SHARE * _mean_demand(case) * (rates.product_share @ rates.recipe),
    )


def _mean_demand(case: Case) -> float:
    return case.utilisation * PLANTS * SLOTS * BATCH_UNITS


def _product_share(case: Case, draws: Draws) -> Floats:
    return draws.shares("demand/products", (case.products_count,), case.unevenness)


def _demand(case: Case, draws: Draws) -> Floats:
    """Return demand: a share of the whole each, a season by product, noise by week."""
    products, weeks = case.products_count, case.weeks_count
    of_product = _product_share(case, draws)[:, None, None]
    of_consumer = draws.shares("demand/consumers", (CONSUMERS,), 0.4)[None, :, None]
    phase = draws.uniform("demand/season", 0, 2 * np.pi, (products,))[:, None, None]
    season = 1 + 0.18 * np.sin(2 * np.pi * np.arange(weeks) / 9 + phase)
    noise = draws.around_one("demand/noise", case.noise, (weeks, products, CONSUMERS))
    demand = _mean_demand(case) * of_product * of_consumer * season * noise.transpose(1, 2, 0)
    return np.asarray(np.round(demand, 3).reshape(products * CONSUMERS, weeks))


def _open_share(case: Case) -> Floats:
    share = np.ones((SUPPLIERS + PLANTS + WAREHOUSES + CONSUMERS, case.weeks_count))
    if case.plants_open:
        share[SUPPLIERS : SUPPLIERS + PLANTS] = case.plants_open
    if case.warehouses_open:
        share[SUPPLIERS + PLANTS : SUPPLIERS + PLANTS + WAREHOUSES] = case.warehouses_open
    return share


def _rates(case: Case, draws: Draws) -> Rates:
    """Return recipes, capacities and costs."""
    products, raws, level = case.products_count, case.raws_count, case.cost_level
    mean = _mean_demand(case)
    of_product = _product_share(case, draws)

    def near_one(name: str, *shape: int) -> Floats:
        return draws.uniform(name, 0.8, 1.2, shape)

    raw_cost = np.where(np.arange(raws) < (raws + 1) // 2, 11.0, 3.5)  # active, filler
    unmet = near_one("cost/unmet/product", products, 1) * near_one("cost/unmet", 1, CONSUMERS)
    return Rates(
        product_share=of_product,
        recipe=_recipe(products, raws),
        places_km=_places(draws),
        plant_units=BATCH_UNITS * SLOTS * case.plant_share * near_one("plant", products, PLANTS),
        room_units=mean * case.room_share * of_product[:, None]
        * near_one("room", products, WAREHOUSES),
        raw_cost=level * raw_cost * near_one("cost/raw", raws),
        batch_cost=level * 10 * BATCH_UNITS * near_one("cost/batch", PLANTS),
        making_cost=level * 5 * near_one("cost/making", products, PLANTS),
        raw_holding_cost=level * 0.05 * near_one("cost/raw holding", raws, PLANTS),
        holding_cost=level * 0.18 * near_one("cost/holding", products, WAREHOUSES),
        unmet_cost=case.unmet_cost * unmet / unmet.mean(),
        transport_level=level,
    )  # fmt: skip


def _recipe(products: int, raws: int) -> Floats:
    """Return units of raw material in a unit of product, (products, raws)."""
    if products == 2:
        return np.array([[0.7, 0.3], [0.35, 0.65]])
    pairs = [(0, 2), (0, 3), (1, 2), (1, 3), (0, 2)]  # active and filler of each kind
    recipe = np.zeros((products, raws))
    for product in range(products):
        active, filler = pairs[product // 2 % len(pairs)]
        dose = 0.55 if product % 2 else 0.3
        recipe[product, active], recipe[product, filler] = dose, 1 - dose
    return recipe


def _places(draws: Draws) -> Floats:
    """Return places on a plane, (nodes, 2) in km; the first supplier is overseas."""
    count = SUPPLIERS + PLANTS + WAREHOUSES + CONSUMERS
    places = draws.uniform("places", 0, 1, (count, 2)) * [2800.0, 1400.0]
    places[0, 0] -= 4500.0
    return np.asarray(places)
