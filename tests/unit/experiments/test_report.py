"""The report: one page that holds all, loads nothing and trusts no name."""

import re
from array import array
from copy import deepcopy
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from markupsafe import escape
from matplotlib.figure import Figure

from experiments import study
from experiments.figures import over_time
from experiments.figures.data import History
from experiments.measures.definitions import METRICS
from experiments.measures.planning import PLANNING
from experiments.monte_carlo.found import Study
from experiments.monte_carlo.plan import Precision
from experiments.monte_carlo.results import Results
from experiments.monte_carlo.study_checks import warm_up_note
from experiments.report.pictures import examples, history
from experiments.report.tables import differences, equity, headline, resilience
from experiments.report.words import chance, precision, provenance, skewed, warnings
from experiments.report.write import page, whole, write_report
from twin.chain.scenario import Scenario

EVIL = "<script>alert('x')</script>"

CHAIN: dict[str, Any] = {
    "pharmatwin": 1,
    "name": "two clinics",
    "about": f"A made-up chain {EVIL}; see https://example.org/about",
    "currency": "CHF",
    "time": {"horizon_days": 40, "warm_up_days": 5},
    "products": {"vaccine": {"holding_cost_per_unit_day": 0.1, "lost_sale_cost_per_unit": 9}},
    "sites": {
        "depot": {
            "kind": "main-dc",
            "position": {"latitude_deg": 46.8, "longitude_deg": 8.2},
            "supplies": {"vaccine": {}},
        },
        "Bern": {"kind": "clinic", "position": {"latitude_deg": 46.9, "longitude_deg": 7.4}},
        "Chur": {"kind": "clinic", "position": {"latitude_deg": 46.8, "longitude_deg": 9.5}},
    },
    "lanes": {
        "out": {
            "origin": "depot",
            "destination": "kind:clinic",
            "lead_time": {"law": "constant", "days": 1},
        }
    },
    "demand": {
        "patients": {
            "site": "kind:clinic",
            "product": "vaccine",
            "backordered_share": 0.5,
            "law": {"law": "poisson", "mean_units_per_day": 5},
        }
    },
    "disruptions": {
        "snow": {
            "what": "lane",
            "of": "*",
            "when": {"dated": [{"from_day": 12, "days": 3}]},
        }
    },
}
COMMAND = "pharmatwin study two.yaml --seed 7 --out here"
POLICIES = ["base-stock", "base-stock:service_share=0.6"]


class Page(HTMLParser):
    """What stands in a page, element by element."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def of(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag in tags]


@pytest.fixture(scope="module")
def done() -> Study:
    return study(Scenario.of(CHAIN), POLICIES, replications=3, seed=7)


@pytest.fixture(scope="module")
def text(done: Study) -> str:
    return page(replace(done, command=COMMAND))


def test_the_page_loads_nothing_from_anywhere(text: str) -> None:
    shown = Page(text)

    assert not shown.of("script", "link", "iframe", "object", "embed", "base")
    sources = [
        value or ""
        for _, attributes in shown.elements
        for name, value in attributes.items()
        if name in {"src", "srcset", "href", "data", "action", "poster"}
    ]
    assert sources
    assert all(source.startswith(("data:image/svg+xml;base64,", "#")) for source in sources)
    assert "@import" not in text
    assert "url(" not in text
    assert "default-src 'none'" in text


def test_markup_in_a_text_of_the_scenario_is_shown_and_not_obeyed(text: str) -> None:
    assert EVIL not in text
    assert "&lt;script&gt;alert" in text


def test_markup_in_names_of_arms_is_shown_and_not_obeyed(done: Study) -> None:
    arm = done.arms[0]
    source = done.plan.scenarios[0][1]
    renamed = Study(
        plan=replace(
            done.plan,
            bases=((EVIL, source),),
            scenarios=((EVIL, source),),
            policies=(("base-stock", None),),
        ),
        results=Results({(EVIL, "base-stock"): done.results.arms[arm]}),
        command=EVIL,
        versions={"pharmatwin": EVIL},
    )

    text = page(renamed)

    assert "<script" not in text
    assert not Page(text).of("script")


def test_every_figure_is_there_with_words_in_its_place(text: str) -> None:
    pictures = Page(text).of("img")

    # comparison, differences, service, worst sites, costs; a map and a history of each arm
    assert len(pictures) == 5 + 2 * len(POLICIES)
    assert all(len(picture["alt"] or "") > 40 for picture in pictures)


def test_every_arm_and_each_way_to_make_the_study_again_is_named(done: Study, text: str) -> None:
    for arm in ("base-stock", "base-stock: service_share=0.6"):
        assert f'<th scope="col">{whole(arm)}</th>' in text
    for fact in (done.result_sha256, done.plan.scenarios[0][1].sha256, COMMAND):
        assert fact in text
    assert "receive, decide, demand, age" in text


def test_headings_go_down_one_step_at_a_time(text: str) -> None:
    levels = [int(tag[1]) for tag, _ in Page(text).elements if re.fullmatch(r"h[1-6]", tag)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_tables_scroll_and_have_heads(text: str) -> None:
    shown = Page(text)

    assert all(scope["scope"] in {"col", "row"} for scope in shown.of("th"))
    regions = [d for d in shown.of("div") if d.get("role") == "region"]
    assert len(regions) == len(shown.of("table")) + len(shown.of("img"))
    assert all(d["tabindex"] == "0" and d["aria-label"] for d in regions)


def test_few_replications_are_warned_of(text: str) -> None:
    assert "Only 3 replications" in text


def test_failures_and_a_cap_that_was_hit_are_warned_of(done: Study) -> None:
    some = replace(deepcopy(done))  # nothing worked out before is kept
    arm = some.results.of(some.arms[0])
    arm.failures[1] = "policy 'p': day 3: KeyError"
    del arm.records[1]
    asked = Precision(relative_half_width=0.001, at_most=10)

    said = warnings(replace(some, plan=replace(some.plan, precision=asked)))

    assert any(s.startswith("1 of 6 replications failed") and "KeyError" in s for s in said)
    assert any("cap of 10 replications" in s and "0.001 of itself" in s for s in said)
    assert len(warnings(done)) < len(said) - 1


def test_values_stand_with_their_intervals(done: Study) -> None:
    rows = {row.name: row for row in headline(done, "CHF").rows}

    cell = rows["Fill rate"].cells[0]
    assert re.fullmatch(r"\d+\.\d+ %", cell.value)
    assert re.fullmatch(r"\d+(\.\d+)? to \d+(\.\d+)? %", cell.below)
    assert "Total cost, CHF" in rows


def test_a_policy_that_is_gone_leaves_the_rest_of_the_report(done: Study) -> None:
    plan = replace(done.plan, policies=(("gone:Policy", None),))
    key = (done.arms[0][0], "gone:Policy")
    orphan = Study(
        plan=plan,
        results=Results({key: done.results.arms[done.arms[0]]}),
    )

    text = page(orphan)

    assert "could not be played again" in text
    assert "Cost by kind" in text or "costs" in text


def test_a_result_that_the_program_no_longer_gives_is_told(done: Study) -> None:
    changed = deepcopy(done)
    changed.results.of(done.arms[0]).columns["served_at_once_units"][0] = 1

    _, failures = examples(changed)

    assert "gives other numbers than the study holds" in failures[0]


def test_the_report_of_a_stored_study_is_its_page_in_one_more_file(
    done: Study, tmp_path: Path
) -> None:
    study(Scenario.of(CHAIN), POLICIES, replications=3, seed=7, out=tmp_path, command=COMMAND)
    before = set(tmp_path.iterdir())

    path = write_report(tmp_path)

    assert set(tmp_path.iterdir()) - before == {path}
    assert path.name == "report.html"
    written = path.read_text(encoding="utf-8")
    assert len(Page(written).of("img")) == 6 + 2 * len(POLICIES)  # and the resilience curve
    assert done.result_sha256 in written


def test_every_metric_has_its_definition_on_the_page(done: Study, text: str) -> None:
    assert set(done.metric_names) == set(METRICS) - set(PLANNING)
    for name in done.metric_names:
        metric = METRICS[name]
        assert f"<dt>{metric.label}<code>{name}</code></dt>" in text
        assert f"<dd>{escape(metric.definition)}</dd>" in text


def test_the_page_says_the_versions_that_the_study_says(done: Study) -> None:
    older = replace(done, versions={"numpy": "0.1.2"})

    assert ("Versions", "numpy 0.1.2") in provenance(older)


def test_service_by_day_has_the_band_of_all_replications(
    done: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[History] = []
    monkeypatch.setattr(over_time, "draw", lambda data: drawn.append(data) or Figure())
    played, _ = examples(done)

    history(done, 2, *played[1])

    example, band = drawn[0].service
    counted = slice(5, None)
    assert band.label == "mean and range of 3"
    assert (band.low[counted] <= example.values[counted]).all()
    assert (example.values[counted] <= band.high[counted]).all()
    assert (band.low[counted] < band.high[counted]).any()
    assert np.isnan(band.values[:5]).all()


def test_lopsided_means_are_named_in_one_warning_with_what_they_want(done: Study) -> None:
    some = deepcopy(done)
    arm = some.arms[0]
    plan = replace(some.plan, replications=12)
    some.results.of(arm).columns["cost_total"] = array("d", [1.0] * 11 + [100.0])

    (said,) = skewed(replace(some, plan=plan))

    # one value of n apart has skewness sqrt(n) = 3.464: 25 * 12 replications
    assert "total cost of base-stock (300 wanted)" in said
    assert skewed(done) == []


def test_the_rule_by_which_a_study_stopped_is_told(done: Study) -> None:
    asked = Precision(relative_half_width=0.05, at_most=40, metrics=("fill_rate_share",))

    told = precision(replace(done, plan=replace(done.plan, precision=asked)))

    assert precision(done) == "a fixed number of replications, 3"
    assert "until fill rate of every arm are known to 5 %" in told
    assert told.endswith("10 replications at least and 40 at most; not reached with 3")


def test_what_is_random_is_told() -> None:
    assert chance(Scenario.of(CHAIN)) == (
        "Chance: demand is poisson; lead times are constant; 1 disruptions come at set dates."
    )


def test_every_pair_has_its_interval_its_verdict_and_its_variance_reduction(done: Study) -> None:
    (found,) = done.differences()

    table = differences(done, "CHF")

    assert table.heads == ("Metric", "base-stock: service_share=0.6 minus base-stock")
    cell = next(row for row in table.rows if row.name == "Fill rate").cells[0]
    factor = found.metrics["fill_rate_share"].variance_reduction_factor
    assert cell.last in {f"{word}, VRF {factor:.3g}" for word in ("lower", "not clear")}
    assert cell.below.endswith("points")


def test_outages_and_equity_have_tables_of_their_own(done: Study, text: str) -> None:
    names = {row.metric for table in (resilience, equity) for row in table(done, "CHF").rows}

    assert {"time_to_recover_days", "service_loss_unit_days", "breaches_count"} <= names
    assert {"unmet_units_cvar", "gini_fill_rate", "min_site_fill_rate_share"} <= names
    for heading in ("Outages: how long", "Critical places", "Service over time"):
        assert heading in text


def test_the_page_says_of_the_warm_up_what_the_terminal_says() -> None:
    done = study(
        Scenario.of({**CHAIN, "time": {"horizon_days": 12, "warm_up_days": 2}}),
        ["base-stock"], replications=2, seed=1,
    )  # fmt: skip

    note = warm_up_note(done)

    assert note is not None
    assert note in " ".join(unescape(page(done)).split())


def test_many_arms_stand_below_each_other() -> None:
    many = study(
        Scenario.of({**CHAIN, "time": {"horizon_days": 12, "warm_up_days": 2}}),
        [f"base-stock:service_share=0.{n}" for n in range(1, 10)],
        replications=2,
        seed=1,
    )

    table = headline(many, "CHF")

    assert table.heads[0] == "Arm"
    assert [row.name for row in table.rows] == [
        f"base-stock: service_share=0.{n}" for n in range(1, 10)
    ]
    assert len(table.rows[0].cells) == len(table.heads) - 1
    assert differences(many, "CHF").heads[0] == "Pair"
    assert len(differences(many, "CHF").rows) == 36
