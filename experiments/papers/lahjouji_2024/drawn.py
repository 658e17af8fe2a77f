"""Figures 6 to 19 as pictures: a few pages of panels, each named by the figure's number."""

from collections.abc import Sequence
from functools import partial

from experiments.figures import panels
from experiments.papers.lahjouji_2024.sensitivity import Sweep
from experiments.papers.paper import Picture

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


def pictures(sweeps: Sequence[Sweep]) -> tuple[Picture, ...]:
    """Return the pages as the pictures of the paper."""
    made = pages(sweeps)
    return tuple(
        Picture(
            stem=f"figures-6-to-19-{number}",
            caption=f"Figures 6 to 19 from the exact solutions, page {number} of {len(made)}: "
            + ", ".join(panel.title for panel in page.panels),
            alt=panels.alt(page),
            draw=partial(panels.draw, page),
        )
        for number, page in enumerate(made, start=1)
    )
