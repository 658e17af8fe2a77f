"""Whatever stops a study, and wherever: taken up again it is the study of one go."""

import errno
import json
import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from experiments import study
from experiments.monte_carlo import chunks
from experiments.monte_carlo.outcome import Failure
from experiments.monte_carlo.plan import plan_of
from experiments.storage import files, header, store
from experiments.storage.files import DamagedFile, read_sealed
from twin.chain.scenario import Scenario

POLICIES = ["base-stock", "s-S"]
CRASHED = 77


@pytest.fixture
def short(chain):
    """The chain of this folder over a few days: what is tested here is not what it does."""
    chain["time"] = {"horizon_days": 6, "warm_up_days": 1}
    return chain


def test_a_crash_at_any_write_fsync_or_rename_changes_nothing(short, tmp_path):
    script = Path(__file__).with_name("crash_points.py")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONWARNINGS": "ignore"}

    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path)],
        input=json.dumps(short), env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip

    told = [json.loads(line) for line in done.stdout.splitlines()]
    expected = study(Scenario.of(short), POLICIES, replications=3, seed=3).result_sha256
    assert [one["code"] for one in told] == [CRASHED] * (len(told) - 1) + [0]
    assert {one["sha256"] for one in told} == {expected}
    # header, scenarios, result and a part for each first and each further replications of
    # two arms, four calls each; and the lock's one write
    assert len(told) - 1 == 7 * 4 + 1


class FullDisk:
    """The system's calls, until the k-th write, which takes half and then finds no room."""

    def __init__(self, k):
        self.left = k
        self.full = False

    def __getattr__(self, name):
        return getattr(os, name)

    def write(self, file, content):
        self.left -= 1
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        if self.left == 0:
            self.full = True
            return os.write(file, memoryview(content)[: len(content) // 2])
        return os.write(file, content)


def test_a_disk_that_is_full_at_any_write_is_told_by_file_and_changes_nothing(
    short, tmp_path, monkeypatch
):
    scenario = Scenario.of(short)
    expected = study(scenario, POLICIES, replications=3, seed=3).result_sha256
    named = []

    for k in range(2, 100):  # the first is the lock's, which holds without its number
        out = tmp_path / str(k)
        with monkeypatch.context() as patched:
            disk = FullDisk(k)
            patched.setattr(files, "os", disk)
            patched.setattr(chunks, "SECONDS", 1e9)  # the number of parts not by the clock
            patched.setattr(store, "SECONDS_HELD", 0.0)
            with pytest.raises(OSError, match="No space") if k < 9 else nullcontext() as error:
                study(scenario, POLICIES, replications=3, seed=3, out=out)
        if error is None:
            assert not disk.full
            break
        assert Path(error.value.filename).is_relative_to(out)
        named.append(Path(error.value.filename).suffix)
        kept = len(list((out / "parts").iterdir())) if (out / "parts").exists() else 0
        assert kept == max(0, k - 4)
        assert not list(out.rglob(".*"))
        again = study(scenario, POLICIES, replications=3, seed=3, out=out)
        assert again.result_sha256 == expected

    assert named == [".json"] * 2 + [".parquet"] * 4 + [".json"]


class DevFull:
    """The system's calls, with every file that is opened for writing the kernel's own full one."""

    def __getattr__(self, name):
        return getattr(os, name)

    def open(self, path, flags, *mode):
        return os.open("/dev/full" if flags & os.O_WRONLY else path, flags, *mode)


def test_the_kernels_own_full_device_is_told_by_file(short, tmp_path, monkeypatch):
    scenario = Scenario.of(short)
    study(scenario, POLICIES, replications=1, seed=3, out=tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(files, "os", DevFull())
        with pytest.raises(OSError, match="No space left on device") as error:
            study(scenario, POLICIES, replications=2, seed=3, out=tmp_path)

    assert Path(error.value.filename).parent == tmp_path / "parts"
    again = study(scenario, POLICIES, replications=2, seed=3, out=tmp_path)
    assert again.result_sha256 == study(scenario, POLICIES, replications=2, seed=3).result_sha256


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A small study with a failure, and how each of its files is read."""
    data = {
        "pharmatwin": 1,
        "name": "two sites",
        "time": {"horizon_days": 4},
        "products": {"vaccine": {}},
        "sites": {
            "maker": {"kind": "supplier", "supplies": {"vaccine": {}}},
            "clinic": {"kind": "clinic", "opening_stock": {"vaccine": 9}},
        },
        "lanes": {
            "road": {
                "origin": "maker",
                "destination": "clinic",
                "lead_time": {"law": "constant", "days": 1},
            }
        },
        "demand": {
            "patients": {
                "site": "clinic",
                "product": "vaccine",
                "law": {"law": "poisson", "mean_units_per_day": 4},
            }
        },
    }
    folder = tmp_path_factory.mktemp("small")
    scenario = Scenario.of(data)
    for replications in (1, 2):  # a part each
        study(scenario, ["base-stock"], replications=replications, seed=1, out=folder)
    plan = plan_of(scenario, ["base-stock"], replications=3, seed=1)
    with store.opened(folder, plan) as kept:
        kept.add([Failure(scenario="two sites", policy="base-stock", replication=2, why="luck")])
    reader = store.Reader(folder, plan)
    readers = {
        "study.json": lambda path: header.check(path.parent, plan),
        "scenarios.json": lambda path: read_sealed(path, "remove it"),
        "result.json": lambda path: read_sealed(path, "remove it"),
        ".parquet": reader.part,
        ".json": reader.failure,
    }
    return folder, readers


def names(small):
    folder, _ = small
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    assert len(found) == 3 + 2 + 1
    return found


def named(path, read):
    """Return whether reading names the file, and does nothing else."""
    try:
        read(path)
    except DamagedFile as error:
        return str(error).startswith(f"{path}: is damaged: ") and "\n" not in str(error)
    return False


def reading(small, path):
    return small[1].get(path.name) or small[1][path.suffix]


def test_any_flipped_byte_of_any_file_is_detected_and_named(small):
    for path in names(small):
        content, read = path.read_bytes(), reading(small, path)
        with path.open("r+b", buffering=0) as file:
            for index, byte in enumerate(content):
                os.pwrite(file.fileno(), bytes([byte ^ (0x01, 0x20, 0x80, 0xFF)[index % 4]]), index)
                assert named(path, read), f"byte {index} of {path}"
                os.pwrite(file.fileno(), bytes([byte]), index)
        read(path)


def test_a_file_cut_at_any_offset_is_detected_and_named(small):
    for path in names(small):
        content, read = path.read_bytes(), reading(small, path)
        for end in range(len(content) - 1, -1, -1):
            os.truncate(path, end)
            assert named(path, read), f"{path} cut at {end}"
        path.write_bytes(content)
        read(path)


def test_a_byte_too_many_is_detected_and_named(small):
    for path in names(small):
        content, read = path.read_bytes(), reading(small, path)
        path.write_bytes(content + b"\n")
        assert named(path, read)
        path.write_bytes(content)


def test_damage_anywhere_stops_who_opens_the_study_and_who_takes_it_up(small):
    folder, _ = small
    plan = plan_of(
        store.open_study(folder).scenarios["two sites"], ["base-stock"], replications=2, seed=1
    )

    def take_up(_):
        with store.opened(folder, plan) as kept:
            kept.results(2, failures=False)

    for path in names(small):
        content = path.read_bytes()
        for index in range(0, len(content), 397):
            path.write_bytes(
                content[:index] + bytes([content[index] ^ 0x10]) + content[index + 1 :]
            )
            assert named(path, lambda _: store.open_study(folder))
            assert named(path, take_up)
        path.write_bytes(content)
    take_up(folder)
