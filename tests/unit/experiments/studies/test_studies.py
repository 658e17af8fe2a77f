"""Each study script runs from its command line, answers, and writes its figures."""

from collections.abc import Callable
from pathlib import Path

import pytest

from experiments import run, study
from experiments.figures import gains
from experiments.figures.data import Interval
from experiments.statistics.precision import Estimate
from experiments.studies import (
    centralised_or_micro_hubs,
    lean_or_buffered,
    single_or_double_sourcing,
    sources_model,
    weekly_or_four_weekly_allocation,
)
from experiments.studies.common import is_clear
from experiments.studies.renewal import Component
from experiments.studies.sources_model import PLAIN, WAITS, Case
from tests.builders import two_sites
from twin import Scenario

STUDIES = [
    pytest.param(
        centralised_or_micro_hubs.main,
        92,
        ["comparison", "differences", "worst-counties", "who-gains"],
        ["fill rate", "metro counties", "inhabitants"],
        id="centralised or micro-hubs",
    ),
    pytest.param(
        lean_or_buffered.main,
        400,
        ["frontier"],
        ["28 days", "672 days", "no other cover is better"],
        id="lean or buffered",
    ),
    pytest.param(
        single_or_double_sourcing.main,
        60,
        ["shortage"],
        ["lean: one supplier, one plant  ", "second supplier  ", "fitted"],
        id="single or double sourcing",
    ),
    pytest.param(
        weekly_or_four_weekly_allocation.main,
        35,
        ["comparison", "differences", "worst-boroughs"],
        ["four-weekly thawed", "rounds frozen", "emissions"],
        id="weekly or four-weekly",
    ),
]


@pytest.mark.parametrize(("main", "days", "figures", "words"), STUDIES)
def test_a_study_answers_and_draws(
    main: Callable[[list[str]], None],
    days: int,
    figures: list[str],
    words: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sources_model, "MARKETS", 2)
    some = single_or_double_sourcing.CASES[:4:3]
    monkeypatch.setattr(single_or_double_sourcing, "CASES", some)

    main(["--replications", "2", "--days", str(days), "--out", str(tmp_path)])

    told = capsys.readouterr().out
    assert [word for word in words if word not in told] == []
    assert "+/-" in told
    expected = {f"{name}.{ending}" for name in figures for ending in ("png", "svg", "pdf")}
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == expected
    assert all(path.read_bytes().startswith(b"%PDF-") for path in tmp_path.glob("*.pdf"))


@pytest.mark.parametrize(
    ("low", "high", "clear"),
    [(0.1, 0.3, True), (-0.3, -0.1, True), (-0.1, 0.3, False), (None, None, False)],
)
def test_a_difference_is_clear_where_the_interval_leaves_zero_out(
    low: float | None, high: float | None, clear: bool
) -> None:
    assert is_clear(Estimate(mean=0.2, se=None, low=low, high=high, n=2)) is clear


def test_who_gains_counts_only_what_is_clear_by_kind_of_county() -> None:
    def row(name: str, group: int, mean: float) -> gains.Gain:
        ends = Interval(mean=mean, low=mean - 0.01, high=mean + 0.01)
        return gains.Gain(site=name, people_count=1000, group=group, difference=ends)

    rows = (row("up", 0, 0.02), row("down", 1, -0.02), row("even", 1, 0.005))
    data = gains.Gains(title="t", groups=("metro", "nonmetro"), rows=rows)

    told = centralised_or_micro_hubs.who_gains(data).splitlines()

    assert told[1].split() == ["metro", "counties", "1", "0", "0"]
    assert told[2].split() == ["nonmetro", "counties", "0", "1", "1"]


SHAKY, PLANT = Component(up_days=20, down_days=10), Component(up_days=80, down_days=4)


def short_share(case: Case, monkeypatch: pytest.MonkeyPatch) -> tuple[float, float]:
    """Return the mean of the simulated shortage and its standard error, over 24,000 days."""
    monkeypatch.setattr(sources_model, "MARKETS", 20)
    found = study(case.scenario(300), [case.policy], replications=4, seed=11)
    fill = found.summary()[found.arms[0]]["fill_rate_share"]
    assert fill.mean is not None
    assert fill.se is not None
    return 1 - fill.mean, fill.se


def test_a_market_with_stock_is_short_as_the_closed_form_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = Case(name="c", supplier=SHAKY, plant=PLANT, buffer_days=2)

    simulated, se = short_share(case, monkeypatch)

    exact = case.exact_share()
    assert exact is not None
    assert abs(simulated - exact) < 4 * se
    assert se < 0.12 * exact


def test_two_sources_are_short_as_the_closed_form_says_and_more_where_orders_lie_at_a_shut_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits, plain = (
        Case(name="c", supplier=SHAKY, plant=PLANT, sources=2, policy=policy)
        for policy in (WAITS, PLAIN)
    )

    simulated, se = short_share(waits, monkeypatch)

    exact = waits.exact_share()
    assert exact is not None
    assert abs(simulated - exact) < 4 * se
    assert se < 0.12 * exact
    assert short_share(plain, monkeypatch)[0] > 1.2 * simulated
    assert plain.exact_share() is None


@pytest.mark.parametrize(("policy", "orders"), [(WAITS, False), (PLAIN, True)])
def test_the_rule_that_waits_orders_nothing_from_a_shut_source(policy: str, orders: bool) -> None:
    chain = two_sites(horizon_days=30, warm_up_days=21)
    strike = {
        "what": "supplier",
        "of": "supplier",
        "when": {"dated": [{"from_day": 20, "days": 20}]},
    }
    chain["disruptions"] = {"strike": strike}

    metrics = run(Scenario.of(chain), policy, seed=3).metrics()

    assert (metrics["orders_count"] != 0) is orders
