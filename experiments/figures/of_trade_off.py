"""What a front of a planning model shows: the data of its figure."""

from typing import TYPE_CHECKING

from experiments.figures.trade_off import Mark, Scale, TradeOffFigure

if TYPE_CHECKING:
    from policies.milp.fronts.front import Front


def trade_off(front: "Front", *, title: str, scales: dict[str, Scale]) -> TradeOffFigure:
    """Return the figure of a front: the first objective upwards, the second across.

    Args:
        front: of two or three objectives.
        title: of the figure.
        scales: by objective. One where more is better is negated in the front, not here.
    """
    up, across, *others = front.names
    third = others[0] if others else None

    def shown(name: str, values: dict[str, float]) -> float:
        return -values[name] if scales[name].more_is_better else values[name]

    return TradeOffFigure(
        title=title,
        up=scales[up],
        across=scales[across],
        third=scales[third] if third else None,
        marks=tuple(
            Mark(
                across=shown(across, point.values),
                up=shown(up, point.values),
                third=shown(third, point.values) if third else None,
                proved=point.bound if point.main == up and point.bound is not None else None,
            )
            for point in front.points
        ),
        ideal=(shown(across, front.payoff.ideal), shown(up, front.payoff.ideal)),
    )
