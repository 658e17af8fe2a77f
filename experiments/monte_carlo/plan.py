"""What a study is to find out: arms that meet the same chance, and how often."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from experiments.design.points import Point, changes_of, names_of, plain
from experiments.measures.definitions import METRICS
from experiments.monte_carlo.outcome import Arm, Source
from experiments.monte_carlo.play import network_of, scenario_of
from experiments.monte_carlo.policy_text import texts_of
from experiments.provenance import canonical_json, scenario_sha256, versions
from experiments.statistics.stopping import FIRST_REPLICATIONS
from policies.catalogue import named
from twin.chain.scenario import Scenario
from twin.control.policy import Policy
from twin.errors import ScenarioError

WATCHED = ("fill_rate_share", "cost_total")
AT_MOST = 1000


@dataclass(frozen=True, kw_only=True)
class Precision:
    """How well the means must be known before a study may stop."""

    relative_half_width: float
    """The largest error of a mean [g], as a share of it; see `stopping.precise_enough`."""

    at_most: int = AT_MOST
    """Replications after which the study stops all the same, and says so."""

    metrics: tuple[str, ...] = WATCHED

    def __post_init__(self) -> None:
        if not 0 < self.relative_half_width < 1:
            raise ValueError(f"a precision of {self.relative_half_width} (between 0 and 1)")
        if self.at_most < FIRST_REPLICATIONS:
            raise ValueError(f"at most {self.at_most} replications (at least {FIRST_REPLICATIONS})")
        for name in self.metrics:
            if name not in METRICS:
                raise ValueError(f"no metric is called {name!r}")
        if not self.metrics:
            raise ValueError("a precision of no metric (at least one)")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Scenarios times policies, each played for replications 0, 1, 2 ... of one seed."""

    bases: tuple[tuple[str, Source], ...]
    """The scenarios that were given, by the name the study calls them."""

    points: tuple[Point, ...] = ()
    """Settings of a design, each of which is played on every base; none: the bases alone."""

    scenarios: tuple[tuple[str, Source], ...]
    """What is played, by name: the bases, or each base at each point, in the order given."""

    policies: tuple[tuple[str, Policy | None], ...]
    """Text, and the object where one was given in place of a text."""

    seed: int
    replications: int
    """Of every arm; of a study that stops by precision the most that it may need."""

    precision: Precision | None = None

    @cached_property
    def arms(self) -> list[Arm]:
        """Return every policy on every scenario, scenario by scenario."""
        return [
            Arm(name, source, text, given)
            for name, source in self.scenarios
            for text, given in self.policies
        ]

    @property
    def policy_texts(self) -> list[str]:
        """Return the policies by name."""
        return [text for text, _ in self.policies]

    def settings(self) -> dict[str, Point]:
        """Return the settings of every scenario of a design by its name; none without one."""
        labels = [name for name, _ in self.scenarios]
        return dict(zip(labels, list(self.points) * len(self.bases), strict=bool(self.points)))

    def identity(self) -> dict[str, Any]:
        """Return what two plans must share for their replications to be of one study."""
        return {
            "scenarios": [[name, source.sha256] for name, source in self.bases],
            "points": [dict(point) for point in self.points],
            "point_sha256": [source.sha256 for _, source in self.scenarios if self.points],
            "policies": self.policy_texts,
            "seed": self.seed,
            "version of pharmatwin": versions()["pharmatwin"],
        }


def plan_of(
    scenario: Scenario | Sequence[Scenario],
    policies: Sequence[str | Policy],
    *,
    replications: int | None = None,
    precision: Precision | None = None,
    seed: int,
    points: Sequence[Point] | None = None,
) -> Plan:
    """Return the plan of a study, its names checked before anything is played.

    Raises:
        ScenarioError: scenarios that cover other days, or twice the same one; a point that
            makes a scenario wrong, with its settings.
        DecisionError: no policy, an unknown one, or twice the same one.
        ValueError: a seed below 0, no replication, or both a number and a precision.
    """
    if (replications is None) == (precision is None):
        raise ValueError("a study has a number of replications or a precision, one of both")
    most = precision.at_most if precision is not None else replications or 0
    if most < 1 or seed < 0:
        raise ValueError(f"{most} replications of seed {seed}: at least 1, of 0 or more")
    chosen = [scenario] if isinstance(scenario, Scenario) else list(scenario)
    same_days(chosen)
    bases = _labelled(chosen)
    settings = tuple(plain(point) for point in points or ())
    plan = Plan(
        bases=bases,
        points=settings,
        scenarios=at_points(bases, settings, _checked(bases, settings)),
        policies=tuple(texts_of(policies)),
        seed=seed,
        replications=most,
        precision=precision,
    )
    for _, source in plan.scenarios[:: max(1, len(settings))]:  # points have the same places
        for text, given in plan.policies:
            if given is None:
                named(text, network_of(source))
    return plan


def at_points(
    bases: Sequence[tuple[str, Source]], points: Sequence[Point], digests: Sequence[str]
) -> tuple[tuple[str, Source], ...]:
    """Return what a study plays by name: the bases, or each base at each point.

    The digests are of the bases with their changes, base by base.
    """
    if not points:
        return tuple(bases)
    names = names_of(points)
    several = len(bases) > 1
    moved = [
        (f"{base} {name}" if several else name, text, changes_of(point))
        for base, text in ((base, source.text) for base, source in bases)
        for name, point in zip(names, points, strict=True)
    ]
    return tuple(
        (name, Source(digest, text, changes))
        for (name, text, changes), digest in zip(moved, digests, strict=True)
    )


def _checked(bases: Sequence[tuple[str, Source]], points: Sequence[Point]) -> list[str]:
    """Return the digest of every base at every point.

    Raises:
        ScenarioError: a point makes a scenario wrong, or changes its days.
    """
    found = []
    for _, source in bases:
        base = scenario_of(source)
        for point in points:
            changed = scenario_of(Source("", source.text, changes_of(point)))
            same_days([base, changed])
            found.append(scenario_sha256(changed))
    return found


def same_days(scenarios: Sequence[Scenario]) -> None:
    """Refuse scenarios of other days, whose differences are no pairs.

    Raises:
        ScenarioError: naming the two, or none was given.
    """
    if not scenarios:
        raise ScenarioError("a study needs a scenario")
    first = scenarios[0]
    for other in scenarios[1:]:
        for name in ("horizon_days", "warm_up_days"):
            a, b = getattr(first.time, name), getattr(other.time, name)
            if a != b:
                what = f"{first.name!r} has {name} {a} and {other.name!r} has {b}"
                raise ScenarioError(f"{what}: differences of other days are no pairs")


def _labelled(scenarios: Sequence[Scenario]) -> tuple[tuple[str, Source], ...]:
    """Return the scenarios by name; two of one name by name and digest."""
    sources = [Source(scenario_sha256(one), canonical_json(one)) for one in scenarios]
    names = [scenario.name for scenario in scenarios]
    found = []
    for name, source in zip(names, sources, strict=True):
        if sources.count(source) > 1:
            raise ScenarioError(f"the scenario {name!r} stands twice in the study")
        label = name if names.count(name) == 1 else f"{name} {source.sha256[:8]}"
        found.append((label, source))
    return tuple(found)
