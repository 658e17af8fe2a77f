"""Tables 1 and 2 and the claims of Figures 5 to 7, beside ours."""

import numpy as np

from experiments.papers.badejo_2024.instance import Instance
from experiments.papers.badejo_2024.planner import Outcome
from experiments.papers.badejo_2024.published import (
    CASE_2_SERVICE,
    FRONT_SECONDS,
    TABLE_1,
    TABLE_2,
)
from experiments.papers.badejo_2024.trade_offs import Anchors, service_falls
from experiments.papers.badejo_2024.words import (
    CHEAPEST,
    MADE_UP,
    TUNED,
    WITHIN,
    WITHIN_POINTS,
    seconds_row,
)
from experiments.papers.row import Row, claim_row, number_row
from policies.milp.fronts.point import Point

AIM_WORDS = {"cost": "least cost", "impact": "least impact", "ratio": "best minRatio"}
FLOOR_ROOM = 0.02
"""Of service above the coverage: the gap of the least impact."""

Plans = list[tuple[Point, Outcome]]


def trade_off_rows(case: Instance, best: Anchors, plans: Plans, seconds: float) -> tuple[Row, ...]:
    """Return the rows of Case I or II.

    Args:
        case: which one.
        best: its anchors.
        plans: the points of its front, and what they are.
        seconds: of computing the front.
    """
    first = case.case.name == "case-1"
    rows = _table(best, "Table 1" if first else "Table 2", first=first)
    rows += _claims(case, best, "Figure 5" if first else "section 3.3.1")
    if not first:
        for aim, share in CASE_2_SERVICE.items():
            rows.append(
                number_row(
                    "section 3.3.1",
                    f"{AIM_WORDS[aim]}: service level",
                    share,
                    round(best.outcomes[aim].service_share, 4),
                    within=WITHIN_POINTS,
                    relative=False,
                    reason=TUNED,
                    differs=CHEAPEST if aim == "ratio" else MADE_UP,
                )
            )
        rows.append(
            seconds_row("section 3.3.2", "seconds for the whole front", FRONT_SECONDS, seconds)
        )
    rows += _front_claims(case, best, plans, "Figure 6" if first else "Figure 7")
    return tuple(rows)


def _table(best: Anchors, where: str, *, first: bool) -> list[Row]:
    rows = []
    for aim, paper in (TABLE_1 if first else TABLE_2).items():
        ours, head = best.outcomes[aim], AIM_WORDS[aim]
        differs = CHEAPEST if aim == "ratio" else MADE_UP
        pairs = (("total cost, $", paper.cost, ours.cost), ("impact", paper.impact, ours.impact))
        for name, theirs, mine in pairs:
            rows.append(
                number_row(
                    where,
                    f"{head}: {name}",
                    theirs,
                    round(mine, 1),
                    within=WITHIN,
                    reason=TUNED,
                    differs=differs,
                )
            )
        rows.append(
            number_row(
                where,
                f"{head}: minRatio",
                paper.ratio_share,
                round(ours.least_ratio_share, 4),
                within=WITHIN_POINTS,
                relative=False,
                reason=TUNED,
                differs=MADE_UP,
            )
        )
        if paper.seconds is not None:
            rows.append(
                seconds_row(
                    "section 3.3.1", f"{head}: seconds to solve", paper.seconds, best.seconds[aim]
                )
            )
    return rows


def _claims(case: Instance, best: Anchors, where: str) -> list[Row]:
    cost, impact, ratio = (best.outcomes[aim] for aim in ("cost", "impact", "ratio"))
    floor = case.case.coverage_share
    made = [float(each.made_units.sum()) for each in (cost, impact, ratio)]
    rows = [
        claim_row(
            where,
            "the least impact sits at the coverage floor",
            f"minRatio {impact.least_ratio_share:.1%} and service {impact.service_share:.1%}, "
            f"floor {floor:.0%}",
            holds=impact.service_share - floor < FLOOR_ROOM,
        ),
        claim_row(
            where,
            "least cost and best minRatio make more than least impact",
            f"{made[0]:,.0f} and {made[2]:,.0f} against {made[1]:,.0f} units",
            holds=min(made[0], made[2]) > made[1],
        ),
        claim_row(
            where,
            "least cost gives plants to products more than best minRatio does",
            f"a plant's main product has {_main_share(cost):.1%} against {_main_share(ratio):.1%}",
            holds=_main_share(cost) > _main_share(ratio),
            differs="the cheapest of the plans with the best minRatio keeps plants as dedicated",
        ),
    ]
    dearer = ratio.cost / cost.cost - 1
    rows.append(
        claim_row(
            "Table 1" if case.case.name == "case-1" else "Table 2",
            "the best minRatio costs more than the least cost",
            f"{dearer:+.1%} for the cheapest plan with it",
            holds=dearer > (case.case.gap_share if case.case.name != "case-1" else 0),
            differs=f"the difference is within the gap of {case.case.gap_share:.0%}: {CHEAPEST}",
        )
    )
    return rows


def _main_share(done: Outcome) -> float:
    """Return which part of what plants make is their own main product."""
    return float(done.made_units.max(axis=0).sum() / done.made_units.sum())


def _front_claims(case: Instance, best: Anchors, plans: Plans, where: str) -> list[Row]:
    pairs, dearer, less = service_falls(plans)
    floor = case.case.coverage_share
    lowest = min(plans, key=lambda each: each[1].impact)[1]
    impacts = np.array([done.impact for _, done in plans])
    loose = max(done.least_ratio_share for _, done in plans)
    return [
        claim_row(
            where,
            "at the lowest impact only the coverage floor can be reached",
            f"impact {lowest.impact:,.0f}: minRatio {lowest.least_ratio_share:.1%}, "
            f"floor {floor:.0%}; impact {impacts.max():,.0f}: {loose:.1%}",
            holds=lowest.least_ratio_share - floor < FLOOR_ROOM < loose - floor,
        ),
        claim_row(
            where,
            "at one impact budget a higher minRatio costs more",
            f"{dearer} of {pairs} neighbours",
            holds=pairs > 0 and dearer == pairs,
            differs="plans are within their gap of each other",
        ),
        claim_row(
            where,
            "at one impact budget a higher minRatio lowers the service level",
            f"{less} of {pairs} neighbours",
            holds=pairs > 0 and less > pairs / 2,
            differs="the budget buys about as many units however they are shared out, and where "
            "it does not bind a higher minRatio is more service",
        ),
        claim_row(
            where,
            "less impact costs more",
            f"{best.outcomes['impact'].cost:,.0f} against {best.outcomes['cost'].cost:,.0f}",
            holds=best.outcomes["impact"].cost > best.outcomes["cost"].cost,
        ),
    ]
