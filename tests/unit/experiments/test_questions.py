"""SQL over a stored study gives what the study says."""

import pytest

from experiments import study
from experiments.monte_carlo.outcome import Failure
from experiments.monte_carlo.plan import plan_of
from experiments.replication import run
from experiments.storage.files import DamagedFile
from experiments.storage.header import OtherStudy
from experiments.storage.questions import connect
from experiments.storage.store import opened
from twin.chain.network import build

POLICIES = ["base-stock", "s-S"]


@pytest.fixture(scope="module")
def stored(scenario, tmp_path_factory):
    folder = tmp_path_factory.mktemp("questions") / "it's here"
    return study(scenario, POLICIES, replications=3, seed=3, out=folder), folder


def test_metrics_are_those_of_every_replication(stored):
    done, folder = stored

    rows = connect(folder).sql("SELECT * FROM metrics").fetchall()

    expected = {
        (*arm, k, name): value
        for arm in done.arms
        for name in done.metric_names
        for k, value in enumerate(done.values(arm, name))
    }
    assert {row[:4]: row[4] for row in rows} == expected
    assert len(rows) == len(expected)
    assert None in expected.values()


def test_by_site_is_what_a_run_says_of_each_site_and_product(stored, scenario):
    _, folder = stored
    alone = run(build(scenario), "s-S", seed=3, replication=2)

    rows = connect(folder).sql(
        "SELECT site, product, metric, value FROM by_site WHERE policy = 's-S' AND replication = 2"
    )

    expected = {
        (row["site"], row["product"], name): value
        for row in alone.by_site_product()
        for name, value in row.items()
        if name not in ("site", "product")
    }
    assert {row[:3]: row[3] for row in rows.fetchall()} == expected


def test_by_day_adds_up_to_the_days_of_the_study(stored):
    done, folder = stored
    arm = done.arms[1]

    days = connect(folder).sql(
        "SELECT day, sum(demand_units), sum(served_at_once_units), min(moving_share), count(*) "
        "FROM by_day WHERE policy = 's-S' GROUP BY day ORDER BY day"
    )

    number, asked, served, low, count = map(list, zip(*days.fetchall(), strict=True))
    daily = done.daily(arm)
    assert number == list(range(10, 60))
    assert asked == daily.demand_units.tolist()
    assert served == daily.served_at_once_units.tolist()
    assert low == daily.service.low.tolist()
    assert set(count) == {3}


def test_points_of_a_design_are_joined_by_scenario(scenario, tmp_path):
    path = "sites.hub.opening_stock.vaccine"
    points = [{path: 300}, {path: 0}]
    done = study(scenario, POLICIES[:1], replications=2, seed=3, points=points, out=tmp_path)

    rows = connect(tmp_path).sql(
        f'SELECT points."{path}", avg(value) FROM metrics JOIN points USING (scenario) '
        "WHERE metric = 'cost_total' GROUP BY ALL ORDER BY 1"
    )

    means = [done.summary()[arm]["cost_total"].mean for arm in done.arms]
    assert rows.fetchall() == [(0, pytest.approx(means[1])), (300, pytest.approx(means[0]))]


def test_an_unfinished_study_can_be_asked_and_tells_its_failures(scenario, tmp_path):
    failed = Failure(scenario="two clinics", policy="s-S", replication=1, why="bad luck")
    with opened(tmp_path, plan_of(scenario, POLICIES, replications=3, seed=3)) as kept:
        kept.add([failed])

    asked = connect(tmp_path)

    assert asked.sql("SELECT * FROM metrics").fetchall() == []
    assert asked.sql("SELECT * FROM by_day").fetchall() == []
    assert asked.sql("SELECT * FROM failures").fetchall() == [("two clinics", "s-S", 1, "bad luck")]
    study(scenario, POLICIES, replications=2, seed=3, out=tmp_path)
    assert connect(tmp_path).sql("SELECT * FROM failures").fetchall() == []


def test_damaged_files_are_named_and_not_asked(scenario, tmp_path):
    study(scenario, POLICIES, replications=2, seed=3, out=tmp_path)
    path = next((tmp_path / "parts").iterdir())
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(DamagedFile, match=path.name):
        connect(tmp_path)


def test_a_folder_without_a_study_is_refused(tmp_path):
    with pytest.raises(OtherStudy, match=r"study\.json is missing"):
        connect(tmp_path)
