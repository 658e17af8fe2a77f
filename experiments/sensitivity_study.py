"""Sensitivity of a chain's metrics to values of its scenario, played as one study."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from experiments.design.sensitivity import (
    MorrisEffect,
    SensitivityDesign,
    SobolIndex,
    morris_effects,
    morris_points,
    sobol_indices,
    sobol_points,
)
from experiments.measures.definitions import METRICS, short_name
from experiments.monte_carlo.found import Study
from experiments.monte_carlo.replicate import Progress
from experiments.plain_table import plain, table
from experiments.replication import ReplicationFailed
from experiments.simulate import study
from experiments.statistics.precision import Estimate
from twin.chain.scenario import Scenario
from twin.control.policy import Policy
from twin.errors import ScenarioError

Method = Literal["sobol", "morris"]
Finding = SobolIndex | MorrisEffect


@dataclass(frozen=True, kw_only=True)
class Sensitivity:
    """What moves each metric, the strongest factor first."""

    design: SensitivityDesign
    study: Study
    findings: Mapping[str, tuple[Finding, ...]]
    """By metric."""


def sensitivity_of(
    scenario: Scenario,
    policy: str | Policy,
    *,
    ranges: Mapping[str, tuple[float, float]],
    method: Method,
    base_count: int,
    metrics: Sequence[str],
    replications: int,
    seed: int,
    workers: int = 1,
    executor: Executor | None = None,
    out: Path | None = None,
    command: str = "",
    progress: Progress | None = None,
) -> Sensitivity:
    """Play a design and return Sobol indices or Morris effects of every metric.

    All points meet the same paths of chance; the output of a point is its mean over the
    replications, so that the indices are of the scenario's values and not of chance.

    Args:
        scenario: the chain at the values that no factor sets.
        policy: a text as on the command line, or an object.
        ranges: lowest and highest value by `path.to.value`.
        method: `sobol` (base * (factors + 2) points) or `morris` (base * (factors + 1)).
        base_count: see `sensitivity.sobol_points` and `sensitivity.morris_points`.
        metrics: the outputs.
        replications: of every point.
        seed: of the design, and of the paths of chance.
        workers: as for `study`, as are the others.
        executor: see there.
        out: see there.
        command: see there.
        progress: see there.

    Raises:
        ScenarioError: a design that cannot be made, a metric that is none or never varies.
        ReplicationFailed: a replication failed: the means of the points are then not over
            the same paths of chance.
        TwinError: SALib is not installed, or see `study`.
    """
    for name in metrics:
        if name not in METRICS:
            raise ScenarioError(f"no metric is called {name!r}")
    if not metrics:
        raise ScenarioError("sensitivity of no metric (at least one)")
    make = sobol_points if method == "sobol" else morris_points
    try:
        design = make(ranges, base_count, seed)
    except ValueError as error:
        raise ScenarioError(str(error)) from error
    done = study(
        scenario, [policy], replications=replications, seed=seed, points=design.points,
        workers=workers, executor=executor, out=out, command=command, progress=progress,
    )  # fmt: skip
    if failed := done.failures:
        count = done.plan.replications * len(done.arms)
        raise ReplicationFailed(f"{len(failed)} of {count} replications failed; {failed[0].why}")
    return Sensitivity(
        design=design,
        study=done,
        findings={name: _findings(design, done, name) for name in metrics},
    )


def _findings(design: SensitivityDesign, done: Study, metric: str) -> tuple[Finding, ...]:
    summary = done.summary()
    outputs = [_known(summary[arm].get(metric)) for arm in done.arms]
    find = sobol_indices if design.kind == "sobol" else morris_effects
    try:
        found: Sequence[Finding] = find(design, done.plan.points, outputs)
    except ValueError as error:
        raise ScenarioError(f"{metric}: {error}") from error
    return tuple(sorted(found, key=_strength, reverse=True))


def _known(found: Estimate | None) -> float | None:
    return None if found is None else found.mean


def _strength(finding: Finding) -> float:
    return finding.total if isinstance(finding, SobolIndex) else finding.mu_star


def sensitivity_json(done: Sensitivity) -> dict[str, Any]:
    """Return method, design and findings as results carry them."""
    design = done.design
    return {
        "scenario": done.study.plan.bases[0][0],
        "scenario_sha256": done.study.plan.bases[0][1].sha256,
        "policy": done.study.plan.policy_texts[0],
        "method": design.kind,
        "base": design.base_count,
        "points": len(design.points),
        "replications": done.study.plan.replications,
        "seed": design.seed,
        "metrics": {name: [asdict(one) for one in found] for name, found in done.findings.items()},
        "command": done.study.command,
        "result_sha256": done.study.result_sha256,
    }


def sensitivity_table(done: Sensitivity) -> str:
    """Return a block for each metric, the strongest factor first."""
    plan, design = done.study.plan, done.design
    head = (
        f"{plan.bases[0][0]}, {plan.policy_texts[0]}: {len(design.points)} points of "
        f"{plan.replications} replications, seed {design.seed}; +/- 95 % interval"
    )
    blocks = [head]
    for name, found in done.findings.items():
        rows = [[short_name(name).strip(), *_HEADS[design.kind]]]
        rows += [[one.factor, *_cells(one)] for one in found]
        blocks.append(table(rows))
    return "\n\n".join(blocks)


_HEADS = {
    "sobol": ("total share of variance", "by itself"),
    "morris": ("mean size of effect", "mean effect", "its spread"),
}


def _cells(finding: Finding) -> list[str]:
    if isinstance(finding, SobolIndex):
        pairs = (
            (finding.total, finding.total_half_width),
            (finding.first_order, finding.first_order_half_width),
        )
        return [f"{value:.3f} +/- {half:.3f}" for value, half in pairs]
    size = f"{plain(finding.mu_star)} +/- {plain(finding.mu_star_half_width)}"
    return [size, plain(finding.mu), plain(finding.sigma)]
