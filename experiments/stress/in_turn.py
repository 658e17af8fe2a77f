"""The stress test: every site and every lane fails in turn, and the chain says what that costs."""

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Executor, as_completed
from typing import Literal

from experiments.provenance import canonical_json
from experiments.stress.play import Piece, Played, Shock, Target, play
from experiments.stress.result import Stress
from twin.chain.network import Network, build
from twin.chain.scenario import Scenario
from twin.control.policy import Policy
from twin.errors import DecisionError

Progress = Callable[[int, int], None]
"""Called with the number of replications finished and wanted."""

MOST_IN_A_PIECE = 8
LONGEST_OUTAGE_DAYS = 36_525


def stress_test(
    scenario: Scenario,
    policy: str | Policy,
    *,
    from_day: float,
    days: float,
    replications: int,
    seed: int,
    capacity_left_share: float = 0.0,
    own_disruptions: Literal["off", "kept"] = "off",
    places: Collection[str] | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Stress:
    """Fail each site and each lane in turn, beside the undisturbed chain under the same chance.

    The result is the same for any executor and any order of completion.

    Args:
        scenario: the chain.
        policy: a text as on the command line, or an object, of which each replication
            gets a fresh copy.
        from_day: when each outage begins; within the days that are counted.
        days: how long it lasts; it may reach beyond the horizon.
        replications: of every place, numbered from 0.
        seed: names the paths of chance together with the replication's number.
        capacity_left_share: what the place still can do; 0 is a full outage.
        own_disruptions: whether the scenario's own disruptions happen as well; off, so that
            every effect is of the one failure.
        places: names of sites and lanes to fail; all of them if not given.
        executor: any `concurrent.futures` executor; all in this process if not given.
        progress: is told after every piece.

    Raises:
        DecisionError: what was asked for is wrong, or the policy names what is not there.
        ReplicationFailed: the policy raised an error.
    """
    shock = Shock(from_day=from_day, days=days, capacity_left_share=capacity_left_share)
    _check(scenario, shock, replications)
    if own_disruptions == "off":
        scenario = scenario.model_copy(update={"disruptions": {}})
    targets = _targets(build(scenario), places)
    text = canonical_json(scenario)
    wanted = range(replications)
    work = [
        Piece(
            scenario_json=text, target=target, shock=shock, policy=policy, seed=seed,
            replications=tuple(wanted[at : at + MOST_IN_A_PIECE]),
        )
        for target in (None, *targets)
        for at in range(0, replications, MOST_IN_A_PIECE)
    ]  # fmt: skip
    found: dict[Target | None, list[Played]] = {target: [] for target in (None, *targets)}
    done = 0
    for played in _all_played(work, executor):
        found[played[0].target] += played
        done += len(played)
        if progress is not None:
            progress(done, len(found) * replications)
    in_order = {t: tuple(sorted(p, key=lambda one: one.replication)) for t, p in found.items()}
    return Stress(
        scenario=scenario,
        policy=policy if isinstance(policy, str) else type(policy).__name__,
        shock=shock,
        seed=seed,
        replications=replications,
        undisturbed=in_order[None],
        disturbed={target: in_order[target] for target in targets},
    )


def _all_played(work: Sequence[Piece], executor: Executor | None) -> Iterator[list[Played]]:
    if executor is None:
        yield from map(play, work)
        return
    futures = [executor.submit(play, piece) for piece in work]
    try:
        for future in as_completed(futures):
            yield future.result()
    finally:
        for future in futures:
            future.cancel()


def _check(scenario: Scenario, shock: Shock, replications: int) -> None:
    time = scenario.time
    if not time.warm_up_days <= shock.from_day < time.horizon_days:
        right = f"from {time.warm_up_days} to before {time.horizon_days}"
        raise DecisionError(f"an outage from day {shock.from_day:g} is not counted ({right})")
    if not 0.0 < shock.days <= LONGEST_OUTAGE_DAYS:
        right = f"more than 0, at most {LONGEST_OUTAGE_DAYS}"
        raise DecisionError(f"an outage of {shock.days:g} days ({right})")
    if not 0.0 <= shock.capacity_left_share < 1.0:
        left = shock.capacity_left_share
        raise DecisionError(f"a capacity left of {left:g} is no outage (0 to below 1)")
    if replications < 1:
        raise DecisionError(f"{replications} replications: at least 1")


def _targets(network: Network, places: Collection[str] | None) -> list[Target]:
    """Return what fails: sites, then lanes, each in the order of the network."""
    every = [Target("site", name) for name in network.site_names]
    every += [Target("lane", name) for name in sorted(network.lane_names)]
    if places is None:
        return every
    known = {target.name for target in every}
    unknown = sorted(set(places) - known)
    if unknown:
        raise DecisionError(f"no site or lane is called {unknown[0]!r}")
    return [target for target in every if target.name in places]
