"""Files written whole and checked when read: the one place where a study touches the disk.

A file is written under another name, forced to the disk and renamed, so that none is ever
half there. A sealed document ends with the digest of its other bytes, so that no changed
byte goes unseen.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from twin.errors import TwinError

SEAL = "document_sha256"
"""The last field of a sealed document: the digest of its bytes without this field."""

_SEALED = re.compile(rb'(.*),\n  "document_sha256": "([0-9a-f]{64})"\n}\n', re.DOTALL)
_END = b"\n}\n"
LOCK = "lock"


class DamagedFile(TwinError):
    """Files do not hold what was written into them: a line for each, with what to do."""


class FolderInUse(TwinError):
    """Another process writes into the folder."""


def damaged(path: Path, what: str, right: str) -> DamagedFile:
    """Return the error of one file: what is wrong with it and what puts it right."""
    return DamagedFile(f"{path}: is damaged: {what} ({right})")


def put(path: Path, content: bytes) -> None:
    """Write a file in one step: a reader sees the old one or the new one, whatever stops us.

    Raises:
        OSError: with the file's name; what was there before is untouched.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        _write(beside, content)
        os.replace(beside, path)  # noqa: PTH105  (the calls that tests make fail stand together)
        _sync(path.parent)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error
    finally:
        beside.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    try:
        rest = memoryview(content)
        while rest:  # a full disk takes a part first, then says so
            rest = rest[os.write(file, rest) :]
        os.fsync(file)
    finally:
        os.close(file)


def _sync(folder: Path) -> None:
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def digest_of(content: bytes) -> str:
    """Return the digest of a file's bytes, in hexadecimal."""
    return sha256(content).hexdigest()


def sealed(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document with the digest of what it says."""
    return {**data, SEAL: digest_of(_spelt(data))}


def sealed_bytes(data: Mapping[str, Any]) -> bytes:
    """Return a document, of at least one field, with its seal as a file holds it."""
    return _spelt(sealed(data))


def put_sealed(path: Path, data: Mapping[str, Any]) -> None:
    """Write a document with its seal."""
    put(path, sealed_bytes(data))


def read_sealed(path: Path, right: str) -> dict[str, Any]:
    """Return what a sealed document says, its seal taken off.

    Args:
        path: the file.
        right: what to do about a damaged one.

    Raises:
        DamagedFile: any byte is not what was written.
        OSError: the file cannot be read.
    """
    content = path.read_bytes()
    sealed_part = _SEALED.fullmatch(content)
    if sealed_part is None or digest_of(sealed_part[1] + _END) != sealed_part[2].decode():
        raise damaged(path, "it does not match its own digest", right)
    data = _object(content)
    del data[SEAL]
    return data


def read_json(path: Path) -> dict[str, Any]:
    """Return a JSON document that is an object.

    Raises:
        ValueError: it is none.
        OSError: the file cannot be read.
    """
    return _object(path.read_bytes())


def _object(content: bytes) -> dict[str, Any]:
    try:
        data = json.loads(content.decode())
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(data, dict):
        raise ValueError("is no JSON object")  # noqa: TRY004  (one kind for all damage)
    return data


def put_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write a JSON document; a number that JSON cannot say is a fault of ours."""
    put(path, _spelt(data))


def _spelt(data: Mapping[str, Any]) -> bytes:
    return (json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def put_table(path: Path, table: pa.Table, about: Mapping[str, Any]) -> None:
    """Write a Parquet file with what it is about (JSON under `pharmatwin`) in its schema."""
    said = {"pharmatwin": json.dumps(about, sort_keys=True)}
    to = BytesIO()
    pq.write_table(table.replace_schema_metadata(said), to, compression="zstd")
    put(path, to.getvalue())


def table_of(content: bytes) -> tuple[pa.Table, dict[str, Any]]:
    """Return what a Parquet file holds and what it is about."""
    table = pq.read_table(pa.BufferReader(content))
    said = (table.schema.metadata or {}).get(b"pharmatwin", b"{}")
    return table, json.loads(said)


def remove_leftovers(folder: Path) -> None:
    """Remove what writers that were killed left half written; the caller holds the lock."""
    for path in folder.glob(".*.tmp"):
        path.unlink(missing_ok=True)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep every other writer out of a folder, which is made; the kernel lets go if we die.

    Raises:
        FolderInUse: another process has it, by its number.
        OSError: the folder cannot be written.
    """
    import fcntl  # not on every system; only studies in a folder need it

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / LOCK
    with path.open("a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            number = file.read(20).decode("ascii", "replace").strip()
            who = f"process {number}" if number.isdecimal() else "another process"
            raise FolderInUse(f"{folder}: {who} is writing into it (wait, or stop it)") from error
        try:
            os.truncate(path, 0)
            os.write(file.fileno(), str(os.getpid()).encode())
        except OSError:
            pass  # a full disk: the lock holds without saying by whom
        yield
