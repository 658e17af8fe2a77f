"""Whatever becomes of a solver is a record, and the next solve has a solver again."""

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from policies.milp.solution import Limits, Solve, Start
from policies.milp.solving.watchdog import WatchedSolver
from tests.unit.policies.milp.forms import knapsack

FAULTY = "tests.unit.policies.milp.faulty"
ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def watched() -> Iterator[WatchedSolver]:
    solver = WatchedSolver()
    yield solver
    solver.close()


def of(name: str) -> Solve:
    solver = WatchedSolver(f"{FAULTY}:{name}")
    try:
        return solver.solve(knapsack(), "cost", limits=Limits(gap_share=0.0))
    finally:
        solver.close()


def ends(pid: int) -> bool:
    """Return whether a process is gone within some seconds."""
    for _ in range(100):
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return True
        if stat.rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.1)
    return False


def test_a_watched_solver_answers_as_the_solver_does(watched: WatchedSolver) -> None:
    form, exact = knapsack(), Limits(gap_share=0.0)
    found = watched.solve(form, "cost", limits=exact)
    assert (found.status, found.objective) == ("optimal", pytest.approx(-107))
    tight = watched.solve(form, "cost", at_most={"cost": -108.0}, limits=exact)
    assert tight.status == "infeasible"
    impossible = replace(form, row_upper=np.array([-1.0]))
    assert watched.solve(impossible, "cost", limits=exact).status == "infeasible"
    start = Start(columns=np.arange(7), values=np.array([1.0, 1, 0, 0, 1, 0, 0]))
    few = Limits(gap_share=0.0, lps_count=4, nodes_count=0)
    some = watched.solve(form, "cost", limits=few, start=start)
    assert (some.status, some.objective) == ("limit", pytest.approx(-97))
    none = watched.solve(form, "cost", limits=replace(few, lps_count=1))
    assert (none.status, none.values) == ("nothing found", None)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Aborts", "the solver's process died of SIGABRT"),
        ("IsKilled", "the solver's process died of SIGKILL"),
        ("WritesGarbage", "the solver's reply cannot be read"),
        ("Raises", "ZeroDivisionError: pivot is zero"),
        ("LacksMemory", "MemoryError: "),
        ("AnswersNonsense", "the solver's reply is not a solve"),
        ("AnswersNaN", "7 values are not numbers"),
        ("ClaimsTooMuch", "cost is -107, not -108"),
        ("BreaksARow", "a row is broken by 43"),
        ("IsNotThere", f"AttributeError: module '{FAULTY}' has no attribute 'IsNotThere'"),
    ],
)
def test_a_fault_is_a_failed_solve_with_its_reason(name: str, reason: str) -> None:
    found = of(name)
    assert (found.status, found.reason) == ("failed", reason)
    assert found.values is None


def test_what_a_solver_prints_does_no_harm() -> None:
    assert of("Chatters").objective == pytest.approx(-107)


def test_a_solver_that_is_no_class_is_used_as_it_is() -> None:
    assert of("NOT_A_CLASS").status == "nothing found"


def test_a_solver_that_hangs_is_stopped_and_leaves_nothing_behind() -> None:
    solver = WatchedSolver(f"{FAULTY}:Hangs", grace_seconds=3.0)
    found = solver.solve(knapsack(), "cost", limits=Limits(seconds=0.1))
    assert found.status == "failed"
    assert found.reason == "the solver was stopped: it did not answer in time"
    assert found.seconds >= 3.1
    assert solver.pid is None


def test_a_ctrl_c_at_the_terminal_does_not_reach_the_process(watched: WatchedSolver) -> None:
    watched.solve(knapsack(), "cost")
    assert watched.pid is not None
    assert os.getpgid(watched.pid) != os.getpgid(0)


def test_after_a_death_another_process_takes_over(watched: WatchedSolver) -> None:
    watched.solve(knapsack(), "cost")
    first = watched.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    while watched.pid is not None:
        time.sleep(0.01)
    assert watched.solve(knapsack(), "cost").status == "optimal"
    assert watched.pid not in (None, first)


def test_a_copy_has_a_process_of_its_own(watched: WatchedSolver) -> None:
    watched.solve(knapsack(), "cost")
    copy = pickle.loads(pickle.dumps(watched))
    assert (copy.path, copy.grace_seconds) == (watched.path, watched.grace_seconds)
    assert copy.pid is None
    assert watched.pid is not None


OWNER = """
import sys, time
from policies.milp.solution import Limits
from policies.milp.solving.watchdog import WatchedSolver
from tests.unit.policies.milp.forms import knapsack

idle, busy = WatchedSolver(), WatchedSolver("tests.unit.policies.milp.faulty:Hangs")
idle.solve(knapsack(), "cost")
import threading
def tell():
    while busy.pid is None: time.sleep(0.05)
    print(idle.pid, busy.pid, flush=True)
threading.Thread(target=tell, daemon=True).start()
try:
    busy.solve(knapsack(), "cost", limits=Limits(seconds=60.0))
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.parametrize(("word", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_no_process_outlives_its_owner(word: signal.Signals, code: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        start_new_session=True,
    ) as owner:
        assert owner.stdout is not None
        assert owner.stderr is not None
        pids = [int(word) for word in owner.stdout.readline().split()]
        time.sleep(1.0)
        os.killpg(owner.pid, word)  # as a Ctrl-C at a terminal: the whole group
        assert owner.wait(timeout=10) == code
        assert all(ends(pid) for pid in pids)
        assert owner.stderr.read() == b""


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_fork_starts_its_own_process_and_leaves_the_first_alone(watched: WatchedSolver) -> None:
    watched.solve(knapsack(), "cost")
    first = watched.pid
    child = os.fork()
    if child == 0:
        found = watched.solve(knapsack(), "cost")
        fine = found.status == "optimal" and watched.pid not in (None, first)
        watched.close()
        os._exit(0 if fine else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert watched.pid == first
    assert watched.solve(knapsack(), "cost").status == "optimal"
    assert watched.pid == first
