"""The paper's network (Figure 3) as a planning chain."""

from dataclasses import dataclass

import numpy as np

from experiments.papers.badejo_2024.case import (
    BATCH_UNITS,
    CONSUMERS,
    MODES,
    PLANTS,
    SLOTS,
    SUPPLIERS,
    WAREHOUSES,
    WEEKS,
)
from experiments.papers.badejo_2024.impact import Impact
from experiments.papers.draws import Floats
from policies.milp.chain import (
    Cell,
    Customer,
    Expansion,
    Good,
    Link,
    Making,
    Mode,
    PlanningChain,
    Room,
    Source,
    TripGroup,
)

CLASSES = ("supplier to plant", "plant or warehouse to warehouse", "warehouse to consumer")
"""Arcs whose vehicles are counted together (equations 1b, 2i and 3c)."""

TRIP_LOAD = np.array([12.0, 40.0, 90.0, 25.0])
TRIP_COST = np.array([32.0, 75.0, 120.0, 140.0])
KM_COST = np.array([0.0040, 0.0024, 0.0012, 0.0080])
"""Of each mode; costs before the case's cost level."""

PLANT_LEVEL_SHARE, ROOM_LEVEL_SHARE = 0.20, 0.25
PLANT_LEVEL_COST = (120.0, 190.0, 280.0, 400.0)
ROOM_LEVEL_COST = (60.0, 95.0, 140.0, 200.0)
PLANT_RECOVERY_COST, ROOM_RECOVERY_COST = 150.0, 80.0

FIRST_PLANT = SUPPLIERS
FIRST_WAREHOUSE = SUPPLIERS + PLANTS
FIRST_CONSUMER = SUPPLIERS + PLANTS + WAREHOUSES


@dataclass(frozen=True, kw_only=True, eq=False)
class Rates:
    """Recipes, capacities and costs."""

    product_share: Floats
    """(products,), of all demand."""

    recipe: Floats
    """(products, raws), units of raw material for one unit."""

    places_km: Floats
    """(nodes, 2)."""

    plant_units: Floats
    """(products, plants), most units in a week [fCap]."""

    room_units: Floats
    """(products, warehouses), most units in stock [wCap]."""

    raw_cost: Floats
    """(raws,), for a unit [C]."""

    batch_cost: Floats
    """(plants,), for a batch [fixedC]."""

    making_cost: Floats
    """(products, plants), for a unit [varC]."""

    raw_holding_cost: Floats
    """(raws, plants), for a unit and week [hC]."""

    holding_cost: Floats
    """(products, warehouses), for a unit and week [hC]."""

    unmet_cost: Floats
    """(products, consumers), for a unit [bCost]."""

    transport_level: float
    """Factor of the costs of transport."""


def planning_chain(rates: Rates, impact: Impact, *, levels_count: int) -> PlanningChain:
    """Return the chain of ten weeks; items are the raw materials and then the products.

    Args:
        rates: recipes, capacities and costs.
        impact: impacts of making and moving.
        levels_count: levels of expansion; 0: none.
    """
    products, raws = rates.recipe.shape
    names = [f"raw {r + 1}" for r in range(raws)] + [f"product {p + 1}" for p in range(products)]
    return PlanningChain(
        periods_count=WEEKS,
        node_names=_node_names(),
        item_names=tuple(names),
        load_per_unit=(1.0,) * len(names),
        goods=tuple(Good(item=item) for item in range(len(names))),
        links=_links(rates, impact),
        groups=tuple(
            TripGroup(
                name=f"{kind} by {mode}",
                capacity_load=float(TRIP_LOAD[m]),
                cost_per_trip=float(rates.transport_level * TRIP_COST[m]),
            )
            for kind in CLASSES
            for m, mode in enumerate(MODES)
        ),
        sources=tuple(
            Source(
                name=names[r],
                nodes=tuple(range(SUPPLIERS)),
                item=r,
                goods=(r,) * WEEKS,
                cost_per_unit=float(rates.raw_cost[r]),
            )
            for r in range(raws)
        ),
        makings=_makings(rates, impact),
        cells=_cells(rates),
        rooms=_rooms(rates),
        customers=tuple(
            Customer(
                node=FIRST_CONSUMER + c,
                item=raws + p,
                unmet_cost_per_unit=float(rates.unmet_cost[p, c]),
            )
            for p in range(products)
            for c in range(CONSUMERS)
        ),
        expansions=_expansions(rates, levels_count) if levels_count else (),
        slots_most=SLOTS,
    )


def _node_names() -> tuple[str, ...]:
    counts = {
        "supplier": SUPPLIERS,
        "plant": PLANTS,
        "warehouse": WAREHOUSES,
        "consumer": CONSUMERS,
    }
    return tuple(f"{kind} {i + 1}" for kind, count in counts.items() for i in range(count))


def _links(rates: Rates, impact: Impact) -> tuple[Link, ...]:
    """Return all arcs: on those shorter than the median of their kind, van and truck."""
    products, raws = rates.recipe.shape
    suppliers, plants = range(SUPPLIERS), range(FIRST_PLANT, FIRST_WAREHOUSE)
    warehouses = range(FIRST_WAREHOUSE, FIRST_CONSUMER)
    consumers = range(FIRST_CONSUMER, FIRST_CONSUMER + CONSUMERS)
    raw_items, product_items = tuple(range(raws)), tuple(range(raws, raws + products))
    kinds = (
        (0, raw_items, [(i, j) for i in suppliers for j in plants]),
        (1, product_items, [(i, j) for i in plants for j in warehouses]),
        (1, product_items, [(i, j) for i in warehouses for j in warehouses if i != j]),
        (2, product_items, [(i, j) for i in warehouses for j in consumers]),
    )
    names, found = _node_names(), []
    points = impact.moving_points_per_unit_km
    for kind, items, arcs in kinds:
        km = [
            20 + 1.2 * float(np.hypot(*(rates.places_km[i] - rates.places_km[j]))) for i, j in arcs
        ]
        for (i, j), far in zip(arcs, km, strict=True):
            pair = (0, 1) if far < np.median(km) else (2, 3)
            modes = tuple(
                Mode(
                    group=kind * len(MODES) + m,
                    cost_per_load=float(rates.transport_level * KM_COST[m] * far),
                    impact_points_per_load=float(points[m] * far),
                )
                for m in pair
            )
            found.append(
                Link(
                    name=f"{names[i]} to {names[j]}",
                    origin=i,
                    destination=j,
                    items=items,
                    modes=modes,
                )
            )
    return tuple(found)


def _makings(rates: Rates, impact: Impact) -> tuple[Making, ...]:
    products, raws = rates.recipe.shape
    return tuple(
        Making(
            name=f"product {p + 1} at plant {f + 1}",
            node=FIRST_PLANT + f,
            item=raws + p,
            goods=(raws + p,) * WEEKS,
            batch_units=BATCH_UNITS,
            inputs=tuple((r, float(rates.recipe[p, r])) for r in range(raws) if rates.recipe[p, r]),
            capacity_units=float(rates.plant_units[p, f]),
            cost_per_batch=float(rates.batch_cost[f]),
            cost_per_unit=float(rates.making_cost[p, f]),
            impact_points_per_unit=float(impact.making_points_per_unit[p]),
        )
        for p in range(products)
        for f in range(PLANTS)
    )


def _cells(rates: Rates) -> tuple[Cell, ...]:
    """Return raw and product cells of the plants, then products at warehouses.

    A plant sends what it makes in the same week (2h); customers have no stock.
    """
    products, raws = rates.recipe.shape
    raw = [
        Cell(
            node=FIRST_PLANT + f,
            item=r,
            holding_cost_per_unit=float(rates.raw_holding_cost[r, f]),
        )
        for r in range(raws)
        for f in range(PLANTS)
    ]
    passing = [
        Cell(node=FIRST_PLANT + f, item=raws + p, keeps=False)
        for p in range(products)
        for f in range(PLANTS)
    ]
    stored = [
        Cell(
            node=FIRST_WAREHOUSE + w,
            item=raws + p,
            holding_cost_per_unit=float(rates.holding_cost[p, w]),
        )
        for p in range(products)
        for w in range(WAREHOUSES)
    ]
    return (*raw, *passing, *stored)


def _rooms(rates: Rates) -> tuple[Room, ...]:
    """Return the room of each product at each warehouse (3b)."""
    products, raws = rates.recipe.shape
    first = (raws + products) * PLANTS  # number of the first warehouse's first cell
    return tuple(
        Room(
            name=f"product {p + 1} at warehouse {w + 1}",
            node=FIRST_WAREHOUSE + w,
            cells=(first + p * WAREHOUSES + w,),
            volume_per_unit=(1.0,),
            capacity_volume=float(rates.room_units[p, w]),
        )
        for p in range(products)
        for w in range(WAREHOUSES)
    )


def _expansions(rates: Rates, levels: int) -> tuple[Expansion, ...]:
    """Return what plants and then warehouses can add in levels (equations 8 to 10).

    Each level adds a share of the capacity; a batch grows by the mean of what its plant's
    products gain, over the slots (9c).
    """
    products = len(rates.recipe)
    plant_gain = PLANT_LEVEL_SHARE * rates.plant_units
    room_gain = ROOM_LEVEL_SHARE * rates.room_units
    plants = [
        Expansion(
            node=FIRST_PLANT + f,
            cost_by_level=PLANT_LEVEL_COST[:levels],
            capacity_units_per_level=tuple(
                (p * PLANTS + f, float(plant_gain[p, f])) for p in range(products)
            ),
            batch_units_per_level=float(plant_gain[:, f].mean() / SLOTS),
            recovery_cost_per_period=PLANT_RECOVERY_COST,
        )
        for f in range(PLANTS)
    ]
    warehouses = [
        Expansion(
            node=FIRST_WAREHOUSE + w,
            cost_by_level=ROOM_LEVEL_COST[:levels],
            volume_per_level=tuple(
                (p * WAREHOUSES + w, float(room_gain[p, w])) for p in range(products)
            ),
            recovery_cost_per_period=ROOM_RECOVERY_COST,
        )
        for w in range(WAREHOUSES)
    ]
    return (*plants, *warehouses)
