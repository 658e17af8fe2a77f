"""How a policy that plans came to its decisions: what its solver said, and who acted without it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from policies.decided import Decided

if TYPE_CHECKING:
    from experiments.measures.metrics import Value

PLANNING = (
    "plan_decisions_count",
    "plan_fallbacks_count",
    "plan_gaps_count",
    "plan_gaps_sum_share",
    "plan_gap_share",
    "plan_lps_count",
    "plan_nodes_count",
)
"""Metrics of policies that plan; other runs have none of them."""


def planning_metrics(decided: Sequence[Decided]) -> "dict[str, Value]":
    """Return the totals of a run's decisions, warm-up and all; nothing where nobody planned.

    How long solving took is no part of it: it is not the same on another day.
    """
    if not decided:
        return {}
    gaps = _gaps(decided)
    return {
        "plan_decisions_count": len(decided),
        "plan_fallbacks_count": sum(bool(one.fallback) for one in decided),
        "plan_gaps_count": len(gaps),
        "plan_gaps_sum_share": sum(gaps),
        "plan_gap_share": sum(gaps) / len(gaps) if gaps else None,
        "plan_lps_count": sum(one.lps_count for one in decided),
        "plan_nodes_count": sum(one.nodes_count for one in decided),
    }


def solver_json(decided: Sequence[Decided]) -> dict[str, Any]:
    """Return the record of a run's decisions as `run --json` gives it; empty without any."""
    if not decided:
        return {}
    gaps = _gaps(decided)
    return {
        "decisions": len(decided),
        "by_fallback": sum(bool(one.fallback) for one in decided),
        "statuses": dict(sorted(Counter(one.status for one in decided).items())),
        "gap_share_mean": sum(gaps) / len(gaps) if gaps else None,
        "gap_share_max": max(gaps, default=None),
        "lps_count": sum(one.lps_count for one in decided),
        "nodes_count": sum(one.nodes_count for one in decided),
        "seconds": round(sum(one.seconds for one in decided), 3),
        "each": [asdict(one) for one in decided],
    }


def planning_words(decisions: float, fallbacks: float, gap_share: float | None) -> str:
    """Return the totals in words.

    >>> planning_words(65, 2, 0.1234)
    '2 of 65 decisions by fallback; mean gap of the plans 12.3 %'
    """
    told = f"{fallbacks:g} of {decisions:g} decisions by fallback"
    return told + (
        f"; mean gap of the plans {100 * gap_share:.1f} %" if gap_share is not None else ""
    )


def _gaps(decided: Sequence[Decided]) -> list[float]:
    return [one.gap_share for one in decided if one.gap_share is not None and not one.fallback]
