"""What contradicts between the parts of a scenario is said with its place and a way out."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.world.chains import Data, chain, dated, days, each_day, lane, maker, patients, shop
from twin.chain.scenario import Scenario
from twin.errors import ScenarioError


def sound() -> Data:
    making = {"batch_units": 5, "batch_days": days(1), "inputs": {"api": 1}}
    return chain(
        products={"api": {"kind": "material"}, "pill": {}},
        sites={
            "maker": maker("api"),
            "plant": {"kind": "plant", "makes": {"pill": making}, "region": "west"},
            "shop": shop(),
        },
        lanes={"in": lane("maker", "plant"), "road": lane("plant", "shop")},
        vehicles={"van": {"capacity_litres": 10}},
        fleets={"vans": {"vehicle": "van", "vehicles_count": 2}},
        demand={"d": patients(each_day(1))},
    )


def put(*path: Any) -> Callable[[Data], None]:
    """The change that puts the last of these at the place of the others."""

    def change(data: Data) -> None:
        *parts, last, value = path
        here: Any = data
        for part in parts:
            here = here.setdefault(part, {})
        here[last] = value

    return change


def outage(what: str, of: Any) -> Callable[[Data], None]:
    return put("disruptions", "x", {"what": what, "of": of, "when": dated(0, 1)})


def test_a_sound_scenario_has_no_fault() -> None:
    assert Scenario.of(sound()).check() == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (put("sites", "shop", "opening_stock", "pil", 1), "unknown product 'pil'.*mean 'pill'"),
        (put("sites", "maker", "supplies", "iron", {}), "unknown product 'iron'.*one of api, pill"),
        (put("sites", "shop", "min_life_on_receipt_days", "pil", 1), "unknown product 'pil'"),
        (put("sites", "shop", "costs", "pil", {}), "unknown product 'pil'"),
        (put("sites", "plant", "makes", "pill", "inputs", "ap", 1), "unknown product 'ap'"),
        (put("sites", "plant", "makes", "pill", "inputs", "pill", 1), "its own input"),
        (put("sites", "plant", "lines", "one", "makes", ["api"]), "no recipe for 'api'"),
        (put("sites", "shop", "lines", "one", {}), "lines without any recipe"),
        (
            put("sites", "plant", "storage", "cold", {}),
            "'pill' needs 'ambient' storage, which the site lacks",
        ),
        (put("lanes", "road", "origin", "plnt"), "unknown site 'plnt'.*did you mean 'plant'"),
        (put("lanes", "road", "destination", ["shop", "kind:warehouse"]), "'kind:warehouse'"),
        (put("lanes", "road", "destination", "region:south"), "unknown site 'region:south'"),
        (put("lanes", "loop", lane("shop", "shop")), "a lane from a site to itself"),
        (put("lanes", "road", "vehicle", "vam"), "unknown vehicle 'vam'"),
        (put("lanes", "road", "fleet", "vams"), "unknown fleet 'vams'"),
        (put("lanes", "again", lane("plant", "shop")), "a second 'road' lane"),
        (put("fleets", "vans", "vehicle", "vam"), "unknown vehicle 'vam'"),
        (put("products", "pill", "unit_volume_litres", 11), "not one unit of 'pill' fits in"),
        (put("demand", "d", "site", "shpo"), "unknown site 'shpo'"),
        (put("demand", "d", "product", "pil"), "unknown product 'pil'"),
        (put("demand", "d", "correlation_group", "flu"), "unknown group 'flu'.*none is declared"),
        (put("demand", "d", "per_1000_people", True), "has no population_count"),
        (put("demand", "e", patients(each_day(2))), "a second demand of 'pill' at 'shop'"),
        (put("demand", "e", patients(each_day(2), "maker")), "nothing brings 'pill' to 'maker'"),
        (
            put(
                "surges",
                "s",
                {"site": "shpo", "product": "pil", "when": dated(0, 1), "demand_factor": 2},
            ),
            "unknown site 'shpo'",
        ),
        (outage("lane", "raod"), "unknown lane 'raod'"),
        (outage("region", "south"), "unknown region 'south'"),
        (outage("product", "pil"), "unknown product 'pil'"),
        (outage("site", ["shop", "shpo"]), "unknown site 'shpo'"),
        (outage("information", "kind:supplies"), "unknown information 'kind:supplies'"),
        (outage("supplier", "shop"), "'shop' supplies nothing"),
        (
            put("levels", "l", {"site": "shop", "product": "pil", "base_stock_units": 1}),
            "unknown product 'pil'",
        ),
        (
            put(
                "levels",
                "l",
                {
                    "site": "shop",
                    "product": "pill",
                    "reorder_point_units": 5,
                    "order_up_to_units": 5,
                },
            ),
            "5 is not above the reorder point 5",
        ),
    ],
)
def test_a_contradiction_is_found(change: Callable[[Data], None], said: str) -> None:
    data = sound()
    change(data)

    with pytest.raises(ScenarioError, match=said):
        Scenario.of(data)


def test_a_lane_is_served_by_a_fleet_or_a_vehicle_and_not_by_both() -> None:
    data = sound()
    data["lanes"]["road"] |= {"fleet": "vans", "vehicle": "van"}

    with pytest.raises(ScenarioError, match="both a fleet and a vehicle"):
        Scenario.of(data)


@pytest.mark.parametrize("rate", ["cost_per_km", "co2e_kg_per_km", "impact_points_per_km"])
def test_a_vehicle_with_rates_for_each_kilometre_needs_a_distance(rate: str) -> None:
    data = sound()
    data["lanes"]["road"]["vehicle"] = "van"
    Scenario.of(data)
    data["vehicles"]["van"][rate] = 1

    with pytest.raises(ScenarioError, match="no distance, and no position at both ends"):
        Scenario.of(data)
    data["lanes"]["road"]["distance_km"] = 5
    Scenario.of(data)


def test_modes_between_the_same_two_sites_are_no_twins() -> None:
    data = sound()
    data["lanes"]["air"] = lane("plant", "shop", mode="air")

    assert len(Scenario.of(data).lanes) == 3


def test_every_fault_is_told_at_once() -> None:
    data = sound()
    put("lanes", "road", "vehicle", "vam")(data)
    put("demand", "d", "product", "pil")(data)
    outage("lane", "raod")(data)

    with pytest.raises(ScenarioError) as caught:
        Scenario.of(data)

    assert len(caught.value.faults) == 3


def test_a_product_that_comes_by_way_of_others_is_brought() -> None:
    data = sound()
    data["sites"]["hub"] = {"kind": "warehouse"}
    data["lanes"]["road"] = lane("plant", "hub")
    data["lanes"]["last"] = lane("hub", "shop")

    assert Scenario.of(data).check() == []


def test_a_reverse_lane_brings_nothing() -> None:
    data = sound()
    data["lanes"]["road"]["reverse"] = True

    with pytest.raises(ScenarioError, match="nothing brings 'pill' to 'shop'"):
        Scenario.of(data)


def test_a_site_that_cannot_store_what_its_patients_ask_for_is_a_fault() -> None:
    data = sound()
    data["products"]["pill"]["storage"] = "cold"
    data["sites"]["shop"]["storage"] = {"ambient": {}}

    with pytest.raises(ScenarioError, match="storage"):
        Scenario.of(data)


@pytest.mark.parametrize(
    ("what", "of", "more"),
    [
        ("lane", "road", {"goods_in_place": "destroyed"}),
        ("product", "pill", {"goods_in_transit": "lost"}),
        ("power", "shop", {"capacity_left_share": 0.5}),
        ("information", "shop", {"goods_in_place": "destroyed"}),
        ("site", "shop", {"backup_hours": 4}),
    ],
)
def test_terms_that_have_no_meaning_for_an_outage_are_a_fault(
    what: str, of: str, more: Data
) -> None:
    data = sound()
    data["disruptions"] = {"x": {"what": what, "of": of, "when": dated(0, 1), **more}}

    with pytest.raises(ScenarioError):
        Scenario.of(data)


def test_stock_that_is_past_its_life_before_the_clock_starts_is_a_fault() -> None:
    data = sound()
    data["products"]["pill"]["shelf_life_days"] = 5
    data["sites"]["shop"]["opening_stock"] = {"pill": {"units": 4, "age_days": 5}}

    with pytest.raises(ScenarioError):
        Scenario.of(data)
