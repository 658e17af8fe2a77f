"""What a study is to find out: arms that meet the same chance, and how often."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from hashlib import sha256
from typing import Any

import numpy as np

from experiments.outcome import Arm, Source, network_of
from experiments.provenance import canonical_json, scenario_sha256, versions
from policies.catalogue import named
from twin.chain.scenario import Scenario
from twin.control.policy import Policy
from twin.errors import DecisionError, ScenarioError


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Scenarios times policies, each played for replications 0, 1, 2 ... of one seed."""

    scenarios: tuple[tuple[str, Source], ...]
    """By the name the study calls them; the first is what the others are held against."""

    policies: tuple[tuple[str, Policy | None], ...]
    """Text, and the object where one was given in place of a text."""

    seed: int
    replications: int

    @property
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

    def identity(self) -> dict[str, Any]:
        """Return what two plans must share for their replications to be of one study."""
        return {
            "scenarios": {name: source.sha256 for name, source in self.scenarios},
            "policies": self.policy_texts,
            "seed": self.seed,
            "version of pharmatwin": versions()["pharmatwin"],
        }


def plan_of(
    scenario: Scenario | Sequence[Scenario],
    policies: Sequence[str | Policy],
    *,
    replications: int,
    seed: int,
) -> Plan:
    """Return the plan of a study, its names checked before anything is played.

    Raises:
        ScenarioError: scenarios that cover other days, or twice the same one.
        DecisionError: no policy, an unknown one, or twice the same one.
        ValueError: a seed below 0 or no replication.
    """
    if replications < 1 or seed < 0:
        raise ValueError(f"{replications} replications of seed {seed}: at least 1, of 0 or more")
    chosen = [scenario] if isinstance(scenario, Scenario) else list(scenario)
    _same_days(chosen)
    plan = Plan(
        scenarios=_labelled(chosen),
        policies=tuple(_texts(policies)),
        seed=seed,
        replications=replications,
    )
    for arm in plan.arms:
        if arm.given is None:
            named(arm.policy, network_of(arm.source))
    return plan


def _same_days(scenarios: Sequence[Scenario]) -> None:
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


def _texts(policies: Sequence[str | Policy]) -> list[tuple[str, Policy | None]]:
    if isinstance(policies, str):
        policies = [policies]
    found: list[tuple[str, Policy | None]] = [
        (policy.strip(), None) if isinstance(policy, str) else (text_of(policy), policy)
        for policy in policies
    ]
    texts = [text for text, _ in found]
    if not texts:
        raise DecisionError("a study needs a policy")
    for text in texts:
        if texts.count(text) > 1:
            raise DecisionError(f"the policy {text!r} stands twice in the study")
    return found


def text_of(policy: Policy) -> str:
    """Return the name of a policy object: its class, and its plain fields if it is a dataclass.

    Arrays are told apart by digest; other objects are left out, whose addresses would make
    every process call the policy by another name.
    """
    kind = type(policy)
    text = f"{kind.__module__}:{kind.__qualname__}"
    if not is_dataclass(policy):
        return text
    held = {item.name: getattr(policy, item.name) for item in fields(policy) if item.init}
    settings = [f"{name}={told}" for name, value in held.items() if (told := _told(value))]
    return ":".join([text, ";".join(settings)]) if settings else text


def _told(value: object) -> str | None:
    if isinstance(value, np.ndarray):
        return sha256(value.tobytes()).hexdigest()[:8]
    return str(value) if isinstance(value, str | int | float) else None
