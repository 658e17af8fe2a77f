"""Service as three lines, best, mean and worst replication: the mark that several figures share."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from experiments.figures import look
from experiments.figures.data import Floats, Line


def best_mean_worst(axes: Axes, days: Floats, line: Line) -> None:
    """Draw the mean as a heavy line between the ends, told apart by dashes as well as by colour.

    Without ends (one replication) the mean is alone.
    """
    if line.low is not None and line.high is not None:
        axes.fill_between(days, line.low, line.high, color=look.colour(0), alpha=0.1, linewidth=0,
                          zorder=1, gid="band")  # fmt: skip
        axes.plot(days, line.high, color=look.colour(0), linewidth=1.1,
                  linestyle=look.dashes(2), label="best replication", gid="best")  # fmt: skip
        axes.plot(days, line.low, color=look.colour(1), linewidth=1.1,
                  linestyle=look.dashes(1), label="worst replication", gid="worst")  # fmt: skip
    axes.plot(days, line.values, color=look.BLACK, linewidth=1.6, zorder=3,
              label="mean of all", gid="mean")  # fmt: skip


def bottom(lines: Sequence[Line], *anchors: float) -> float:
    """Return where an axis of shares begins: a little below all that is drawn, 0 at least."""
    lows = [line.values if line.low is None else line.low for line in lines]
    known = [float(value) for low in lows for value in low[np.isfinite(low)]]
    return max(0.0, min([*known, *anchors], default=0.0) - 0.04)
