"""The receiving dock: a few servers, a time for each load, and a waiting line."""

import pytest

from tests.unit.world.chains import (
    Data,
    Script,
    chain,
    dated,
    days,
    facts,
    lane,
    maker,
    of_site,
    orders,
    play,
    shop,
)
from twin.chain.network import build
from twin.chain.path import SamplePath
from twin.chain.scenario import Scenario
from twin.control.decision import Order


def dock(servers: int, service: Data, leads: list[float]) -> Data:
    """A lane of its own for each load, all sent on day 0."""
    handling = {"dock": {"servers_count": servers, "service_time": service}}
    lanes = {f"r{n}": lane("maker", "shop", lead, mode=f"m{n}") for n, lead in enumerate(leads)}
    return chain(6, sites={"maker": maker("pill"), "shop": shop(handling=handling)}, lanes=lanes)


def all_sent(data: Data) -> Script:
    return Script({0: [Order(name, "pill", 10) for name in data["lanes"]]})


@pytest.mark.parametrize(
    ("servers", "unloaded", "waited_days"),
    [
        (1, [1.5, 2.0, 2.5], 0.5 + 1.0),
        (2, [1.5, 1.5, 2.0], 0.5),
        (3, [1.5, 1.5, 1.5], 0.0),
    ],
)
def test_loads_wait_for_one_of_the_servers(
    servers: int, unloaded: list[float], waited_days: float
) -> None:
    data = dock(servers, days(0.5), [1, 1, 1])

    record = play(data, all_sent(data))

    assert [day for (day,) in facts(record, "arrived", "day")] == unloaded
    assert of_site(record, "dock_wait_ticks") == waited_days * 1440
    assert of_site(record, "dock_loads") == 3


def test_a_load_that_comes_to_a_free_dock_does_not_wait() -> None:
    data = dock(1, days(0.5), [1, 1.5, 3])

    record = play(data, all_sent(data))

    assert [day for (day,) in facts(record, "arrived", "day")] == [1.5, 2.0, 3.5]
    assert of_site(record, "dock_wait_ticks") == 0


def test_service_times_are_the_sample_path_s_in_the_order_of_use() -> None:
    law = {"law": "uniform", "min_days": 0.1, "max_days": 0.4}
    data = dock(1, law, [1, 1])

    record = play(data, all_sent(data))

    scenario = Scenario.of(data)
    service = scenario.sites["shop"].handling.dock
    assert service is not None
    path = SamplePath(build(scenario), 1, 0)
    first, second = (
        round(path.numbered("dock/shop", service.service_time, n) * 1440) for n in range(2)
    )
    assert [tick for (tick,) in facts(record, "arrived", "tick")] == [
        1440 + first,
        1440 + first + second,
    ]


def test_a_van_is_bound_until_it_is_unloaded() -> None:
    data = dock(1, days(1), [1])
    data["vehicles"] = {"van": {"capacity_units": 10}}
    data["fleets"] = {"vans": {"vehicle": "van", "vehicles_count": 1}}
    data["lanes"]["r0"]["fleet"] = "vans"

    record = play(data, orders({0: 10, 1: 10}, "r0"))

    # a day out, a day at the dock, a day home
    assert facts(record, "departed", "day") == [(0.0,), (3.0,)]


def test_no_load_comes_to_the_dock_while_the_site_is_shut() -> None:
    data = dock(1, days(0.5), [1])
    data["disruptions"] = {"flood": {"what": "site", "of": "shop", "when": dated(0.5, 2)}}

    record = play(data, all_sent(data))

    assert facts(record, "arrived", "day") == [(3.0,)]
