"""One replication as the command line gives it: its JSON, and its files."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from experiments.measures.metrics import by_site_product, metrics
from experiments.provenance import head, scenario_sha256
from experiments.replication import Run
from experiments.storage.files import put_json, put_table, read_json
from twin.chain.network import Network
from twin.chain.scenario import Scenario
from twin.errors import TwinError
from twin.record.facts import COLUMNS
from twin.record.ledger import Ledger

LEVELS = ("on_hand_units", "backlog_units", "in_transit_units")


class OtherRun(TwinError):
    """The folder holds another run; take another folder or the same run."""


def check_folder(
    folder: Path, scenario: Scenario, policy: str, seed: int, replication: int
) -> None:
    """Refuse a folder with another run, before anything is played.

    Raises:
        OtherRun: with what differs.
    """
    path = folder / "run.json"
    if not path.exists():
        return
    try:
        there = read_json(path)
    except ValueError as error:
        raise OtherRun(f"{path}: cannot be read: {error} (take another folder)") from error
    here = {
        "scenario_sha256": scenario_sha256(scenario),
        "policy": policy,
        "seed": seed,
        "replication": replication,
    }
    for name, value in here.items():
        if there.get(name) != value:
            what = f"{name} there {there.get(name)!r:.80}, here {value!r:.80}"
            raise OtherRun(f"{folder}: holds another run: {what} (take another folder)")


def run_json(run: Run, policy: str, command: str) -> dict[str, Any]:
    """Return the run as the contract writes it."""
    assert run.ledger is not None
    return {
        **head(run.network.scenario),
        "policy": policy,
        "seed": run.seed,
        "replication": run.replication,
        "command": command,
        "metrics": metrics(run),
        "by_site_product": by_site_product(run),
        "solver": run.solver,
        "ledger_sha256": run.ledger.sha256(),
    }


def save_run(folder: Path, run: Run, told: dict[str, Any]) -> list[str]:
    """Write `run.json`, the closing levels, the ledger's facts (one file a kind), and figures.

    The whole ledger is written, warm-up and all; the metrics are of the time after it.

    Returns:
        What was written, by name in the folder.

    Raises:
        OSError: the folder cannot be written.
    """
    assert run.ledger is not None
    about = {name: told[name] for name in ("scenario_sha256", "policy", "seed", "replication")}
    about |= {"ledger_sha256": told["ledger_sha256"], "versions": told["versions"]}
    facts = folder / "ledger"
    facts.mkdir(parents=True, exist_ok=True)
    for kind in COLUMNS:
        put_table(facts / f"{kind}.parquet", _facts(run.ledger, kind, run.network), about)
    put_table(folder / "daily_levels.parquet", _levels(run.ledger, run.network), about)
    from experiments.figures.of_run import figures_of_run  # drawing is slow to load

    drawn = figures_of_run(run, folder)
    put_json(folder / "run.json", told)
    return ["run.json", "daily_levels.parquet", "ledger/", *(path.name for path in drawn)]


def _facts(ledger: Ledger, kind: str, network: Network) -> pa.Table:
    """Return the facts of a kind; sites, products and lanes by name, the rest by number."""
    names = {
        "site": network.site_names,
        "product": network.product_names,
        "lane": network.lane_names,
    }
    rows = ledger.rows(kind)
    return pa.table(
        {
            column: _named(rows[:, at], names[column]) if column in names else rows[:, at]
            for at, column in enumerate(COLUMNS[kind])
        }
    )


def _named(numbers: Any, names: tuple[str, ...]) -> pa.Array:
    indices = pa.array(numbers.astype(np.int32))
    return pa.DictionaryArray.from_arrays(indices, pa.array(names, pa.string()))


def _levels(ledger: Ledger, network: Network) -> pa.Table:
    """Return the closing levels: day, site, product, and units."""
    days, width = len(ledger.levels), network.product_count
    cells = np.tile(np.arange(network.cell_count), days)
    levels = np.array(ledger.levels, dtype=np.int64).reshape(days, len(LEVELS), -1)
    columns: dict[str, Any] = {
        "day": np.repeat(np.arange(days), network.cell_count),
        "site": _named(cells // width, network.site_names),
        "product": _named(cells % width, network.product_names),
    }
    return pa.table(columns | {n: levels[:, i].ravel() for i, n in enumerate(LEVELS)})
