"""The ledger: facts in columns of whole numbers, one flat array a kind."""

from array import array
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from twin.record.facts import COLUMNS


class Ledger:
    """Facts of one run; `kind.extend((tick, ...))` appends one row.

    The world writes whole rows to the flat array of a kind; objects and tables are
    made when somebody reads.
    """

    __slots__ = (*COLUMNS, "levels")

    stocked: "array[int]"
    ordered: "array[int]"
    departed: "array[int]"
    shipped: "array[int]"
    arrived: "array[int]"
    returned: "array[int]"
    started: "array[int]"
    consumed: "array[int]"
    produced: "array[int]"
    released: "array[int]"
    rejected: "array[int]"
    relotted: "array[int]"
    demanded: "array[int]"
    dispensed: "array[int]"
    backordered: "array[int]"
    lost: "array[int]"
    expired: "array[int]"
    spoiled: "array[int]"
    destroyed: "array[int]"
    donated: "array[int]"
    refused: "array[int]"
    went_down: "array[int]"
    came_up: "array[int]"
    planned: "array[int]"

    def __init__(self) -> None:
        for kind in COLUMNS:
            setattr(self, kind, array("q"))
        self.levels: list[NDArray[np.int64]] = []
        """Each day's close: (3, cells) on hand, backlog, in transit to the cell."""

    def rows(self, kind: str) -> NDArray[np.int64]:
        """Return the facts of a kind as a table (rows, columns); columns as in `COLUMNS`."""
        flat: array[int] = getattr(self, kind)
        return np.frombuffer(flat.tobytes(), dtype=np.int64).reshape(-1, len(COLUMNS[kind]))

    def column(self, kind: str, name: str) -> NDArray[np.int64]:
        """Return one column of the facts of a kind."""
        return self.rows(kind)[:, COLUMNS[kind].index(name)]

    def sha256(self) -> str:
        """Return the digest of all facts, the same on every machine."""
        digest = sha256()
        for kind, columns in COLUMNS.items():
            rows = self.rows(kind)
            digest.update(f"{kind}({','.join(columns)})x{len(rows)};".encode())
            digest.update(rows.astype("<i8").tobytes())
        return digest.hexdigest()
