"""The running sums say what the ledger says, and neither changes the run."""

import numpy as np
import pytest

from experiments.replication import Run, run
from policies.catalogue import named
from tests.builders import days, full_chain, poisson, scenario, two_sites
from twin.chain.network import build
from twin.record.ledger import Ledger

KINDS = {
    "demand": ["demanded"],
    "served": ["dispensed"],
    "lost": ["lost"],
    "stocked": ["stocked"],
    "produced": ["produced"],
    "consumed": ["consumed"],
    "expired": ["expired"],
    "spoiled": ["spoiled"],
    "rejected": ["rejected"],
    "destroyed": ["destroyed"],
    "donated": ["donated"],
}


def play(*, keep_ledger: bool, review: str = "periodic", warm_up_days: int = 0) -> Run:
    data = full_chain(horizon_days=200, review=review, warm_up_days=warm_up_days)
    network = build(scenario(data))
    return run(network, named("base-stock", network), seed=9, keep_ledger=keep_ledger)


def by_cell(ledger: Ledger, kinds: list[str], cells: int, width: int) -> list[int]:
    sums = np.zeros(cells, dtype=np.int64)
    for kind in kinds:
        rows = ledger.rows(kind)
        np.add.at(sums, rows[:, 1] * width + rows[:, 2], rows[:, -1])
    return sums.tolist()  # type: ignore[no-any-return]


@pytest.mark.parametrize("review", ["periodic", "continuous"])
def test_the_tally_is_the_sum_of_the_ledger(review: str) -> None:
    record = play(keep_ledger=True, review=review)
    assert record.ledger is not None
    network = record.network

    for name, kinds in KINDS.items():
        sums = by_cell(record.ledger, kinds, network.cell_count, network.product_count)
        assert list(getattr(record.tally, name)) == sums, name
    trips = np.bincount(record.ledger.column("departed", "lane"), minlength=len(network.lanes))
    assert sum(record.tally.trips) >= trips.sum()
    shipped = record.ledger.rows("shipped")
    sent = np.zeros(len(network.lanes), dtype=np.int64)
    np.add.at(sent, shipped[:, 2], shipped[:, 5])
    returned = record.ledger.rows("returned")
    np.add.at(sent, returned[:, 2], returned[:, 5])
    assert list(record.tally.sent) == sent.tolist()


def test_keeping_a_ledger_changes_nothing_that_happens() -> None:
    with_ledger, without = play(keep_ledger=True), play(keep_ledger=False)

    assert without.ledger is None
    for name in (*KINDS, "at_once", "orders", "trips", "sent", "filled", "short_days"):
        assert getattr(with_ledger.tally, name) == getattr(without.tally, name), name
    assert with_ledger.tally.on_hand_area.tolist() == without.tally.on_hand_area.tolist()


def test_nor_does_it_where_a_clinic_passes_on_lots_that_its_own_patients_use_too() -> None:
    data = two_sites(horizon_days=150)
    data["products"]["vaccine"]["shelf_life_days"] = 9
    data["sites"]["post"] = {"kind": "clinic", "opening_stock": {"vaccine": 30}}
    data["lanes"]["path"] = {"origin": "clinic", "destination": "post", "lead_time": days(2)}
    data["demand"]["e"] = {"site": "post", "product": "vaccine", "law": poisson(3)}
    data["levels"] = {
        site: {"site": site, "product": "vaccine", "base_stock_units": units}
        for site, units in {"clinic": 130, "post": 30}.items()
    }
    network = build(scenario(data))
    with_ledger, without = (
        run(network, named("base-stock", network), seed=9, keep_ledger=keep).tally
        for keep in (True, False)
    )

    assert sum(with_ledger.expired) > 50
    assert with_ledger.expired == without.expired
    assert with_ledger.on_hand_area.tolist() == without.on_hand_area.tolist()


def test_a_warm_up_is_left_out_of_the_sums_and_changes_nothing_else() -> None:
    whole, cut = play(keep_ledger=True), play(keep_ledger=True, warm_up_days=50)

    assert whole.ledger is not None
    assert cut.ledger is not None
    assert whole.ledger.sha256() == cut.ledger.sha256()
    late = whole.ledger.rows("demanded")
    late = late[late[:, 0] >= 50 * 1440]
    assert sum(cut.tally.demand) == int(late[:, -1].sum())
    assert len(cut.tally.demand_by_day) == 150
    assert cut.tally.ticks == 150 * 1440


def test_daily_sums_add_up_to_the_whole() -> None:
    record = play(keep_ledger=False)

    assert sum(record.tally.demand_by_day) == sum(record.tally.demand)
    assert sum(record.tally.at_once_by_day) == sum(record.tally.at_once)
