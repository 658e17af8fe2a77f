"""Lots leave by the site's issue order, and never after their last day."""

import numpy as np
import pytest

from experiments.replication import run
from policies.catalogue import named
from tests.builders import full_chain, scenario
from twin.chain.network import build
from twin.record.ledger import Ledger
from twin.units import TICKS_PER_DAY


def ledger_of(seed: int) -> Ledger:
    network = build(scenario(full_chain(horizon_days=200)))
    record = run(network, named("base-stock:service_share=0.999", network), seed=seed)
    assert record.ledger is not None
    return record.ledger


def expiry_days(ledger: Ledger) -> dict[int, int]:
    found: dict[int, int] = {}
    for kind, lot_column, expiry_column in (
        ("stocked", 3, 4),
        ("produced", 3, 4),
        ("relotted", 3, 5),
    ):
        rows = ledger.rows(kind)
        found |= dict(
            zip(rows[:, lot_column].tolist(), rows[:, expiry_column].tolist(), strict=True)
        )
    return found


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_dispensed_on_or_after_its_expiry_day(seed: int) -> None:
    ledger = ledger_of(seed)
    expiry = expiry_days(ledger)

    rows = ledger.rows("dispensed")

    days = rows[:, 0] // TICKS_PER_DAY
    assert len(rows) > 500
    assert all(
        day < expiry[lot] for day, lot in zip(days.tolist(), rows[:, 3].tolist(), strict=True)
    )


@pytest.mark.parametrize("seed", range(3))
def test_a_fefo_clinic_dispenses_the_soonest_expiry_first_within_a_day(seed: int) -> None:
    ledger = ledger_of(seed)
    expiry = expiry_days(ledger)
    rows = ledger.rows("dispensed")
    clinic_c = rows[(rows[:, 1] == 2)]  # `clinic c`, the third name; issue order fefo

    by_turn: dict[tuple[int, int], list[int]] = {}
    for tick, _, product, lot, _ in clinic_c.tolist():
        by_turn.setdefault((tick, product), []).append(expiry[lot])

    several = [turn for turn in by_turn.values() if len(turn) > 1]
    assert several
    assert all(turn == sorted(turn) for turn in several)


def test_expired_lots_go_on_their_day_and_not_before() -> None:
    ledger = ledger_of(1)
    expiry = expiry_days(ledger)

    rows = ledger.rows("expired")

    left = [expiry[lot] - tick // TICKS_PER_DAY for tick, _, _, lot, _ in rows.tolist()]
    assert rows.size
    assert max(left) == 1  # at the close of the last day of use
    assert np.mean(np.array(left) == 1) > 0.5
