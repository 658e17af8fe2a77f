"""One replication of a stress test: the chain with one place out, as plain data in and out."""

from array import array
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from experiments.measures.metrics import metrics
from experiments.replication import ReplicationFailed, run
from policies.catalogue import named
from twin.chain.disruption import Disruption
from twin.chain.network import Network, build
from twin.chain.scenario import Scenario
from twin.chain.when import When, Window
from twin.control.policy import Policy
from twin.errors import DecisionError
from twin.units import TICKS_PER_DAY, ticks

Kind = Literal["site", "lane"]


@dataclass(frozen=True, kw_only=True)
class Shock:
    """The outage that a stress test brings to one place at a time."""

    from_day: float
    days: float
    capacity_left_share: float = 0.0
    """What the place still can do: 0 is a full outage."""

    @property
    def from_tick(self) -> int:
        """Return when it begins."""
        return ticks(self.from_day)

    @property
    def until_tick(self) -> int:
        """Return when it is over."""
        return self.from_tick + max(1, ticks(self.days))

    @property
    def until_day(self) -> float:
        """Return the day on which it is over."""
        return self.until_tick / TICKS_PER_DAY


@dataclass(frozen=True, order=True)
class Target:
    """A place that is put out."""

    kind: Kind
    name: str


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Replications of the chain with one place out, or undisturbed, for one worker."""

    scenario_json: str = field(repr=False)
    target: Target | None
    """None: undisturbed."""

    shock: Shock
    policy: str | Policy
    seed: int
    replications: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Played:
    """What one replication tells a stress test, after the warm-up."""

    target: Target | None
    replication: int
    demand_by_day: "array[int]"
    at_once_by_day: "array[int]"
    cost_total: float
    sent_units: "array[int]"
    """By lane, in the order of the network."""


def with_outage(scenario: Scenario, target: Target, shock: Shock) -> Scenario:
    """Return the scenario with one more disruption: the shock at the target.

    Nothing else changes, and chance is drawn by name: both meet the same demand, lead
    times and failures.
    """
    name = "stress test"
    while name in scenario.disruptions:
        name += "+"
    window = Window(from_day=shock.from_day, days=shock.days)
    outage = Disruption(
        what=target.kind,
        of=target.name,
        when=When(dated=[window]),
        capacity_left_share=shock.capacity_left_share,
    )
    return scenario.model_copy(update={"disruptions": {**scenario.disruptions, name: outage}})


@lru_cache(maxsize=4)
def _scenario(text: str) -> Scenario:
    return Scenario.model_validate_json(text)


@lru_cache(maxsize=4)
def _network(text: str, target: Target | None, shock: Shock) -> Network:
    scenario = _scenario(text)
    return build(scenario if target is None else with_outage(scenario, target, shock))


def play(piece: Piece) -> list[Played]:
    """Return what each replication of a piece tells, in its order.

    Raises:
        DecisionError: from the policy, as `ReplicationFailed`; each says the place and
            the replication.
    """
    network = _network(piece.scenario_json, piece.target, piece.shock)
    found = []
    for number in piece.replications:
        try:
            found.append(_played(piece, network, number))
        except (DecisionError, ReplicationFailed) as error:
            out = f"{piece.target.name!r} out" if piece.target else "undisturbed"
            raise type(error)(f"{out}, replication {number}: {error}") from error
    return found


def _played(piece: Piece, network: Network, number: int) -> Played:
    given = piece.policy
    policy = named(given, network) if isinstance(given, str) else deepcopy(given)
    done = run(network, policy, seed=piece.seed, replication=number, keep_ledger=False)
    return Played(
        target=piece.target,
        replication=number,
        demand_by_day=done.tally.demand_by_day,
        at_once_by_day=done.tally.at_once_by_day,
        cost_total=float(metrics(done)["cost_total"] or 0.0),
        sent_units=done.tally.sent,
    )
