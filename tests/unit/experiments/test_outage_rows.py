"""Every outage and every place: times, areas and breaches worked by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from experiments.measures.outage_rows import breaches_by, resilience_by
from experiments.measures.place_series import series_by
from experiments.replication import run
from twin.chain.network import build
from twin.chain.scenario import Scenario
from twin.record.daily import DailyService

WARM_UP = 10
CELLS = [("east", "insulin"), ("east", "vaccine"), ("west", "vaccine")]

#     0   1   2   3   4   5   6   7   8   9
SERVED = {
    ("east", "insulin"): [10, 10, 10, 10, 10, 10, 10, 10, 10, 10],
    ("east", "vaccine"): [10, 10, 0, 5, 10, 10, 10, 10, 10, 10],
    ("west", "vaccine"): [10, 10, 10, 4, 6, 10, 10, 10, 2, 2],
}  # of ten asked for on every day after the warm-up


@pytest.fixture
def record(chain, outage):
    """Ten days after a warm-up of ten; hub and road out on days 2 and 3, the hub on day 8."""
    chain["time"] = {"horizon_days": 20, "warm_up_days": WARM_UP}
    chain["resilience"] = {"recovery_window_days": 2, "tail_level_share": 0.8}
    network = build(Scenario.of(chain))
    daily = DailyService.of(network)
    daily.demand_units[:] = 10
    for column, cell in enumerate(daily.cells):
        site, product = divmod(cell, network.product_count)
        names = network.site_names[site], network.product_names[product]
        daily.at_once_units[WARM_UP:, column] = SERVED[names]
    chain_served = np.sum(list(SERVED.values()), axis=0).tolist()
    tally = SimpleNamespace(demand_by_day=[30] * 10, at_once_by_day=chain_served)
    outages = [outage(12, 13.5), outage(13, 14), outage(18, 19), outage(4, 6)]
    for one, name in zip(outages, ("snow", "strike", "snow", "early"), strict=True):
        one.name = name
    return SimpleNamespace(network=network, daily=daily, tally=tally, outages=tuple(outages))


def told(rows, *fields):
    return [tuple(getattr(row, field) for field in fields) for row in rows]


def test_the_chain_has_one_row_for_each_episode_with_the_days_of_the_scenario(record):
    rows = resilience_by(record, "chain")

    assert told(rows, "outages", "from_day", "until_day") == [
        (("snow", "strike"), 12, 14),
        (("snow",), 18, 19),
    ]
    # served of 30: day 12: 20, 13: 19, 14: 26, 15: 30 ...; 18: 22, 19: 22
    assert told(rows, "time_to_survive_days", "time_to_recover_days", "recovered") == [
        (0, 3, True),
        (0, 2, False),
    ]
    assert told(rows, "lowest_service_share", "service_loss_unit_days") == [
        (19 / 30, 10 + 11 + 4),
        (22 / 30, 8 + 8),
    ]


def test_each_site_and_product_fails_and_recovers_by_itself(record):
    rows = resilience_by(record, "site-product")

    assert told(rows[::2], "site", "product") == CELLS
    assert told(
        rows,
        "time_to_survive_days",
        "time_to_recover_days",
        "lowest_service_share",
        "service_loss_unit_days",
        "recovered",
    ) == [
        (None, 0, 1.0, 0, True),
        (None, 0, 1.0, 0, True),
        (0, 2, 0.0, 10 + 5, True),
        (None, 0, 1.0, 0, True),
        (1, 2, 0.4, 6 + 4, True),
        (0, 2, 0.2, 8 + 8, False),
    ]


def test_a_site_is_all_its_products_and_a_product_all_its_sites(record):
    by_site, by_product = resilience_by(record, "site"), resilience_by(record, "product")

    assert told(by_site, "site", "product", "service_loss_unit_days") == [
        ("east", "", 15),
        ("east", "", 0),
        ("west", "", 10),
        ("west", "", 16),
    ]
    assert told(by_product, "site", "product", "service_loss_unit_days") == [
        ("", "insulin", 0),
        ("", "insulin", 0),
        ("", "vaccine", 25),
        ("", "vaccine", 16),
    ]
    # of 20: insulin hides day 13 of the east: 15 of 20 is still a failure, 14 is not
    assert by_site[0].lowest_service_share == 0.5
    assert by_site[0].time_to_recover_days == 2


def test_levels_of_failure_are_the_scenario_s(record):
    limits = record.network.scenario.resilience.model_copy(update={"failure_service_share": 0.3})
    network = record.network
    record.network = SimpleNamespace(
        scenario=network.scenario.model_copy(update={"resilience": limits}),
        site_names=network.site_names,
        product_names=network.product_names,
        product_count=network.product_count,
    )

    survived = told(resilience_by(record, "site-product"), "time_to_survive_days")

    assert survived == [(None,), (None,), (0,), (None,), (None,), (0,)]


def test_breaches_are_counted_with_or_without_an_outage(record):
    rows = breaches_by(record, "site-product")

    names = ("breaches_count", "breach_days", "longest_breach_days", "unmet_units")
    assert told(rows, *names, "unmet_units_cvar") == [
        (0, 0, 0, 0, 0.0),
        (1, 2, 2, 15, 7.5),
        (2, 4, 2, 26, 8.0),
    ]


def test_places_are_not_told_unless_their_days_were_kept(record):
    record.daily = None

    assert len(series_by(record, "chain")) == 1
    with pytest.raises(ValueError, match="keep_daily=True"):
        resilience_by(record, "site")


def test_an_unknown_level_is_told_with_those_there_are(record):
    with pytest.raises(ValueError, match=r"'region' \(one of chain, site, product, site-product\)"):
        resilience_by(record, "region")


def test_a_run_tells_it_for_real(scenario):
    done = run(scenario, "base-stock", seed=5, keep_ledger=False, keep_daily=True)

    rows = resilience_by(done, "site")

    assert told(rows, "site", "outages", "from_day", "until_day") == [
        ("east", ("snow",), 30, 36),
        ("west", ("snow",), 30, 36),
    ]
    lost = sum(breach.unmet_units for breach in breaches_by(done, "site"))
    assert lost == sum(done.tally.demand) - sum(done.tally.at_once)
