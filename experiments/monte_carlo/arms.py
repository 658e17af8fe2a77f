"""What the arms of a study are called, alone and held against each other."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from experiments.monte_carlo.found import Study
    from experiments.monte_carlo.results import Key


def arm_names(study: "Study") -> tuple[str, ...]:
    """Return what each arm is called: what tells it from the others, and no more."""
    several_scenarios = len(study.plan.scenarios) > 1
    several_policies = len(study.plan.policies) > 1
    if several_scenarios and several_policies:
        return tuple(f"{scenario}, {spaced(policy)}" for scenario, policy in study.arms)
    if several_scenarios:
        return tuple(scenario for scenario, _ in study.arms)
    return tuple(spaced(policy) for _, policy in study.arms)


def scenario_words(study: "Study") -> list[str]:
    """Return the scenarios by name; those of a design by what was changed at how many points."""
    plan = study.plan
    after = f" at {len(plan.points)} points" if plan.points else ""
    return [name + after for name, _ in plan.bases]


def spaced(policy: str) -> str:
    """Return a policy's text with room for a line break between its parameters.

    >>> spaced("base-stock:service_share=0.98;history_days=28")
    'base-stock: service_share=0.98; history_days=28'
    """
    return policy.replace(":", ": ").replace(";", "; ")


def pair_name(study: "Study", left: "Key", right: "Key") -> str:
    """Return a difference in words: what is subtracted, and where if that must be said."""
    if left[0] == right[0]:
        where = f" ({left[0]})" if len(study.plan.scenarios) > 1 else ""
        return f"{spaced(left[1])} minus {spaced(right[1])}{where}"
    how = f" ({spaced(left[1])})" if len(study.plan.policies) > 1 else ""
    return f"{left[0]} minus {right[0]}{how}"
