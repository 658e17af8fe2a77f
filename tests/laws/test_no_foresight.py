"""What is decided by day t depends on nothing that happens after it."""

from copy import deepcopy
from typing import Any

import pytest

from experiments.replication import run
from policies.catalogue import named
from tests.builders import chain_for, scenario
from twin.chain.network import build
from twin.record.facts import COLUMNS
from twin.record.ledger import Ledger
from twin.units import TICKS_PER_DAY

SPLIT_DAY = 30


def two_futures(policy: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same chain until day 30; then one has a surge and an outage that the other has not."""
    weekly = {"review_period_days": 5} if policy.startswith("rolling") else {}
    data = chain_for(policy, horizon_days=60, **weekly)
    data["disruptions"] = {}
    other = deepcopy(data)
    other["demand"]["a"]["law"]["mean_units_per_day"] = 8
    window = {"dated": [{"from_day": SPLIT_DAY, "days": 30}]}
    other["surges"]["later"] = {
        "site": "*", "product": "*", "when": window, "demand_factor": 3,
    }  # fmt: skip
    other["disruptions"]["later"] = {"what": "site", "of": "hub", "when": window}
    return data, other


def ledger_of(data: dict[str, Any], policy: str) -> Ledger:
    network = build(scenario(data))
    ledger = run(network, named(policy, network), seed=4).ledger
    assert ledger is not None
    return ledger


@pytest.mark.parametrize(
    "policy",
    [
        "base-stock",
        "base-stock:history_days=14",
        "echelon-base-stock",
        "s-S",
        "r-Q",
        "rolling-milp:watch=0;lps=6",
        "rolling-milp:watch=0;lps=6;history_days=14",
    ],
)
def test_two_futures_that_part_on_day_30_give_one_past(policy: str) -> None:
    left, right = (ledger_of(data, policy) for data in two_futures(policy))

    for kind in COLUMNS:
        before = [
            rows[rows[:, 0] < SPLIT_DAY * TICKS_PER_DAY]
            for rows in (left.rows(kind), right.rows(kind))
        ]
        assert before[0].tolist() == before[1].tolist(), kind
    assert left.sha256() != right.sha256()
