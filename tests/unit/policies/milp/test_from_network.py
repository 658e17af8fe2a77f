"""What a plan sees of a network, and of what is observed."""

import numpy as np
import pytest

from policies.milp.rolling.expected import Expected
from policies.milp.rolling.from_network import mapped
from policies.milp.rolling.observed import window_of
from policies.milp.rolling.open_orders import OpenOrders
from policies.milp.rolling.outlook import outlook
from policies.milp.rolling.recovery import Recoveries
from policies.milp.rolling.timing import Periods
from tests.unit.world.chains import chain, dated, depot, each_day, lane, maker, patients, shop
from twin.chain.network import build
from twin.chain.path import SamplePath
from twin.chain.scenario import Scenario
from twin.control.decision import Order, Produce
from twin.world.world import World


def depot_chain(**parts):
    data = chain(
        60,
        sites={
            "maker": maker("pill"),
            "depot": depot(opening_stock={"pill": 10}),
            "shop": shop(),
        },
        lanes={"in": lane("maker", "depot", 10), "out": lane("depot", "shop", 1)},
        demand={"d": patients(each_day(2))},
        time={"review_period_days": 7},
    )
    data.update(parts)
    return build(Scenario.of(data))


def seen(network, until_day=0, orders=()):
    """Return the window of the first review on or after a day; orders are given on day 0."""
    plan = mapped(network, horizon_periods=4, service_share=0.95)
    notes, repairs = OpenOrders.of(network), Recoveries.of(network, "forecast")
    world = World(network, SamplePath(network, 1, 0))
    for observation in world.epochs():
        repairs.see(observation)
        if observation.day >= until_day and "review" in observation.causes:
            break
        given = orders if observation.day == 0 else ()
        notes.note(network, observation.day, given)
        world.apply(given)
    ahead = outlook(network, observation, notes, repairs)
    expected = Expected(network=network, mapped=plan, service_share=0.95, history_days=0)
    return plan, ahead, window_of(network, plan, observation, ahead, expected, repairs, 0.0)


def test_lead_times_are_full_periods():
    plan, _, _ = seen(depot_chain())

    leads = {link.name: link.lead_periods for link in plan.chain.links}
    assert leads == {"in": 1, "out": 0}  # 10 of 7 days, and 1


@pytest.mark.parametrize(
    ("order", "asked", "lead"),
    [
        (["receive", "decide", "demand", "age"], True, 3),
        (["receive", "decide", "demand", "age"], False, 3),
        # ordered after the day's demand: what comes on day 3 serves the third day from now
        (["receive", "demand", "decide", "age"], True, 2),
        (["receive", "demand", "decide", "age"], False, 3),
        # unloaded after all else of its day
        (["decide", "demand", "receive", "age"], True, 4),
        (["decide", "demand", "receive", "age"], False, 4),
    ],
)
def test_a_lead_is_counted_as_the_order_of_play_has_it(order, asked, lead):
    network = build(Scenario.of(chain(time={"order_of_play": order})))

    assert Periods.of(network, 8).lead(3, asked=asked) == lead


def test_a_window_is_as_long_as_the_longest_way():
    network = depot_chain(
        lanes={"in": lane("maker", "depot", 60), "out": lane("depot", "shop", 14)}
    )

    plan = mapped(network, horizon_periods=2, service_share=0.95)

    assert plan.periods.count == 60 // 7 + 14 // 7 + 3


def test_what_is_under_way_is_due_when_it_comes():
    plan, _, window = seen(depot_chain(), 7, [Order("in", "pill", 25)])

    assert window.due_units[plan.place[0]].tolist()[0] == 25  # on day 10: in the first period
    assert window.due_units.sum() == 25


def test_what_is_owed_is_taken_off_the_stock_and_what_comes():
    # the depot owes 30: 10 leave at once; the others when the 25 of the maker come on day 10
    network = depot_chain()
    plan, ahead, window = seen(network, 7, [Order("out", "pill", 30), Order("in", "pill", 25)])

    depot_cell, shop_cell = plan.place[0], plan.place[2]
    assert window.opening_units[depot_cell].sum() == 0
    assert window.due_units[depot_cell, 0] == 5
    assert window.due_units[shop_cell, 0] == 20
    assert ahead.owed_units == {}


def test_what_nothing_covers_stays_owed():
    network = depot_chain()
    _, ahead, _ = seen(network, 7, [Order("out", "pill", 30)])

    line = network.lane_names.index("out") * network.product_count
    assert ahead.owed_units == {line: 20}


def test_a_shut_place_is_expected_back_after_the_mean_of_its_repair():
    # out on days 7 to 27; the law of its repair says 21 days: of the periods from day 7 on
    # the first three are shut
    network = depot_chain(
        disruptions={"out": {"what": "supplier", "of": "maker", "when": dated(7, 21)}}
    )
    plan, _, window = seen(network, 7)

    link = [each.name for each in plan.chain.links].index("in")
    assert window.link_open[link].tolist()[:4] == [False, False, False, True]
    assert window.source_capacity_units[0].tolist()[:3] == [0, 0, 0]


def test_a_floor_is_the_level_less_what_is_asked_until_the_next_order_comes():
    # constant demand of 2: the shop's level covers 1 + 7 days, 16; of it 14 go within the week.
    # The depot's covers 10 + 7 days, 34; what it sends until the next order comes is 14.
    plan, _, window = seen(depot_chain())

    assert window.floor_units[plan.place[2]].tolist()[0] == pytest.approx(16 - 14)
    assert window.floor_units[plan.place[0]].tolist()[0] == pytest.approx(34 - 14)


def test_goods_that_expire_within_the_window_are_kept_apart():
    network = depot_chain(
        products={"pill": {"shelf_life_days": 20}},
        sites={
            "maker": maker("pill"),
            "depot": depot(opening_stock={"pill": {"units": 10, "age_days": 6}}),
            "shop": shop(),
        },
    )
    plan, _, window = seen(network)

    here = window.opening_units[plan.place[0]]
    lasts = [plan.chain.goods[g].last_period for g in np.flatnonzero(here)]
    assert lasts == [1]  # 14 days are left: the first two weeks


def test_a_lorry_holds_what_its_tightest_room_does():
    van = {"capacity_litres": 100, "capacity_kg": 30, "fixed_cost_per_trip": 5, "cost_per_km": 2}
    network = depot_chain(
        products={"pill": {"unit_volume_litres": 2, "unit_mass_kg": 1}},
        vehicles={"van": van},
        lanes={
            "in": lane("maker", "depot", 10),
            "out": lane("depot", "shop", 1, vehicle="van", distance_km=10),
        },
    )

    (group,) = mapped(network, horizon_periods=4, service_share=0.95).chain.groups

    assert group.capacity_load == pytest.approx(60)  # 30 kg are 30 pills of 2 litres
    assert group.cost_per_trip == 5 + 20


def test_a_batch_that_is_half_done_holds_half_a_slot():
    plant = {
        "kind": "plant",
        "makes": {"pill": {"batch_units": 20, "batch_days": {"law": "constant", "days": 6}}},
    }
    network = depot_chain(
        sites={"plant": plant, "shop": shop()},
        lanes={"out": lane("plant", "shop", 1)},
        time={"horizon_days": 60, "review_period_days": 3},
    )

    _, ahead, _ = seen(network, until_day=3, orders=(Produce("plant", "pill", 20),))

    assert ahead.batches_waiting == {network.site_names.index("plant"): 0.5}
