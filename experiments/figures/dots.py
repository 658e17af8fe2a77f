"""Means as dots with their 95 % intervals as whiskers: the mark that several figures share."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from experiments.figures import look
from experiments.figures.data import Interval

DOT_POINTS = 6.0


def whisker(axes: Axes, height: float, interval: Interval, arm: int) -> None:
    """Draw one mean and its interval at a height, in the colour and shape of the arm."""
    ends = interval.ends
    axes.plot(
        ends, [height] * len(ends), color=look.colour(arm), linewidth=1.6,
        marker="|", markersize=7, solid_capstyle="butt", zorder=2, gid="whisker",
    )  # fmt: skip
    axes.plot(
        [interval.mean],
        [height],
        marker=look.marker(arm),
        markersize=DOT_POINTS,
        color=look.colour(arm),
        markeredgecolor="white",
        markeredgewidth=0.6,
        linestyle="none",
        zorder=3,
    )


def fit(axes: Axes, intervals: Sequence[Interval | None], *anchors: float) -> None:
    """Let the x axis end a little beyond the intervals and whatever else must be seen."""
    ends = [*anchors, *(end for i in intervals if i is not None for end in i.ends)]
    if not ends:
        return
    low, high = min(ends), max(ends)
    room = 0.08 * (high - low) or 0.05 * abs(high) or 1.0
    axes.set_xlim(low - room, high + room)


def rows(axes: Axes, names: Sequence[str], width: int) -> None:
    """Name the heights 0, 1, 2 ... from the top down."""
    axes.set_yticks(range(len(names)), [look.label(name, width) for name in names])
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
