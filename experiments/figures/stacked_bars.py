"""What totals are made of: stacked bars, side by side in panels."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from experiments.figures import look

LABEL_WIDTH = 14


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Bars with the same parts."""

    title: str
    bars: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    """By part, then bar."""


@dataclass(frozen=True, kw_only=True)
class StackedBars:
    """Panels with the same parts."""

    title: str
    axis: str
    parts: tuple[str, ...]
    panels: tuple[Panel, ...]
    written: Callable[[float], str]


@look.styled
def draw(data: StackedBars) -> Figure:
    """Return the figure; panels share the vertical axis."""
    figure = look.blank(3.6)
    row = figure.subplots(1, len(data.panels), sharey=True, squeeze=False)[0]
    for axes, panel in zip(row, data.panels, strict=True):
        _bars(axes, panel, len(data.parts))
    row[0].set_ylabel(data.axis)
    row[0].yaxis.set_major_formatter(lambda value, _: data.written(value))
    figure.suptitle(data.title, x=0.01, ha="left", fontsize=10.0, fontweight="bold")
    handles = [
        Patch(facecolor=look.colour(i), edgecolor=look.BLACK, linewidth=0.5, hatch=_hatch(i))
        for i in range(len(data.parts))
    ]
    figure.legend(handles, data.parts, loc="outside lower left", ncols=4)
    return look.settle(figure)


def _bars(axes: Axes, panel: Panel, parts_count: int) -> None:
    places = np.arange(len(panel.bars))
    below = np.zeros(len(panel.bars))
    for part in range(parts_count):
        values = np.array(panel.values[part])
        axes.bar(
            places, values, bottom=below, width=0.7, color=look.colour(part), hatch=_hatch(part),
            edgecolor=look.BLACK, linewidth=0.5,
        )  # fmt: skip
        below += values
    axes.set_xticks(places, [look.label(bar, LABEL_WIDTH) for bar in panel.bars])
    axes.grid(visible=False, axis="x")
    axes.set_title(panel.title, fontsize=look.SMALL_POINTS, fontweight="normal")


def _hatch(number: int) -> str:
    """Return a pattern, so that grey print tells the parts apart."""
    return look.HATCHES[number % len(look.HATCHES)]


def alt(data: StackedBars) -> str:
    """Return the figure in words."""
    told = [
        f"{panel.title}: {bar} {data.written(sum(part[i] for part in panel.values))}"
        for panel in data.panels
        for i, bar in enumerate(panel.bars)
    ]
    return f"Stacked bars of {data.axis} by {', '.join(data.parts)}. Totals: {'; '.join(told)}."
