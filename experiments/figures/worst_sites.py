"""The sites that are served worst: a sorted dot plot of their fill rates, by arm."""

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from experiments.figures import dots, look
from experiments.figures.data import Interval, SiteRow, WorstSites

MOST_ROWS = 20


def lowest(row: SiteRow) -> float:
    """Return the fill rate that a site is sorted by: its lowest in any arm."""
    return min((i.mean for i in row.intervals if i is not None), default=float("inf"))


@look.styled
def draw(data: WorstSites) -> Figure:
    """Return the figure."""
    shown = data.rows[:MOST_ROWS]
    between = 0.13 + 0.08 * min(len(data.arms), 6)
    figure = look.blank(1.5 + len(shown) * between)
    axes = figure.subplots()
    _bands(data, len(shown), axes.axhspan)
    known: list[Interval | None] = []
    for height, row in enumerate(shown):
        for arm, interval in enumerate(row.intervals):
            if interval is not None:
                dots.whisker(axes, height + offset(arm, len(data.arms)), interval, arm)
                known.append(interval)
    dots.rows(axes, [row.site for row in shown], 28)
    dots.fit(axes, known, bounds=(0.0, 1.0))
    axes.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10]))
    look.write_axis(axes, lambda value: f"{100 * value:.4g}")
    axes.set_xlabel("Fill rate: share of demand served at once (%), mean and 95 % interval")
    some = len(shown) < data.site_count
    axes.set_title(
        f"The {len(shown)} of {data.site_count} sites with the lowest fill rate"
        if some
        else "Fill rate of every site, lowest first"
    )
    _legend(figure, data.arms)
    return look.settle(figure)


def _bands(data: WorstSites, count: int, span: object) -> None:
    """Shade every other row where several arms share one, so that the eye keeps the line."""
    if len(data.arms) > 1 and callable(span):
        for height in range(0, count, 2):
            span(height - 0.5, height + 0.5, color="#f4f4f4", zorder=0, linewidth=0)


def _legend(figure: Figure, arms: tuple[str, ...]) -> None:
    handles = [
        Line2D([], [], color=look.colour(i), marker=look.marker(i), markersize=dots.DOT_POINTS)
        for i in range(len(arms))
    ]
    figure.legend(
        handles,
        [look.label(arm, 80) for arm in arms],
        loc="outside upper left",
        ncols=1 if max(map(len, arms), default=0) > 36 else 2,
    )


def offset(arm: int, count: int) -> float:
    """Return how far from its row's middle an arm's dot stands.

    >>> [round(offset(arm, 2), 2) for arm in (0, 1)]
    [-0.15, 0.15]
    """
    return 0.6 * ((arm + 0.5) / count - 0.5)


def alt(data: WorstSites) -> str:
    """Return the figure in words."""
    shown = data.rows[:MOST_ROWS]
    if not shown:
        return "Dot plot of fill rates by site; no site has demand."
    first, last = shown[0], shown[-1]
    return (
        f"Dot plot of the fill rate of the {len(shown)} worst-served of {data.site_count} sites, "
        f"for {', '.join(data.arms)}: from {100 * lowest(first):.1f} % at {first.site} "
        f"to {100 * lowest(last):.1f} % at {last.site} (lowest arm of each)."
    )
