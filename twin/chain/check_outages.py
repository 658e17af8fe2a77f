"""What contradicts in a disruption: unknown places, terms without a meaning."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from twin.chain.references import Contradiction, known_names
from twin.chain.selection import lane_names, sites_of, unknown_products, unknown_sites

if TYPE_CHECKING:
    from twin.chain.scenario import Scenario


MEANT_FOR = {
    "goods_in_place": ("site", "region", "supplier"),
    "goods_in_transit": ("site", "region", "supplier", "lane"),
    "capacity_left_share": ("site", "region", "supplier", "lane", "product"),
    "backup_hours": ("power",),
}
"""Which terms of a disruption have a meaning for what."""


def _terms_without_meaning(scenario: "Scenario", name: str) -> Iterator[Contradiction]:
    disruption = scenario.disruptions[name]
    for field, kinds in MEANT_FOR.items():
        if field in disruption.model_fields_set and disruption.what not in kinds:
            yield (
                ("disruptions", name, field),
                f"has no meaning for an outage of a {disruption.what}",
                "remove it; it is for " + ", ".join(kinds),
            )


def disruptions(scenario: "Scenario") -> Iterator[Contradiction]:
    """Yield what is wrong with the disruptions."""
    lanes = {lane for rule in scenario.lanes for lane, _, _ in lane_names(scenario, rule)}
    lanes |= set(scenario.lanes) | {"*"}
    regions = {site.region for site in scenario.sites.values() if site.region} | {"*"}
    for name, disruption in scenario.disruptions.items():
        at = ("disruptions", name, "of")
        yield from _terms_without_meaning(scenario, name)
        words = [disruption.of] if isinstance(disruption.of, str) else disruption.of
        for word in words:
            if disruption.what == "lane":
                known, right = word in lanes, known_names(lanes, word)
            elif disruption.what == "region":
                known, right = word in regions, known_names(regions, word)
            elif disruption.what == "product":
                known = not unknown_products(scenario, word)
                right = known_names(scenario.products, word)
            else:
                known, right = not unknown_sites(scenario, word), known_names(scenario.sites, word)
            if not known:
                yield at, f"unknown {disruption.what} {word!r}", right
            elif disruption.what == "supplier":
                for site in sites_of(scenario, word):
                    if not scenario.sites[site].supplies:
                        yield at, f"{site!r} supplies nothing", "a site that has `supplies`"
