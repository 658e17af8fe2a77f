"""What a ship-back is worth by the date of its decision, beside rules that choose the date."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.figures import look, numbers
from experiments.figures.data import Interval


@dataclass(frozen=True, kw_only=True)
class Dates:
    """One way to count, date by date."""

    label: str
    at: Sequence[float]
    worth: Sequence[Interval]


@dataclass(frozen=True, kw_only=True)
class Level:
    """A rule that has no single date."""

    label: str
    worth: Interval


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Fixed dates and rules of one setting."""

    title: str
    time_axis: str
    worth_axis: str
    dates: tuple[Dates, ...]
    levels: tuple[Level, ...]


@look.styled
def draw(panels: Sequence[Panel]) -> Figure:
    """Return the figure, panels below each other."""
    figure = look.blank(3.1 * len(panels))
    grid = figure.subplots(len(panels), 1, squeeze=False)
    for axes, panel in zip(grid[:, 0], panels, strict=True):
        _panel(axes, panel)
    return look.settle(figure)


def _panel(axes: Axes, panel: Panel) -> None:
    for i, line in enumerate(panel.dates):
        means = [one.mean for one in line.worth]
        axes.plot(line.at, means, color=look.colour(i), linestyle=look.dashes(i),
                  marker=look.marker(i), markersize=4, label=look.plain(line.label))  # fmt: skip
        for at, one in zip(line.at, line.worth, strict=True):
            ends = one.ends
            axes.plot([at] * len(ends), ends, color=look.colour(i), linewidth=1.0)
    for i, level in enumerate(panel.levels, start=len(panel.dates)):
        axes.axhline(level.worth.mean, color=look.colour(i), linestyle=look.dashes(i),
                     linewidth=1.2, label=look.plain(level.label))  # fmt: skip
        if level.worth.low is not None and level.worth.high is not None:
            axes.axhspan(level.worth.low, level.worth.high, color=look.colour(i), alpha=0.1,
                         linewidth=0)  # fmt: skip
    axes.set_title(look.label(panel.title, 70))
    axes.set_xlabel(panel.time_axis)
    axes.set_ylabel(panel.worth_axis)
    axes.yaxis.set_major_formatter(lambda value, _: numbers.short(value))
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
