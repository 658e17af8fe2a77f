"""Sourcing: from where each cell that demand draws on can be replenished."""

from twin.chain.plans import DemandPlan, LanePlan, Source
from twin.chain.scenario import Scenario
from twin.chain.site import Recipe, Supply


def sources(
    scenario: Scenario,
    lanes: tuple[LanePlan, ...],
    in_lanes: tuple[tuple[int, ...], ...],
    supplies: dict[int, Supply],
    recipes: dict[int, Recipe],
    demands: tuple[DemandPlan, ...],
    width: int,
) -> tuple[tuple[Source, ...], ...]:
    """Return the ways to replenish each cell that demand draws on, directly or down the chain."""
    stocked = {
        s * width + p
        for s, name in enumerate(sorted(scenario.sites))
        for p, product in enumerate(sorted(scenario.products))
        if product in scenario.sites[name].opening_stock
    }
    can_give = _cells_that_can_give(lanes, in_lanes, supplies, recipes, stocked, width)
    product_of = {name: i for i, name in enumerate(sorted(scenario.products))}
    found: list[tuple[Source, ...]] = [()] * (len(in_lanes) * width)
    waiting = [demand.cell for demand in demands] + sorted(recipes)
    seen = set(waiting)
    while waiting:
        cell = waiting.pop()
        site, product = divmod(cell, width)
        needs: list[int] = []
        if cell in recipes:
            found[cell] = (Source(lane=-1),)
            needs = [site * width + product_of[name] for name in recipes[cell].inputs]
        elif cell not in supplies:
            usable = [n for n in in_lanes[site] if lanes[n].origin * width + product in can_give]
            found[cell] = tuple(Source(lane=n) for n in usable)
            needs = [lanes[n].origin * width + product for n in usable]
        for need in needs:
            if need not in seen:
                seen.add(need)
                waiting.append(need)
    return tuple(found)


def _cells_that_can_give(
    lanes: tuple[LanePlan, ...],
    in_lanes: tuple[tuple[int, ...], ...],
    supplies: dict[int, Supply],
    recipes: dict[int, Recipe],
    stocked: set[int],
    width: int,
) -> set[int]:
    can_give = set(supplies) | set(recipes) | stocked
    grown = True
    while grown:
        grown = False
        for site, inward in enumerate(in_lanes):
            for number in inward:
                for product in range(width):
                    cell = site * width + product
                    if cell not in can_give and lanes[number].origin * width + product in can_give:
                        can_give.add(cell)
                        grown = True
    return can_give
