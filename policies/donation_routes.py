"""How a unit gets from a shelf to a recipient: ways back, ways on, and fresh lots from a maker."""

from dataclasses import dataclass
from math import ceil, sqrt

from twin.chain.chance import DurationLaw
from twin.chain.network import Network

LATE_DEVIATIONS = 2.0
"""So many standard deviations above its mean a lead time is reckoned with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A way by which stock of a place can be given to a recipient."""

    site: int
    recipient: int
    lane: int
    """The first lane of the way: a lane to the recipient, or a reverse one to a returns hub."""

    days: int
    """From leaving the place to the recipient's door, late trips reckoned with."""

    cost_per_unit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """A source of fresh lots of a product for a recipient."""

    site: int
    product: int
    recipient: int
    lane: int
    way_days: int
    batch_units: int
    """0 for a source that needs make nothing first."""

    batch_days: float
    """On one line."""

    release_days: float
    life_on_arrival_days: int
    cost_per_unit: float
    """Of the unit and its way."""

    def days(self, units: int) -> int:
        """Return the days from an order to the recipient's door, batch after batch on one line."""
        if not self.batch_units:
            return self.way_days
        batches = -(-units // self.batch_units)
        return ceil(batches * self.batch_days + self.release_days - 1e-9) + self.way_days


def routes(network: Network) -> tuple[Route, ...]:
    """Return every way from a place that may ship back: straight, or over a returns hub.

    A hub is where a reverse lane ends and a lane to the recipient begins. What was shipped back
    is kept apart there from what is meant for patients: a place that is itself replenished is
    no hub.
    """
    given, period = network.scenario.donations, network.scenario.time.review_period_days
    kinds = given.rules.ship_back_kinds if given else ()
    found = []
    for on, plan in enumerate(network.lanes):
        if plan.destination not in _recipients(network) or plan.terms.reverse:
            continue
        if network.sites[plan.origin].kind not in kinds:
            continue
        cost, days = plan.terms.cost_per_unit, late_days(plan.lead_time)
        found.append(
            Route(
                site=plan.origin, recipient=plan.destination, lane=on, days=days,
                cost_per_unit=cost,
            )
        )  # fmt: skip
        if not is_hub(network, plan.origin):
            continue
        dock = network.sites[plan.origin].handling.dock
        rework = late_days(dock.service_time) if dock is not None else 0
        for back, way in enumerate(network.lanes):
            if way.terms.reverse and way.destination == plan.origin:
                found.append(
                    Route(
                        site=way.origin, recipient=plan.destination, lane=back,
                        days=late_days(way.lead_time) + rework + period + days,
                        cost_per_unit=way.terms.cost_per_unit + cost,
                    )
                )  # fmt: skip
    return tuple(found)


def makers(network: Network) -> tuple[Maker, ...]:
    """Return the sources that have a lane to a recipient."""
    width = network.product_count
    found = []
    for number, plan in enumerate(network.lanes):
        if plan.destination not in _recipients(network) or plan.terms.reverse:
            continue
        for p, product in enumerate(network.products):
            cell = plan.origin * width + p
            recipe = network.recipes.get(cell)
            if cell in network.supplies:
                cost, age = product.purchase_cost_per_unit, network.supplies[cell].age_days
            elif recipe is not None:
                cost = recipe.cost_per_unit + recipe.cost_per_batch / recipe.batch_units
                age = ceil(recipe.release_days)
            else:
                continue
            days = late_days(plan.lead_time)
            found.append(
                Maker(
                    site=plan.origin,
                    product=p,
                    recipient=plan.destination,
                    lane=number,
                    way_days=days,
                    batch_units=recipe.batch_units if recipe else 0,
                    batch_days=late_days(recipe.batch_days) if recipe else 0.0,
                    release_days=recipe.release_days if recipe else 0.0,
                    life_on_arrival_days=(product.shelf_life_days or 10**6) - age - days,
                    cost_per_unit=cost + plan.terms.cost_per_unit,
                )
            )
    return tuple(found)


def is_hub(network: Network, site: int) -> bool:
    """Return whether a site takes goods back and is replenished with nothing."""
    cells = range(site * network.product_count, (site + 1) * network.product_count)
    back = any(plan.terms.reverse and plan.destination == site for plan in network.lanes)
    return back and not any(network.sources[cell] or cell in network.supplies for cell in cells)


def hubs(network: Network) -> frozenset[int]:
    """Return the sites that take goods back and are replenished with nothing."""
    return frozenset(site for site in range(network.site_count) if is_hub(network, site))


def replacement_cost(network: Network, cell: int) -> float:
    """Return what it costs to bring one more unit to a cell from its preferred source."""
    product = cell % network.product_count
    if cell in network.supplies or not network.sources[cell]:
        return network.products[product].purchase_cost_per_unit
    way = network.sources[cell][0]
    if way.lane < 0:
        recipe = network.recipes[cell]
        return recipe.cost_per_unit + recipe.cost_per_batch / recipe.batch_units
    lane = network.lanes[way.lane]
    source = lane.origin * network.product_count + product
    return lane.terms.cost_per_unit + (replacement_cost(network, source) if source != cell else 0)


def cover_days(network: Network, cell: int, today: int) -> int:
    """Return the days until what is ordered at the next chance is on the shelf and reviewed.

    That is the time from the lane's next departure (or the next review, if that is later) to
    its arrival, and one review more.
    """
    period = network.scenario.time.review_period_days
    if not network.sources[cell]:
        return 0
    way = network.sources[cell][0]
    if way.lane < 0:
        recipe = network.recipes[cell]
        return ceil(2 * period + recipe.batch_days.mean_days() + recipe.release_days)
    terms = network.lanes[way.lane].terms
    chance = today + period
    late = (chance - terms.first_departure_day) % terms.departs_every_days
    departs = chance + (terms.departs_every_days - late) % terms.departs_every_days
    departs = max(departs, terms.first_departure_day)
    return ceil(departs - today + network.lanes[way.lane].lead_time.mean_days()) + period


def late_days(law: DurationLaw) -> int:
    """Return a lead time that is seldom exceeded, in whole days."""
    return ceil(law.mean_days() + LATE_DEVIATIONS * sqrt(law.variance_days2()) - 1e-9)


def _recipients(network: Network) -> set[int]:
    return {request.cell // network.product_count for request in network.requests}
