"""The most critical sites and lanes: what their failure costs, as bars with 95 % intervals."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from experiments.figures import dots, look, numbers
from experiments.figures.data import CriticalPlace, CriticalPlaces

MOST_BARS = 15
NAME_LETTERS = 26
KINDS = ("site", "lane")
LIGHT = 0.75
"""How far a bar's colour goes towards white, so that whiskers and hatches show on it."""


@look.styled
def draw(data: CriticalPlaces) -> Figure:
    """Return the figure."""
    shown = data.places[:MOST_BARS]
    names = [place.name for place in shown]
    rows = dots.row_inches(names, NAME_LETTERS) if shown else 0.38
    figure = look.blank(1.75 + rows * len(shown))
    axes = figure.subplots()
    for height, place in enumerate(shown):
        _bar(axes, height, place)
    dots.rows(axes, names, NAME_LETTERS)
    dots.fit(axes, [place.lost for place in shown], 0.0)
    axes.axvline(0, color=look.BLACK, linewidth=0.8)
    _beside(axes, data.measure, shown)
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    look.write_axis(axes, numbers.short)
    axes.set_xlabel("Demand no longer served at once (units), mean and 95 % interval")
    axes.set_title(look.label(f"{_title(data)}: {data.name}", 54))
    figure.legend(_handles(shown), [f"{kind}s" for kind in _kinds(shown)],
                  loc="outside upper left", ncols=2)  # fmt: skip
    figure.supxlabel(
        f"Each out alone: {data.outage}. Replications, each beside the undisturbed chain: "
        f"{data.replications}.",
        fontsize=look.SMALL_POINTS,
        color=look.GREY,
    )
    return look.settle(figure)


def _beside(axes: Axes, measure: str, shown: tuple[CriticalPlace, ...]) -> None:
    """Write the rank by the graph measure at the right of each bar."""
    beside = axes.secondary_yaxis("right")
    beside.set_yticks(range(len(shown)), [_rank(place) for place in shown])
    beside.tick_params(length=0)
    beside.spines["right"].set_visible(False)
    axes.annotate(
        look.label(f"rank by {measure}", 16), (1.0, 1.0), (4, 2), va="bottom",
        xycoords="axes fraction", textcoords="offset points", color=look.GREY,
    )  # fmt: skip


def _rank(place: CriticalPlace) -> str:
    return "none" if place.graph_rank is None else str(place.graph_rank)


def _title(data: CriticalPlaces) -> str:
    shown = min(MOST_BARS, len(data.places))
    if shown == data.place_count:
        return f"{_listed(data.places).capitalize()}, the most critical first"
    return f"The {shown} most critical of {data.place_count} {_listed(data.places)}"


def _listed(places: tuple[CriticalPlace, ...]) -> str:
    return " and ".join(f"{kind}s" for kind in _kinds(places)) or "places"


def _kinds(places: tuple[CriticalPlace, ...]) -> list[str]:
    return [kind for kind in KINDS if any(place.kind == kind for place in places)]


def _face(kind: str) -> dict[str, str]:
    number = KINDS.index(kind)
    return {
        "facecolor": _lighter(look.colour(number)),
        "edgecolor": look.colour(number),
        "hatch": look.HATCHES[number],
    }


def _lighter(colour: str) -> str:
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * (1 - LIGHT)):02x}" for part in parts)


def _bar(axes: Axes, height: int, place: CriticalPlace) -> None:
    """Draw the mean as a bar with its interval."""
    face = _face(place.kind)
    axes.barh(
        height, place.lost.mean, height=0.62, linewidth=0.8, zorder=2, gid="bar",
        facecolor=face["facecolor"], edgecolor=face["edgecolor"], hatch=face["hatch"],
    )  # fmt: skip
    ends = place.lost.ends
    axes.plot(
        ends, [height] * len(ends), color=look.BLACK, linewidth=1.2, marker="|",
        markersize=6, solid_capstyle="butt", zorder=3, gid="whisker",
    )  # fmt: skip


def _handles(places: tuple[CriticalPlace, ...]) -> list[Patch]:
    faces = [_face(kind) for kind in _kinds(places)]
    return [
        Patch(facecolor=f["facecolor"], edgecolor=f["edgecolor"], hatch=f["hatch"]) for f in faces
    ]


def alt(data: CriticalPlaces) -> str:
    """Return the figure in words."""
    if not data.places:
        return "Bar chart of critical sites and lanes; none was put out."
    said = [
        f"{place.kind} {place.name} {numbers.number(place.lost.mean)} ({_rank(place)})"
        for place in data.places[:MOST_BARS]
    ]
    return (
        f"Bar chart with 95 % intervals. {_title(data)}, of {data.name}, by units of demand no "
        f"longer served at once when each is out alone ({data.outage}), "
        f"with its rank by {data.measure}: {'; '.join(said)}."
    )
