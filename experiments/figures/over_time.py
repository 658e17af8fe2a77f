"""Stock and service day by day, with the outages shaded."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from experiments.figures import dots, look, numbers
from experiments.figures.data import Floats, History, Line, Shade

MOST_LISTED = 6
"""Outages that the text in place of the figure lists."""

MOST_DRAWN = 200
"""Outages that are drawn, the longest; thousands of bars would be a grey wall, and slow."""

BAR = "#555555"
MANY_DAYS = 800
"""Longer histories are drawn with thin lines, or they would be bands of ink."""


@look.styled
def draw(data: History) -> Figure:
    """Return the figure: stock, service, and under them a row of bars for every outage."""
    shades = longest(data.shades)
    rows = tuple(dict.fromkeys(shade.row for shade in shades))
    strip = 0.35 + 0.19 * len(rows)
    figure = look.blank(4.7 + (strip if rows else 0.0))
    ratios = [2.2, 1.8, strip] if rows else [2.2, 1.8]
    panels = figure.subplots(len(ratios), 1, sharex=True, height_ratios=ratios)
    upper, lower = panels[0], panels[1]
    for axes in (upper, lower):
        _shade(axes, shades)
        if data.warm_up_days:
            axes.axvline(data.warm_up_days, color=look.GREY, linestyle=(0, (4, 3)), linewidth=1)
    _stock(upper, data)
    _service(lower, data)
    if data.warm_up_days:
        lower.annotate(
            "end of warm-up", (data.warm_up_days, 0.02), (4, 0), textcoords="offset points",
            xycoords=("data", "axes fraction"), color=look.GREY, fontsize=look.SMALL_POINTS,
        )  # fmt: skip
    if rows:
        _outages(panels[2], shades, rows, len(data.shades))
    days = max((len(line.values) for line in (*data.stock, *data.service)), default=1)
    panels[-1].set_xlim(0, max(days, 1))
    panels[-1].set_xlabel("Day")
    return look.settle(figure)


def longest(shades: tuple[Shade, ...]) -> tuple[Shade, ...]:
    """Return the outages that are drawn, in their order.

    Of equal ones at the limit some are taken evenly over time, or one end would look calm.
    """
    if len(shades) <= MOST_DRAWN:
        return shades
    days = [shade.to_day - shade.from_day for shade in shades]
    limit = sorted(days, reverse=True)[MOST_DRAWN - 1]
    longer = [i for i, length in enumerate(days) if length > limit]
    equal = [i for i, length in enumerate(days) if length == limit]
    room = MOST_DRAWN - len(longer)
    chosen = longer + [equal[k * len(equal) // room] for k in range(room)]
    return tuple(shades[i] for i in sorted(chosen))


def _shade(axes: Axes, shades: tuple[Shade, ...]) -> None:
    """Shade the outages; where several overlap it is darker."""
    for shade in shades:
        axes.axvspan(
            shade.from_day, shade.to_day, facecolor=look.BLACK, alpha=0.09, linewidth=0,
            zorder=0, gid="outage",
        )  # fmt: skip


def _outages(axes: Axes, shades: tuple[Shade, ...], rows: tuple[str, ...], count: int) -> None:
    """Draw each outage as a bar in the row of its name or kind."""
    for shade in shades:
        axes.barh(
            rows.index(shade.row), max(shade.to_day - shade.from_day, 0.5), left=shade.from_day,
            height=0.62, facecolor=BAR, linewidth=0, gid="outage",
        )  # fmt: skip
    some = f"the {len(shades)} longest of {count:,}" if len(shades) < count else f"{count}"
    axes.set_title(f"Outages ({some}), shaded above")
    dots.rows(axes, rows, 26)


def _lines(axes: Axes, lines: tuple[Line, ...]) -> None:
    """Draw the lines at the end of each day, with the band of the replications where there is."""
    for number, line in enumerate(lines):
        days = np.arange(1, len(line.values) + 1)
        if line.low is not None and line.high is not None:
            axes.fill_between(
                days, line.low, line.high, color=look.colour(number), alpha=0.2, linewidth=0
            )
        axes.plot(
            days, line.values, color=look.colour(number), linestyle=look.dashes(number),
            linewidth=1.5 if len(days) <= MANY_DAYS else 0.6, label=look.label(line.label, 40),
        )  # fmt: skip


def _stock(axes: Axes, data: History) -> None:
    _lines(axes, data.stock)
    axes.set_title(look.label(f"Stock of {data.product}: {data.name}", 54))
    axes.set_ylabel("On hand at the end\nof the day (units)")
    axes.set_ylim(0)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: numbers.short(value)))
    if len(data.stock) > 1:
        handles, names = axes.get_legend_handles_labels()
        data_figure = axes.get_figure(root=True)
        assert data_figure is not None
        data_figure.legend(handles, names, loc="outside upper left", ncols=4)


def _service(axes: Axes, data: History) -> None:
    _lines(axes, data.service)
    axes.set_title(f"Served at once, over {data.window_days} days")
    axes.set_ylabel("Served at once (%)")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.4g}"))
    lowest = min((float(v) for line in data.service for v in _known(line)), default=0.0)
    axes.set_ylim(max(0.0, min(lowest - 0.05, 0.9)), 1.01)
    if len(data.service) > 1:
        axes.legend(
            loc="lower right", bbox_to_anchor=(1.0, 0.96), ncols=2,
            columnspacing=1.0, handlelength=1.6, borderpad=0.2,
        )  # fmt: skip


def _known(line: Line) -> Floats:
    values = line.values if line.low is None else line.low
    return values[np.isfinite(values)]


def alt(data: History) -> str:
    """Return the figure in words."""
    stock = ", ".join(
        f"{line.label} {numbers.number(float(np.mean(line.values)))}"
        for line in data.stock
        if len(line.values)
    )
    service = []
    for line in data.service:
        if np.isfinite(line.values).any():
            day = int(np.nanargmin(line.values)) + 1
            service.append(f"lowest {100 * float(np.nanmin(line.values)):.1f} % on day {day}")
    outages = "; ".join(
        f"{s.label} from day {s.from_day:.0f} to {s.to_day:.0f}" for s in data.shades[:MOST_LISTED]
    )
    count = len(data.shades)
    shaded = f"{count} outages"
    if count > MOST_DRAWN:
        shaded = f"{count:,} outages, the {MOST_DRAWN} longest"
    return (
        f"Stock and service by day of {data.name}. Mean stock of {data.product} in units: {stock}. "
        f"Share served at once over {data.window_days} days: {', '.join(service) or 'no demand'}. "
        f"{shaded} shaded{': ' + outages if outages else ''}."
    )
