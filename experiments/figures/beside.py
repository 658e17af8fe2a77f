"""One quantity from several sources side by side: published, worked out, simulated."""

from collections.abc import Callable
from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from experiments.figures import dots, look
from experiments.figures.data import Interval
from experiments.figures.worst_sites import offset


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Cases in rows; in each, the value that every source gives."""

    title: str
    axis: str
    cases: tuple[str, ...]
    sources: tuple[str, ...]
    values: tuple[tuple[Interval | None, ...], ...]
    """By case, then source; None where a source says nothing."""

    written: Callable[[float], str]
    ends: tuple[float, float] = (float("-inf"), float("inf"))
    """Where the quantity itself ends."""


@look.styled
def draw(data: Beside) -> Figure:
    """Return the figure."""
    figure = look.blank(1.2 + max(0.45, dots.row_inches(data.cases, 28)) * len(data.cases))
    axes = figure.subplots()
    for height in range(0, len(data.cases), 2):
        axes.axhspan(height - 0.5, height + 0.5, color="#f4f4f4", zorder=0, linewidth=0)
    for height, row in enumerate(data.values):
        for source, interval in enumerate(row):
            if interval is not None:
                place = height + offset(source, len(data.sources))
                dots.whisker(axes, place, interval, source)
    dots.rows(axes, data.cases, 28)
    dots.fit(axes, [i for row in data.values for i in row], bounds=data.ends)
    axes.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10]))
    look.write_axis(axes, data.written)
    axes.set_xlabel(data.axis)
    axes.set_title(data.title)
    handles = [
        Line2D(
            [], [], color=look.colour(i), marker=look.marker(i),
            markersize=dots.DOT_POINTS, linestyle="none",
        )
        for i in range(len(data.sources))
    ]  # fmt: skip
    figure.legend(handles, data.sources, loc="outside upper left", ncols=len(data.sources))
    return look.settle(figure)


def alt(data: Beside) -> str:
    """Return the figure in words."""
    told = []
    for case, row in zip(data.cases, data.values, strict=True):
        pairs = zip(data.sources, row, strict=True)
        values = [f"{source} {data.written(i.mean)}" for source, i in pairs if i is not None]
        told.append(f"{case}: {', '.join(values)}")
    return f"Dot plot of {data.axis} by source. {'; '.join(told)}."
