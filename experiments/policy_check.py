"""Whether a policy keeps the border between the world and whoever decides in it."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import fields

import numpy as np

from experiments.forked_path import ForkedPath
from policies.catalogue import named
from twin.chain.network import Network, build
from twin.chain.path import SamplePath
from twin.chain.scenario import Scenario
from twin.control.decision import Decision, Destroy, Donate, Order, Orders, Produce, Ship
from twin.control.observation import Observation
from twin.control.policy import Policy
from twin.errors import DecisionError, TwinError
from twin.record.ledger import Ledger
from twin.units import TICKS_PER_DAY
from twin.world.world import World

SEED = 20_301
COMMANDS = (Order, Orders, Ship, Produce, Donate, Destroy)
Said = tuple[float, str]
"""Day of a decision, and the decision in words that compare."""


def check_policy(policy: Policy | str, scenario: Scenario | Network) -> None:
    """Play a policy on a scenario several times and look for what no policy may do.

    It may not raise, return anything but commands, name what is not there, change what it
    is shown, decide otherwise when all is the same, or decide otherwise because of what
    has not happened yet (demand after the middle of the horizon is other in one play).

    The policy (or the one that a text names) stays as it is: every play gets a copy.

    Raises:
        DecisionError: with a sentence that says what it did, and on which day.
    """
    network = scenario if isinstance(scenario, Network) else build(scenario)
    if isinstance(policy, str):
        policy = named(policy, network)
    if not callable(getattr(policy, "decide", None)):
        raise DecisionError(f"{_name(policy)} has no method decide(observation)")
    first, facts = _played(policy, network, SamplePath(network, SEED, 0))
    second, same_facts = _played(policy, network, SamplePath(network, SEED, 0))
    if day := _first_difference(first, second):
        raise DecisionError(f"{_name(policy)} decides otherwise when all is the same, on {day}")
    if facts != same_facts:
        raise DecisionError(f"{_name(policy)} changes the world past its decisions")
    fork = max(1, network.scenario.time.horizon_days // 2)
    other, _ = _played(policy, network, ForkedPath(network, SEED, 0, from_day=fork))
    before, instead = ([said for said in told if said[0] < fork] for told in (first, other))
    if day := _first_difference(before, instead):
        what = f"decides otherwise on {day} because of demand from day {fork} on"
        raise DecisionError(f"{_name(policy)} sees the future: it {what}")


def _played(policy: Policy, network: Network, path: SamplePath) -> tuple[list[Said], str]:
    """Return what a fresh copy of the policy said, and the digest of what then happened."""
    mine, ledger, said = deepcopy(policy), Ledger(), []
    world = World(network, path, ledger=ledger)
    for observation in world.epochs():
        decision = _asked(mine, observation, _name(policy))
        said.append((observation.day, _words(decision)))
        try:
            world.apply(decision)
        except TwinError as error:
            raise DecisionError(f"{_name(policy)}, {_day(observation.day)}: {error}") from error
    return said, ledger.sha256()


def _asked(policy: Policy, observation: Observation, name: str) -> Decision:
    """Return the policy's decision if it is one, and the observation is as it was."""
    before = _contents(observation)
    where = f"{name}, {_day(observation.day)}"
    try:
        decision = policy.decide(observation)
    except Exception as error:  # whatever a user's policy raises is what we are to report
        raise DecisionError(f"{where}: raises {type(error).__name__}: {error}") from error
    if _contents(observation) != before:
        raise DecisionError(f"{where}: changes the observation it is shown")
    if isinstance(decision, str) or not isinstance(decision, Sequence):
        what = f"returns {type(decision).__name__}, not a sequence of commands"
        raise DecisionError(f"{where}: {what} (return () to do nothing)")
    for command in decision:
        if not isinstance(command, COMMANDS):
            known = ", ".join(kind.__name__ for kind in COMMANDS)
            what = f"returns {command!r:.60}, which is no command"
            raise DecisionError(f"{where}: {what} (one of {known})")
    return decision


def _contents(observation: Observation) -> list[object]:
    """Return all that an observation holds, in a form that compares."""
    held = [getattr(observation, field.name) for field in fields(observation)]
    return [
        value.tobytes() if isinstance(value, np.ndarray) else value
        for value in held
        if not isinstance(value, Network) and not callable(value)
    ]


def _words(decision: Decision) -> str:
    """Return a decision as text; arrays in full."""
    told = [
        f"Orders({c.lines.tolist()}, {c.units.tolist()})" if isinstance(c, Orders) else repr(c)
        for c in decision
    ]
    return "; ".join(told)


def _first_difference(a: list[Said], b: list[Said]) -> str | None:
    """Return the day of the first decision that differs, in words."""
    for one, other in zip(a, b, strict=False):
        if one != other:
            return _day(min(one[0], other[0]))
    if len(a) != len(b):
        longer = max(a, b, key=len)
        return _day(longer[min(len(a), len(b))][0])
    return None


def _day(day: float) -> str:
    minutes = round(day % 1 * TICKS_PER_DAY)
    return f"day {int(day)}" + (f" at {minutes // 60:02}:{minutes % 60:02}" if minutes else "")


def _name(policy: Policy) -> str:
    return f"policy {type(policy).__name__}"
