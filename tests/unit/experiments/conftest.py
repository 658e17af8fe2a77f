"""A small chain that the tests of this folder share: supplier, hub, two clinics."""

from copy import deepcopy
from types import SimpleNamespace

import pytest

from twin.chain.network import build
from twin.chain.scenario import Scenario
from twin.record.tally import Tally
from twin.units import TICKS_PER_DAY

CHAIN = {
    "pharmatwin": 1,
    "name": "two clinics",
    "time": {"horizon_days": 60, "warm_up_days": 10},
    "products": {
        "insulin": {"holding_cost_per_unit_day": 0.2, "purchase_cost_per_unit": 2},
        "vaccine": {
            "shelf_life_days": 12,
            "holding_cost_per_unit_day": 0.1,
            "backlog_cost_per_unit_day": 3,
            "disposal_cost_per_unit": 0.5,
        },
    },
    "sites": {
        "maker": {"kind": "supplier", "supplies": {"vaccine": {}, "insulin": {}}},
        "hub": {"kind": "warehouse", "opening_stock": {"vaccine": 90, "insulin": 60}},
        "east": {"kind": "clinic", "opening_stock": {"vaccine": 20}, "fixed_cost_per_day": 4},
        "west": {
            "kind": "clinic",
            "opening_stock": {"vaccine": 20},
            "costs": {"vaccine": {"holding_cost_per_unit_day": 0.7}},
        },
    },
    "vehicles": {
        "van": {
            "capacity_units": 50,
            "fixed_cost_per_trip": 5,
            "cost_per_km": 0.5,
            "co2e_kg_per_km": 0.2,
        }
    },
    "lanes": {
        "inbound": {
            "origin": "maker",
            "destination": "hub",
            "order_cost": 7,
            "lead_time": {"law": "constant", "days": 3},
        },
        "out": {
            "origin": "hub",
            "destination": "kind:clinic",
            "vehicle": "van",
            "distance_km": 20,
            "cost_per_unit": 0.25,
            "lead_time": {"law": "uniform", "min_days": 1, "max_days": 3},
        },
    },
    "demand": {
        "patients": {
            "site": "kind:clinic",
            "product": "vaccine",
            "law": {"law": "poisson", "mean_units_per_day": 5},
        },
        "diabetics": {
            "site": "east",
            "product": "insulin",
            "law": {"law": "poisson", "mean_units_per_day": 2},
        },
    },
    "disruptions": {
        "snow": {"what": "site", "of": "hub", "when": {"dated": [{"from_day": 30, "days": 6}]}}
    },
}


@pytest.fixture
def chain():
    """Plain data of the chain, to change at will."""
    return deepcopy(CHAIN)


@pytest.fixture(scope="session")
def scenario():
    return Scenario.of(deepcopy(CHAIN))


class Book:
    """A run whose sums are written by hand; cells and lanes go by name."""

    def __init__(self, network, days=10):
        self.network = network
        self.tally = Tally(network.cell_count, len(network.lanes), network.site_count)
        self.tally.ticks = days * TICKS_PER_DAY
        self.outages = ()
        self.decided = ()

    def cell(self, site, product):
        network = self.network
        row = network.site_names.index(site) * network.product_count
        return row + network.product_names.index(product)

    def put(self, field, site, product, value):
        getattr(self.tally, field)[self.cell(site, product)] += value
        return self

    def on_lane(self, field, lane, value):
        getattr(self.tally, field)[self.network.lane_names.index(lane)] += value
        return self


@pytest.fixture
def book(chain):
    """Return a maker of hand-written runs: `book()`, or `book(chain_data)`."""
    return lambda data=None, days=10: Book(build(Scenario.of(data or chain)), days)


@pytest.fixture
def outage():
    """Return a maker of outages by day."""
    return lambda start, end: SimpleNamespace(
        from_tick=round(start * TICKS_PER_DAY), until_tick=round(end * TICKS_PER_DAY)
    )
