"""Questions to a stored study in SQL, across thousands of replications.

| view | columns |
| --- | --- |
| `metrics` | scenario, policy, replication, metric, value |
| `by_site` | scenario, policy, replication, site, product, metric, value |
| `by_day` | scenario, policy, replication, day, demand_units, served_at_once_units, moving_share |
| `points` | scenario, and a column for each path that a design sets |
| `failures` | scenario, policy, replication, why |

    connect(folder).sql("SELECT policy, quantile_cont(value, 0.05) FROM metrics "
                        "WHERE metric = 'fill_rate_share' GROUP BY policy").show()

The views hold every stored replication, also of a study that is not finished.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.dataset as pads

from experiments.monte_carlo.plan import Plan
from experiments.storage import header
from experiments.storage.files import DamagedFile, damaged
from experiments.storage.parts import SCHEMA, Layout
from experiments.storage.store import AGAIN, Reader, raise_all
from twin.errors import TwinError, one_line


class WrongQuestion(TwinError):
    """A question in SQL that cannot be answered."""


VIEWS = """
CREATE VIEW metrics AS
    SELECT scenario, policy, replication, metric,
           CASE WHEN isnan(value) THEN NULL ELSE value END AS value
    FROM (SELECT arm, layout, replication, unnest(metrics) AS value,
                 generate_subscripts(metrics, 1) AS place FROM parts)
    JOIN arms USING (arm) JOIN metric_names USING (layout, place);
CREATE VIEW by_site AS
    SELECT scenario, policy, replication, site, product, metric,
           CASE WHEN isnan(value) THEN NULL ELSE value END AS value
    FROM (SELECT arm, layout, replication, unnest(by_site) AS value,
                 generate_subscripts(by_site, 1) AS place FROM parts)
    JOIN arms USING (arm) JOIN site_names USING (layout, place);
CREATE VIEW by_day AS
    SELECT scenario, policy, replication, first_day + place - 1 AS day,
           demand_units, served_at_once_units,
           CASE WHEN isnan(moving_share) THEN NULL ELSE moving_share END AS moving_share
    FROM (SELECT arm, layout, replication, unnest(demand_units) AS demand_units,
                 unnest(served_at_once_units) AS served_at_once_units,
                 unnest(moving_share) AS moving_share,
                 generate_subscripts(demand_units, 1) AS place FROM parts)
    JOIN arms USING (arm) JOIN first_days USING (layout);
"""


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection to the views of a study's folder, every file of it checked.

    Raises:
        OtherStudy: the folder holds no study.
        DamagedFile: naming every file that is not what was written.
    """
    plan = header.read_plan(folder, replications=1)
    paths, layouts, failed = _checked(folder, plan)
    connection = duckdb.connect(":memory:")
    if paths:  # as Arrow's, read when asked for: DuckDB itself then needs no access to files
        connection.register("parts", pads.dataset([str(path) for path in paths], schema=SCHEMA))
    else:
        connection.register("parts", SCHEMA.empty_table())
    for name, table in {
        **_names(layouts),
        "arms": _arms(plan),
        "points": _points(plan),
        "failures": failed,
    }.items():
        connection.register(name, table)
    connection.execute(VIEWS)
    return connection


def answer(folder: Path, question: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return names of columns and rows of an answer in SQL; nothing but the study is read.

    Nothing is written: a question is one SELECT (or WITH, FROM, DESCRIBE, SUMMARIZE), and
    files are out of its reach. An interrupt ends it.

    Raises:
        WrongQuestion: it is no such question, or what DuckDB says of it.
        OtherStudy: the folder holds no study.
        DamagedFile: naming every file that is not what was written.
    """
    with connect(folder) as connection:
        connection.execute("SET enable_external_access = false")
        connection.execute("SET python_enable_replacements = false")
        connection.execute("SET lock_configuration = true")
        try:
            _check_question(connection, question)
            return _interruptible(connection, question)
        except duckdb.Error as error:
            raise WrongQuestion(one_line(str(error).partition("\n")[0])) from error


def _check_question(connection: duckdb.DuckDBPyConnection, question: str) -> None:
    kinds = [statement.type for statement in connection.extract_statements(question)]
    if kinds != [duckdb.StatementType.SELECT]:
        raise WrongQuestion("a question is one SELECT, and changes nothing")


def _interruptible(
    connection: duckdb.DuckDBPyConnection, question: str
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the answer, found in a thread: Python sees no signal while DuckDB computes."""

    def found() -> tuple[list[str], list[tuple[Any, ...]]]:
        result = connection.execute(question)
        return [column[0] for column in result.description or ()], result.fetchall()

    with ThreadPoolExecutor(1) as thread:
        future = thread.submit(found)
        try:
            return future.result()
        except BaseException:
            connection.interrupt()
            raise


def _checked(folder: Path, plan: Plan) -> tuple[list[Path], dict[str, Layout], pa.Table]:
    """Return the parts, their layouts and the failures of a folder."""
    reader = Reader(folder, plan)
    errors: list[DamagedFile] = []
    paths: list[Path] = []
    layouts: dict[str, Layout] = {}
    seen: set[tuple[int, int]] = set()
    failures: list[dict[str, Any]] = []
    for path in reader.paths("parts", "*.parquet"):
        try:
            table, about = reader.part(path)
            numbers = {(about["arm"], number) for number in table["replication"].to_pylist()}
            if numbers & seen:
                raise damaged(path, "it holds what another file holds too", AGAIN)
        except DamagedFile as error:
            errors.append(error)
        else:
            seen |= numbers
            paths.append(path)
            layouts[table["layout"][0].as_py()] = Layout.read(about["layout"])
    for path in reader.paths("failures", "*.json"):
        try:
            one = reader.failure(path)
        except DamagedFile as error:
            errors.append(error)
        else:
            failures.append(vars(one))
    raise_all(errors)
    known = {(arm.scenario, arm.policy): number for number, arm in enumerate(plan.arms)}
    open_ = [
        one
        for one in failures
        if (known[one["scenario"], one["policy"]], one["replication"]) not in seen
    ]
    kinds = [("scenario", pa.string()), ("policy", pa.string())]
    kinds += [("replication", pa.int64()), ("why", pa.string())]
    return paths, layouts, pa.Table.from_pylist(open_, schema=pa.schema(kinds))


def _arms(plan: Plan) -> pa.Table:
    return pa.table(
        {
            "arm": pa.array(range(len(plan.arms)), pa.int32()),
            "scenario": [arm.scenario for arm in plan.arms],
            "policy": [arm.policy for arm in plan.arms],
        }
    )


def _points(plan: Plan) -> pa.Table:
    """Return a row for each scenario of a design, with the values that it sets."""
    settings = plan.settings()
    paths = list(dict.fromkeys(path for point in settings.values() for path in point))
    columns = {path: [point.get(path) for point in settings.values()] for path in paths}
    return pa.table(
        {
            "scenario": pa.array(settings, pa.string()),
            **{path: _column(values) for path, values in columns.items()},
        }
    )


def _column(values: Sequence[Any]) -> pa.Array:
    """Return the values as an array; as text where they are of several kinds."""
    try:
        return pa.array(values)
    except pa.ArrowInvalid:
        return pa.array([None if value is None else str(value) for value in values], pa.string())


def _names(layouts: dict[str, Layout]) -> dict[str, pa.Table]:
    """Return what stands in which place of the lists of each layout."""
    metric_names = [
        (key, place, name)
        for key, layout in layouts.items()
        for place, name in enumerate(layout.metrics, start=1)
    ]
    site_names = [
        (key, place, site, product, name)
        for key, layout in layouts.items()
        for place, (site, product, name) in enumerate(
            ((*cell, name) for cell in layout.cells for name in layout.columns), start=1
        )
    ]
    first_days = [(key, layout.first_day) for key, layout in layouts.items()]
    text, number = pa.string(), pa.int64()
    return {
        "metric_names": _table(
            metric_names, [("layout", text), ("place", number), ("metric", text)]
        ),
        "site_names": _table(
            site_names,
            [
                ("layout", text),
                ("place", number),
                ("site", text),
                ("product", text),
                ("metric", text),
            ],
        ),
        "first_days": _table(first_days, [("layout", text), ("first_day", number)]),
    }


def _table(rows: Sequence[tuple[Any, ...]], kinds: list[tuple[str, pa.DataType]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(kinds)
    return pa.table(
        [pa.array(column, kind) for column, (_, kind) in zip(columns, kinds, strict=True)],
        schema=pa.schema(kinds),
    )
