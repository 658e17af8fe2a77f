"""What the chain costs: stacked bars of cost by kind, one bar an arm."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from experiments.figures import dots, look, numbers
from experiments.figures.data import Costs, Floats

NAME_LETTERS = 24
SMALLEST_LABEL_SHARE = 0.09
"""A part narrower than this share of the longest bar has no room for its number."""


@look.styled
def draw(data: Costs) -> Figure:
    """Return the figure; kinds are told apart by hatching as well as by colour."""
    figure = look.blank(
        1.15
        + 1.1 * dots.row_inches(data.arms, NAME_LETTERS) * len(data.arms)
        + 0.07 * len(data.kinds)
    )
    axes = figure.subplots()
    amounts = np.array(data.amounts, dtype=float).reshape(len(data.kinds), len(data.arms))
    left = np.zeros(len(data.arms))
    longest = max(float(amounts.sum(axis=0).max(initial=0.0)), 1e-12)
    for number, row in enumerate(amounts):
        _parts(axes, number, row, left, SMALLEST_LABEL_SHARE * longest)
        left += row
    dots.rows(axes, data.arms, NAME_LETTERS)
    axes.set_xlim(0, 1.03 * longest)
    look.write_axis(axes, numbers.short)
    axes.set_xlabel(f"Cost over the horizon ({data.currency}), mean of the replications")
    axes.set_title("Cost by kind")
    handles = [
        Patch(facecolor=_pale(i), edgecolor=look.BLACK, linewidth=0.7,
              hatch=look.HATCHES[i % len(look.HATCHES)])
        for i in range(len(data.kinds))
    ]  # fmt: skip
    figure.legend(handles, list(data.kinds), loc="outside lower left", ncols=3)
    return look.settle(figure)


def _parts(axes: Axes, number: int, row: Floats, left: Floats, least: float) -> None:
    """Draw one kind of cost in every bar, with its amount where there is room."""
    axes.barh(
        range(len(row)), row, left=left, height=0.62, facecolor=_pale(number),
        edgecolor=look.BLACK, linewidth=0.7, hatch=look.HATCHES[number % len(look.HATCHES)],
    )  # fmt: skip
    for arm, amount in enumerate(row):
        if amount >= least:
            axes.text(
                left[arm] + amount / 2, arm, numbers.short(float(f"{amount:.3g}")),
                ha="center", va="center", fontsize=look.SMALL_POINTS,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2},
            )  # fmt: skip


def _pale(number: int) -> tuple[float, float, float]:
    """Return a light tint of the kind's colour, on which black hatching is seen."""
    hexed = look.colour(number).lstrip("#")
    red, green, blue = (int(hexed[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return (0.45 + 0.55 * red, 0.45 + 0.55 * green, 0.45 + 0.55 * blue)


def alt(data: Costs) -> str:
    """Return the figure in words."""
    said = []
    for number, arm in enumerate(data.arms):
        parts = sorted(
            ((row[number], kind) for kind, row in zip(data.kinds, data.amounts, strict=True)),
            reverse=True,
        )
        listed = ", ".join(f"{kind} {numbers.number(amount)}" for amount, kind in parts)
        said.append(f"{arm}: {listed}")
    return f"Stacked bars of cost by kind in {data.currency}. " + "; ".join(said) + "."
