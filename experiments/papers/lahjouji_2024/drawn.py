"""Figures 6 to 19 as files: a few pages of panels, each named by the figure's number."""

from collections.abc import Sequence
from pathlib import Path

from experiments.figures import panels, render
from experiments.papers.lahjouji_2024.sensitivity import Sweep

PANELS_A_PAGE = 6
VERDICTS = {True: " Holds.", False: " Does not hold.", None: ""}
UNITS = {"Q": "units", "q": "units", "G": "units", "q and G": "units"}


def pages(sweeps: Sequence[Sweep]) -> tuple[panels.Page, ...]:
    """Return the pages in the order of the figures."""
    labels = tuple(dict.fromkeys(curve.label for sweep in sweeps for curve in sweep.curves))
    made = [_panel(sweep) for sweep in sweeps]
    return tuple(
        panels.Page(panels=tuple(made[start : start + PANELS_A_PAGE]), labels=labels)
        for start in range(0, len(made), PANELS_A_PAGE)
    )


def _panel(sweep: Sweep) -> panels.Panel:
    note = f"Paper: {sweep.paper_says}.{VERDICTS[sweep.holds]}"
    return panels.Panel(
        title=f"{sweep.figure}: {sweep.title}",
        note=note,
        x_axis=sweep.parameter,
        y_axis=UNITS.get(sweep.quantity, "$ a cycle"),
        at=sweep.at,
        curves=tuple((curve.label, curve.values) for curve in sweep.curves),
    )


def write(sweeps: Sequence[Sweep], folder: Path) -> tuple[Path, ...]:
    """Write the pages as PNG and SVG into an existing folder; return the files."""
    written = []
    for number, page in enumerate(pages(sweeps), start=1):
        figure = panels.draw(page)
        for ending, made in (("png", render.png(figure)), ("svg", render.svg(figure))):
            path = folder / f"figures-6-to-19-page-{number}.{ending}"
            path.write_bytes(made)
            written.append(path)
    return tuple(written)
