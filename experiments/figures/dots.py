"""Means as dots with their 95 % intervals as whiskers: the mark that several figures share."""

from collections.abc import Sequence
from math import inf

from matplotlib.axes import Axes

from experiments.figures import look
from experiments.figures.data import Interval

DOT_POINTS = 6.0


def whisker(axes: Axes, height: float, interval: Interval, arm: int) -> None:
    """Draw one mean and its interval at a height, in the colour and shape of the arm."""
    ends = interval.ends
    axes.plot(
        ends, [height] * len(ends), color=look.colour(arm), linewidth=1.6,
        marker="|" if len(ends) > 1 else "", markersize=7, solid_capstyle="butt",
        zorder=2, gid="whisker",
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


def fit(
    axes: Axes,
    intervals: Sequence[Interval | None],
    *anchors: float,
    bounds: tuple[float, float] = (-inf, inf),
) -> None:
    """Let the x axis end a little beyond the intervals and what else must be seen.

    It goes hardly beyond the bounds, so that a share does not seem to pass 100 %.
    """
    ends = [*anchors, *(end for i in intervals if i is not None for end in i.ends)]
    if not ends:
        return
    low, high = min(ends), max(ends)
    room = 0.08 * (high - low) or 0.05 * abs(high) or 1.0
    low, high = max(low, bounds[0]), min(high, bounds[1])
    axes.set_xlim(max(low - room, bounds[0] - room / 3), min(high + room, bounds[1] + room / 3))


MOST_LINES = 5


def row_inches(names: Sequence[str], width: int) -> float:
    """Return how high the rows must be for their names."""
    lines = max((look.label(n, width, MOST_LINES).count("\n") + 1 for n in names), default=1)
    return max(0.38, 0.12 + 0.155 * lines)


def rows(axes: Axes, names: Sequence[str], width: int) -> None:
    """Name the heights 0, 1, 2 ... from the top down."""
    labels = [look.label(name, width, MOST_LINES) for name in names]
    axes.set_yticks(range(len(names)), labels)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
