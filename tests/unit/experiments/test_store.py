"""A study's folder: taken up again, refused when it is another's, damaged files named."""

import json
import os
from dataclasses import replace
from shutil import copytree

import numpy as np
import pyarrow.parquet as pq
import pytest

from experiments import study
from experiments.monte_carlo import chunks
from experiments.monte_carlo.outcome import Chunk, Failure
from experiments.monte_carlo.plan import plan_of
from experiments.monte_carlo.play import play
from experiments.provenance import versions
from experiments.storage import store
from experiments.storage.files import SEAL, DamagedFile, FolderInUse, put, read_sealed, sealed
from experiments.storage.header import OtherStudy
from twin.chain.scenario import Scenario

POLICIES = ["base-stock", "s-S"]


@pytest.fixture(scope="module")
def three(scenario):
    return study(scenario, POLICIES, replications=3, seed=3)


@pytest.fixture(scope="module")
def stored(scenario, tmp_path_factory):
    folder = tmp_path_factory.mktemp("stored") / "out"
    study(scenario, POLICIES, replications=3, seed=3, out=folder, command="as told")
    return folder


@pytest.fixture
def folder(stored, tmp_path):
    """A folder with three replications of two policies, to change at will."""
    return copytree(stored, tmp_path / "out")


def again(scenario, folder, **other):
    """Start the study of the folder again, perhaps another one."""
    told = {"replications": 3, "seed": 3} | other
    return study(scenario, told.pop("policies", POLICIES), out=folder, **told)


def played(scenario, folder, **other):
    """Return how many replications are played when the study is started again."""
    counts = [0]
    again(scenario, folder, progress=lambda done, _: counts.append(done), **other)
    return counts[-1]


def parts(folder):
    return sorted((folder / "parts").iterdir())


def test_a_study_comes_back_from_its_folder_as_it_was(three, folder):
    back = store.open_study(folder)

    assert back.result_sha256 == three.result_sha256
    assert back.to_json() == replace(three, command="as told").to_json()
    assert back.scenarios == three.scenarios


def test_sites_and_days_come_back_too(three, folder):
    back = store.open_study(folder)

    arm = three.arms[1]
    assert back.sites(arm).cells == three.sites(arm).cells
    for sums in ("by_cell", "by_site"):
        here, there = (getattr(one.sites(arm), sums).totals for one in (back, three))
        assert here.tolist() == there.tolist()
    assert back.daily(arm).demand_units.tolist() == three.daily(arm).demand_units.tolist()
    assert back.daily(arm).first_day == 10
    for name in ("known", "parts", "low", "high"):
        np.testing.assert_array_equal(
            getattr(back.daily(arm).service, name), getattr(three.daily(arm).service, name)
        )


def test_the_json_in_the_folder_is_the_studys_with_its_seal(three, folder):
    told = json.loads((folder / "result.json").read_text())

    assert told == sealed(replace(three, command="as told").to_json())


def test_the_versions_that_made_a_study_come_back(folder, monkeypatch):
    monkeypatch.setattr("experiments.monte_carlo.found.versions", lambda: {"numpy": "0.1"})

    assert store.open_study(folder).versions["numpy"] != "0.1"


def test_a_part_has_a_row_for_each_replication_with_its_digest(folder):
    rows = [row for path in parts(folder) for row in pq.read_table(path).to_pylist()]

    assert sorted((row["arm"], row["replication"]) for row in rows) == [
        (arm, k) for arm in (0, 1) for k in (0, 1, 2)
    ]
    assert len({row["record_sha256"] for row in rows}) == 6


def test_more_replications_take_up_where_the_folder_ends_and_change_no_file(scenario, folder):
    before = {path: path.read_bytes() for path in parts(folder)}

    assert played(scenario, folder, replications=5) == 4

    back = store.open_study(folder)
    at_once = study(scenario, POLICIES, replications=5, seed=3)
    assert back.to_json() == at_once.to_json()
    assert {path: path.read_bytes() for path in before} == before


def test_fewer_replications_are_the_first_of_those_that_are_there(scenario, three, folder):
    again(scenario, folder, replications=5)

    fewer = again(scenario, folder)

    assert fewer.to_json() == three.to_json() == store.open_study(folder).to_json()
    assert fewer.daily(fewer.arms[0]).replications == 3
    assert fewer.sites(fewer.arms[0]).by_cell.n == 3


def test_an_interrupted_study_keeps_what_was_finished_and_is_no_finished_one(
    scenario, three, tmp_path
):
    def stop(done, _):
        if done >= 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        again(scenario, tmp_path, progress=stop)

    with pytest.raises(OtherStudy, match=r"result\.json is missing"):
        store.open_study(tmp_path)
    assert played(scenario, tmp_path) <= 3
    assert store.open_study(tmp_path).to_json() == three.to_json()


@pytest.mark.parametrize(("held_seconds", "files"), [(1e9, 2), (0.0, 4)])
def test_replications_of_an_arm_that_end_together_share_a_file(
    scenario, three, tmp_path, monkeypatch, held_seconds, files
):
    monkeypatch.setattr(chunks, "SECONDS", 1e9)  # the first of each arm, then the others
    monkeypatch.setattr(store, "SECONDS_HELD", held_seconds)

    again(scenario, tmp_path)

    assert len(parts(tmp_path)) == files
    assert store.open_study(tmp_path).to_json() == three.to_json()


def test_what_ends_a_study_does_not_lose_what_waits_to_be_written(scenario, tmp_path, monkeypatch):
    monkeypatch.setattr(store, "SECONDS_HELD", 1e9)

    def stop(done, _):
        assert not parts(tmp_path)
        if done >= 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        again(scenario, tmp_path, progress=stop)

    assert played(scenario, tmp_path) <= 3


def test_what_waits_to_be_written_is_read_as_well(scenario, tmp_path, monkeypatch):
    monkeypatch.setattr(store, "SECONDS_HELD", 1e9)
    plan = plan_of(scenario, "base-stock", replications=1, seed=3)
    chunk = Chunk(plan.arms[0], 3, (0,), versions()["pharmatwin"])

    with store.opened(tmp_path, plan) as kept:
        kept.add(play(chunk))
        assert not parts(tmp_path)
        back = kept.results(1, failures=False)

    assert back.missing(plan, 1) == []


@pytest.mark.parametrize(
    ("other", "days", "difference"),
    [
        ({"seed": 4}, 60, "seed there 3, here 4"),
        ({"policies": ["base-stock"]}, 60, 'policies there ["base-stock", "s-S"], here'),
        ({}, 61, r'scenarios there [["two clinics", "'),
        ({"points": [{"sites.hub.opening_stock.vaccine": 1}]}, 60, "points there [], here [{"),
    ],
)
def test_a_folder_of_another_study_is_refused_by_name(chain, folder, other, days, difference):
    chain["time"]["horizon_days"] = days
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    with pytest.raises(OtherStudy) as refused:
        again(Scenario.of(chain), folder, **other)

    assert difference in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_another_version_is_refused(scenario, folder, monkeypatch):
    for module in ("monte_carlo.plan", "simulate", "monte_carlo.play"):
        monkeypatch.setattr(f"experiments.{module}.versions", lambda: {"pharmatwin": "99"})

    with pytest.raises(OtherStudy, match=r'version of pharmatwin there "0.1.0", here "99"'):
        again(scenario, folder)


def test_a_folder_of_an_older_program_is_refused(scenario, tmp_path):
    (tmp_path / "results.parquet").touch()

    for use in (lambda: again(scenario, tmp_path), lambda: store.open_study(tmp_path)):
        with pytest.raises(OtherStudy, match=r"older program"):
            use()


def test_another_format_is_refused(scenario, folder, monkeypatch):
    monkeypatch.setattr("experiments.storage.header.FORMAT", 4)

    with pytest.raises(OtherStudy, match="format 3, this program writes 4"):
        again(scenario, folder)


def damage(path):
    content = path.read_bytes()
    path.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])


@pytest.mark.parametrize("name", ["study.json", "scenarios.json", "result.json", "part"])
def test_a_damaged_file_is_named_and_once_removed_only_what_it_held_is_played(
    scenario, three, folder, name
):
    path = parts(folder)[1] if name == "part" else folder / name
    held = len(pq.read_table(path)) if name == "part" else 0
    damage(path)

    for use in (lambda: again(scenario, folder), lambda: store.open_study(folder)):
        with pytest.raises(DamagedFile) as found:
            use()
        assert str(found.value).startswith(f"{path}: is damaged: it does not match ")
        assert "remove it and start the study again" in str(found.value)
        assert len(str(found.value).splitlines()) == 1

    path.unlink()
    assert played(scenario, folder) == held
    assert store.open_study(folder).result_sha256 == three.result_sha256


def test_every_damaged_file_is_named(scenario, folder):
    chosen = parts(folder)
    for path in chosen:
        damage(path)

    with pytest.raises(DamagedFile) as found:
        again(scenario, folder)

    lines = str(found.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == [str(path) for path in chosen]


def test_a_part_of_another_study_is_named(scenario, folder, tmp_path):
    again(scenario, tmp_path / "other", seed=4)
    stranger = parts(tmp_path / "other")[0]
    (folder / "parts" / stranger.name).write_bytes(stranger.read_bytes())

    with pytest.raises(DamagedFile, match=f"{stranger.name}: is damaged: it is of another study"):
        again(scenario, folder)


def test_a_part_under_another_name_is_named(scenario, folder):
    path = parts(folder)[0].rename(folder / "parts" / "mine.parquet")

    with pytest.raises(DamagedFile, match=f"{path.name}: is damaged: it does not match"):
        again(scenario, folder)


def test_scenarios_of_another_study_are_named(scenario, folder, tmp_path, chain):
    chain["sites"]["hub"]["opening_stock"]["vaccine"] = 1
    again(Scenario.of(chain), tmp_path / "other")
    text = (tmp_path / "other" / "scenarios.json").read_bytes()
    (folder / "scenarios.json").write_bytes(text)

    with pytest.raises(DamagedFile, match=r"scenarios\.json: .*'two clinics' is not that of"):
        again(scenario, folder)


def test_a_result_of_other_replications_is_named(folder):
    parts(folder)[0].unlink()

    with pytest.raises(OtherStudy, match=r"result\.json is not of the replications there"):
        store.open_study(folder)


def fails_once(number):
    return [Failure(scenario="two clinics", policy="s-S", replication=number, why="bad luck")]


def test_a_failed_replication_is_kept_and_tried_again(scenario, three, tmp_path):
    plan = plan_of(scenario, POLICIES, replications=3, seed=3)
    with store.opened(tmp_path, plan) as kept:
        kept.add(fails_once(1))

    failed = store.read_results(tmp_path, plan, 3, failures=True)
    assert failed.failures(plan) == fails_once(1)
    assert played(scenario, tmp_path) == 6
    done = store.open_study(tmp_path)
    assert done.failures == []
    assert done.result_sha256 == three.result_sha256


def test_a_study_with_failures_comes_back_with_them(folder, three, scenario):
    plan = plan_of(scenario, POLICIES, replications=4, seed=3)
    with store.opened(folder, plan) as kept:
        kept.add(fails_once(3))
        results = store.read_results(folder, plan, 4, failures=True)

    assert [n for _, n in results.missing(plan, 4)] == [[3]]  # of base-stock only
    assert results.sha256(plan) != three.result_sha256


def test_a_damaged_failure_is_named(scenario, folder):
    plan = plan_of(scenario, POLICIES, replications=3, seed=3)
    with store.opened(folder, plan) as kept:
        kept.add(fails_once(3))
    (path,) = (folder / "failures").iterdir()
    damage(path)

    with pytest.raises(DamagedFile, match=path.name):
        again(scenario, folder)


def test_a_second_writer_is_refused_and_told_by_whom(scenario, folder):
    plan = plan_of(scenario, POLICIES, replications=3, seed=3)

    with (
        store.opened(folder, plan),
        pytest.raises(FolderInUse, match=f"process {os.getpid()} is writing into it"),
    ):
        again(scenario, folder)

    again(scenario, folder)


def test_what_a_killed_writer_left_half_written_is_removed(scenario, folder):
    litter = [folder / ".study.json.1.tmp", folder / "parts" / ".000.parquet.7.tmp"]
    for path in litter:
        path.write_bytes(b"half")

    again(scenario, folder)

    assert not any(path.exists() for path in litter)


def test_a_file_in_place_of_the_folder_is_refused(scenario, tmp_path):
    (tmp_path / "out").touch()

    with pytest.raises(OtherStudy, match="is a file"):
        again(scenario, tmp_path / "out")


def test_a_write_that_fails_leaves_the_old_file_and_no_litter(tmp_path, monkeypatch):
    path = tmp_path / "study.json"
    path.write_text("old")
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space")))

    with pytest.raises(OSError, match="No space") as found:
        put(path, b"new")

    assert found.value.filename == str(path)
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["study.json"]


@pytest.mark.parametrize("text", ["{\n", "", "[]", "{}", "[" * 100_000, "\xff", '{"a": NaN}'])
def test_a_document_that_is_none_is_named_in_one_line(tmp_path, text):
    path = tmp_path / "study.json"
    path.write_bytes(text.encode("latin-1"))

    with pytest.raises(DamagedFile, match=r"^[^\n]*study\.json: is damaged: [^\n]*$"):
        read_sealed(path, "remove it")


def test_a_design_comes_back_with_its_settings(scenario, tmp_path):
    points = [{"sites.hub.opening_stock.vaccine": v} for v in (300, 0)]
    done = again(scenario, tmp_path, points=points, replications=2)

    back = store.open_study(tmp_path)

    assert back.to_json() == done.to_json()
    assert back.plan.settings() == done.plan.settings()
    assert json.loads((tmp_path / "study.json").read_text())["points"] == points
    assert SEAL in (tmp_path / "study.json").read_text()
