import json
from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest

from experiments import store, study
from experiments.files import put, read_table
from experiments.plan import plan_of
from experiments.tables import of_days
from twin.chain.scenario import Scenario

POLICIES = ["base-stock", "s-S"]


@pytest.fixture(scope="module")
def played(scenario):
    return study(scenario, POLICIES, replications=3, seed=3)


@pytest.fixture
def done(played):
    """Return a study of its own for each test, to change at will."""
    return deepcopy(played)


@pytest.fixture(scope="module")
def longer_one(scenario):
    return study(scenario, POLICIES, replications=5, seed=3)


def test_a_study_comes_back_from_its_folder_as_it_was(done, tmp_path):
    store.save(tmp_path / "out", done)

    back = store.open_study(tmp_path / "out")

    assert back.result_sha256 == done.result_sha256
    assert back.to_json() == done.to_json()
    assert back.scenarios == done.scenarios


def test_sites_and_days_come_back_too(done, tmp_path):
    store.save(tmp_path, done)

    back = store.open_study(tmp_path).results

    arm = done.arms[1]
    for number, table in done.results.by_site[arm].items():
        again = back.by_site[arm][number]
        assert (again.cells, again.columns) == (table.cells, table.columns)
        np.testing.assert_array_equal(again.values, table.values)
    assert back.daily[arm].demand_units.tolist() == done.daily(arm).demand_units.tolist()
    assert back.daily[arm].first_day == 10
    for name in ("known", "parts", "low", "high"):
        np.testing.assert_array_equal(
            getattr(back.daily[arm].service, name), getattr(done.daily(arm).service, name)
        )


def test_the_command_and_the_versions_that_made_a_study_come_back(done, tmp_path):
    store.save(tmp_path, replace(done, command="pharmatwin study x", versions={"numpy": "0.1"}))

    back = store.open_study(tmp_path)

    assert (back.command, back.versions) == ("pharmatwin study x", {"numpy": "0.1"})
    assert back.to_json()["versions"] == {"numpy": "0.1"}


def test_tables_of_an_older_program_are_made_anew(scenario, done, tmp_path, monkeypatch):
    plan = plan_of(scenario, POLICIES, replications=3, seed=3)
    with monkeypatch.context() as before:
        before.setattr(store, "FORMAT", 1)
        store.save(tmp_path, done)

    assert store.finished(tmp_path, plan).metrics == {}
    with pytest.raises(store.OtherStudy, match="start the study again"):
        store.open_study(tmp_path)


def test_more_replications_take_up_where_the_folder_ends(scenario, done, longer_one, tmp_path):
    store.save(tmp_path, done)
    plan = plan_of(scenario, POLICIES, replications=5, seed=3)
    played = []

    longer = study(scenario, POLICIES, replications=5, seed=3,
                   finished=store.finished(tmp_path, plan),
                   progress=lambda one, _: played.append(one))  # fmt: skip
    store.save(tmp_path, longer)

    back = store.open_study(tmp_path)
    assert played[-1] == 4
    assert back.to_json() == longer_one.to_json()
    assert of_days(back.plan, back.results).equals(of_days(longer_one.plan, longer_one.results))


def test_half_a_study_is_kept_and_is_no_finished_one(scenario, done, tmp_path):
    store.save(tmp_path, done)
    store.save_results(tmp_path, plan_of(scenario, POLICIES, replications=9, seed=3), done.results)

    with pytest.raises(store.OtherStudy, match=r"study\.json is missing"):
        store.open_study(tmp_path)
    found = store.finished(tmp_path, plan_of(scenario, POLICIES, replications=9, seed=3))
    assert sorted(found.metrics[done.arms[0]]) == [0, 1, 2]


@pytest.mark.parametrize(
    ("seed", "policies", "days", "difference"),
    [
        (4, POLICIES, 60, "seed there 3, here 4"),
        (3, ["base-stock"], 60, "policies there"),
        (3, POLICIES, 61, "scenarios there"),
    ],
)
def test_a_folder_of_another_study_is_refused_by_name(
    done, chain, tmp_path, seed, policies, days, difference
):
    store.save(tmp_path, done)
    chain["time"]["horizon_days"] = days

    with pytest.raises(store.OtherStudy, match=difference):
        store.finished(tmp_path, plan_of(Scenario.of(chain), policies, replications=3, seed=seed))


def test_another_version_is_refused(scenario, done, tmp_path, monkeypatch):
    store.save(tmp_path, done)
    monkeypatch.setattr("experiments.plan.versions", lambda: {"pharmatwin": "99"})

    with pytest.raises(store.OtherStudy, match="version of pharmatwin there"):
        store.finished(tmp_path, plan_of(scenario, POLICIES, replications=3, seed=3))


def test_fewer_replications_than_there_are_is_refused(scenario, done, tmp_path):
    store.save(tmp_path, done)

    with pytest.raises(store.OtherStudy, match="holds 3 finished replications, 2 were"):
        store.finished(tmp_path, plan_of(scenario, POLICIES, replications=2, seed=3))


def test_files_of_two_moments_are_not_mixed(scenario, done, longer_one, tmp_path):
    store.save(tmp_path, done)
    old = (tmp_path / "by_site_product.parquet").read_bytes()
    store.save(tmp_path, longer_one)
    (tmp_path / "by_site_product.parquet").write_bytes(old)

    plan = plan_of(scenario, POLICIES, replications=5, seed=3)
    assert store.finished(tmp_path, plan).metrics == {}
    with pytest.raises(store.OtherStudy, match="two moments"):
        store.open_study(tmp_path)


def test_a_replication_that_was_interrupted_while_it_was_counted_is_played_again(
    scenario, done, tmp_path
):
    done.results.daily[done.arms[0]].replications -= 1
    plan = plan_of(scenario, POLICIES, replications=9, seed=3)
    store.save_results(tmp_path, plan, done.results)

    assert store.finished(tmp_path, plan).metrics == {}


def test_a_damaged_file_is_named(scenario, done, tmp_path):
    store.save(tmp_path, done)
    (tmp_path / "results.parquet").write_bytes(b"PAR1 no more")

    with pytest.raises(store.OtherStudy, match=r"results\.parquet: cannot be read"):
        store.finished(tmp_path, plan_of(scenario, POLICIES, replications=3, seed=3))


def test_every_table_says_where_it_comes_from(done, tmp_path):
    store.save(tmp_path, done)

    _, about = read_table(tmp_path / "by_site_product.parquet")

    assert about["identity"]["seed"] == 3
    assert about["identity"]["policies"] == POLICIES
    assert about["results_sha256"] == done.result_sha256
    assert "numpy" in about["versions"]


def test_a_write_that_fails_leaves_the_old_file_and_no_litter(tmp_path):
    path = tmp_path / "study.json"
    path.write_text("old")

    def fail(beside):
        beside.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        put(path, fail)
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["study.json"]


def test_the_json_in_the_folder_is_the_studys(done, tmp_path):
    store.save(tmp_path, done)

    assert json.loads((tmp_path / "study.json").read_text()) == done.to_json()


def test_an_interrupted_study_goes_on_with_fewer_than_planned(scenario, done, tmp_path):
    store.save_results(tmp_path, plan_of(scenario, POLICIES, replications=9, seed=3), done.results)

    found = store.finished(tmp_path, plan_of(scenario, POLICIES, replications=4, seed=3))

    assert sorted(found.metrics[done.arms[0]]) == [0, 1, 2]
    with pytest.raises(store.OtherStudy, match="holds 3 finished replications, 2 were"):
        store.finished(tmp_path, plan_of(scenario, POLICIES, replications=2, seed=3))


def test_an_arm_with_numbers_beyond_a_smaller_plan_is_played_again(scenario, done, tmp_path):
    arm = done.arms[0]
    for kept in (done.results.metrics, done.results.by_site):
        kept[arm][7] = kept[arm].pop(1)
    store.save_results(tmp_path, plan_of(scenario, POLICIES, replications=9, seed=3), done.results)
    plan = plan_of(scenario, POLICIES, replications=5, seed=3)

    found = store.finished(tmp_path, plan)

    assert [numbers for _, numbers in found.missing(plan)] == [[0, 1, 2, 3, 4], [3, 4]]
    assert list(found.daily) == [done.arms[1]]


@pytest.mark.parametrize("text", ["{\n", "", "[]", "{}", "[" * 100_000, "\xff"])
@pytest.mark.parametrize("name", ["study.json", "scenarios.json"])
def test_a_damaged_document_is_named_in_one_line(done, tmp_path, name, text):
    store.save(tmp_path, done)
    (tmp_path / name).write_bytes(text.encode("latin-1"))

    with pytest.raises(store.OtherStudy) as found:
        store.open_study(tmp_path)

    assert len(str(found.value).splitlines()) == 1
    assert name in str(found.value) or (name, text) == ("scenarios.json", "{}")
