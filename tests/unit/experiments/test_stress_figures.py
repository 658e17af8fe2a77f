"""The figures of a stress test: the ranking, and the resilience curve with its triangle."""

from dataclasses import replace
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.figures import critical_places, of_stress, render, resilience_curve
from experiments.figures.data import (
    CriticalPlace,
    CriticalPlaces,
    Interval,
    Line,
    ResilienceCurve,
)
from experiments.stress.in_turn import stress_test
from experiments.stress.play import Target
from experiments.stress.result import Stress
from twin.chain.scenario import Scenario

LONG = "north-dakota micro-hubs, base-stock: service_share=0.5; history_days=28; review=periodic"

RANKING = CriticalPlaces(
    name="two clinics, base-stock",
    outage="8 days from day 25",
    places=tuple(
        CriticalPlace(
            name=f"place {number:02}",
            kind=("site", "lane")[number % 2],
            lost=Interval(mean=400.0 - 20 * number, low=380.0 - 20 * number, high=430.0),
            graph_rank=number + 1 if number < 12 else None,
        )
        for number in range(18)
    ),
    place_count=18,
    measure="betweenness by flow",
    replications=10,
)

UNDISTURBED = np.array([1.0] * 12)
WITH_OUTAGE = np.array([1.0, 1.0, 1.0, 0.6, 0.2, 0.2, 0.4, 0.7, 0.9, 1.0, 1.0, 1.0])
CURVE = ResilienceCurve(
    place="site hub",
    first_day=-2,
    undisturbed=UNDISTURBED,
    disturbed=Line(
        label="with the outage",
        values=WITH_OUTAGE,
        low=WITH_OUTAGE - 0.1,
        high=np.minimum(WITH_OUTAGE, 1),
    ),
    outage_days=4,
    failure_service_share=0.9,
    recovery_service_share=0.95,
    survived_days=1.0,
    recovered_days=6.5,
    replications=10,
)
SHORT_OF_RANKING = replace(RANKING, places=RANKING.places[:1], place_count=1, name=LONG)
LONG_NAMES = replace(
    RANKING, name=LONG, places=tuple(replace(p, name=f"{LONG} {p.name}") for p in RANKING.places)
)
LATE = replace(CURVE, place=f"lane {LONG}", survived_days=8.0, recovered_days=2.0)

EVERY_FIGURE = [
    pytest.param(critical_places, RANKING, id="ranking"),
    pytest.param(resilience_curve, CURVE, id="curve"),
]
WITH_LONG_NAMES = [
    pytest.param(critical_places, LONG_NAMES, id="ranking of long names"),
    pytest.param(critical_places, SHORT_OF_RANKING, id="ranking of one"),
    pytest.param(resilience_curve, LATE, id="curve that fails late"),
]
_DRAWN: dict[int, Figure] = {}


def drawn(module: Any, data: Any) -> Figure:
    """Return the figure, drawn once for all tests that only look at it."""
    return _DRAWN.get(id(data)) or _DRAWN.setdefault(id(data), module.draw(data))


def marks(axes: Axes, gid: str) -> list[Any]:
    return [artist for artist in axes.get_children() if artist.get_gid() == gid]


@pytest.mark.parametrize(("module", "data"), EVERY_FIGURE)
def test_the_same_figure_is_the_same_bytes_and_leaves_the_settings_alone(
    module: Any, data: Any
) -> None:
    before = dict(mpl.rcParams)
    data = replace(data, places=data.places[:3]) if module is critical_places else data

    assert render.svg(module.draw(data)) == render.svg(module.draw(data))
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(("module", "data"), [*EVERY_FIGURE, *WITH_LONG_NAMES])
def test_words_are_large_enough_and_stand_within_the_figure(module: Any, data: Any) -> None:
    figure = drawn(module, data)

    texts = [t for t in figure.findobj(mpl.text.Text) if t.get_text()]
    assert min(t.get_fontsize() for t in texts) >= 9
    box = figure.get_tightbbox()
    assert box.x0 >= -0.02
    assert box.y0 >= -0.02
    assert box.x1 <= figure.get_figwidth() + 0.02
    assert box.y1 <= figure.get_figheight() + 0.02


def test_the_fifteen_most_critical_stand_worst_first_sites_plain_and_lanes_hatched() -> None:
    axes = drawn(critical_places, RANKING).axes[0]

    bars = marks(axes, "bar")
    assert [t.get_text() for t in axes.get_yticklabels()] == [f"place {n:02}" for n in range(15)]
    assert [bar.get_width() for bar in bars] == [400.0 - 20 * n for n in range(15)]
    assert [bar.get_hatch() or "" for bar in bars[:2]] == ["", "//"]
    whisker = marks(axes, "whisker")[1].get_xdata()
    assert list(map(float, whisker)) == [360.0, 430.0]
    assert axes.get_title(loc="left").startswith("The 15 most critical of 18 sites and lanes")


def test_a_ranking_of_all_does_not_say_that_some_are_left_out() -> None:
    axes = drawn(critical_places, SHORT_OF_RANKING).axes[0]

    assert axes.get_title(loc="left").startswith("Sites, the most critical first")


def test_the_rank_by_the_graph_stands_beside_and_none_where_there_is_none() -> None:
    axes = drawn(critical_places, RANKING).axes[0]

    beside = [t.get_text() for t in axes.child_axes[0].get_yticklabels()]
    assert beside == [*map(str, range(1, 13)), "none", "none", "none"]


def test_the_ranking_is_told_in_words() -> None:
    said = critical_places.alt(RANKING)

    assert "site place 00 400 (1); lane place 01 380 (2)" in said
    assert "place 14 120 (none)." in said
    assert "8 days from day 25" in said
    empty = replace(RANKING, places=())
    assert critical_places.alt(empty).endswith("none was put out.")


def test_the_triangle_is_shaded_where_service_is_lost_and_nowhere_else() -> None:
    axes = drawn(resilience_curve, CURVE).axes[0]

    (triangle,) = marks(axes, "triangle")
    points = np.concatenate([path.vertices for path in triangle.get_paths()])
    # service is lost from the second day of the outage (middle 1.5) to its seventh
    assert points[:, 0].min() == pytest.approx(0.5)
    assert points[:, 0].max() == pytest.approx(7.5)
    assert points[:, 1].min() == pytest.approx(0.2)
    (outage,) = marks(axes, "outage")
    assert (outage.get_x(), outage.get_width()) == (0, 4)


def test_times_to_survive_and_recover_are_drawn_one_after_the_other() -> None:
    axes = drawn(resilience_curve, CURVE).axes[0]

    spans = [list(map(float, line.get_xdata())) for line in marks(axes, "event")]
    assert spans == [[0.0, 1.0], [1.0, 7.5]]
    said = {t.get_text() for t in axes.texts}
    assert {"survives 1 d", "recovers in 6.5 d", "fails\nbelow 90 %"} <= said


def test_a_chain_that_never_fails_has_no_times_to_draw() -> None:
    calm = replace(CURVE, survived_days=None, recovered_days=None)

    axes = resilience_curve.draw(calm).axes[0]

    assert marks(axes, "event") == []
    assert "never fell below the failure level" in resilience_curve.alt(calm)


def test_the_curve_is_told_in_words() -> None:
    said = resilience_curve.alt(CURVE)

    assert "lowest 20.0 % on day 2 of the outage" in said
    assert "survives 1 days and recovers 6.5 days later" in said
    nobody = Line(label="with the outage", values=np.full(12, np.nan))
    assert resilience_curve.alt(replace(CURVE, disturbed=nobody)).endswith("asked for anything.")


@pytest.fixture(scope="module")
def done(scenario: Scenario) -> Stress:
    return stress_test(
        scenario, "base-stock", from_day=30, days=6, replications=2, seed=3,
        places=["hub", "inbound", "west"],
    )  # fmt: skip


def test_the_ranking_of_a_stress_test_puts_sites_and_lanes_in_one_order(done: Stress) -> None:
    data = of_stress.critical_places(done)

    means = [place.lost.mean for place in data.places]
    assert means == sorted(means, reverse=True)
    assert {(p.kind, p.name) for p in data.places} == {
        ("site", "hub"), ("site", "west"), ("lane", "inbound"),
    }  # fmt: skip
    ranks = {place.name: place.graph_rank for place in data.places}
    assert ranks == {"hub": 1, "west": None, "inbound": 1}
    assert data.outage == "6 days from day 30"
    assert data.name == "two clinics, base-stock"


def test_the_curve_of_a_stress_test_is_a_ratio_of_sums_from_two_weeks_before(done: Stress) -> None:
    target = Target("site", "hub")

    data = of_stress.resilience_curve(done, target)

    start = 30 - 10  # days after the warm-up
    played = done.disturbed[target]
    assert data.first_day == -14
    assert (data.outage_days, data.place) == (6, "site hub")
    for number in (0, 14, 17):
        day = start - 14 + number
        asked = sum(one.demand_by_day[day] for one in played)
        served = [one.at_once_by_day[day] for one in played]
        assert data.disturbed.values[number] == pytest.approx(sum(served) / asked)
        each = [s / one.demand_by_day[day] for s, one in zip(served, played, strict=True)]
        assert data.disturbed.low is not None
        assert data.disturbed.low[number] == pytest.approx(min(each))
    assert data.undisturbed[17] > data.disturbed.values[17]
    effects = [found.effect for found in done.pairs[target]]
    assert data.survived_days == np.mean([e.time_to_survive_days for e in effects])
    assert data.recovered_days == np.mean([e.time_to_recover_days for e in effects])


def test_what_is_left_of_a_place_is_said(done: Stress) -> None:
    half = replace(done, shock=replace(done.shock, capacity_left_share=0.5))

    assert of_stress.outage_words(half) == "6 days from day 30 but for 50 % of its capacity"
