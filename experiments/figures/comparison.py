"""Headline metrics of every arm: dots with 95 % intervals, one panel a metric."""

from math import ceil

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from experiments.figures import dots, look
from experiments.figures.data import Comparison, Panel

COLUMNS = 2
NAME_LETTERS = 24


@look.styled
def draw(data: Comparison) -> Figure:
    """Return the figure."""
    grid_rows = ceil(len(data.panels) / COLUMNS)
    height = grid_rows * (0.8 + dots.row_inches(data.arms, NAME_LETTERS) * len(data.arms)) + 0.3
    figure = look.blank(height)
    grid = figure.subplots(grid_rows, COLUMNS, squeeze=False, sharey=True)
    places = [axes for row in grid for axes in row]
    for number, panel in enumerate(data.panels):
        panel_on(places[number], panel)
        if number % COLUMNS == 0:
            dots.rows(places[number], data.arms, NAME_LETTERS)
        else:
            places[number].tick_params(axis="y", length=0, labelleft=False)
            places[number].grid(visible=False, axis="y")
    for axes in places[len(data.panels) :]:
        axes.set_visible(False)
    figure.supxlabel(
        f"Dot: mean, replications: {data.replications}. Whiskers: 95 % interval.",
        fontsize=look.SMALL_POINTS,
        color=look.GREY,
    )
    figure.get_layout_engine().set(wspace=0.06)  # type: ignore[union-attr,call-arg]
    return look.settle(figure)


def panel_on(axes: Axes, panel: Panel) -> None:
    """Draw one metric of every arm."""
    axes.set_title(panel.title)
    axes.set_xlabel(panel.axis)
    for arm, interval in enumerate(panel.intervals):
        if interval is not None:
            dots.whisker(axes, arm, interval, arm)
    dots.fit(axes, panel.intervals, bounds=panel.ends)
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10], min_n_ticks=3))
    look.write_axis(axes, panel.written)


def alt(data: Comparison) -> str:
    """Return the figure in words."""
    said = []
    for panel in data.panels:
        pairs = zip(data.arms, panel.intervals, strict=True)
        values = [f"{arm} {panel.written(i.mean)}" for arm, i in pairs if i is not None]
        said.append(f"{panel.axis}: {', '.join(values)}")
    return (
        f"Dot plot with 95 % intervals, one panel for each of {len(data.panels)} metrics. "
        + "; ".join(said)
        + "."
    )
