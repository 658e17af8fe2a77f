"""What `pharmatwin reproduce lahjouji-2024` does."""

from experiments.papers.lahjouji_2024.contract_rows import contract_rows
from experiments.papers.lahjouji_2024.drawn import pictures
from experiments.papers.lahjouji_2024.percentages import percentage_rows
from experiments.papers.lahjouji_2024.rows import (
    expectation_rows,
    optimum_rows,
    other_instances,
    reading_rows,
)
from experiments.papers.lahjouji_2024.sensitivity import row_of
from experiments.papers.lahjouji_2024.sweeps import sweeps
from experiments.papers.paper import Reproduction
from experiments.papers.row import Row

CASES = ("tables", "percentages", "exact", "contract", "figures")


def reproduce(case: str) -> Reproduction:
    """Return rows and pictures of a case (one of `CASES`).

    `tables` sets the printed numbers beside what the paper's formulas give when they are read
    with the slips in them; `exact` beside the same game worked out right.
    """
    if case == "figures":
        drawn = sweeps()
        return Reproduction(rows=tuple(map(row_of, drawn)), pictures=pictures(drawn))
    if case == "exact":
        return Reproduction(rows=(*expectation_rows(), *optimum_rows(), *other_instances()))
    if case == "tables":
        return Reproduction(rows=reading_rows())
    return Reproduction(rows=percentage_rows() if case == "percentages" else contract_rows())


def rows() -> tuple[Row, ...]:
    """Return every row of the paper."""
    return tuple(row for case in CASES for row in reproduce(case).rows)
