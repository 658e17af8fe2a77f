"""The figures of the study scripts: what they show, within the page, the same bytes each time."""

from dataclasses import replace
from typing import Any

import matplotlib as mpl
import pytest

from experiments.figures import beside, frontier, gains, numbers, render
from experiments.figures.data import Interval
from experiments.figures.frontier import Choice, efficient


def interval(mean: float, half: float) -> Interval:
    return Interval(mean=mean, low=mean - half, high=mean + half)


def choice(name: str, cost: float, service: float) -> Choice:
    return Choice(name=name, cost=interval(cost, 20), service=interval(service, 0.05))


FRONTIER = frontier.Frontier(
    title="Stock",
    cost_axis="Cost (USD a year)",
    service_axis="Fill rate (%)",
    cost_written=numbers.short,
    service_written=lambda share: f"{100 * share:.4g}",
    service_ends=(0.0, 1.0),
    choices=(choice("lean", 110, 0.8), choice("some", 100, 0.9), choice("much", 140, 0.99)),
)
BESIDE = beside.Beside(
    title="Shortage",
    axis="Share short (%)",
    cases=("lean", "a case with a name that is longer than the margin allows"),
    sources=("published", "closed form"),
    values=((Interval(mean=0.1), interval(0.09, 0.01)), (None, interval(0.04, 0.06))),
    written=lambda share: f"{100 * share:.4g}",
    ends=(0.0, 1.0),
)
GAINS = gains.Gains(
    title="Hubs minus depot",
    groups=("metro", "nonmetro"),
    rows=(
        gains.Gain(site="big", people_count=90_000, group=0, difference=interval(-0.02, 0.01)),
        gains.Gain(site="small", people_count=800, group=1, difference=interval(0.01, 0.02)),
    ),
)
EVERY_FIGURE = [
    pytest.param(frontier, FRONTIER, id="frontier"),
    pytest.param(beside, BESIDE, id="beside"),
    pytest.param(gains, GAINS, id="gains"),
]


@pytest.mark.parametrize(("module", "data"), EVERY_FIGURE)
def test_no_words_stand_outside_the_figure_nor_are_they_small(module: Any, data: Any) -> None:
    figure = module.draw(data)
    figure.draw_without_rendering()

    box = figure.get_tightbbox()
    assert min(box.x0, box.y0) >= -0.02
    assert box.x1 <= figure.get_figwidth() + 0.02
    assert box.y1 <= figure.get_figheight() + 0.02
    texts = [t for t in figure.findobj(mpl.text.Text) if t.get_text()]
    assert min(t.get_fontsize() for t in texts) >= 9


@pytest.mark.parametrize(("module", "data"), EVERY_FIGURE)
def test_the_same_figure_is_the_same_bytes(module: Any, data: Any) -> None:
    one, other = module.draw(data), module.draw(data)

    for written in (render.svg, render.pdf):
        assert written(one) == written(other)
    assert b"CreationDate" not in render.pdf(one)


def test_a_choice_that_costs_more_and_serves_worse_is_beaten() -> None:
    assert efficient(FRONTIER.choices) == (False, True, True)
    assert "lean 110 and 80 (beaten in both)" in frontier.alt(FRONTIER)


def test_two_choices_alike_do_not_beat_each_other() -> None:
    assert efficient((choice("a", 1, 0.5), choice("b", 1, 0.5))) == (True, True)


def test_the_frontier_goes_no_further_than_service_can() -> None:
    low, high = frontier.draw(FRONTIER).axes[0].get_ylim()

    assert 0.99 < high < 1.05
    assert low > 0.6


def test_what_a_source_does_not_say_is_not_drawn() -> None:
    axes = beside.draw(BESIDE).axes[0]

    dots = [line for line in axes.get_lines() if line.get_gid() == "whisker"]
    assert len(dots) == 3
    assert beside.alt(BESIDE).endswith("margin allows: closed form 4.")


def test_a_gain_is_hollow_where_the_interval_holds_zero() -> None:
    lines = gains.draw(GAINS).axes[0].get_lines()

    faces = [line.get_markerfacecolor() for line in lines if len(line.get_xdata()) == 1]
    assert [face == "white" for face in faces] == [False, True]
    assert "0 gain and 1 lose clearly" in gains.alt(GAINS)


def test_a_gain_without_an_interval_is_not_clear() -> None:
    alone = replace(GAINS.rows[0], difference=Interval(mean=-0.5))

    assert not alone.is_clear
