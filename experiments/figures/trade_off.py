"""A front of two or three objectives: the third as colour and size of the marks."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.colors import ListedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.figures import look

SMALLEST_POINTS, LARGEST_POINTS = 4.0, 11.0
"""Across a mark, where the third objective is least and most."""

PALETTE = ListedColormap(colormaps["viridis_r"](np.linspace(0.08, 1.0, 256)))
"""From light to dark in step with its numbers, so that grey print keeps the order."""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How one objective is shown."""

    label: str
    """What it is, with its unit."""

    name: str
    """What it is, as it stands in a sentence."""

    written: Callable[[float], str]
    """A value along an axis that names the unit."""

    more_is_better: bool = False


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
    axes.set_xlabel(_axis(data.across))
    axes.set_ylabel(_axis(data.up))
    axes.set_title(data.title)
    _legend(figure, data)
    return look.settle(figure)


def _axis(scale: Scale) -> str:
    return f"{scale.label}, {'more' if scale.more_is_better else 'less'} is better"


def _proofs(axes: Axes, data: TradeOffFigure) -> None:
    """Draw thin lines from the plans down to what is proved of them."""
    lines = [
        [(m.across, m.proved), (m.across, m.up)] for m in data.marks if m.proved is not None
    ]
    axes.add_collection(
        LineCollection(lines, colors=look.GREY, linewidths=0.7, zorder=1, gid="proved")
    )


def _stairs(axes: Axes, data: TradeOffFigure) -> None:
    """Draw the plans, and the edge of what they dominate."""
    marks = sorted(data.marks, key=lambda m: m.across)
    across, up = [m.across for m in marks], [m.up for m in marks]
    where = "pre" if data.across.more_is_better else "post"
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
    bar.outline.set_linewidth(0.6)  # type: ignore[operator]
    bar.set_label(_axis(third))
    bar.ax.yaxis.set_major_formatter(lambda value, _: third.written(value))


def _norm(values: "np.typing.NDArray[np.float64]") -> Normalize:
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    return Normalize(low, high if high > low else low + (abs(low) or 1.0))


def _size(share: "np.typing.NDArray[np.float64]") -> "np.typing.NDArray[np.float64]":
    """Return the width of marks in points."""
    return SMALLEST_POINTS + (LARGEST_POINTS - SMALLEST_POINTS) * np.asarray(share)


def _legend(figure: Figure, data: TradeOffFigure) -> None:
    handles, words = [], []
    if data.third is None:
        handles.append(Line2D([], [], color=look.colour(0), marker="o", linestyle="none"))
        words.append("plan that no other one beats")
    else:
        values = np.array([mark.third for mark in data.marks], dtype=float)
        norm = _norm(values)
        for value in sorted({float(norm.vmin or 0.0), float(norm.vmax or 0.0)}):
            share = norm(np.array([value]))
            handles.append(
                Line2D(
                    [], [], marker="o", linestyle="none", markersize=float(_size(share)[0]),
                    markerfacecolor=PALETTE(float(share[0])), markeredgecolor=look.BLACK,
                    markeredgewidth=0.6,
                )  # fmt: skip
            )
            words.append(f"{data.third.name} {data.third.written(value)}")
    if any(mark.proved is not None for mark in data.marks):
        handles.append(Line2D([], [], color=look.GREY, linewidth=0.7))
        words.append("down to what is proved")
    handles.append(
        Line2D(
            [], [], color=look.GREY, marker="*", markersize=10, markerfacecolor="white",
            linestyle="none",
        )  # fmt: skip
    )
    words.append("ideal, out of reach")
    figure.legend(handles, words, loc="outside upper left", ncols=len(handles))


def alt(data: TradeOffFigure) -> str:
    """Return the figure in words."""
    marks = sorted(data.marks, key=lambda m: m.across)
    scales = [data.across, data.up, *([data.third] if data.third else [])]
    told = f"Front of {len(marks)} plans: " + " against ".join(s.name for s in scales) + "."
    if not marks:
        return told
    ends = {"first": marks[0], "last": marks[-1], "least": min(marks, key=lambda m: m.up)}
    parts = [
        f"{word} {_where(data, mark)}"
        for word, mark in (
            (f"at the left end", ends["first"]),
            (f"at the right end", ends["last"]),
            (f"with the least {data.up.name}", ends["least"]),
        )
    ]
    return f"{told} {'; '.join(parts).capitalize()}."


def _where(data: TradeOffFigure, mark: Mark) -> str:
    parts = [
        f"{data.across.name} {data.across.written(mark.across)}",
        f"{data.up.name} {data.up.written(mark.up)}",
    ]
    if data.third is not None and mark.third is not None:
        parts.append(f"{data.third.name} {data.third.written(mark.third)}")
    return ", ".join(parts)
