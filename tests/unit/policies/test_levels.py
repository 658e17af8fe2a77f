"""Levels from a forecast and a service target, checked against the laws themselves."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from experiments.replication import run
from policies.catalogue import named
from policies.forecast import from_history, from_laws
from policies.levels import (
    base_stock_levels,
    economic_order_quantity,
    protection_days,
    quantile_units,
    typed,
)
from tests.unit.world.chains import (
    Data,
    Script,
    by_day,
    chain,
    days,
    depot,
    each_day,
    lane,
    maker,
    patients,
    play,
    shop,
)
from twin.chain.network import Network, build
from twin.chain.scenario import Scenario
from twin.control.decision import Orders

POISSON = {"law": "poisson", "mean_units_per_day": 5}
SHOP = 1


def net(law: Any, lead: Any = 2, **more: Any) -> Network:
    data = chain(30, demand={"d": patients(law, **more.pop("demand", {}))}, **more)
    data["lanes"]["road"]["lead_time"] = days(lead) if not isinstance(lead, dict) else lead
    return build(Scenario.of(data))


@pytest.mark.parametrize("share", [0.5, 0.9, 0.95, 0.999])
@pytest.mark.parametrize("mean", [0.3, 4.0, 80.0, 5000.0])
def test_the_level_of_poisson_demand_is_its_quantile(mean: float, share: float) -> None:
    level = quantile_units(np.array([mean]), np.array([mean]), share)[0]

    assert stats.poisson.cdf(level, mean) >= share
    assert level == 0 or stats.poisson.cdf(level - 1, mean) < share


@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
@pytest.mark.parametrize(("mean", "variance"), [(2.0, 6.0), (40.0, 100.0)])
def test_the_level_of_wide_demand_is_the_negative_binomial_s(
    mean: float, variance: float, share: float
) -> None:
    level = quantile_units(np.array([mean]), np.array([variance]), share)[0]

    size, p = mean**2 / (variance - mean), mean / variance
    assert level == stats.nbinom.ppf(share, size, p)


@pytest.mark.parametrize(
    ("mean", "variance", "share", "level"),
    [
        (100.0, 25.0, 0.975, 110),  # 100 + 1.96 * 5 = 109.8
        (100.0, 0.0, 0.95, 100),
        (0.0, 0.0, 0.95, 0),
        (10.0, 4.0, 0.5, 10),
        (1.0, 0.5, 0.0001, 0),  # never below zero
    ],
)
def test_the_level_of_narrow_demand_is_the_normal_s_rounded_up(
    mean: float, variance: float, share: float, level: int
) -> None:
    assert quantile_units(np.array([mean]), np.array([variance]), share).tolist() == [level]


def test_stock_covers_the_lead_time_and_a_review_period() -> None:
    network = net(POISSON, lead=2.5, time={"review_period_days": 7})

    assert protection_days(network, "periodic")[0].tolist() == [0.0, 9.5]


def test_stock_of_a_continuous_review_covers_the_lead_time_alone() -> None:
    network = net(POISSON, lead=2.5, time={"review": "continuous"})

    assert protection_days(network, "continuous")[0].tolist() == [0.0, 2.5]


def test_stock_covers_the_days_between_two_departures() -> None:
    data = chain(30, demand={"d": patients(POISSON)})
    data["lanes"]["road"] = lane("maker", "shop", 2.5, departs_every_days=7)

    # what is ordered just after a departure leaves seven days later
    assert protection_days(build(Scenario.of(data)), "periodic")[0].tolist() == [0.0, 9.5]


def test_a_rule_that_acts_at_reviews_covers_them_in_a_continuous_world_too() -> None:
    time = {"review": "continuous", "review_period_days": 7}
    rule: Any = named("base-stock:review=periodic", net(POISSON, lead=3, time=time))

    assert rule.levels.fixed_units[SHOP] == stats.poisson.ppf(0.95, 50)


def test_stock_of_a_plant_covers_batch_release_and_review() -> None:
    making = {
        "batch_units": 5,
        "batch_days": {"law": "uniform", "min_days": 1, "max_days": 4},
        "release_days": 3,
    }
    data = chain(
        sites={"shop": {"kind": "plant", "makes": {"pill": making}}, "maker": depot()},
        demand={"d": patients(each_day(1))},
    )

    mean, variance = protection_days(build(Scenario.of(data)), "periodic")

    assert mean.tolist() == [0.0, 2.5 + 3 + 1]
    assert variance[SHOP] == pytest.approx(0.75)


def test_base_stock_is_the_quantile_of_demand_over_the_protection_time() -> None:
    network = net(POISSON)

    levels = base_stock_levels(network, from_laws(network, 0, 1), 0.95, "periodic")

    assert levels.tolist() == [0, int(stats.poisson.ppf(0.95, 15))]


def test_a_lead_time_that_varies_asks_for_more_stock() -> None:
    network = net(POISSON, lead={"law": "uniform", "min_days": 0, "max_days": 4})

    levels = base_stock_levels(network, from_laws(network, 0, 1), 0.95, "periodic")

    # mean 5 * 3 = 15, variance 5 * 3 + 25 * 16 / 12
    variance = 15 + 25 * 16 / 12
    assert levels[SHOP] == stats.nbinom.ppf(0.95, 15**2 / (variance - 15), 15 / variance)
    assert levels[SHOP] > stats.poisson.ppf(0.95, 15)


def test_a_depot_covers_the_demand_of_all_it_supplies() -> None:
    data = chain(
        sites={"maker": maker("pill"), "hub": depot(), "shop": shop(), "ward": shop()},
        lanes={
            "in": lane("maker", "hub", 1),
            "road": lane("hub", "shop"),
            "way": lane("hub", "ward"),
        },
        demand={
            "a": patients(POISSON),
            "b": patients({"law": "poisson", "mean_units_per_day": 3}, "ward"),
        },
    )
    network = build(Scenario.of(data))

    forecast = from_laws(network, 0, 1)

    assert forecast.mean_units_per_day.tolist() == [8.0, 8.0, 5.0, 3.0]
    assert (forecast.sd_units_per_day**2).tolist() == pytest.approx([8.0, 8.0, 5.0, 3.0])


def test_materials_are_forecast_from_what_is_made_of_them() -> None:
    making = {"batch_units": 5, "batch_days": days(1), "inputs": {"api": 2.5}}
    data = chain(
        products={"api": {}, "pill": {}},
        sites={"maker": maker("api"), "shop": {"kind": "plant", "makes": {"pill": making}}},
        demand={"d": patients(POISSON)},
    )

    forecast = from_laws(build(Scenario.of(data)), 0, 1)

    assert forecast.mean_units_per_day.tolist() == [12.5, 0.0, 12.5, 5.0]
    assert forecast.sd_units_per_day[2] == pytest.approx(5**0.5 * 2.5)


def test_typed_levels_come_first_and_the_more_particular_win() -> None:
    network = net(
        POISSON,
        levels={
            "all": {"site": "*", "product": "*", "base_stock_units": 7},
            "own": {"site": "kind:clinic", "product": "pill", "base_stock_units": 9},
            "other": {"site": "shop", "product": "pill", "reorder_point_units": 3},
        },
    )

    assert typed(network, "base_stock_units", np.array([1, 2])).tolist() == [7, 9]
    assert typed(network, "reorder_point_units", np.array([1, 2])).tolist() == [1, 3]
    assert typed(network, "order_quantity_units", np.array([1, 2])).tolist() == [1, 2]


def first_order(network: Network, text: str = "base-stock:service_share=0.9") -> Any:
    policy = named(text, network)
    asked: list[int] = []

    class Watch:
        def decide(self, observation: Any) -> Any:
            commands = policy.decide(observation)
            units = [int(c.units.sum()) for c in commands if isinstance(c, Orders)]
            asked.append(sum(units) + int(observation.position_units[SHOP, 0]))
            return commands

    run(network, Watch(), seed=1)
    return asked


def test_levels_rise_before_the_season_and_fall_after_it() -> None:
    data = chain(
        365,
        lanes={"road": lane("maker", "shop", 10)},
        demand={"d": patients(each_day(100), season={"amplitude_share": 0.5, "peak_day": 180})},
    )
    network = build(Scenario.of(data))

    levels = first_order(network)

    # a level covers the eleven days to come, so it is highest about six days before the top
    assert 170 <= int(np.argmax(levels)) <= 178
    assert levels[175] == pytest.approx(11 * 150, rel=0.01)
    assert levels[100] < levels[140] < levels[174]
    assert levels[220] < levels[190]


def test_levels_without_season_or_trend_stay() -> None:
    assert len(set(first_order(net(POISSON)))) == 1


def test_levels_rise_with_the_trend() -> None:
    network = net(each_day(100), demand={"trend_share_per_year": 3.65})

    levels = first_order(network)

    # one per cent a day of 100, over three days of protection
    assert levels[20] - levels[10] == pytest.approx(30, abs=1)


def history(law: Data, number: int, **time: Any) -> list[Any]:
    """What the forecast says at each review of a run whose patients come first."""
    data = chain(20, time=time, demand={"d": patients(law)})
    found: list[Any] = []

    class Looks(Script):
        def decide(self, observation: Any) -> Any:
            forecast = from_history(observation.network, observation, number)
            if forecast is None:
                found.append(None)
            else:
                mean, sd = forecast.mean_units_per_day, forecast.sd_units_per_day
                found.append((mean[SHOP], sd[SHOP]))
            return ()

    play(data, Looks())
    return found


def test_the_moving_average_is_of_the_last_days() -> None:
    told = history(by_day(2, 4, 9, 3), 2, order_of_play=["receive", "demand", "decide", "age"])

    assert told[:4] == [None, (3.0, 1.0), (6.5, 2.5), (6.0, 3.0)]


def test_the_moving_average_holds_only_days_that_are_over() -> None:
    told = history(each_day(6), 4)

    assert told[:4] == [None] * 4
    assert told[4:] == [(6.0, 0.0)] * 16


def test_levels_follow_the_history_once_there_is_enough_of_it() -> None:
    law = by_day(*[10] * 12, *[20] * 18)
    network = net(law, lead=1)

    levels = first_order(network, "base-stock:history_days=5")

    assert levels[11] == 20  # two days of ten, none of them varies
    assert levels[29] == 40


def test_the_economic_order_quantity_balances_ordering_and_holding() -> None:
    quantity = economic_order_quantity(
        mean_units_per_day=50, order_cost=100, holding_cost_per_unit_day=0.25
    )

    assert quantity == pytest.approx(200.0)
    assert economic_order_quantity(
        mean_units_per_day=5, order_cost=1, holding_cost_per_unit_day=0
    ) == float("inf")
    assert (
        economic_order_quantity(mean_units_per_day=5, order_cost=0, holding_cost_per_unit_day=0)
        == 1.0
    )


def test_r_q_orders_the_economic_quantity_where_none_is_typed() -> None:
    data = chain(
        4,
        products={"pill": {"holding_cost_per_unit_day": 0.25}},
        demand={"d": patients(each_day(50))},
    )
    data["lanes"]["road"] |= {"order_cost": 60, "vehicle": "van", "distance_km": 10}
    data["vehicles"] = {"van": {"fixed_cost_per_trip": 20, "cost_per_km": 2}}
    rule: Any = named("r-Q", build(Scenario.of(data)))

    # an order costs 60, its trip 20 and 10 km of 2
    assert rule.quantities_units[SHOP] == 200
    assert rule.reorder_points_units[SHOP] == 49


def test_no_order_is_for_more_than_a_fourth_of_a_product_s_life() -> None:
    data = chain(
        4,
        products={"pill": {"holding_cost_per_unit_day": 0.25, "shelf_life_days": 8}},
        demand={"d": patients(each_day(50))},
    )
    data["lanes"]["road"] |= {"order_cost": 100}
    rule: Any = named("s-S", build(Scenario.of(data)))

    assert rule.up_to_units[SHOP] - rule.reorder_points_units[SHOP] == 100


def test_a_season_s_forecast_has_the_law_s_own_variance() -> None:
    law = {"law": "negative-binomial", "mean_units_per_day": 10, "sd_units_per_day": 6}
    network = net(law, demand={"season": {"monthly_factors": [2] * 12}})

    forecast = from_laws(network, 0, 1)

    # the size of the law stays: 20 + 400 * (36 - 10) / 100
    assert forecast.mean_units_per_day[SHOP] == 20
    assert forecast.sd_units_per_day[SHOP] ** 2 == pytest.approx(124)
