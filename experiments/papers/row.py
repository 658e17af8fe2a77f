"""A published number or claim with ours beside it."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Status = Literal["reproduced", "holds", "differs", "not derivable"]
Value = float | int | str | None

NOT_HERE = "not so with our data, which are synthetic"
CLAIMED = "claimed"
"""What stands for the paper's number where it claims something in words."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a table of a paper against ours."""

    where: str
    """Table, figure or section of the paper."""

    quantity: str
    """With its unit."""

    paper: Value
    ours: Value
    status: Status
    reason: str = ""
    """Why it differs, or what "reproduced" and "holds" rest on."""

    def to_json(self) -> dict[str, Any]:
        """Return the row as `pharmatwin reproduce --json` has it."""
        return asdict(self)


def number_row(
    where: str,
    quantity: str,
    paper: float,
    ours: float | None,
    *,
    within: float,
    relative: bool = True,
    reason: str,
    differs: str,
) -> Row:
    """Return the row of a number.

    Args:
        where: in the paper.
        quantity: with its unit.
        paper: published.
        ours: None: we have none.
        within: how far ours may be to count as reproduced.
        relative: whether that is a part of the published number.
        reason: what "reproduced" rests on.
        differs: why it differs, if it does.
    """
    most = within * abs(paper) if relative else within
    near = ours is not None and abs(ours - paper) <= most + 1e-12
    return Row(
        where=where,
        quantity=quantity,
        paper=paper,
        ours=ours,
        status="reproduced" if near else "differs",
        reason=reason if near else differs,
    )


def exact_row(where: str, quantity: str, paper: int, ours: int, differs: str = "") -> Row:
    """Return the row of a count that must be met exactly."""
    same = paper == ours
    return Row(
        where=where,
        quantity=quantity,
        paper=paper,
        ours=ours,
        status="reproduced" if same else "differs",
        reason="" if same else differs,
    )


def claim_row(where: str, claim: str, ours: str, *, holds: bool, differs: str = NOT_HERE) -> Row:
    """Return the row of a claim in words: whether it holds here, with our numbers."""
    return Row(
        where=where,
        quantity=claim,
        paper=CLAIMED,
        ours=ours,
        status="holds" if holds else "differs",
        reason="" if holds else differs,
    )
