"""The facts of the built-in scenario: counties, people, regions; and that both layouts hold."""

from collections import Counter

import pytest

from experiments.catalogue import find
from experiments.replication import run
from policies.catalogue import named
from twin import Scenario
from twin.chain.network import build

LAYOUTS = ["north-dakota", "north-dakota/micro-hubs"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_state_has_its_counties_and_people(layout: str) -> None:
    sites = Scenario.load(find(layout)).sites.values()
    counties = [site for site in sites if site.kind == "clinic"]

    assert len(counties) == 53
    assert sum(county.population_count or 0 for county in counties) == 773_344
    assert sum(int(county.facts["rural_urban_code"]) >= 4 for county in counties) == 47
    people: Counter[str] = Counter()
    for county in counties:
        people[county.region or ""] += county.population_count or 0
    assert people["Fargo"] == 218_934
    assert people["Devils Lake"] == 38_529
    assert len(people) == 8


@pytest.mark.parametrize("layout", LAYOUTS)
def test_both_layouts_keep_the_conservation_laws(layout: str) -> None:
    scenario = Scenario.load(find(layout), ["time.horizon_days=120"])
    network = build(scenario)

    record = run(network, named("base-stock", network), seed=3, audit=True)

    assert sum(record.tally.served) > 20_000


def test_the_patients_of_both_layouts_are_the_same() -> None:
    demands = []
    for layout in LAYOUTS:
        network = build(Scenario.load(find(layout)))
        record = run(network, named("base-stock", network), seed=3, keep_ledger=False)
        demands.append(list(record.tally.demand_by_day))

    assert demands[0] == demands[1]


def test_micro_hubs_stand_between_the_depot_and_every_county() -> None:
    network = build(Scenario.load(find("north-dakota/micro-hubs")))
    kinds = {name: site.kind for name, site in zip(network.site_names, network.sites, strict=True)}

    sources = {
        kinds[network.site_names[lane.origin]]
        for lane in network.lanes
        if kinds[network.site_names[lane.destination]] == "clinic"
    }

    assert sources == {"micro-hub"}
