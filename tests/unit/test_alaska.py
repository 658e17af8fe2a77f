"""The facts of Alaska: boroughs, people, allocations; and that its layouts share their luck."""

from collections import Counter

import pytest

from experiments import load, run
from policies.catalogue import named
from twin.chain.network import build

LAYOUTS = ["alaska", "alaska/weekly", "alaska/four-weekly-rounds"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_state_has_its_boroughs_and_people(layout: str) -> None:
    boroughs = [site for site in load(layout).sites.values() if site.kind == "clinic"]

    assert len(boroughs) == 30
    assert sum(borough.population_count or 0 for borough in boroughs) == 735_951
    assert sum(int(b.facts.get("rural_urban_code", 0)) >= 4 for b in boroughs) == 24
    regions = Counter(borough.region for borough in boroughs)
    assert regions["Southeast"] == 10
    assert len(regions) == 6


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_borough_has_one_way_from_the_depot(layout: str) -> None:
    network = build(load(layout))

    ends = [network.site_names[lane.destination] for lane in network.lanes]

    assert sorted(ends) == sorted({*network.site_names} - {"federal distributor"})


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_allocation_is_what_was_allocated(layout: str) -> None:
    """CDC, Moderna first doses for Alaska, 4 January to 29 March 2021: 159,700."""
    scenario = load(layout)
    supply = scenario.sites["federal distributor"].supplies["vaccine"]
    every = scenario.lanes["allocation"].departs_every_days

    sent = [supply.capacity_units(day) or 0 for day in range(0, scenario.time.horizon_days, every)]

    assert sum(sent) == 159_700
    assert sum(sent[: 28 // every]) == 25_600


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_layouts_keep_the_conservation_laws(layout: str) -> None:
    network = build(load(layout, ["time.horizon_days=40"]))

    record = run(network, named("base-stock", network), seed=3, audit=True)

    assert sum(record.tally.served) > 25_000
    assert sum(record.tally.bought) <= 25_600 + 32_300


def test_the_patients_of_the_layouts_are_the_same() -> None:
    demands = []
    for layout in LAYOUTS:
        scenario = load(layout, ["time.horizon_days=40"])
        record = run(scenario, "base-stock", seed=3, keep_ledger=False)
        demands.append(list(record.tally.demand_by_day))

    assert demands[0] == demands[1] == demands[2]


def test_the_single_plant_medicine_waits_for_nobody_and_has_one_source() -> None:
    scenario = load("single-plant")

    assert [s.kind for s in scenario.sites.values()].count("supplier") == 1
    assert scenario.demand["patients"].backordered_share == 0
