"""Who plays a study does not matter, nor who of them dies."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from hashlib import sha256
from multiprocessing import active_children
from pathlib import Path

import pytest
from typer.testing import CliRunner

from experiments import study
from experiments.cli import app
from experiments.monte_carlo.chunks import Work
from experiments.monte_carlo.outcome import Arm, Outcome, Source
from experiments.replication import ReplicationFailed, run
from experiments.storage import store
from twin.chain.scenario import Scenario

N = 5
POLICIES = ["base-stock", "s-S"]
DEADLY = """
import os
from hashlib import sha256
from pathlib import Path
from policies.catalogue import named

def ends():
    END

class Policy:
    '''Base stock, but whoever plays a replication that is listed dies, so often as it says.'''
    @classmethod
    def for_network(cls, network):
        return cls(named("base-stock", network))
    def __init__(self, inner):
        self.inner = inner
    def decide(self, seen):
        if seen.day == 6:
            met = sha256(seen.demand_history_units().tobytes()).hexdigest()
            path = Path(PLACE) / met
            if path.exists():
                lives = int(path.read_text())
                beside = path.with_suffix(f".{os.getpid()}")
                beside.write_text(str(lives - 1))  # who dies with us dies at any instant
                beside.replace(path)
                if lives > 0:
                    ends()
        return self.inner.decide(seen)
"""


@pytest.fixture
def short(chain):
    chain["time"] = {"horizon_days": 12, "warm_up_days": 1}
    return Scenario.of(chain)


@pytest.fixture
def marks(short):
    """What tells the replications apart for a policy: the demand it has seen."""
    found = []

    class Watching:
        def decide(self, seen):
            if seen.day == 6:
                found.append(sha256(seen.demand_history_units().tobytes()).hexdigest())
            return ()

    for k in range(N):
        run(short, Watching(), seed=3, replication=k)
    return found


@pytest.fixture
def deadly(tmp_path, monkeypatch, request):
    """Return a maker of a policy that ends its process in some replications."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path[:])
    name = "deadly_" + sha256(request.node.name.encode()).hexdigest()[:8]

    def make(end, lives):
        text = DEADLY.replace("END", end).replace("PLACE", repr(str(tmp_path)))
        (tmp_path / f"{name}.py").write_text(text)
        for mark, count in lives.items():
            (tmp_path / mark).write_text(str(count))
        return f"{name}:Policy"

    return make


def test_a_worker_that_dies_at_any_replication_costs_a_retry_and_changes_nothing(
    short, deadly, marks
):
    policy = deadly("os._exit(9)", dict.fromkeys(marks, 0))
    expected = study(short, [policy], replications=N, seed=3)

    for k, mark in enumerate(marks):
        Path(mark).write_text("1")
        again = study(short, [policy], replications=N, seed=3, workers=2)

        assert Path(mark).read_text() == "-1", f"nobody died at {k}"
        assert again.failures == []
        assert again.result_sha256 == expected.result_sha256
    assert not active_children()


@pytest.mark.parametrize(
    ("end", "told"),
    [
        ("os._exit(9)", "BrokenProcessPool"),
        ("os.kill(os.getpid(), 9)", "BrokenProcessPool"),
        ("os.kill(os.getpid(), 11)", "BrokenProcessPool"),
        ("raise MemoryError('no room')", "MemoryError: no room"),
    ],
    ids=["exit", "killed", "segfault", "memory"],
)
def test_a_replication_that_kills_twice_is_recorded_and_the_others_are_played(
    short, deadly, marks, tmp_path, end, told
):
    policy = deadly(end, {marks[2]: 2})

    done = study(short, [policy, "base-stock"], replications=N, seed=3, workers=2,
                 out=tmp_path / "out")  # fmt: skip

    assert [(one.policy, one.replication) for one in done.failures] == [(policy, 2)]
    assert re.search(f"replication 2: lost twice .*{told}", done.failures[0].why)
    assert Path(marks[2]).read_text() == "0"
    assert done.summary()[done.arms[0]]["cost_total"].n == N - 1
    assert done.summary()[done.arms[1]]["cost_total"].n == N
    assert store.open_study(tmp_path / "out").to_json() == done.to_json()
    assert not active_children()
    # it has used up its lives: a new start plays what failed, and only that
    counts = []
    whole = study(short, [policy, "base-stock"], replications=N, seed=3, out=tmp_path / "out",
                  progress=lambda *told: counts.append(told))  # fmt: skip
    assert counts == [(1, 1)]
    assert whole.failures == []
    one, other = (whole.values(arm, "cost_total") for arm in whole.arms)
    assert one == other


def test_too_little_memory_in_this_process_is_tried_again_and_then_recorded(short, deadly, marks):
    policy = deadly("raise MemoryError('no room')", {marks[0]: 1, marks[3]: 2})

    done = study(short, [policy], replications=N, seed=3)

    assert [one.replication for one in done.failures] == [3]


def test_processes_that_cannot_begin_are_told_and_no_failure_of_replications(tmp_path):
    script = (
        "from experiments import load, study\n"
        "study(load('tiny'), ['base-stock'], replications=4, seed=1, workers=2)\n"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    done = subprocess.run(
        [sys.executable, "-"], input=script, cwd=tmp_path, env=env, capture_output=True, text=True
    )

    assert done.returncode == 1
    assert "ReplicationFailed: worker processes cannot begin here" in done.stderr


class Eager(Executor):
    """Counts how many chunks it holds at once, and how large they are."""

    def __init__(self):
        self.held = 0
        self.most = 0
        self.sizes = []
        self.pool = ThreadPoolExecutor(1)

    def submit(self, fn, /, chunk):
        self.held += 1
        self.most = max(self.most, self.held)
        self.sizes.append(len(chunk.replications))
        future = self.pool.submit(fn, chunk)
        future.add_done_callback(self.gone)
        return future

    def gone(self, _):
        self.held -= 1


def test_few_chunks_are_in_flight_however_many_replications_are_asked_for(short, monkeypatch):
    monkeypatch.setattr("experiments.monte_carlo.chunks.SECONDS", 0.0)  # one replication a chunk
    eager = Eager()
    with eager.pool:
        done = study(short, ["base-stock"], replications=40, seed=3, executor=eager)

    assert eager.sizes == [1] * 40
    assert eager.most <= 8
    assert done.result_sha256 == study(short, ["base-stock"], replications=40, seed=3).result_sha256


def work(seconds, *, workers=1, replications=100, scenarios=1):
    """Return what the sizes of chunks are where a replication takes so long."""
    arms = [Arm(f"s{n}", Source(f"{n:064}", ""), "p") for n in range(scenarios)]
    left = Work([(arm, range(replications)) for arm in arms], seed=1, version="1", workers=workers)
    found = []
    while (chunk := left.next()) is not None:
        found.append(chunk)
        took = [outcome(chunk, seconds) for _ in chunk.replications]
        left.learn(took)
    return found


def outcome(chunk, seconds):
    told = dict.fromkeys(Outcome.__dataclass_fields__)
    arm = chunk.arm
    return Outcome(**told | {"scenario": arm.scenario, "policy": arm.policy, "seconds": seconds})


@pytest.mark.parametrize(("seconds", "size"), [(0.05, 10), (0.9, 1), (0.2, 2)])
def test_a_chunk_is_about_half_a_second_of_work(seconds, size):
    sizes = [len(chunk.replications) for chunk in work(seconds)]

    assert sizes[0] == 1
    assert set(sizes[1:-1]) == {size}
    assert sum(sizes) == 100


def test_the_last_chunks_are_shared_among_the_workers():
    sizes = [len(chunk.replications) for chunk in work(0.001, workers=2)]

    assert sizes[1] <= 25
    assert sizes[-1] == 1


def test_arms_stand_side_by_side_and_of_many_scenarios_a_few_at_a_time():
    order = [chunk.arm.scenario for chunk in work(1.0, replications=3, scenarios=10)]

    first, rest = order[:24], order[24:]
    assert first == [f"s{n}" for n in range(8)] * 3
    assert rest == ["s8", "s9"] * 3


def test_a_worker_with_another_version_is_refused(short, monkeypatch):
    monkeypatch.setattr("experiments.simulate.versions", lambda: {"pharmatwin": "0.0"})

    with pytest.raises(ReplicationFailed, match=r"pharmatwin 0\.1\.0, the study 0\.0"):
        study(short, ["base-stock"], replications=2, seed=3)


class Broken(Executor):
    """Takes work and loses it."""

    def submit(self, fn, /, *args):
        del fn, args
        future = Future()
        future.set_exception(ConnectionError("gone"))
        return future


def test_what_a_foreign_executor_loses_twice_is_recorded(short):
    done = study(short, ["base-stock"], replications=2, seed=3, executor=Broken())

    assert [one.replication for one in done.failures] == [0, 1]
    assert "lost twice with the process that played it: ConnectionError: gone" in (
        done.failures[0].why
    )


@contextmanager
def cluster(folder):
    """Lend the address of a Dask scheduler with two worker processes on this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    port = address.rpartition(":")[2]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), *sys.path])}
    options = ["--no-dashboard"]
    scheduler = ["scheduler", "--host", "127.0.0.1", "--port", port, *options]
    worker = ["worker", address, "--nthreads", "1", "--no-nanny", *options,
              "--local-directory", str(folder), "--death-timeout", "30"]  # fmt: skip
    with (folder / "dask.log").open("wb") as log:
        processes = [
            subprocess.Popen([sys.executable, "-m", "dask", *command], env=env, cwd=folder,
                             stdout=log, stderr=log)
            for command in (scheduler, worker, worker)
        ]  # fmt: skip
        try:
            yield address
        finally:
            for process in reversed(processes):
                process.kill()
            for process in processes:
                process.wait()


def test_a_dask_cluster_gives_the_same_study(chain, short, tmp_path):
    pytest.importorskip("distributed")
    from experiments.monte_carlo.cluster import NoCluster, executor_of

    expected = study(short, POLICIES, replications=6, seed=3).result_sha256
    (tmp_path / "short.yaml").write_text(json.dumps(chain))

    with cluster(tmp_path) as address:
        for _ in range(120):  # until both workers have said that they are there
            with suppress(NoCluster), executor_of(address) as (executor, count):
                if count == 2:
                    again = study(short, POLICIES, replications=6, seed=3, executor=executor,
                                  workers=count, out=tmp_path / "out")  # fmt: skip
                    break
            time.sleep(0.25)
        else:
            pytest.fail((tmp_path / "dask.log").read_text())
        asked = ["study", str(tmp_path / "short.yaml"), "--policies", ",".join(POLICIES),
                 "--replications", "6", "--seed", "3", "--cluster", address, "--json"]  # fmt: skip
        told = CliRunner().invoke(app, asked)

    assert again.result_sha256 == expected
    assert again.failures == []
    assert json.loads(told.stdout)["result_sha256"] == expected


def test_a_cluster_that_is_not_there_is_one_sentence(monkeypatch):
    pytest.importorskip("distributed")
    from experiments.monte_carlo import cluster as module

    monkeypatch.setattr(module, "SECONDS_TO_ANSWER", 0.3)
    with (
        pytest.raises(module.NoCluster, match=r"--cluster tcp://127\.0\.0\.1:9: does not answer"),
        module.executor_of("tcp://127.0.0.1:9"),
    ):
        pass


def test_a_cluster_without_dask_says_what_to_install(monkeypatch):
    from experiments.monte_carlo import cluster as module

    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(module.NoCluster, match=r"not installed \(pip install 'pharmatwin\[dask\]'"),
        module.executor_of("tcp://127.0.0.1:9"),
    ):
        pass


@pytest.mark.parametrize(
    "command",
    [
        ["study", "no-such"],
        ["stress", "no-such"],
        ["sensitivity", "no-such", "--range", "time.horizon_days=10,20"],
    ],
    ids=lambda command: command[0],
)
def test_a_command_starts_what_workers_are_forked_from_before_it_reads_anything(
    monkeypatch, command
):
    from experiments.monte_carlo import forkserver

    def starts():
        raise ReplicationFailed("it starts")

    monkeypatch.setattr(forkserver, "started", starts)

    alone, many = (
        CliRunner().invoke(app, [*command, "--workers", count]).stderr for count in ("1", "2")
    )

    assert many == "it starts\n"
    assert alone.startswith("no-such:1:1: file: does not exist")


INTERRUPTED_WHILE_STARTING = """
import os, signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import forkserver
from experiments.monte_carlo.forkserver import started

if __name__ == "__main__":
    context = started()
    os.kill(forkserver._forkserver._forkserver_pid, signal.SIGINT)
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        print(pool.submit(abs, -1).result())
    try:
        os.kill(os.getpid(), signal.SIGINT)
        print("deaf")
    except KeyboardInterrupt:
        print("heard")
"""


def test_an_interrupt_of_the_whole_group_while_workers_start_says_no_more_than_one(tmp_path):
    """The server that workers are forked from must not hear it, however early it comes."""
    script = tmp_path / "interrupted.py"
    script.write_text(INTERRUPTED_WHILE_STARTING)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    done = subprocess.run([sys.executable, script], env=env, capture_output=True, text=True)

    assert (done.stdout.split(), done.stderr) == (["1", "heard"], "")
