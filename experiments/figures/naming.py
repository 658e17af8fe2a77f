"""Names on a map, each put where it covers least of the others and of the places."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

from matplotlib.axes import Axes

from experiments.figures import look

POINTS_PER_LETTER = 0.62 * look.SMALL_POINTS
LINE_POINTS = 1.25 * look.SMALL_POINTS
GAP_POINTS = 7.0
DOT_POINTS = 5.0
"""Half the width of a place."""

LEADER = {"arrowstyle": "-", "linewidth": 0.7, "color": look.GREY, "shrinkB": 3}
MOST_COVERED_SHARE = 0.05
"""A name that can be spared is left out where it would cover more than this of itself."""

Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Name:
    """A text beside a place."""

    text: str
    place: tuple[float, float]
    bold: bool = False
    needed: bool = True
    """Whether it is written even where it must cover something."""


def place_names(axes: Axes, names: Sequence[Name], places: Sequence[tuple[float, float]]) -> None:
    """Write the names; the axes' limits and size must stand.

    Each name in turn takes, of the positions around its place, the one that overlaps
    least with the map's edge, with names already written and with other places.
    """
    points = 72.0 / axes.figure.get_dpi()
    pixels = axes.transData.transform(list(places) or [(0.0, 0.0)])
    dots = [_around(float(x) * points, float(y) * points) for x, y in pixels]
    window = tuple(float(v) * points for v in axes.get_window_extent().extents)
    taken: list[Rectangle] = []
    for name in names:
        x, y = (float(v) * points for v in axes.transData.transform(name.place))
        width = POINTS_PER_LETTER * len(name.text) * (1.15 if name.bold else 1.0)
        costs = [(_cost(b, taken, dots, _as_box(window)), b) for b in _positions(x, y, width)]
        cost, best = min(costs, key=lambda pair: pair[0])
        if cost > MOST_COVERED_SHARE * width * LINE_POINTS and not name.needed:
            continue
        taken.append(best)
        _write(axes, name, best, (x, y))


def _write(axes: Axes, name: Name, box: Rectangle, dot: tuple[float, float]) -> None:
    """Write a name in the middle of its rectangle, with a line to its place if that is not near."""
    x, y = dot
    gap = hypot(max(box[0] - x, 0.0, x - box[2]), max(box[1] - y, 0.0, y - box[3]))
    axes.annotate(
        look.plain(name.text), name.place,
        ((box[0] + box[2]) / 2 - x, (box[1] + box[3]) / 2 - y),
        textcoords="offset points", ha="center", va="center", zorder=6,
        fontweight="bold" if name.bold else "normal", annotation_clip=False,
        arrowprops=LEADER if gap > 1.6 * GAP_POINTS or not name.needed else None,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4, "alpha": 0.7},
    )  # fmt: skip


def _around(x: float, y: float) -> Rectangle:
    return x - DOT_POINTS, y - DOT_POINTS, x + DOT_POINTS, y + DOT_POINTS


def _as_box(values: tuple[float, ...]) -> Rectangle:
    return values[0], values[1], values[2], values[3]


def _positions(x: float, y: float, width: float) -> list[Rectangle]:
    """Return rectangles around a point: right, left, above, below, corners; near, then far."""
    found = []
    for gap in (GAP_POINTS, 2.5 * GAP_POINTS, 4 * GAP_POINTS):
        lefts = (x + gap, x - gap - width, x - width / 2, x - width / 4, x - 3 * width / 4)
        lows = (y - LINE_POINTS / 2, y + gap, y - gap - LINE_POINTS)
        found += [
            (left, low, left + width, low + LINE_POINTS)
            for low in lows
            for left in lefts
            if not (low == lows[0] and left > x - gap - width and left < x + gap)
        ]
    return found


def _cost(
    box: Rectangle, taken: Sequence[Rectangle], dots: Sequence[Rectangle], window: Rectangle
) -> float:
    area = (box[2] - box[0]) * (box[3] - box[1])
    outside = area - _overlap(box, window)
    return (
        6 * outside
        + 6 * sum(_overlap(box, other) for other in taken)
        + 4 * sum(_overlap(box, dot) for dot in dots)
    )


def _overlap(a: Rectangle, b: Rectangle) -> float:
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    return max(0.0, wide) * max(0.0, high)
