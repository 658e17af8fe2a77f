import pytest

from experiments import run
from experiments.measures.equity import gini
from experiments.measures.metrics import by_site_product, metrics
from policies.catalogue import named
from twin.chain.network import build
from twin.units import TICKS_PER_DAY

CONTRACT = [
    "demand_units",
    "served_units",
    "served_at_once_units",
    "lost_units",
    "fill_rate_share",
    "served_share",
    "min_fill_rate_share",
    "min_site_fill_rate_share",
    "gini_fill_rate",
    "cycle_service_share",
    "on_hand_units_mean",
    "backlog_units_mean",
    "in_transit_units_mean",
    "expired_units",
    "spoiled_units",
    "destroyed_units",
    "donated_units",
    "shipped_back_units",
    "waste_share",
    "orders_count",
    "trips_count",
    "vehicle_fill_share",
    "cost_total",
    "co2e_kg",
    "impact_points",
    "time_to_survive_days",
    "time_to_recover_days",
    "service_loss_unit_days",
    "lowest_service_share",
]


def test_every_metric_of_the_contract_is_there_under_its_name(book):
    assert set(CONTRACT) <= metrics(book()).keys()


def test_nothing_asked_for_gives_no_share_rather_than_a_perfect_one(book):
    found = metrics(book())

    shares = ["fill_rate_share", "served_share", "min_fill_rate_share", "gini_fill_rate"]
    shares += ["min_site_fill_rate_share", "waste_share", "vehicle_fill_share"]
    assert [found[name] for name in shares] == [None] * 7


def test_the_fill_rate_is_a_ratio_of_sums_and_not_the_mean_of_the_sites(book):
    record = book().put("demand", "east", "vaccine", 10).put("at_once", "east", "vaccine", 0)
    record.put("demand", "west", "vaccine", 90).put("at_once", "west", "vaccine", 90)

    found = metrics(record)

    assert found["fill_rate_share"] == 0.9
    assert found["min_fill_rate_share"] == 0.0


def test_patients_served_late_count_as_served_but_not_at_once(book):
    record = book().put("demand", "east", "vaccine", 10)
    record.put("at_once", "east", "vaccine", 6).put("served", "east", "vaccine", 9)

    found = metrics(record)

    assert (found["fill_rate_share"], found["served_share"]) == (0.6, 0.9)


def test_the_worst_product_of_a_site_is_not_hidden_by_its_best(book):
    record = book().put("demand", "east", "vaccine", 100).put("at_once", "east", "vaccine", 100)
    record.put("demand", "east", "insulin", 4).put("at_once", "east", "insulin", 1)

    assert metrics(record)["min_fill_rate_share"] == 0.25


def test_the_worst_site_is_judged_by_all_its_products_together(book):
    record = book().put("demand", "east", "vaccine", 90).put("at_once", "east", "vaccine", 90)
    record.put("demand", "east", "insulin", 10).put("at_once", "east", "insulin", 0)
    record.put("demand", "west", "vaccine", 40).put("at_once", "west", "vaccine", 32)

    found = metrics(record)

    assert (found["min_site_fill_rate_share"], found["min_fill_rate_share"]) == (0.8, 0.0)


def test_inequality_is_over_sites_with_all_their_products_together(book):
    record = book().put("demand", "east", "vaccine", 50).put("at_once", "east", "vaccine", 50)
    record.put("demand", "east", "insulin", 50).put("at_once", "east", "insulin", 0)
    record.put("demand", "west", "vaccine", 80).put("at_once", "west", "vaccine", 40)

    assert metrics(record)["gini_fill_rate"] == 0.0


def test_inequality_weighs_a_site_by_its_demand(book):
    record = book().put("demand", "east", "vaccine", 30).put("at_once", "east", "vaccine", 30)
    record.put("demand", "west", "vaccine", 70).put("at_once", "west", "vaccine", 35)

    # by hand: 0.3 * 0.7 * |1 - 0.5| / (0.3 * 1 + 0.7 * 0.5)
    assert metrics(record)["gini_fill_rate"] == pytest.approx(0.105 / 0.65)


def test_the_sorted_gini_is_the_sum_over_all_pairs():
    shares, weights = [0.9, 0.2, 0.5, 0.5, 1.0], [3, 1, 4, 1, 5]
    mean = sum(w * f for w, f in zip(weights, shares, strict=True)) / sum(weights)
    pairs = sum(
        a * b * abs(f - g)
        for a, f in zip(weights, shares, strict=True)
        for b, g in zip(weights, shares, strict=True)
    )

    assert gini(shares, weights) == pytest.approx(pairs / (2 * sum(weights) ** 2 * mean))


def test_a_day_short_at_one_of_three_places_is_a_third_of_a_day(book):
    record = book(days=10).put("short_days", "east", "vaccine", 3)

    assert metrics(record)["cycle_service_share"] == pytest.approx(1 - 3 / 30)


def test_levels_are_areas_over_time_of_all_sites(book):
    record = book(days=10).put("on_hand_area", "hub", "vaccine", 50 * 10 * TICKS_PER_DAY)
    record.put("on_hand_area", "east", "insulin", 20 * TICKS_PER_DAY)

    assert metrics(record)["on_hand_units_mean"] == pytest.approx(52)


def test_waste_is_of_the_units_that_left_and_gifts_are_no_waste(book):
    record = book().put("expired", "hub", "vaccine", 4).put("spoiled", "east", "vaccine", 3)
    record.put("rejected", "hub", "vaccine", 2).put("destroyed", "hub", "insulin", 1)
    record.put("served", "east", "vaccine", 60).put("donated", "east", "vaccine", 30)

    assert metrics(record)["waste_share"] == pytest.approx(10 / 100)


def test_a_lane_without_a_vehicle_does_not_fill_the_mean_vehicle(book):
    record = book().on_lane("trips", "inbound", 9).on_lane("filled", "inbound", 9.0)
    record.on_lane("trips", "out hub to east", 4).on_lane("filled", "out hub to east", 1.0)

    found = metrics(record)

    assert found["trips_count"] == 13
    assert found["vehicle_fill_share"] == 0.25


def test_a_sites_own_holding_rate_goes_before_the_products(book):
    record = book().put("on_hand_area", "west", "vaccine", 10 * TICKS_PER_DAY)
    record.put("on_hand_area", "east", "vaccine", 10 * TICKS_PER_DAY)

    assert metrics(record)["cost_holding"] == pytest.approx(10 * 0.7 + 10 * 0.1)


def test_a_rate_of_zero_at_a_site_is_a_rate_and_not_a_gap(chain, book):
    chain["sites"]["west"]["costs"]["vaccine"] = {"holding_cost_per_unit_day": 0}
    record = book(chain).put("on_hand_area", "west", "vaccine", 10 * TICKS_PER_DAY)

    assert metrics(record)["cost_holding"] == 0


def test_transport_is_paid_by_trip_by_km_and_by_unit(book):
    record = book().on_lane("trips", "out hub to east", 3).on_lane("sent", "out hub to east", 40)

    assert metrics(record)["cost_transport"] == pytest.approx(3 * (5 + 20 * 0.5) + 40 * 0.25)


def test_costs_by_kind_are_what_the_rates_say(book):
    record = book(days=10).put("bought", "maker", "insulin", 30).on_lane("orders", "inbound", 2)
    record.put("backlog_area", "east", "vaccine", 5 * TICKS_PER_DAY)
    record.put("expired", "hub", "vaccine", 8)

    found = metrics(record)

    kinds = ["purchase", "ordering", "backlog", "disposal", "sites"]
    assert [found[f"cost_{kind}"] for kind in kinds] == pytest.approx([60, 14, 15, 4, 40])
    assert found["cost_total"] == pytest.approx(60 + 14 + 15 + 4 + 40)


def test_production_costs_are_by_batch_unit_and_changeover(chain, book):
    chain["sites"]["hub"]["makes"] = {
        "vaccine": {
            "batch_units": 100,
            "batch_days": {"law": "constant", "days": 1},
            "cost_per_batch": 50,
            "cost_per_unit": 2,
            "changeover_cost": 9,
        }
    }
    chain["sites"]["hub"]["lines"] = {"one": {}}
    chain["sites"]["maker"]["supplies"] = {"insulin": {}}
    record = book(chain).put("batches", "hub", "vaccine", 3).put("produced", "hub", "vaccine", 290)
    record.put("changeovers", "hub", "vaccine", 1)

    assert metrics(record)["cost_production"] == pytest.approx(3 * 50 + 290 * 2 + 9)


def test_a_price_of_co2e_makes_emissions_a_cost(chain, book):
    chain["co2e_cost_per_kg"] = 0.1
    chain["sites"]["hub"]["energy_co2e_kg_per_day"] = 6
    record = book(chain, days=10).on_lane("trips", "out hub to west", 5)

    found = metrics(record)

    assert found["co2e_kg"] == pytest.approx(5 * 20 * 0.2 + 60)
    assert found["cost_co2e"] == pytest.approx(8)


def test_impact_is_unknown_without_factors_and_counted_with_them(chain, book):
    assert metrics(book(chain))["impact_points"] is None

    chain["vehicles"]["van"]["impact_points_per_km"] = 0.01
    record = book(chain).on_lane("trips", "out hub to west", 5)

    assert metrics(record)["impact_points"] == pytest.approx(1)


def test_the_rows_by_site_and_product_add_up_to_the_chain(scenario):
    network = build(scenario)
    done = run(network, named("base-stock", network), seed=5)

    rows, whole = by_site_product(done), metrics(done)

    assert [(r["site"], r["product"]) for r in rows] == [
        ("east", "insulin"), ("east", "vaccine"), ("west", "vaccine"),
    ]  # fmt: skip
    for name in ("demand_units", "served_units", "served_at_once_units", "lost_units"):
        assert sum(row[name] for row in rows) == whole[name]
    assert min(row["fill_rate_share"] for row in rows) == whole["min_fill_rate_share"]


def test_costs_add_up_and_the_warm_up_is_not_in_them(scenario):
    network = build(scenario)

    found = metrics(run(network, named("base-stock", network), seed=5))

    kinds = [v for n, v in found.items() if n.startswith("cost_") and n != "cost_total"]
    assert found["cost_total"] == pytest.approx(sum(kinds))
    assert found["cost_sites"] == 4 * 50


def test_a_run_by_the_text_of_a_policy_tells_its_metrics(scenario):
    text, network = "base-stock:service_share=0.98", build(scenario)
    done = run(scenario, text, seed=1)

    assert done.metrics() == metrics(run(network, named(text, network), seed=1))
    assert done.by_site_product() == by_site_product(done)
    frame = done.to_pandas()
    assert list(frame.columns) == ["metric", "value"]
    values = frame.set_index("metric")["value"]
    assert values["demand_units"] == done.metrics()["demand_units"]
