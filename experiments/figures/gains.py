"""Who gains and who loses between two arms: each site's difference, against what it is."""

from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from experiments.figures import look, numbers
from experiments.figures.data import Interval


@dataclass(frozen=True, kw_only=True)
class Gain:
    """The difference of one site's fill rate."""

    site: str
    people_count: int
    group: int
    """Which of the groups it is of."""

    difference: Interval

    @property
    def is_clear(self) -> bool:
        """Return whether the interval leaves zero out."""
        ends = self.difference.ends
        return len(ends) == 2 and ends[0] * ends[1] > 0


@dataclass(frozen=True, kw_only=True)
class Gains:
    """The differences of all sites."""

    title: str
    groups: tuple[str, ...]
    rows: tuple[Gain, ...]


@look.styled
def draw(data: Gains) -> Figure:
    """Return the figure."""
    figure = look.blank(3.8)
    axes = figure.subplots()
    axes.axhline(0, color=look.BLACK, linewidth=0.8, zorder=1)
    for row in data.rows:
        colour, x = look.colour(row.group), row.people_count
        ends = row.difference.ends
        axes.plot([x] * len(ends), ends, color=colour, linewidth=1.0, alpha=0.6, zorder=2)
        axes.plot(
            [x], [row.difference.mean], color=colour, marker=look.marker(row.group),
            markersize=5, markerfacecolor=colour if row.is_clear else "white",
            linestyle="none", zorder=3,
        )  # fmt: skip
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_major_formatter(lambda value, _: numbers.signed(100 * value))
    axes.set_xlabel("Inhabitants")
    axes.set_ylabel("Fill rate, percentage points")
    axes.set_title(data.title)
    handles = [
        Line2D([], [], color=look.colour(i), marker=look.marker(i), linestyle="none")
        for i in range(len(data.groups))
    ]
    hollow = Line2D(
        [], [], color=look.GREY, marker="o", markerfacecolor="white", linestyle="none"
    )  # fmt: skip
    words = [*data.groups, "hollow: the 95 % interval holds zero"]
    figure.legend([*handles, hollow], words, loc="outside upper left", ncols=len(words))
    return look.settle(figure)


def alt(data: Gains) -> str:
    """Return the figure in words."""
    gain = sum(row.is_clear and row.difference.mean > 0 for row in data.rows)
    lose = sum(row.is_clear and row.difference.mean < 0 for row in data.rows)
    return (
        f"{data.title}: of {len(data.rows)} sites {gain} gain and {lose} lose clearly; "
        "difference of the fill rate against inhabitants."
    )
