"""Which sites, lanes or products a rule is for: names, `*`, `kind:...` and `region:...`."""

from typing import TYPE_CHECKING

from twin.chain.fields import Selector

if TYPE_CHECKING:
    from twin.chain.scenario import Scenario


def tokens(selector: Selector) -> list[str]:
    """Return the selector as a list of names and group words."""
    return [selector] if isinstance(selector, str) else list(selector)


def sites_of(scenario: "Scenario", selector: Selector) -> list[str]:
    """Return the names of the sites meant, sorted; a name that is not there is left out."""
    found: set[str] = set()
    for token in tokens(selector):
        group, _, value = token.partition(":")
        if token == "*":
            found.update(scenario.sites)
        elif group == "kind" and value:
            found.update(n for n, s in scenario.sites.items() if s.kind == value)
        elif group == "region" and value:
            found.update(n for n, s in scenario.sites.items() if s.region == value)
        elif token in scenario.sites:
            found.add(token)
    return sorted(found)


def products_of(scenario: "Scenario", selector: Selector) -> list[str]:
    """Return the names of the products meant, sorted."""
    found: set[str] = set()
    for token in tokens(selector):
        if token == "*":
            found.update(scenario.products)
        elif token in scenario.products:
            found.add(token)
    return sorted(found)


def rank(selector: Selector) -> int:
    """Return how particular a selector is: 0 for `*`, 1 for groups, 2 for names."""
    words = tokens(selector)
    if "*" in words:
        return 0
    return 1 if any(":" in word for word in words) else 2


def unknown_sites(scenario: "Scenario", selector: Selector) -> list[str]:
    """Return the words of the selector that name no site and no group with a site in it."""
    return [token for token in tokens(selector) if not sites_of(scenario, token)]


def unknown_products(scenario: "Scenario", selector: Selector) -> list[str]:
    """Return the words of the selector that name no product."""
    return [token for token in tokens(selector) if not products_of(scenario, token)]


def lane_names(scenario: "Scenario", rule: str) -> list[tuple[str, str, str]]:
    """Return (name, origin, destination) of every lane that a lane rule makes.

    A rule between two named sites makes one lane of its own name; a rule for many
    makes `rule origin to destination` for each pair but a site with itself.
    """
    lane = scenario.lanes[rule]
    origins = sites_of(scenario, lane.origin)
    destinations = sites_of(scenario, lane.destination)
    pairs = [(o, d) for o in origins for d in destinations if o != d]
    plain = isinstance(lane.origin, str) and isinstance(lane.destination, str)
    if plain and len(pairs) == 1 and lane.origin == pairs[0][0] and lane.destination == pairs[0][1]:
        return [(rule, *pairs[0])]
    return [(f"{rule} {o} to {d}", o, d) for o, d in pairs]
