"""Small multiples: many curves over one parameter each, a few panels to a page."""

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.figures import look, numbers

COLUMNS = 2
PANEL_INCHES = 2.5
NOTE_POINTS = 7.5
NOTE_LETTERS = 48
MARKER_POINTS = 4.0


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Curves over one parameter."""

    title: str
    note: str
    """One or two lines under the title."""

    x_axis: str
    y_axis: str
    at: tuple[float, ...]
    curves: tuple[tuple[str, tuple[float, ...]], ...]
    """Label, and a value for each `at`."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """Panels drawn together; a label looks alike on every page that has the same `labels`."""

    panels: tuple[Panel, ...]
    labels: tuple[str, ...]


@look.styled
def draw(page: Page) -> Figure:
    """Return the figure."""
    rows = -(-len(page.panels) // COLUMNS)
    figure = look.blank(0.5 + PANEL_INCHES * rows)
    grid = figure.subplots(rows, COLUMNS, squeeze=False)
    places = [axes for row in grid for axes in row]
    for axes, panel in zip(places, page.panels, strict=False):
        _panel(axes, panel, page.labels)
    for axes in places[len(page.panels) :]:
        axes.set_axis_off()
    shown = {label for panel in page.panels for label, _ in panel.curves}
    handles = [_line([], [], i) for i, label in enumerate(page.labels) if label in shown]
    named = [label for label in page.labels if label in shown]
    figure.legend(handles, named, loc="outside upper left", ncols=min(3, len(named)))
    return look.settle(figure)


def _panel(axes: Axes, panel: Panel, labels: tuple[str, ...]) -> None:
    for label, values in panel.curves:
        axes.add_line(_line(panel.at, values, labels.index(label)))
    axes.autoscale_view()
    axes.margins(x=0.03, y=0.08)
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: numbers.number(value)))
    axes.set_xlabel(panel.x_axis)
    axes.set_ylabel(panel.y_axis)
    note = look.label(panel.note, NOTE_LETTERS, 2)
    lines = note.count("\n") + 1
    axes.set_title(look.plain(panel.title), pad=6 + 10 * lines)
    told = axes.text(
        0, 1.03, note, transform=axes.transAxes, fontsize=NOTE_POINTS, color=look.GREY,
        verticalalignment="bottom",
    )  # fmt: skip
    told.set_in_layout(False)


def _line(at: tuple[float, ...] | list[float], values: tuple[float, ...] | list[float],
          number: int) -> Line2D:  # fmt: skip
    return Line2D(
        at, values, color=look.colour(number), marker=look.marker(number),
        linestyle=look.dashes(number), markersize=MARKER_POINTS, linewidth=1.3,
        markevery=(number % 2, 2),
    )  # fmt: skip


def alt(page: Page) -> str:
    """Return the page in words."""
    told = []
    for panel in page.panels:
        ends = [
            f"{label} from {values[0]:,.4g} to {values[-1]:,.4g}" for label, values in panel.curves
        ]
        told.append(f"{panel.title} over {panel.x_axis} ({panel.note}): {', '.join(ends)}")
    return f"Line plots. {'; '.join(told)}."
