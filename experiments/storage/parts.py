"""Finished replications as files: those of one arm that ended together are a part.

A part is a Parquet file of few columns, one row a replication; its lists stand in the order
of the names in its layout, which is in its metadata. It is called by the digest of its
bytes, so that a changed, missing or additional byte shows before anything is read.

| column | of a replication |
| --- | --- |
| `arm` | number of scenario and policy in the order of the plan |
| `layout` | digest of the layout |
| `replication` | its number |
| `record_sha256` | digest of all it says, the same in any study |
| `metrics` | a value for each metric of the layout; NaN where it has none |
| `by_site` | for each cell of the layout a value for each of its columns |
| `demand_units`, `served_at_once_units`, `moving_share` | a value for each day |
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from itertools import groupby
from math import isnan, nan
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.monte_carlo.outcome import Arm, Outcome, record_sha256, site_table
from experiments.storage.files import digest_of

FLOATS, INTS = pa.list_(pa.float64()), pa.list_(pa.int64())
SCHEMA = pa.schema(
    [
        ("arm", pa.int32()),
        ("layout", pa.string()),
        ("replication", pa.int64()),
        ("record_sha256", pa.string()),
        ("metrics", FLOATS),
        ("by_site", FLOATS),
        ("demand_units", INTS),
        ("served_at_once_units", INTS),
        ("moving_share", FLOATS),
    ]
)


@dataclass(frozen=True)
class Layout:
    """What the numbers of a replication are called."""

    metrics: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    first_day: int

    @staticmethod
    def of(outcome: Outcome) -> "Layout":
        """Return the layout of an outcome."""
        table = outcome.by_site
        metrics = tuple(sorted(outcome.metrics))
        return _layout(metrics, table.cells, table.columns, outcome.first_day)

    @cached_property
    def text(self) -> str:
        """Return the layout as the text that a part carries."""
        told = [self.metrics, self.cells, self.columns, self.first_day]
        return json.dumps(told, ensure_ascii=False)

    @cached_property
    def key(self) -> str:
        """Return the digest by which rows name it."""
        return digest_of(self.text.encode())

    def about(self, study: str, arm: int) -> str:
        """Return what a part with this layout is about, as JSON."""
        return f'{{"arm": {arm}, "layout": {self._quoted}, "study": "{study}"}}'

    @cached_property
    def _quoted(self) -> str:
        return json.dumps(self.text)

    @staticmethod
    @lru_cache(maxsize=64)
    def read(text: str) -> "Layout":
        """Return the layout of a part's text."""
        metrics, cells, columns, first_day = json.loads(text)
        pairs = tuple((site, product) for site, product in cells)
        return Layout(tuple(metrics), pairs, tuple(columns), first_day)


@lru_cache(maxsize=64)
def _layout(
    metrics: tuple[str, ...],
    cells: tuple[tuple[str, str], ...],
    columns: tuple[str, ...],
    first_day: int,
) -> Layout:
    """Return the one layout of these names: all replications of an arm share its text."""
    return Layout(metrics, cells, columns, first_day)


def parts_of(study: str, arm: int, outcomes: Sequence[Outcome]) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of the files of one arm's outcomes: one, unless their names differ.

    Args:
        study: the digest of the study's header.
        arm: its number in the plan.
        outcomes: in the order of their numbers.
    """
    for layout, group in groupby(outcomes, key=Layout.of):
        of_layout = list(group)
        content = _bytes(_table(arm, layout, of_layout), layout.about(study, arm))
        yield f"{arm:06}-{of_layout[0].replication:08}-{digest_of(content)}.parquet", content


def _table(arm: int, layout: Layout, outcomes: Sequence[Outcome]) -> pa.Table:
    n = len(outcomes)
    metrics = [
        [nan if (value := one.metrics[name]) is None else value for name in layout.metrics]
        for one in outcomes
    ]
    return pa.table(
        [
            pa.array([arm] * n, pa.int32()),
            pa.array([layout.key] * n, pa.string()),
            pa.array([one.replication for one in outcomes], pa.int64()),
            pa.array([one.record_sha256 for one in outcomes], pa.string()),
            pa.array(metrics, FLOATS),
            pa.array([one.by_site.values.ravel() for one in outcomes], FLOATS),
            pa.array([one.demand_by_day for one in outcomes], INTS),
            pa.array([one.at_once_by_day for one in outcomes], INTS),
            pa.array([one.share_by_day for one in outcomes], FLOATS),
        ],
        schema=SCHEMA,
    )


def _bytes(table: pa.Table, about: str) -> bytes:
    """Return the table as a Parquet file with what it is about in its metadata.

    Numbers that hardly repeat need no dictionary; and Arrow's own schema would only say
    again, together with the metadata, what Parquet's says.
    """
    to = pa.BufferOutputStream()  # it need not call Python for each piece, as a file of Python's
    with pq.ParquetWriter(
        to,
        table.schema,
        compression="snappy",
        use_dictionary=False,
        write_statistics=False,
        store_schema=False,
    ) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({"pharmatwin": about})
    content: bytes = to.getvalue().to_pybytes()
    return content


def digest_in(name: str) -> str:
    """Return the digest that a file is called by; empty for a name of another kind."""
    stem = name.partition(".")[0].rpartition("-")[2]
    return stem if len(stem) == 2 * sha256().digest_size else ""


def outcomes_of(table: pa.Table, arm: Arm, seed: int, layout: Layout) -> Iterator[Outcome]:
    """Yield the replications of a part.

    Raises:
        ValueError: one does not match its digest.
    """
    for row in range(len(table)):
        values = _numbers(table, "metrics", row).tolist()
        names = zip(layout.metrics, values, strict=True)
        outcome = Outcome(
            scenario=arm.scenario,
            policy=arm.policy,
            replication=table["replication"][row].as_py(),
            metrics={name: None if isnan(value) else value for name, value in names},
            by_site=site_table(layout.cells, layout.columns, _numbers(table, "by_site", row)),
            first_day=layout.first_day,
            demand_by_day=_numbers(table, "demand_units", row),
            at_once_by_day=_numbers(table, "served_at_once_units", row),
            share_by_day=_numbers(table, "moving_share", row),
            record_sha256=table["record_sha256"][row].as_py(),
        )
        if record_sha256(arm.source, seed, outcome) != outcome.record_sha256:
            raise ValueError(f"replication {outcome.replication} does not match its digest")
        yield outcome


def _numbers(table: pa.Table, column: str, row: int) -> np.ndarray[Any, Any]:
    found: np.ndarray[Any, Any] = table[column][row].values.to_numpy(zero_copy_only=False)
    return found
