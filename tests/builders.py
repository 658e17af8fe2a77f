"""Small chains for tests, each one call; plain data, so that a test can change any of it."""

from typing import Any

from twin.chain.scenario import Scenario

Data = dict[str, Any]


def days(number: float) -> Data:
    return {"law": "constant", "days": number}


def poisson(mean: float, **more: Any) -> Data:
    return {"law": "poisson", "mean_units_per_day": mean, **more}


def two_sites(**time: Any) -> Data:
    """A supplier and a clinic: one product, lead time two days, ten patients a day."""
    return {
        "pharmatwin": 1,
        "name": "two sites",
        "time": {"horizon_days": 60, **time},
        "products": {"vaccine": {"shelf_life_days": 30}},
        "sites": {
            "supplier": {"kind": "supplier", "supplies": {"vaccine": {}}},
            "clinic": {"kind": "clinic", "opening_stock": {"vaccine": 40}},
        },
        "lanes": {"road": {"origin": "supplier", "destination": "clinic", "lead_time": days(2)}},
        "demand": {"d": {"site": "clinic", "product": "vaccine", "law": poisson(10)}},
    }


def full_chain(**time: Any) -> Data:
    """A chain with everything in it: plants, trucks, warmth, outages, storage, docks, surges."""
    warm = {"allowance_hours": 2, "beyond": "loses-life", "life_left_share": 0.5}
    return {
        "pharmatwin": 1,
        "name": "everything",
        "time": {"horizon_days": 120, **time},
        "products": {
            "api": {"kind": "material", "unit_volume_litres": 0.5},
            "insulin": {
                "shelf_life_days": 40,
                "storage": "cold",
                "excursion": warm,
                "holding_cost_per_unit_day": 0.01,
            },
            "vaccine": {
                "shelf_life_days": 25,
                "storage": "cold",
                "excursion": {**warm, "beyond": "spoils"},
                "unit_volume_litres": 2,
            },
        },
        "sites": {
            "maker of api": {
                "kind": "supplier",
                "supplies": {"api": {"capacity_units_per_day": 400}},
            },
            "importer": {"kind": "supplier", "supplies": {"vaccine": {"age_days": 2}}},
            "plant": {
                "kind": "plant",
                "opening_stock": {"api": 500, "insulin": 100},
                "makes": {
                    "insulin": {
                        "batch_units": 60,
                        "batch_days": {"law": "uniform", "min_days": 0.5, "max_days": 1.5},
                        "inputs": {"api": 1.5},
                        "yield_law": {"mean_share": 0.9, "half_width_share": 0.1},
                        "release_days": 2,
                        "reject_share": 0.05,
                        "changeover_days": 0.5,
                    }
                },
                "lines": {"one": {}, "two": {"opens_on_day": 20}},
            },
            "depot": {
                "kind": "main-dc",
                "region": "west",
                "rationing": "fair-share",
                "storage": {"cold": {"capacity_units": 900}, "ambient": {}},
                "opening_stock": {"insulin": {"units": 150, "age_days": 3}, "vaccine": 120},
                "handling": {"dispatch_units_per_day": 300, "receive_units_per_day": 250},
            },
            "hub": {
                "kind": "micro-hub",
                "region": "west",
                "issue": "lifo",
                "opening_stock": {"insulin": 40, "vaccine": 40},
                "handling": {
                    "dock": {
                        "servers_count": 1,
                        "service_time": {"law": "exponential", "mean_days": 0.1},
                    }
                },
            },
            "clinic a": {
                "kind": "clinic",
                "region": "west",
                "min_life_on_receipt_days": {"vaccine": 3},
                "opening_stock": {"insulin": 30, "vaccine": 30},
            },
            "clinic b": {"kind": "clinic", "region": "east", "issue": "fifo"},
            "clinic c": {"kind": "clinic", "region": "east"},
        },
        "vehicles": {
            "van": {
                "capacity_units": 40,
                "capacity_litres": 60,
                "cooling": {"failure_share_per_trip": 0.1},
                "fixed_cost_per_trip": 20,
                "cost_per_km": 1,
                "co2e_kg_per_km": 0.3,
            },
            "lorry": {"capacity_units": 50, "cooling": {"failure_share_per_trip": 0.05}},
        },
        "fleets": {
            "depot vans": {"vehicle": "van", "vehicles_count": 4},
            "hub lorry": {"vehicle": "lorry", "vehicles_count": 3},
        },
        "lanes": {
            "api road": {"origin": "maker of api", "destination": "plant", "lead_time": days(3)},
            "import": {
                "origin": "importer",
                "destination": "depot",
                "lead_time": {"law": "lognormal", "mu_log_days": 1.2, "sigma_log_days": 0.5},
                "crossing": False,
            },
            "plant road": {"origin": "plant", "destination": "depot", "lead_time": days(1.25)},
            "to hub": {
                "origin": "depot",
                "destination": "hub",
                "fleet": "depot vans",
                "distance_km": 80,
                "lead_time": {"law": "gamma", "shape_factor": 4, "scale_days": 0.4},
            },
            "to clinic a": {
                "origin": "depot",
                "destination": "clinic a",
                "fleet": "depot vans",
                "distance_km": 30,
                "lead_time": days(0.2),
            },
            "east": {
                "origin": "hub",
                "destination": ["clinic b", "clinic c"],
                "fleet": "hub lorry",
                "lead_time": {"law": "empirical", "days": [1, 2, 4]},
            },
            "air": {
                "origin": "depot",
                "destination": "clinic c",
                "mode": "air",
                "shipping": "complete",
                "departs_every_days": 3,
                "priority_count": 50,
                "lead_time": days(0),
            },
            "back": {
                "origin": "clinic a",
                "destination": "depot",
                "reverse": True,
                "lead_time": days(2),
            },
        },
        "demand": {
            "a": {
                "site": "clinic a",
                "product": ["insulin", "vaccine"],
                "law": poisson(8),
                "backordered_share": 0.4,
                "correlation_group": "flu",
            },
            "b": {
                "site": "clinic b",
                "product": ["insulin", "vaccine"],
                "law": {"law": "negative-binomial", "mean_units_per_day": 6, "sd_units_per_day": 4},
                "season": {"amplitude_share": 0.5, "peak_day": 30},
                "correlation_group": "flu",
            },
            "c": {
                "site": "clinic c",
                "product": "vaccine",
                "law": {
                    "law": "compound-poisson",
                    "mean_orders_per_day": 2,
                    "mean_units_per_order": 3,
                },
                "backordered_share": 0,
                "trend_share_per_year": 0.5,
            },
        },
        "correlation_groups": {"flu": {"correlation_share": 0.6}},
        "surges": {
            "wave": {
                "site": "region:east",
                "product": "vaccine",
                "when": {"dated": [{"from_day": 40, "days": 20}]},
                "demand_factor": 2,
            }
        },
        "disruptions": {
            "flood": _random("region", "west", 40, 3, goods_in_place="destroyed"),
            "strike": _random("lane", "to hub", 30, 4, goods_in_transit="held"),
            "snow": _random("lane", "east", 25, 2, goods_in_transit="returned"),
            "theft": _random("site", "clinic b", 35, 2, goods_in_transit="lost"),
            "shortage": _random("product", "insulin", 50, 6),
            "slow": _random("site", "depot", 20, 5, capacity_left_share=0.5),
            "supplier": _random("supplier", "importer", 60, 10, capacity_left_share=0.3),
            "blackout": _random("power", "hub", 30, 1.5, backup_hours=4),
            "silence": _random("information", "clinic a", 30, 5),
        },
    }  # fmt: skip


def without_plant(data: Data) -> Data:
    """The same chain with insulin brought by the importer: echelon rules know no production."""
    del data["sites"]["plant"], data["sites"]["maker of api"], data["products"]["api"]
    del data["lanes"]["api road"], data["lanes"]["plant road"]
    data["sites"]["importer"]["supplies"]["insulin"] = {}
    return data


def chain_for(policy: str, **time: Any) -> Data:
    """Return the full chain as far as a policy can decide for it."""
    data = full_chain(**time)
    return without_plant(data) if policy.startswith("echelon") else data


def _random(what: str, of: str, up: float, down: float, **more: Any) -> Data:
    times = {
        "time_to_failure": {"law": "exponential", "mean_days": up},
        "time_to_repair": {"law": "exponential", "mean_days": down},
    }
    return {"what": what, "of": of, "when": {"random": times}, **more}


def scenario(data: Data) -> Scenario:
    return Scenario.of(data)
