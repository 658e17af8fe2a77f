"""One replication: a scenario, a policy and a seed, played to the horizon."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policies.catalogue import named
from policies.decided import Decided
from twin.chain.network import Network, build
from twin.chain.path import SamplePath
from twin.chain.scenario import Scenario
from twin.control.decision import Decision
from twin.control.observation import Observation
from twin.control.policy import Policy
from twin.errors import DecisionError, TwinError, one_line
from twin.record.daily import DailyService
from twin.record.ledger import Ledger
from twin.record.tally import Tally
from twin.world.outages import Outage
from twin.world.world import World

if TYPE_CHECKING:
    import pandas as pd

    from experiments.measures.metrics import Value


class ReplicationFailed(TwinError):
    """One replication ended with an error that is not about its data or its decisions."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """What one replication left behind."""

    network: Network
    seed: int
    replication: int
    tally: Tally
    """Running sums after the warm-up."""

    opening: Tally
    """Running sums at the end of the warm-up (zeros without one)."""

    ledger: Ledger | None
    outages: tuple[Outage, ...]
    kernel_events_count: int
    daily: DailyService | None = None
    """Demand and service by day and place, warm-up and all, where they were asked for."""

    decided: tuple[Decided, ...] = ()
    """The record of a policy that plans: each of its decisions."""

    @property
    def solver(self) -> dict[str, Any]:
        """Return what the solver of a policy that plans did; empty for others."""
        from experiments.measures.planning import solver_json

        return solver_json(self.decided)

    def metrics(self) -> "dict[str, Value]":
        """Return every metric of the whole chain by name."""
        from experiments.measures.metrics import metrics

        return metrics(self)

    def by_site_product(self) -> "list[dict[str, str | Value]]":
        """Return a row of metrics for each demand site and product."""
        from experiments.measures.metrics import by_site_product

        return by_site_product(self)

    def to_pandas(self) -> "pd.DataFrame":
        """Return one row for each metric of the whole chain: metric and value."""
        import pandas as pd

        frame = pd.DataFrame(list(self.metrics().items()), columns=["metric", "value"])
        return frame.astype({"value": "float64"})


def run(
    scenario: Scenario | Network,
    policy: Policy | str,
    *,
    seed: int,
    replication: int = 0,
    keep_ledger: bool = True,
    keep_daily: bool = False,
    audit: bool = False,
) -> Run:
    """Play one replication and return its record.

    Args:
        scenario: a checked scenario, or its network when many runs share it.
        policy: any object with `decide(observation)`, or a text as on the command line.
        seed: names the sample paths together with `replication`.
        replication: which of the sample paths of the seed, counted from 0.
        keep_ledger: whether to keep every fact, or only running sums.
        keep_daily: whether to keep demand and service of every place by day.
        audit: whether to check the conservation laws after every event.

    Raises:
        DecisionError: when the policy names what is not there, or a text names no policy.
        ReplicationFailed: when the policy raises an error; it says the day.
        LawBroken: when the audit finds a contradiction.
    """
    network = scenario if isinstance(scenario, Network) else build(scenario)
    chosen = named(policy, network) if isinstance(policy, str) else policy
    path = SamplePath(network, seed, replication)
    ledger = Ledger() if keep_ledger else None
    daily = DailyService.of(network) if keep_daily else None
    world = World(network, path, ledger=ledger, daily=daily, audit=audit)
    for observation in world.epochs():
        _step(world, chosen, observation)
    return Run(
        network=network,
        seed=seed,
        replication=replication,
        tally=world.tally_after_warm_up(),
        opening=world.tally_at_warm_up(),
        ledger=world.ledger,
        outages=world.outages(),
        kernel_events_count=world.kernel_events_count,
        daily=daily,
        decided=tuple(one for one in _solves(chosen) if isinstance(one, Decided)),
    )


def _solves(policy: Policy) -> tuple[object, ...]:
    """Return what a policy openly holds as `solves`; nothing where it is no list of them."""
    held = getattr(policy, "solves", ())
    return tuple(held) if isinstance(held, list | tuple) else ()


def _step(world: World, policy: Policy, observation: Observation) -> None:
    """Let the policy decide and the world carry it out; what goes wrong is told with its day."""
    try:
        world.apply(_decision(policy, observation))
    except (DecisionError, ReplicationFailed) as error:
        raise type(error)(f"day {observation.day:g}: {error}") from error


def _decision(policy: Policy, observation: Observation) -> Decision:
    """Return what the policy decides; a user's policy may raise anything."""
    try:
        return policy.decide(observation)
    except (TwinError, MemoryError):
        raise
    except (Exception, SystemExit) as error:
        raise ReplicationFailed(f"{type(error).__name__}: {one_line(str(error))}") from error
