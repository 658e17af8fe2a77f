"""Capacity by week under disruption: what is left, what can be added, what plans add and use."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from experiments.figures import look

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Profile:
    """One kind of node, all of them together; arrays by week."""

    title: str
    usual: Floats
    there: Floats
    could_grow: Floats
    used: dict[str, Floats]
    """By plan."""

    grown: dict[str, Floats]
    """By plan that can grow."""


@dataclass(frozen=True, kw_only=True, eq=False)
class CapacityProfile:
    """Kinds of nodes side by side."""

    title: str
    profiles: tuple[Profile, ...]


@look.styled
def draw(data: CapacityProfile) -> Figure:
    """Return the figure: capacity and use above, growth below."""
    figure = look.blank(5.4)
    grid = figure.subplots(
        2, len(data.profiles), sharex=True, squeeze=False, height_ratios=(3, 2)
    )  # fmt: skip
    names = list(data.profiles[0].used)
    for column, profile in enumerate(data.profiles):
        _capacity(grid[0][column], profile, names)
        _growth(grid[1][column], profile, names)
    grid[0][0].set_ylabel("units a week")
    grid[1][0].set_ylabel("units added by the plan")
    figure.suptitle(data.title, x=0.01, ha="left", fontsize=10.0, fontweight="bold")
    handles: list[Patch | Line2D] = [
        Patch(facecolor="#c8c8c8", edgecolor="#8a8a8a"),
        Patch(facecolor="white", edgecolor="#8a8a8a", hatch="//"),
        Line2D([], [], color=look.BLACK, linewidth=1.0, linestyle=(0, (6, 2))),
        *(
            Line2D([], [], color=look.colour(i), linestyle=look.dashes(i), marker=look.marker(i))
            for i in range(len(names))
        ),
    ]
    words = ["left by disruption", "could be added", "usual capacity", *names]
    figure.legend(handles, words, loc="outside lower left", ncols=3)
    return look.settle(figure)


def _capacity(axes: Axes, profile: Profile, names: list[str]) -> None:
    weeks = np.arange(1, len(profile.usual) + 1)
    axes.bar(weeks, profile.there, width=0.8, color="#c8c8c8", edgecolor="#8a8a8a", linewidth=0.5)
    axes.bar(
        weeks, profile.could_grow, bottom=profile.there, width=0.8, color="white",
        edgecolor="#8a8a8a", hatch="//", linewidth=0.5,
    )  # fmt: skip
    axes.plot(weeks, profile.usual, color=look.BLACK, linewidth=1.0, linestyle=(0, (6, 2)))
    _lines(axes, profile.used, names)
    axes.set_title(profile.title, fontsize=look.SMALL_POINTS, fontweight="normal")
    axes.grid(visible=False, axis="x")


def _growth(axes: Axes, profile: Profile, names: list[str]) -> None:
    _lines(axes, profile.grown, names)
    axes.set_xticks(np.arange(1, len(profile.usual) + 1))
    axes.set_xlabel("week")
    axes.set_ylim(bottom=0)


def _lines(axes: Axes, series: dict[str, Floats], names: list[str]) -> None:
    for name, values in series.items():
        number = names.index(name)
        axes.plot(
            np.arange(1, len(values) + 1), values, color=look.colour(number),
            linestyle=look.dashes(number), marker=look.marker(number), markersize=4, linewidth=1.2,
        )  # fmt: skip


def alt(data: CapacityProfile) -> str:
    """Return the figure in words."""
    told = []
    for profile in data.profiles:
        worst = int(np.argmin(profile.there))
        grown = {name: float(values.sum()) for name, values in profile.grown.items()}
        words = ", ".join(f"{name} adds {value:,.0f}" for name, value in grown.items())
        told.append(
            f"{profile.title}: least in week {worst + 1}, {profile.there[worst]:,.0f} of "
            f"{profile.usual[worst]:,.0f} units; over all weeks {words}"
        )
    return f"Capacity by week. {'; '.join(told)}."
