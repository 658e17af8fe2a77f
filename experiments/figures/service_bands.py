"""Service over time: best, mean and worst replication of each day, a panel an arm."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.figures import bands, look
from experiments.figures.study_data import ServiceBands


@look.styled
def draw(data: ServiceBands) -> Figure:
    """Return the figure."""
    figure = look.blank(0.8 + 1.55 * len(data.lines))
    panels = figure.subplots(len(data.lines), 1, squeeze=False, sharex=True, sharey=True)[:, 0]
    for axes, name, line in zip(panels, data.names, data.lines, strict=True):
        days = np.arange(1, len(line.values) + 1, dtype=np.float64)
        bands.best_mean_worst(axes, days, line)
        axes.set_title(look.label(name, 70))
    longest = max(len(line.values) for line in data.lines)  # an arm that failed has no day
    panels[0].set_xlim(data.warm_up_days, max(longest, data.warm_up_days + 1))
    panels[0].set_ylim(bands.bottom(data.lines, 0.9), 1.01)
    panels[0].yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    panels[0].yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.4g}"))
    panels[-1].set_xlabel("Day")
    figure.supylabel(f"Served at once over {data.window_days} days (%)", fontsize=look.SMALL_POINTS)
    handles, names = panels[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside upper left", ncols=3)
    return look.settle(figure)


def alt(data: ServiceBands) -> str:
    """Return the figure in words."""
    said = []
    for name, line in zip(data.names, data.lines, strict=True):
        if not np.isfinite(line.values).any():
            continue
        day = int(np.nanargmin(line.values))
        words = f"{name}: lowest mean {100 * float(line.values[day]):.1f} % on day {day + 1}"
        if line.low is not None and line.high is not None:
            worst = int(np.nanargmin(line.low))
            words += f", worst replication {100 * float(line.low[worst]):.1f} % on day {worst + 1}"
        said.append(words)
    return (
        f"Line plots, a panel for each arm: share served at once over {data.window_days} days, "
        f"mean, best and worst of {data.replications} replications on each day. "
        f"{'; '.join(said) or 'Nobody asked for anything'}."
    )
