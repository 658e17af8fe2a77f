"""Losses: units that leave the chain without reaching a patient, counted and noted."""

from twin.record.ledger import Ledger
from twin.record.tally import Tally


class Losses:
    """Writes units off: expired, spoiled or destroyed."""

    def __init__(self, tally: Tally, ledger: Ledger | None, width: int) -> None:
        """Take the books, and the number of products."""
        self.tally, self.ledger, self.width = tally, ledger, width

    def write_off(self, tick: int, kind: str, cell: int, lot: int, units: int) -> None:
        """Write off units of a lot (-1: only counted) as the `kind` of fact and sum."""
        getattr(self.tally, kind)[cell] += units
        if self.ledger is not None:
            row = (tick, *divmod(cell, self.width), lot, units)
            getattr(self.ledger, kind).extend(row)
