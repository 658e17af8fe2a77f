"""Demand and service of every place by day: what the sums grew by, and nothing changes by it."""

import numpy as np
import pytest

from experiments.replication import Run, run
from policies.catalogue import named
from tests.builders import full_chain, scenario
from tests.unit.world.chains import by_day, chain, patients, shop
from twin.chain.network import build
from twin.chain.scenario import Scenario
from twin.record.daily import DailyService
from twin.record.tally import Tally


class Nothing:
    def decide(self, observation: object) -> tuple[()]:
        del observation
        return ()


def play(review: str, *, keep_daily: bool) -> Run:
    data = full_chain(horizon_days=100, warm_up_days=20, review=review)
    network = build(scenario(data))
    return run(network, named("base-stock", network), seed=4, keep_daily=keep_daily)


def test_each_day_has_its_own_demand_and_what_stock_met() -> None:
    data = chain(
        4,
        sites={
            "east": shop(opening_stock={"pill": 5}),
            "west": shop(opening_stock={"pill": 1}),
        },
        lanes={},
        demand={
            "e": patients(by_day(2, 0, 4, 3), "east"),
            "w": patients(by_day(1, 1, 0, 6), "west", backordered_share=0),
        },
    )

    daily = run(Scenario.of(data), Nothing(), seed=1, keep_daily=True).daily

    assert daily is not None
    assert daily.demand_units.tolist() == [[2, 1], [0, 1], [4, 0], [3, 6]]
    assert daily.at_once_units.tolist() == [[2, 1], [0, 0], [3, 0], [0, 0]]


@pytest.mark.parametrize("review", ["periodic", "continuous"])
def test_the_days_add_up_to_the_sums_of_the_tally(review: str) -> None:
    record = play(review, keep_daily=True)

    assert record.daily is not None
    cells = list(record.daily.cells)
    for rows, whole, name in (
        (record.daily.demand_units, "demand", "demand_by_day"),
        (record.daily.at_once_units, "at_once", "at_once_by_day"),
    ):
        late = rows[20:]
        assert late.sum(axis=0).tolist() == [getattr(record.tally, whole)[c] for c in cells]
        assert late.sum(axis=1).tolist() == list(getattr(record.tally, name))
        assert rows[:20].sum(axis=1).tolist() == list(getattr(record.opening, name))


def test_keeping_the_days_changes_nothing_that_happens_and_is_off_unless_asked() -> None:
    kept, not_kept = play("periodic", keep_daily=True), play("periodic", keep_daily=False)

    assert not_kept.daily is None
    assert kept.ledger is not None
    assert not_kept.ledger is not None
    assert kept.ledger.sha256() == not_kept.ledger.sha256()


def test_a_day_too_large_for_a_row_is_refused_rather_than_wrapped() -> None:
    daily, tally = DailyService((0,), 1), Tally(1, 0, 1)
    daily.begin_day(tally)
    tally.demand[0] = np.iinfo(np.int32).max + 1

    with pytest.raises(OverflowError, match="day 0: a demand of 2147483648 units"):
        daily.end_day(tally)
