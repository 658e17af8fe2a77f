"""How the arms of a study planned, each in a sentence."""

from typing import TYPE_CHECKING

from experiments.measures.planning import planning_words
from experiments.monte_carlo.results import Key

if TYPE_CHECKING:
    from experiments.monte_carlo.found import Study


def planned_words(study: "Study") -> dict[Key, str]:
    """Return of each arm whose policy plans how many decisions were by fallback, of how many."""
    found = {}
    for arm in study.arms:
        decisions = _sum(study.values(arm, "plan_decisions_count"))
        if not decisions:
            continue
        gaps = _sum(study.values(arm, "plan_gaps_count"))
        of_gaps = _sum(study.values(arm, "plan_gaps_sum_share"))
        found[arm] = planning_words(
            decisions,
            _sum(study.values(arm, "plan_fallbacks_count")),
            of_gaps / gaps if gaps else None,
        )
    return found


def _sum(values: tuple[float | None, ...]) -> float:
    return sum(value for value in values if value is not None)
