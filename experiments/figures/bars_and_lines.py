"""Two quantities of a few arms over iterations: bars above, lines below."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.figures import look


@dataclass(frozen=True, kw_only=True)
class BarsAndLines:
    """Arms over the same iterations; an arm may have fewer."""

    title: str
    across: str
    above: str
    """What the bars are, with its unit."""

    below: str
    arms: tuple[str, ...]
    bars: tuple[tuple[float, ...], ...]
    lines: tuple[tuple[float, ...], ...]
    above_written: Callable[[float], str]
    below_written: Callable[[float], str]


@look.styled
def draw(data: BarsAndLines) -> Figure:
    """Return the figure."""
    figure = look.blank(4.4)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    wide = 0.8 / len(data.arms)
    most = max(map(len, data.bars))
    for arm, (bars, line) in enumerate(zip(data.bars, data.lines, strict=True)):
        places = np.arange(1, len(bars) + 1)
        shift = (arm - (len(data.arms) - 1) / 2) * wide
        above.bar(
            places + shift, bars, width=wide, color=look.colour(arm), edgecolor=look.BLACK,
            hatch=look.HATCHES[arm], linewidth=0.5,
        )  # fmt: skip
        below.plot(
            places, line, color=look.colour(arm), marker=look.marker(arm),
            linestyle=look.dashes(arm), markersize=5,
        )  # fmt: skip
    above.set_ylabel(data.above)
    below.set_ylabel(data.below)
    below.set_xlabel(data.across)
    below.set_xticks(np.arange(1, most + 1))
    above.yaxis.set_major_formatter(lambda value, _: data.above_written(value))
    below.yaxis.set_major_formatter(lambda value, _: data.below_written(value))
    above.grid(visible=False, axis="x")
    above.set_title(data.title)
    handles = [
        (
            Patch(facecolor=look.colour(i), edgecolor=look.BLACK, hatch=look.HATCHES[i]),
            Line2D([], [], color=look.colour(i), marker=look.marker(i), linestyle=look.dashes(i)),
        )
        for i in range(len(data.arms))
    ]
    figure.legend(
        handles=handles, labels=data.arms, loc="outside lower left", ncols=len(data.arms),
        handler_map={tuple: HandlerTuple(ndivide=None, pad=0.6)}, handlelength=5,
    )  # fmt: skip
    return look.settle(figure)


def alt(data: BarsAndLines) -> str:
    """Return the figure in words."""
    told = [
        f"{arm}: {', '.join(map(data.above_written, bars))} and "
        f"{', '.join(map(data.below_written, line))}"
        for arm, bars, line in zip(data.arms, data.bars, data.lines, strict=True)
    ]
    return f"{data.above} and {data.below} by {data.across}. {'; '.join(told)}."
