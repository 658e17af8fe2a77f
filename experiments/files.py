"""Writing files whole: under another name first, then renamed, so that none is ever half there."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq


def put(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a file beside the path, then put it in place in one step.

    A reader sees the old file or the new one, also when the machine stops in between.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        write(beside)
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def put_json(path: Path, data: Any) -> None:
    """Write a JSON document; a number that JSON cannot say is a fault of ours."""
    text = json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    put(path, lambda beside: _write_text(beside, text))


def read_json(path: Path) -> dict[str, Any]:
    """Return a JSON document that is an object.

    Raises:
        ValueError: it is none.
        OSError: the file cannot be read.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(data, dict):
        raise ValueError("is no JSON object")  # noqa: TRY004  (one kind for all damage)
    return data


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def put_table(path: Path, table: pa.Table, about: Mapping[str, Any]) -> None:
    """Write a Parquet file with what it is about (JSON under `pharmatwin`) in its schema."""
    said = {"pharmatwin": json.dumps(about, sort_keys=True)}
    named = table.replace_schema_metadata(said)
    put(path, lambda beside: pq.write_table(named, beside, compression="zstd"))


def read_table(path: Path) -> tuple[pa.Table, dict[str, Any]]:
    """Return a Parquet file and what it is about."""
    table = pq.read_table(path)
    said = (table.schema.metadata or {}).get(b"pharmatwin", b"{}")
    return table, json.loads(said)
