"""A receiving dock is a waiting line."""

import pytest
from oracle_support import Estimate, agrees, medicines, one_clinic, poisson, simulate
from theory.queues import mean_wait_days

from policies.base_stock import BaseStock
from twin.units import TICKS_PER_DAY


@pytest.mark.parametrize(("servers_count", "service_days"), [(1, 0.06), (2, 0.14), (4, 0.32)])
def test_loads_wait_at_the_dock_as_long_as_erlang_says(
    servers_count: int, service_days: float
) -> None:
    """Orders of one unit leave when patients come, so loads arrive as a Poisson process.

    A constant lead time only shifts that process; with enough stock nobody waits, and
    each of ten loads a day is one unit. So the dock is M/M/c.
    """
    loads_per_day = 10.0
    exact = mean_wait_days(servers_count, loads_per_day, service_days)

    found = simulate(
        one_clinic(
            law=poisson(loads_per_day, arrivals="any-time"),
            level={"base_stock_units": 60},
            lead_time=1,
            products=medicines(1),
            clinic={
                "handling": {
                    "dock": {
                        "servers_count": servers_count,
                        "service_time": {"law": "exponential", "mean_days": service_days},
                    }
                }
            },
            time={"review": "continuous"},
            days=900,
            warm_up_days=20,
        ),
        BaseStock,
        replications=10,
    )

    waited = found.of_site("clinic", "dock_wait_ticks") / TICKS_PER_DAY
    loads = found.of_site("clinic", "dock_loads")
    wait = Estimate.of_ratio(waited, loads)
    agrees(f"M/M/{servers_count}: wait", wait, exact, within_share=0.08)
    assert loads.sum() / 10 / found.days == pytest.approx(loads_per_day, rel=0.02)
