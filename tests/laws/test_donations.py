"""Nothing is donated too old, unasked or unagreed, and every unit is accounted for: any chain."""

from typing import Any

import numpy as np
import pytest

from experiments.replication import Run, run
from policies.catalogue import named
from tests.unit.world.chains import Data, days, lane, patients
from twin.chain.network import Network, build
from twin.chain.scenario import Scenario
from twin.units import TICKS_PER_DAY

CHAINS_EACH = 100
AUDITED_OF = 16
"""Every so many chains are audited after each event, which takes as long as all else."""


def any_chain(seed: int) -> tuple[Data, str]:
    """A small chain that is asked for donations, with a rule beside some other one."""
    draw = np.random.default_rng([20_240_003, seed])

    def one_of(*values: Any) -> Any:
        return values[draw.integers(len(values))]

    def late(mean: float) -> Data:
        return one_of(days(mean), {"law": "uniform", "min_days": 0, "max_days": 2 * mean})  # type: ignore[no-any-return]

    products = ["pill", "vial"][: draw.integers(1, 3)]
    lives = {p: int(draw.integers(15, 60)) for p in products}
    locals_ = ["local 1", "local 2"][: draw.integers(1, 3)]
    limit = int(draw.integers(0, 14))
    requests = {}
    for number in range(draw.integers(1, 5)):
        announced = int(draw.integers(0, 9))
        requests[f"r{number}"] = {
            "product": one_of(*products),
            "recipient": one_of("second", "third"),
            "country": one_of("secondary", "tertiary"),
            "units": int(draw.integers(1, 40)),
            "announced_day": announced,
            "due_day": announced + int(draw.integers(1, 15)),
            "consented": bool(draw.random() < 0.7),
            "authorised": bool(draw.random() < 0.8),
            **one_of({}, {"accepts_life_days": int(draw.integers(0, 14))}),
        }
    stock = {p: {"units": int(draw.integers(0, 60)), "age_days": int(draw.integers(0, 14))}
             for p in products}  # fmt: skip
    sites: Data = {
        "maker": {"kind": one_of("supplier", "plant"),
                  "supplies": {p: {"age_days": int(draw.integers(0, 8))} for p in products}},
        "hub": {"kind": "regional-humanitarian-provider"},
        "second": {"kind": "warehouse"},
        "third": {"kind": "warehouse"},
    }  # fmt: skip
    lanes: Data = {
        "on": lane("hub", ["second", "third"], lead_time=late(2)),
        "fresh": lane("maker", "second", 1),
        "back": lane(locals_, "hub", lead_time=late(1.5), reverse=True),
    }
    if draw.random() < 0.3:
        lanes["straight"] = lane(locals_, "second", 1)
    if draw.random() < 0.4:
        van = {
            "capacity_units": int(draw.integers(3, 30)),
            "cooling": {"failure_share_per_trip": 0.2},
        }
    else:
        van = {}
    lanes["back"] |= {"vehicle": "van"}
    for name in locals_:
        sites[name] = {
            "kind": one_of("local-humanitarian-provider", "warehouse"), "opening_stock": stock,
            "issue": one_of("fefo", "fefo", "fifo"),
        }  # fmt: skip
        sites[f"clinic of {name}"] = {"kind": "clinic", "opening_stock": {products[0]: 3}}
        lanes[f"to {name}"] = lane("maker", name, 2, departs_every_days=int(draw.integers(1, 15)))
        lanes[f"round of {name}"] = lane(name, f"clinic of {name}", 1)
    law = {"law": "poisson", "mean_units_per_day": float(draw.uniform(0.2, 3))}
    value = {
        "served_value_per_unit": 250,
        "donated_value_per_unit": 70,
        "tertiary_value_per_unit": 30,
    }
    pay = {"shortage_penalty_per_unit": 5, "collection_reward_per_unit": float(draw.uniform(0, 9))}
    warmth = one_of("spoils", "loses-life")
    data = {
        "pharmatwin": 1,
        "name": "any",
        "time": {"horizon_days": 21, "review_period_days": int(draw.integers(3, 8))},
        "products": {p: {"shelf_life_days": lives[p], "purchase_cost_per_unit": 60,
                         "disposal_cost_per_unit": 1.7,
                         "excursion": {"allowance_hours": 1, "beyond": warmth}}
                     for p in products},
        "sites": sites,
        "lanes": lanes,
        "vehicles": {"van": van},
        "demand": {"d": patients(law, "kind:clinic", "*", backordered_share=one_of(0, 1))},
        "donations": {
            "rules": {"min_life_on_arrival_days": limit},
            "requests": requests,
            "values": dict.fromkeys(products, value),
            "contracts": {"own": pay},
        },
    }  # fmt: skip
    mode = one_of("planner", "planner", "own", "none")
    when = one_of("reviews", "last-date", "both", "stopping")
    every = int(draw.integers(1, 12))
    inner = one_of("base-stock", "base-stock:service_share=0.8", "s-S", "r-Q")
    return data, f"{inner}+ship-back:mode={mode};when={when};every_days={every}"


def check(record: Run) -> int:
    """Look at every gift and every unit that left for a recipient; return the units given."""
    ledger, network = record.ledger, record.network
    assert ledger is not None
    expiry = dict(ledger.rows("stocked")[:, [3, 4]].tolist())
    expiry |= dict(ledger.rows("relotted")[:, [3, 5]].tolist())
    given: dict[int, int] = {}
    for tick, site, product, lot, units in ledger.rows("donated").tolist():
        cell, day = site * network.product_count + product, tick // TICKS_PER_DAY
        limits = [r.min_life_days for r in agreed(network, cell, day)]
        assert limits, "nobody asked, or agreed"
        assert expiry[lot] - day >= min(limits), "too little life on arrival"
        given[cell] = given.get(cell, 0) + units
    for cell, units in given.items():
        assert units <= sum(r.terms.units for r in agreed(network, cell, 10**6))
    for tick, _, lane_number, product, _, units in ledger.rows("shipped").tolist():
        plan = network.lanes[lane_number]
        cell = plan.destination * network.product_count + product
        if network.site_names[plan.destination] in ("second", "third"):
            assert agreed(network, cell, tick // TICKS_PER_DAY), f"{units} sent unasked"
    for row in ledger.rows("returned").tolist():
        assert network.sites[network.lanes[row[2]].origin].kind != "clinic"
    return sum(given.values())


def agreed(network: Network, cell: int, day: int) -> list[Any]:
    return [
        r for r in network.requests
        if r.cell == cell and r.terms.announced_day <= day
        and r.terms.consented and r.terms.authorised
    ]  # fmt: skip


@pytest.mark.parametrize(
    "part",
    [part if part < 3 else pytest.param(part, marks=pytest.mark.long) for part in range(10)],
)
def test_a_thousand_chains_keep_the_rules_of_donation(part: int) -> None:
    given = returned = 0
    for seed in range(part * CHAINS_EACH, (part + 1) * CHAINS_EACH):
        data, policy = any_chain(seed)
        network = build(Scenario.of(data))

        record = run(network, named(policy, network), seed=seed, audit=seed % AUDITED_OF == 0)

        given += check(record)
        returned += sum(record.tally.returned)
        asked, unmet = sum(record.tally.requested), sum(record.tally.unmet)
        assert 0 <= unmet <= asked
    assert given > 500
    assert returned > 200


@pytest.mark.parametrize("seed", range(3))
def test_the_same_chain_gives_the_same_facts(seed: int) -> None:
    data, policy = any_chain(seed)
    network = build(Scenario.of(data))

    digests = {
        run(network, named(policy, network), seed=seed).ledger.sha256()  # type: ignore[union-attr]
        for _ in range(2)
    }

    assert len(digests) == 1
