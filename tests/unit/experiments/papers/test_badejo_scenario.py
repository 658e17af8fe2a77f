"""Case III as a world: what it takes over from the paper's instance, and its files."""

from dataclasses import replace

import pytest

from experiments import load
from experiments.catalogue import FOLDER
from experiments.papers.badejo_2024.case import CASE_3
from experiments.papers.badejo_2024.instance import instance
from experiments.papers.badejo_2024.lanes import EVENNESS
from experiments.papers.badejo_2024.scenario import (
    CERTAIN,
    DATED,
    UNCERTAIN,
    WHOLE,
    scenario,
    weekly_units,
)
from experiments.papers.badejo_2024.scenario_files import texts
from twin.chain.network import build

CASE = instance(CASE_3)


def test_the_built_in_scenario_is_written_from_the_instance() -> None:
    """After a change of either: `python -m experiments.papers.badejo_2024.scenario_files`."""
    kept = {path.name: path.read_text() for path in (FOLDER / "tactical").iterdir()}

    assert kept == texts()


def test_a_reader_of_the_files_gets_the_scenario() -> None:
    assert load("tactical") == scenario(CASE, DATED)


def test_a_week_asks_for_a_hundred_times_the_papers_mean() -> None:
    asked = scenario(CASE, CERTAIN).demand.values()

    in_a_week = 7 * sum(one.law.mean_units_per_day for one in asked)  # type: ignore[union-attr]

    # a day's mean is rounded to a hundredth: 20 customers, 7 days, at most half of it each
    exact = 100 * CASE.demand_units.mean(axis=1).sum()
    assert in_a_week == pytest.approx(exact, abs=20 * 7 * 0.005)


def test_a_plant_has_five_batches_a_week_which_are_there_when_the_next_one_begins() -> None:
    for site in scenario(CASE, CERTAIN).sites.values():
        for recipe in site.makes.values():
            assert len(site.lines) == 5
            assert recipe.batch_days.mean_days() == 7
            assert recipe.batch_units == 1200


def test_stock_rules_draw_on_sources_of_even_load() -> None:
    network = build(scenario(CASE, UNCERTAIN))
    first = {
        network.site_names[lanes[0].destination]: network.site_names[lanes[0].origin]
        for lanes in ([network.lanes[n] for n in inward] for inward in network.in_lanes)
        if lanes
    }
    weekly: dict[str, float] = {}
    for (node, _), units in weekly_units(CASE).items():
        source = first[CASE.chain.node_names[node]]
        weekly[source] = weekly.get(source, 0.0) + units

    plants = [source for end, source in first.items() if end.startswith("warehouse")]
    suppliers = [source for end, source in first.items() if end.startswith("plant")]
    assert sorted(plants) == [f"plant {n + 1}" for n in range(4)]
    assert max(suppliers.count(each) for each in suppliers) <= 2
    assert sorted(weekly) == [f"warehouse {n + 1}" for n in range(4)]
    assert max(weekly.values()) <= EVENNESS * sum(weekly.values()) / 4 * (1 + 1e-9)


def test_lateral_lanes_are_the_last_that_a_stock_rule_draws_on() -> None:
    network = build(scenario(CASE, UNCERTAIN))
    site = network.site_names.index("warehouse 1")

    kinds = [network.site_names[network.lanes[n].origin].split()[0] for n in network.in_lanes[site]]

    assert kinds == ["plant"] * 4 + ["warehouse"] * 3


def test_each_week_below_full_capacity_is_an_outage_after_the_warm_up() -> None:
    setting = replace(DATED, warm_up_weeks=4)
    found = {
        (one.of, (window.from_day - 28) / 7): one.capacity_left_share
        for one in scenario(CASE, setting).disruptions.values()
        for window in one.when.dated
    }

    assert found == {
        (CASE.chain.node_names[node], week): share
        for node, shares in enumerate(CASE.node_open_share.tolist())
        for week, share in enumerate(shares)
        if share < 1
    }


def test_a_full_vehicle_costs_the_same_shared_or_whole() -> None:
    shared, whole = scenario(CASE, UNCERTAIN), scenario(CASE, WHOLE)

    assert len(whole.lanes) == 2 * len(shared.lanes)
    for name, lane in shared.lanes.items():
        other = whole.lanes[name]
        vehicle = whole.vehicles[other.vehicle or ""]
        full = vehicle.capacity_units or 0
        alone = vehicle.fixed_cost_per_trip + full * other.cost_per_unit
        assert full * lane.cost_per_unit == pytest.approx(alone, rel=1e-4)  # six digits are written
