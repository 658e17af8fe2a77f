"""The map of a network: who is served how well, and over which lanes."""

from math import ceil, floor, sqrt

from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.colors import BoundaryNorm
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.figures import look, map_key, numbers
from experiments.figures.data import MapLane, MapSite, NetworkMap
from experiments.figures.frame import Frame, frame
from experiments.figures.naming import Name, place_names

SHADES = "cividis"
"""Even steps of lightness: as clear in grey, and to every common kind of sight."""

COLOURS = 256
LARGEST = 95.0
"""Square points of a place in the lowest class."""

WORST_NAMED = 3
MOST_NAMED = 12
LANE = map_key.LANE
AREAS = {"main-dc": 160, "warehouse": 160, "primary-plant": 130, "plant": 130}
"""In square points; a depot stays seen behind a hub in the same town."""


@look.styled
def draw(data: NetworkMap) -> Figure:
    """Return the figure."""
    window = frame(data)
    shape = (window.north - window.south) * window.aspect / (window.east - window.west)
    if data.schematic:
        shape = min(0.7, 0.12 + 0.08 * _most_in_a_column(data))
    figure = look.blank(min(max(5.3 * shape, 1.4), 7.0) + 1.15 + map_key.height_inches(window))
    axes = figure.subplots()
    ends = classes(*_scale(data))
    shades = BoundaryNorm(ends, COLOURS)
    _lanes(axes, data, window)
    _sites(axes, data, window, shades)
    _ticks(axes, data, window)
    above = any(window.places[one.sites[0]][1] >= window.north for one in window.far)
    axes.set_title(look.label(f"Fill rate by place: {data.name}", 58), pad=12 if above else 6)
    if any(s.fill_rate_share is not None for s in data.sites):
        bar = figure.colorbar(
            ScalarMappable(shades, SHADES), ax=axes, shrink=0.8, aspect=20, pad=0.02, ticks=ends,
            format=FuncFormatter(lambda value, _: f"{100 * value:.4g}"),
        )  # fmt: skip
        bar.set_label("Fill rate: served at once (%);\nlarger marks are lower")
    map_key.kinds(figure, data)
    map_key.far(axes, data, window)
    look.settle(figure)
    axes.apply_aspect()  # else it is first done when the figure is written, and all places move
    place_names(axes, _names(data, window), [window.places[i] for i in range(len(data.sites))])
    return figure


def _most_in_a_column(data: NetworkMap) -> int:
    columns = [site.longitude_deg for site in data.sites]
    return max((columns.count(column) for column in set(columns)), default=1)


def _scale(data: NetworkMap) -> tuple[float, float]:
    shares = [s.fill_rate_share for s in data.sites if s.fill_rate_share is not None]
    return data.scale or colour_scale(shares)


def colour_scale(shares: list[float]) -> tuple[float, float]:
    """Return the ends of the colours: round shares about those there are, 2 % apart at least.

    >>> colour_scale([0.97, 0.83]), colour_scale([0.991, 0.985]), colour_scale([])
    ((0.8, 1.0), (0.98, 1.0), (0.0, 1.0))
    """
    if not shares:
        return 0.0, 1.0
    worst, best = min(shares), max(shares)
    step = 5 if best - worst > 0.1 else 2 if best - worst > 0.02 else 1
    low = step * floor(100 * worst / step + 1e-9)
    high = min(100, max(low + 2, step * ceil(100 * best / step - 1e-9)))
    return min(low, high - 2) / 100, high / 100


def classes(low: float, high: float) -> list[float]:
    """Return the ends of about four classes of fill rate, whose colours and sizes tell them apart.

    >>> classes(0.92, 1.0), classes(0.5, 1.0)
    ([0.92, 0.94, 0.96, 0.98, 1.0], [0.5, 0.6, 0.7, 0.8, 0.9, 1.0])
    """
    count = next((n for n in (4, 5, 3) if round(100 * (high - low)) % n == 0), 4)
    return [round(low + k * (high - low) / count, 4) for k in range(count + 1)]


def _lanes(axes: Axes, data: NetworkMap, window: Frame) -> None:
    """Draw lanes as lines as wide as their flow; those from beyond the edge thin and dashed."""
    far = window.far_sites
    near = [n for n in data.lanes if n.origin not in far and n.destination not in far]
    inbound = [n for n in data.lanes if (n.origin in far) != (n.destination in far)]
    most = max((lane.units for lane in near), default=0.0)
    for lanes, line, gid in ((near, "-", "lane"), (inbound, (0, (4, 2)), "far lane")):
        widths = [1.0 if line != "-" else 0.4 + 2.6 * _used(lane, most) for lane in lanes]
        ends = [(window.places[n.origin], window.places[n.destination]) for n in lanes]
        axes.add_collection(
            LineCollection(
                ends, colors=LANE, linewidths=widths, linestyles=[line], alpha=0.7, zorder=1,
                gid=gid,
            ),
            autolim=False,
        )  # fmt: skip


def _used(lane: MapLane, most: float) -> float:
    return sqrt(lane.units / most) if most > 0 and lane.units >= 0 else 0.2


def _sites(axes: Axes, data: NetworkMap, window: Frame, shades: BoundaryNorm) -> None:
    """Draw depots as large open shapes, and patients' places filled by their fill rate on top."""
    groups: dict[tuple[str, bool], list[int]] = {}
    for i, site in enumerate(data.sites):
        groups.setdefault((site.kind, site.fill_rate_share is not None), []).append(i)
    for (kind, asks), members in groups.items():
        x, y = zip(*(window.places[i] for i in members), strict=True)
        marker = look.KIND_MARKERS.get(kind, "o")
        if asks:
            axes.scatter(
                x, y, s=[_area(data.sites[i], kind, shades) for i in members], marker=marker,
                c=[data.sites[i].fill_rate_share or 0.0 for i in members], cmap=SHADES,
                norm=shades, edgecolors=look.BLACK, linewidths=0.6, zorder=4, clip_on=False,
                gid=f"site {kind}",
            )  # fmt: skip
        else:
            axes.scatter(
                x, y, s=AREAS.get(kind, 85), marker=marker, facecolors="white",
                edgecolors=look.BLACK, linewidths=1.4, zorder=2.5 if kind in AREAS else 3,
                clip_on=False, gid=f"site {kind}",
            )  # fmt: skip


def _area(site: MapSite, kind: str, shades: BoundaryNorm) -> float:
    """Return the size of a mark in square points: the lower the class, the larger."""
    ends = [float(end) for end in shades.boundaries]
    below = sum(end <= (site.fill_rate_share or 0.0) for end in ends[1:-1])
    return (1.0 if kind == "clinic" else 1.6) * LARGEST / (1 + below)


def _names(data: NetworkMap, window: Frame) -> list[Name]:
    """Return what is named on the map: a few depots, the worst-served places, far numbers."""
    depots = [
        i for i, s in enumerate(data.sites)
        if s.fill_rate_share is None and i not in window.far_sites
    ]  # fmt: skip
    found = [
        Name(text=str(number), place=window.places[one.sites[0]], bold=True)
        for number, one in enumerate(window.far, start=1)
    ]
    if len(depots) <= MOST_NAMED:
        found += [Name(text=data.sites[i].name, place=window.places[i], bold=True) for i in depots]
    found += [
        Name(
            text=f"{s.name} {numbers.share(s.fill_rate_share)}",
            place=window.places[i],
            needed=False,
        )
        for i, s in _worst(data)
    ]
    return found


def _worst(data: NetworkMap) -> list[tuple[int, MapSite]]:
    asking = [(i, s) for i, s in enumerate(data.sites) if s.fill_rate_share is not None]
    asking.sort(key=lambda pair: (pair[1].fill_rate_share or 0.0, pair[1].name))
    return asking[:WORST_NAMED]


def _ticks(axes: Axes, data: NetworkMap, window: Frame) -> None:
    axes.set_xlim(window.west, window.east)
    axes.set_ylim(window.south, window.north)
    if data.schematic:
        axes.set_xticks([])
        axes.set_yticks([])
        axes.set_xlabel("Drawn by echelon from the source to the patients; no coordinates given")
        return
    axes.set_aspect(window.aspect)
    axes.set_xlabel("Longitude (degrees)")
    axes.set_ylabel("Latitude (degrees)")
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: _degrees(v, "E", "W")))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: _degrees(v, "N", "S")))


def _degrees(value: float, positive: str, negative: str) -> str:
    return f"{abs(value):.4g}° {positive if value >= 0 else negative}"


def alt(data: NetworkMap) -> str:
    """Return the figure in words."""
    asking = [s for s in data.sites if s.fill_rate_share is not None]
    worst = ", ".join(f"{s.name} {numbers.share(s.fill_rate_share)}" for _, s in _worst(data))
    kind = "Diagram" if data.schematic else "Map"
    text = (
        f"{kind} of {data.name}: {len(data.sites)} places and {len(data.lanes)} lanes; "
        f"{len(asking)} places where patients ask, coloured by fill rate."
    )
    if worst:
        text += f" Lowest: {worst}."
    if data.left_out:
        text += f" {len(data.left_out)} places without coordinates are not shown."
    return text
