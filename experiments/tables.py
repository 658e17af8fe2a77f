"""The results of a study as Arrow tables, and back."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import isnan

import numpy as np
import pyarrow as pa

from experiments.outcome import SiteTable
from experiments.plan import Plan
from experiments.results import Daily, Key, Results
from experiments.service import Spread

_ARM = [("scenario", pa.string()), ("policy", pa.string())]
_DAY_COUNTS = (
    "day",
    "replications",
    "demand_units",
    "served_at_once_units",
    "service_replications",
    "service_share_sum_e12",
)
_DAY_SHARES = ("service_share_mean", "service_share_low", "service_share_high")


def of_metrics(plan: Plan, results: Results) -> pa.Table:
    """Return scenario, policy, replication, metric, value."""
    rows: list[tuple[str, str, int, str, float | None]] = [
        (*key, number, name, None if value is None else float(value))
        for key, number in _finished(plan, results)
        for name, value in sorted(results.metrics[key][number].items())
    ]
    kinds = [("replication", pa.int64()), ("metric", pa.string()), ("value", pa.float64())]
    return _table(rows, [*_ARM, *kinds])


def of_sites(plan: Plan, results: Results) -> pa.Table:
    """Return scenario, policy, replication, site, product, and a column for each metric."""
    kinds = [("replication", pa.int64()), ("site", pa.string()), ("product", pa.string())]
    parts = []
    columns: tuple[str, ...] = ()
    rows: list[tuple[object, ...]] = []
    for key, number in _finished(plan, results):
        part = results.by_site[key][number]
        rows += [(*key, number, *cell) for cell in part.cells]
        parts.append(part.values)
        columns = part.columns or columns
    table = _table(rows, [*_ARM, *kinds])
    filled = [part for part in parts if len(part)]
    values = np.concatenate(filled) if filled else np.zeros((0, len(columns)))
    for at, name in enumerate(columns):
        table = table.append_column(name, pa.array(values[:, at], from_pandas=True))
    return table


def of_days(plan: Plan, results: Results) -> pa.Table:
    """Return scenario, policy, day, and what is kept of the day over the replications."""
    rows: list[tuple[object, ...]] = []
    for arm in plan.arms:
        sums = results.daily.get((arm.scenario, arm.policy))
        if sums is None:
            continue
        service = sums.service
        columns = (sums.demand_units, sums.served_at_once_units, service.known, service.parts)
        shares = (service.mean, service.low, service.high)
        days = zip(*(c.tolist() for c in columns), *(map(_or_none, s) for s in shares), strict=True)
        rows += [
            (arm.scenario, arm.policy, sums.first_day + day, sums.replications, *values)
            for day, values in enumerate(days)
        ]
    kinds = [(name, pa.int64()) for name in _DAY_COUNTS]
    return _table(rows, [*_ARM, *kinds, *((name, pa.float64()) for name in _DAY_SHARES)])


def _or_none(share: float) -> float | None:
    return None if isnan(share) else float(share)


def results_of(metrics: pa.Table, sites: pa.Table, days: pa.Table) -> Results:
    """Return the results that three tables hold."""
    results = Results()
    columns = (metrics[name].to_pylist() for name in metrics.column_names)
    for scenario, policy, number, name, value in zip(*columns, strict=True):
        of_arm = results.metrics.setdefault((scenario, policy), {})
        of_arm.setdefault(number, {})[name] = value
    for key, number in ((key, n) for key, of_arm in results.metrics.items() for n in of_arm):
        results.by_site.setdefault(key, {})[number] = SiteTable((), (), np.zeros((0, 0)))
    for key, number, table in _site_parts(sites):
        results.by_site[key][number] = table
    for names, part in _groups(days, ("scenario", "policy")):
        results.daily[names[0], names[1]] = Daily(
            first_day=int(part["day"][0].as_py()),
            replications=int(part["replications"][0].as_py()),
            demand_units=part["demand_units"].to_numpy().copy(),
            served_at_once_units=part["served_at_once_units"].to_numpy().copy(),
            service=Spread(
                known=part["service_replications"].to_numpy().copy(),
                parts=part["service_share_sum_e12"].to_numpy().copy(),
                low=part["service_share_low"].to_numpy(zero_copy_only=False).copy(),
                high=part["service_share_high"].to_numpy(zero_copy_only=False).copy(),
            ),
        )
    return results


def _site_parts(sites: pa.Table) -> Iterator[tuple[Key, int, SiteTable]]:
    columns = tuple(sites.column_names[5:])
    for key, part in _groups(sites, ("scenario", "policy", "replication")):
        cells = zip(part["site"].to_pylist(), part["product"].to_pylist(), strict=True)
        values = [part[name].to_numpy(zero_copy_only=False) for name in columns]
        stacked = np.column_stack(values) if values else np.zeros((len(part), 0))
        yield (key[0], key[1]), int(key[2]), SiteTable(tuple(cells), columns, stacked)


def _groups(table: pa.Table, names: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], pa.Table]]:
    """Yield the runs of rows that agree in the named columns; each group was written in one."""
    if not len(table):
        return
    keys = list(zip(*(table[name].to_pylist() for name in names), strict=True))
    edges = [0, *(i for i in range(1, len(keys)) if keys[i] != keys[i - 1]), len(keys)]
    for start, end in pairwise(edges):
        yield keys[start], table.slice(start, end - start)


def _finished(plan: Plan, results: Results) -> Iterator[tuple[Key, int]]:
    for arm in plan.arms:
        key = arm.scenario, arm.policy
        for number in sorted(results.metrics.get(key, {})):
            yield key, number


def _table(
    rows: Sequence[tuple[object, ...]], kinds: Sequence[tuple[str, pa.DataType]]
) -> pa.Table:
    columns: list[list[object]] = [list(c) for c in zip(*rows, strict=True)] or [[] for _ in kinds]
    return pa.table(
        {name: pa.array(column, kind) for (name, kind), column in zip(kinds, columns, strict=True)}
    )
