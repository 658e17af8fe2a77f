"""A front of two or three objectives: the third as colour and size of the marks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.colors import ListedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from experiments.figures import look

Floats = NDArray[np.float64]

SMALLEST_POINTS, LARGEST_POINTS = 4.0, 11.0
"""Across a mark, where the third objective is least and most."""

PALETTE = ListedColormap(colormaps["viridis_r"](np.linspace(0.08, 1.0, 256)))
"""From light to dark in step with its numbers, so that grey print keeps the order."""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How one objective is shown."""

    name: str
    """As it stands in a sentence."""

    unit: str
    written: Callable[[float], str]
    """A value without its unit."""

    more_is_better: bool = False

    @property
    def axis(self) -> str:
        """Return the label of an axis."""
        better = "more" if self.more_is_better else "less"
        return f"{self.name[:1].upper()}{self.name[1:]} ({self.unit}), {better} is better"

    def told(self, value: float) -> str:
        """Return a value in words."""
        return f"{self.name} {self.written(value)} {self.unit}"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One plan on the front."""

    across: float
    up: float
    third: float | None = None
    proved: float | None = None
    """No plan held to the same is below this on the vertical axis; None: nothing is proved."""


@dataclass(frozen=True, kw_only=True)
class TradeOffFigure:
    """A front."""

    title: str
    across: Scale
    up: Scale
    third: Scale | None
    marks: tuple[Mark, ...]
    ideal: tuple[float, float]
    """The best value of either axis found anywhere: together out of reach."""


@look.styled
def draw(data: TradeOffFigure) -> Figure:
    """Return the figure."""
    figure = look.blank(4.4)
    axes = figure.subplots()
    _proofs(axes, data)
    axes.plot(
        *data.ideal, marker="*", markersize=11, linestyle="none", color=look.GREY,
        markerfacecolor="white", zorder=2, gid="ideal",
    )  # fmt: skip
    if data.third is None:
        _stairs(axes, data)
    else:
        _coloured(figure, axes, data, data.third)
    axes.margins(0.08)
    look.write_axis(axes, data.across.written)
    axes.yaxis.set_major_formatter(lambda value, _: data.up.written(value))
    axes.set_xlabel(data.across.axis)
    axes.set_ylabel(data.up.axis)
    axes.set_title(data.title)
    _legend(figure, data)
    return look.settle(figure)


def _proofs(axes: Axes, data: TradeOffFigure) -> None:
    """Draw thin lines from the plans down to what is proved of them."""
    lines = [[(m.across, m.proved), (m.across, m.up)] for m in data.marks if m.proved is not None]
    axes.add_collection(
        LineCollection(lines, colors=look.GREY, linewidths=0.7, zorder=1, gid="proved")
    )


def _stairs(axes: Axes, data: TradeOffFigure) -> None:
    """Draw the plans, and the edge of what they dominate."""
    marks = sorted(data.marks, key=lambda m: m.across)
    across, up = [m.across for m in marks], [m.up for m in marks]
    where: Literal["pre", "post"] = "pre" if data.across.more_is_better else "post"
    axes.step(across, up, where=where, color=look.colour(0), linewidth=0.9, alpha=0.6, zorder=2)
    axes.plot(
        across, up, marker="o", markersize=5.5, linestyle="none", color=look.colour(0),
        markeredgecolor="white", markeredgewidth=0.6, zorder=3, gid="plans",
    )  # fmt: skip


def _coloured(figure: Figure, axes: Axes, data: TradeOffFigure, third: Scale) -> None:
    values = np.array([mark.third for mark in data.marks], dtype=float)
    norm = _norm(values)
    # the largest first, so that no small one is hidden
    order = np.argsort(-values, kind="stable")
    axes.scatter(
        [data.marks[i].across for i in order],
        [data.marks[i].up for i in order],
        c=values[order], s=_size(norm(values[order])) ** 2, cmap=PALETTE, norm=norm,
        edgecolors=look.BLACK, linewidths=0.6, zorder=3, gid="plans",
    )  # fmt: skip
    bar = figure.colorbar(ScalarMappable(norm=norm, cmap=PALETTE), ax=axes, pad=0.02, aspect=28)
    bar.outline.set_linewidth(0.6)
    bar.set_label(third.axis)
    bar.ax.yaxis.set_major_formatter(lambda value, _: third.written(value))


def _norm(values: Floats) -> Normalize:
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    return Normalize(low, high if high > low else low + (abs(low) or 1.0))


def _size(share: Floats) -> Floats:
    """Return the width of marks in points."""
    return SMALLEST_POINTS + (LARGEST_POINTS - SMALLEST_POINTS) * np.asarray(share)


def _legend(figure: Figure, data: TradeOffFigure) -> None:
    keys = _sizes(data.marks, data.third) if data.third else _plans()
    if any(mark.proved is not None for mark in data.marks):
        keys.append((Line2D([], [], color=look.GREY, linewidth=0.7), "down to what is proved"))
    star = Line2D(
        [], [], color=look.GREY, marker="*", markersize=10, markerfacecolor="white",
        linestyle="none",
    )  # fmt: skip
    keys.append((star, "ideal, out of reach"))
    handles, words = zip(*keys, strict=True)
    figure.legend(handles, words, loc="outside upper left", ncols=2 if data.third else 3)


def _plans() -> list[tuple[Line2D, str]]:
    mark = Line2D([], [], color=look.colour(0), marker="o", linestyle="none")
    return [(mark, "plan that no other one beats")]


def _sizes(marks: tuple[Mark, ...], third: Scale) -> list[tuple[Line2D, str]]:
    """Return marks of the least and the most of the third objective."""
    values = np.array([mark.third for mark in marks], dtype=float)
    norm, keys = _norm(values), []
    for value in np.unique([values.min(), values.max()]) if len(values) else ():
        share = float(norm(value))
        mark = Line2D(
            [], [], marker="o", linestyle="none", markersize=float(_size(np.array(share))),
            markerfacecolor=PALETTE(share), markeredgecolor=look.BLACK, markeredgewidth=0.6,
        )  # fmt: skip
        keys.append((mark, third.told(float(value))))
    return keys


def alt(data: TradeOffFigure) -> str:
    """Return the figure in words."""
    marks = sorted(data.marks, key=lambda m: m.across)
    scales = [data.across, data.up, *([data.third] if data.third else [])]
    head = f"Front of {len(marks)} plans by {', '.join(s.name for s in scales)}."
    if not marks:
        return head
    least = min(marks, key=lambda m: m.up)
    return (
        f"{head} At the left end {_where(data, marks[0])}; at the right end "
        f"{_where(data, marks[-1])}; lowest {_where(data, least)}."
    )


def _where(data: TradeOffFigure, mark: Mark) -> str:
    parts = [data.across.told(mark.across), data.up.told(mark.up)]
    if data.third is not None and mark.third is not None:
        parts.append(data.third.told(mark.third))
    return ", ".join(parts)
