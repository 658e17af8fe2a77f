"""The summary of one 60-day run with everything in it: whether anything changed at all."""

import json
from pathlib import Path

from experiments.measures.metrics import metrics
from experiments.replication import run
from policies.catalogue import named
from tests.builders import full_chain, scenario
from twin.chain.network import build

FILE = Path(__file__).with_name("everything.json")


def summary_text() -> str:
    """Return metrics and ledger digest of the run as JSON text."""
    network = build(scenario(full_chain(horizon_days=60)))
    record = run(network, named("base-stock", network), seed=42)
    assert record.ledger is not None
    found = {"metrics": metrics(record), "ledger_sha256": record.ledger.sha256()}
    return json.dumps(found, indent=1) + "\n"
