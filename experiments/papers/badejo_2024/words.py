"""Reasons and tolerances that rows share."""

from experiments.papers.row import Row

WITHIN = 0.05
"""Of a published cost or impact: the paper's own optimality gap."""

WITHIN_POINTS = 0.02
"""Of a published share."""

TUNED = "within 5 % or 2 points; the data are synthetic and tuned to be near"
MADE_UP = "the paper's data are not public; ours are synthetic, tuned to be near in other numbers"
MORE_IMPACT = (
    "the paper's impact for 1 % of demand served is 828 to 888 points in Table 3 against 733 in "
    "Table 1, with the same data; what raises it is not said"
)
CHEAPEST = (
    "many plans have the best minRatio; ours is the cheapest found, the paper's one that its "
    "solver stopped at"
)
FASTER = (
    "seconds of computing on this machine, one thread of HiGHS, asked for the paper's gap; other "
    "machine, solver and data; the best minRatio and points of a front may stop short of it"
)
SLOWER = "this machine was slower or busier"


def seconds_row(where: str, quantity: str, paper: float, ours: float) -> Row:
    """Return the row of a solution time: whether ours is no longer."""
    return Row(
        where=where,
        quantity=quantity,
        paper=paper,
        ours=round(ours, 1),
        status="holds" if ours <= paper else "differs",
        reason=FASTER if ours <= paper else SLOWER,
    )
