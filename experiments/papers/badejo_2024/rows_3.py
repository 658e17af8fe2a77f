"""Table 3 and the claims of Figures 8 and 9, beside ours."""

import numpy as np

from experiments.papers.badejo_2024.disruption import (
    BEFORE_WEEKS,
    DISRUPTION,
    DISRUPTION_RELAXED,
    RELAXED,
    WORST_WEEKS,
    Comparison,
    plant_capacity,
    room_capacity,
)
from experiments.papers.badejo_2024.parts import cost_by_part
from experiments.papers.badejo_2024.planner import Outcome
from experiments.papers.badejo_2024.published import TABLE_3, Model
from experiments.papers.badejo_2024.words import (
    MADE_UP,
    MORE_IMPACT,
    TUNED,
    WITHIN,
    WITHIN_POINTS,
    seconds_row,
)
from experiments.papers.row import Row, claim_row, number_row

SAME_SERVICE = 0.005


def comparison_rows(done: Comparison) -> tuple[Row, ...]:
    """Return the rows of Case III."""
    baseline = done.baseline
    found = baseline.cost if isinstance(baseline, Outcome) else None
    rows = [
        claim_row(
            "Table 3",
            "the baseline with its coverage has no plan under disruption",
            "proved infeasible" if found is None else f"a plan of cost {found:,.0f}",
            holds=not isinstance(baseline, Outcome) and baseline.status == "infeasible",
        )
    ]
    for name, paper in TABLE_3.items():
        if name in done.outcomes:
            rows += _numbers(name, paper, done.outcomes[name])
        else:
            rows.append(
                Row(
                    where="Table 3",
                    quantity=f"{name}: total cost, $",
                    paper=paper.cost,
                    ours=None,
                    status="differs",
                    reason="no plan was found",
                )
            )
    if len(done.outcomes) == len(TABLE_3):
        rows += _claims(done)
    return tuple(rows)


def _numbers(name: str, paper: Model, ours: Outcome) -> list[Row]:
    values = (
        ("total cost, $", paper.cost, round(ours.cost, 1), WITHIN, True, MADE_UP),
        ("impact", paper.impact, round(ours.impact, 1), WITHIN, True, MORE_IMPACT),
        ("minRatio", paper.ratio_share, ours.least_ratio_share, WITHIN_POINTS, False, MADE_UP),
        ("service level", paper.service_share, ours.service_share, WITHIN_POINTS, False, MADE_UP),
    )
    return [
        *(
            number_row(
                "Table 3",
                f"{name}: {quantity}",
                theirs,
                round(mine, 4),
                within=within,
                relative=relative,
                reason=TUNED,
                differs=differs,
            )
            for quantity, theirs, mine, within, relative, differs in values
        ),
        seconds_row("Table 3", f"{name}: seconds to solve", paper.seconds, ours.seconds),
    ]


def _claims(done: Comparison) -> list[Row]:
    relaxed, kept, loose = (
        done.outcomes[name] for name in (RELAXED, DISRUPTION, DISRUPTION_RELAXED)
    )
    parts = {name: cost_by_part(each) for name, each in done.outcomes.items()}
    raw = {name: float(each["raw materials"].sum()) for name, each in parts.items()}
    unmet = {name: float(each["unmet demand"].sum()) for name, each in parts.items()}
    return [
        *_capacity_claims(done),
        claim_row(
            "Table 3",
            "relaxed coverage costs less and serves as much or more",
            f"cost {loose.cost:,.0f} against {kept.cost:,.0f}, service "
            f"{loose.service_share:.1%} against {kept.service_share:.1%}",
            holds=loose.cost < kept.cost
            and loose.service_share > kept.service_share - SAME_SERVICE,
            differs="coverage makes plants grow whose growth does not pay, which serves more",
        ),
        claim_row(
            "Table 3",
            "the disruption model costs less and serves more than the relaxed baseline",
            f"cost {kept.cost:,.0f} against {relaxed.cost:,.0f}, service "
            f"{kept.service_share:.1%} against {relaxed.service_share:.1%}",
            holds=kept.cost < relaxed.cost and kept.service_share > relaxed.service_share,
        ),
        claim_row(
            "Figure 9",
            "the relaxed baseline pays most for unmet demand, the relaxed disruption model least",
            ", ".join(f"{name}: {value:,.0f}" for name, value in unmet.items()),
            holds=unmet[RELAXED] > unmet[DISRUPTION] > unmet[DISRUPTION_RELAXED],
            differs="coverage makes plants grow whose growth does not pay, which serves more",
        ),
        claim_row(
            "Figure 9",
            "with expansion more raw material is used and the impact is higher",
            f"{raw[DISRUPTION]:,.0f} against {raw[RELAXED]:,.0f} $, impact "
            f"{kept.impact:,.0f} against {relaxed.impact:,.0f}",
            holds=raw[DISRUPTION] > raw[RELAXED] and kept.impact > relaxed.impact,
        ),
    ]


def _capacity_claims(done: Comparison) -> list[Row]:
    plants, rooms = plant_capacity(done), room_capacity(done)
    worst, before = list(WORST_WEEKS), list(BEFORE_WEEKS)
    short = plants.usual - plants.there - plants.could_grow
    at_most = [week + 1 for week in np.flatnonzero(short > 0).tolist()]
    grown, used = plants.grown[DISRUPTION], rooms.used[DISRUPTION]
    return [
        claim_row(
            "Figure 8",
            "in weeks 5 and 6 what is left and all expansion are less than the usual capacity",
            f"plants: weeks {', '.join(map(str, at_most))}",
            holds=bool((short[worst] > 0).all() and short.argmax() in worst),
        ),
        claim_row(
            "Figure 8",
            "capacity grows in weeks 3 and 4, ahead of the disruptions of weeks 5 and 6",
            f"plants grow by {grown[before].sum():,.0f} units in weeks 3 and 4; in stock at the "
            f"end of week 4: {used[before[-1]]:,.0f}, of week 6: {used[worst[-1]]:,.0f}",
            holds=bool(grown[before].sum() > 0 and used[before[-1]] > used[worst[-1]]),
        ),
    ]
