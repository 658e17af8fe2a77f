"""A study as one JSON document, as the contract with outside users writes it."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from experiments.monte_carlo.results import Key
from experiments.monte_carlo.study_checks import checks_json, told_warnings
from experiments.provenance import head
from experiments.statistics.precision import CONFIDENCE_SHARE, Estimate

if TYPE_CHECKING:
    from experiments.monte_carlo.found import Difference, Study

MEANS = (
    "means over replications with Student's t interval; ratios are ratios of sums over all "
    "replications with the delta method's interval; differences are paired"
)


def study_json(study: "Study") -> dict[str, Any]:
    """Return head, estimates of every policy, differences and digest.

    `policies` is of the first scenario; with further ones, or points of a design, `scenarios`
    holds them all. `failures` are replications without values; means are over the others.
    """
    plan, summary = study.plan, study.summary()
    scenario = next(iter(study.scenarios.values()))
    first = plan.scenarios[0][0]
    told: dict[str, Any] = {
        **head(scenario),
        "versions": dict(study.versions),
        "policy": plan.policy_texts,
        "seed": plan.seed,
        "replication": list(range(plan.replications)),
        "replications": plan.replications,
        "means": MEANS,
        "command": study.command,
        "failures": [asdict(failure) for failure in study.failures],
        "warnings": told_warnings(study),
        "policies": _policies(study, summary, first),
    }
    if plan.precision is not None:
        asked = plan.precision
        told["precision"] = {
            "relative_half_width": asked.relative_half_width,
            "at_most": asked.at_most,
            "metrics": list(asked.metrics),
            "reached": study.is_precise,
        }
    if len(plan.scenarios) > 1 or plan.points:
        settings = plan.settings()
        told["scenarios"] = {
            name: {
                "scenario_sha256": source.sha256,
                **({"settings": dict(settings[name])} if settings else {}),
                "policies": _policies(study, summary, name),
            }
            for name, source in plan.scenarios
        }
    told["differences"] = differences_json(study)["differences"]
    told["result_sha256"] = study.result_sha256
    return told


def differences_json(study: "Study", confidence: float = CONFIDENCE_SHARE) -> dict[str, Any]:
    """Return what `compare` gives: the paired differences and what they are of."""
    return {
        "seed": study.plan.seed,
        "replications": study.plan.replications,
        "confidence": confidence,
        "differences": [_difference(difference) for difference in study.differences(confidence)],
        "result_sha256": study.result_sha256,
    }


def _policies(
    study: "Study", summary: dict[Key, dict[str, Estimate]], scenario: str
) -> dict[str, Any]:
    return {
        text: {
            "metrics": {name: e.as_json() for name, e in summary[scenario, text].items()},
            **checks_json(study, (scenario, text)),
        }
        for text in study.plan.policy_texts
    }


def _difference(difference: "Difference") -> dict[str, Any]:
    return {
        "scenario": difference.left[0],
        "policy": difference.left[1],
        "minus_scenario": difference.right[0],
        "minus_policy": difference.right[1],
        "metrics": {name: value.as_json() for name, value in difference.metrics.items()},
    }
