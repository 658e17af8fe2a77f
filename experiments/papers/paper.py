"""A published study that can be worked again, and what comes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from experiments.papers.row import Row

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A figure of the paper made from our numbers."""

    stem: str
    """Of its files."""

    caption: str
    alt: str
    draw: "Callable[[], Figure]"
    """Drawn when it is asked for: drawing is slow to load."""


@dataclass(frozen=True, kw_only=True)
class Reproduction:
    """Rows and pictures of one or all cases of a paper."""

    rows: tuple[Row, ...]
    pictures: tuple[Picture, ...] = ()

    def __add__(self, other: "Reproduction") -> "Reproduction":
        """Return both together."""
        return Reproduction(
            rows=(*self.rows, *other.rows), pictures=(*self.pictures, *other.pictures)
        )


Work = Callable[[str], Reproduction]
"""Works one case of a paper, by its name."""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A paper with its cases."""

    name: str
    about: str
    source: str
    cases: tuple[str, ...]
    work: Work

    def reproduce(self, case: str | None) -> Reproduction:
        """Return what comes of one case, or of all of them in order."""
        asked = self.cases if case is None else (case,)
        whole = Reproduction(rows=())
        for name in asked:
            whole += self.work(name)
        return whole


def reproduction_json(name: str, done: Reproduction) -> dict[str, Any]:
    """Return a reproduction as `pharmatwin reproduce --json` has it."""
    return {"paper": name, "rows": [row.to_json() for row in done.rows]}
