"""What the study scripts share: their arguments, their words and the files of their figures."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.figures import render
from experiments.statistics.precision import Estimate

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a study script was asked for."""

    replications: int
    workers: int
    seed: int
    out: Path
    days: int | None
    """A horizon in place of the scenario's, for a quick look."""

    @property
    def changes(self) -> list[str]:
        """Return the changes of the scenario that they mean."""
        return [] if self.days is None else [f"time.horizon_days={self.days}"]


def options(
    name: str, about: str, *, replications: int, arguments: Sequence[str] | None
) -> Options:
    """Return what the command line says.

    Args:
        name: of the study, also the folder of its figures below `out/studies`.
        about: what the help says of it.
        replications: how many if nothing is said.
        arguments: in place of the command line's.
    """
    parser = argparse.ArgumentParser(
        prog=f"python -m experiments.studies.{name}",
        description=cleandoc(about),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--replications", type=int, default=replications, metavar="N")
    parser.add_argument("--workers", type=int, default=1, metavar="W", help="processes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, help="a shorter horizon, for a quick look")
    parser.add_argument("--out", type=Path, default=Path("out/studies") / name, metavar="DIR")
    return Options(**vars(parser.parse_args(arguments)))


def tell(*paragraphs: str) -> None:
    """Write paragraphs to standard output."""
    sys.stdout.write("\n\n".join(paragraphs) + "\n\n")


def is_clear(difference: Estimate) -> bool:
    """Return whether the 95 % interval of a difference leaves zero out."""
    low, high = difference.low, difference.high
    return low is not None and high is not None and low * high > 0


def save(out: Path, figures: "dict[str, Figure]") -> None:
    """Write each figure as PNG, SVG and PDF, and say where."""
    out.mkdir(parents=True, exist_ok=True)
    for name, figure in figures.items():
        for ending, written in (("png", render.png), ("svg", render.svg), ("pdf", render.pdf)):
            (out / f"{name}.{ending}").write_bytes(written(figure))
    tell(f"figures in {out}: {', '.join(figures)} (png, svg, pdf)")
