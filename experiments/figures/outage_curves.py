"""Service around the outages of a study: mean, worst and best replication, a panel an arm."""

from math import ceil

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.figures import bands, look
from experiments.figures.study_data import OutageCurve, OutageCurves

COLUMNS = 2


@look.styled
def draw(data: OutageCurves) -> Figure:
    """Return the figure."""
    columns = min(COLUMNS, len(data.curves))
    rows = ceil(len(data.curves) / columns)
    figure = look.blank(0.9 + 2.5 * rows)
    grid = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
    places = [axes for row in grid for axes in row]
    for number, curve in enumerate(data.curves):
        _panel(places[number], curve, data)
        if number % columns == 0:
            places[number].set_ylabel("Demand served at once (%)")
        if number + columns >= len(data.curves):
            places[number].set_xlabel("Days since the outage began")
            places[number].tick_params(labelbottom=True)
    for axes in places[len(data.curves) :]:
        axes.set_visible(False)
    handles, names = places[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower left", ncols=3)
    return look.settle(figure)


def _panel(axes: Axes, curve: OutageCurve, data: OutageCurves) -> None:
    line = curve.service
    days = np.arange(len(line.values), dtype=np.float64) + data.first_day
    axes.fill_between(days, 0.0, curve.on_share, step="post", facecolor="#e4e4e4", linewidth=0,
                      zorder=0, label="outages still on (full height: all)", gid="outage",
                      transform=axes.get_xaxis_transform())  # fmt: skip
    bands.best_mean_worst(axes, days, line)
    for share, words in (
        (data.recovery_service_share, f"recovered from {100 * data.recovery_service_share:.4g} %"),
        (data.failure_service_share, f"fails below {100 * data.failure_service_share:.4g} %"),
    ):
        axes.axhline(share, color=look.GREY, linewidth=0.8, zorder=1, label=words,
                     linestyle=look.dashes(3 if "fails" in words else 5))  # fmt: skip
    axes.axvline(0.0, color=look.GREY, linewidth=0.8, zorder=1)
    axes.set_xlim(days[0], days[-1])
    axes.set_ylim(bands.bottom([c.service for c in data.curves], data.failure_service_share), 1.01)
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.4g}"))
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10], integer=True))
    axes.set_title(look.label(curve.name, 34))


def alt(data: OutageCurves) -> str:
    """Return the figure in words."""
    said = []
    for curve in data.curves:
        values = curve.service.values
        if not np.isfinite(values).any():
            continue
        day = int(np.nanargmin(values))
        low = curve.service.low
        worst = float(np.nanmin(low)) if low is not None else float("nan")
        said.append(
            f"{curve.name}: lowest mean {100 * float(values[day]):.1f} % on day "
            f"{day + data.first_day}, lowest of any replication {100 * worst:.1f} %, over "
            f"{curve.episodes_count} episodes"
        )
    return (
        "Line plots, a panel for each arm: share of the demand of a day served at once around "
        f"the first day of each episode of outages; mean, best and worst of {data.replications} "
        f"replications. {'; '.join(said) or 'Nobody asked for anything'}."
    )
