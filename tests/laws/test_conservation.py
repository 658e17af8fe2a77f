"""Nothing appears and nothing vanishes: the audit after every event, on chains with everything."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from experiments.replication import run
from policies.catalogue import named
from tests.builders import chain_for, full_chain, scenario, two_sites
from twin.chain.network import build
from twin.control.decision import Command, Decision, Destroy, Donate, Order, Produce, Ship
from twin.control.observation import Observation
from twin.errors import LawBroken

ORDERS_OF_PLAY = [
    ["receive", "decide", "demand", "age"],
    ["receive", "demand", "decide", "age"],
    ["decide", "receive", "age", "demand"],
    ["demand", "age", "receive", "decide"],
]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("policy", ["base-stock", "echelon-base-stock", "s-S", "r-Q"])
def test_every_unit_is_accounted_for_after_every_event(seed: int, policy: str) -> None:
    network = build(scenario(chain_for(policy)))

    record = run(network, named(policy, network), seed=seed, audit=True)

    assert sum(record.tally.served) > 1000
    assert sum(record.tally.trips) > 100


@pytest.mark.parametrize("order", ORDERS_OF_PLAY)
@pytest.mark.parametrize("review", ["periodic", "continuous"])
def test_the_laws_hold_in_every_order_of_play(order: list[str], review: str) -> None:
    data = full_chain(horizon_days=60, order_of_play=order, review=review)
    network = build(scenario(data))

    record = run(network, named("base-stock", network), seed=1, audit=True)

    assert sum(record.tally.demand) > 0


class Restless:
    """Gives every kind of command, wanted or not."""

    def __init__(self) -> None:
        self.turn = 0

    def decide(self, _: Observation) -> Decision:
        self.turn += 1
        n = self.turn
        commands: list[Command] = [
            Order("api road", "api", 90 + n % 7),
            Order("import", "vaccine", 35),
            Order("plant road", "insulin", 30),
            Order("to clinic a", "vaccine", n % 20),
            Order("to hub", "insulin", 25),
            Order("to hub", "vaccine", 25),
            Order("east hub to clinic b", "vaccine", 9),
            Order("east hub to clinic b", "insulin", 9),
            Order("air", "vaccine", n % 11),
            Produce("plant", "insulin", 50),
            Ship("to clinic a", "insulin", n % 30),
            Ship("back", "vaccine", n % 5),
            Donate("depot", "insulin", n % 4),
            Destroy("clinic b", "vaccine", n % 3),
        ]
        return commands[n % 3 :]


@pytest.mark.parametrize("seed", range(4))
def test_the_laws_hold_under_every_kind_of_command(seed: int) -> None:
    record = run(scenario(full_chain()), Restless(), seed=seed, audit=True)

    assert sum(record.tally.donated) > 0
    assert sum(record.tally.destroyed) > 0
    assert sum(record.tally.returned) > 0
    assert sum(record.tally.produced) > 0


def test_the_full_chain_meets_every_mishap() -> None:
    """A law that is never tested by events says little: each kind of fact must occur."""
    record = run(scenario(full_chain(horizon_days=400)), Restless(), seed=2)
    ledger = record.ledger
    assert ledger is not None

    missing = [kind for kind in ledger.__slots__ if kind != "levels" and not getattr(ledger, kind)]

    assert missing == []


changes = st.fixed_dictionaries(
    {
        "horizon": st.integers(5, 50),
        "review_period_days": st.integers(1, 9),
        "shelf": st.integers(3, 60),
        "capacity": st.integers(1, 80),
        "vans": st.integers(1, 4),
        "failure": st.floats(0, 1),
        "allowance": st.floats(0, 30),
        "share": st.floats(0, 1),
        "lead": st.floats(0, 5),
        "room": st.integers(270, 700),
        "order": st.sampled_from(ORDERS_OF_PLAY),
        "review": st.sampled_from(["periodic", "continuous"]),
        "issue": st.sampled_from(["fefo", "fifo", "lifo"]),
        "seed": st.integers(0, 10**6),
    }
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes)
def test_the_laws_hold_for_any_numbers(drawn: dict[str, Any]) -> None:
    data = full_chain(
        horizon_days=drawn["horizon"],
        review_period_days=drawn["review_period_days"],
        order_of_play=drawn["order"],
        review=drawn["review"],
    )
    data["products"]["vaccine"]["shelf_life_days"] = drawn["shelf"]
    data["vehicles"]["van"]["capacity_units"] = drawn["capacity"]
    data["vehicles"]["van"]["cooling"]["failure_share_per_trip"] = drawn["failure"]
    data["fleets"]["depot vans"]["vehicles_count"] = drawn["vans"]
    data["products"]["vaccine"]["excursion"]["allowance_hours"] = drawn["allowance"]
    data["demand"]["a"]["backordered_share"] = drawn["share"]
    data["lanes"]["to clinic a"]["lead_time"]["days"] = drawn["lead"]
    data["sites"]["depot"]["storage"]["cold"]["capacity_units"] = drawn["room"]
    data["sites"]["hub"]["issue"] = drawn["issue"]
    network = build(scenario(data))

    record = run(network, named("base-stock", network), seed=drawn["seed"], audit=True)

    assert sum(record.tally.served) <= sum(record.tally.demand)


def test_the_audit_sees_a_unit_that_vanishes() -> None:
    from twin.chain.path import SamplePath
    from twin.world.world import World

    network = build(scenario(two_sites()))
    world = World(network, SamplePath(network, 1, 0), audit=True)
    policy = named("base-stock", network)

    def play_and_steal() -> None:
        for observation in world.epochs():
            if observation.day == 5:
                world.state.on_hand[0] -= 1
            world.apply(policy.decide(observation))

    with pytest.raises(LawBroken, match="stock is the sum of its lots"):
        play_and_steal()
