"""What a choice costs against how well it serves: which choices no other one beats in both."""

from collections.abc import Callable
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.figures import look
from experiments.figures.data import Interval

Ends = tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One setting of what is tried."""

    name: str
    cost: Interval
    service: Interval


@dataclass(frozen=True, kw_only=True)
class Frontier:
    """Choices by cost (less is better) and service (more is better)."""

    title: str
    cost_axis: str
    service_axis: str
    cost_written: Callable[[float], str]
    service_written: Callable[[float], str]
    service_ends: tuple[float, float]
    """Where service itself ends; whiskers go no further."""

    choices: tuple[Choice, ...]
    """In the order of what is turned up: neighbours are joined by a thin line."""


def efficient(choices: tuple[Choice, ...]) -> tuple[bool, ...]:
    """Return for each choice whether no other one costs no more and serves better, by the means."""
    return tuple(
        not any(
            other.cost.mean <= one.cost.mean
            and other.service.mean >= one.service.mean
            and (other.cost.mean, other.service.mean) != (one.cost.mean, one.service.mean)
            for other in choices
        )
        for one in choices
    )


@look.styled
def draw(data: Frontier) -> Figure:
    """Return the figure."""
    figure = look.blank(4.2)
    axes = figure.subplots()
    best = efficient(data.choices)
    for choice, is_best in zip(data.choices, best, strict=True):
        _mark(axes, choice, is_best)
    costs, services = ([getattr(c, n).mean for c in data.choices] for n in ("cost", "service"))
    axes.plot(costs, services, color=look.GREY, linewidth=0.8, zorder=1)
    axes.margins(0.15)
    _bound(axes, data.service_ends)
    look.write_axis(axes, data.cost_written)
    axes.yaxis.set_major_formatter(lambda value, _: data.service_written(value))
    axes.set_xlabel(data.cost_axis)
    axes.set_ylabel(data.service_axis)
    axes.set_title(data.title)
    handles = [
        Line2D([], [], color=look.colour(0), marker="o", linestyle="none"),
        Line2D(
            [], [], color=look.GREY, marker="s", markerfacecolor="white", linestyle="none"
        ),
    ]  # fmt: skip
    words = ["no other choice is better in both", "another choice is better in both"]
    figure.legend(handles, words, loc="outside upper left", ncols=2)
    return look.settle(figure)


def _bound(axes: Axes, ends: tuple[float, float]) -> None:
    """Cut the y axis a little beyond what service can be."""
    low, high = axes.get_ylim()
    room = (high - low) / 20
    axes.set_ylim(max(low, ends[0] - room), min(high, ends[1] + room))


def _mark(axes: Axes, choice: Choice, is_best: bool) -> None:
    colour = look.colour(0) if is_best else look.GREY
    x, y = choice.cost.mean, choice.service.mean
    for xs, ys in (
        (choice.cost.ends, [y] * len(choice.cost.ends)),
        ([x] * len(choice.service.ends), choice.service.ends),
    ):
        axes.plot(xs, ys, color=colour, linewidth=0.9, alpha=0.7, zorder=2)
    axes.plot(
        [x], [y], color=colour, marker="o" if is_best else "s", linestyle="none", zorder=3,
        markerfacecolor=colour if is_best else "white",
    )  # fmt: skip
    axes.annotate(
        choice.name, (x, y), xytext=(5, 4), textcoords="offset points", zorder=4,
        bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "linewidth": 0, "alpha": 0.7},
    )  # fmt: skip


def alt(data: Frontier) -> str:
    """Return the figure in words."""
    told = [
        f"{c.name} {data.cost_written(c.cost.mean)} and {data.service_written(c.service.mean)}"
        + ("" if is_best else " (beaten in both)")
        for c, is_best in zip(data.choices, efficient(data.choices), strict=True)
    ]
    return f"{data.service_axis} against {data.cost_axis}: {'; '.join(told)}."
