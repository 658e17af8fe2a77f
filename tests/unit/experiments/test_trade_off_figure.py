"""The figure of a front: what is drawn, in colour and in grey, and what is told in words."""

from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.collections import PathCollection

from experiments.figures import numbers, render, trade_off
from experiments.figures.of_trade_off import trade_off as figure_of
from experiments.figures.trade_off import Mark, Scale, TradeOffFigure
from experiments.front_table import front_table
from policies.milp.fronts.front import Front
from policies.milp.fronts.payoff import Payoff
from policies.milp.fronts.point import Point

COST = Scale(name="cost", unit="USD", written=numbers.short)
IMPACT = Scale(name="impact", unit="points", written=numbers.short)
RATIO = Scale(
    name="least ratio served",
    unit="%",
    written=lambda share: f"{100 * share:.4g}",
    more_is_better=True,
)


def point(cost: float, impact: float, ratio: float, bound: float | None) -> Point:
    return Point(
        values={"cost": cost, "impact": impact, "ratio": -ratio},
        main="cost",
        at_most={},
        bound=bound,
        status="optimal",
        plan=np.zeros(1),
    )


POINTS = (
    point(100, 90, 0.4, 96),
    point(150, 60, 0.5, None),
    point(210, 60, 0.8, 205),
    point(300, 40, 0.4, 290),
)
FRONT = Front(
    names=("cost", "impact", "ratio"),
    payoff=Payoff(names=("cost", "impact", "ratio"), anchors=(POINTS[0], POINTS[3], POINTS[2])),
    points=POINTS,
)
THREE = figure_of(FRONT, title="Case II", scales={"cost": COST, "impact": IMPACT, "ratio": RATIO})
TWO = TradeOffFigure(
    title="Cost and ratio",
    up=COST,
    across=RATIO,
    third=None,
    marks=(Mark(across=0.4, up=100, proved=95), Mark(across=0.8, up=140)),
    ideal=(0.8, 100),
)
BOTH = [pytest.param(THREE, id="three"), pytest.param(TWO, id="two")]


def plans(data: TradeOffFigure) -> PathCollection:
    found = trade_off.draw(data).axes[0].findobj(lambda artist: artist.get_gid() == "plans")
    assert len(found) == 1
    assert isinstance(found[0], PathCollection)
    return found[0]


def test_the_first_objective_goes_up_the_second_across_and_the_third_is_turned_round() -> None:
    assert [(m.across, m.up, m.third) for m in THREE.marks] == [
        (90, 100, 0.4), (60, 150, 0.5), (60, 210, 0.8), (40, 300, 0.4),
    ]  # fmt: skip
    assert [m.proved for m in THREE.marks] == [96, None, 205, 290]
    assert THREE.ideal == (40, 100)


def test_the_third_objective_is_told_by_size_and_by_lightness() -> None:
    drawn = plans(THREE)
    drawn.update_scalarmappable()

    order = np.argsort(np.asarray(drawn.get_array()))
    sizes = drawn.get_sizes()[order]
    red, green, blue = drawn.get_facecolor()[order, :3].T
    lightness = 0.299 * red + 0.587 * green + 0.114 * blue
    assert sizes.tolist() == sorted(sizes)
    assert sizes[-1] > 4 * sizes[0]
    assert lightness.tolist() == sorted(lightness, reverse=True)
    assert lightness[0] - lightness[-1] > 0.4


def test_small_marks_are_drawn_over_large_ones() -> None:
    assert np.diff(plans(THREE).get_sizes()).max() <= 0


def test_a_line_goes_down_to_what_is_proved_of_a_plan() -> None:
    axes = trade_off.draw(THREE).axes[0]

    (lines,) = axes.findobj(lambda artist: artist.get_gid() == "proved")
    ends = [segment.tolist() for segment in lines.get_segments()]  # type: ignore[attr-defined]
    assert ends[0] == [[90, 96], [90, 100]]
    assert len(ends) == 3


def test_the_stairs_go_the_way_in_which_plans_beat_others() -> None:
    axes = trade_off.draw(TWO).axes[0]

    (stairs,) = [line for line in axes.get_lines() if line.get_drawstyle().startswith("steps")]
    # more ratio is better: up to 0.8 nothing is needed beyond the plan at 0.8
    assert stairs.get_drawstyle() == "steps-pre"


@pytest.mark.parametrize("data", BOTH)
def test_axes_name_their_unit_and_which_way_is_better(data: TradeOffFigure) -> None:
    axes = trade_off.draw(data).axes

    assert axes[0].get_ylabel() == "Cost (USD), less is better"
    last = axes[1].get_ylabel() if data.third else axes[0].get_xlabel()
    assert last == "Least ratio served (%), more is better"


@pytest.mark.parametrize("data", BOTH)
def test_no_words_stand_outside_the_figure_nor_are_they_small(data: TradeOffFigure) -> None:
    figure = trade_off.draw(data)
    figure.draw_without_rendering()

    box = figure.get_tightbbox()
    assert min(box.x0, box.y0) >= -0.02
    assert box.x1 <= figure.get_figwidth() + 0.02
    assert box.y1 <= figure.get_figheight() + 0.02
    texts = [t for t in figure.findobj(mpl.text.Text) if t.get_text()]
    assert min(t.get_fontsize() for t in texts) >= 9


def test_the_same_figure_is_the_same_bytes() -> None:
    one, other = trade_off.draw(THREE), trade_off.draw(THREE)

    assert render.svg(one) == render.svg(other)


def test_the_figure_in_words_names_both_ends_and_the_lowest_plan() -> None:
    assert trade_off.alt(THREE) == (
        "Front of 4 plans by impact, cost, least ratio served. At the left end impact 40 points, "
        "cost 300 USD, least ratio served 40 %; at the right end impact 90 points, cost 100 USD, "
        "least ratio served 40 %; lowest impact 90 points, cost 100 USD, least ratio served 40 %."
    )


def test_the_table_gives_ideal_nadir_plans_and_gaps() -> None:
    told = front_table(FRONT, {"cost": COST, "impact": IMPACT, "ratio": RATIO})

    lines = told.splitlines()
    assert lines[0].split() == (
        ["cost", "(USD)", "impact", "(points)", "least", "ratio", "served", "(%)", "gap"]
    )
    assert lines[1].split() == ["ideal", "100", "40", "80"]
    assert lines[2].split() == ["nadir", "(estimate)", "300", "90", "40"]
    assert lines[3].split() == ["plan", "1", "100", "90", "40", "4.0", "%"]
    assert lines[4].split() == ["plan", "2", "150", "60", "50", "not", "known"]
    assert "(320, 95, 36)" in told
    assert told.endswith("those that differ by less may change places.")


def test_the_table_says_of_what_a_gap_is_that_is_not_of_the_first_objective() -> None:
    other = replace(POINTS[3], main="impact", bound=30.0)

    told = front_table(
        replace(FRONT, points=(other,)), {"cost": COST, "impact": IMPACT, "ratio": RATIO}
    )

    assert told.splitlines()[3].endswith("25.0 % of impact")


def test_a_front_of_one_plan_can_be_drawn() -> None:
    one = TradeOffFigure(
        title="One", up=COST, across=IMPACT, third=RATIO, marks=THREE.marks[:1], ideal=(90, 100)
    )

    assert len(plans(one).get_sizes()) == 1
