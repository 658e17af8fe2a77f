"""Small random chains of the paper's structure, for tests that compare formulations."""

from dataclasses import replace

import numpy as np

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
from policies.milp.window import Window

SLOTS = 2


def paper_chain(seed: int, *, grows: bool) -> tuple[PlanningChain, Window]:
    """Return a chain of 1 supplier, 2 plants, 2 warehouses, 2 consumers, 2 products, 2 weeks.

    Args:
        seed: of its numbers.
        grows: whether plants and warehouses can expand, with some of them disrupted.
    """
    draw = np.random.default_rng(seed)
    raw, products = 0, (1, 2)
    supplier, plants, warehouses, consumers = 0, (1, 2), (3, 4), (5, 6)

    def number(low: float, high: float) -> float:
        return float(np.round(draw.uniform(low, high), 2))

    def modes(kind: int) -> tuple[Mode, ...]:
        return tuple(
            Mode(
                group=kind + m,
                cost_per_load=number(0.1, 1.0),
                impact_points_per_load=number(0.1, 1.0),
            )
            for m in range(2 if kind == 2 else 1)
        )

    arcs = [(0, (raw,), supplier, f) for f in plants]
    arcs += [(1, products, f, w) for f in plants for w in warehouses]
    arcs += [(1, products, 3, 4), (1, products, 4, 3)]
    arcs += [(2, products, w, c) for w in warehouses for c in consumers]
    batch = {f: number(5, 8) for f in plants}
    makings = tuple(
        Making(
            name=f"{p} at {f}",
            node=f,
            item=p,
            goods=(p, p),
            batch_units=batch[f],
            inputs=((raw, number(0.5, 1.0)),),
            capacity_units=number(6, 14),
            cost_per_batch=number(5, 20),
            cost_per_unit=number(1, 3),
            impact_points_per_unit=number(1, 3),
        )
        for p in products
        for f in plants
    )
    cells = (
        *(Cell(node=f, item=raw, holding_cost_per_unit=0.1) for f in plants),
        *(Cell(node=f, item=p, keeps=False) for p in products for f in plants),
        *(
            Cell(node=w, item=p, holding_cost_per_unit=number(0.1, 0.5))
            for p in products
            for w in warehouses
        ),
    )
    chain = PlanningChain(
        periods_count=2,
        node_names=("s", "f1", "f2", "w1", "w2", "c1", "c2"),
        item_names=("raw", "p1", "p2"),
        load_per_unit=(1.0, 1.0, 1.0),
        goods=(Good(item=0), Good(item=1), Good(item=2)),
        links=tuple(
            Link(name=f"{i}-{j}", origin=i, destination=j, items=items, modes=modes(kind))
            for kind, items, i, j in arcs
        ),
        groups=tuple(
            TripGroup(name=str(g), capacity_load=number(4, 10), cost_per_trip=number(2, 8))
            for g in range(4)
        ),
        sources=(Source(name="raw", nodes=(supplier,), item=raw, goods=(0, 0), cost_per_unit=2.0),),
        makings=makings,
        cells=cells,
        rooms=tuple(
            Room(
                name=str(c),
                node=cells[c].node,
                cells=(c,),
                volume_per_unit=(1.0,),
                capacity_volume=number(3, 8),
            )
            for c in range(6, 10)
        ),
        customers=tuple(
            Customer(node=c, item=p, unmet_cost_per_unit=number(8, 30))
            for p in products
            for c in consumers
        ),
        slots_most=SLOTS,
    )
    window = Window.plain(chain, draw.uniform(2, 7, (4, 2)).round(2), SLOTS)
    window = replace(
        window,
        coverage_share=np.full(4, 0.3),
        source_capacity_units=np.full((1, 2), number(12, 30)),
    )
    if not grows:
        return chain, window
    share = np.ones((7, 2))
    share[draw.integers(1, 5), draw.integers(0, 2)] = draw.choice([0.0, 0.5])
    return replace(chain, expansions=_expansions(number, plants, warehouses)), replace(
        window, node_open_share=share
    )


def _expansions(
    number: object, plants: tuple[int, ...], warehouses: tuple[int, ...]
) -> tuple[Expansion, ...]:
    assert callable(number)
    return (
        *(
            Expansion(
                node=f,
                cost_by_level=(number(3, 8), number(4, 12)),
                capacity_units_per_level=tuple((p * 2 + k, number(1, 4)) for p in range(2)),
                batch_units_per_level=number(0.5, 2),
                recovery_cost_per_period=7.0,
            )
            for k, f in enumerate(plants)
        ),
        *(
            Expansion(
                node=w,
                cost_by_level=(number(1, 3), number(1, 4)),
                volume_per_level=tuple((p * 2 + k, number(1, 3)) for p in range(2)),
                recovery_cost_per_period=3.0,
            )
            for k, w in enumerate(warehouses)
        ),
    )
