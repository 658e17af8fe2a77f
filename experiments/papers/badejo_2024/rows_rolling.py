"""The claims of Figures 10 and 11, beside ours."""

import numpy as np

from experiments.papers.badejo_2024.horizon import ITERATIONS, Rolled
from experiments.papers.badejo_2024.planner import Outcome
from experiments.papers.badejo_2024.published import (
    INFEASIBLE_RATIO_SHARE,
    ROLLING_SECONDS,
    WINDOW_SECONDS,
)
from experiments.papers.badejo_2024.words import MADE_UP, TUNED, seconds_row
from experiments.papers.row import Row, claim_row, number_row
from policies.milp.solution import Solve

STEEPEST = {(0.2, 0.3), (0.4, 0.5)}
"""Steps of the least ratio over which the paper's cost rises most."""


def horizon_rows(
    one_window: dict[float, Outcome | Solve], several: dict[float, Rolled]
) -> tuple[Row, ...]:
    """Return the rows of the large problem.

    Args:
        one_window: the first window's plan by least ratio.
        several: the rolling horizon by least ratio.
    """
    plans = {r: done for r, done in one_window.items() if isinstance(done, Outcome)}
    without = [r for r, done in one_window.items() if isinstance(done, Solve)]
    rows = [
        number_row(
            "Figure 10",
            "least ratio from which there is no plan",
            INFEASIBLE_RATIO_SHARE,
            without[0] if without else None,
            within=1e-9,
            relative=False,
            reason=TUNED,
            differs=_why(one_window),
        ),
        seconds_row(
            "section 3.4.2",
            "seconds to solve one window, the longest",
            WINDOW_SECONDS,
            max((done.seconds for done in plans.values()), default=0.0),
        ),
    ]
    if len(plans) > 1:
        rows += _sensitivity_claims(plans)
    for ratio, done in several.items():
        rows.append(
            seconds_row(
                "section 3.4.2",
                f"seconds for {ITERATIONS} iterations at least ratio {ratio:.0%}",
                ROLLING_SECONDS[ratio],
                done.seconds,
            )
        )
    whole = {r: done for r, done in several.items() if len(done.steps) == ITERATIONS}
    return (*rows, *_rolling_claims(several, whole))


def _why(one_window: dict[float, Outcome | Solve]) -> str:
    """Return why plans end at another least ratio than the paper's."""
    last = list(one_window.values())[-1]
    if isinstance(last, Outcome):
        return "a plan was found at every ratio tried"
    proof = "proved" if last.status == "infeasible" else "none was found, which is no proof"
    return f"{MADE_UP} ({proof})"


def _sensitivity_claims(plans: dict[float, Outcome]) -> list[Row]:
    ratios = list(plans)
    cost, impact, service = (
        [getattr(plans[r], name) for r in ratios] for name in ("cost", "impact", "service_share")
    )
    rises = np.diff(cost)
    top = sorted(np.argsort(-rises)[:2].tolist())
    found = {(ratios[i], ratios[i + 1]) for i in top}
    words = ", ".join(f"{low:g} to {high:g}" for low, high in sorted(found))
    return [
        claim_row(
            "Figure 10",
            "cost rises with the least ratio",
            _series(ratios, cost, ",.0f"),
            holds=_rises(cost),
            differs="plans within a gap of 5 % do not tell steps that are smaller",
        ),
        claim_row(
            "Figure 10",
            "cost rises most from 0.2 to 0.3 and from 0.4 to 0.5",
            f"most {words}",
            holds=found == STEEPEST,
            differs="where expansion starts to pay hangs on the data, which are not public",
        ),
        claim_row(
            "Figure 10",
            "impact rises with the least ratio",
            _series(ratios, impact, ",.0f"),
            holds=_rises(impact),
            differs="with less service less is made",
        ),
        claim_row(
            "Figure 10",
            "service falls as the least ratio rises",
            _series(ratios, service, ".1%"),
            holds=_rises([-each for each in service]),
            differs="coverage makes plants grow whose growth does not pay, which serves more",
        ),
    ]


def _rolling_claims(several: dict[float, Rolled], whole: dict[float, Rolled]) -> list[Row]:
    ratios = list(whole)
    cost = [whole[r].cost for r in ratios]
    service = [whole[r].service_share for r in ratios]
    short = [
        f"{r:.0%} after {len(done.steps)} iterations" for r, done in several.items()
        if r not in whole
    ]  # fmt: skip
    rows = [
        claim_row(
            "Figure 11",
            "every window of the rolling horizon has a plan at 0, 30 and 50 %",
            "all have" if not short else f"none at {', '.join(short)}",
            holds=not short,
            differs=MADE_UP,
        )
    ]
    if len(ratios) < 2:
        return rows
    return [
        *rows,
        claim_row(
            "Figure 11",
            "cost over the ten weeks rises with the least ratio",
            _series(ratios, cost, ",.0f"),
            holds=_rises(cost),
            differs="plans within a gap of 5 % do not tell steps that are smaller",
        ),
        claim_row(
            "Figure 11",
            "service falls as the least ratio rises",
            _series(ratios, service, ".1%"),
            holds=_rises([-each for each in service]),
            differs="coverage makes plants grow whose growth does not pay, which serves more",
        ),
        claim_row(
            "Figure 11",
            "iterations with fewer disruptions (2 and 3) cost less than the others",
            _series(range(1, ITERATIONS + 1), [s.cost for s in whole[ratios[0]].steps], ",.0f"),
            holds=_calm(whole[ratios[0]], "cost") < _busy(whole[ratios[0]], "cost"),
            differs=MADE_UP,
        ),
        claim_row(
            "Figure 11",
            "iterations with fewer disruptions (2 and 3) serve more than the others",
            _series(
                range(1, ITERATIONS + 1), [s.service_share for s in whole[ratios[0]].steps], ".1%"
            ),
            holds=_calm(whole[ratios[0]], "service_share")
            > _busy(whole[ratios[0]], "service_share"),
            differs=MADE_UP,
        ),
    ]


def _calm(done: Rolled, quantity: str) -> float:
    """Return the mean over the iterations with few disruptions."""
    return float(np.mean([getattr(done.steps[i], quantity) for i in (1, 2)]))


def _busy(done: Rolled, quantity: str) -> float:
    return float(np.mean([getattr(done.steps[i], quantity) for i in (0, 3, 4)]))


def _rises(values: list[float]) -> bool:
    """Return whether a series ends above its start and mostly rises."""
    steps = np.diff(values)
    return bool(values[-1] > values[0] and (steps > 0).sum() * 2 > len(steps))


def _series(keys: object, values: list[float], written: str) -> str:
    return ", ".join(f"{k:g}: {v:{written}}" for k, v in zip(keys, values, strict=True))  # type: ignore[call-overload]
