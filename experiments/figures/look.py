"""How every figure looks: size, type, colours with shapes beside them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from textwrap import shorten, wrap
from typing import Any, TypeVar

from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

WIDTH_INCHES = 6.7
"""An A4 page between its margins, so that printed type keeps its size."""

SMALL_POINTS = 9.0
BLACK, GREY = "#000000", "#666666"

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito's colours (jfly.uni-koeln.de/color), told apart by every common kind of sight."""

MARKERS = ("o", "s", "^", "D", "v", "P", "X")
DASHES: tuple[tuple[int, tuple[int, ...]], ...] = (
    (0, ()),
    (0, (5, 2)),
    (0, (1, 1)),
    (0, (6, 2, 1, 2)),
    (0, (3, 1, 1, 1, 1, 1)),
    (0, (8, 3)),
    (0, (1, 3)),
)
HATCHES = ("", "//", "..", "\\\\", "xx", "--", "oo", "++", "||", "**")

KIND_MARKERS = {
    "supplier": "D",
    "primary-plant": "P",
    "plant": "p",
    "modular-unit": "X",
    "warehouse": "h",
    "main-dc": "s",
    "local-dc": "^",
    "micro-hub": "v",
    "clinic": "o",
    "regional-humanitarian-provider": "<",
    "local-humanitarian-provider": ">",
}

KIND_WORDS = {
    "supplier": "suppliers",
    "primary-plant": "primary plants",
    "plant": "plants",
    "modular-unit": "modular units",
    "warehouse": "warehouses",
    "main-dc": "main DCs",
    "local-dc": "local DCs",
    "micro-hub": "micro-hubs",
    "clinic": "clinics",
    "regional-humanitarian-provider": "regional humanitarian providers",
    "local-humanitarian-provider": "local humanitarian providers",
}

_STYLE = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same letters on every machine
    "font.size": SMALL_POINTS,
    "axes.titlesize": 10.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": SMALL_POINTS,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.formatter.use_mathtext": False,
    "grid.color": "#e3e3e3",
    "grid.linewidth": 0.6,
    "xtick.labelsize": SMALL_POINTS,
    "ytick.labelsize": SMALL_POINTS,
    "legend.fontsize": SMALL_POINTS,
    "legend.frameon": False,
    "hatch.linewidth": 0.6,
    "svg.fonttype": "path",
    "pdf.fonttype": 42,  # TrueType: letters that can be searched; journals refuse type 3
    "svg.hashsalt": "pharmatwin",
}

Draw = TypeVar("Draw", bound=Callable[..., Any])


def house_style() -> AbstractContextManager[None]:
    """Return a context with our looks, whatever the user's own settings are."""
    return style.context(["default", _STYLE])


def styled(draw: Draw) -> Draw:
    """Return the drawing function, run in our looks."""

    @wraps(draw)
    def inner(*args: Any, **kwargs: Any) -> Any:
        with house_style():
            return draw(*args, **kwargs)

    return inner  # type: ignore[return-value]


def blank(height_inches: float) -> Figure:
    """Return an empty figure as wide as a page."""
    figure = Figure(figsize=(WIDTH_INCHES, height_inches), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def settle(figure: Figure) -> Figure:
    """Return the figure with its parts in their final places, however often it is written."""
    engine = figure.get_layout_engine()
    assert engine is not None
    for _ in range(3):  # each pass starts from the last one's result
        engine.execute(figure)
    figure.set_layout_engine("none")
    return figure


def plain(text: str) -> str:
    r"""Return a name as text that matplotlib does not read as mathematics.

    >>> plain("a$b$")
    'a\\$b\\$'
    """
    return text.replace("$", r"\$")


def label(text: str, width: int, most_lines: int = 3) -> str:
    """Return a name in lines of at most `width` letters; what does not fit is cut off."""
    lines = wrap(text, width, break_on_hyphens=False)
    if len(lines) > most_lines:
        last = shorten(" ".join(lines[most_lines - 1 :]), width, placeholder=" ...")
        lines = [*lines[: most_lines - 1], last]
    return plain("\n".join(lines))


def write_axis(axes: Axes, written: Callable[[float], str]) -> None:
    """Have the numbers along the x axis written by a function."""
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: written(value)))


def colour(number: int) -> str:
    """Return the colour of the arm or line of that number."""
    return COLOURS[number % len(COLOURS)]


def marker(number: int) -> str:
    """Return the shape of the arm of that number."""
    return MARKERS[number % len(MARKERS)]


def dashes(number: int) -> tuple[int, tuple[int, ...]]:
    """Return the line style of the arm or line of that number."""
    return DASHES[number % len(DASHES)]
