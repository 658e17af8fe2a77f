"""A study in a folder: what is in it, whole files only, and taken up again.

| file | one row is |
| --- | --- |
| `results.parquet` | scenario, policy, replication, metric: value |
| `by_site_product.parquet` | scenario, policy, replication, site, product: metrics |
| `daily.parquet` | scenario, policy, day: demand and served at once, summed over replications; mean, lowest and highest moving share served at once of a replication |
| `scenarios.json` | the resolved scenarios by the names the study calls them |
| `study.json` | estimates, differences and digest; only when every replication is there |

Every Parquet file says in its schema's metadata of which study it is and with which digest
of results it was written: files of two moments are not mixed but made anew.
"""  # noqa: E501

import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from experiments import tables
from experiments.files import put_json, put_table, read_json, read_table
from experiments.monte_carlo import Study
from experiments.outcome import Source
from experiments.plan import Plan
from experiments.provenance import canonical_json, scenario_sha256, versions
from experiments.results import Results
from twin.chain.scenario import Scenario
from twin.errors import TwinError

FORMAT = 2
"""Raised when the tables hold other things than before; older ones are made anew."""

TABLES = {
    "results.parquet": tables.of_metrics,
    "by_site_product.parquet": tables.of_sites,
    "daily.parquet": tables.of_days,
}


class OtherStudy(TwinError):
    """The folder holds another study, or none; take another folder or the same study."""


def save(folder: Path, study: Study) -> None:
    """Write a whole study.

    Raises:
        OtherStudy: the folder holds another one.
        OSError: the folder cannot be written.
    """
    save_results(folder, study.plan, study.results)
    put_json(folder / "study.json", study.to_json())


def save_results(folder: Path, plan: Plan, results: Results) -> None:
    """Write the finished replications of a study, all or some of them."""
    check(folder, plan)
    folder.mkdir(parents=True, exist_ok=True)
    texts = {name: json.loads(source.text) for name, source in plan.scenarios}
    put_json(folder / "scenarios.json", texts)
    (folder / "study.json").unlink(missing_ok=True)
    about = {
        "format": FORMAT,
        "identity": plan.identity(),
        "replications": plan.replications,
        "results_sha256": results.sha256(plan),
        "versions": versions(),
    }
    for name, table_of in TABLES.items():
        put_table(folder / name, table_of(plan, results), about)


def check(folder: Path, plan: Plan) -> None:
    """Refuse a folder with anything but this study, before anything is played.

    Raises:
        OtherStudy: with what differs.
    """
    if folder.exists() and not folder.is_dir():
        raise OtherStudy(f"{folder}: is a file (a folder for the study)")
    if not (folder / "results.parquet").exists():
        return
    table, about = _read(folder / "results.parquet")
    there, here = about.get("identity", {}), plan.identity()
    for name, value in here.items():
        if there.get(name) != value:
            what = f"{name} there {_short(there.get(name))}, here {_short(value)}"
            raise OtherStudy(f"{folder}: holds another study: {what} (take another folder)")
    if (most := _most_finished(table)) > plan.replications:
        what = f"{most} finished replications, {plan.replications} were asked for"
        raise OtherStudy(f"{folder}: holds {what} (ask for at least as many)")


def finished(folder: Path, plan: Plan) -> Results:
    """Return the replications of this study that the folder holds; none in a new folder.

    Of an arm that was interrupted with numbers beyond the plan, none is taken: what is kept
    by day is summed over all of them.

    Raises:
        OtherStudy: the folder holds another one, or its `study.json` is damaged.
    """
    check(folder, plan)
    if (folder / "study.json").exists():
        _told(folder / "study.json")
    results = _results(folder)[0] if (folder / "results.parquet").exists() else Results()
    beyond = [key for key, done in results.metrics.items() if max(done) >= plan.replications]
    for key in beyond:
        del results.metrics[key], results.by_site[key], results.daily[key]
    return results


def open_study(folder: Path) -> Study:
    """Return a finished study.

    Raises:
        OtherStudy: there is none.
    """
    for name in (*TABLES, "scenarios.json", "study.json"):
        if not (folder / name).exists():
            raise OtherStudy(f"{folder}: holds no finished study ({name} is missing)")
    results, about = _results(folder)
    told = _told(folder / "study.json")
    plan = _plan(folder, about) if results.metrics else None
    if plan is None or results.missing(plan) or results.sha256(plan) != told["result_sha256"]:
        raise OtherStudy(
            f"{folder}: its files are of two moments or programs (start the study again)"
        )
    return Study(plan=plan, results=results, command=told["command"], versions=told["versions"])


def _plan(folder: Path, about: dict[str, Any]) -> Plan:
    path = folder / "scenarios.json"
    try:
        scenarios = {
            name: Scenario.model_validate_json(json.dumps(one))
            for name, one in read_json(path).items()
        }
    except (ValueError, TwinError) as error:  # also what pydantic says
        raise _unreadable(path, error) from error
    identity = about["identity"]
    return Plan(
        scenarios=tuple(
            (name, Source(scenario_sha256(one), canonical_json(one)))
            for name, one in scenarios.items()
        ),
        policies=tuple((text, None) for text in identity["policies"]),
        seed=identity["seed"],
        replications=about["replications"],
    )


def _results(folder: Path) -> tuple[Results, dict[str, Any]]:
    """Return the stored replications, or none of them where the files do not agree."""
    parts, abouts = zip(*(_read(folder / name) for name in TABLES), strict=True)
    about: dict[str, Any] = abouts[0]
    if about.get("format") != FORMAT or any(other != about for other in abouts[1:]):
        return Results(), about
    results = tables.results_of(*parts)
    counts = {key: len(of_arm) for key, of_arm in results.metrics.items()}
    if counts != {key: daily.replications for key, daily in results.daily.items()}:
        return Results(), about  # interrupted while a replication was being added
    return results, about


def _read(path: Path) -> tuple[pa.Table, dict[str, Any]]:
    try:
        return read_table(path)
    except FileNotFoundError:
        return pa.table({}), {}
    except (pa.ArrowException, ValueError, OSError) as error:
        raise _unreadable(path, error) from error


def _told(path: Path) -> dict[str, Any]:
    """Return what `study.json` says."""
    right = "remove it and start the study again; what is finished is kept"
    try:
        told = read_json(path)
    except ValueError as error:
        raise OtherStudy(f"{path}: cannot be read: {error} ({right})") from error
    for name, kind in (("result_sha256", str), ("command", str), ("versions", dict)):
        if not isinstance(told.get(name), kind):
            raise OtherStudy(f"{path}: cannot be read: {name} is missing ({right})")
    return told


def _unreadable(path: Path, error: Exception) -> OtherStudy:
    return OtherStudy(f"{path}: cannot be read: {str(error).partition(chr(10))[0]}")


def _most_finished(table: pa.Table) -> int:
    """Return how many replications the arm has that has most."""
    if not len(table):
        return 0
    arms = table.group_by(["scenario", "policy"])
    counted = arms.aggregate([("replication", "count_distinct")])
    return int(max(counted["replication_count_distinct"].to_pylist()))


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "..."
