"""Periodic base-stock with backorders: when the order is placed decides the protection."""

from dataclasses import dataclass
from itertools import permutations

import pytest
from oracle_support import Estimate, agrees, one_clinic, poisson, simulate
from theory.base_stock import fill_rate, periodic_close, protection_days, uncovered_days
from theory.laws import poisson_law

from policies.base_stock import BaseStock

BEFORE = ["receive", "decide", "demand", "age"]
AFTER = ["receive", "demand", "decide", "age"]
AGE_FIRST = ["age", "receive", "decide", "demand"]
MEAN = 5.0


@dataclass(frozen=True)
class Case:
    """A clinic's rule and its surroundings."""

    name: str
    play: list[str]
    lead_days: int
    review_days: int
    level: int


CASES = [
    Case("order before demand, lead 0", BEFORE, 0, 1, 6),
    Case("order before demand, lead 2", BEFORE, 2, 1, 15),
    Case("order after demand, lead 1", AFTER, 1, 1, 6),
    Case("order after demand, lead 3", AFTER, 3, 1, 15),
    Case("every third day, lead 1", BEFORE, 1, 3, 16),
    Case("every second day, after demand, lead 2", AFTER, 2, 2, 13),
    Case("old stock removed in the morning, lead 1", AGE_FIRST, 1, 1, 10),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_stock_at_the_close_is_the_level_less_demand_of_the_protection_interval(
    case: Case,
) -> None:
    demand = poisson_law(MEAN)
    protection = protection_days(case.play, case.lead_days, case.review_days)
    exact = periodic_close(case.level, demand, protection)

    found = simulate(
        one_clinic(
            law=poisson(MEAN),
            level={"base_stock_units": case.level},
            lead_time=case.lead_days,
            days=9000,
            time={"order_of_play": case.play, "review_period_days": case.review_days},
        ),
        BaseStock,
    )

    on_hand, backlog = (Estimate.of(found.level("clinic", kind)) for kind in ("on_hand", "backlog"))
    short = Estimate.of(found.units_per_day("clinic", "short_days"))
    filled = fill_rate(case.level, demand, protection)
    agrees(f"{case.name}: on hand", on_hand, exact.on_hand_units, within_share=0.02)
    agrees(f"{case.name}: backlog", backlog, exact.backlog_units, within_share=0.03)
    agrees(f"{case.name}: short days", short, exact.short_share, within_share=0.02)
    agrees(f"{case.name}: fill rate", found.fill_share("clinic"), filled, within_share=0.01)


@pytest.mark.parametrize("play", list(permutations(BEFORE)), ids=" ".join)
def test_each_order_of_play_shifts_the_protection_by_whole_days(play: tuple[str, ...]) -> None:
    lead_days, level = 1, 12
    at_demand = uncovered_days(play, lead_days, "demand")
    at_close = uncovered_days(play, lead_days, "age")

    found = simulate(
        one_clinic(
            law=poisson(MEAN),
            level={"base_stock_units": level},
            lead_time=lead_days,
            days=1000,
            time={"order_of_play": list(play)},
        ),
        BaseStock,
    )

    lacking = level - (found.level("clinic", "on_hand") - found.level("clinic", "backlog"))
    served = fill_rate(level, poisson_law(MEAN), [at_demand + 1])
    name = " ".join(play)
    if at_close:
        exact = MEAN * at_close
        agrees(f"{name}: below the level", Estimate.of(lacking), exact, within_share=0.02)
    else:
        assert not lacking.any()
    agrees(f"{name}: fill rate", found.fill_share("clinic"), served, within_share=0.035)
