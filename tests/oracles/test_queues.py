"""A receiving dock is a waiting line."""

import pytest
from oracle_support import Estimate, agrees, medicines, one_clinic, poisson, simulate
from theory.queues import mean_wait_days

from policies.base_stock import BaseStock
from twin.units import TICKS_PER_DAY

LOADS_PER_DAY = 10.0


@pytest.mark.parametrize(
    ("servers_count", "service_days", "within_share"), [(1, 0.05, 0.17), (3, 0.17, 0.21)]
)
def test_loads_wait_at_the_dock_as_long_as_erlang_says(
    servers_count: int, service_days: float, within_share: float
) -> None:
    """Orders of one unit leave when patients come, so loads arrive as a Poisson process.

    A constant lead time only shifts that process; stock is never out. So the dock is
    M/M/c with unit loads.
    """
    exact = mean_wait_days(servers_count, LOADS_PER_DAY, service_days)
    dock = {
        "servers_count": servers_count,
        "service_time": {"law": "exponential", "mean_days": service_days},
    }

    found = simulate(
        one_clinic(
            law=poisson(LOADS_PER_DAY, arrivals="any-time"),
            level={"base_stock_units": 80},
            lead_time=1,
            products=medicines(1),
            clinic={"handling": {"dock": dock}},
            time={"review": "continuous"},
            days=450,
            warm_up_days=20,
        ),
        BaseStock,
        replications=6,
    )

    waited = found.of_site("clinic", "dock_wait_ticks") / TICKS_PER_DAY
    loads = found.of_site("clinic", "dock_loads")
    name = f"M/M/{servers_count}"
    agrees(f"{name}: wait", Estimate.of_ratio(waited, loads), exact, within_share=within_share)
    a_day = Estimate.of(loads / found.days)
    agrees(f"{name}: loads a day", a_day, LOADS_PER_DAY, within_share=0.035)
