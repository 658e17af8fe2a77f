"""Paired differences between arms, with a line at no difference."""

from math import ceil

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from experiments.figures import dots, look
from experiments.figures.data import Differences, Panel

COLUMNS = 2
NAME_LETTERS = 26


@look.styled
def draw(data: Differences) -> Figure:
    """Return the figure."""
    grid_rows = ceil(len(data.panels) / COLUMNS)
    row = dots.row_inches(data.pairs, NAME_LETTERS)
    figure = look.blank(grid_rows * (0.8 + row * len(data.pairs)) + 0.3)
    grid = figure.subplots(grid_rows, COLUMNS, squeeze=False, sharey=True)
    places = [axes for row in grid for axes in row]
    for number, panel in enumerate(data.panels):
        _panel_on(places[number], panel, data.marks)
        if number % COLUMNS == 0:
            dots.rows(places[number], data.pairs, NAME_LETTERS)
        else:
            places[number].tick_params(axis="y", length=0, labelleft=False)
            places[number].grid(visible=False, axis="y")
    for axes in places[len(data.panels) :]:
        axes.set_visible(False)
    figure.supxlabel(
        f"Dot: mean, paired replications: {data.replications}. Whiskers: 95 % interval. "
        "Line: no difference.",
        fontsize=look.SMALL_POINTS,
        color=look.GREY,
    )
    figure.get_layout_engine().set(wspace=0.06)  # type: ignore[union-attr,call-arg]
    return look.settle(figure)


def _panel_on(axes: Axes, panel: Panel, marks: tuple[int, ...]) -> None:
    """Draw one metric; colours and shapes are those the arms have in the comparison."""
    axes.set_title(panel.title)
    axes.set_xlabel(panel.axis)
    axes.axvline(0.0, color=look.BLACK, linewidth=1.0, zorder=1)
    for row, interval in enumerate(panel.intervals):
        if interval is not None:
            dots.whisker(axes, row, interval, marks[row])
    dots.fit(axes, panel.intervals, 0.0)
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10], min_n_ticks=3))
    look.write_axis(axes, panel.written)


def alt(data: Differences) -> str:
    """Return the figure in words, with what is clearly above or below zero."""
    said = []
    for panel in data.panels:
        for pair, i in zip(data.pairs, panel.intervals, strict=True):
            if i is None:
                continue
            ends = i.ends
            clear = "above" if min(ends) > 0 else "below" if max(ends) < 0 else "includes"
            said.append(
                f"{panel.title}, {pair}: {panel.written(i.mean)} {panel.axis}, "
                f"interval {clear} zero"
            )
    return "Paired differences with 95 % intervals. " + "; ".join(said) + "."
