"""The map of a network: who is served how well, and over which lanes."""

from math import sqrt

from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.figures import look, numbers
from experiments.figures.data import MapLane, MapSite, NetworkMap
from experiments.figures.frame import Frame, frame
from experiments.figures.naming import Name, place_names

SHADES = "cividis"
"""Even steps of lightness: as clear in grey, and to every common kind of sight."""

WORST_NAMED = 3
MOST_NAMED = 12
MOST_IN_KEY = 8
LANE = "#8a8a8a"
AREAS = {"main-dc": 160, "warehouse": 160, "primary-plant": 130, "plant": 130}
"""In square points; a depot stays seen behind a hub in the same town."""


@look.styled
def draw(data: NetworkMap) -> Figure:
    """Return the figure."""
    window = frame(data)
    shape = (window.north - window.south) * window.aspect / (window.east - window.west)
    if data.schematic:
        shape = 0.7
    figure = look.blank(min(max(5.3 * shape, 2.6), 7.0) + 1.5)
    axes = figure.subplots()
    shades = Normalize(_lowest(data), 1.0)
    _lanes(axes, data, window)
    _sites(axes, data, window, shades)
    _ticks(axes, data, window)
    axes.set_title(look.label(f"Fill rate by place: {data.name}", 80))
    if any(s.fill_rate_share is not None for s in data.sites):
        bar = figure.colorbar(
            ScalarMappable(shades, SHADES), ax=axes, shrink=0.8, aspect=28, pad=0.02,
            format=FuncFormatter(lambda value, _: f"{100 * value:.4g}"),
        )  # fmt: skip
        bar.set_label("Fill rate: served at once (%)")
    _legend(figure, data)
    _key(axes, data, window)
    look.settle(figure)
    place_names(axes, _names(data, window), [window.places[i] for i in range(len(data.sites))])
    return figure


def _lowest(data: NetworkMap) -> float:
    if data.lowest_share is not None:
        return data.lowest_share
    return colour_floor([s.fill_rate_share for s in data.sites if s.fill_rate_share is not None])


def colour_floor(shares: list[float]) -> float:
    """Return the lower end of the colours: a whole 5 % at or below the worst share.

    >>> colour_floor([0.97, 0.83]), colour_floor([])
    (0.8, 0.9)
    """
    worst = min(shares, default=0.9)
    return min(0.95, int(worst * 20 + 1e-9) / 20)


def _lanes(axes: Axes, data: NetworkMap, window: Frame) -> None:
    """Draw lanes as lines as wide as their flow; those from beyond the edge thin and dashed."""
    near = [_ends_far(lane, window) == 0 for lane in data.lanes]
    most = max((n.units for n, is_near in zip(data.lanes, near, strict=True) if is_near), default=0)
    for lane in data.lanes:
        far = _ends_far(lane, window)
        if far == 2:
            continue
        (x0, y0), (x1, y1) = window.places[lane.origin], window.places[lane.destination]
        used = sqrt(lane.units / most) if most > 0 and lane.units >= 0 and not far else 0.2
        axes.plot(
            [x0, x1], [y0, y1], color=LANE, linewidth=0.4 + 2.6 * used, zorder=1,
            linestyle=(0, (4, 2)) if far else "-", alpha=0.7, gid="lane",
        )  # fmt: skip


def _ends_far(lane: MapLane, window: Frame) -> int:
    return (lane.origin in window.far_km) + (lane.destination in window.far_km)


def _sites(axes: Axes, data: NetworkMap, window: Frame, shades: Normalize) -> None:
    """Draw depots as large open shapes, and patients' places filled by their fill rate on top."""
    for site, (x, y) in zip(data.sites, window.places, strict=True):
        marker = look.KIND_MARKERS.get(site.kind, "o")
        if site.fill_rate_share is None:
            axes.scatter(
                [x], [y], s=AREAS.get(site.kind, 85), marker=marker, facecolors="white",
                edgecolors=look.BLACK, linewidths=1.4, zorder=3, clip_on=False, gid="site",
            )  # fmt: skip
        else:
            axes.scatter(
                [x], [y], s=30 if site.kind == "clinic" else 70, marker=marker,
                c=[site.fill_rate_share], cmap=SHADES, norm=shades, edgecolors=look.BLACK,
                linewidths=0.6, zorder=4, clip_on=False, gid="site",
            )  # fmt: skip


def _names(data: NetworkMap, window: Frame) -> list[Name]:
    """Return what is named on the map: a few depots, the worst-served places, far numbers."""
    depots = [
        i for i, s in enumerate(data.sites)
        if s.fill_rate_share is None and i not in window.far_km
    ]  # fmt: skip
    found = [
        Name(text=str(number), place=window.places[i], bold=True)
        for number, i in enumerate(sorted(window.far_km), start=1)
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


def _legend(figure: Figure, data: NetworkMap) -> None:
    kinds = [k for k in look.KIND_MARKERS if any(s.kind == k for s in data.sites)]
    asking = {s.kind for s in data.sites if s.fill_rate_share is not None}
    handles = [
        Line2D(
            [], [], linestyle="none", marker=look.KIND_MARKERS[kind], markersize=7,
            markerfacecolor="#9a9a9a" if kind in asking else "white",
            markeredgecolor=look.BLACK, markeredgewidth=0.6 if kind in asking else 1.4,
        )
        for kind in kinds
    ]  # fmt: skip
    names = [f"{look.KIND_WORDS[k]} ({sum(s.kind == k for s in data.sites)})" for k in kinds]
    if data.lanes:
        handles.append(Line2D([], [], color=LANE, linewidth=2))
        known = any(lane.units >= 0 for lane in data.lanes)
        names.append("lanes, wider with more units" if known else "lanes")
    figure.legend(handles, names, loc="outside lower left", ncols=3, columnspacing=1.2)


def _key(axes: Axes, data: NetworkMap, window: Frame) -> None:
    """Say under the map which far-away places the numbers at its edge stand for."""
    far = sorted(window.far_km)
    lines = [
        f"{number}  {data.sites[i].name}, {_about(window.far_km[i])} km away"
        for number, i in enumerate(far[:MOST_IN_KEY], start=1)
    ]
    if len(far) > MOST_IN_KEY:
        lines.append(f"and {len(far) - MOST_IN_KEY} more beyond the edge")
    if not lines:
        return
    rows = ["     ".join(lines[i : i + 2]) for i in range(0, len(lines), 2)]
    text = "Beyond the edge, in their direction:\n" + "\n".join(map(look.plain, rows))
    axes.set_xlabel(f"Longitude (degrees)\n{text}", loc="left")


def _about(value: float) -> str:
    """Return a distance to two digits: it is from the middle of the map."""
    return numbers.number(float(f"{value:.2g}"))


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
