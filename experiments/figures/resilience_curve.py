"""The resilience curve: service around an outage, with the triangle that is lost shaded."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from experiments.figures import look
from experiments.figures.data import Floats, ResilienceCurve

HIGHEST = 1.32
"""Top of the axis where the times to survive and to recover stand above 100 %."""


@look.styled
def draw(data: ResilienceCurve) -> Figure:
    """Return the figure."""
    figure = look.blank(3.9)
    axes = figure.subplots()
    days = _days(data)
    axes.axvspan(0, data.outage_days, facecolor="#ececec", edgecolor=look.GREY, linewidth=0.8,
                 zorder=0, gid="outage", label="outage")  # fmt: skip
    line = data.disturbed
    if line.low is not None and line.high is not None:
        axes.fill_between(days, line.low, line.high, color=look.colour(0), alpha=0.15,
                          linewidth=0, label="worst to best replication")  # fmt: skip
    below = line.values < data.undisturbed
    axes.fill_between(
        days, line.values, data.undisturbed, where=below, facecolor="none",
        edgecolor=look.colour(1), hatch=look.HATCHES[1], linewidth=0, zorder=2,
        interpolate=True, label="service lost", gid="triangle",
    )  # fmt: skip
    axes.plot(days, data.undisturbed, color=look.BLACK, linestyle=look.dashes(1), linewidth=1.2,
              label="undisturbed, mean")  # fmt: skip
    axes.plot(days, line.values, color=look.colour(0), linewidth=1.8, zorder=3,
              label=f"{line.label}, mean")  # fmt: skip
    _levels(axes, data)
    _events(axes, data)
    axes.set_xlim(days[0], days[-1])
    axes.set_ylim(0.0, 1.06 if data.survived_days is None else HIGHEST)
    axes.set_yticks(np.linspace(0.0, 1.0, 6))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.4g}"))
    axes.set_ylabel("Demand served at once (%)")
    axes.set_xlabel(f"Days since the outage began; replications: {data.replications}")
    axes.set_title(look.label(f"Service of the whole chain with {data.place} out", 70))
    figure.legend(loc="outside lower left", ncols=3)
    return look.settle(figure)


def _days(data: ResilienceCurve) -> Floats:
    """Return the middle of each day, for a day's service is of all of it."""
    return np.arange(len(data.undisturbed), dtype=np.float64) + data.first_day + 0.5


def _levels(axes: Axes, data: ResilienceCurve) -> None:
    """Mark what counts as failed and as recovered, and say so beyond the right end."""
    levels = (
        (data.recovery_service_share, "recovered\nfrom", "bottom"),
        (data.failure_service_share, "fails\nbelow", "top"),
    )
    for share, words, side in levels:
        axes.axhline(share, color=look.GREY, linewidth=0.8, linestyle=look.dashes(2), zorder=1)
        axes.annotate(
            f"{words} {100 * share:.4g} %", (1.0, share), (4, 0),
            xycoords=("axes fraction", "data"), textcoords="offset points", va=side,
            color=look.GREY, fontsize=look.SMALL_POINTS,
        )  # fmt: skip


def _events(axes: Axes, data: ResilienceCurve) -> None:
    """Draw the mean times to survive and to recover above the service."""
    if data.survived_days is None or data.recovered_days is None:
        return
    failed = data.survived_days
    spans = (
        (0.0, failed, 1.2, f"survives {failed:.3g} d"),
        (failed, failed + data.recovered_days, 1.07, f"recovers in {data.recovered_days:.3g} d"),
    )
    for start, end, height, words in spans:
        axes.plot([start, end], [height] * 2, color=look.BLACK, linewidth=1.2, marker="|",
                  markersize=7, gid="event")  # fmt: skip
        axes.annotate(words, (start, height), (0, 3), textcoords="offset points", va="bottom",
                      fontsize=look.SMALL_POINTS)  # fmt: skip


def alt(data: ResilienceCurve) -> str:
    """Return the figure in words."""
    values = data.disturbed.values
    if not np.isfinite(values).any():
        return f"Service around an outage of {data.place}; nobody asked for anything."
    worst = int(np.nanargmin(values))
    said = "Service never fell below the failure level"
    if data.survived_days is not None and data.recovered_days is not None:
        said = (
            f"On average the chain survives {data.survived_days:.3g} days and recovers "
            f"{data.recovered_days:.3g} days later"
        )
    return (
        f"Share of demand served at once by day around an outage of {data.place} of "
        f"{data.outage_days:g} days, the mean of {data.replications} replications beside the "
        f"undisturbed chain: lowest {100 * float(values[worst]):.1f} % on day "
        f"{data.first_day + worst} of the outage. {said}."
    )
