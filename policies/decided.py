"""What is kept of each decision of a policy that plans."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policies.milp.solution import Solve


@dataclass(frozen=True, kw_only=True)
class Decided:
    """One decision: what the solver said, and who acted if no plan did."""

    day: float
    status: str
    objective: float | None = None
    bound: float | None = None
    gap_share: float | None = None
    nodes_count: int = 0
    lps_count: int = 0
    seconds: float = 0.0
    """Wall time of the solves; no part of any result."""

    fallback: str = ""
    """Name of the policy that decided in place of a plan; empty where a plan did."""

    reason: str = ""
    """In one line, where anything went wrong or commands were cut."""

    @classmethod
    def of(cls, day: float, solve: "Solve", *, fallback: str = "", reason: str = "") -> "Decided":
        """Return the record of a solve."""
        told = "; ".join(part for part in (solve.reason, reason) if part)
        return cls(
            day=day,
            status=solve.status,
            objective=solve.objective,
            bound=solve.bound,
            gap_share=solve.gap_share,
            nodes_count=solve.nodes_count,
            lps_count=solve.lps_count,
            seconds=solve.seconds,
            fallback=fallback,
            reason=told,
        )
