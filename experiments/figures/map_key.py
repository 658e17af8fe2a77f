"""What the marks of a map mean: kinds of site, lanes, and the places beyond its edge."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.figures import look, numbers
from experiments.figures.data import NetworkMap
from experiments.figures.frame import FarPlace, Frame

LANE = "#8a8a8a"
MOST_IN_KEY = 8
MOST_LETTERS = 78


def kinds(figure: Figure, data: NetworkMap) -> None:
    """Explain the shapes and the lines under the figure."""
    shown = [k for k in look.KIND_MARKERS if any(s.kind == k for s in data.sites)]
    asking = {s.kind for s in data.sites if s.fill_rate_share is not None}
    handles = [
        Line2D(
            [], [], linestyle="none", marker=look.KIND_MARKERS[kind], markersize=7,
            markerfacecolor="#9a9a9a" if kind in asking else "white",
            markeredgecolor=look.BLACK, markeredgewidth=0.6 if kind in asking else 1.4,
        )
        for kind in shown
    ]  # fmt: skip
    names = [f"{look.KIND_WORDS[k]} ({sum(s.kind == k for s in data.sites)})" for k in shown]
    if data.lanes:
        handles.append(Line2D([], [], color=LANE, linewidth=2))
        known = any(lane.units >= 0 for lane in data.lanes)
        names.append("lanes, wider with more units" if known else "lanes")
    figure.legend(handles, names, loc="outside lower left", ncols=3, columnspacing=1.2)


def height_inches(window: Frame) -> float:
    """Return how much room the words under the map take."""
    lines = min(len(window.far), MOST_IN_KEY) + 2 if window.far else 0
    return 0.16 * lines


def far(axes: Axes, data: NetworkMap, window: Frame) -> None:
    """Say under the map which far-away places the numbers at its edge stand for."""
    if not window.far:
        return
    lines = [
        f"{number}  {_names(data, place)}, about {_about(place.km)} km away"
        for number, place in enumerate(window.far[:MOST_IN_KEY], start=1)
    ]
    if more := len(window.far) - MOST_IN_KEY:
        lines += [f"and {more} more"] if more > 0 else []
    text = "\n".join(["Beyond the edge, in their direction:", *map(look.plain, lines)])
    axes.set_xlabel(f"Longitude (degrees)\n{text}", loc="left")


def _names(data: NetworkMap, place: FarPlace) -> str:
    """Return the names of the sites of a place, as many as fit on a line."""
    names = [data.sites[i].name for i in place.sites]
    shown = names[:1]
    for name in names[1:]:
        if len(", ".join([*shown, name])) > MOST_LETTERS - 32:
            break
        shown.append(name)
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _about(value: float) -> str:
    """Return a distance to two digits: it is from the middle of the map."""
    return numbers.number(float(f"{value:.2g}"))
