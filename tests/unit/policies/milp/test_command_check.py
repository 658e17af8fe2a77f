"""Commands held against what is there, without the model."""

import numpy as np
import pytest

from policies.milp.rolling.command_check import checked_commands
from policies.milp.rolling.open_orders import OpenOrders
from policies.milp.rolling.outlook import outlook
from policies.milp.rolling.recovery import Recoveries
from tests.unit.world.chains import chain, depot, each_day, lane, maker, patients, shop
from twin.chain.network import Network, build
from twin.chain.path import SamplePath
from twin.chain.scenario import Scenario
from twin.control.decision import Destroy, Orders, Produce, Ship
from twin.control.observation import Observation
from twin.world.world import World


def seen(**parts) -> tuple[Network, Observation]:
    """A maker of 20 a day, a depot with 10 pills and two shops; seen on the first day."""
    data = chain(
        sites={
            "maker": maker("pill", capacity_units_per_day=20),
            "depot": depot(opening_stock={"pill": 10}),
            "a": shop(opening_stock={"pill": 3}),
            "b": shop(),
        },
        lanes={
            "back": lane("a", "depot", reverse=True),
            "in": lane("maker", "depot", 3),
            "to a": lane("depot", "a"),
            "to b": lane("depot", "b"),
        },
        demand={"d": patients(each_day(1), site=["a", "b"])},
        **parts,
    )
    network = build(Scenario.of(data))
    world = World(network, SamplePath(network, 1, 0))
    return network, next(world.epochs())


def kept(network, observation, *commands):
    ahead = outlook(
        network, observation, OpenOrders.of(network), Recoveries.of(network, "forecast")
    )
    found = checked_commands(network, observation, ahead, commands)
    orders = {
        network.lane_names[line]: int(n)
        for command in found.decision
        if isinstance(command, Orders)
        for line, n in zip(command.lines, command.units, strict=True)
    }
    return orders, found


def orders(network, **units) -> Orders:
    lines = [network.lane_names.index(name.replace("_", " ")) for name in units]
    return Orders(np.array(lines), np.array(list(units.values())))


def test_what_is_there_is_commanded_as_it_is():
    network, observation = seen()

    found, told = kept(network, observation, orders(network, to_a=4, to_b=6))

    assert found == {"to a": 4, "to b": 6}
    assert told.cuts == ()


def test_more_than_there_is_is_cut_and_told():
    network, observation = seen()

    found, told = kept(network, observation, orders(network, to_a=8, to_b=6))

    assert found == {"to a": 8, "to b": 2}
    assert told.cuts == ("to b/pill: 6 wanted, 2 there",)


def test_a_source_gives_what_its_days_of_the_period_give():
    network, observation = seen(time={"review_period_days": 7})

    assert kept(network, observation, orders(network, **{"in": 140}))[1].cuts == ()
    assert kept(network, observation, orders(network, **{"in": 141}))[0] == {"in": 140}


def test_what_comes_within_the_period_may_be_promised():
    network, observation = seen(time={"review_period_days": 7})

    found, told = kept(network, observation, orders(network, to_a=25, **{"in": 20}))

    assert found == {"to a": 25, "in": 20}
    assert told.cuts == ()


def test_what_comes_after_the_period_may_not():
    network, observation = seen(time={"review_period_days": 2})

    found, _ = kept(network, observation, orders(network, to_a=25, **{"in": 20}))

    assert found == {"to a": 10, "in": 20}


def test_nothing_is_ordered_over_a_shut_lane():
    network, observation = seen(
        disruptions={"snow": {"what": "lane", "of": "to a",
                              "when": {"dated": [{"from_day": 0, "days": 2}]}}}
    )  # fmt: skip

    assert kept(network, observation, orders(network, to_a=1, to_b=1))[0] == {"to b": 1}


def test_what_is_sent_back_is_on_hand():
    network, observation = seen()

    _, told = kept(network, observation, Ship("back", "pill", 5))

    assert told.decision == (Ship("back", "pill", 3),)
    assert told.cuts == ("back/pill: 5 wanted, 3 there",)


@pytest.mark.parametrize(
    "command",
    [
        Orders(np.array([99]), np.array([1])),
        Orders(np.array([0]), np.array([-1])),
        Orders(np.array([0]), np.array([1.5])),
        Ship("nowhere", "pill", 1),
        Produce("depot", "pill", 1),
        Destroy("depot", "pill", 1),
    ],
)
def test_what_no_cut_makes_sound_is_refused(command):
    network, observation = seen()

    with pytest.raises(ValueError, match=r"."):
        kept(network, observation, command)
