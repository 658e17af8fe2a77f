"""The chain by number: order of names, lanes, sources, echelons and distances."""

from typing import Any

import pytest

from tests.unit.world.chains import Data, chain, days, depot, each_day, lane, maker, patients, shop
from twin.chain.network import Network, build, great_circle_km
from twin.chain.scenario import Scenario
from twin.chain.site import Position


def net(data: Data) -> Network:
    return build(Scenario.of(data))


def at(latitude: float, longitude: float) -> Position:
    return Position(latitude_deg=latitude, longitude_deg=longitude)


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        (at(0, 0), at(0, 0), 0.0),
        (at(0, 0), at(0, 180), 20_015.1),  # half the way round
        (at(90, 0), at(-90, 0), 20_015.1),
        (at(0, 0), at(0, 90), 10_007.6),
        (at(0, 179), at(0, -179), 222.4),  # over the date line
        (at(52.5200, 13.4050), at(48.8566, 2.3522), 877.5),  # Berlin to Paris
        (at(89, 0), at(89, 180), 222.4),  # over the pole
    ],
)
def test_distances_are_great_circles(a: Position, b: Position, km: float) -> None:
    assert great_circle_km(a, b) == pytest.approx(km, abs=0.1)
    assert great_circle_km(b, a) == pytest.approx(km, abs=0.1)


def test_a_lane_without_distance_winds_along_the_great_circle() -> None:
    data = chain(winding_factor=1.5)
    data["sites"]["maker"]["position"] = {"latitude_deg": 0, "longitude_deg": 0}
    data["sites"]["shop"]["position"] = {"latitude_deg": 0, "longitude_deg": 90}

    assert net(data).lanes[0].distance_km == pytest.approx(1.5 * 10_007.55, abs=0.1)
    data["lanes"]["road"]["distance_km"] = 7
    assert net(data).lanes[0].distance_km == 7


def test_a_lane_between_places_unknown_has_no_length() -> None:
    assert net(chain()).lanes[0].distance_km == 0.0


def many() -> Data:
    return chain(
        products={"pill": {}, "jab": {}},
        sites={
            "maker": maker("pill", "jab"),
            "hub": depot(region="west"),
            "shop": shop(region="east"),
            "ward": shop(region="east"),
        },
        lanes={
            "z": lane("maker", "hub"),
            "fan": lane("hub", "kind:clinic", priority_count=5),
            "direct": lane("maker", "region:east"),
            "back": lane("ward", "hub", reverse=True),
        },
        demand={"d": patients(each_day(1), "kind:clinic", "*")},
    )


def test_sites_and_products_are_numbered_by_name_whatever_their_order() -> None:
    data = many()
    turned = {**data, "sites": dict(reversed(data["sites"].items()))}

    network, other = net(data), net(turned)

    assert network.site_names == ("hub", "maker", "shop", "ward") == other.site_names
    assert network.product_names == ("jab", "pill")
    assert network.lane_names == other.lane_names
    assert (network.site_count, network.product_count, network.cell_count) == (4, 2, 8)


def test_a_rule_for_many_makes_a_lane_for_each_pair() -> None:
    assert net(many()).lane_names == (
        "fan hub to shop",
        "fan hub to ward",
        "z",
        "direct maker to shop",
        "direct maker to ward",
        "back",
    )


def test_lanes_leave_a_site_in_the_order_of_priority_and_destination() -> None:
    data = many()
    data["lanes"]["fast"] = lane("maker", "ward", mode="air", priority_count=1)

    network = net(data)

    out = network.out_lanes[network.site_names.index("maker")]
    assert [network.lane_names[n] for n in out] == [
        "fast",
        "z",
        "direct maker to shop",
        "direct maker to ward",
    ]


def test_lanes_reach_a_site_preferred_source_first_and_reverse_ones_not_at_all() -> None:
    network = net(many())

    ward, hub = (network.site_names.index(name) for name in ("ward", "hub"))
    assert [network.lane_names[n] for n in network.in_lanes[ward]] == [
        "fan hub to ward",
        "direct maker to ward",
    ]
    assert [network.lane_names[n] for n in network.in_lanes[hub]] == ["z"]


def test_each_cell_knows_the_ways_to_replenish_it() -> None:
    network = net(many())

    ways = [[network.lane_names[w.lane] for w in sources] for sources in network.sources]
    assert ways[0] == ["z"]  # jab at the hub
    assert ways[2] == []  # the maker is an outside source
    assert ways[4] == ["fan hub to shop", "direct maker to shop"]


def test_cells_that_nobody_draws_on_have_no_source() -> None:
    data = many()
    data["demand"]["d"]["product"] = "pill"

    network = net(data)

    assert [bool(sources) for sources in network.sources] == [
        False, True, False, False, False, True, False, True,
    ]  # fmt: skip


def test_a_lane_from_a_site_that_never_has_the_product_is_no_source() -> None:
    data = many()
    data["sites"]["empty"] = depot()
    data["lanes"]["from empty"] = lane("empty", "shop", priority_count=1)

    network = net(data)

    first = network.sources[network.site_names.index("shop") * 2][0]
    assert network.lane_names[first.lane] == "fan hub to shop"


def test_echelons_stand_customers_end_first() -> None:
    network = net(many())

    # shop and ward, then the hub, for both products
    assert network.echelons == ((5 - 1, 5, 6, 7), (0, 1))


def test_a_plant_stands_before_its_materials() -> None:
    making = {"batch_units": 1, "batch_days": days(1), "inputs": {"api": 1}}
    data = chain(
        products={"api": {}, "pill": {}},
        sites={
            "maker": maker("api"),
            "plant": {"kind": "plant", "makes": {"pill": making}},
            "shop": shop(),
        },
        lanes={"a": lane("maker", "plant"), "b": lane("plant", "shop")},
        demand={"d": patients(each_day(1))},
    )

    network = net(data)

    # pill at the shop (5), pill at the plant (3), api at the plant (2)
    assert network.echelons == ((5,), (3,), (2,))
    assert network.sources[3][0].lane == -1


def test_sites_that_supply_each_other_share_an_echelon() -> None:
    data = chain(
        sites={"a": shop(opening_stock={"pill": 5}), "b": shop(opening_stock={"pill": 5})},
        lanes={"ab": lane("a", "b"), "ba": lane("b", "a")},
        demand={"d": patients(each_day(1), "*")},
    )

    assert net(data).echelons == ((0, 1),)


def test_a_lane_has_the_vehicle_of_its_fleet() -> None:
    data = chain(
        vehicles={"van": {"capacity_units": 7}},
        fleets={
            "b": {"vehicle": "van", "vehicles_count": 2},
            "a": {"vehicle": "van", "vehicles_count": 1},
        },
    )
    data["lanes"]["road"]["fleet"] = "b"

    plan = net(data).lanes[0]

    assert net(data).fleet_names == ("a", "b")
    assert plan.fleet == 1
    assert plan.vehicle is not None
    assert plan.vehicle.capacity_units == 7


def test_the_chain_is_a_graph_of_modes() -> None:
    data = many()
    data["lanes"]["air"] = lane("maker", "hub", 0.5, mode="air")

    graph: Any = net(data).graph

    assert sorted(graph["maker"]["hub"]) == ["air", "road"]
    assert graph["maker"]["hub"]["air"]["mean_lead_time_days"] == 0.5
    assert graph.nodes["shop"]["region"] == "east"


def test_demands_are_told_by_cell() -> None:
    network = net(many())

    assert [d.name for d in network.demands] == ["shop/jab", "shop/pill", "ward/jab", "ward/pill"]
    assert [d.cell for d in network.demands] == [4, 5, 6, 7]
