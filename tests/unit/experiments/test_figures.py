"""The figures: what they show, with units, outages, words in their place and the same bytes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.figures import (
    comparison,
    costs,
    differences,
    network_map,
    numbers,
    of_run,
    outage_curves,
    over_time,
    render,
    responses,
    service_bands,
    words,
    worst_sites,
)
from experiments.figures.data import (
    Comparison,
    Costs,
    Differences,
    History,
    Interval,
    Line,
    MapLane,
    MapSite,
    NetworkMap,
    Panel,
    Shade,
    SiteRow,
    WorstSites,
)
from experiments.figures.frame import frame
from experiments.figures.study_data import (
    OutageCurve,
    OutageCurves,
    ResponsePanel,
    ResponsePoint,
    Responses,
    ServiceBands,
)
from experiments.measures.definitions import COMPARED
from experiments.replication import Run, run
from policies.catalogue import named
from twin.chain.network import build
from twin.chain.scenario import Scenario

ARMS = ("base-stock", "s-S")


def interval(mean: float, half: float) -> Interval:
    return Interval(mean=mean, low=mean - half, high=mean + half)


def panels(*metrics: str) -> tuple[Panel, ...]:
    return tuple(
        Panel(
            title=words.name(metric),
            axis=words.axis(metric, "USD"),
            intervals=(interval(0.9, 0.02), interval(0.95, 0.01)),
            written=words.tick_written(metric),
        )
        for metric in metrics
    )


COMPARISON = Comparison(arms=ARMS, panels=panels(*COMPARED), replications=10)
DIFFERENCES = Differences(
    pairs=("s-S minus base-stock",),
    marks=(1,),
    panels=(
        Panel(
            title="Fill rate",
            axis="Percentage points",
            intervals=(interval(0.02, 0.01),),
            written=words.tick_written("fill_rate_share"),
        ),
    ),
    replications=10,
)
WORST = WorstSites(
    arms=ARMS,
    rows=tuple(
        SiteRow(site=f"clinic {n:02}", intervals=(interval(0.5 + n / 100, 0.02), None))
        for n in range(30)
    ),
    site_count=30,
    replications=10,
)
COSTS = Costs(
    arms=ARMS,
    kinds=("transport", "holding"),
    amounts=((100.0, 120.0), (50.0, 40.0)),
    currency="USD",
    replications=10,
)
HISTORY = History(
    name="base-stock",
    product="vaccine",
    stock=(
        Line(label="main DCs", values=np.full(30, 100.0)),
        Line(label="clinics", values=np.full(30, 10.0)),
    ),
    service=(Line(label="replication 0", values=np.linspace(0.8, 1.0, 30)),),
    window_days=7,
    shades=(
        Shade(from_day=5, to_day=9, label="flood (depot)", row="flood"),
        Shade(from_day=20, to_day=22, label="storm (lane)", row="storm"),
    ),
    warm_up_days=3,
)


def place(name: str, kind: str, lat: float, lon: float, fill: float | None = None) -> MapSite:
    return MapSite(name=name, kind=kind, latitude_deg=lat, longitude_deg=lon, fill_rate_share=fill)


MAP = NetworkMap(
    name="two regions",
    sites=(
        place("north", "clinic", 48.0, -100.0, 0.8),
        place("south", "clinic", 46.5, -99.0, 0.95),
        place("west", "clinic", 47.0, -103.0, 0.9),
        place("depot", "main-dc", 46.8, -100.8),
        place("plant", "supplier", 40.0, -75.0),
        place("next to the plant", "supplier", 40.1, -75.1),
    ),
    lanes=(
        MapLane(origin=3, destination=0, units=100.0),
        MapLane(origin=3, destination=1, units=25.0),
        MapLane(origin=4, destination=3, units=500.0),
    ),
)

DAYS = np.linspace(0.8, 1.0, 30)
BAND = Line(label="mean", values=DAYS, low=DAYS - 0.1, high=np.minimum(DAYS + 0.1, 1.0))
BANDS = ServiceBands(names=ARMS, lines=(BAND, BAND), window_days=7, warm_up_days=3, replications=10)
OUTAGES = OutageCurves(
    curves=tuple(
        OutageCurve(
            name=name,
            service=BAND,
            on_share=np.array([0.0] * 14 + [1.0] * 4 + [0.0] * 12),
            episodes_count=12,
        )
        for name in ARMS
    ),
    first_day=-14,
    failure_service_share=0.9,
    recovery_service_share=0.95,
    replications=10,
)


def panel_of(factor: str, names: tuple[str, ...] = ()) -> ResponsePanel:
    return ResponsePanel(
        factor=factor,
        metric="Fill rate (%)",
        points=tuple(
            ResponsePoint(series=series, at=float(at), found=interval(0.9 - at / 20, 0.02))
            for series in (0, 1)
            for at in (0, 1, 2, 0)
        ),
        names=names,
        written=words.tick_written("fill_rate_share"),
    )


RESPONSES = Responses(
    series=ARMS,
    rows=(
        (panel_of("lanes.road.lead_time.days"),) * 2,
        (panel_of("lanes.road.shipping", ("partial", "complete", "none")),) * 2,
    ),
    points_count=4,
    replications=10,
)

EVERY_FIGURE = [
    pytest.param(comparison, COMPARISON, id="comparison"),
    pytest.param(differences, DIFFERENCES, id="differences"),
    pytest.param(worst_sites, WORST, id="worst sites"),
    pytest.param(costs, COSTS, id="costs"),
    pytest.param(over_time, HISTORY, id="over time"),
    pytest.param(network_map, MAP, id="network map"),
    pytest.param(service_bands, BANDS, id="service bands"),
    pytest.param(outage_curves, OUTAGES, id="outage curves"),
    pytest.param(responses, RESPONSES, id="responses"),
]


LONG = "north-dakota micro-hubs, base-stock: service_share=0.5; history_days=28; review=periodic"
WITH_LONG_NAMES = [
    pytest.param(comparison, replace(COMPARISON, arms=(LONG, LONG + " again")), id="comparison"),
    pytest.param(differences, replace(DIFFERENCES, pairs=(LONG,)), id="differences"),
    pytest.param(worst_sites, replace(WORST, arms=(LONG, LONG + " again")), id="worst sites"),
    pytest.param(costs, replace(COSTS, arms=(LONG, LONG + " again")), id="costs"),
    pytest.param(over_time, replace(HISTORY, name=LONG), id="over time"),
    pytest.param(network_map, replace(MAP, name=LONG), id="network map"),
    pytest.param(service_bands, replace(BANDS, names=(LONG, LONG)), id="service bands"),
    pytest.param(
        outage_curves,
        replace(OUTAGES, curves=tuple(replace(c, name=LONG) for c in OUTAGES.curves)),
        id="outage curves",
    ),
    pytest.param(responses, replace(RESPONSES, series=(LONG, LONG)), id="responses"),
]


def marks(axes: Axes, gid: str) -> list[Any]:
    return [artist for artist in axes.get_children() if artist.get_gid() == gid]


_DRAWN: dict[int, Figure] = {}


def drawn(module: Any, data: Any) -> Figure:
    """Return the figure, drawn once for all tests that only look at it."""
    return _DRAWN.get(id(data)) or _DRAWN.setdefault(id(data), module.draw(data))


@pytest.mark.parametrize(("module", "data"), EVERY_FIGURE)
def test_the_same_figure_is_the_same_bytes(module: Any, data: Any) -> None:
    one, other = module.draw(data), module.draw(data)

    assert render.svg(one) == render.svg(other)
    assert render.png(one) == render.png(other)
    assert render.pdf(one) == render.pdf(other)
    assert render.svg(one) == render.svg(other)


@pytest.mark.parametrize(("module", "data"), EVERY_FIGURE)
def test_a_figure_holds_neither_date_nor_address_of_the_day(module: Any, data: Any) -> None:
    text = render.svg(drawn(module, data)).decode()

    assert "dc:date" not in text
    assert "<script" not in text
    assert b"CreationDate" not in render.pdf(drawn(module, data))


@pytest.mark.parametrize(("module", "data"), EVERY_FIGURE)
def test_every_figure_can_be_told_in_words(module: Any, data: Any) -> None:
    said = module.alt(data)

    assert len(said) > 40
    assert said.endswith(".")


@pytest.mark.parametrize(("module", "data"), EVERY_FIGURE)
def test_no_letters_are_smaller_than_nine_points(module: Any, data: Any) -> None:
    figure = drawn(module, data)

    texts = [t for t in figure.findobj(mpl.text.Text) if t.get_text()]
    assert min(t.get_fontsize() for t in texts) >= 9
    assert figure.get_figwidth() <= 6.7


@pytest.mark.parametrize(("module", "data"), [*EVERY_FIGURE, *WITH_LONG_NAMES])
def test_no_words_stand_outside_the_figure(module: Any, data: Any) -> None:
    figure = drawn(module, data)
    figure.draw_without_rendering()

    box = figure.get_tightbbox()
    assert box.x0 >= -0.02
    assert box.y0 >= -0.02
    assert box.x1 <= figure.get_figwidth() + 0.02
    assert box.y1 <= figure.get_figheight() + 0.02


@pytest.mark.parametrize(("module", "data"), EVERY_FIGURE)
def test_drawing_leaves_the_settings_of_the_user_alone(module: Any, data: Any) -> None:
    before = dict(mpl.rcParams)

    render.svg(module.draw(data))

    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(
    ("draw", "labels"),
    [
        (
            lambda: drawn(comparison, COMPARISON),
            [
                "Fill rate (%)",
                "Fill rate of the worst site (%)",
                "Waste (%)",
                "Total cost (USD)",
            ],
        ),
        (lambda: drawn(differences, DIFFERENCES), ["Percentage points"]),
        (lambda: drawn(costs, COSTS), ["Cost over the horizon (USD), mean of the replications"]),
    ],
)
def test_axes_are_labelled_with_their_units(draw: Callable[[], Figure], labels: list[str]) -> None:
    assert [axes.get_xlabel() for axes in draw().axes if axes.get_visible()] == labels


def test_stock_and_service_have_units_on_their_axes() -> None:
    stock, service, outages = drawn(over_time, HISTORY).axes

    assert stock.get_ylabel() == "On hand at the end\nof the day (units)"
    assert service.get_ylabel() == "Served at once (%)"
    assert outages.get_xlabel() == "Day"


def test_each_outage_is_shaded_and_has_its_bar() -> None:
    stock, service, outages = drawn(over_time, HISTORY).axes

    assert [len(marks(axes, "outage")) for axes in (stock, service, outages)] == [2, 2, 2]
    assert [t.get_text() for t in outages.get_yticklabels()] == ["flood", "storm"]
    assert "flood (depot) from day 5 to 9" in over_time.alt(HISTORY)


def test_without_outages_there_is_no_row_of_outages() -> None:
    figure = over_time.draw(replace(HISTORY, shades=()))

    assert len(figure.axes) == 2


def test_a_band_is_drawn_between_the_worst_and_the_best_replication() -> None:
    values = np.linspace(0.8, 1.0, 30)
    line = Line(label="mean", values=values, low=values - 0.1, high=values)

    service = over_time.draw(replace(HISTORY, service=(line,))).axes[1]

    assert len(service.collections) == 1


def test_the_key_of_the_service_does_not_cover_its_title() -> None:
    lines = tuple(
        Line(label=label, values=np.linspace(0.8, 1.0, 30))
        for label in ("replication 0", "mean and range of 10000")
    )
    figure = over_time.draw(replace(HISTORY, service=lines))
    figure.draw_without_rendering()
    axes = figure.axes[1]
    (title,) = (
        t for t in axes.findobj(mpl.text.Text) if t.get_text().startswith("Served at once,")
    )

    key = axes.get_legend()
    assert key is not None
    assert title.get_window_extent().x1 < key.get_window_extent().x0


def test_whiskers_span_the_interval_and_a_single_replication_has_none() -> None:
    alone = Panel(
        title="Fill rate",
        axis="Fill rate (%)",
        intervals=(interval(0.9, 0.02), Interval(mean=0.8)),
        written=words.tick_written("fill_rate_share"),
    )

    axes = comparison.draw(replace(COMPARISON, panels=(alone,))).axes[0]

    ends = [line.get_xdata() for line in axes.lines if line.get_gid() == "whisker"]
    assert [list(map(float, x)) for x in ends] == [pytest.approx([0.88, 0.92]), [0.8]]


def test_differences_stand_about_a_line_at_zero() -> None:
    axes = drawn(differences, DIFFERENCES).axes[0]

    low, high = axes.get_xlim()
    assert low < 0 < high
    assert any(list(map(float, line.get_xdata())) == [0, 0] for line in axes.lines)
    assert "interval above zero" in differences.alt(DIFFERENCES)


def test_the_worst_twenty_sites_stand_worst_first() -> None:
    axes = drawn(worst_sites, WORST).axes[0]

    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == [f"clinic {n:02}" for n in range(20)]
    assert axes.get_title(loc="left") == "The 20 of 30 sites with the lowest fill rate"


def test_a_share_does_not_seem_to_pass_a_hundred_per_cent() -> None:
    rows = (SiteRow(site="clinic", intervals=(interval(0.99, 0.3), None)),)

    axes = worst_sites.draw(replace(WORST, rows=rows, site_count=1)).axes[0]

    assert axes.get_xlim()[1] < 1.05


def test_far_suppliers_stand_at_the_edge_together_and_leave_the_patients_room() -> None:
    window = frame(MAP)

    assert window.west > -105
    assert window.east < -97
    assert [one.sites for one in window.far] == [(4, 5)]
    assert window.far[0].km == pytest.approx(2230, rel=0.01)
    assert window.places[4] == window.places[5]
    assert window.places[4][0] == pytest.approx(window.east)


def test_the_key_of_the_map_names_what_is_beyond_its_edge() -> None:
    axes = drawn(network_map, MAP).axes[0]

    assert "1  plant, next to the plant, about 2,200 km away" in axes.get_xlabel()


def test_lanes_are_as_wide_as_what_they_carried() -> None:
    axes = drawn(network_map, MAP).axes[0]

    (near,) = marks(axes, "lane")
    wide, narrow = near.get_linewidths()
    assert wide > narrow


def test_dollar_signs_in_names_are_no_mathematics() -> None:
    figure = over_time.draw(replace(HISTORY, name="a $b$ and $c_d$"))

    assert b"svg" in render.svg(figure)


@pytest.mark.parametrize(
    ("metric", "value", "text"),
    [
        ("fill_rate_share", 0.97654, "97.7 %"),
        ("waste_share", 0.000171, "0.017 %"),
        ("cost_total", 22_174_312.0, "22,170,000"),
        ("trips_count", 3150.4, "3,150"),
        ("gini_fill_rate", 0.0088021, "0.0088"),
        ("time_to_survive_days", None, "n/a"),
    ],
)
def test_numbers_have_few_digits_thousands_apart_and_shares_in_per_cent(
    metric: str, value: float | None, text: str
) -> None:
    assert words.written(metric)(value) == text


def test_differences_have_their_sign_and_shares_are_in_points() -> None:
    assert words.difference_written("fill_rate_share")(-0.0149) == f"{numbers.MINUS}1.49 points"
    assert words.difference_written("cost_total")(123_100.0) == "+123,000"


CHAIN: dict[str, Any] = {
    "pharmatwin": 1,
    "name": "three places",
    "time": {"horizon_days": 40, "warm_up_days": 5},
    "products": {"vaccine": {}},
    "sites": {
        "plant": {
            "kind": "supplier",
            "position": {"latitude_deg": 40.0, "longitude_deg": -75.0},
            "supplies": {"vaccine": {}},
        },
        "depot": {
            "kind": "main-dc",
            "position": {"latitude_deg": 46.8, "longitude_deg": -100.8},
            "opening_stock": {"vaccine": 60},
        },
        "clinic": {
            "kind": "clinic",
            "position": {"latitude_deg": 46.9, "longitude_deg": -96.8},
            "opening_stock": {"vaccine": 20},
        },
    },
    "lanes": {
        "in": {
            "origin": "plant",
            "destination": "depot",
            "lead_time": {"law": "constant", "days": 2},
        },
        "out": {
            "origin": "depot",
            "destination": "clinic",
            "lead_time": {"law": "constant", "days": 1},
        },
    },
    "demand": {
        "patients": {
            "site": "clinic",
            "product": "vaccine",
            "law": {"law": "poisson", "mean_units_per_day": 5},
        }
    },
    "disruptions": {
        "storm": {
            "what": "lane",
            "of": ["in", "out"],
            "when": {"dated": [{"from_day": 10, "days": 6}]},
        }
    },
}


@pytest.fixture(scope="module")
def done() -> Run:
    network = build(Scenario.of(CHAIN))
    return run(network, named("base-stock", network), seed=1)


def test_the_history_of_a_run_is_its_ledger_and_its_tally(done: Run) -> None:
    history = of_run.history_of(done, "a run")

    assert done.ledger is not None
    closing = [level[0].sum() for level in done.ledger.levels]
    assert np.sum([line.values for line in history.stock], axis=0).tolist() == closing
    assert len(history.service[0].values) == 40
    assert history.warm_up_days == 5


def test_one_storm_over_two_lanes_is_one_shade(done: Run) -> None:
    assert of_run.shades_of(done) == (
        Shade(from_day=10, to_day=16, label="storm (2 places)", row="storm"),
    )


def test_the_figures_of_a_run_are_written_as_svg_and_png(done: Run, tmp_path: Path) -> None:
    written = of_run.figures_of_run(done, tmp_path / "new")

    assert [path.name for path in written] == [
        "network_map.svg",
        "network_map.png",
        "stock_and_service.svg",
        "stock_and_service.png",
    ]
    assert written[0].read_bytes().startswith(b"<?xml")
    assert written[1].read_bytes().startswith(b"\x89PNG")


def test_a_chain_without_coordinates_is_drawn_by_echelon() -> None:
    sites = {
        name: {key: value for key, value in site.items() if key != "position"}
        for name, site in CHAIN["sites"].items()
    }
    network = build(Scenario.of({**CHAIN, "sites": sites}))
    plain = run(network, named("base-stock", network), seed=1)

    data = of_run.map_of(plain, "plain", of_run.fill_by_site(plain))

    assert data.schematic
    columns = {site.name: site.longitude_deg for site in data.sites}
    assert columns["plant"] < columns["depot"] < columns["clinic"]
    assert network_map.draw(data).axes[0].get_xlabel().startswith("Drawn by echelon")


def test_of_many_outages_the_longest_are_drawn_and_it_is_said() -> None:
    shades = tuple(
        Shade(from_day=i, to_day=i + 1 + i % 7, label=f"{i}", row="flood") for i in range(1_500)
    )
    data = replace(HISTORY, shades=shades)

    stock, _, outages = drawn(over_time, data).axes

    assert len(marks(stock, "outage")) == len(marks(outages, "outage")) == over_time.MOST_DRAWN
    longest = over_time.longest(shades)
    assert all(s.to_day - s.from_day == 7 for s in longest)
    assert longest[-1].from_day > 1_400
    assert outages.get_title(loc="left") == "Outages (the 200 longest of 1,500), shaded above"
    assert "1,500 outages, the 200 longest shaded" in over_time.alt(data)


def lines_of(axes: Axes, gid: str) -> list[Any]:
    return [line for line in axes.lines if line.get_gid() == gid]


@pytest.mark.parametrize(("module", "data"), [(service_bands, BANDS), (outage_curves, OUTAGES)])
def test_best_mean_and_worst_are_told_apart_without_colour(module: Any, data: Any) -> None:
    for axes in drawn(module, data).axes:
        ends = {gid: lines_of(axes, gid)[0] for gid in ("best", "mean", "worst")}

        assert len({str(line._unscaled_dash_pattern) for line in ends.values()}) == 3
        best, mean, worst = (np.asarray(line.get_ydata()) for line in ends.values())
        assert (worst <= mean).all()
        assert (mean <= best).all()


def test_days_around_an_outage_count_from_its_first() -> None:
    axes = drawn(outage_curves, OUTAGES).axes[0]

    (mean,) = lines_of(axes, "mean")
    assert list(mean.get_xdata())[:1] == [-14]
    assert "lowest mean 80.0 % on day -14" in outage_curves.alt(OUTAGES)


def test_one_replication_has_a_mean_and_no_ends() -> None:
    alone = replace(BANDS, lines=(Line(label="one", values=DAYS),) * 2)

    axes = service_bands.draw(alone).axes[0]

    assert len(lines_of(axes, "mean")) == 1
    assert not lines_of(axes, "best") + lines_of(axes, "worst")


def test_a_line_joins_the_means_over_the_points_with_one_value() -> None:
    points = list(panel_of("a.b").points[:4])
    moved = [*points[:3], replace(points[3], found=interval(0.5, 0.02))]

    assert responses.averages(moved) == [
        (0.0, pytest.approx(0.7)), (1.0, pytest.approx(0.85)), (2.0, pytest.approx(0.8))
    ]  # fmt: skip


def test_values_that_are_no_numbers_stand_by_their_names() -> None:
    axes = drawn(responses, RESPONSES).axes[2]

    assert [t.get_text() for t in axes.get_xticklabels()] == ["partial", "complete", "none"]
    assert "90 at partial, 80 at none" in responses.alt(RESPONSES)


def test_places_of_a_lower_class_have_larger_and_darker_marks() -> None:
    axes = drawn(network_map, MAP).axes[0]

    (clinics,) = marks(axes, "site clinic")  # 80, 95 and 90 %
    sizes = clinics.get_sizes()
    assert sizes[0] > sizes[2] > sizes[1]
    clinics.update_scalarmappable()
    lightness = clinics.get_facecolor()[:, :3] @ [0.2126, 0.7152, 0.0722]
    assert lightness[0] < lightness[2] < lightness[1]


def test_names_are_placed_where_the_places_are_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    monkeypatch.setattr(
        network_map, "place_names", lambda axes, _, places: seen.append((axes, places))
    )
    figure = network_map.draw(MAP)
    axes, places = seen[0]
    before = axes.transData.transform(places)

    figure.draw_without_rendering()

    np.testing.assert_allclose(axes.transData.transform(places), before, atol=0.5)
