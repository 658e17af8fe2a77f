"""What a design found: metrics against each factor, points with 95 % intervals."""

from itertools import groupby

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.figures import look, numbers
from experiments.figures.study_data import ResponsePanel, ResponsePoint, Responses

MOST_VALUES_JOINED = 12
"""A factor of more values is a cloud; no line is drawn through it."""

APART_SHARE = 0.016
"""How far apart series stand at one value, in parts of the axis, so that all are seen."""


@look.styled
def draw(data: Responses) -> Figure:
    """Return the figure; a line joins the means over all points with one value."""
    rows, columns = len(data.rows), max(map(len, data.rows))
    figure = look.blank(1.0 + 2.5 * rows)
    grid = figure.subplots(rows, columns, squeeze=False)
    for axes_row, panels in zip(grid, data.rows, strict=True):
        for axes, panel in zip(axes_row, panels, strict=False):
            _panel(axes, panel, len(data.series))
        for axes in axes_row[len(panels) :]:
            axes.set_visible(False)
    handles = [
        Line2D([], [], color=look.colour(i), marker=look.marker(i), linestyle=look.dashes(i))
        for i in range(len(data.series))
    ]
    names = [look.label(name, 60) for name in data.series]
    columns = 1 if max(map(len, data.series)) > 36 else 2
    figure.legend(handles, names, loc="outside upper left", ncols=columns)
    figure.supxlabel(
        f"Mark: mean of {data.replications} replications at one of {data.points_count} points, "
        "with its 95 % interval.\nLine: mean over the points with that value.",
        fontsize=look.SMALL_POINTS,
        color=look.GREY,
    )
    return look.settle(figure)


def _panel(axes: Axes, panel: ResponsePanel, series_count: int) -> None:
    places = [point.at for point in panel.points]
    span = (max(places) - min(places)) or 1.0
    for series in range(series_count):
        shift = (series - (series_count - 1) / 2) * APART_SHARE * span
        chosen = [point for point in panel.points if point.series == series]
        for point in chosen:
            _mark(axes, point, point.at + shift)
        means = averages(chosen)
        if 1 < len(means) <= MOST_VALUES_JOINED:
            x, y = zip(*means, strict=True)
            axes.plot([at + shift for at in x], y, color=look.colour(series), linewidth=1.2,
                      linestyle=look.dashes(series), zorder=2, gid="line")  # fmt: skip
    axes.set_xlim(min(places) - 0.08 * span, max(places) + 0.08 * span)
    axes.set_xlabel(look.label(panel.factor, 40))
    axes.set_title(look.label(panel.metric, 34))
    if panel.names:
        axes.set_xticks(range(len(panel.names)), [look.label(name, 12) for name in panel.names])
    elif len(set(places)) <= 6:
        axes.set_xticks(sorted(set(places)), [numbers.short(at) for at in sorted(set(places))])
    else:
        axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: panel.written(value)))


def _mark(axes: Axes, point: ResponsePoint, at: float) -> None:
    colour, ends = look.colour(point.series), point.found.ends
    axes.plot([at] * len(ends), ends, color=colour, linewidth=1.0, marker="_", markersize=4,
              zorder=2, gid="whisker")  # fmt: skip
    axes.plot([at], [point.found.mean], color=colour, marker=look.marker(point.series),
              markersize=5, markeredgecolor="white", markeredgewidth=0.5, linestyle="none",
              zorder=3, gid="point")  # fmt: skip


def averages(points: list[ResponsePoint]) -> list[tuple[float, float]]:
    """Return each value of the factor with the mean over the points that have it."""
    ordered = sorted(points, key=lambda point: point.at)
    found = []
    for at, group in groupby(ordered, key=lambda point: point.at):
        means = [point.found.mean for point in group]
        found.append((at, sum(means) / len(means)))
    return found


def alt(data: Responses) -> str:
    """Return the figure in words: the mean at the lowest and at the highest value."""
    said = []
    for panel in (panel for row in data.rows for panel in row):
        for number, name in enumerate(data.series):
            means = averages([point for point in panel.points if point.series == number])
            if not means:
                continue
            ends = ", ".join(
                f"{panel.written(mean)} at {_value(panel, at)}" for at, mean in _ends(means)
            )
            said.append(f"{panel.metric} of {name} by {panel.factor}: {ends}")
    return (
        f"Plots of metrics against the factors of a design of {data.points_count} points, means "
        f"of {data.replications} replications with 95 % intervals. {'; '.join(said)}."
    )


def _ends(means: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return means if len(means) == 1 else [means[0], means[-1]]


def _value(panel: ResponsePanel, at: float) -> str:
    return panel.names[int(at)] if panel.names else numbers.short(at)
