"""The stress test against arithmetic: constant demand leaves nothing to chance.

One shop, ten patients a day, base-stock level S = 40, lead time 2 days, review each day.
The order of a day is what the day before took, so from day 3 on the position after the
review is 40, of which 20 are on the road and 20 on hand before the day's demand.
"""

from typing import Any

import pytest

from experiments.stress.in_turn import stress_test
from experiments.stress.play import Target
from experiments.stress.result import Stress
from tests.unit.world.chains import chain, depot, each_day, lane, maker, patients, shop
from twin.chain.scenario import Scenario

DAILY, LEVEL, LEAD, HORIZON = 10, 40, 2, 40
FROM = 12
Data = dict[str, Any]


def level(site: str, units: int) -> Data:
    return {"site": site, "product": "pill", "base_stock_units": units}


def one_shop(**parts: Any) -> Data:
    whole: Data = {
        "sites": {"maker": maker("pill"), "shop": shop(opening_stock={"pill": LEVEL})},
        "lanes": {"road": lane("maker", "shop", LEAD)},
        "demand": {"d": patients(each_day(DAILY), backordered_share=0)},
        "levels": {"l": level("shop", LEVEL)},
    }
    return chain(HORIZON, **{**whole, **parts})


def stressed(data: Data, days: float, **more: Any) -> Stress:
    options = {"from_day": FROM, "replications": 2, "seed": 1, **more}
    return stress_test(Scenario.of(data), "base-stock", days=days, **options)


def lost_by(found: Stress) -> dict[str, float | None]:
    return {row.name: row.lost_units.mean for row in found.rows}


def test_without_its_only_supplier_for_ever_all_is_lost_after_the_stock_runs_out() -> None:
    # The last load leaves on day 11. Then 40 - 10 = 30 units are left, on hand or on the
    # road: three days' demand, so that day 15 is the first without, and all 25 to the end.
    found = stressed(one_shop(), days=1000, places=["maker", "road"])

    survives = (LEVEL - DAILY) // DAILY
    days_without = HORIZON - FROM - survives
    for row in found.rows:
        assert row.time_to_survive_days.mean == survives
        assert row.lost_units.mean == DAILY * days_without
        assert row.service_loss_unit_days.mean == DAILY * days_without
        assert row.time_to_recover_days.mean == days_without
        assert (row.lowest_service_share.mean, row.recovered_share, row.failed_share) == (0, 0, 1)
        assert row.lost_units.se == 0
        assert row.lost_share == days_without / HORIZON
    assert [(row.kind, row.rank) for row in found.rows] == [("site", 1), ("lane", 1)]


@pytest.mark.parametrize("days", range(1, 9))
def test_an_outage_of_the_supplier_costs_what_it_lasts_beyond_the_stock(days: int) -> None:
    # Sales lost: the position is full again at the first review after, and its load comes
    # two days later; nothing comes from day 14 to 13 + days, and day 14 has stock.
    found = stressed(one_shop(), days=days, places=["road"])

    without = max(0, days - 1)
    assert found.rows[0].lost_units.mean == DAILY * without
    assert found.rows[0].time_to_survive_days.mean == (3 if without else None)
    assert found.rows[0].time_to_recover_days.mean == without


def test_a_shut_shop_serves_nobody_from_the_first_day_to_the_last() -> None:
    found = stressed(one_shop(), days=4, places=["shop"])

    row = found.rows[0]
    assert row.lost_units.mean == 4 * DAILY
    assert (row.time_to_survive_days.mean, row.time_to_recover_days.mean) == (0, 4)


def test_a_shop_with_half_its_capacity_loses_half() -> None:
    found = stressed(one_shop(), days=4, places=["shop"], capacity_left_share=0.5)

    assert found.rows[0].lost_units.mean == 2 * DAILY
    assert found.rows[0].lowest_service_share.mean == 0.5


def test_a_longer_outage_never_loses_less() -> None:
    lost = [
        [stressed(one_shop(), days=days, places=[place]).rows[0].lost_units.mean or 0.0
         for days in range(1, 13)]
        for place in ("maker", "shop")
    ]  # fmt: skip

    for by_days in lost:
        assert by_days == sorted(by_days)
        assert by_days[-1] > by_days[0]


def test_a_second_source_of_the_same_lead_time_makes_the_first_worth_nothing() -> None:
    doubled = one_shop(
        sites={
            "maker": maker("pill"),
            "other": maker("pill"),
            "shop": shop(opening_stock={"pill": LEVEL}),
        },
        lanes={
            "road": lane("maker", "shop", LEAD),
            "second": lane("other", "shop", LEAD, priority_count=9),
        },
    )

    found = lost_by(stressed(doubled, days=10))

    assert {name: found[name] for name in ("maker", "other", "road", "second")} == {
        "maker": 0, "other": 0, "road": 0, "second": 0,
    }  # fmt: skip
    assert found["shop"] == 10 * DAILY


def test_what_nothing_depends_on_costs_nothing_at_all_under_any_chance() -> None:
    chancy = one_shop(
        products={"pill": {"holding_cost_per_unit_day": 0.1, "purchase_cost_per_unit": 3}},
        sites={
            "maker": maker("pill"),
            "island": depot(),
            "shop": shop(opening_stock={"pill": LEVEL}),
        },
        lanes={
            "road": lane("maker", "shop", LEAD),
            "to nowhere": lane("maker", "island", LEAD),
        },
        demand={"d": patients({"law": "poisson", "mean_units_per_day": DAILY})},
    )

    found = stressed(chancy, days=15, replications=3)

    rows = {row.name: row for row in found.rows}
    for name in ("island", "to nowhere"):
        for pair in found.pairs[Target(rows[name].kind, name)]:
            assert (pair.lost_units, pair.added_cost) == (0, 0.0)
            assert pair.effect.time_to_survive_days is None
            assert pair.effect.lowest_service_share == 1.0
        assert rows[name].lost_units.se == 0
    assert (rows["maker"].lost_units.mean or 0) > 50


def twins(shops: int = 2) -> Data:
    names = ["east", "west", "north"][:shops]
    return one_shop(
        sites={
            "maker": maker("pill"),
            "hub": depot(opening_stock={"pill": 100}),
            **{name: shop(opening_stock={"pill": LEVEL}) for name in names},
        },
        lanes={
            "inbound": lane("maker", "hub", LEAD),
            **{f"to {name}": lane("hub", name, LEAD) for name in names},
        },
        demand={name: patients(each_day(DAILY), name) for name in names},
        levels={"h": level("hub", 100), **{name: level(name, LEVEL) for name in names}},
    )


def test_sites_and_lanes_that_are_alike_rank_equal() -> None:
    found = stressed(twins(), days=6)

    rank = {row.name: row.rank for row in found.rows}
    lost = lost_by(found)
    assert lost["east"] == lost["west"] == 6 * DAILY
    assert rank["east"] == rank["west"]
    assert rank["to east"] == rank["to west"]
    assert lost["hub"] == (lost["to east"] or 0) + (lost["to west"] or 0)
    assert rank["hub"] == 1


def test_a_failed_hub_is_felt_at_once_by_all_whom_it_serves_and_the_graph_agrees() -> None:
    found = stressed(twins(3), days=8)

    first = found.rows[0]
    assert (first.name, first.rank) == ("hub", 1)
    assert first.centralities["betweenness"] > 0
    assert first.lost_units.mean == 3 * DAILY * (8 - 1)
