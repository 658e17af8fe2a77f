"""What contradicts in donations: unknown names, patients' stock, requests nobody can meet."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from twin.chain.donation import Donations
from twin.chain.references import Contradiction, known_names
from twin.chain.selection import lane_names, products_of, sites_of

if TYPE_CHECKING:
    from twin.chain.scenario import Scenario

SOURCES = ("supplier", "primary-plant", "plant", "modular-unit")
"""Kinds of site that send new lots."""


def donations(scenario: "Scenario") -> Iterator[Contradiction]:
    """Yield what is wrong with the donations."""
    given = scenario.donations
    if given is None:
        return
    for name, request in given.requests.items():
        at = ("donations", "requests", name)
        if request.recipient not in scenario.sites:
            right = known_names(scenario.sites, request.recipient)
            yield (*at, "recipient"), f"unknown site {request.recipient!r}", right
        if request.product not in scenario.products:
            right = known_names(scenario.products, request.product)
            yield (*at, "product"), f"unknown product {request.product!r}", right
    for product in given.values:
        if product not in scenario.products:
            right = known_names(scenario.products, product)
            yield ("donations", "values", product), f"unknown product {product!r}", right
    yield from _never_young_enough(scenario, given)
    yield from _recipients(scenario, given)
    yield from _patients_stock(scenario, given)


def _never_young_enough(scenario: "Scenario", given: Donations) -> Iterator[Contradiction]:
    for name, request in given.requests.items():
        known = scenario.products.get(request.product)
        life, least = known.shelf_life_days if known else None, given.min_life_days(request)
        if life is not None and least > life:
            yield (
                ("donations", "requests", name),
                f"{least} days of life are asked on arrival of a product that lives {life}",
                "accepts_life_days of a facility that uses it in time, or no such request",
            )


def _recipients(scenario: "Scenario", given: Donations) -> Iterator[Contradiction]:
    """Yield recipients that have stock or patients of their own, or that nothing reaches."""
    asking = {
        (site, product)
        for demand in scenario.demand.values()
        for site in sites_of(scenario, demand.site)
        for product in products_of(scenario, demand.product)
    }
    reached = {end for rule in scenario.lanes for _, _, end in lane_names(scenario, rule)}
    for name, request in given.requests.items():
        at = ("donations", "requests", name, "recipient")
        site = scenario.sites.get(request.recipient)
        if site is None:
            continue
        own = (site.opening_stock, site.supplies, site.makes)
        if (request.recipient, request.product) in asking or any(request.product in x for x in own):
            yield (
                at,
                f"{request.recipient!r} has patients, stock or a source of {request.product!r}",
                "a site that only takes donations of it",
            )
        if request.recipient not in reached:
            yield at, f"no lane leads to {request.recipient!r}", "a lane to it"


def _patients_stock(scenario: "Scenario", given: Donations) -> Iterator[Contradiction]:
    """Yield lanes that would take back, or give away, what is at the patients' end."""
    kinds = given.rules.ship_back_kinds
    recipients = {request.recipient for request in given.requests.values()}
    for rule, lane in scenario.lanes.items():
        for _, origin, destination in lane_names(scenario, rule):
            kind = scenario.sites[origin].kind
            gives = destination in recipients and kind not in SOURCES
            if (lane.reverse or gives) and kind not in kinds:
                yield (
                    ("lanes", rule, "origin"),
                    f"{origin!r}, a {kind}, would ship back or donate",
                    "one of the kinds of donations.rules.ship_back_kinds: " + ", ".join(kinds),
                )
