"""What the report takes from a study's folder: outages by day, a stress test, figures as files."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np
import pytest

from experiments import run, study
from experiments.commands.stress import save
from experiments.figures import of_design
from experiments.monte_carlo.found import Study
from experiments.report import pictures as report_pictures
from experiments.report.files import write_figures
from experiments.report.outages import BEFORE_DAYS, outage_curves, planned_outages
from experiments.report.points import points
from experiments.report.stress import command, stress_test
from experiments.report.write import page
from experiments.stress.in_turn import stress_test as play_stress
from experiments.stress.result import Stress
from tests.unit.experiments.conftest import CHAIN
from twin.chain.network import build
from twin.chain.scenario import Scenario

N, SEED = 3, 5
EVIL = "<script>alert('x')</script>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stored")


@pytest.fixture(scope="module")
def done(folder: Path) -> Study:
    scenario = Scenario.of(deepcopy(CHAIN))
    line = "pharmatwin study chain.yaml --policies base-stock,s-S"
    policies = ["base-stock", "s-S"]
    return study(scenario, policies, replications=N, seed=SEED, out=folder, command=line)


@pytest.fixture(scope="module")
def stressed(done: Study, folder: Path) -> Iterator[Stress]:
    scenario = next(iter(done.scenarios.values()))
    found = play_stress(
        scenario, "base-stock", from_day=20, days=8, replications=2, seed=1,
        places=["hub", "west", "inbound"],
    )  # fmt: skip
    save(folder / "stress", found)
    return found


def test_service_around_an_outage_is_that_of_the_days_in_all_replications(
    done: Study, folder: Path
) -> None:
    found = outage_curves(done, folder)

    assert found is not None
    network = build(next(iter(done.scenarios.values())))
    tallies = [run(network, "s-S", seed=SEED, replication=k).tally for k in range(N)]
    days = range(20 - BEFORE_DAYS, 48)  # the hub is out from day 30, 20 after the warm-up
    asked = np.array([[t.demand_by_day[d] for d in days] for t in tallies])
    served = np.array([[t.at_once_by_day[d] for d in days] for t in tallies])
    curve = found.curves[1]
    shown = slice(0, len(days))
    assert curve.name == "s-S"
    np.testing.assert_allclose(curve.service.values[shown], served.sum(0) / asked.sum(0))
    assert curve.service.low is not None
    np.testing.assert_allclose(curve.service.low[shown], (served / asked).min(axis=0))
    assert curve.on_share.tolist()[:21] == [0.0] * 14 + [1.0] * 6 + [0.0]
    assert curve.episodes_count == N


def test_days_that_were_not_counted_have_no_service(tmp_path: Path) -> None:
    chain = deepcopy(CHAIN)
    chain["disruptions"]["snow"]["when"] = {"dated": [{"from_day": 15, "days": 3}]}
    stored = study(Scenario.of(chain), ["base-stock"], replications=2, seed=1, out=tmp_path)

    found = outage_curves(stored, tmp_path)

    assert found is not None
    values = found.curves[0].service.values
    assert np.isnan(values[: BEFORE_DAYS - 5]).all()  # the warm-up ends five days before
    assert np.isfinite(values[BEFORE_DAYS - 5 : 40]).all()


@pytest.fixture
def no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the study's own figures out of a page whose other parts are looked at."""
    monkeypatch.setattr(report_pictures, "examples", lambda _: ([], []))
    monkeypatch.setattr(report_pictures, "figures", lambda *_: {})


@pytest.mark.usefixtures("no_figures")
def test_a_chain_without_outages_has_no_curve(tmp_path: Path) -> None:
    stored = study(
        Scenario.of({**deepcopy(CHAIN), "disruptions": {}}), ["base-stock"],
        replications=2, seed=1, out=tmp_path,
    )  # fmt: skip

    assert outage_curves(stored, tmp_path) is None
    assert "No outage began in the days counted" in page(stored, tmp_path)


def test_outages_are_known_without_playing() -> None:
    chain = deepcopy(CHAIN)
    chain["disruptions"]["snow"]["when"] = {
        "random": {
            "time_to_failure": {"law": "exponential", "mean_days": 9},
            "time_to_repair": {"law": "uniform", "min_days": 1, "max_days": 4},
        }
    }
    network = build(Scenario.of(chain))

    for replication in range(3):
        played = run(network, "base-stock", seed=2, replication=replication)
        assert played.outages
        assert planned_outages(network, 2, replication) == played.outages


@pytest.mark.usefixtures("no_figures")
def test_the_ranking_of_a_stress_test_in_the_folder_is_shown(
    done: Study, folder: Path, stressed: Stress
) -> None:
    found, odd = stress_test(done, folder)

    assert odd == ""
    assert found is not None
    shown = {(place.kind, place.name): place.lost.mean for place in found.ranking.places}
    assert shown == {(row.kind, row.name): row.lost_units.mean for row in stressed.rows}
    assert found.ranking.places[0].lost.mean == max(shown.values())
    assert [row.name for row in found.tables[0].rows] == ["hub", "west"]
    assert [row.name for row in found.tables[2].rows] == ["inbound"]
    text = page(done, folder)
    assert found.result_sha256 in text
    assert "rank by the graph measure betweenness by flow" in text
    assert text.count("Figure: resilience curve") == 2


@pytest.mark.usefixtures("no_figures")
def test_without_a_stress_test_the_page_says_what_makes_one(done: Study, tmp_path: Path) -> None:
    where = tmp_path / "a folder"

    assert stress_test(done, where) == (None, "")
    assert command(done, where) == (
        f"pharmatwin stress chain.yaml --policy base-stock --out '{where}/stress'"
    )
    changed = replace(done, command=f"{done.command} --set a.b=1 --seed 2 --set c=x")
    told = "pharmatwin stress chain.yaml --policy base-stock --set a.b=1 --set c=x --out DIR/stress"
    assert told in page(changed)


@pytest.mark.parametrize("content", ["{", "[]", '{"places": 3}', '{"scenario": "x"}'])
def test_a_stress_test_that_cannot_be_read_is_told(
    done: Study, tmp_path: Path, content: str
) -> None:
    (tmp_path / "stress").mkdir()
    (tmp_path / "stress" / "stress.json").write_text(content)

    found, odd = stress_test(done, tmp_path)

    assert found is None
    assert odd.startswith("The stress test in stress/stress.json cannot be read")


@pytest.mark.usefixtures("no_figures")
def test_a_stress_test_of_another_scenario_is_shown_with_a_warning_and_its_names_escaped(
    done: Study, folder: Path, stressed: Stress, tmp_path: Path
) -> None:
    assert stressed.rows
    told: dict[str, Any] = json.loads((folder / "stress" / "stress.json").read_text())
    told["scenario_sha256"] = "0" * 64
    told["places"][0]["name"] = told["policy"] = EVIL
    told["agreements"][0]["sentence"] = EVIL
    (tmp_path / "stress").mkdir()
    (tmp_path / "stress" / "stress.json").write_text(json.dumps(told))

    found, odd = stress_test(done, tmp_path)
    text = page(done, tmp_path)

    assert found is not None
    assert "is none of this" in odd
    assert odd.replace("'", "&#39;") in text
    assert "<script" not in text


def test_the_figures_are_written_for_a_paper_with_words_for_each(
    folder: Path, stressed: Stress, tmp_path: Path
) -> None:
    study(stressed.scenario, ["base-stock"], replications=2, seed=1, out=tmp_path)
    copytree(folder / "stress", tmp_path / "stress")

    files = {path.name: path.read_bytes() for path in write_figures(tmp_path)}

    told = json.loads(files.pop("figures.json"))
    assert set(told) == {"service", "worst", "costs", "critical-places", "map-1", "days-1"}
    assert list(files) == [f"{stem}{end}" for stem in told for end in (".svg", ".pdf", ".png")]
    assert all(len(one["alt"]) > 40 and one["caption"] for one in told.values())
    assert files["map-1.svg"].startswith(b"<?xml")
    assert files["map-1.pdf"].startswith(b"%PDF")
    assert files["map-1.png"].startswith(b"\x89PNG")
    assert b"/Type3" not in files["map-1.pdf"]


@pytest.fixture(scope="module")
def design() -> Study:
    chain = {**deepcopy(CHAIN), "time": {"horizon_days": 20, "warm_up_days": 5}}
    settings = [
        {"lanes.inbound.lead_time.days": days, "lanes.out.shipping": how, "lanes.out.order_cost": 2}
        for days in (2, 4)
        for how in ("partial", "complete")
    ]
    return study(Scenario.of(chain), ["base-stock", "s-S"], replications=2, seed=1, points=settings)


def test_a_design_is_a_table_of_its_settings(design: Study) -> None:
    table = points(design, "EUR")

    assert table.heads[:4] == (
        "Point", "lanes.inbound.lead_time.days", "lanes.out.shipping", "Policy"
    )  # fmt: skip
    told = [(row.name, *(cell.value for cell in row.cells[:3])) for row in table.rows]
    assert told[:3] == [
        ("#0", "2", "partial", "base-stock"),
        ("#0", "2", "partial", "s-S"),
        ("#1", "2", "complete", "base-stock"),
    ]
    assert len(told) == 8
    assert "lanes.out.order_cost is 2 at all" in table.caption


def test_the_responses_to_a_design_are_the_means_of_its_arms(design: Study) -> None:
    found = of_design.responses(design, "EUR")

    days, how = found.rows
    assert [panel.factor for panel in (days[0], how[0])] == [
        "lanes.inbound.lead_time.days", "lanes.out.shipping"
    ]  # fmt: skip
    assert how[0].names == ("partial", "complete")
    summary = design.summary()
    means = [summary[arm]["fill_rate_share"].mean for arm in design.arms]
    assert [point.found.mean for point in days[0].points] == means
    assert [point.at for point in days[0].points] == [2, 2, 2, 2, 4, 4, 4, 4]
    assert [point.at for point in how[0].points] == [0, 0, 1, 1, 0, 0, 1, 1]
    assert [point.series for point in days[0].points] == [0, 1] * 4


def test_the_page_of_a_design_shows_its_points_and_few_arms_by_day(design: Study) -> None:
    text = page(design)

    assert "Points of the design" in text
    assert "first 2 arms only" in text
    assert text.count("What each factor of the design does.") == 2  # its name, and below it
